package desk

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/apiclient"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

// minute is an instant as the pages print it.
func minute(t sqldb.Time) string { return t.In(calendar.Zone()).Format("2006-01-02 15:04") }

// messageColumns are the columns of a list of messages, on the page and in its
// files; urls are the addresses of the endpoints by id. A message names nobody:
// it tells the number of an application.
func messageColumns(urls map[string]string) list.Columns[delivery] {
	return list.Columns[delivery]{
		{Title: "时间", Text: func(x delivery) string { return minute(x.Made) }},
		{Title: "通知", Text: func(x delivery) string { return x.Type.Label() + "，第 " + strconv.FormatInt(x.Seq, 10) + " 条" }},
		{Title: "申请", Text: func(x delivery) string { return cmp.Or(x.Subject, "—") }},
		{Title: "接收网址", Text: func(x delivery) string { return urls[x.Endpoint] }},
		{Title: "结果", Text: outcome},
		{Title: "失败次数", Number: true, Text: func(x delivery) string { return strconv.Itoa(x.Attempts) }},
	}
}

// outcome is what became of a message: its state, what the last attempt failed
// of, when the next one is, or when it arrived and with which answer.
func outcome(x delivery) string {
	said := []string{x.State.Label()}
	if x.Error != "" {
		said = append(said, x.Error)
	}
	if !x.Next.IsZero() {
		said = append(said, minute(x.Next)+" 左右再试")
	}
	if x.Status != 0 && x.State == apiclient.Delivered {
		said = append(said, minute(x.Ended)+" · "+strconv.Itoa(x.Status))
	}
	return strings.Join(said, "；")
}

// perPage is how many messages one page lists.
const perPage = 50

// fileBatch is how many messages a file reads at a time.
const fileBatch = 500

type deliveriesPage struct {
	web.Shell
	C      apiclient.Client
	Rows   []delivery
	URLs   map[string]string
	States []web.Option
	State  string
	Pager  web.Pager
	Files  []web.Link // what is shown, as files
	May    bool
}

// Columns are the titles of the page's table.
func (p *deliveriesPage) Columns() list.Columns[delivery] { return messageColumns(p.URLs) }

// Columns are the titles of the table of a client's latest messages.
func (p *clientPage) Columns() list.Columns[delivery] { return messageColumns(p.URLs) }

func (d *Desk) showDeliveries(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	c, err := d.visible(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &deliveriesPage{Shell: shell("通知记录"), C: c, States: []web.Option{{Value: "", Label: "全部"}}, Files: list.Files(r),
		May: who.Has(identity.SystemAdmin) && !c.Revoked()}
	for _, s := range apiclient.States() {
		p.States = append(p.States, web.Option{Value: string(s), Label: s.Label()})
		if r.FormValue("state") == string(s) {
			p.State = string(s)
		}
	}
	if p.URLs, err = urlsOf(ctx, d.DB, c.ID); err != nil {
		return err
	}
	from, where := deliveries(), sentTo(c.ID, p.State)
	if format := list.FileOf(r.URL.Query()); format != "" {
		lines := list.Lines(p.Columns(), from.Batches(ctx, d.DB, where, fileBatch), func(batch []delivery) ([]delivery, error) { return batch, nil })
		return send.File{Name: "通知记录." + format}.Table(w, p.Columns().Sheet(), lines)
	}
	if p.Rows, p.Pager, err = from.Shown(r, d.DB, where, perPage); err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/deliveries", p)
}

// urlsOf are the addresses of a client's endpoints by id.
func urlsOf(ctx context.Context, db sqldb.Reader, client string) (map[string]string, error) {
	all, err := endpointsOf(ctx, db, client)
	urls := map[string]string{}
	for _, e := range all {
		urls[e.ID] = e.URL
	}
	return urls, err
}
