package desk

import (
	"context"
	"net"
	"net/http"
	"strings"

	"yangguang/internal/account"
	"yangguang/internal/job"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// Site says whose site a request is for: the body after /b/ in the path, else
// the body whose host name was asked for, else the operator's own. The
// operator's site spans all bodies when there are several.
func (d *Desk) Site(r *http.Request) (web.Site, error) {
	m, err := d.recall(r.Context())
	if err != nil {
		return web.Site{}, err
	}
	if code, ok := bodyPath(r.URL.Path); ok {
		for _, b := range m.bodies {
			if b.Code == code && !b.Ended {
				return site(b, "/b/"+code, false), nil
			}
		}
		return web.Site{}, gone("个单位")
	}
	return m.site(hostName(r.Host)), nil
}

// site is the body a host name leads to.
func (m *memory) site(host string) web.Site {
	open := 0
	var home account.Body
	for _, b := range m.bodies {
		if b.Ended {
			continue
		}
		open++
		if b.Operator {
			home = b
		}
		for _, h := range b.Hosts {
			if h == host && !b.Operator {
				return site(b, "", false)
			}
		}
	}
	return site(home, "", open > 1)
}

// bodyPath takes the code out of /b/CODE and what is below it.
func bodyPath(path string) (code string, ok bool) {
	rest, ok := strings.CutPrefix(path, "/b/")
	if !ok {
		return "", false
	}
	code, _, _ = strings.Cut(rest, "/")
	return code, true
}

// hostName takes the port off a Host header.
func hostName(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func site(b account.Body, prefix string, city bool) web.Site {
	s := web.Site{BodyID: b.ID, Code: b.Code, Name: b.Name, Short: b.Short, English: b.English, Seal: b.Seal, Prefix: prefix,
		Domain: b.Domain, SiteIDCode: b.SiteIDCode, Address: b.Address, Phone: b.Phone, Hours: b.Hours, Fax: b.Fax, Mail: b.Mail,
		ICP: b.ICP, PoliceRecord: b.PoliceRecord, Theme: b.Theme, City: city}
	if s.Short == "" {
		s.Short = b.Name
	}
	if s.Seal == "" {
		s.Seal = string([]rune(s.Short + "公")[:1])
	}
	if s.Theme == "" {
		s.Theme = "blue"
	}
	if s.Name == "" {
		s.Name = "政府信息公开平台"
	}
	return s
}

// Bodies gives every body of the instance, for app to hand to ledgers that
// span them (the roll-up of annual reports).
func (d *Desk) Bodies(ctx context.Context) (account.Bodies, error) {
	m, err := d.recall(ctx)
	if err != nil {
		return nil, err
	}
	return append(account.Bodies(nil), m.bodies...), nil
}

// Body gives one body of the instance; false where there is none of that id.
func (d *Desk) Body(ctx context.Context, id string) (account.Body, bool, error) {
	m, err := d.recall(ctx)
	if err != nil {
		return account.Body{}, false, err
	}
	b, ok := m.bodies.Find(id)
	return b, ok, nil
}

// ReadBodies reads every body for a command that opens no desk.
func ReadBodies(ctx context.Context, db sqldb.Reader) (account.Bodies, error) {
	return readBodies(ctx, db)
}

// sweepArgs is the job that clears what is past its use.
type sweepArgs struct{}

// Kind names the job.
func (sweepArgs) Kind() string { return "account.sweep" }

// Jobs are the ledger's background jobs.
func (d *Desk) Jobs() []job.Kind {
	return []job.Kind{job.Every("清理过期会话", sweepEvery, func(ctx context.Context, _ sweepArgs) error { return d.sweep(ctx) })}
}
