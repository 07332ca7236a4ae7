package handle

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/send"
)

// Sheet is the calculation sheet of an application as a page and a PDF show it:
// fit to be handed to a reviewing body or a court. The applicant is masked.
type Sheet struct {
	Body, No, Applicant, Kind, Channel string
	Facts                              []fact // what came out
	Days                               []sheetDay
	Events                             []sheetEvent
	Clauses                            []request.ClauseText
	Warnings                           []string
	Notices                            []string // the holiday arrangements counted with
	Provisional                        []string // why the last day may still move
	Printed                            string
	PrintedOn                          calendar.Day
}

type fact struct{ Label, Value string }

type sheetDay struct {
	Date, Weekday, N, Why string
	Tone                  string // t: does not count because somebody is heard; r: after the term
	Off                   bool
}

type sheetEvent struct {
	Day, Text, More string
	Gone            bool // taken back later
}

// SheetOf writes an application's clock out.
func (d *Handling) SheetOf(ctx context.Context, c cases.Case) (Sheet, error) {
	cal, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return Sheet{}, err
	}
	body, err := d.Body(ctx, c.Body)
	if err != nil {
		return Sheet{}, fmt.Errorf("load body %s: %w", c.Body, err)
	}
	name, err := d.Cases.ApplicantMasked(c)
	if err != nil {
		return Sheet{}, err
	}
	rule, _ := request.RuleOf(c.Channel)
	now := d.Now().In(calendar.Zone())
	s := Sheet{Body: body.Name, No: c.No(), Applicant: cmp.Or(name, "（不显示）"), Kind: form.Label(string(c.Kind), cases.KindOptions()), Channel: rule.Label,
		Provisional: provisional(cal, clock), Clauses: clock.Texts(), Printed: now.Format("2006-01-02 15:04"), PrintedOn: calendar.At(now)}
	s.Facts = outcome(c, clock)
	s.Days = sheetDays(cal, clock)
	s.Events = SheetEvents(had, clock.Undone)
	for _, n := range slices.Concat(clock.Idle, clock.Warnings) {
		s.Warnings = append(s.Warnings, "第"+strconv.Itoa(n.Event+1)+"项："+n.Why())
	}
	s.Notices = notices(cal, clock)
	return s, nil
}

// provisional says why the last day of a term may still move.
func provisional(cal *calendar.Calendar, clock request.Clock) (list []string) {
	if clock.Undelivered {
		list = append(list, "征求意见书没有登记送达，期限届满日按发出之日或者计算日推算，收到意见或者登记送达以后确定。")
	}
	if clock.Unannounced(cal) || clock.Provisional && !clock.Undelivered {
		list = append(list, "本表用到的年份有一部分尚未公布放假安排，期限届满日以公布后的安排重新计算为准。")
	}
	return list
}

// outcome is what the clock came to, line by line.
func outcome(c cases.Case, clock request.Clock) []fact {
	day := func(x calendar.Day) string {
		if x == 0 {
			return "—"
		}
		return x.ChineseFull()
	}
	list := []fact{{"提交日期", c.SubmittedOn}, {"收到申请之日", day(clock.Received)}, {"本期起算", day(clock.Starts) + "，次日为第1日"}, {"期限届满日", day(clock.Due)}}
	if clock.Starts == 0 {
		list = list[:2]
	}
	if clock.Counted {
		list = append(list, fact{"本期期限", calendar.Term{N: clock.Total, Unit: clock.Unit}.String()}, fact{"已用", calendar.Term{N: clock.Used, Unit: clock.Unit}.String()})
		if clock.End == 0 && clock.LateDays == 0 {
			list = append(list, fact{"剩余", calendar.Term{N: clock.Left, Unit: clock.Unit}.String()})
		}
	}
	if clock.End != 0 {
		list = append(list, fact{"办结日期", day(clock.End)})
	}
	if o, ok := request.OutcomeOf(clock.Outcome); ok {
		list = append(list, fact{"处理结果", o.Label})
	}
	if clock.LateDays > 0 {
		list = append(list, fact{"超过期限", strconv.Itoa(clock.LateDays) + "个工作日"})
	}
	return append(list, fact{"状态", clock.Status.Label()})
}

// sheetDays explains every day of the present term, and what came after it.
func sheetDays(cal *calendar.Calendar, clock request.Clock) []sheetDay {
	var list []sheetDay
	for _, l := range clock.Days(cal) {
		x := sheetDay{Date: l.Date.String(), Weekday: l.Date.ChineseWeekday(), N: "不计", Why: l.Why, Off: !l.Counts}
		open, _ := cal.Working(l.Date)
		switch {
		case l.Counts:
			x.N = "第" + strconv.Itoa(l.N) + "日"
		case open:
			x.Tone = "t"
		}
		list = append(list, x)
	}
	if clock.Due == 0 || clock.LateDays == 0 {
		return list
	}
	n := 0
	for d := clock.Due + 1; n < clock.LateDays; d++ {
		open, why := cal.Working(d)
		x := sheetDay{Date: d.String(), Weekday: d.ChineseWeekday(), N: "不计", Why: why, Off: !open}
		if open {
			n++
			x.N, x.Tone = "逾期"+strconv.Itoa(n)+"日", "r"
		}
		list = append(list, x)
	}
	return list
}

// SheetEvents lists what happened by its days and numbers alone: what somebody
// wrote beside an event may name people, and a sheet is given out.
func SheetEvents(had []cases.LoggedEvent, undone []int) []sheetEvent {
	var list []sheetEvent
	for i, h := range had {
		e := h.Event
		x := sheetEvent{Day: e.At.String(), Text: e.Type.Label(), Gone: e.Type != request.Undone && slices.Contains(undone, i)}
		more := func(text string, day calendar.Day) {
			if day != 0 {
				x.More += Cut(x.More) + text + day.Chinese()
			}
		}
		more("双方确认：", e.Confirmed)
		more("送达：", e.Delivered)
		more("期限到：", e.Until)
		more("负责人同意：", e.Consented)
		more("告知申请人：", e.Noticed)
		if e.Days != nil {
			x.More += Cut(x.More) + calendar.Term{N: *e.Days, Unit: cmp.Or(e.Unit, calendar.WorkingDays)}.String()
		}
		if e.Outside != "" {
			x.More += Cut(x.More) + "补录：系统外已发文书 " + e.Outside
		}
		more("登记：", e.Entered)
		if e.Joint != nil && *e.Joint {
			x.More += Cut(x.More) + "共同制作的机关"
		}
		if e.Type == request.Undone && e.Of != nil {
			x.More += Cut(x.More) + "撤销第" + strconv.Itoa(*e.Of+1) + "项"
		}
		if e.Type == request.Delivered && e.Of != nil {
			x.More += Cut(x.More) + "第" + strconv.Itoa(*e.Of+1) + "项的文书"
		}
		if o, ok := request.OutcomeOf(e.Outcome); ok {
			x.More += Cut(x.More) + o.Label
		}
		list = append(list, x)
	}
	return list
}

func Cut(s string) string {
	if s == "" {
		return ""
	}
	return "；"
}

// notices are the arrangements of the years a term touches, and which of those
// years has none yet.
func notices(cal *calendar.Calendar, clock request.Clock) (list []string) {
	if clock.Starts == 0 {
		return nil
	}
	last := max(clock.Due, clock.End, clock.Starts)
	for year := clock.Starts.Year(); year <= last.Year(); year++ {
		text := strconv.Itoa(year) + "年：放假安排尚未公布，按周末和法定节日暂定"
		for _, a := range cal.Years() {
			if a.Year == year {
				text = strconv.Itoa(year) + "年：" + cmp.Or(a.Source, "国务院办公厅放假安排")
			}
		}
		list = append(list, text)
	}
	return list
}

// Blocks lays the sheet out for print.
func (s Sheet) Blocks() []render.Block {
	h := func(text string) render.Cell { return render.Cell{Text: text, Header: true} }
	about := render.Table{Widths: []float64{2, 5}, Rows: [][]render.Cell{{h("行政机关"), {Text: s.Body}}, {h("申请编号"), {Text: s.No}},
		{h("申请人"), {Text: s.Applicant + "（" + s.Kind + "）"}}, {h("提交渠道"), {Text: s.Channel}}}}
	for _, f := range s.Facts {
		about.Rows = append(about.Rows, []render.Cell{h(f.Label), {Text: f.Value}})
	}
	blocks := []render.Block{about}
	say := func(text string) { blocks = append(blocks, render.Text(text)) }
	for _, text := range s.Provisional {
		say("暂定：" + text)
	}
	blocks = append(blocks, render.Heading{Level: 1, Text: "一、办理经过"})
	events := render.Table{Widths: []float64{2, 4, 5, 7}, Head: 1, Rows: [][]render.Cell{{h("序号"), h("日期"), h("事项"), h("日期和数值")}}}
	for i, e := range s.Events {
		text := e.Text
		if e.Gone {
			text += "（已撤销）"
		}
		events.Rows = append(events.Rows, []render.Cell{{Text: strconv.Itoa(i + 1), Align: render.Center}, {Text: e.Day}, {Text: text}, {Text: cmp.Or(e.More, "—")}})
	}
	if len(s.Events) == 0 {
		say("没有登记的事项，期限没有起算。")
	} else {
		blocks = append(blocks, events)
	}
	blocks = append(blocks, render.Heading{Level: 1, Text: "二、逐日计算"})
	days := render.Table{Widths: []float64{4, 2, 3, 8}, Head: 1, Rows: [][]render.Cell{{h("日期"), h("星期"), h("第几日"), h("说明")}}}
	for _, x := range s.Days {
		days.Rows = append(days.Rows, []render.Cell{{Text: x.Date}, {Text: x.Weekday, Align: render.Center}, {Text: x.N, Align: render.Center, Bold: !x.Off}, {Text: x.Why}})
	}
	if len(s.Days) == 0 {
		say("现在没有在计算的期限。")
	} else {
		blocks = append(blocks, days)
	}
	for _, w := range s.Warnings {
		say("提示：" + w + "。")
	}
	blocks = append(blocks, render.Heading{Level: 1, Text: "三、依据的条款"})
	for _, w := range s.Clauses {
		say(w.Cite.Full() + "：" + cmp.Or(w.Text, "（原文待核）"))
	}
	blocks = append(blocks, render.Heading{Level: 1, Text: "四、工作日的依据"})
	for _, n := range s.Notices {
		say(n + "。")
	}
	say("期间开始的当日不计算在内，次日为第1日；征求意见期间的工作日逐日标为“不计”。本表由登记的经过推算，经过有更正的，重新计算。")
	return append(blocks, render.Signature{Body: s.Body, Date: "打印日期：" + s.PrintedOn.Chinese()})
}

// Document is the sheet as a document of its own.
func (s Sheet) Document() render.Doc {
	return render.Doc{Title: "政府信息公开申请答复期限计算表", Body: s.Body, Subject: "答复期限计算表", Keywords: "政府信息公开 " + s.No, Date: s.PrintedOn.String(), Blocks: s.Blocks()}
}

type SheetPage struct {
	web.Shell
	ID    string
	Sheet Sheet
}

func (d *Handling) showSheet(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Visible(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	s, err := d.SheetOf(r.Context(), c)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/sheet", &SheetPage{Shell: web.Shell{Title: "计算表 " + c.No(), Current: "/console/requests"}, ID: c.ID, Sheet: s})
}

func (d *Handling) sendSheet(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Visible(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	s, err := d.SheetOf(r.Context(), c)
	if err != nil {
		return err
	}
	return send.File{Name: c.No() + "-sheet.pdf"}.Print(w, s.Document(), d.Fonts)
}
