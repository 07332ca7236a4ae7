// Package app joins the pieces into one program: it opens an instance, serves
// it and closes it again. Its wiring is the only place where desks meet; what a
// desk needs of another it is given here as a function.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	accountdesk "yangguang/internal/account/desk"
	"yangguang/internal/act"
	apiclientdesk "yangguang/internal/apiclient/desk"
	"yangguang/internal/audit"
	auditdesk "yangguang/internal/audit/desk"
	"yangguang/internal/blob"
	"yangguang/internal/extract"
	holidaysdesk "yangguang/internal/holidays/desk"
	hotlinedesk "yangguang/internal/hotline/desk"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/notify"
	operationsdesk "yangguang/internal/operations/desk"
	redressdesk "yangguang/internal/redress/desk"
	reportdesk "yangguang/internal/report/desk"
	requestdesk "yangguang/internal/request/desk"
	screeningdesk "yangguang/internal/screening/desk"
	"yangguang/internal/sqldb"
	tradingdesk "yangguang/internal/trading/desk"
	unsentdesk "yangguang/internal/unsent/desk"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

const (
	// checkpoints is how often the end of the audit log is signed.
	checkpoints = time.Minute
	// sealing is how often leaves are put into the chain on PostgreSQL.
	sealing = 200 * time.Millisecond
)

// App is an open instance.
type App struct {
	config Config
	log    *slog.Logger
	now    func() time.Time

	vault  *vault.Vault
	empty  bool // nothing was kept here before this start
	db     *sqldb.DB
	jobs   *job.Queue
	office *act.Recorder
	notify *notify.Mailer
	files  *blob.Disk
	reader *extract.Reader
	watch  watch
	free   func(dir string) (int64, error) // bytes that may still be written

	// Desks that others are joined to.
	account    *accountdesk.Desk
	unsent     *unsentdesk.Desk
	holidays   *holidaysdesk.Desk
	report     *reportdesk.Desk
	request    *requestdesk.Desk
	screening  *screeningdesk.Desk
	apiclient  *apiclientdesk.Desk
	redress    *redressdesk.Desk
	hotline    *hotlinedesk.Desk
	trading    *tradingdesk.Desk
	audit      *auditdesk.Desk
	operations *operationsdesk.Desk

	openings []opening
	ledgers  ledger.Set // what all of them handed over, in the order of openings
	server   *web.Server
	until    time.Time // by when Close is through; zero before Serve has ended
}

// Open opens the instance that c describes, makes what it lacks (folder, keys,
// tables) and joins its desks. Nothing is served and no job is done before
// Serve. c has been through Config.FromEnvironment.
func Open(ctx context.Context, c Config) (*App, error) {
	a := newApp(c)
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func newApp(c Config) *App {
	a := &App{config: c, log: c.Log, now: c.Now, openings: openings(), free: freeBytes}
	if a.log == nil {
		a.log = slog.Default()
	}
	if a.now == nil {
		a.now = time.Now
	}
	return a
}

func (a *App) open(ctx context.Context) error {
	c := a.config
	if err := a.openStores(ctx); err != nil {
		return err
	}
	if err := a.db.Migrate(ctx, lines(a.openings)...); err != nil {
		return err
	}
	if err := a.db.Optimize(ctx); err != nil {
		a.log.Warn("statistics are not gathered now, an hour later they will be", "error", err) // another program holds the database, say
	}
	var err error
	if a.jobs, err = job.New(a.db, job.Options{Logger: a.log}); err != nil {
		return err
	}
	a.office = act.New(a.db, act.Options{Clock: a.now, Hash: a.vault.Hash, Jobs: a.jobs})
	if _, err := c.backups(); err != nil {
		return err
	}
	mail, err := c.mail()
	if err != nil {
		return err
	}
	if a.notify, err = notify.New(a.db, a.office, a.vault, mail); err != nil {
		return err
	}
	if a.files, err = blob.Open(c.Files); err != nil {
		return fmt.Errorf("open files: %w", err)
	}
	a.reader = extract.New(extract.Options{})
	if err := a.wire(); err != nil {
		return err
	}
	if err := a.checkKeys(ctx); err != nil {
		return err
	}
	if err := a.sealTexts(ctx); err != nil {
		return err
	}
	return a.office.Baseline(ctx, identity.Job(""), audit.BaselineAct, vouched())
}

// openStores opens the keys and the database.
func (a *App) openStores(ctx context.Context) error {
	c := a.config
	suite, err := vault.ParseSuite(c.Suite)
	if err != nil {
		return fmt.Errorf("YANGGUANG_SUITE: %w", err)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("open data directory: %w", err)
	}
	slow, err := time.ParseDuration(cmp.Or(c.Slow, "0"))
	if err != nil || slow < 0 {
		return fmt.Errorf("YANGGUANG_SLOW_STATEMENT: %q 不是时长，例如 500ms、2s", c.Slow)
	}
	if a.db, err = sqldb.Open(ctx, sqldb.Config{URL: c.Database, Dir: c.Data, Slow: slow, Log: a.log}); err != nil {
		return err
	}
	if err := a.openVault(ctx, suite); err != nil {
		return err
	}
	a.db.UseTexts(a.vault)
	return nil
}

// Handler is the whole site, for tests that bring their own listener.
func (a *App) Handler() http.Handler { return a.server.Handler() }

// Routes lists what is mounted.
func (a *App) Routes() []web.Route { return a.server.Routes() }

// Listen opens the configured address.
func (a *App) Listen(ctx context.Context) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", a.config.Addr)
	if err != nil {
		return nil, fmt.Errorf("监听 %s 不成功，换一个地址（--addr）：%w", a.config.Addr, err)
	}
	return l, nil
}

// FirstLink gives the address of the one-time link with which the first
// administrator is set up, "" when there is one already. Each call makes a new
// link and ends the one before.
func (a *App) FirstLink(ctx context.Context) (string, error) {
	path, err := a.account.FirstLink(ctx)
	if err != nil || path == "" {
		return "", err
	}
	return a.config.Address() + path, nil
}

// mail is the configuration of the outbox.
func (c Config) mail() (notify.Config, error) {
	m := notify.Config{Host: c.SMTPHost, User: c.SMTPUser, Password: c.SMTPPassword, From: c.SMTPFrom, Security: notify.Security(c.SMTPSecurity)}
	port, err := strconv.Atoi(c.SMTPPort)
	if err != nil || port < 1 || port > 65535 {
		return m, fmt.Errorf("YANGGUANG_SMTP_PORT: %q 不是端口号，填 1 到 65535", c.SMTPPort)
	}
	m.Port = port
	return m, nil
}

// proxies are the networks whose X-Forwarded-For is believed.
func (c Config) proxies() ([]netip.Prefix, error) {
	var list []netip.Prefix
	for s := range strings.SplitSeq(c.Proxies, ",") {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		p, err := netip.ParsePrefix(s)
		if a, bad := netip.ParseAddr(s); bad == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("YANGGUANG_TRUSTED_PROXIES: %q 不是网段，例如 10.0.0.0/8", s)
		}
		list = append(list, p)
	}
	return list, nil
}

// Address is how people reach the site: the configured URL, else the address
// listened on.
func (c Config) Address() string {
	if c.URL != "" {
		return strings.TrimSuffix(c.URL, "/")
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return "http://" + c.Addr
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// secure says whether people reach the site over TLS.
func (c Config) secure() bool { return strings.HasPrefix(c.URL, "https://") }
