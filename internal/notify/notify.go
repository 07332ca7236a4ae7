// Package notify sends what leaves the building: mail, through an outbox in the
// database. A message is queued inside the act it tells of, so that there is no
// message without the act and no act without its message; a job delivers it,
// again and again until the mail server takes it or refuses it for good. A
// message may arrive twice, with one Message-ID; it is never lost.
//
// Who is written to, and what, is personal data: both are sealed.
package notify

import (
	"context"
	"embed"
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/job"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations is the migrations of the outbox.
func Migrations() sqldb.Migrations { return sqldb.Embed("notify", migrations) }

// Security says how the connection to the mail server is protected.
type Security string

const (
	StartTLS Security = "starttls" // required, not only tried
	TLS      Security = "tls"
	Clear    Security = "none" // a relay on the same machine
)

// Config names the mail server. With an empty Host messages are kept in the
// outbox as "off" and not sent.
type Config struct {
	Host     string
	Port     int
	Security Security // "" means StartTLS
	User     string   // "" for a server that asks for none
	Password string
	From     string // address of the sender
	FromName string // name shown with it
}

// Mailer sends messages.
type Mailer struct {
	db     *sqldb.DB
	acts   *act.Recorder
	vault  *vault.Vault
	config Config
}

// New makes the office. It fails when the configuration cannot send.
func New(db *sqldb.DB, acts *act.Recorder, v *vault.Vault, c Config) (*Mailer, error) {
	if c.Security == "" {
		c.Security = StartTLS
	}
	switch c.Security {
	case StartTLS, TLS, Clear:
	default:
		return nil, fmt.Errorf("mail: security %q is none of starttls, tls, none", c.Security)
	}
	if c.Host != "" {
		if err := checkAddress(c.From); err != nil {
			return nil, fmt.Errorf("mail: the sender's address: %w", err)
		}
		if err := checkHeader("from", c.FromName); err != nil {
			return nil, fmt.Errorf("mail: the sender's name: %w", err)
		}
		if c.User != "" && c.Security == Clear && c.Host != "localhost" && !strings.HasPrefix(c.Host, "127.") {
			return nil, fmt.Errorf("mail: a password is not sent to %s without encryption", c.Host)
		}
	}
	return &Mailer{db: db, acts: acts, vault: v, config: c}, nil
}

// Message is a mail of plain text to one person.
type Message struct {
	Body    string // id of the body that writes
	To      string // address alone, without a name
	Subject string // one line
	Text    string
}

// subjectLimit and addressLimit are in characters and bytes.
const (
	subjectLimit = 200
	addressLimit = 254
)

// Queue puts a message into the outbox inside an act and returns its id. An
// address or a subject that cannot be sent as it stands, above all one with a
// line break that would begin a header of its own, is a fault of its field ("to",
// "subject", "text").
func (o *Mailer) Queue(ctx context.Context, tx *act.Tx, m Message) (string, error) {
	if err := m.check(); err != nil {
		return "", err
	}
	id, state := sqldb.NewID(), "waiting"
	if o.config.Host == "" {
		state = "off"
	}
	to, err := o.vault.Seal(m.To, recipient(id))
	if err != nil {
		return "", fmt.Errorf("queue mail: %w", err)
	}
	text, err := o.vault.Seal(m.Text, content(id))
	if err != nil {
		return "", fmt.Errorf("queue mail: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO notify_outbox (id, body, recipient, subject, content, state, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, id, m.Body, to, m.Subject, text, state, tx.Now().UnixMilli())
	if err != nil {
		return "", fmt.Errorf("queue mail: %w", err)
	}
	if state == "off" {
		return id, nil
	}
	return id, tx.Enqueue(ctx, deliver{ID: id})
}

// Jobs are the kinds of jobs that deliver.
func (o *Mailer) Jobs() []job.Kind { return []job.Kind{job.Do("发送邮件", o.deliver)} }

func (m Message) check() error {
	var faults fault.List
	if err := checkAddress(m.To); err != nil {
		faults.Add("to", "邮箱地址的格式不对，应为“名称@域名”。")
	}
	if m.Subject == "" || checkHeader("subject", m.Subject) != nil || utf8.RuneCountInString(m.Subject) > subjectLimit {
		faults.Add("subject", fmt.Sprintf("邮件标题应为一行文字，不超过 %d 字，不能换行。", subjectLimit))
	}
	if m.Text == "" || !utf8.ValidString(m.Text) || strings.ContainsRune(m.Text, 0) {
		faults.Add("text", "邮件正文不能为空，只能是文字。")
	}
	return faults.Err()
}

// checkAddress lets through one bare address.
func checkAddress(s string) error {
	if err := checkHeader("address", s); err != nil {
		return err
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || len(s) > addressLimit {
		return fmt.Errorf("this is no mail address")
	}
	return nil
}

// checkHeader refuses what could end a header line, and what hides.
func checkHeader(name, s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("%s is not UTF-8", name)
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) {
			return fmt.Errorf("%s holds the control character %U", name, r)
		}
	}
	return nil
}
