package notify_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/notify"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

// server is a mail server that answers as it is told.
type server struct {
	mu       sync.Mutex
	answers  []error // to DATA, one after the other; nil takes the message
	rcpt     error   // to RCPT
	messages []received
	talks    int
}

type received struct {
	from, to string
	data     []byte
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.talks++
	return &talk{s: s}, nil
}

type talk struct {
	s        *server
	from, to string
}

func (t *talk) Reset()        {}
func (t *talk) Logout() error { return nil }
func (t *talk) Mail(from string, _ *smtp.MailOptions) error {
	t.from = from
	return nil
}
func (t *talk) Rcpt(to string, _ *smtp.RcptOptions) error {
	t.to = to
	return t.s.rcpt
}
func (t *talk) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if len(t.s.answers) > 0 {
		answer := t.s.answers[0]
		t.s.answers = t.s.answers[1:]
		if answer != nil {
			return answer
		}
	}
	t.s.messages = append(t.s.messages, received{t.from, t.to, b})
	return nil
}

func (s *server) got() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// house is a kit with a mail office that delivers to s.
func house(t *testing.T, k *testkit.Kit, s *server) (*notify.Mailer, *vault.Vault) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain = "localhost"
	srv.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	v, err := vault.New(vault.International, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	o, err := notify.New(k.DB, k.Recorder, v, notify.Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port,
		Security: notify.Clear, From: "gk@example.gov.cn", FromName: "某区政务公开办"})
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := job.New(k.DB, job.Options{Poll: 10 * time.Millisecond, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	jobs.Register(o.Jobs()...)
	if err := jobs.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { jobs.Stop(context.Background()) })
	return o, v
}

func queue(k *testkit.Kit, o *notify.Mailer, m notify.Message, after error) (id string, err error) {
	ctx := context.Background()
	err = k.Recorder.Do(ctx, identity.Job("b1"), act.Entry{Name: "request.reply", Body: "b1"}, func(tx *act.Tx) error {
		var err error
		if id, err = o.Queue(ctx, tx, m); err != nil {
			return err
		}
		return after
	})
	return id, err
}

// state waits until the message is no longer waiting.
func state(t *testing.T, k *testkit.Kit, id string) (s, reason string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if err := k.DB.QueryRowContext(context.Background(), `SELECT state, error FROM notify_outbox WHERE id = $1`, id).Scan(&s, &reason); err != nil {
			t.Fatal(err)
		}
		if s != "waiting" {
			return s, reason
		}
	}
	t.Fatal("the message is still waiting")
	return "", ""
}

var good = notify.Message{Body: "b1", To: "wang@example.cn", Subject: "您的申请已答复：〔2025〕第 12 号", Text: "查询码见附页。\n第二行。\n.\n完"}

func TestAMessageArrives(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		s := &server{}
		o, _ := house(t, k, s)
		id, err := queue(k, o, good, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := state(t, k, id); got != "sent" {
			t.Fatalf("state %s", got)
		}
		all := s.got()
		if len(all) != 1 || all[0].to != good.To || all[0].from != "gk@example.gov.cn" {
			t.Fatalf("%+v", all)
		}
		m, err := mail.ReadMessage(bytes.NewReader(all[0].data))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != good.Subject {
			t.Errorf("subject %q, %v", subject, err)
		}
		text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
		if err != nil || strings.ReplaceAll(string(text), "\r\n", "\n") != good.Text {
			t.Errorf("text %q, %v", text, err)
		}
		if id := m.Header.Get("Message-ID"); id == "" || m.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("headers %v", m.Header)
		}
		var n int
		if err := k.DB.QueryRowContext(context.Background(), `SELECT count(*) FROM audit_entry WHERE act = 'notify.sent' AND subject = $1`, id).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d audit entries, %v", n, err)
		}
	}, notify.Migrations())
}

func TestAServerThatIsBusyIsAskedAgain(t *testing.T) {
	k := testkit.SQLite(t, notify.Migrations())
	s := &server{answers: []error{&smtp.SMTPError{Code: 451, Message: "later, wang@example.cn"}}}
	o, _ := house(t, k, s)
	id, err := queue(k, o, good, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := state(t, k, id); got != "sent" || len(s.got()) != 1 || s.talks < 2 {
		t.Errorf("%s after %d talks, %d messages", got, s.talks, len(s.got()))
	}
	var kept string
	if err := k.DB.QueryRowContext(context.Background(), `SELECT errors FROM river_job WHERE kind = 'notify_deliver'`).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(kept, "451") || strings.Contains(kept, "wang@") {
		t.Errorf("kept with the job: %s", kept)
	}
}

func TestAServerThatRefuses(t *testing.T) {
	k := testkit.SQLite(t, notify.Migrations())
	s := &server{rcpt: &smtp.SMTPError{Code: 550, Message: "no such user wang@example.cn"}}
	o, _ := house(t, k, s)
	id, err := queue(k, o, good, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, reason := state(t, k, id)
	if got != "refused" || !strings.Contains(reason, "550") || strings.Contains(reason, "wang") {
		t.Errorf("%s: %s", got, reason)
	}
}

func TestNoMessageWithoutItsAct(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		s := &server{}
		o, _ := house(t, k, s)
		failed := errors.New("the act failed")
		if _, err := queue(k, o, good, failed); !errors.Is(err, failed) {
			t.Fatal(err)
		}
		id, err := queue(k, o, good, nil)
		if err != nil {
			t.Fatal(err)
		}
		state(t, k, id)
		if n := len(s.got()); n != 1 {
			t.Errorf("%d messages, want 1", n)
		}
	}, notify.Migrations())
}

func TestWhatCannotBeSentIsRefused(t *testing.T) {
	k := testkit.SQLite(t, notify.Migrations())
	o, _ := house(t, k, &server{})
	with := func(f func(*notify.Message)) notify.Message { m := good; f(&m); return m }
	for _, tt := range []struct {
		m              notify.Message
		field, because string
	}{
		{with(func(m *notify.Message) { m.Subject = "a\r\nBcc: x@example.cn" }), "subject", "a second header"},
		{with(func(m *notify.Message) { m.Subject = "a\nb" }), "subject", "a bare line feed"},
		{with(func(m *notify.Message) { m.Subject = "a\x00b" }), "subject", "NUL"},
		{with(func(m *notify.Message) { m.Subject = "a\u2028b" }), "subject", "a line separator"},
		{with(func(m *notify.Message) { m.Subject = "a\u202eb" }), "subject", "hides what it says"},
		{with(func(m *notify.Message) { m.Subject = "" }), "subject", "nothing"},
		{with(func(m *notify.Message) { m.Subject = strings.Repeat("长", 201) }), "subject", "too long"},
		{with(func(m *notify.Message) { m.To = "a@example.cn\r\nBcc: x@example.cn" }), "to", "a second header"},
		{with(func(m *notify.Message) { m.To = "a@example.cn, b@example.cn" }), "to", "two addresses"},
		{with(func(m *notify.Message) { m.To = "王 <a@example.cn>" }), "to", "a name"},
		{with(func(m *notify.Message) { m.To = "a@example.cn>\tRCPT" }), "to", "a control character"},
		{with(func(m *notify.Message) { m.To = "nobody" }), "to", "no address"},
		{with(func(m *notify.Message) { m.To = strings.Repeat("a", 250) + "@example.cn" }), "to", "too long"},
		{with(func(m *notify.Message) { m.Text = "" }), "text", "nothing"},
		{with(func(m *notify.Message) { m.Text = "\xff" }), "text", "not UTF-8"},
	} {
		_, err := queue(k, o, tt.m, nil)
		if f := fault.As(err); f == nil || f.Field != tt.field {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
	var n int
	if err := k.DB.QueryRowContext(context.Background(), `SELECT count(*) FROM notify_outbox`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d messages, %v", n, err)
	}
}

func TestPersonalDataIsSealed(t *testing.T) {
	k := testkit.SQLite(t, notify.Migrations())
	o, v := house(t, k, &server{})
	id, err := queue(k, o, good, nil)
	if err != nil {
		t.Fatal(err)
	}
	state(t, k, id)
	var to, text string
	if err := k.DB.QueryRowContext(context.Background(), `SELECT recipient, content FROM notify_outbox`).Scan(&to, &text); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(to, "v1.") || !strings.HasPrefix(text, "v1.") {
		t.Errorf("kept in clear: %s, %s", to, text)
	}
	n, err := v.Reseal(context.Background(), o.Columns(), 10)
	if err != nil || n != 0 {
		t.Errorf("sealed again without a new key: %d, %v", n, err)
	}
}

func TestWithoutAServer(t *testing.T) {
	k := testkit.SQLite(t, notify.Migrations())
	v, err := vault.New(vault.International, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	o, err := notify.New(k.DB, k.Recorder, v, notify.Config{})
	if err != nil {
		t.Fatal(err)
	}
	id, err := queue(k, o, good, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := state(t, k, id); got != "off" {
		t.Errorf("state %s", got)
	}
}

func TestConfigurationsThatCannotSend(t *testing.T) {
	for _, c := range []notify.Config{
		{Host: "mail.example.cn"},
		{Host: "mail.example.cn", From: "x\r\ny@example.cn"},
		{Host: "mail.example.cn", From: "x@example.cn", FromName: "a\nb"},
		{Host: "mail.example.cn", From: "x@example.cn", Security: "ssl3"},
		{Host: "mail.example.cn", From: "x@example.cn", Security: notify.Clear, User: "x", Password: "y"},
	} {
		if _, err := notify.New(nil, nil, nil, c); err == nil {
			t.Errorf("%+v was let in", c)
		}
	}
}
