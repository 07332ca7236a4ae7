package portal

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/web"
)

// reckonRoutes are the public calculator of deadlines.
func (d *Portal) reckonRoutes() []web.Route {
	return []web.Route{{Pattern: "GET " + cases.Column + "qx", Roles: []identity.Role{identity.Public}, Do: d.showReckon}}
}

// reckoning is what somebody asks the calculator: the fields of its address.
type reckoning struct {
	From, Channel, Confirmed string
	CorrectAsked, Corrected  string
	Asked, Answered          [2]string // hearings
	Whom                     [2]string // third, joint, organ
	Extended, Days           string
	FeeTold, FeePaid         string
}

type ReckonPage struct {
	web.Shell
	In       reckoning
	Channels []web.Option
	Whom     []web.Option
	Optional bool // something beyond the receipt was told
	Clock    *request.Clock
	Due      string
	Say      string
	Ruler    []tick
	Legend   []sign
	Sheet    []calendar.Line
	Clauses  []string
	Unknown  []string // years whose arrangement is not announced
	Warnings []string
	Link     string // shares the result
}

func (d *Portal) showReckon(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	q := r.URL.Query()
	v := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	p := &ReckonPage{Shell: cases.Shell("答复期限计算"), In: reckoning{From: v("from"), Channel: v("channel"), Confirmed: v("confirmed"),
		CorrectAsked: v("correct_asked"), Corrected: v("corrected"), Asked: [2]string{v("asked1"), v("asked2")}, Answered: [2]string{v("answered1"), v("answered2")},
		Whom: [2]string{v("whom1"), v("whom2")}, Extended: v("extended"), Days: v("days"), FeeTold: v("fee_told"), FeePaid: v("fee_paid")}}
	p.Meta = cases.ColumnMeta("答复期限计算", "按收到日期和渠道计算政府信息公开申请的答复期限，逐日说明", "依申请公开,答复期限,工作日")
	for _, c := range request.Channels() {
		p.Channels = append(p.Channels, web.Option{Value: string(c.Channel), Label: c.Label})
	}
	p.Whom = []web.Option{{Value: "third", Label: "第三方"}, {Value: "joint", Label: "共同制作的机关"}, {Value: "organ", Label: "其他机关"}}
	in := p.In
	p.Optional = strings.Join([]string{in.CorrectAsked, in.Corrected, in.Asked[0], in.Asked[1], in.Extended, in.FeeTold}, "") != ""
	if in.From == "" && q.Get("channel") == "" {
		p.In.From, p.In.Channel, p.In.Days = d.Cases.Today().String(), string(request.InPerson), "20"
		return d.Views.Render(w, r, http.StatusOK, "public/reckon", p)
	}
	cal, err := d.Calendar(r.Context())
	if err != nil {
		return err
	}
	h, fields, err := in.history()
	if err == nil {
		err = p.find(cal, h, fields)
	}
	if err != nil && !p.ShowFaults(err) {
		return err
	}
	p.Link = web.SiteOf(r).Prefix + cases.Column + "qx?" + q.Encode()
	return d.Views.Render(w, r, p.FailStatus(), "public/reckon", p)
}

// history reads the events, in the order of their days, and the field that
// each stands in.
func (in reckoning) history() (h request.History, fields []string, err error) {
	var all fault.List
	type told struct {
		e     request.Event
		field string
	}
	var events []told
	at := func(field, text string) calendar.Day {
		if text == "" {
			return 0
		}
		day, err := calendar.Parse(text)
		if err != nil {
			all.Add(field, "填写日期，例如 2026-11-22")
		}
		return day
	}
	add := func(field string, e request.Event) {
		if e.At != 0 {
			events = append(events, told{e, field})
		}
	}
	rule, ok := request.RuleOf(request.Channel(in.Channel))
	if !ok {
		all.Add("channel", "选择提出申请的渠道")
	}
	from := at("from", in.From)
	if in.From == "" {
		all.Add("from", "填写提交、签收或者寄到的日期")
	}
	confirmed := at("confirmed", in.Confirmed)
	if rule.Confirms && in.Confirmed == "" {
		all = append(all, &fault.Error{Kind: fault.Invalid, Field: "confirmed", Message: "填写双方确认收到的日期，从这一天起算", Cite: rule.Cite})
	}
	add("from", request.Event{Type: request.Received, At: from, Channel: rule.Channel, Confirmed: confirmed})
	add("correct_asked", request.Event{Type: request.CorrectionAsked, At: at("correct_asked", in.CorrectAsked)})
	add("corrected", request.Event{Type: request.CorrectionReceived, At: at("corrected", in.Corrected)})
	for i, asked := range in.Asked {
		n := strconv.Itoa(i + 1)
		ask, answer := request.Event{Type: request.ThirdPartyAsked, At: at("asked"+n, asked)}, request.Event{Type: request.ThirdPartyAnswered, At: at("answered"+n, in.Answered[i])}
		if joint := in.Whom[i] == "joint"; in.Whom[i] != "third" {
			ask.Type, ask.Joint, answer.Type = request.AgencyAsked, &joint, request.AgencyAnswered
		}
		ask.Delivered = ask.At
		add("asked"+n, ask)
		add("answered"+n, answer)
	}
	if in.Extended != "" {
		days, failed := strconv.Atoi(cmp.Or(in.Days, "20"))
		if failed != nil {
			all.Add("days", "填写 1 至 20 的整数")
		}
		e := request.Event{Type: request.Extended, At: at("extended", in.Extended), Days: &days}
		add("extended", e)
	}
	add("fee_told", request.Event{Type: request.FeeNoticed, At: at("fee_told", in.FeeTold)})
	add("fee_paid", request.Event{Type: request.FeePaid, At: at("fee_paid", in.FeePaid)})
	slices.SortStableFunc(events, func(a, b told) int { return cmp.Compare(a.e.At, b.e.At) })
	for _, x := range events {
		h.Events, fields = append(h.Events, x.e), append(fields, x.field)
		h.AsOf = max(h.AsOf, x.e.At, x.e.Confirmed)
	}
	return h, fields, all.Err()
}

// find lets the book reckon and puts what it found on the page.
func (p *ReckonPage) find(cal *calendar.Calendar, h request.History, fields []string) error {
	clock := request.Replay(cal, h)
	var all fault.List
	for _, no := range clock.Refused {
		all.Add(fields[no.Event], strings.TrimSuffix(no.Why(), "。"))
	}
	if len(all) > 0 {
		return all
	}
	p.Clock, p.Sheet = &clock, clock.Days(cal)
	p.Ruler = ruler(handle.Ruler(cal, clock, 0))
	p.Legend = legend(p.Ruler)
	for _, n := range clock.Warnings {
		p.Warnings = append(p.Warnings, n.Why())
	}
	for _, ref := range clock.Clauses() {
		p.Clauses = append(p.Clauses, ref.String())
	}
	switch {
	case clock.Due != 0:
		p.Due = clock.Due.ChineseFull()
		p.Say = fmt.Sprintf("%s的次日为第 1 日，数到第 %d 个工作日。", clock.Starts.Chinese(), clock.Total)
	case clock.Status == request.Stopped && p.In.FeeTold != "":
		p.Say = "收费通知发出以后，答复期限停下来，从缴费之日的次日起重新计算。"
	case clock.Status == request.Stopped && p.In.CorrectAsked != "":
		p.Say = "告知补正以后，答复期限停下来，从收到补正的申请之日的次日起重新计算。"
	default:
		p.Say = "向其他机关了解情况没有法定的答复期限，收到意见以前推算不出答复日期。"
	}
	for year, last := clock.Starts.Year(), max(clock.Due, h.AsOf).Year(); clock.Starts != 0 && year <= last; year++ {
		if !cal.Known(year) {
			p.Unknown = append(p.Unknown, strconv.Itoa(year))
		}
	}
	return nil
}
