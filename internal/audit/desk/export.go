package desk

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web/send"
)

// exportBatch is how many entries are held in memory at a time.
const exportBatch = 2000

var exportHead = []string{"序号", "时间", "人员编号", "姓名", "角色", "行为", "行为代码", "机构编号", "机构", "对象编号", "理由", "详情", "网络地址", "记录编号", "校验值"}

// Export writes the entries an actor may see and looks for as CSV, the newest
// first, with the byte-order mark that spreadsheets need; text that could start
// a formula is guarded. That somebody took the log out is itself an act.
func (d *Desk) Export(ctx context.Context, who identity.Actor, f audit.Filter, w io.Writer) error {
	if f.Body != "" && !who.SeesBody(f.Body) {
		return &fault.Error{Kind: fault.Forbidden, Message: "这个机构的审计日志不归您查看，改选本机构"}
	}
	recorded := act.Entry{Name: "trail.export", Body: who.Body, Subject: f.Subject}
	err := d.Recorder.Do(ctx, who, recorded, func(tx *act.Tx) error {
		// The person looked for may be given by name, which the log does not hold.
		tx.Detail("from", f.From)
		tx.Detail("to", f.To)
		tx.Detail("act", f.Act)
		tx.Detail("body", f.Body)
		tx.Detail("person", f.Person != "")
		return nil
	})
	if err != nil {
		return err
	}
	out, err := send.CSV(w, exportHead...)
	if err != nil {
		return err
	}
	for {
		rows, err := d.find(ctx, who, f, exportBatch)
		if err != nil {
			return err
		}
		lines, err := d.lines(ctx, rows)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if err := out.Write(l.record()...); err != nil {
				return err
			}
		}
		if len(rows) < exportBatch {
			return out.Flush()
		}
		f.Before = rows[len(rows)-1].Seq
	}
}

// line is an entry with the names that belong to its ids.
type line struct {
	audit.Record
	Name, BodyName, ActName, Roles string
}

// When is the entry's time as pages print it.
func (l line) When() string { return audit.Clock(l.At) }

// Who is the person's name, or what stands in its place.
func (l line) Who() string {
	switch {
	case l.Name != "":
		return l.Name
	case l.Actor == "":
		return "访客"
	case l.Actor == "system":
		return "系统"
	}
	return l.Actor
}

func (l line) record() []string {
	return []string{strconv.FormatInt(l.Seq, 10), l.When(), l.Actor, l.Name, l.Roles, l.ActName, l.Action, l.Body, l.BodyName,
		l.Subject, l.Reason, l.Detail, l.Address, l.ID, l.Link}
}

// lines looks up the names of people and bodies.
func (d *Desk) lines(ctx context.Context, rows []audit.Record) ([]line, error) {
	var people, bodies map[string]string
	if d.Directory != nil && len(rows) > 0 {
		var p, b []string
		seen := map[string]bool{"p": true, "psystem": true, "b": true}
		for _, r := range rows {
			if !seen["p"+r.Actor] {
				p = append(p, r.Actor)
			}
			if !seen["b"+r.Body] {
				b = append(b, r.Body)
			}
			seen["p"+r.Actor], seen["b"+r.Body] = true, true
		}
		var err error
		if people, err = d.Directory.People(ctx, p); err != nil {
			return nil, fmt.Errorf("names of people in the audit log: %w", err)
		}
		if bodies, err = d.Directory.Bodies(ctx, b); err != nil {
			return nil, fmt.Errorf("names of bodies in the audit log: %w", err)
		}
	}
	lines := make([]line, len(rows))
	for i, r := range rows {
		lines[i] = line{Record: r, Name: people[r.Actor], BodyName: bodies[r.Body], ActName: d.label(r.Action), Roles: roles(r.Role)}
	}
	return lines, nil
}

// label is an act's Chinese name, or its own where app gave none.
func (d *Desk) label(act string) string {
	if l := d.Labels[act]; l != "" {
		return l
	}
	return act
}

// roles are the Chinese names of the roles an entry lists.
func roles(held string) string {
	if held == "" {
		return ""
	}
	var names []string
	for _, r := range strings.Split(held, ",") {
		names = append(names, identity.Role(r).Label())
	}
	return strings.Join(names, "、")
}
