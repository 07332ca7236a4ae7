package publication_test

import (
	"slices"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
	"yangguang/internal/publication"
)

func day(t *testing.T, s string) calendar.Day {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestClocks counts the terms of handbook §1.7 from real days.
func TestClocks(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		kind                    publication.Kind
		which, from, want, cite string
		because                 string
	}{
		{publication.Notice, "", "2026-09-22", "2026-10-27", "条例 26", "20 working days across 中秋 and 国庆, the weekend of 10 October worked"},
		{publication.Budget, "", "2026-08-28", "2026-09-17", "预算法 14②", "20 natural days from the reply"},
		{publication.GovernmentBudget, "", "2026-02-12", "2026-03-04", "预算法 14①", "natural days run through 春节"},
		{publication.GovernmentBudget, "", "2026-02-08", "2026-02-28", "预算法 14①", "a term of natural days is not moved off a day that is not worked"},
		{publication.Penalty, "retract", "2026-09-24", "2026-09-30", "处罚法 48②", "three days are working days (处罚法 85): 中秋 lies between"},
		{publication.Licence, "internal", "2026-04-29", "2026-05-12", "双公示通知", "seven working days, a policy's day within the law's"},
		{publication.Licence, "", "2026-04-29", "2026-05-29", "条例 26", "the policy does not take the place of 条例 26"},
		{publication.LandNotice, "showing", "2026-09-22", "2026-10-13", "土地条例 26②", "shown for ten working days"},
		{publication.LandPlan, "showing", "2026-09-22", "2026-10-22", "土地条例 28①", "shown for thirty days"},
		{publication.LandApproved, "", "2026-01-30", "2026-02-27", "土地条例 31", "15 working days after the approval came in, across 春节"},
	} {
		k, ok := publication.KindOf(tt.kind)
		if !ok {
			t.Fatalf("no kind %s", tt.kind)
		}
		from, c := day(t, tt.from), k.Clock
		switch tt.which {
		case "retract":
			c = k.Retract
		case "internal":
			c = k.Internal
		case "showing":
			if got := k.Showing.Last(cal, from); got != day(t, tt.want) || k.Showing.Cite.Short() != tt.cite {
				t.Errorf("%s: shown until %s by %s, want %s by %s", tt.because, got, k.Showing.Cite.Short(), tt.want, tt.cite)
			}
			continue
		}
		d := c.Due(cal, from)
		if d.Day != day(t, tt.want) || c.Cite.Short() != tt.cite {
			t.Errorf("%s: %s by %s, want %s by %s", tt.because, d.Day, c.Cite.Short(), tt.want, tt.cite)
		}
		if last := d.Days[len(d.Days)-1]; last.Date != d.Day {
			t.Errorf("%s: explained up to %s, due %s", tt.because, last.Date, d.Day)
		}
	}
}

func TestLate(t *testing.T) {
	cal := calendar.New()
	d := publication.General().Due(cal, day(t, "2026-11-02"))
	for _, tt := range []struct {
		on      string
		want    int
		because string
	}{
		{"2026-11-30", 0, "its last day is on time"},
		{"2026-12-01", 1, "the day after"},
		{"2026-12-05", 4, "a Saturday is no working day"},
	} {
		if got := d.Late(cal, day(t, tt.on)); got != tt.want {
			t.Errorf("%s: %d, want %d (due %s)", tt.because, got, tt.want, d.Day)
		}
	}
	if d := (publication.Clock{}).Due(cal, 1); d.Day != 0 || d.Late(cal, day(t, "2026-11-30")) != 0 {
		t.Errorf("without a clock nothing is late: %+v", d)
	}
}

// TestRanks: only laws and regulations take the place of 条例 26; what a rule or a
// policy says is a day within it.
func TestRanks(t *testing.T) {
	cal := calendar.New()
	from := day(t, "2026-11-02")
	for _, k := range publication.Kinds() {
		if !k.Clock.Rank.Displaces() {
			t.Errorf("%s: a %s may not set the legal term", k.Label, k.Clock.Rank.Label())
		}
		if k.Internal.Zero() {
			continue
		}
		if k.Internal.Rank.Displaces() || k.Internal.Due(cal, from).Day > k.Clock.Due(cal, from).Day {
			t.Errorf("%s: the internal day is by a %s and not later than the legal one", k.Label, k.Internal.Rank.Label())
		}
	}
}

// TestTables holds every row against the table of statutes and against the other
// tables.
func TestTables(t *testing.T) {
	cited := []law.Ref{publication.General().Cite}
	seen := map[publication.Kind]bool{}
	for _, k := range publication.Kinds() {
		if _, ok := publication.ItemOf(k.Item); !ok || k.Label == "" || seen[k.Kind] || k.Clock.Trigger.Label() == "" {
			t.Errorf("%s: no label, twice, no entry of the catalogue or a trigger without a name", k.Kind)
		}
		seen[k.Kind] = true
		cited = append(cited, k.Clock.Cite)
		for _, r := range []law.Ref{k.Internal.Cite, k.Showing.Cite, k.Retract.Cite} {
			if !r.Zero() {
				cited = append(cited, r)
			}
		}
	}
	for _, x := range publication.Items() {
		cited = append(cited, x.Cite)
	}
	for _, g := range publication.Grounds() {
		cited = append(cited, g.Cite)
	}
	for _, r := range publication.Referrals() {
		cited = append(cited, r.Cite)
	}
	for _, r := range cited {
		if err := r.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestItemsOf(t *testing.T) {
	has := func(stands publication.Stands, item publication.Item) bool {
		return slices.ContainsFunc(publication.ItemsOf(stands), func(x publication.ItemRule) bool { return x.Item == item })
	}
	for _, tt := range []struct {
		stands  publication.Stands
		item    publication.Item
		want    bool
		because string
	}{
		{publication.Usual, "20.7", true, "条例 20 binds every body"},
		{publication.Township, "20.7", true, "a township too"},
		{publication.Usual, "21.1", true, "departments of cities and counties"},
		{publication.Township, "21.1", false, "a township has entries of its own"},
		{publication.DispatchedOut, "20.7", true, "a sub-district office owes what every body owes"},
		{publication.DispatchedOut, "21.1", false, "条例 21 names the governments of cities and counties and their departments"},
		{publication.DispatchedOut, "21.2", false, "and townships: a sub-district office is neither"},
		{publication.Township, "21.2", true, "townships: farming, homesteads, land"},
		{publication.Usual, "21.2", false, "not a department"},
	} {
		if has(tt.stands, tt.item) != tt.want {
			t.Errorf("%s: %s, stands %q, want %v", tt.because, tt.item, tt.stands, tt.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	const doc, order, none = publication.DocumentNumber, publication.OrderNumber, publication.NoNumber
	for _, tt := range []struct {
		form           publication.Numbering
		text, repaired string
		ok             bool
		because        string
	}{
		{doc, "保政发〔2024〕5号", "", true, "a number of a government"},
		{doc, "国办公开办函〔2021〕30号", "", true, "a letter"},
		{doc, "云建规[2026]010号", "云建规〔2026〕10号", false, "square brackets and a nought in front"},
		{doc, "云建规【2026】9号", "云建规〔2026〕9号", false, "black brackets"},
		{doc, "云建规（2026）9号", "云建规〔2026〕9号", false, "round brackets"},
		{doc, "云建规〔２０２６〕９号", "云建规〔2026〕9号", false, "full-width digits"},
		{doc, "云建规 〔2026〕 9 号", "云建规〔2026〕9号", false, "space"},
		{doc, "云建规〔2026〕第9号", "云建规〔2026〕9号", false, "第 belongs to orders"},
		{doc, "云建规〔2026〕9", "云建规〔2026〕9号", false, "号 is missing"},
		{doc, "云建规〔26〕9号", "", false, "a year of two digits is not guessed"},
		{doc, "云建规〔2026〕0号", "", false, "there is no number nought"},
		{doc, "", "", false, "a document of this kind has a number"},
		{doc, "国务院令第711号", "", false, "an order's number is no document's"},
		{order, "国务院令第711号", "", true, "an order keeps its 第"},
		{order, "2024年第3号", "", true, "an announcement by year"},
		{order, "国务院令711号", "国务院令第711号", false, "第 is missing"},
		{order, "2024年第03号", "2024年第3号", false, "a nought in front"},
		{order, "云建规〔2026〕9号", "", false, "a document's number is no order's"},
		{none, "", "", true, "a notice may have none"},
		{none, "云建函〔2026〕9号", "", true, "or one"},
		{none, "云建函[2026]9号", "云建函〔2026〕9号", false, "then of the right form"},
	} {
		got := tt.form.Check(tt.text)
		if (got.Fault == nil) != tt.ok || got.Repaired != tt.repaired {
			t.Errorf("%s: %q: %v, offered %q, want %q", tt.because, tt.text, got.Fault, got.Repaired, tt.repaired)
		}
		if got.Repaired != "" && tt.form.Check(got.Repaired).Fault != nil {
			t.Errorf("%s: what is offered for %q is wrong too: %q", tt.because, tt.text, got.Repaired)
		}
	}
	if got := publication.Pattern("990100456").Format(2026, 187); got != "990100456/2026-00187" {
		t.Errorf("index number %q", got)
	}
}

func TestOpenness(t *testing.T) {
	for _, tt := range []struct {
		openness       publication.Openness
		ground, reason string
		field, because string
	}{
		{publication.Proactive, "", "", "", "公开为常态: it needs no reason"},
		{"", "", "", "openness", "without it the document goes back (国办发〔2016〕80号)"},
		{publication.OnRequest, "", "", "reason", "what is not public of its own accord has a reason"},
		{publication.OnRequest, "", "只涉及特定对象", "", "with one"},
		{publication.Withheld, "", "涉及内部管理", "ground", "only 条例 14 to 16 allow it"},
		{publication.Withheld, "17", "涉及内部管理", "ground", "no other clause"},
		{publication.Withheld, "16.1", "", "reason", "the clause alone is no reason"},
		{publication.Withheld, "16.1", "工作秘密", "reason", "工作秘密 is no ground of its own"},
		{publication.Withheld, "16.1", "值班安排，属于内部管理", "", "clause and reason"},
		{publication.Proactive, "14", "", "ground", "a ground contradicts it"},
	} {
		err := publication.CheckOpenness(tt.openness, tt.ground, tt.reason)
		got := ""
		if f := fault.As(err); f != nil {
			got = f.Field
		}
		if got != tt.field {
			t.Errorf("%s: fault in %q (%v), want %q", tt.because, got, err, tt.field)
		}
	}
	for _, o := range publication.Opennesses() {
		if o.Label() == "" || o.Annex() == "" {
			t.Errorf("%s has no label or no line below the date", o)
		}
	}
}

// TestDue explains every day, and says where the calendar is not known.
func TestDue(t *testing.T) {
	d := publication.General().Due(calendar.New(), calendar.On(2031, time.March, 3))
	if !d.Provisional {
		t.Error("a year whose arrangement is not published counts provisionally")
	}
	n := 0
	for _, l := range d.Days {
		if l.Why == "" {
			t.Errorf("%s counts without a reason", l.Date)
		}
		if l.Counts {
			n++
		}
	}
	if n != 20 {
		t.Errorf("%d days count", n)
	}
}
