package trading

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

func day(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Every period of the table is tried one day too short, exact and one day more,
// with and without 依法必招, on days of which none rests.
func TestPeriods(t *testing.T) {
	c, start := calendar.New(), day("2026-11-02") // a Monday in weeks without holidays
	seen := map[string]bool{}
	for _, p := range Periods() {
		if seen[p.ID] || p.Label == "" || len(p.Lines) == 0 || p.N == 0 || p.Law() == (p.Basis != "") {
			t.Errorf("%s: twice, or a row with a gap", p.ID)
		}
		seen[p.ID] = true
		if p.Law() {
			if err := p.Cite.Check(); err != nil {
				t.Errorf("%s: %v", p.ID, err)
			}
		}
		p.Rest = Stays
		exact := start + calendar.Day(p.N)
		if p.Unit == calendar.WorkingDays {
			exact = c.Add(start, p.N)
		}
		for _, must := range []bool{true, false} {
			binding := p.Law() && (must || !p.Must)
			less, same, more := p.Judge(c, start, exact-1, exact+90, must), p.Judge(c, start, exact, exact+90, must), p.Judge(c, start, exact+1, exact+90, must)
			want := [3]bool{true, false, false}
			if p.Most {
				want = [3]bool{false, false, true}
			}
			if got := [3]bool{less.Broken(), same.Broken(), more.Broken()}; got != want {
				t.Errorf("%s, must %t: broken %v, want %v", p.ID, must, got, want)
			}
			if less.Binding != binding || same.Days != p.N {
				t.Errorf("%s, must %t: binding %t, want %t; %d days, want %d", p.ID, must, less.Binding, binding, same.Days, p.N)
			}
		}
	}
	if len(seen) < 24 {
		t.Errorf("only %d periods", len(seen))
	}
}

func TestBinding(t *testing.T) {
	for _, tt := range []struct {
		id          string
		must, binds bool
		because     string
	}{
		{"works-bids", true, true, "招标法 24 binds projects that must be tendered"},
		{"works-bids", false, false, "and only tells others"},
		{"works-docs", false, true, "招标条例 16① says nothing of 依法必招"},
		{"works-candidates", false, false, "54① does"},
		{"purchase-bids", false, true, "采购法 35 binds every purchase"},
		{"purchase-offers", true, false, "a rule that was not read in its text refuses nobody"},
		{"mine-listed", true, false, "[M]"},
	} {
		i := slices.IndexFunc(Periods(), func(p Period) bool { return p.ID == tt.id })
		if got := Periods()[i].Judge(calendar.New(), day("2026-11-02"), day("2026-11-03"), day("2026-11-04"), tt.must).Binding; got != tt.binds {
			t.Errorf("%s: %s binds %t", tt.because, tt.id, got)
		}
	}
}

func TestRestDays(t *testing.T) {
	p := Period{ID: "x", Term: days(3), Rest: Moves, Cite: law.Art("招标条例", 54).Para(1)}
	limit := Period{ID: "y", Term: days(3), Rest: Moves, Most: true, Cite: law.Art("招标条例", 54).Para(1)}
	for _, tt := range []struct {
		p          Period
		start, end string
		want       Verdict
		because    string
	}{
		{p, "2026-11-20", "2026-11-23", Met, "Friday to Monday: three days, none left over"},
		{p, "2026-11-18", "2026-11-21", Doubtful, "the third day is a Saturday: by the letter enough, by practice Monday"},
		{p, "2026-11-18", "2026-11-23", Met, "it moved"},
		{p, "2026-11-18", "2026-11-20", Short, "two days"},
		{limit, "2026-11-18", "2026-11-23", Met, "a limit that ends on Saturday moves to Monday"},
		{limit, "2026-11-18", "2026-11-24", Late, "and no further"},
	} {
		if got := tt.p.Judge(calendar.New(), day(tt.start), day(tt.end), day("2026-12-31"), true).Verdict; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.because, got, tt.want)
		}
	}
	open := limit.Judge(calendar.New(), day("2026-11-18"), 0, day("2026-11-23"), true)
	late := limit.Judge(calendar.New(), day("2026-11-18"), 0, day("2026-11-24"), true)
	if open.Verdict != Running || late.Verdict != Late || p.Judge(calendar.New(), 0, 0, 1, true).Verdict != NotBegun {
		t.Errorf("without an end: %s, %s", open.Verdict, late.Verdict)
	}
	before := Periods()[slices.IndexFunc(Periods(), func(p Period) bool { return p.ID == "works-bids" })]
	if before.applies(Construction, OpenTender, day("1999-12-31")) || !before.applies(Construction, OpenTender, day("2000-01-01")) {
		t.Error("a period of a law that was not in force")
	}
}

// notice is one of the project E99, published on a day at nine.
func notice(k Kind, on string, points ...string) Notice {
	n := Notice{Table: "form", Platform: "p", Source: string(k) + on, Line: Construction, Kind: k, Project: "E99", Name: "城北改造", Title: "城北改造" + k.Label(Construction),
		At: on + "T09:00:00+08:00", Points: map[Point]calendar.Day{}}
	for i := 0; i+1 < len(points); i += 2 {
		n.Points[Point(points[i])] = day(points[i+1])
	}
	return n
}

// must marks notices as those of a project that has to be tendered by law.
func must(ns ...Notice) []Notice {
	for i := range ns {
		ns[i].Must = true
	}
	return ns
}

// purchase makes notices those of a purchase.
func purchase(ns ...Notice) []Notice {
	for i := range ns {
		ns[i].Line, ns[i].Budget = Procurement, Amount{Fen: 100}
	}
	return ns
}

func TestAdmit(t *testing.T) {
	c := calendar.New()
	call := notice(Announcement, "2026-10-22", "docs_from", "2026-10-22", "docs_until", "2026-10-28", "deadline", "2026-11-16")
	shown := notice(CandidatesShown, "2026-11-20", "report_in", "2026-11-18", "shown_from", "2026-11-20", "shown_until", "2026-11-23")
	for _, tt := range []struct {
		before        []Notice
		next          Notice
		refused, told string
		because       string
	}{
		{nil, must(call)[0], "", "", "25 days for bids, 6 for the documents"},
		{nil, must(notice(Announcement, "2026-10-22", "docs_from", "2026-10-22", "deadline", "2026-11-10"))[0], "投标时间不少于20日，现在只有19日", "", "nineteen days"},
		{nil, notice(Announcement, "2026-10-22", "docs_from", "2026-10-22", "deadline", "2026-11-10"), "", "投标时间", "of one's own will: told, not refused"},
		{must(call), notice(Clarification, "2026-11-02"), "澄清距投标截止不少于15日，现在只有14日", "", "fourteen days before the end"},
		{must(call), notice(Clarification, "2026-11-02", "deadline", "2026-11-17"), "", "", "the end was moved by a day"},
		{must(call), notice(CandidatesShown, "2026-11-20", "report_in", "2026-11-18", "shown_from", "2026-11-20", "shown_until", "2026-11-22"), "候选人公示期不少于3日，现在只有2日", "", "two days"},
		{must(call, shown), notice(Result, "2026-11-23"), "公示期到2026年11月23日才满", "", "the result on the last day"},
		{must(call, shown), notice(Result, "2026-11-24"), "", "", "the day after"},
		{must(call, notice(Result, "2026-11-24", "notice_sent", "2026-11-24")), notice(Contract, "2026-12-28", "signed", "2026-12-25"), "订立合同不超过30日", "", "31 days"},
		{purchase(notice(Plan, "2026-10-22")), purchase(notice(Announcement, "2026-11-10"))[0], "", "意向公开早于采购活动不少于30日，现在只有19日", "the announcement comes too soon behind the intention"},
	} {
		refused, told := Admit(c, tt.before, tt.next)
		got := ""
		if len(refused) > 0 {
			got = refused[0].Message
			if refused[0].Kind != fault.Unlawful || refused[0].Cite.Zero() {
				t.Errorf("%s: refused without an article", tt.because)
			}
		}
		if (tt.refused == "") != (got == "") || !strings.Contains(got, tt.refused) {
			t.Errorf("%s: refused %q, want %q", tt.because, got, tt.refused)
		}
		if got := strings.Join(told, "\n"); (tt.told == "") != (got == "") || !strings.Contains(got, tt.told) {
			t.Errorf("%s: told %q, want %q", tt.because, got, tt.told)
		}
	}
}

func TestArrive(t *testing.T) {
	kept := []Version{{"2026-01-02", "a"}, {"2026-01-04", "b"}}
	for _, tt := range []struct {
		v       Version
		kept    []Version
		want    Arrival
		because string
	}{
		{Version{"2026-01-02", "a"}, nil, New, "the first"},
		{Version{"2026-01-02", "a"}, kept, Unchanged, "the same file again"},
		{Version{"2026-01-04", "b"}, kept, Unchanged, "its last version too"},
		{Version{"2026-01-05", "c"}, kept, Changed, "a later one"},
		{Version{"2026-01-05", "b"}, kept, Unchanged, "later, and says the same"},
		{Version{"2026-01-05", "a"}, kept, Changed, "back to what it was is a change"},
		{Version{"2026-01-03", "c"}, kept, Superseded, "between the two"},
		{Version{"2026-01-04", "c"}, kept, Quarantined, "as old as the last, other content"},
		{Version{"2026-01-02", "c"}, kept, Quarantined, "as old as an earlier one"},
	} {
		if got := Arrive(tt.v, tt.kept); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.because, got, tt.want)
		}
	}
	n := notice(Result, "2026-11-24")
	first, err := n.Canonical()
	n.Stamp = "later"
	second, err2 := n.Canonical()
	if err != nil || err2 != nil || string(first) != string(second) {
		t.Error("when a source wrote a version is no content")
	}
	if (Notice{Table: "A", Platform: "p", Source: "1"}).Key("x") == (Notice{Table: "B", Platform: "p", Source: "1"}).Key("x") || (Notice{Table: "A", Platform: "p"}).Key("x") == (Notice{Table: "A", Platform: "p"}).Key("y") {
		t.Error("two notices under one key")
	}
}

// A year begins in Asia/Shanghai.
func TestYearOfANotice(t *testing.T) {
	table, _ := TableNamed("WIN_RESULT_ANNO")
	n, err := table.Read(map[string]string{"TENDER_PROJECT_CODE": "E1", "NOTICE_NAME": "甲工程中标结果公告", "NOTICE_SEND_TIME": "2024-12-31T16:00:00Z"})
	if err != nil || n.Day(Published) != calendar.On(2025, time.January, 1) || n.Name != "甲工程" {
		t.Errorf("%v %v %q", err, n.Day(Published), n.Name)
	}
}

// What a notice holds is judged as its days are.
func TestContents(t *testing.T) {
	opening := func(bidders int) Notice { n := notice(Opening, "2026-11-16"); n.Bidders = bidders; return n }
	shown := func(lots ...string) Notice {
		n := notice(CandidatesShown, "2026-11-20")
		for _, l := range lots {
			n.Offers = append(n.Offers, Offer{Lot: l})
		}
		return n
	}
	poor := purchase(notice(Announcement, "2026-11-20"))[0]
	poor.Budget = Amount{Text: "详见附件"}
	for _, tt := range []struct {
		n       Notice
		want    string
		because string
	}{
		{opening(2), "不得开标", "招标条例 44②: two"},
		{opening(3), "", "three"},
		{opening(0), "", "how many is not told"},
		{shown("1", "1", "1", "1"), "不超过 3 个", "招标条例 53①: four for one lot"},
		{shown("1", "1", "1", "2"), "", "three and one"},
		{poor, "预算金额应当公开", "采购条例 30: words are no amount"},
		{purchase(notice(Announcement, "2026-11-20"))[0], "", "with its budget"},
	} {
		refused, _ := Admit(calendar.New(), nil, tt.n)
		got := ""
		if len(refused) > 0 {
			got = refused[0].Message
			if err := refused[0].Cite.Check(); err != nil {
				t.Error(err)
			}
		}
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.because, got, tt.want)
		}
	}
}

// What a project comes to is told in one sentence, with the day and who may act.
func TestSentence(t *testing.T) {
	call := notice(Announcement, "2026-10-22", "docs_from", "2026-10-22", "deadline", "2026-11-16")
	shown := notice(CandidatesShown, "2026-11-20", "shown_from", "2026-11-20", "shown_until", "2026-11-23")
	for _, tt := range []struct {
		notices          []Notice
		today            string
		want, stage, why string
	}{
		{[]Notice{call}, "2026-11-10", "到2026年11月16日（周一）截止，还有 6 日", "招标公告", "bids are taken"},
		{[]Notice{call}, "2026-11-17", "进行到“招标公告”", "招标公告", "no more"},
		{[]Notice{shown, call}, "2026-11-21", "到2026年11月23日（周一）为止", "候选人公示", "candidates are shown, however the notices came in"},
		{[]Notice{call, notice(Abandoned, "2026-11-12")}, "2026-11-13", "已经终止", "终止", "nothing goes on"},
		{[]Notice{call, notice(Abandoned, "2026-11-12"), notice(Announcement, "2026-11-13", "deadline", "2026-12-13")}, "2026-11-14", "到2026年12月13日", "招标公告", "called anew"},
	} {
		p := Gather(tt.notices)
		if p.Notices[0].At != call.At {
			t.Errorf("%s: the notices do not stand in their order", tt.why)
		}
		if got := p.Sentence(day(tt.today)); !strings.Contains(got, tt.want) || p.Stage() != tt.stage {
			t.Errorf("%s: %q, %s", tt.why, got, p.Stage())
		}
	}
	for _, l := range Lines() {
		_, cites := Objection(l)
		for _, c := range cites {
			if err := c.Check(); err != nil {
				t.Error(err)
			}
		}
	}
}
