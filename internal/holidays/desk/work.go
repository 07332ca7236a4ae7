package desk

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/holidays"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/todo"
)

// allow refuses everybody but the operating body's system administrators.
func (d *Desk) allow(ctx context.Context, who identity.Actor) error {
	ok, err := d.administers(ctx, who)
	if err != nil {
		return err
	}
	if !ok {
		return &fault.Error{Kind: fault.Forbidden, Message: "节假日历由平台主办单位的系统管理员维护，各单位共用一份。需要更正时联系主办单位"}
	}
	return nil
}

// judge reads a draft as Add would keep it, with what its checks say. seen is
// the latest version that whoever typed the draft knew of, 0 when none.
func (d *Desk) judge(draft holidays.Draft, seen int) (holidays.Record, []holidays.Finding, error) {
	r, err := draft.Read(d.today())
	if err != nil {
		return r, nil, err
	}
	found := holidays.Check(r.Arrangement())
	r.Version = seen + 1
	if holidays.Hard(found) {
		var faults fault.List
		for _, f := range found {
			if f.Hard {
				faults = append(faults, &fault.Error{Kind: fault.Invalid, Field: "text", Message: f.Message, Cite: f.Cite})
			}
		}
		return r, found, faults
	}
	return r, found, nil
}

// reasonFor says why a reason is owed, or nothing.
func reasonFor(found []holidays.Finding, known bool) string {
	switch {
	case len(found) > 0:
		return fmt.Sprintf("有%d处需要核对。核对后仍按原样保存的，填写理由", len(found))
	case known:
		return "这一年已经有安排。填写更正的理由，原来的版本会留在历史里"
	}
	return ""
}

// Add keeps a draft as the next version of its year and tells the ledgers. seen
// is the latest version its author knew of; when there is a newer one the draft
// is refused as a conflict. With a key, a draft sent twice is kept once.
func (d *Desk) Add(ctx context.Context, who identity.Actor, draft holidays.Draft, seen int, key string) (holidays.Record, error) {
	if err := d.allow(ctx, who); err != nil {
		return holidays.Record{}, err
	}
	r, found, err := d.judge(draft, seen)
	if err != nil {
		return r, err
	}
	r.ID, r.EnteredBy = sqldb.NewID(), who.ID
	entry := act.Entry{Name: "almanac.add", Body: who.Body, Subject: r.ID, Reason: r.Reason, Key: key, Print: print(draft, seen)}
	id, _, err := d.Recorder.Once(ctx, who, entry, func(tx *act.Tx) (string, error) {
		r.EnteredAt = tx.Now()
		if err := d.keep(ctx, tx, r, seen, found); err != nil {
			return "", err
		}
		tx.Detail("year", r.Year)
		tx.Detail("version", r.Version)
		tx.Detail("number", r.Number)
		tx.Detail("days", len(r.Marks))
		tx.Detail("doubts", len(found))
		return r.ID, d.change(ctx, tx, r.Year)
	})
	r.ID = id
	return r, err
}

// keep writes the next version of a year, unless somebody was faster or a
// reason is owed. It asks inside the act, after its key: the same form sent
// again is no correction.
func (d *Desk) keep(ctx context.Context, tx *act.Tx, r holidays.Record, seen int, found []holidays.Finding) error {
	conflict := &fault.Error{Kind: fault.Conflict, Field: "year",
		Message: fmt.Sprintf("别人刚录入了%d年的另一个版本，这次没有保存。对照新版本后再决定是否更正", r.Year)}
	records, err := readRecords(ctx, tx)
	if err != nil {
		return err
	}
	if newest(records, r.Year) != seen {
		return conflict
	}
	if why := reasonFor(found, holidays.Calendar(records).Known(r.Year)); why != "" && r.Reason == "" {
		return fault.Field("reason", why)
	}
	kept, err := insertRecord(ctx, tx, r)
	if err != nil {
		return err
	}
	if !kept {
		return conflict
	}
	return nil
}

// Void takes a version back; the one before it stands again, or the built-in
// year, or none.
func (d *Desk) Void(ctx context.Context, who identity.Actor, id, reason string) (year int, err error) {
	if err := d.allow(ctx, who); err != nil {
		return 0, err
	}
	if err := holidays.Reason("作废", reason); err != nil {
		return 0, err
	}
	reason = strings.TrimSpace(reason)
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "almanac.void", Body: who.Body, Subject: id, Reason: reason}, func(tx *act.Tx) error {
		if year, err = yearOf(ctx, tx, id); err != nil {
			return err
		}
		if year == 0 {
			return &fault.Error{Kind: fault.NotFound, Message: "没有这个版本的放假安排。从节假日历里重新选择"}
		}
		done, err := voidRecord(ctx, tx, id, who.ID, reason)
		if err != nil {
			return err
		}
		if !done {
			return &fault.Error{Kind: fault.Conflict, Message: "这个版本已经作废。刷新页面看现在采用的版本"}
		}
		tx.Detail("year", year)
		return d.change(ctx, tx, year)
	})
	return year, err
}

// change tells every server and every ledger that a year is different now.
func (d *Desk) change(ctx context.Context, tx *act.Tx, year int) error {
	if err := touch(ctx, tx); err != nil {
		return err
	}
	records, err := readRecords(ctx, tx)
	if err != nil {
		return err
	}
	tx.Emit(holidays.Changed{Year: year, Calendar: holidays.Calendar(records)})
	return nil
}

// Remind leaves a notice for every year whose arrangement ought to be there and
// is not; a notice is left once.
func (d *Desk) Remind(ctx context.Context) error {
	c, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	notices, err := readNotices(ctx, d.DB)
	if err != nil {
		return err
	}
	operator, err := d.Operator(ctx)
	if err != nil || operator == "" {
		return err
	}
	for _, year := range holidays.Wanted(c, d.today()) {
		if _, left := notices[year]; left {
			continue
		}
		entry := act.Entry{Name: "almanac.remind", Body: operator, Subject: strconv.Itoa(year)}
		if err := d.Recorder.Do(ctx, identity.Job(operator), entry, func(tx *act.Tx) error { return insertNotice(ctx, tx, year) }); err != nil {
			return fmt.Errorf("leave notice for %d: %w", year, err)
		}
	}
	return nil
}

// Todos is what the calendar asks of a person: the operating body's system
// administrators are asked for the years that are missing.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	ok, err := d.administers(ctx, who)
	if err != nil || !ok {
		return nil, err
	}
	c, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	today := d.today()
	var todos []todo.Item
	for _, year := range holidays.Wanted(c, today) {
		todos = append(todos, todo.Item{Label: fmt.Sprintf("录入%d年放假安排（到期日现在按暂定推算）", year),
			Href: fmt.Sprintf("/console/calendar/new?year=%d", year), Urgent: year <= today.Year()})
	}
	return todos, nil
}

// print tells one draft from another under the same key.
func print(d holidays.Draft, seen int) string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q %d", d, seen)))
}
