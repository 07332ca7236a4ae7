package request

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/letter"
)

// Whatever tells of an event also has a letter that says it is void, and says
// only what its kind of letter holds.
func TestEventRowsHoldTogether(t *testing.T) {
	for _, r := range events {
		codes := r.Type.Letters(Online, Clock{Received: on("2026-11-02")})
		if (len(codes) > 0 || r.Type == Decided) != (r.UndoneWith != "") {
			t.Errorf("%s: told by %v, its undoing by %q", r.Type, codes, r.UndoneWith)
		}
		if (r.UndoneBy == "") != (r.Stays != "") {
			t.Errorf("%s: taken back by %q, stays because %q", r.Type, r.UndoneBy, r.Stays)
		}
		if _, ok := KindOf(r.UndoneWith); r.UndoneWith != "" && !ok {
			t.Errorf("%s: no letter %q", r.Type, r.UndoneWith)
		}
		said := Notice{Event: Event{Type: r.Type, At: on("2026-11-02"), Until: on("2026-11-16")}, Clock: Clock{Due: on("2026-11-30")}, Calendar: calendar.New()}.Says()
		var needs []letter.Element
		for _, code := range codes {
			kind, ok := KindOf(code)
			if !ok {
				t.Fatalf("%s: no letter %q", r.Type, code)
			}
			needs = append(needs, kind.Needs...)
		}
		for e := range said {
			if !slices.Contains(needs, e) {
				t.Errorf("%s: its letters do not hold %q", r.Type, e)
			}
		}
	}
}

func TestLettersOfEvents(t *testing.T) {
	received := Clock{Received: on("2026-11-02")}
	for _, tt := range []struct {
		event   EventType
		channel Channel
		clock   Clock
		want    string
		because string
	}{
		{Received, InPerson, received, "[01]", "条例 45: registered, and told"},
		{Received, RegisteredMail, received, "[01]", "signed for, nothing to confirm"},
		{Received, OrdinaryMail, received, "[24 01]", "条例 31(二): the day was confirmed with the applicant"},
		{Received, Online, received, "[24 01]", "条例 31(三)"},
		{Received, Fax, received, "[24 01]", "条例 31(三)"},
		{Received, Online, Clock{}, "[]", "not confirmed yet: there is no day to tell"},
		{CorrectionAsked, Online, received, "[02]", "条例 30"},
		{CorrectionReceived, Online, received, "[]", "the applicant's own"},
		{ThirdPartyAsked, Online, received, "[04]", "条例 32: in writing"},
		{ThirdPartyAnswered, Online, received, "[]", "theirs"},
		{AgencyAsked, Online, received, "[05]", "条例 34"},
		{AgencyAnswered, Online, received, "[]", "theirs"},
		{Extended, Online, received, "[03]", "条例 33②: and tells the applicant"},
		{Delayed, Online, received, "[18b]", "条例 35: and tells the applicant"},
		{ReasonsAsked, Online, received, "[18a]", "条例 35"},
		{FeeNoticed, Online, received, "[19]", "条例 42"},
		{FeePaid, Online, received, "[]", "a receipt of the treasury is given"},
		{Decided, Online, received, "[]", "the answer itself tells, after review and signature"},
		{Withdrawn, Online, Clock{}, "[21]", "also before it was received"},
		{Remitted, Online, received, "[]", "the new answer tells"},
		{Undone, Online, received, "[]", "what it takes back tells"},
		{"invented", Online, received, "[]", "nothing is known of it"},
	} {
		if got := fmt.Sprint(tt.event.Letters(tt.channel, tt.clock)); got != tt.want {
			t.Errorf("%s by %s (%s): got %s, want %s", tt.event, tt.channel, tt.because, got, tt.want)
		}
	}
}

func TestWhatLettersOfEventsSay(t *testing.T) {
	yes, no := true, false
	at := on("2026-11-02")
	n := Notice{Note: " 写明年份 ", Party: "中元设计院", Clock: Clock{Due: on("2026-11-30")}, Calendar: calendar.New(), CorrectionDays: 10, HowToPay: "银行转账"}
	for _, tt := range []struct {
		event   Event
		party   string
		want    letter.Content
		because string
	}{
		{Event{Type: Received, At: at}, "", letter.Content{DueDay: "2026年11月30日"}, "the receipt names the last day"},
		{Event{Type: CorrectionAsked, At: at, Until: at + 14}, "", letter.Content{Items: "写明年份", Until: "2026年11月16日"}, "条例 30: what, and until when"},
		{Event{Type: Extended, At: at}, "", letter.Content{Reason: "写明年份", DueDay: "2026年11月30日"}, "条例 33②"},
		{Event{Type: Delayed, At: at, Until: at + 60}, "", letter.Content{Reason: "写明年份", DueDay: "2027年1月1日"}, "条例 35"},
		{Event{Type: ThirdPartyAsked, At: at}, "中元设计院", letter.Content{Items: "写明年份", Until: "自收到本征求意见书之日起15个工作日内书面提出意见"}, "条例 32: 15 working days"},
		{Event{Type: ThirdPartyAsked, At: at, Delivered: at + 2}, "中元设计院", letter.Content{Items: "写明年份", Until: "自收到本征求意见书之日起15个工作日内书面提出意见"}, "A3: the same, whenever it arrived"},
		{Event{Type: ThirdPartyAsked, At: at}, "", letter.Content{Items: "是否同意公开上述信息；不同意公开的，说明理由。", Until: "自收到本征求意见书之日起15个工作日内书面提出意见"}, "the remark names who is asked, not what"},
		{Event{Type: AgencyAsked, At: at, Joint: &yes}, "中元设计院", letter.Content{Items: "写明年份", Law: "《中华人民共和国政府信息公开条例》第三十四条", Until: "自收到本征求意见函之日起15个工作日内书面提出意见；逾期没有提出意见的，视为同意公开"}, "条例 34: silence is consent"},
		{Event{Type: AgencyAsked, At: at}, "中元设计院", letter.Content{Items: "写明年份", Law: "《中华人民共和国政府信息公开条例》第三十四条", Until: "自收到本征求意见函之日起15个工作日内书面提出意见；逾期没有提出意见的，视为同意公开"}, "made jointly unless told otherwise"},
		{Event{Type: AgencyAsked, At: at, Joint: &no}, "中元设计院", letter.Content{Items: "写明年份", Law: "《中华人民共和国政府信息公开条例》第十一条第一款", Until: "尽快书面提出意见"}, "条例 11①: no limit, no consent by silence"},
		{Event{Type: ReasonsAsked, At: at, Until: at + 7}, "", letter.Content{Facts: "本机关认为，申请公开政府信息的数量、频次明显超过合理范围。", Items: "写明年份", Until: "2026年11月9日"}, "条例 35"},
		{Event{Type: ReasonsAsked, At: at}, "", letter.Content{Facts: "本机关认为，申请公开政府信息的数量、频次明显超过合理范围。", Items: "写明年份", Until: "2026年11月16日"}, "the body's own days where none was set"},
		{Event{Type: FeeNoticed, At: at}, "", letter.Content{Facts: "申请公开政府信息的数量、频次明显超过合理范围。", Amount: "写明年份", HowToPay: "银行转账", Until: "自收到本通知次日起20个工作日内"}, "收费办法: 20 working days from its receipt"},
		{Event{Type: Withdrawn, At: at}, "", nil, "its letter says nothing of its own"},
		{Event{Type: Decided, At: at}, "", nil, "told by the answer"},
	} {
		x := n
		x.Event, x.Party = tt.event, tt.party
		if got := x.Says(); !maps.Equal(got, tt.want) {
			t.Errorf("%s (%s):\n got %v\nwant %v", tt.event.Type, tt.because, got, tt.want)
		}
	}
}

func TestNews(t *testing.T) {
	for e := range EventTypes() {
		silent := e == ThirdPartyAnswered || e == AgencyAnswered || e == CorrectionReceived || e == FeePaid || e == Delivered
		if e.News() == silent {
			t.Errorf("%s: news %v", e, e.News())
		}
	}
	if EventType("").News() {
		t.Error("a step that puts nothing down is no news")
	}
}

func TestFactsOf(t *testing.T) {
	at := on("2026-11-02")
	say := func(kind EventType, note string) NotedEvent {
		return NotedEvent{Event: Event{Type: kind, At: at}, Note: note}
	}
	of := func(kind EventType, question int, note string) NotedEvent {
		e := say(kind, note)
		e.Of = &question
		return e
	}
	until := say(CorrectionAsked, "")
	until.Until = at + 14
	ordered := func(basis, note string) NotedEvent {
		e := say(Remitted, note)
		e.Basis = basis
		return e
	}
	reached := ordered("行诉法 70", "保山市隆阳区人民法院 （2026）云0502行初12号")
	reached.Reached = on("2026-10-22")
	third := History{Events: []Event{{Type: ThirdPartyAsked, At: on("2026-11-05"), Delivered: on("2026-11-06")}}}
	heard := func(day string) Clock {
		c := Replay(calendar.New(), History{AsOf: on(day), Events: []Event{{Type: Received, At: on("2026-11-02"), Channel: InPerson}, third.Events[0]}})
		for i := range c.hearings { // told of without the receipt
			c.hearings[i].event--
		}
		return c
	}
	silent, waiting := heard("2026-12-10"), heard("2026-11-20")
	sent := say(FeeNoticed, "")
	sent.Delivered = at + 1
	for _, tt := range []struct {
		had     []NotedEvent
		clock   Clock
		fact    letter.Fact
		want    string
		because string
	}{
		{nil, Clock{}, Heard, "", "nobody was heard"},
		{[]NotedEvent{say(ThirdPartyAsked, "")}, Clock{}, Heard, "本机关于2026年11月2日书面征求第三方意见。", "条例 32: heard in writing"},
		{[]NotedEvent{{Event: Event{Type: ThirdPartyAsked, At: on("2026-11-05"), Delivered: on("2026-11-06")}}}, silent, Heard, "本机关于2026年11月5日书面征求第三方意见，2026年11月6日送达，期满没有提出意见。", "条例 32: silent"},
		{[]NotedEvent{{Event: Event{Type: ThirdPartyAsked, At: on("2026-11-05")}}, {Event: Event{Type: Delivered, At: on("2026-11-06"), Of: new(int)}}}, silent, Heard, "本机关于2026年11月5日书面征求第三方意见，2026年11月6日送达，期满没有提出意见。", "its delivery was put down later"},
		{[]NotedEvent{{Event: Event{Type: ThirdPartyAsked, At: on("2026-11-05"), Delivered: on("2026-11-06")}}}, waiting, Heard, "本机关于2026年11月5日书面征求第三方意见，2026年11月6日送达。", "it may still answer"},
		{[]NotedEvent{say(ThirdPartyAsked, ""), say(ThirdPartyAnswered, "同意公开。")}, Clock{}, Heard, "本机关于2026年11月2日书面征求第三方意见，2026年11月2日收到意见：同意公开。", "with the answer"},
		{[]NotedEvent{say(ThirdPartyAsked, ""), say(AgencyAsked, ""), say(AgencyAnswered, "")}, Clock{}, Heard, "本机关于2026年11月2日书面征求第三方意见。本机关于2026年11月2日征求有关机关意见，期满没有收到意见。", "two, one after the other"},
		{[]NotedEvent{say(ThirdPartyAsked, ""), say(Undone, "")}, Clock{Undone: []int{0, 1}}, Heard, "", "what was taken back is not told"},
		{[]NotedEvent{until}, Clock{}, Corrections, "本机关于2026年11月2日告知补正，补正期限到2026年11月16日（含当日），至今没有收到补正。", "条例 30"},
		{[]NotedEvent{until, say(CorrectionReceived, "")}, Clock{}, Corrections, "本机关于2026年11月2日告知补正，补正期限到2026年11月16日（含当日），2026年11月2日收到补正。", "and corrected"},
		{[]NotedEvent{until, say(CorrectionReceived, "2024年的“旧改”审批单。")}, Clock{}, Corrected, "本机关于2026年11月2日告知补正，补正期限到2026年11月16日（含当日），2026年11月2日收到补正。补正后的申请内容是：“2024年的‘旧改’审批单”。", "D10: what is answered is what was asked for then"},
		{[]NotedEvent{until}, Clock{}, Corrected, "", "nothing has come"},
		{[]NotedEvent{say(ThirdPartyAsked, ""), say(ThirdPartyAsked, ""), of(ThirdPartyAnswered, 1, "不同意公开"), of(ThirdPartyAnswered, 0, "同意公开")}, Clock{}, Heard, "本机关于2026年11月2日书面征求第三方意见，2026年11月2日收到意见：同意公开。本机关于2026年11月2日书面征求另一第三方的意见，2026年11月2日收到意见：不同意公开。", "two hearings, each with its own opinion"},
		{[]NotedEvent{say(FeeNoticed, "")}, Clock{PayBy: at + 28}, Charged, "本机关于2026年11月2日发出收费通知，缴纳期限到2026年11月30日（含当日）。", "收费办法"},
		{[]NotedEvent{say(FeeNoticed, ""), say(FeePaid, "")}, Clock{}, Charged, "本机关于2026年11月2日发出收费通知，2026年11月2日缴纳。", "and paid"},
		{[]NotedEvent{say(Remitted, "云复决〔2026〕3号")}, Clock{}, Ordered, "本机关于2026年11月2日收到云复决〔2026〕3号行政复议决定，责令本机关重新作出答复。", "the clause is not told"},
		{[]NotedEvent{say(Remitted, "某市人民法院（2026）行初1号")}, Clock{}, Ordered, "本机关于2026年11月2日收到某市人民法院（2026）行初1号行政判决，责令本机关重新作出答复。", "put down before the clause was kept: a court makes no review decision"},
		{[]NotedEvent{ordered("复议法 64①", "云溪市人民政府 云复决〔2026〕3号")}, Clock{}, Ordered, "本机关于2026年11月2日收到云溪市人民政府云复决〔2026〕3号行政复议决定，决定撤销原答复，责令本机关重新作出答复。", "复议法 64"},
		{[]NotedEvent{ordered("复议法 64①(二)", "")}, Clock{}, Ordered, "本机关于2026年11月2日收到行政复议决定，决定撤销原答复，责令本机关重新作出答复。", "复议法 64①(二): for its procedure alone"},
		{[]NotedEvent{ordered("复议法 66", "云复决〔2026〕4号")}, Clock{}, Ordered, "本机关于2026年11月2日收到云复决〔2026〕4号行政复议决定，责令本机关履行答复职责。", "复议法 66: it was not answered at all"},
		{[]NotedEvent{reached}, Clock{}, Ordered, "本机关于2026年10月22日收到保山市隆阳区人民法院（2026）云0502行初12号行政判决，判决撤销原答复，责令本机关重新作出答复。", "行诉法 70: a judgment, on the day it was received, not that of its effect"},
		{[]NotedEvent{ordered("行诉法 72", "")}, Clock{}, Ordered, "本机关于2026年11月2日收到行政判决，责令本机关履行答复职责。", "行诉法 72"},
		{[]NotedEvent{ordered("不能识别", "")}, Clock{}, Ordered, "本机关于2026年11月2日收到行政复议决定，责令本机关重新作出答复。", "a basis that cannot be read"},
		{[]NotedEvent{sent}, Clock{}, Charged, "本机关于2026年11月2日发出收费通知，2026年11月3日送达，要求自收到通知次日起20个工作日内缴纳。", "the days run from the delivery"},
	} {
		if got := FactsOf(Person, tt.had, tt.clock)[tt.fact]; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.because, got, tt.want)
		}
	}
	if FactsOf(Person, nil, Clock{})[CallThem] != "您" || FactsOf(Business, nil, Clock{})[CallThem] != "你单位" {
		t.Error("a person is called 您, everybody else 你单位")
	}
}

func TestMayServe(t *testing.T) {
	to := func(code letter.Code, s letter.State, who string) Sent { return Sent{code, s, who} }
	for _, tt := range []struct {
		sent     []Sent
		objected []string
		ok       bool
		because  string
	}{
		{nil, nil, true, "nobody else is told"},
		{[]Sent{to(LetterThirdParty, letter.Signed, "甲")}, nil, true, "a question is no decision"},
		{[]Sent{to(LetterDisclosure, letter.Signed, "甲")}, nil, false, "条例 32: who did not agree is told first"},
		{[]Sent{to(LetterDisclosure, letter.Served, "甲")}, nil, true, "and has been"},
		{[]Sent{to(LetterDisclosure, letter.Voided, "甲")}, nil, true, "the decision fell"},
		{[]Sent{to(LetterDisclosure, letter.Served, "甲"), to(LetterDisclosure, letter.Signed, "乙")}, nil, false, "every one of them"},
		{nil, []string{"甲"}, false, "D3: heard outside the system, and told nothing"},
		{[]Sent{to(LetterDisclosure, letter.Served, "乙")}, []string{"甲"}, false, "another was told"},
		{[]Sent{to(LetterDisclosure, letter.Served, "甲")}, []string{"甲"}, true, "told"},
		{[]Sent{to(LetterDisclosure, letter.Served, "甲")}, []string{"甲", "乙"}, false, "one of two"},
		{[]Sent{to(LetterDisclosure, letter.Voided, "甲")}, []string{"甲"}, false, "what fell tells nothing"},
	} {
		if err := MayServe(tt.sent, tt.objected...); (err == nil) != tt.ok || err != nil && !fault.Is(err, fault.Unlawful) {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}

// What third parties have said is told as it was put down.
func TestHeardAs(t *testing.T) {
	for _, tt := range []struct {
		outcome  Outcome
		code     letter.Code
		says     Opinion
		objected bool
		want     string // words of the refusal, "" for none
		because  string
	}{
		{Granted, AnswerGranted, Agreed, true, "不能按没有人反对答复", "条例 32: an objection is weighed, not left out"},
		{Granted, AnswerGranted, NotHeard, true, "不能按没有人反对答复", "nor passed over in silence"},
		{Granted, AnswerGranted, Objected, true, "", "told as it is"},
		{Granted, AnswerPublished, NotHeard, true, "", "what is public already needs no consent"},
		{PartlyGranted, AnswerPartly, NotHeard, true, "", "the part that is given may be another"},
		{Granted, AnswerGranted, Objected, false, "没有登记过", "nobody has said no"},
		{ThirdPartyRights, AnswerRefused, Objected, false, "没有登记过", "条例 32: an objection that nobody made"},
		{ThirdPartyRights, AnswerRefused, Silent, false, "", "the body decides"},
	} {
		switch err := (Grounds{ThirdParty: tt.says}).HeardAs(tt.outcome, tt.code, tt.objected); {
		case (err == nil) != (tt.want == ""):
			t.Errorf("%s: %v", tt.because, err)
		case err != nil && (!strings.Contains(err.Message, tt.want) || err.Field != "third_party" || err.Cite.Short() != "条例 32"):
			t.Errorf("%s: %+v", tt.because, err)
		}
	}
}

// Each step leads where its row says, unless the events of an open application
// say otherwise.
func TestStateAfter(t *testing.T) {
	lapsed := Clock{End: on("2026-11-30"), Outcome: FeeOverdue, Open: Handling}
	for _, tt := range []struct {
		from    State
		by      Action
		clock   Clock
		want    State
		because string
	}{
		{Handling, ActionAskCorrect, Clock{Open: Correcting}, Correcting, "条例 30: the term stops"},
		{Handling, ActionConsult, Clock{Open: Consulting}, Consulting, "条例 33③"},
		{Consulting, ActionHearBack, Clock{Open: Consulting}, Consulting, "one of two has answered"},
		{Consulting, ActionHearBack, Clock{Open: Handling}, Handling, "both have"},
		{Handling, ActionDraft, Clock{Open: Handling}, Drafted, "an answer is under way"},
		{Signing, ActionReturn, Clock{Open: Handling}, Handling, "it goes back"},
		{Signing, ActionReturn, lapsed, AwaitingFee, "back to where the letter of the lapse is drafted"},
		{AwaitingFee, ActionCease, lapsed, Ceased, "收费办法: no longer dealt with"},
		{Answered, ActionVoid, Clock{Open: Handling}, Handling, "drafted anew"},
		{Handling, ActionArchive, Clock{Open: Handling}, Handling, "a step that is not there leads nowhere"},
	} {
		if got := StateAfter(tt.from, tt.by, tt.clock); got != tt.want {
			t.Errorf("%s by %s (%s): got %s, want %s", tt.from, tt.by, tt.because, got, tt.want)
		}
	}
}

// What the applicant is told of stands on the page by law or by its letter; an
// internal event has no letter, and no mail tells of it.
func TestInternalEvents(t *testing.T) {
	for _, r := range events {
		if r.Internal && (r.Letters != nil || r.Term != nil || r.Type.News()) {
			t.Errorf("%s is internal, and is told", r.Type)
		}
		if r.Type.Internal() != r.Internal {
			t.Errorf("%s: %t", r.Type, r.Type.Internal())
		}
	}
	if !EventType("looked_into").Internal() || !EventType("").Internal() || EventType("looked_into").News() {
		t.Error("an event that nobody has judged is told")
	}
}
