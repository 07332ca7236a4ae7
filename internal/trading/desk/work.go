package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/sqldb"
	"yangguang/internal/todo"
	"yangguang/internal/trading"
)

// printOf is the digest of what a notice says.
func printOf(n trading.Notice) (string, error) {
	text, err := n.Canonical()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), nil
}

// screen is a fault where a notice holds what may not become public.
func (d *Desk) screen(ctx context.Context, body string, n trading.Notice) error {
	words := []string{n.Title, n.Name, n.Text, n.Owner.Name, n.Agent.Name, n.Disposal.Place}
	for _, o := range n.Offers {
		words = append(words, o.Party.Name, o.Price.Text)
	}
	found, err := d.Screens(ctx, body, strings.Join(words, "\n"))
	if err != nil || len(found) == 0 {
		return err
	}
	return &fault.Error{Kind: fault.Unlawful, Field: "text", Message: "公告里有不能公开的内容：" + strings.Join(found, "；") + "。删去或者遮盖后再录入"}
}

// arrive keeps a version inside an act, as the book decides.
func arrive(ctx context.Context, tx *act.Tx, who identity.Actor, n trading.Notice, print, told string) (version, trading.Arrival, error) {
	v := version{ID: sqldb.NewID(), Body: who.Body, Key: n.Key(print), Stamp: n.Stamp, Print: print, State: waiting, Notice: n, Told: told, EnteredBy: who.ID, EnteredAt: sqldb.Time{Time: tx.Now()}}
	kept, err := versionsOf(ctx, tx, who.Body, v.Key)
	if err != nil {
		return v, "", err
	}
	var versions []trading.Version
	for _, k := range kept {
		versions = append(versions, trading.Version{Stamp: k.Stamp, Print: k.Print})
	}
	arrival := trading.Arrive(trading.Version{Stamp: v.Stamp, Print: print}, versions)
	switch arrival {
	case trading.Unchanged:
		return v, arrival, nil
	case trading.Superseded:
		v.State = superseded
	case trading.Quarantined:
		v.State = quarantined
	case trading.Changed:
		for _, k := range kept {
			if k.State == waiting { // never shown, and there is a later one
				if err := setState(ctx, tx, k, superseded, ""); err != nil {
					return v, "", err
				}
			}
		}
	}
	return v, arrival, insertVersion(ctx, tx, v)
}

// Enter keeps a notice that was typed in. One against the periods of its project
// is a fault.List of Unlawful with its articles; of what binds nobody the person
// is told.
func (d *Desk) Enter(ctx context.Context, who identity.Actor, n trading.Notice) (told []string, err error) {
	if err := d.screen(ctx, who.Body, n); err != nil {
		return nil, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	print, err := printOf(n)
	if err != nil {
		return nil, err
	}
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "trading.enter", Body: who.Body, Subject: n.Project}, func(tx *act.Tx) error {
		had, err := noticesOf(ctx, tx, who.Body, n.Platform, n.Project, waiting)
		if err != nil {
			return err
		}
		var refused fault.List
		var before []trading.Notice
		if len(had) > 0 {
			before = trading.Gather(noticesIn(had)).Notices
		}
		refused, told = trading.Admit(cal, before, n)
		if err := refused.Err(); err != nil {
			return err
		}
		v, arrival, err := arrive(ctx, tx, who, n, print, strings.Join(told, "\n"))
		if err != nil {
			return err
		}
		if arrival == trading.Unchanged || arrival == trading.Quarantined {
			return &fault.Error{Kind: fault.Conflict, Message: "这条公告已经录入过，没有再录一遍。要改内容，作为变更公告录入"}
		}
		tx.Detail("notice", v.ID)
		tx.Detail("line", string(n.Line))
		tx.Detail("kind", string(n.Kind))
		return nil
	})
	return told, err
}

func noticesIn(all []version) (notices []trading.Notice) {
	for _, v := range all {
		notices = append(notices, v.Notice)
	}
	return notices
}

// batch is how many notices one act takes: what an act changes is audited whole,
// and others wait while it runs.
const batch = 200

// Release makes waiting notices public, all up to a batch of them or one, and
// finds their projects anew. It tells how many.
func (d *Desk) Release(ctx context.Context, who identity.Actor, id string) (n int, err error) {
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "trading.release", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		n = 0
		var list []version
		if id != "" {
			v, err := versionOf(ctx, tx, who.Body, id)
			if err != nil {
				return err
			}
			if v.State != waiting {
				return &fault.Error{Kind: fault.Conflict, Message: "这条公告不在待签发的里面。刷新后看现在的状态"}
			}
			list = []version{v}
		} else if list, err = waitingOf(ctx, tx, who.Body, batch); err != nil {
			return err
		}
		return d.release(ctx, tx, who, list, &n)
	})
	return n, err
}

func (d *Desk) release(ctx context.Context, tx *act.Tx, who identity.Actor, list []version, n *int) error {
	touched := map[[2]string]bool{}
	for _, v := range list {
		kept, err := versionsOf(ctx, tx, v.Body, v.Key)
		if err != nil {
			return err
		}
		for _, k := range kept {
			if k.State == released {
				if err := setState(ctx, tx, k, superseded, ""); err != nil {
					return err
				}
			}
		}
		if err := setState(ctx, tx, v, released, who.ID); err != nil {
			return err
		}
		touched[[2]string{v.Notice.Platform, v.Notice.Project}] = true
		*n++
	}
	for p := range touched {
		all, err := noticesOf(ctx, tx, who.Body, p[0], p[1], released)
		if err != nil {
			return err
		}
		if err := putProject(ctx, tx, who.Body, trading.Gather(noticesIn(all))); err != nil {
			return err
		}
	}
	tx.Detail("notices", *n)
	tx.Detail("projects", len(touched))
	return nil
}

// Choose ends a quarantine: the version is taken, and waits for its release, or
// it is laid aside.
func (d *Desk) Choose(ctx context.Context, who identity.Actor, id string, take bool) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: "trading.choose", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		v, err := versionOf(ctx, tx, who.Body, id)
		if err != nil {
			return err
		}
		if v.State != quarantined {
			return &fault.Error{Kind: fault.Conflict, Message: "这条公告已经处理过。刷新后看现在的状态"}
		}
		tx.Detail("taken", take)
		to := superseded
		if take {
			to = waiting
		}
		return setState(ctx, tx, v, to, "")
	})
}

// Todos is what waits for the leader's release and the editor's choice.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) (todos []todo.Item, err error) {
	for _, x := range []struct {
		role         identity.Role
		state, label string
	}{{identity.Leader, waiting, "交易公告等签发"}, {identity.Editor, quarantined, "交易公告有两个不同内容，对照后选一个"}} {
		if !who.Has(x.role) || who.Body == "" {
			continue
		}
		n, err := noticeList().Count(ctx, d.DB, inState(who.Body, x.state), 2)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			todos = append(todos, todo.Item{Label: x.label, Href: path + "?show=" + x.state})
		}
	}
	return todos, nil
}

// Figures counts the notices published in a year, in all and by line. Nought
// counts too, from the year of the first notice on; a body without any gives no
// figure: it keeps no such ledger.
func (d *Desk) Figures(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
	var figures []ledger.Figure
	var sum int64
	add := func(name, href string, n int64) {
		figures = append(figures, ledger.Figure{Name: figure.Named("trading." + name), N: n, Source: "公共资源交易", Query: figure.Query{Body: body, Year: year}, Href: href})
	}
	for _, l := range trading.Lines() {
		n, err := countYear(ctx, d.DB, body, year, l)
		if err != nil {
			return nil, err
		}
		sum += n
		add(string(l), yearHref(year, l), n)
	}
	if kept, err := keptBy(ctx, d.DB, body, year); err != nil || !kept {
		return nil, err
	}
	add("notices", yearHref(year, ""), sum)
	return figures, nil
}
