package redress

import (
	"fmt"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
)

func on(t testing.TB, s string) calendar.Day {
	t.Helper()
	if s == "" {
		return 0
	}
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// told reads events written as "2026-11-02 served simplified", "… extended 30",
// "… decided review_revoked orders 15".
func told(t testing.TB, lines ...string) (events []Event) {
	t.Helper()
	for _, l := range lines {
		f := strings.Fields(l)
		e := Event{At: on(t, f[0]), Type: EventType(f[1])}
		for _, w := range f[2:] {
			var n int
			switch _, known := EndOf(w); {
			case w == "simplified" || w == "ordinary":
				e.Procedure = Procedure(w)
			case known:
				e.End = w
			case w == "orders":
				e.Orders = true
			case w == "working":
				e.Unit = calendar.WorkingDays
			case strings.HasPrefix(w, "untold="):
				from, to, _ := strings.Cut(w[len("untold="):], "/")
				e.UntoldFrom, e.UntoldTo = on(t, from), on(t, to)
			case strings.HasPrefix(w, "got="):
				e.Delivered = on(t, w[4:])
			default:
				if _, err := fmt.Sscan(w, &n); err != nil {
					t.Fatal(w)
				}
				if e.Type == Undone {
					e.Of = &n
				} else {
					e.Days = &n
				}
			}
		}
		events = append(events, e)
	}
	return events
}

func (c Clock) run(name string) Run {
	for _, r := range c.Runs {
		if r.Name == name {
			return r
		}
	}
	return Run{}
}

func TestReplay(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		kind    Kind
		asOf    string
		events  []string
		run     string // its last day is due; "" is the next of ours
		due     string
		stage   Stage
		because string
	}{
		{Review, "2026-09-25", []string{"2026-09-22 accepted", "2026-09-24 served"}, "", "2026-10-15", Answering, "ten working days over the National Day (48, 88②)"},
		{Review, "2026-09-25", []string{"2026-09-22 accepted simplified", "2026-09-24 served"}, "", "2026-10-09", Answering, "five in the simplified procedure (54①)"},
		{Review, "2026-09-29", []string{"2026-09-22 accepted simplified", "2026-09-24 served", "2026-09-28 converted"}, "", "2026-10-15", Answering, "back in the ordinary one it is ten again, from the same day (55)"},
		{Review, "2026-09-29", []string{"2026-09-22 accepted", "2026-09-24 served", "2026-09-28 answered"}, "decide_review", "2026-11-23", Hearing, "sixty natural days end on a Saturday, the next working day is Monday"},
		{Review, "2026-09-29", []string{"2026-09-22 accepted simplified", "2026-09-24 served", "2026-09-28 answered"}, "decide_review_summary", "2026-10-22", Hearing, "thirty natural days (62②, 88②)"},
		{Review, "2026-11-10", []string{"2026-09-22 accepted", "2026-09-24 served", "2026-09-28 answered", "2026-11-09 extended 30"}, "decide_review", "2026-12-21", Hearing, "sixty and thirty"},
		{Review, "2026-11-10", []string{"2026-09-22 accepted", "2026-10-08 suspended", "2026-10-28 resumed"}, "decide_review", "2026-12-11", Hearing, "twenty days of suspension do not count (39)"},
		{Review, "2026-11-10", []string{"2026-09-22 accepted", "2026-10-08 suspended"}, "decide_review", "", Halted, "while suspended nobody knows the day"},
		{Review, "2026-11-03", []string{"2026-11-02 lodged"}, "accept_review", "2026-11-09", Admitting, "five working days to accept (30①)"},
		{Review, "2026-11-20", []string{"2026-11-02 lodged"}, "decide_review", "2027-01-08", Hearing, "nothing was said in time: accepted on the 9th (30③)"},
		{Review, "2027-02-20", []string{"2027-01-04 lodged"}, "accept_review", "2027-01-11", Admitting, "a year without its calendar: nothing is deemed by itself"},
		{Review, "2026-11-20", []string{"2026-11-02 lodged", "2026-11-05 correction_asked"}, "correct_review", "2026-11-19", Admitting, "ten working days to correct; the time to accept does not run"},
		{Review, "2026-11-20", []string{"2026-11-02 lodged", "2026-11-05 correction_asked", "2026-11-16 corrected"}, "accept_review", "2026-11-23", Admitting, "after the correction five working days anew"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_revoked orders 15 got=2026-10-22"}, "", "2026-11-06", Performing, "fifteen natural days from service (64①, 75②)"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_revoked orders 15 working got=2026-10-22"}, "", "2026-11-12", Performing, "or working days where the decision says so"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_revoked orders got=2026-10-22"}, "", "2026-11-19", Performing, "not told: the twenty working days of 33②"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_revoked orders 15 got=2026-10-22", "2026-11-03 complied"}, "", "", Closed, "carried out"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_revoked got=2026-10-22"}, "sue_after_review", "2026-11-06", Closed, "revoked without an order; the applicant has fifteen days to sue"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_perform got=2026-10-22"}, "answer_anew", "2026-11-19", Performing, "to perform is always an order"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_mediated orders"}, "comply", "", Performing, "a settlement without a day binds all the same (77①)"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_upheld", "2026-10-20 opinion"}, "", "2026-12-21", Performing, "sixty natural days for an opinion, to a Monday (76)"},
		{Review, "2026-11-20", []string{"2026-09-01 accepted", "2026-10-20 decided review_upheld", "2026-10-20 opinion", "2026-11-10 reported"}, "report_opinion", "2026-12-21", Closed, "reported"},
		{Suit, "2026-11-05", []string{"2026-11-02 served"}, "", "2026-11-17", Answering, "fifteen natural days (67①)"},
		{Suit, "2026-11-05", []string{"2025-08-31 accepted", "2026-11-02 served"}, "decide_suit", "2026-02-28", Answering, "six months from 31 August end with February"},
		{Suit, "2026-11-05", []string{"2026-09-01 accepted simplified", "2026-09-04 served", "2026-09-14 answered"}, "decide_suit_summary", "2026-10-16", Hearing, "forty-five days in the simplified procedure (83)"},
		{Suit, "2026-11-05", []string{"2026-09-01 accepted", "2026-09-04 served", "2026-10-30 judged suit_rejected got=2026-11-02"}, "", "2026-11-17", Pronounced, "fifteen days to appeal from service (85)"},
		{Suit, "2026-11-05", []string{"2026-09-01 accepted", "2026-09-04 served", "2026-10-30 judged suit_dismissed got=2026-11-02"}, "", "2026-11-12", Pronounced, "ten natural days against a ruling"},
		{Suit, "2026-11-05", []string{"2026-09-01 accepted", "2026-09-04 served", "2026-10-30 judged suit_withdrawn"}, "", "", Closed, "a withdrawal cannot be appealed"},
		{Suit, "2026-11-20", []string{"2026-09-01 accepted", "2026-09-04 served", "2026-10-30 judged suit_revoked orders 30", "2026-11-17 effective"}, "", "2026-12-17", Performing, "thirty days from the day the judgment took effect"},
		{Suit, "2026-11-20", []string{"2026-09-01 accepted", "2026-09-04 served", "2026-10-30 judged suit_rejected", "2026-11-03 they_appealed"}, "decide_appeal", "2027-02-03", OnAppeal, "three months (88)"},
		{Suit, "2026-11-20", []string{"2026-05-01 accepted", "2026-05-04 served", "2026-06-01 judged suit_revoked orders 30", "2026-06-10 we_appealed", "2026-11-02 final appeal_rejected got=2026-11-04"}, "", "2026-12-04", Performing, "the first judgment's order runs from the final one"},
		{Suit, "2026-11-20", []string{"2026-05-01 accepted", "2026-05-04 served", "2026-05-10 answered", "2026-06-01 judged suit_revoked", "2026-06-10 we_appealed", "2026-11-02 final suit_rejected"}, "", "", Closed, "reversed on appeal"},
		{Suit, "2026-11-20", []string{"2026-05-01 accepted", "2026-05-04 served", "2026-05-10 answered", "2026-06-01 judged suit_revoked", "2026-06-10 we_appealed", "2026-11-02 final appeal_remanded"}, "", "", Hearing, "back to the first court"},
		{Review, "2026-09-29", []string{"2026-09-22 accepted", "2026-09-24 served", "2026-09-28 answered", "2026-09-28 undone 2"}, "", "2026-10-15", Answering, "the entry of the answer was taken back"},
	} {
		c := Replay(cal, History{Kind: tt.kind, Events: told(t, tt.events...), AsOf: on(t, tt.asOf)})
		var due calendar.Day
		if tt.run != "" {
			due = c.run(tt.run).Due
		} else if c.Next >= 0 {
			due = c.Runs[c.Next].Due
		}
		if due.String() != tt.due || c.Stage != tt.stage || len(c.Refused) > 0 {
			t.Errorf("%v (%s): due %s, %s, %v; want %s, %s", tt.events, tt.because, due, c.Stage, c.Refused, tt.due, tt.stage)
		}
	}
}

func TestRefused(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		kind    Kind
		events  []string
		want    string
		because string
	}{
		{Review, []string{"2026-09-22 answered"}, "先登记", "nothing was received"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 answered"}, "先登记收到副本", "the time to answer has not begun"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 judged suit_rejected"}, "没有这一步", "a review is not judged"},
		{Suit, []string{"2026-09-22 accepted", "2026-09-24 extended 30"}, "没有这一步", "a suit is not extended by the authority"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 extended 31"}, "不得超过30日", "thirty at the most (62①)"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 extended 20", "2026-09-25 extended 11"}, "不得超过30日", "all together"},
		{Review, []string{"2026-09-22 accepted simplified", "2026-09-24 extended 10"}, "简易程序", "not in the simplified procedure"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 converted"}, "不是简易程序", "ordinary already"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 resumed"}, "没有中止", "not suspended"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 suspended", "2026-09-25 suspended"}, "已经中止", "once at a time"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 decided suit_rejected"}, "没有写明", "a review ends in its own ways"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 decided review_refused"}, "已经受理", "what was accepted is not refused any more"},
		{Review, []string{"2026-09-22 lodged", "2026-09-24 decided review_upheld"}, "还没有受理", "nor decided before"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 decided review_upheld", "2026-09-25 served"}, "已于2026年9月24日审结", "it is over"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 decided review_upheld got=2026-09-23"}, "早于作出日", "served before it was made"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 decided review_revoked orders 400"}, "1至366", "a slip of the pen"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 decided review_upheld", "2026-09-25 complied"}, "没有责令", "nothing was ordered"},
		{Review, []string{"2026-09-22 accepted", "2026-09-24 decided review_upheld", "2026-09-25 reported"}, "没有尚待", "there was no opinion"},
		{Suit, []string{"2026-09-01 accepted", "2026-09-24 judged suit_rejected", "2026-10-12 we_appealed"}, "上诉期限已于2026年10月9日届满", "fifteen days, over the holiday"},
		{Suit, []string{"2026-09-01 accepted", "2026-09-24 judged suit_rejected", "2026-10-09 effective"}, "届满以前", "its last day is not over"},
		{Suit, []string{"2026-09-01 accepted", "2026-09-24 final suit_rejected"}, "没有登记上诉", "nobody appealed"},
		{Suit, []string{"2026-09-01 accepted", "2026-09-24 judged suit_withdrawn", "2026-09-25 we_appealed"}, "审结", "a withdrawal is the end"},
		{Review, []string{"2026-09-22 accepted", "2026-09-23 undone 0", "2026-09-24 undone 0"}, "没有可以撤销", "once is enough"},
		{Review, []string{"2026-09-22 accepted", "2026-09-23 undone 1"}, "没有可以撤销", "not itself"},
	} {
		c := Replay(cal, History{Kind: tt.kind, Events: told(t, tt.events...), AsOf: on(t, "2026-11-20")})
		if len(c.Refused) != 1 || !strings.Contains(c.Refused[0].Why(), tt.want) {
			t.Errorf("%v (%s): refused %v, want %q", tt.events, tt.because, c.Refused, tt.want)
		}
	}
}

func TestWarnings(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		h       History
		events  []string
		want    string
		because string
	}{
		{History{Kind: Suit, ReviewFirst: true}, []string{"2026-11-02 served"}, "应当先申请行政复议", "an answer under 14 to 16 was sued over directly"},
		{History{Kind: Suit, ReviewFirst: true, After: true}, []string{"2026-11-16 served"}, "", "not when the review came first"},
		{History{Kind: Suit}, []string{"2026-11-16 served"}, "", "nor over another outcome"},
		{History{Kind: Review, ReviewFirst: true}, []string{"2026-11-16 served"}, "", "nor is a review one"},
		{History{Kind: Suit, ReviewPart: true}, []string{"2026-11-16 served"}, "对其余部分可以直接起诉", "a part was given: over that a suit is nothing out of order (法释〔2025〕8号 1)"},
		{History{Kind: Suit, ReviewPart: true, After: true}, []string{"2026-11-16 served"}, "", "not after the review"},
		{History{Kind: Suit, Unanswered: true}, []string{"2026-07-01 served", "2026-07-02 answered"}, "逾期不答复", "实施条例 30①: silence is reviewed first, from the day it took effect"},
		{History{Kind: Suit, Unanswered: true}, []string{"2026-06-30 served", "2026-07-02 answered"}, "", "before it nothing was out of order"},
		{History{Kind: Suit, Unanswered: true, Apart: true}, []string{"2026-11-16 served"}, "", "nobody waited for an answer"},
		{History{Kind: Review, AnswerServed: on(t, "2026-07-03")}, []string{"2026-09-29 lodged untold=2026-08-03/2026-08-30", "2026-09-30 accepted"}, "28日不计入", "实施条例 26: 28 days before the court do not count, lodged on the 88th"},
		{History{Kind: Review, AnswerServed: on(t, "2026-07-03")}, []string{"2026-09-30 lodged untold=2026-08-03/2026-08-30", "2026-10-01 accepted"}, "60日", "lodged on the 89th"},
		{History{Kind: Review, AnswerServed: on(t, "2026-04-01")}, []string{"2026-06-28 lodged untold=2026-05-01/2026-05-28", "2026-06-29 accepted"}, "60日", "before 2026-07-01 no days were left out"},
		{History{Kind: Review, AnswerServed: on(t, "2026-07-01")}, []string{"2026-09-01 lodged", "2026-09-02 accepted"}, "60日", "lodged on the 62nd day"},
		{History{Kind: Review, AnswerServed: on(t, "2026-07-03")}, []string{"2026-09-01 lodged", "2026-09-02 accepted"}, "", "on the 60th"},
		{History{Kind: Suit, AnswerServed: on(t, "2026-01-05")}, []string{"2026-09-01 accepted"}, "6个月", "docketed after half a year"},
		{History{Kind: Suit, After: true, ReviewServed: on(t, "2026-08-01")}, []string{"2026-09-01 accepted"}, "15日", "docketed a month after the decision"},
		{History{Kind: Review}, []string{"2026-09-01 accepted", "2026-09-02 served"}, "视为答复没有证据", "the body let ten days go by (70)"},
		{History{Kind: Review}, []string{"2026-09-01 accepted", "2026-09-02 served", "2026-09-17 answered"}, "视为答复没有证据", "or came on the eleventh"},
		{History{Kind: Suit}, []string{"2026-09-01 accepted", "2026-09-02 served"}, "视为没有相应证据", "or fifteen before the court (34)"},
		{History{Kind: Review}, []string{"2026-09-01 accepted", "2026-10-20 decided review_revoked orders 15"}, "尚未履行", "an order stays visible"},
		{History{Kind: Review}, []string{"2026-11-02 lodged"}, "视为受理", "accepted by silence"},
	} {
		tt.h.Events, tt.h.AsOf = told(t, tt.events...), on(t, "2026-11-20")
		c := Replay(cal, tt.h)
		var all []string
		for _, n := range c.Warnings {
			all = append(all, n.Why())
		}
		if got := strings.Join(all, "；"); (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%v (%s): warned %q, want %q", tt.events, tt.because, got, tt.want)
		}
	}
}

func TestCounts(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		kind    Kind
		events  []string
		year    int
		want    Result
		because string
	}{
		{Review, []string{"2025-11-22 accepted"}, 2025, Pending, "open at 24:00 on 31 December"},
		{Review, []string{"2025-11-22 accepted"}, 2024, "", "not there yet"},
		{Review, []string{"2025-11-22 accepted", "2025-12-31 decided review_upheld got=2026-01-05"}, 2025, Upheld, "decided on the last day, served in the new year"},
		{Review, []string{"2025-11-22 accepted", "2025-12-31 decided review_upheld"}, 2026, "", "counted once"},
		{Review, []string{"2025-11-22 accepted", "2026-01-01 decided review_revoked"}, 2025, Pending, "decided a day later"},
		{Review, []string{"2025-11-22 accepted", "2026-01-01 decided review_revoked"}, 2026, Corrected, "counts where it ended"},
		{Review, []string{"2026-01-01 decided review_revoked"}, 2026, "", "nothing is known to have begun"},
		{Suit, []string{"2025-09-01 accepted", "2025-12-20 judged suit_rejected", "2026-01-12 effective"}, 2025, Pending, "judged, not in effect"},
		{Suit, []string{"2025-09-01 accepted", "2025-12-20 judged suit_rejected", "2026-01-12 effective"}, 2026, Upheld, "in effect"},
		{Suit, []string{"2025-09-01 accepted", "2025-12-01 judged suit_rejected", "2025-12-10 they_appealed", "2026-03-02 final suit_revoked"}, 2026, Corrected, "reversed"},
		{Suit, []string{"2025-09-01 accepted", "2025-12-01 judged suit_rejected", "2025-12-10 they_appealed", "2026-03-02 final appeal_rejected"}, 2026, Upheld, "the first judgment stood"},
		{Suit, []string{"2025-09-01 accepted", "2025-12-01 judged suit_withdrawn"}, 2025, Otherwise, "withdrawn"},
	} {
		c := Replay(cal, History{Kind: tt.kind, Events: told(t, tt.events...), AsOf: on(t, "2026-11-20")})
		if got, ok := c.Counts(tt.year); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%v in %d (%s): %q %v, want %q", tt.events, tt.year, tt.because, got, ok, tt.want)
		}
	}
	for h, want := range map[*History]Group{{Kind: Review}: Reconsideration, {Kind: Suit}: DirectSuit, {Kind: Suit, After: true}: SuitAfterReview} {
		if h.Group() != want {
			t.Errorf("%+v counts in %s", h, h.Group())
		}
	}
}

// Every stage that can be reached offers somebody something that is accepted,
// and no act is offered at a stage it cannot happen in.
func TestActs(t *testing.T) {
	for _, s := range Stages() {
		if s.Label() == "" {
			t.Error(s)
		}
		for _, k := range []Kind{Review, Suit} {
			for _, a := range Acts(k, s) {
				if a.Label == "" || !a.Cite.Zero() && a.Cite.Check() != nil {
					t.Errorf("%+v", a)
				}
			}
		}
	}
	for _, a := range Acts(Review, Answering, identity.Clerk) {
		if a.Type == Answered {
			t.Error("that the answer goes out is the leader's decision")
		}
	}
	if len(Acts(Review, Answering, identity.Leader)) == 0 || len(Acts(Review, Answering, identity.Supervisor)) != 0 {
		t.Error("who may do what")
	}
}

func TestEvidence(t *testing.T) {
	served := on(t, "2026-09-01")
	for _, tt := range []struct {
		kind      Kind
		made      string
		permitted bool
		warned    bool
		because   string
	}{
		{Review, "2026-09-01", false, false, "there when the answer was given"},
		{Review, "2026-09-02", false, true, "gathered since (46①)"},
		{Suit, "2026-09-02", false, true, "gathered since (行诉法 35)"},
		{Review, "2026-09-02", true, false, "let in (46②)"},
		{Review, "", false, false, "no day told"},
	} {
		if n := Evidence(tt.kind, on(t, tt.made), served, tt.permitted); (n != nil) != tt.warned {
			t.Errorf("%s: %v", tt.because, n)
		}
	}
}

func TestBasis(t *testing.T) {
	for _, tt := range []struct {
		end, want  string
		procedural bool
		because    string
	}{
		{"review_revoked", "复议法 64①", false, "revoked: answer anew"},
		{"review_revoked", "复议法 64①(二)", true, "for its procedure alone"},
		{"review_perform", "复议法 66", false, "not answered at all"},
		{"suit_revoked", "行诉法 70", false, "a judgment is no review"},
		{"suit_revoked", "行诉法 70(三)", true, "for its procedure alone"},
		{"suit_perform", "行诉法 72", false, "not answered at all"},
	} {
		e, _ := EndOf(tt.end)
		if got := Basis(e, tt.procedural); got != tt.want || ProceduralBasis(got) != tt.procedural {
			t.Errorf("%s (%s): %q", tt.end, tt.because, got)
		}
	}
	if ProceduralBasis("") || ProceduralBasis("复议法 64①(一)") {
		t.Error("only the procedure alone")
	}
}
