package queue

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

// QueueRow is one application in a list; what names the applicant is masked.
type QueueRow struct {
	ID, No, Wanted, Name, State string
	Days, Unit, Tone            string
	Due, Handler                string // the day it is due or ended; name of who deals with it
	Current                     bool
}

// Rows replays the applications of one page as of today; their events come in
// one query.
func (d *Queue) Rows(ctx context.Context, shown []cases.Case, current string) ([]QueueRow, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	ids, handlers := make([]string, len(shown)), []string(nil)
	for i, c := range shown {
		ids[i] = c.ID
		if c.Handler != "" {
			handlers = append(handlers, c.Handler)
		}
	}
	events, err := cases.EventsOf(ctx, d.DB, ids)
	if err != nil {
		return nil, err
	}
	slices.Sort(handlers)
	names, err := d.People(ctx, slices.Compact(handlers))
	if err != nil {
		return nil, err
	}
	flow, today := request.Workflow(), d.Cases.Today()
	rows := make([]QueueRow, len(shown))
	for i, c := range shown {
		clock := request.Replay(cal, request.History{Events: events[c.ID], AsOf: today})
		name, err := d.Cases.ApplicantMasked(c)
		if err != nil {
			return nil, err
		}
		if c.PurgedOn != "" {
			name = "已匿名"
		}
		row := QueueRow{ID: c.ID, No: c.No(), Wanted: form.Excerpt(d.Cases.MaskedText(c.Wanted)), Name: cmp.Or(name, "单位"), State: flow.StateLabel(c.State),
			Current: c.ID == current, Handler: names[c.Handler]}
		row.Days, row.Unit, row.Tone = cases.Left(c, clock)
		if days, unit, late := d.Overlong(cal, c); late {
			row.Days, row.Unit, row.Tone = days, unit, "r"
		}
		if c.ClosedOn != "" {
			row.Due = c.ClosedOn
		} else if clock.Due != 0 {
			row.Due = clock.Due.String() + " 到期"
		}
		rows[i] = row
	}
	return rows, nil
}

// columns are what the queue says of an application, as its files have it.
func columns() list.Columns[QueueRow] {
	return list.Columns[QueueRow]{
		{Title: "编号", Text: func(r QueueRow) string { return r.No }},
		{Title: "申请的信息", Text: func(r QueueRow) string { return r.Wanted }},
		{Title: "申请人", Text: func(r QueueRow) string { return r.Name }},
		{Title: "办到哪一步", Text: func(r QueueRow) string { return r.State }},
		{Title: "期限", Text: func(r QueueRow) string { return r.Days + r.Unit }},
		{Title: "到期或者办结", Text: func(r QueueRow) string { return r.Due }},
		{Title: "经办", Text: func(r QueueRow) string { return r.Handler }},
	}
}

// fileBatch is how many applications a file reads at a time.
const fileBatch = 500

// sendFile sends a list of applications as a file, the applicants masked as on
// the page. That somebody took it out is itself an act.
func (d *Queue) sendFile(w http.ResponseWriter, r *http.Request, who identity.Actor, p *QueuePage, format string, batches iter.Seq2[[]cases.Case, error]) error {
	err := d.Recorder.Do(r.Context(), who, act.Entry{Name: "request.export", Body: who.Body}, func(tx *act.Tx) error {
		tx.Detail("what", "queue")
		tx.Detail("view", cmp.Or(p.Cell, p.Show, p.View))
		tx.Detail("narrowed", p.Narrowed) // words looked for may name somebody
		tx.Detail("format", format)
		return nil
	})
	if err != nil {
		return err
	}
	file := send.File{Name: "依申请公开" + d.Now().In(calendar.Zone()).Format("20060102-150405") + "." + format}
	return file.Table(w, columns().Sheet(), list.Lines(columns(), batches, func(batch []cases.Case) ([]QueueRow, error) {
		return d.Rows(r.Context(), batch, "")
	}))
}
