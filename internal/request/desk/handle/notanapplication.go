package handle

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// NotAnApplication is something that came in and is no application for government
// information (条例 2): it is told where it belongs and kept with the reason.
type NotAnApplication struct {
	ID, Body, ReceivedOn, Channel string
	What                          string // the person's own words; sealed where it is kept
	Sort                          string // one of AsideSorts
	Reason                        string
	Told                          string // where the person was sent
	Filed                         string // whether it came as an application for government information: yes, no
}

// notApplicationSorts are the ways in which something is no application.
func notApplicationSorts() []web.Option {
	return []web.Option{{Value: "consult", Label: "业务咨询"}, {Value: "procedure", Label: "办理行政许可等具体事项"}, {Value: "complaint", Label: "投诉、举报、信访"},
		{Value: "file", Label: "查阅本人参与的行政程序案卷"}, {Value: "other", Label: "其他不属于获取政府信息的"}}
}

func (x notApplication) place() vault.Location { return NotAnApplicationFields.At(x.ID, "what") }

// KeepNotAnApplication keeps something that is no application, with the reason.
func (d *Handling) KeepNotAnApplication(ctx context.Context, who identity.Actor, a NotAnApplication) error {
	var all fault.List
	if _, err := form.Day("on", a.ReceivedOn, d.Cases.Today()); err != nil {
		all = append(all, fault.As(err))
	}
	for _, f := range []struct {
		field, value, missing string
		options               []web.Option
	}{{"channel", a.Channel, "选择收到的渠道", intake.ChannelOptions()}, {"sort", a.Sort, "选择不属于申请的情形", notApplicationSorts()}} {
		if !form.Known(f.value, f.options) {
			all.Add(f.field, f.missing)
		}
	}
	for _, f := range []struct{ field, value, missing string }{
		{"what", a.What, "写明来人或者来信要办什么"}, {"told", a.Told, "写明告知对方到哪里、怎样办理"}} {
		if n := utf8.RuneCountInString(f.value); n == 0 {
			all.Add(f.field, f.missing)
		} else if n > cases.Longest {
			all.Add(f.field, fmt.Sprintf("不超过 %d 字，现在是 %d 字", cases.Longest, n))
		}
		if why := cases.Illegible(f.value, true); why != "" {
			all.Add(f.field, why)
		}
	}
	switch {
	case a.Filed == "yes" || request.FiledAsApplication(a.What):
		all = append(all, request.NeedApplication.Unmet("filed"))
	case a.Filed != "no":
		all.Add("filed", "选择来件是不是以政府信息公开申请的形式提出的")
	}
	if utf8.RuneCountInString(a.Reason) < 6 || utf8.RuneCountInString(a.Reason) > cases.Longest {
		all = append(all, request.NeedNotAnApplication.Unmet("reason"))
	}
	if err := all.Err(); err != nil {
		return err
	}
	a.ID, a.Body = sqldb.NewID(), who.Body
	x := notApplication{NotAnApplication: a, CreatedBy: who.ID}
	var err error
	if x.Sealed, err = d.Vault.Seal(a.What, x.place()); err != nil {
		return fmt.Errorf("seal what came in: %w", err)
	}
	entry := act.Entry{Name: "request.set_aside", Body: who.Body, Subject: a.ID, Reason: a.Reason}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		x.CreatedAt = sqldb.Time{Time: tx.Now()}
		return insertNotApplication(ctx, tx, x)
	})
}

type notAnApplicationRow struct{ Day, Sort, Reason, Told, Who string }

type NotAnApplicationPage struct {
	web.Shell
	In       NotAnApplication
	Sorts    []web.Option
	Channels []web.Option
	Filings  []web.Option
	Rows     []notAnApplicationRow
	Clerk    bool
}

func (d *Handling) showNotAnApplication(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.renderNotAnApplication(w, r, who, NotAnApplication{ReceivedOn: d.Cases.Today().String(), Channel: "in_person", Sort: "consult"}, nil)
}

func (d *Handling) renderNotAnApplication(w http.ResponseWriter, r *http.Request, who identity.Actor, in NotAnApplication, failed error) error {
	p := &NotAnApplicationPage{Shell: web.Shell{Title: "不属于申请的来件", Current: "/console/requests"}, In: in, Filings: []web.Option{{Label: "选择"}, {Value: "no", Label: "不是"}, {Value: "yes", Label: "是"}}, Sorts: notApplicationSorts(), Channels: intake.ChannelOptions(), Clerk: who.Has(identity.Clerk)}
	if failed != nil && !p.ShowFaults(failed) {
		return failed
	}
	all, err := notApplications(r.Context(), d.DB, who.Body)
	if err != nil {
		return err
	}
	var ids []string
	for _, x := range all {
		ids = append(ids, x.CreatedBy)
	}
	names, err := d.People(r.Context(), ids)
	if err != nil {
		return err
	}
	for _, x := range all {
		p.Rows = append(p.Rows, notAnApplicationRow{x.ReceivedOn, form.Label(x.Sort, p.Sorts), x.Reason, x.Told, names[x.CreatedBy]})
	}
	return d.Views.Render(w, r, p.FailStatus(), "console/notanapplication", p)
}

func (d *Handling) doNotAnApplication(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	v := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
	}
	in := NotAnApplication{ReceivedOn: v("on"), Channel: v("channel"), What: v("what"), Sort: v("sort"), Reason: v("reason"), Told: v("told"), Filed: v("filed")}
	if err := d.KeepNotAnApplication(r.Context(), who, in); err != nil {
		return d.renderNotAnApplication(w, r, who, in, err)
	}
	web.Notice(r, "已记录，不作为政府信息公开申请办理")
	return web.SeeOther(w, r, "/console/requests/aside")
}
