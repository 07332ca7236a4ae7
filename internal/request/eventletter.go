package request

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// Notice is what is known when a letter tells somebody of an event.
type Notice struct {
	Event          Event
	Note           string // what was put down beside the event
	Party          string // the third party or agency that is asked; "" for none
	Clock          Clock  // after the event
	Calendar       *calendar.Calendar
	CorrectionDays int    // working days in which the body lets applicants act
	HowToPay       string // how the body takes fees
}

// Letters lists the kinds of letter that tell of an event, in the order of their
// numbers. ch is the channel of the application, c the clock after the event. It
// is empty for an event that no letter tells of.
func (t EventType) Letters(ch Channel, c Clock) []letter.Code {
	if r := t.rule(); r != nil && r.Letters != nil {
		return r.Letters(ch, c)
	}
	return nil
}

// Says is what the letters of an event say of the event itself.
func (n Notice) Says() letter.Content {
	n.Note, n.Party = strings.TrimSpace(n.Note), strings.TrimSpace(n.Party)
	if r := n.Event.Type.rule(); r != nil && r.Says != nil {
		return r.Says(n)
	}
	return nil
}

// toldBy are the letters of an event that is told in one way.
func toldBy(list ...letter.Code) func(Channel, Clock) []letter.Code {
	return func(Channel, Clock) []letter.Code { return list }
}

// receiptLetters tell of a receipt: none before the day is certain, and where
// both sides had to confirm it, the confirmation first (条例 31(二)(三)).
func receiptLetters(ch Channel, c Clock) []letter.Code {
	switch rule, _ := RuleOf(ch); {
	case c.Received == 0:
		return nil
	case rule.Confirms:
		return []letter.Code{LetterConfirmation, LetterReceipt}
	}
	return []letter.Code{LetterReceipt}
}

// within is a statutory limit as its letter tells it: in days from the receipt of
// the letter, never as a day counted from its sending.
func (n Notice) within(name, from string) string {
	return from + "起" + LimitOn(name, n.Event.At).Term.String() + "内"
}

// question is what a third party or an agency is asked.
func (n Notice) question() string {
	if n.Note != "" && n.Party != "" {
		return n.Note
	}
	return "是否同意公开上述信息；不同意公开的，说明理由。"
}

func askThirdParty(n Notice) letter.Content {
	return letter.Content{Items: n.question(), Until: n.within(ThirdPartyLimit, "自收到本征求意见书之日") + "书面提出意见"}
}

// askAgency asks an agency. Only for what was made jointly the statute sets it a
// limit, and takes its silence for consent (条例 34).
func askAgency(n Notice) letter.Content {
	if n.Event.Joint == nil || *n.Event.Joint {
		return letter.Content{Items: n.question(), Law: law.Art("条例", 34).Full(),
			Until: n.within(AgencyLimit, "自收到本征求意见函之日") + "书面提出意见；逾期没有提出意见的，视为同意公开"}
	}
	return letter.Content{Items: n.question(), Law: law.Art("条例", 11).Para(1).Full(), Until: "尽快书面提出意见"}
}

func askReasons(n Notice) letter.Content {
	by := n.Event.reasonsBy(n.Calendar, n.CorrectionDays)
	return letter.Content{Facts: "本机关认为，申请公开政府信息的数量、频次明显超过合理范围。", Items: n.Note, Until: by.Chinese()}
}

func noticeFee(n Notice) letter.Content {
	return letter.Content{Facts: "申请公开政府信息的数量、频次明显超过合理范围。", Amount: n.Note, HowToPay: n.HowToPay, Until: n.within(FeeLimit, "自收到本通知次日")}
}

// News reports whether an event is news to the applicant: what they did
// themselves is not, nor what others answered, nor the body's own work. No event
// is none.
func (t EventType) News() bool {
	r := t.rule()
	return r != nil && !r.NoNews && !r.Internal
}

// NotedEvent is an event with what was put down beside it.
type NotedEvent struct {
	Event
	Note string
	seq  int // its place among the events, from 0
	// answered is what was answered to a question, nil for nothing yet; nth which of
	// the questions of its kind it is, from 0.
	answered *NotedEvent
	nth      int
}

func (e NotedEvent) day() string { return e.At.Chinese() }

// facts are what texts may tell of an application, while its events are gone
// through.
type facts map[letter.Fact]string

// add continues what is told.
func (f facts) add(to letter.Fact, text string) { f[to] += text }

// begin ends the sentence that is told and begins another.
func (f facts) begin(to letter.Fact, text string) {
	f.end(to)
	f.add(to, text)
}

// end ends a sentence that was begun.
func (f facts) end(to letter.Fact) {
	if f[to] != "" && !strings.HasSuffix(f[to], "。") {
		f[to] += "。"
	}
}

// FactsOf is what a text may tell of an application beside the elements of its
// letter: how its applicant is called, and what happened to it. Events that the
// clock finds taken back are left out.
func FactsOf(kind ApplicantKind, had []NotedEvent, c Clock) map[letter.Fact]string {
	f := facts{CallThem: "您", AskedDay: AskedBefore(0), DueTold: c.dueTold(), ExtendedTo: c.extendedTo()}
	if kind != Person {
		f[CallThem] = "你单位"
	}
	reached := map[int]calendar.Day{} // letters whose delivery was put down afterwards
	for i, e := range had {
		if e.Type == Delivered && e.Of != nil && !c.undone(i) {
			reached[*e.Of] = e.At
		}
	}
	said, nth := answersTo(had, c), map[EventType]int{}
	for i, e := range had {
		e.seq, e.Delivered, e.answered = i, cmp.Or(e.Delivered, reached[i]), said[i]
		if e.nth = nth[e.Type]; !c.undone(i) {
			nth[e.Type]++
		}
		if r := e.Type.rule(); r != nil && r.Fact != nil && !c.undone(i) {
			r.Fact(f, e, c)
		}
	}
	if said := f[Corrections]; said != "" && !strings.HasSuffix(said, "。") { // no correction has ended the sentence
		f.add(Corrections, "，至今没有收到补正")
	}
	for _, x := range []letter.Fact{Heard, Corrections, Charged, Ordered} {
		f.end(x)
	}
	maps.DeleteFunc(f, func(_ letter.Fact, said string) bool { return said == "" })
	return f
}

// orders are the clauses by which a review or a judgment orders an answer: to answer
// anew where it revokes the old one, to answer at all where there was none.
var orders = []struct {
	clause   law.Ref
	by, does string
}{
	{law.Art("复议法", 64), "行政复议决定", "决定撤销原答复，责令本机关重新作出答复"},
	{law.Art("复议法", 66), "行政复议决定", "责令本机关履行答复职责"},
	{law.Art("行诉法", 70), "行政判决", "判决撤销原答复，责令本机关重新作出答复"},
	{law.Art("行诉法", 72), "行政判决", "责令本机关履行答复职责"},
}

// orderedBy names the decision or the judgment that orders an answer, and what it
// orders. Of one whose clause is not told it says no more than that it orders one:
// who made it tells whether it is a judgment.
func orderedBy(e NotedEvent) string {
	who := strings.Join(strings.Fields(strings.TrimRight(strings.TrimSpace(e.Note), "。")), "")
	by, does := "行政复议决定", "责令本机关重新作出答复"
	if strings.Contains(who, "人民法院") {
		by = "行政判决"
	}
	refs, err := law.ParseBasis(e.Basis, "复议法")
	if e.Basis == "" || err != nil {
		refs = nil
	}
	for _, r := range refs {
		for _, o := range orders {
			if o.clause.Statute == r.Statute && o.clause.Article == r.Article {
				by, does = o.by, o.does
			}
		}
	}
	return who + by + "，" + does + "。"
}

func correctionAsked(f facts, e NotedEvent, _ Clock) {
	f[Corrections] = "本机关于" + e.day() + "告知补正"
	if e.Until != 0 {
		f[Corrections] += "，补正期限到" + e.Until.Chinese() + "（含当日）"
	}
}

// correctionReceived tells that a correction has come, and the application as it
// reads since: what is answered is what was asked for then (条例 30).
func correctionReceived(f facts, e NotedEvent, _ Clock) {
	f.add(Corrections, "，"+e.day()+"收到补正。")
	if said := strings.TrimRight(strings.TrimSpace(e.Note), "。；"); said != "" {
		f[CorrectedTo] = "补正后的申请内容是：“" + letter.Inner(said) + "”。"
		f[Corrected] = f[Corrections] + f[CorrectedTo]
	}
}

// answersTo are the answers to questions by the places of the questions: the one an
// answer names, or the earliest of its kind that has none.
func answersTo(had []NotedEvent, c Clock) map[int]*NotedEvent {
	asks := map[EventType]EventType{ThirdPartyAnswered: ThirdPartyAsked, AgencyAnswered: AgencyAsked}
	said := map[int]*NotedEvent{}
	for i := range had {
		e := &had[i]
		question, is := asks[e.Type]
		switch {
		case !is || c.undone(i):
		case e.Of != nil:
			said[*e.Of] = e
		default:
			open := slices.IndexFunc(had, func(x NotedEvent) bool { return x.Type == question })
			for open >= 0 && open < i && (had[open].Type != question || said[open] != nil || c.undone(open)) {
				open++
			}
			said[open] = e
		}
	}
	return said
}

// thirdPartyAsked tells that a third party was asked, when that reached it, and
// what it has said, or that it let its days pass in silence (条例 32).
func thirdPartyAsked(f facts, e NotedEvent, c Clock) {
	who := "第三方"
	if e.nth > 0 {
		who = "另一第三方的"
	}
	f.begin(Heard, "本机关于"+e.day()+"书面征求"+who+"意见")
	if e.Delivered != 0 {
		f.add(Heard, "，"+e.Delivered.Chinese()+"送达")
	}
	opinionHeard(f, e)
	for _, h := range c.hearings {
		if int(h.event) == e.seq && h.third && h.delivered && h.answered == 0 && h.ends(c.asOf) < c.asOf {
			f.add(Heard, "，期满没有提出意见")
		}
	}
}

func agencyAsked(f facts, e NotedEvent, _ Clock) {
	who := "有关机关"
	if e.nth > 0 {
		who = "另一有关机关"
	}
	f.begin(Heard, "本机关于"+e.day()+"征求"+who+"意见")
	opinionHeard(f, e)
}

// opinionHeard tells what was answered to a question.
func opinionHeard(f facts, e NotedEvent) {
	switch x := e.answered; {
	case x == nil:
	case x.Note == "":
		f.add(Heard, "，期满没有收到意见。")
	default:
		f.add(Heard, "，"+x.day()+"收到意见："+strings.TrimRight(x.Note, "。")+"。")
	}
}

func feeNoticed(f facts, e NotedEvent, c Clock) {
	f[Charged] = "本机关于" + e.day() + "发出收费通知"
	if e.Delivered != 0 {
		f[Charged] += "，" + e.Delivered.Chinese() + "送达，要求自收到通知次日起" + LimitOn(FeeLimit, e.At).Term.String() + "内缴纳"
	}
	if c.PayBy != 0 {
		f[Charged] += "，缴纳期限到" + c.PayBy.Chinese() + "（含当日）"
	}
}

// Sent is a letter of an application, as far as others wait for it.
type Sent struct {
	Kind  letter.Code
	State letter.State
	To    string // a third party or an agency; "" for the applicant
}

// Discloses reports whether the letter told a third party of a decision to open,
// and falls with it.
func (s Sent) Discloses() bool { return s.Kind == LetterDisclosure && s.State != letter.Voided }

// MayServe refuses, as Unlawful, to serve an answer while a third party that did
// not agree has not been served its letter (条例 32): one that waits for its
// service, and whoever of objected has none.
func MayServe(sent []Sent, objected ...string) error {
	waits := slices.ContainsFunc(sent, func(s Sent) bool { return s.Kind == LetterDisclosure && s.State == letter.Signed })
	for _, party := range objected {
		waits = waits || !slices.Contains(sent, Sent{LetterDisclosure, letter.Served, party})
	}
	if waits {
		return &fault.Error{Kind: fault.Unlawful, Cite: law.Art("条例", 32),
			Message: "第三方不同意公开的，先把决定公开告知书送达第三方并登记送达凭据，再送达答复书"}
	}
	return nil
}

// Disclosure is what a third party that did not agree is told: what is opened all
// the same, and why (条例 15, 32).
func Disclosure(opened, reason string, w Where) letter.Content {
	kind, _ := KindOf(LetterDisclosure)
	return letter.Content{Decision: "对下列政府信息决定予以公开：", Opened: opened, Law: law.FullList(kind.Cites), Reason: reason, RemedyTold: RemedyEither.OfDecision(w)}
}

// AskedBefore tells a third party when it was asked for its opinion: on the day of
// the letter that asked, or before where that is not known.
func AskedBefore(day calendar.Day) string {
	if day == 0 {
		return "此前"
	}
	return "于" + day.Chinese()
}

// LetterMoved tells the applicant of another last day than the one they were told,
// because the holidays of a year were announced or corrected since. Its code is
// stored.
const LetterMoved letter.Code = "29"

// movedLetters tell of a day that nobody's step has moved.
func movedLetters() []LetterKind {
	return []LetterKind{
		{Kind: letter.Kind{Code: LetterMoved, Name: "答复期限届满日变更告知书", Cites: []law.Ref{law.Art("条例", 33).Para(2), law.Art("放假办法", 7)}, To: "applicant",
			Needs: letter.Frame(ReceivedDay, ApplicationNo, Law, Reason, DueDay)}},
	}
}

// TellsDueDay reports whether a kind of letter tells the applicant the last day for
// the answer.
func (k LetterKind) TellsDueDay() bool {
	return k.To == "applicant" && slices.Contains(k.Needs, DueDay)
}

// movesTerm are the events after which a day told before holds no more: they are
// told, or the letter had said that the term is counted apart then.
var movesTerm = []EventType{CorrectionAsked, CorrectionReceived, ThirdPartyAsked, ThirdPartyAnswered, AgencyAsked, AgencyAnswered, Delivered, Extended, Delayed, FeeNoticed, FeePaid, Remitted}

// MovedFrom reports whether the last day is another than the one a letter has told
// although nothing has happened since that moves it: the working days have changed.
// since is how many events there were when it was told. A day that is not settled
// yet is told of when it is.
func (c Clock) MovedFrom(told calendar.Day, events []Event, since int) bool {
	if told == 0 || c.End != 0 || c.Due == 0 || c.Due == told || c.Undelivered {
		return false
	}
	for i := max(since, 0); i < len(events); i++ {
		if slices.Contains(movesTerm, events[i].Type) && !c.undone(i) {
			return false
		}
	}
	return true
}

// MovedSays is what the letter says of a day that has moved from another one.
func MovedSays(from, to calendar.Day, year int) letter.Content {
	return letter.Content{Reason: "本机关告知过的答复期限届满日是" + from.Chinese() + "。这一期限按工作日计算，" + strconv.Itoa(year) +
		"年的放假安排公布或者更正以后，其中的工作日有变化，工作日的天数不变。", DueDay: to.Chinese()}
}
