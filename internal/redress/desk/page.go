package desk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/request"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// limitRow is one limit as the page lists it.
type limitRow struct {
	Label, Who, From, Due, State, Tone, Cite string
	Doubtful, Provisional                    bool
}

// tick is one day of the ruler.
type tick struct{ Day, N, Class string }

type pastRow struct{ Day, Text, Note, Who, Tone string }

type evidenceRow struct {
	Evidence
	Warning string
}

type contestPage struct {
	web.Shell
	Rows           []row
	Case           Contest
	No, Stage      string
	Days           string
	Unit, Tone     string
	Group, Result  string
	Applicant      string
	Outcome        string
	Procedure      string
	Next, NextDue  string
	Warnings       []string
	AnsweredAnew   string // the answer that follows an order still open
	Ruler          []tick
	Limits         []limitRow
	Past           []pastRow
	OpenSteps      []openStep
	Evidence       []evidenceRow
	EvidenceFields []web.Field
	Proofs         []request.Proof // what has to be proven
	Others         []web.Link
	Third          string
	Opponent       string
	Mine, Clerk    bool
	Reason, Why    string
}

func (d *Desk) showContest(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.contestPage(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/contest", p)
}

func (d *Desk) contestPage(r *http.Request, who identity.Actor) (*contestPage, error) {
	ctx := r.Context()
	c, err := d.visible(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	all, cal, err := d.standings(ctx, c.Body)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(s standing) bool { return s.ID == c.ID })
	if i < 0 {
		return nil, cases.NotFound()
	}
	s, today := all[i], d.today()
	p := &contestPage{Shell: web.Shell{Title: c.No(), Current: path, Wide: true}, Case: c, No: c.No(), Stage: s.clock.Stage.Label(), Group: s.h.Group().Label(),
		Procedure: s.clock.Procedure.Label(), Mine: who.Body == c.Body, Clerk: who.Has(identity.Clerk)}
	p.Days, p.Unit, p.Tone = days(cal, s, today)
	if x, ok := s.next(); ok {
		p.Next = x.Label
		if x.Due != 0 {
			p.NextDue = x.Due.Chinese()
		}
		p.Ruler = ruler(cal, x, today)
	}
	if e, ok := redress.EndOf(s.clock.End); ok {
		p.Result = e.Label
	}
	for _, n := range s.clock.Warnings {
		p.Warnings = append(p.Warnings, n.Why())
	}
	for _, x := range s.clock.Runs {
		p.Limits = append(p.Limits, limitOf(cal, x, today))
	}
	open := slices.DeleteFunc(slices.Clone(all), func(s standing) bool { return s.clock.Stage == redress.Closed && s.ID != c.ID })
	slices.SortStableFunc(open, byDue)
	p.Rows = rows(cal, open, today, c.ID)
	return p, d.fill(ctx, p, who, s)
}

// fill adds what has to be looked up.
func (d *Desk) fill(ctx context.Context, p *contestPage, who identity.Actor, s standing) error {
	c := s.Contest
	var a Application
	var others []Contest
	var err error
	if c.Application == "" {
		others, err = contestsApart(ctx, d.DB, c.Body)
	} else if a, err = d.Application(ctx, who, c.Application); err == nil {
		others, err = contestsAbout(ctx, d.DB, c.Application)
	}
	if err != nil {
		return err
	}
	p.Applicant, p.Outcome, p.Proofs = a.Applicant, a.Outcome, a.Proofs
	if x, ok := anew(s.clock); ok && x.Open() && a.SentOn != c.AnswerSentOn && dayOf(a.SentOn) >= x.From {
		p.AnsweredAnew = a.Outcome + "，" + a.AnswerNo + "，" + a.SentOn + " 发出"
	}
	p.Third, p.Opponent = kept(c.Third), kept(c.Opponent)
	for _, o := range others {
		if o.ID != c.ID && (c.Application != "" || o.ID == c.Review || o.Review == c.ID) {
			p.Others = append(p.Others, web.Link{Label: o.Kind.Label() + " " + o.No() + " · " + o.Stage.Label(), Href: path + "/" + o.ID})
		}
	}
	had, err := events.Of(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	evidence, err := evidenceOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	var ids []string
	for _, h := range had {
		ids = append(ids, h.Person)
	}
	slices.Sort(ids)
	names, err := d.People(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	p.Past = past(c, had, names)
	for _, e := range evidence {
		x := evidenceRow{Evidence: e}
		if n := redress.Evidence(c.Kind, dayOf(e.MadeOn), dayOf(c.AnswerSentOn), e.Permitted == 1); n != nil && e.StruckBy == "" {
			x.Warning = n.Why()
		}
		p.Evidence = append(p.Evidence, x)
	}
	if p.Mine {
		p.OpenSteps = openSteps(offered{Today: d.today(), Case: c, Clock: s.clock, Had: had}, who.Roles)
		p.EvidenceFields = evidenceFields()
	}
	return nil
}

// kept says that there is a sealed value, without a glimpse of it.
func kept(s vault.Sealed) string {
	if s.Empty() {
		return ""
	}
	return "已登记，加密保存"
}

func evidenceFields() []web.Field {
	return []web.Field{form.Text("name", "证据或者依据的名称", ""), form.Text("proves", "证明什么", ""), {Name: "made_on", Label: "形成日期（可不填）", Kind: "date"},
		form.Choice("permitted", "答复以后才有的", "", "不是", "yes", "经复议机构或者法院准许补充")}
}

// limitOf is a limit as the page lists it.
func limitOf(cal *calendar.Calendar, x redress.Run, today calendar.Day) limitRow {
	l := limitRow{Label: x.Label, Who: x.Who.Label(), From: x.From.String(), Due: x.Due.String(), Cite: x.Cite.String(),
		Doubtful: x.Doubtful, Provisional: x.Provisional}
	if x.Term.N > 0 {
		if head, ok := strings.CutSuffix(l.Label, "）"); ok {
			l.Label = head + "，" + x.Term.String() + "）"
		} else {
			l.Label += "（" + x.Term.String() + "）"
		}
	}
	late := x.Late(today)
	switch {
	case x.Done != 0 && late > 0:
		l.State, l.Tone = fmt.Sprintf("%s，晚 %d 日", x.Done, late), "r"
	case x.Done != 0:
		l.State = x.Done.String() + " 完成"
	case x.Gone:
		l.State = "不再计算"
	case x.Stopped:
		l.State, l.Tone = "中止", "t"
	case x.Due == 0:
		l.State, l.Tone = "没有写明期限", "a"
	case late > 0 && x.Who == redress.Applicant:
		l.State = "已届满"
	case late > 0:
		l.State, l.Tone = fmt.Sprintf("逾期 %d 日", late), "r"
	case x.Term.Unit == calendar.WorkingDays:
		l.State = fmt.Sprintf("还有 %d 个工作日", cal.Count(today, x.Due))
	default:
		l.State = fmt.Sprintf("还有 %d 日", x.Due-today)
	}
	if l.Tone == "" && x.Open() && x.Ours() {
		l.Tone = "b"
	}
	return l
}

// mostTicks is how many days a ruler can show.
const mostTicks = 31

// ruler shows the days of the body's next limit; none for a long one.
func ruler(cal *calendar.Calendar, x redress.Run, today calendar.Day) (ticks []tick) {
	if x.Due == 0 || x.Term.N > mostTicks || today > x.Due+mostTicks {
		return nil
	}
	for _, l := range cal.Explain(x.From, x.Term) {
		if !l.Counts && l.Date != x.Due {
			continue
		}
		t := tick{Day: fmt.Sprint(l.Date.Time().Day()), N: fmt.Sprint(l.N)}
		switch {
		case l.Date == today:
			t.Class = "now"
		case l.Date < today:
			t.Class = "dn"
		case l.Date == x.Due:
			t.Class = "lf end"
		default:
			t.Class = "lf"
		}
		ticks = append(ticks, t)
	}
	return ticks
}

func past(c Contest, had []LoggedEvent, names map[string]string) (list []pastRow) {
	gone := map[int]bool{}
	for _, h := range had {
		if h.Event.Type == redress.Undone && h.Event.Of != nil {
			gone[*h.Event.Of] = true
		}
	}
	for i, h := range had {
		e := h.Event
		x := pastRow{Day: e.At.String(), Text: labelOf(c.Kind, e.Type), Note: h.Note, Who: names[h.Person]}
		more := particulars(e)
		if end, ok := redress.EndOf(e.End); ok {
			x.Text, x.Tone = strings.TrimPrefix(x.Text, "登记")+"："+end.Label, "n"
		}
		if len(more) > 0 {
			x.Text += "（" + strings.Join(more, "，") + "）"
		}
		if e.Type == redress.Suspended || e.Type == redress.Resumed {
			x.Tone = "t"
		}
		if gone[i] {
			x.Tone, x.Text = "gone", x.Text+"，已撤销"
		}
		list = append(list, x)
	}
	return list
}

// particulars are what an event says besides its name.
func particulars(e redress.Event) (more []string) {
	if e.Orders {
		more = append(more, "责令重新答复或者履行")
	}
	if e.Days != nil {
		unit := e.Unit
		if unit == "" {
			unit = calendar.NaturalDays
		}
		more = append(more, fmt.Sprintf("%d%s", *e.Days, unit.Label()))
	}
	if e.Procedure != "" {
		more = append(more, e.Procedure.Label())
	}
	if e.Delivered != 0 {
		more = append(more, e.Delivered.Chinese()+"收到")
	}
	if len(e.Staff) > 0 {
		more = append(more, "由"+strings.Join(e.Staff, "、")+"参加")
	}
	if e.Reply != nil {
		more = append(more, "就合法性、适当性和复议请求说明了理由")
		if e.Reply.By != "" {
			more = append(more, "由"+e.Reply.By+"提出书面答复")
		}
	}
	if e.UntoldFrom != 0 {
		more = append(more, e.UntoldFrom.Chinese()+"起诉，"+e.UntoldTo.Chinese()+"驳回起诉裁定送达")
	}
	if e.Procedural {
		more = append(more, "因程序违法")
	}
	if e.Ref != "" {
		more = append(more, e.Ref)
	}
	return more
}

func (d *Desk) doReveal(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.visible(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	shown, err := d.Reveal(r.Context(), who, c, r.PostFormValue("reason"))
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		return d.again(w, r, who, err, func(p *contestPage) { p.Reason = r.PostFormValue("reason") })
	}
	p, err := d.contestPage(r, who)
	if err != nil {
		return err
	}
	p.Third, p.Opponent = shown["third"], shown["opponent"]
	return d.views.Render(w, r, http.StatusOK, "console/contest", p)
}

func (d *Desk) doEvidence(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	e := Evidence{Name: strings.TrimSpace(r.PostFormValue("name")), Proves: strings.TrimSpace(r.PostFormValue("proves")), MadeOn: strings.TrimSpace(r.PostFormValue("made_on"))}
	if r.PostFormValue("permitted") == "yes" {
		e.Permitted = 1
	}
	if err := d.AddEvidence(r.Context(), who, c, form.Rev(r), e); err != nil {
		return d.again(w, r, who, err, func(p *contestPage) { form.Retype(p.EvidenceFields, r, p.Errors) })
	}
	web.Notice(r, "已列入证据目录")
	return web.SeeOther(w, r, path+"/"+c.ID)
}

func (d *Desk) doStrike(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := d.Strike(r.Context(), who, c, form.Rev(r), r.PostFormValue("evidence"), r.PostFormValue("why")); err != nil {
		return d.again(w, r, who, err, func(p *contestPage) { p.Why = r.PostFormValue("why") })
	}
	web.Notice(r, "已从证据目录划去")
	return web.SeeOther(w, r, path+"/"+c.ID)
}
