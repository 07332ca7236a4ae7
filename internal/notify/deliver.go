package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/wneessen/go-mail"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// dialTimeout bounds the whole talk with the mail server.
const dialTimeout = 30 * time.Second

// deliver is the job of sending one message.
type deliver struct {
	ID string `json:"id"`
}

// Kind names the job.
func (deliver) Kind() string { return "notify_deliver" }

// letter is a message on its way.
type letter struct {
	id, body, subject, state string
	to, text                 vault.Sealed
	made                     sqldb.Time
}

// deliver sends a message. What it returns is logged and kept with the job, so
// it never says to whom.
func (o *Mailer) deliver(ctx context.Context, d deliver) error {
	l := letter{id: d.ID}
	err := o.db.QueryRowContext(ctx, `SELECT body, recipient, subject, content, state, made_at FROM notify_outbox WHERE id = $1`, d.ID).
		Scan(&l.body, &l.to, &l.subject, &l.text, &l.state, &l.made)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // taken back before it was sent
	}
	if err != nil {
		return fmt.Errorf("read mail %s: %w", d.ID, err)
	}
	if l.state != "waiting" {
		return nil // sent, and the program was killed before the job was noted as done
	}
	message, err := o.compose(l)
	if err != nil {
		return fmt.Errorf("compose mail %s: %w", l.id, err)
	}
	switch err := o.send(ctx, message); {
	case err == nil:
		return o.end(ctx, l, "sent", "")
	case refused(err):
		return o.end(ctx, l, "refused", wording(err))
	default:
		return fmt.Errorf("send mail %s: %s", l.id, wording(err))
	}
}

func (o *Mailer) compose(l letter) (*mail.Msg, error) {
	to, err := o.vault.Open(l.to, recipient(l.id))
	if err != nil {
		return nil, err
	}
	text, err := o.vault.Open(l.text, content(l.id))
	if err != nil {
		return nil, err
	}
	m := mail.NewMsg(mail.WithEncoding(mail.EncodingB64), mail.WithNoDefaultUserAgent())
	if err := m.FromFormat(o.config.FromName, o.config.From); err != nil {
		return nil, errors.New("the sender's address is not accepted")
	}
	if err := m.To(to.Text()); err != nil {
		return nil, errors.New("the recipient's address is not accepted")
	}
	m.Subject(l.subject)
	m.SetDateWithValue(l.made.Time)
	// The same each time, so that a message sent twice is known for one.
	m.SetMessageIDWithValue(l.id + "@" + o.config.Host)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(mail.TypeTextPlain, text.Text())
	return m, nil
}

func (o *Mailer) send(ctx context.Context, m *mail.Msg) error {
	opts := []mail.Option{mail.WithPort(o.config.Port), mail.WithTimeout(dialTimeout)}
	switch o.config.Security {
	case TLS:
		opts = append(opts, mail.WithSSL())
	case StartTLS:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	case Clear:
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	}
	if o.config.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover),
			mail.WithUsername(o.config.User), mail.WithPassword(o.config.Password))
	}
	client, err := mail.NewClient(o.config.Host, opts...)
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, m)
}

// end notes what became of a message, as an act of the program.
func (o *Mailer) end(ctx context.Context, l letter, state, reason string) error {
	return o.acts.Do(ctx, identity.Job(l.body), act.Entry{Name: "notify." + state, Body: l.body, Subject: l.id, Reason: reason}, func(tx *act.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE notify_outbox SET state = $2, error = $3, ended_at = $4 WHERE id = $1 AND state = 'waiting'`,
			l.id, state, reason, tx.Now().UnixMilli())
		if err != nil {
			return fmt.Errorf("note mail %s: %w", l.id, err)
		}
		return nil
	})
}

// refused reports whether the server will never take the message (RFC 5321:
// 5yz), as against not now.
func refused(err error) bool {
	e := (*mail.SendError)(nil)
	return errors.As(err, &e) && !e.IsTemp() && e.ErrorCode() >= 500
}

// wording says what went wrong without the server's own words, which like to
// repeat the address.
func wording(err error) string {
	e := (*mail.SendError)(nil)
	if errors.As(err, &e) {
		return fmt.Sprintf("the mail server answered %d (%s)", e.ErrorCode(), e.Reason)
	}
	return fmt.Sprintf("the mail server cannot be reached or used: %v", err)
}
