package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// step is one act on an order as the desk takes it: its form and its reading. The
// book's row of the same act says who may take it in which state.
type step = form.Step[hotline.Act, offered, *taking]

// offered is an order with who looks at it, when its steps are drawn.
type offered struct {
	*matter
	who   identity.Actor
	units []web.Option // those it may be handed to, the suggested first
}

// taking is an event on its way from the form into the book.
type taking struct {
	matter *matter
	event  hotline.Event
	note   string
}

func note() web.Field { return form.Text("note", "说明（可不填）", "") }

func why(label, hint string) web.Field { return form.Area("reason", label, hint) }

func reasoned(label, hint string) func(offered) []web.Field {
	return func(offered) []web.Field { return []web.Field{why(label, hint)} }
}

// options are named values as the choices of a select, none chosen at first.
func options[T ~string](all []hotline.Named[T]) []web.Option {
	list := []web.Option{{Value: "", Label: "还没有选"}}
	for _, n := range all {
		list = append(list, web.Option{Value: string(n.Value), Label: n.Label})
	}
	return list
}

// handing asks for the unit that leads and those that help.
func handing(label string) func(offered) []web.Field {
	return func(x offered) []web.Field {
		return []web.Field{{Name: "unit", Label: label, Kind: "select", Options: x.units}, form.Text("co", "协办单位（可不填）", "写名称，用顿号分开"), why("理由或者备注", "")}
	}
}

// steps are the forms of the acts; what is not here is a remark.
func steps() form.Steps[hotline.Act, offered, *taking] {
	return form.Steps[hotline.Act, offered, *taking]{
		{Action: hotline.Dispatch, Read: readHanding, Fields: handing("主办单位")},
		{Action: hotline.Redirect, Read: readHanding, Fields: handing("改派给")},
		{Action: hotline.Designate, Read: readHanding, Fields: handing("指定给")},
		{Action: hotline.Forward, Read: readHanding, Fields: func(x offered) []web.Field {
			return []web.Field{{Name: "unit", Label: "转给哪个单位阅研", Kind: "select", Options: x.units}}
		}},
		{Action: hotline.CloseAtOnce, Read: plain, Fields: reasoned("答复了什么", "照知识库答复的，写条目名称")},
		{Action: hotline.Coordinate, Read: plain, Fields: reasoned("协调了谁、结果怎样", "")},
		{Action: hotline.Refuse, Read: readRefusal, Fields: refusalFields},
		{Action: hotline.Invalidate, Read: readInvalid, Fields: func(offered) []web.Field {
			return []web.Field{{Name: "invalid", Label: "无效的原因", Kind: "select", Options: options(hotline.Invalids())}}
		}},
		{Action: hotline.Reclassify, Read: readCategory, Fields: func(offered) []web.Field {
			return []web.Field{{Name: "category", Label: "更正为", Kind: "select", Options: options(hotline.Categories())}}
		}},
		{Action: hotline.Merge, Read: readMerge, Fields: func(offered) []web.Field {
			return []web.Field{form.Text("into", "并入哪一件（编号）", "类别、处理方式、来电人和回访各自保留，只并办理")}
		}},
		{Action: hotline.Object, Read: plain, Fields: reasoned("为什么不属于本单位职责，应当由谁承办", "只受理“不属于本单位职责”")},
		{Action: hotline.Uphold, Read: plain, Fields: reasoned("裁定的理由", "维持以后承办单位不得再退")},
		{Action: hotline.ReportBack, Read: readReport, Fields: reportFields},
		{Action: hotline.CoAnswer, Read: readCoAnswer, Fields: reasoned("协办答复", ""), Leads: func(x offered) bool { return helper(x) != "" }},
		{Action: hotline.Ask, Read: plain, Fields: func(x offered) []web.Field {
			hint := "一次问完；等回答期间不停表"
			if x.p.AskingStops {
				hint = "一次问完；等回答的日子不计入期限"
			}
			return []web.Field{why("问来电人什么", hint)}
		}},
		{Action: hotline.Answer, Read: plain, Fields: reasoned("来电人怎样回答", "")},
		{Action: hotline.AskExtension, Read: readExtension, Fields: func(offered) []web.Field {
			return []web.Field{form.Date("until", "延期到", "", ""), {Name: "rank", Label: "依据的位阶", Kind: "select", Options: append([]web.Option{{Value: "", Label: "没有法定的更长期限"}}, options(hotline.Ranks())[1:]...)},
				form.Text("basis", "法律、法规名称和条款（可不填）", ""), why("理由", "")}
		}},
		{Action: hotline.AskTermination, Read: plain, Fields: reasoned("终止办理的理由和依据", "热线工作机构审核后才终止")},
		{Action: hotline.Terminate, Read: plain, Fields: reasoned("向来电人怎样解释", "")},
		{Action: hotline.Supervise, Read: plain, Fields: reasoned("督办的情形", "")},
		{Action: hotline.SendBack, Read: plain, Fields: reasoned("哪里没有办好", "写明缺哪个要点")},
		{Action: hotline.CallBack, Read: readCall, Fields: func(offered) []web.Field {
			f := web.Field{Name: "rating", Label: "来电人的评价", Kind: "select"}
			for r := hotline.Rating(5); r >= 0; r-- {
				f.Options = append(f.Options, web.Option{Value: strconv.Itoa(int(r)), Label: r.Label()})
			}
			f.Value = "0"
			return []web.Field{{Name: "called", Label: "回访的结果", Kind: "select", Options: options(hotline.Calls())}, f, note()}
		}},
		{Action: hotline.Redo, Read: plain, Fields: reasoned("来电人不满意什么", "")},
		{Action: hotline.Reopen, Read: plain, Fields: reasoned("重新打开的原因", "直接回到承办单位")},
		{Action: hotline.Retake, Read: plain, Fields: reasoned("重新处理的原因", "")},
		{Action: hotline.SignFor, Read: plain}, {Action: hotline.Extend, Read: plain}, {Action: hotline.Undo, Read: plain}, {Action: hotline.File, Read: plain}, {Action: hotline.Pass, Read: plain},
	}
}

// stepOf is the form of an act.
func stepOf(a hotline.Act) step {
	if s, ok := steps().Of(a); ok {
		return s
	}
	return step{Action: a, Fields: func(offered) []web.Field { return []web.Field{note()} }, Read: plain}
}

func plain(_ context.Context, f *form.Reader, t *taking) error {
	t.event.Reason, t.note = f.Note("reason"), f.Note("note")
	return nil
}

func readHanding(ctx context.Context, f *form.Reader, t *taking) error {
	t.event.Unit = f.Value("unit")
	for _, name := range strings.FieldsFunc(f.Note("co"), func(r rune) bool { return strings.ContainsRune("、，,；; ", r) }) {
		id := ""
		for _, p := range t.matter.org.List {
			if p.Name == name {
				id = p.ID
			}
		}
		if id == "" {
			f.Add("co", "没有“"+name+"”这个单位，核对名称")
			continue
		}
		t.event.Co = append(t.event.Co, id)
	}
	return plain(ctx, f, t)
}

func refusalFields(x offered) []web.Field {
	f := web.Field{Name: "code", Label: "不予受理的情形", Kind: "select", Options: []web.Option{{Value: "", Label: "还没有选"}}}
	guide := ""
	for _, r := range x.p.Refusals() {
		f.Options = append(f.Options, web.Option{Value: r.Code, Label: r.Label})
		if r.Code == "disclosure" {
			guide = r.Guide
		}
	}
	return []web.Field{f, why("理由", ""), form.Area("way", "告知来电人走什么途径", "应当走别的程序的必填：写机关、地址或者电话。"+guide)}
}

func readRefusal(ctx context.Context, f *form.Reader, t *taking) error {
	t.event.Code, t.event.Way = f.Value("code"), f.Note("way")
	return plain(ctx, f, t)
}

func readInvalid(ctx context.Context, f *form.Reader, t *taking) error {
	t.event.Invalid = hotline.Invalid(f.Value("invalid"))
	return plain(ctx, f, t)
}

func readCategory(ctx context.Context, f *form.Reader, t *taking) error {
	t.event.Category = hotline.Category(f.Value("category"))
	return plain(ctx, f, t)
}

func readMerge(ctx context.Context, f *form.Reader, t *taking) error {
	t.event.Into = f.Value("into")
	return plain(ctx, f, t)
}

// reportFields ask for an answer to every point, one by one.
func reportFields(x offered) []web.Field {
	list := []web.Field{{Name: "result", Label: "解决情况", Kind: "select", Options: options(hotline.Results())}}
	for i, p := range x.o.Points {
		list = append(list, form.Area("point"+strconv.Itoa(i+1), "要点 "+strconv.Itoa(i+1)+"："+p, "不能解决的，写明原因和可行的办法"))
	}
	list = append(list, form.Text("reason", "没有解决的：解释说明", ""), form.Text("plan", "没有解决的：解决方案", ""), form.Date("until", "没有解决的：什么时候能解决（可不填）", "", ""))
	if len(x.o.Co) > 0 {
		list = append(list, form.Choice("silent", "没有答复的协办单位", "", "都已答复", "yes", "到期未答复，已注明"))
	}
	return append(list, note())
}

func readReport(ctx context.Context, f *form.Reader, t *taking) error {
	t.event.Result, t.event.Plan = hotline.Result(f.Value("result")), f.Note("plan")
	for i := range t.matter.o.Points {
		t.event.Answers = append(t.event.Answers, f.Note("point"+strconv.Itoa(i+1)))
		if strings.TrimSpace(t.event.Answers[i]) == "" {
			f.Add("point"+strconv.Itoa(i+1), "要点 "+strconv.Itoa(i+1)+" 还没有回答。不能解决的，写明原因和可行的办法")
		}
	}
	if day := f.UntilOrNone("until", "填写能够解决的日期"); day != 0 {
		t.event.Until = endOf(day)
	}
	if f.Yes("silent") {
		t.event.Silent = t.matter.o.Co
	}
	return plain(ctx, f, t)
}

// helper is the place for which somebody answers the lead, "" for none.
func helper(x offered) string {
	for _, p := range places(x.who, x.org) {
		for _, c := range x.Co {
			if p == c {
				return p
			}
		}
	}
	return ""
}

func readCoAnswer(ctx context.Context, f *form.Reader, t *taking) error {
	f.Text("reason", "写出对主办单位的答复")
	return plain(ctx, f, t)
}

func readExtension(ctx context.Context, f *form.Reader, t *taking) error {
	if day := f.Until("until", "填写延期到哪一天"); day != 0 {
		t.event.Until = endOf(day)
	}
	t.event.Rank, t.event.Basis = hotline.Rank(f.Value("rank")), f.Note("basis")
	return plain(ctx, f, t)
}

func readCall(ctx context.Context, f *form.Reader, t *taking) error {
	t.event.Called = hotline.Called(f.Value("called"))
	if n := f.Int("rating", "选择来电人的评价"); t.event.Called != hotline.Unreachable {
		t.event.Rating = hotline.Rating(n)
	}
	return plain(ctx, f, t)
}

// endOf is the end of a day.
func endOf(day calendar.Day) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 23, 59, 0, 0, calendar.Zone())
}
