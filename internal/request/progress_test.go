package request

import (
	"strings"
	"testing"

	"yangguang/internal/calendar"
)

func on(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Every stage has one sentence, with the day in it.
func TestTell(t *testing.T) {
	cal := calendar.New()
	received := Event{Type: Received, At: on("2026-10-21"), Channel: InPerson}
	joint := false
	for _, tt := range []struct {
		events  []Event
		asOf    string
		ceased  bool
		stage   ProgressStage
		says    string
		more    string
		because string
	}{
		{nil, "2026-10-21", false, StageUnconfirmed, "申请已于 2026年10月21日（周三）提交", "第三十一条", "条例 31(三): no clock before both sides confirm"},
		{[]Event{{Type: Withdrawn, At: on("2026-10-22")}}, "2026-10-22", true, StageWithdrawn, "2026年10月22日（周四）撤回", "重新申请", "withdrawn before it was confirmed"},
		{[]Event{received}, "2026-10-22", false, StageRunning, "我们会在 2026年11月18日（周三）前答复", "今天是第 1 个", "ux.md §9"},
		{[]Event{received, {Type: Extended, At: on("2026-11-17")}}, "2026-11-17", false, StageRunning, "答复时间延长到 2026年12月16日（周三）", "第三十三条第二款", "ux.md §9"},
		{[]Event{received, {Type: Delayed, At: on("2026-11-17"), Until: on("2026-12-30")}}, "2026-11-17", false, StageRunning, "定在 2026年12月30日", "第三十五条", "条例 35"},
		{[]Event{received, {Type: ReasonsAsked, At: on("2026-11-02"), Until: on("2026-11-09")}}, "2026-11-02", false, StageRunning, "前答复", "说明申请的理由", "条例 35: the clock goes on"},
		{[]Event{received, {Type: CorrectionAsked, At: on("2026-10-26"), Until: on("2026-11-06")}}, "2026-10-27", false, StageCorrecting, "2026年11月6日（周五）", "重新计算", "条例 30"},
		{[]Event{received, {Type: CorrectionAsked, At: on("2026-10-26"), Until: on("2026-11-06")}}, "2026-11-07", false, StageCorrecting, "届满", "仍可以补正", "条例 30: nothing ends by itself"},
		{[]Event{received, {Type: CorrectionAsked, At: on("2026-10-26")}, {Type: CorrectionReceived, At: on("2026-10-30")}}, "2026-11-02", false, StageRunning, "2026年11月27日", "2026年10月30日", "条例 30: counted anew"},
		{[]Event{received, {Type: ThirdPartyAsked, At: on("2026-10-26")}}, "2026-10-28", false, StageHeard, "征求第三方意见", "", "条例 33③"},
		{[]Event{received, {Type: AgencyAsked, At: on("2026-10-26"), Joint: &joint}}, "2026-10-28", false, StageHeard, "征求其他机关意见", "", "no end in the statute, no day promised"},
		{[]Event{received, {Type: ThirdPartyAsked, At: on("2026-10-26")}, {Type: AgencyAsked, At: on("2026-10-26")}}, "2026-10-28", false, StageHeard, "第三方和其他机关", "", "both"},
		{[]Event{received, {Type: FeeNoticed, At: on("2026-11-02"), Delivered: on("2026-11-04")}}, "2026-11-05", false, StageFee, "2026年12月2日（周三）", "重新计算答复期限", "109号: 20 working days after delivery"},
		{[]Event{received, {Type: FeeNoticed, At: on("2026-11-02"), Delivered: on("2026-11-02")}}, "2026-12-10", false, StageLapsed, "逾期没有缴费", "重新申请", "row 22"},
		{[]Event{received, {Type: FeeNoticed, At: on("2026-11-02")}}, "2026-12-10", false, StageFee, "自收到收费通知次日起 20 个工作日内缴纳", "重新计算", "A2: no last day while no delivery is known"},
		{[]Event{received, {Type: ThirdPartyAsked, At: on("2026-10-26")}}, "2026-10-28", false, StageHeard, "征求第三方意见", "还没有登记送达", "the day is a forecast, and says why"},
		{[]Event{received}, "2026-11-20", false, StageOverdue, "超过法定答复日期 2026年11月18日（周三）", "2 个工作日", "ux.md §9"},
		{[]Event{received, {Type: Decided, At: on("2026-11-10"), Outcome: Granted}}, "2026-11-20", false, StageAnswered, "2026年11月10日（周二）答复", "", "answered"},
		{[]Event{received, {Type: Decided, At: on("2026-11-20"), Outcome: Granted}}, "2026-11-20", false, StageAnswered, "答复", "晚 2 个工作日", "an answer that came late says so"},
		{[]Event{received, {Type: CorrectionAsked, At: on("2026-10-26"), Until: on("2026-11-06")}, {Type: Decided, At: on("2026-11-10"), Outcome: CorrectionOverdue}}, "2026-11-20", false, StageLapsed, "逾期没有补正", "", "row 21"},
		{[]Event{received, {Type: Withdrawn, At: on("2026-11-10")}}, "2026-11-20", true, StageWithdrawn, "2026年11月10日（周二）撤回", "", "row 23"},
		{[]Event{received, {Type: Decided, At: on("2026-11-10"), Outcome: NotHeld}, {Type: Remitted, At: on("2026-11-16")}}, "2026-11-17", false, StageRunning, "重新答复", "", "复议法 64"},
		{[]Event{{Type: Received, At: on("2026-12-20"), Channel: InPerson}}, "2026-12-21", false, StageRunning, "2027年1月", "暂定", "a year not announced yet"},
	} {
		h := History{Events: tt.events, AsOf: on(tt.asOf)}
		got := Describe(cal, Replay(cal, h), tt.events, on("2026-10-21"), tt.ceased)
		if got.Stage != tt.stage || !strings.Contains(got.Sentence, tt.says) || !strings.Contains(strings.Join(got.More, ""), tt.more) {
			t.Errorf("%s: %+v", tt.because, got)
		}
		if strings.Count(got.Sentence, "20") == 0 && tt.stage != StageHeard {
			t.Errorf("%s: no day in %q", tt.because, got.Sentence)
		}
	}
}

func TestAdvise(t *testing.T) {
	w := Where{Reviewers: []string{"云溪市人民政府"}, Court: "云溪区人民法院", Online: "https://fy.yunxi.example"}
	for _, tt := range []struct {
		stage   ProgressStage
		remedy  Remedy
		has     []string
		without string
		because string
	}{
		{StageAnswered, RemedyEither, []string{"60 日内向云溪市人民政府", "2027年1月15日（周五）", "6 个月", "2027年5月17日（周一）", "https://fy"}, "应当先", "复议法 20①, 行诉法 46①"},
		{StageAnswered, RemedyReviewFirst, []string{"应当先申请行政复议", "15 日"}, "6 个月", "复议法 23①(四): no suit that skips review"},
		{StageLapsed, RemedyEither, []string{"60 日"}, "应当先", "rows 21 and 22"},
		{StageAnswered, NoRemedy, []string{"投诉、举报"}, "60 日", "nothing was decided"},
		{StageOverdue, NoRemedy, []string{"联系本机关", "投诉、举报", "60 日内", "口径不一"}, "6 个月", "条例 51; handbook 3.3"},
		{StageRunning, NoRemedy, []string{"到期没有收到答复"}, "60 日", "waiting"},
		{StageWithdrawn, NoRemedy, nil, "复议", "nothing to remedy"},
	} {
		text := ""
		for _, way := range Advise(tt.stage, tt.remedy, on("2026-06-30"), LastDays{on("2027-01-15"), on("2027-05-17")}, w) {
			text += way.Text
			for _, ref := range way.Cites {
				if err := ref.Check(); err != nil {
					t.Error(err)
				}
			}
			if way.Doubtful != strings.Contains(way.Text, "口径不一") {
				t.Errorf("%s: doubtful is %v", way.Text, way.Doubtful)
			}
		}
		for _, s := range tt.has {
			if !strings.Contains(text, s) {
				t.Errorf("%s: no %q in %s", tt.because, s, text)
			}
		}
		if strings.Contains(text, tt.without) {
			t.Errorf("%s: %q stands in %s", tt.because, tt.without, text)
		}
	}
}

// Silence since the regulation of 2026-07-01: review is named first, and a suit
// neither promised nor denied.
func TestAdviseOfSilence(t *testing.T) {
	w := Where{Reviewers: []string{"云溪市人民政府"}}
	for day, want := range map[string]string{"2026-06-30": "口径不一", "2026-07-01": "60 日内先向云溪市人民政府申请行政复议，到 2026年9月1日（周二）为止；对行政复议决定不服的，再依法提起行政诉讼"} {
		text := ""
		for _, a := range Advise(StageOverdue, NoRemedy, on(day), LastDays{Review: on("2026-09-01")}, w) {
			text += a.Text
		}
		if !strings.Contains(text, want) || strings.Contains(text, "6 个月") || strings.Contains(text, "不能起诉") {
			t.Errorf("%s: %s", day, text)
		}
	}
}

func TestVerdicts(t *testing.T) {
	if len(Verdicts()) != 5 {
		t.Error("the question has five answers")
	}
	for _, v := range Verdicts() {
		if len(v.Next) == 0 {
			t.Errorf("%s leads nowhere", v.Label)
		}
		for _, w := range v.Next {
			for _, ref := range w.Cites {
				if err := ref.Check(); err != nil {
					t.Error(err)
				}
			}
		}
		if _, ok := VerdictOf(v.Verdict); !ok {
			t.Errorf("%s is not found", v.Verdict)
		}
	}
	if _, ok := VerdictOf("five stars"); ok {
		t.Error("a verdict nobody knows")
	}
}
