package desk

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/identity"
	"yangguang/internal/web/list"
)

// exportBatch is how many entries are held in memory at a time.
const exportBatch = 2000

// exported are the columns of the log as a file.
func exported() list.Columns[line] {
	return list.Columns[line]{
		{Title: "序号", Number: true, Text: func(l line) string { return strconv.FormatInt(l.Seq, 10) }},
		{Title: "时间", Text: line.When},
		{Title: "人员编号", Text: func(l line) string { return l.Actor }},
		{Title: "姓名", Text: func(l line) string { return l.Name }},
		{Title: "角色", Text: func(l line) string { return l.Roles }},
		{Title: "行为", Text: func(l line) string { return l.ActName }},
		{Title: "行为代码", Text: func(l line) string { return l.Action }},
		{Title: "机构编号", Text: func(l line) string { return l.Body }},
		{Title: "机构", Text: func(l line) string { return l.BodyName }},
		{Title: "对象编号", Text: func(l line) string { return l.Subject }},
		{Title: "理由", Text: func(l line) string { return l.Reason }},
		{Title: "详情", Text: func(l line) string { return l.Detail }},
		{Title: "网络地址", Text: func(l line) string { return l.Address }},
		{Title: "记录编号", Text: func(l line) string { return l.ID }},
		{Title: "校验值", Text: func(l line) string { return l.Link }},
	}
}

// Export gives the lines of a file with the entries an actor may see and looks
// for, the newest first. That somebody took the log out is itself an act, done
// before the first line.
func (d *Desk) Export(ctx context.Context, who identity.Actor, f audit.Filter) (iter.Seq2[[]string, error], error) {
	where, err := d.looked(ctx, who, f)
	if err != nil {
		return nil, err
	}
	recorded := act.Entry{Name: "trail.export", Body: who.Body, Subject: f.Subject}
	err = d.Recorder.Do(ctx, who, recorded, func(tx *act.Tx) error {
		// The person looked for may be given by name, which the log does not hold.
		tx.Detail("from", f.From)
		tx.Detail("to", f.To)
		tx.Detail("act", f.Act)
		tx.Detail("body", f.Body)
		tx.Detail("person", f.Person != "")
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list.Lines(exported(), logged().Batches(ctx, d.DB, where, exportBatch), func(rows []audit.Record) ([]line, error) { return d.lines(ctx, rows) }), nil
}

// line is an entry with the names that belong to its ids.
type line struct {
	audit.Record
	Object                         string // the record's number, or its id
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
	objects, err := d.objects(ctx, rows)
	if err != nil {
		return nil, err
	}
	lines := make([]line, len(rows))
	for i, r := range rows {
		lines[i] = line{Object: cmp.Or(objects[r.Subject], r.Subject), Record: r, Name: people[r.Actor], BodyName: bodies[r.Body], ActName: d.label(r.Action), Roles: roles(r.Role)}
	}
	return lines, nil
}

// objects are the numbers by which people know the records of some entries.
func (d *Desk) objects(ctx context.Context, rows []audit.Record) (map[string]string, error) {
	if d.Objects == nil {
		return nil, nil
	}
	var ids []string
	for _, r := range rows {
		if r.Subject != "" && !slices.Contains(ids, r.Subject) {
			ids = append(ids, r.Subject)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	names, err := d.Objects(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("numbers of records in the audit log: %w", err)
	}
	return names, nil
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
