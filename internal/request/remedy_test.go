package request

import (
	"strings"
	"testing"

	"yangguang/internal/letter"
)

// The law of remedies by the day of the letter.
func TestRemedyRules(t *testing.T) {
	withheld := []Outcome{ProcessInformation}
	for _, tt := range []struct {
		outcome  Outcome
		withheld []Outcome
		opened   bool
		day      string
		want     Remedy
		cite     string // one of its clauses
		without  string // one that must not be among them
		because  string
	}{
		{StateSecret, nil, false, "2023-12-31", RemedyEither, "复议法 20①", "复议法 23①(四)", "before the revised act nothing had to be reviewed first"},
		{StateSecret, nil, false, "2024-01-01", RemedyReviewFirst, "复议法 23①(四)", "复议法实施条例 31", "复议法 as revised"},
		{StateSecret, nil, false, "2026-06-30", RemedyReviewFirst, "复议法 23②", "复议法实施条例 31", "the regulation is not in force, and not cited"},
		{StateSecret, nil, false, "2026-07-01", RemedyReviewFirst, "复议法实施条例 31", "", "国务院令第836号 31"},
		{PartlyGranted, withheld, false, "2023-12-31", RemedyEither, "复议法 20①", "复议法 23①(四)", "as the whole would"},
		{PartlyGranted, withheld, false, "2026-06-30", RemedyBoth, "复议公开意见", "复议法实施条例 31", "国办函〔2021〕132号 2(一): not opened includes in part"},
		{PartlyGranted, withheld, false, "2026-07-01", RemedyBoth, "复议法实施条例 31", "复议公开意见", "by regulation: in whole or in part"},
		{PartlyGranted, nil, false, "2026-07-01", RemedyBoth, "复议法实施条例 31", "", "grounds not told: the stricter one"},
		{PartlyGranted, []Outcome{NotHeld}, false, "2026-07-01", RemedyEither, "行诉法 46①", "复议法实施条例 31", "nothing of 14 to 16 is withheld"},
		{AdministrativeInquiry, nil, false, "2025-05-31", RemedyEither, "行诉法 46①", "公开解释 10②", "before 法释〔2025〕8号"},
		{AdministrativeInquiry, nil, false, "2025-06-01", RemedyPerhaps, "公开解释 10②", "", "10②(五): not docketed; 1(一): docketed"},
		{NeedsCreation, nil, false, "2026-07-01", RemedyPerhaps, "公开解释 10②", "", "10②(六)"},
		{Petition, nil, false, "2026-07-01", RemedyPerhaps, "公开解释 10②", "", "10②(七)"},
		{Publication, nil, false, "2026-07-01", RemedyPerhaps, "公开解释 10②", "", "10②(八)"},
		{Repeated, nil, true, "2026-07-01", RemedyPerhaps, "公开解释 10②", "", "10②(四): what was opened before"},
		{Repeated, nil, false, "2026-07-01", RemedyEither, "行诉法 46①", "公开解释 10②", "what was refused before is not among them"},
		{NotHeld, nil, false, "2026-07-01", RemedyEither, "行诉法 46①", "", "1(一): cannot be given, docketed"},
		{FeeOverdue, nil, false, "2026-07-01", RemedyEither, "行诉法 46①", "", "row 22"},
		{"", nil, false, "2026-07-01", NoRemedy, "", "", "nothing was decided"},
	} {
		r := RemedyRuleOn(tt.outcome, tt.withheld, tt.opened, on(tt.day))
		var cites []string
		for _, c := range r.Cites {
			if err := c.Check(); err != nil {
				t.Error(err)
			}
			cites = append(cites, c.Short())
		}
		all := " " + strings.Join(cites, " ; ") + " "
		if r.Told != tt.want || tt.cite != "" && !strings.Contains(all, " "+tt.cite+" ") || tt.without != "" && strings.Contains(all, " "+tt.without+" ") {
			t.Errorf("%s on %s (%s): %s by %s", tt.outcome, tt.day, tt.because, r.Told, cites)
		}
		if r.Told.CountsAs() != RemedyOn(tt.outcome, tt.withheld, on(tt.day)) {
			t.Errorf("%s on %s: told %s, counted %s", tt.outcome, tt.day, r.Told, RemedyOn(tt.outcome, tt.withheld, on(tt.day)))
		}
		if (r.Told == RemedyPerhaps) != r.Doubtful {
			t.Errorf("%s on %s: doubtful %v", tt.outcome, tt.day, r.Doubtful)
		}
	}
}

// The wordings themselves: none denies or promises what the law leaves open.
func TestToldWordings(t *testing.T) {
	w := Where{Reviewers: []string{"某某市人民政府"}}
	if got, want := RemedyPerhaps.Text(w), "对本答复不服的，可以自收到之日起60日内向某某市人民政府申请行政复议；依法可以提起行政诉讼的，也可以自收到之日起6个月内向有管辖权的人民法院起诉。"; got != want {
		t.Errorf("A′: %s", got)
	}
	both := RemedyBoth.Text(w)
	if !strings.Contains(both, "不予公开的部分不服的，应当自收到之日起60日内先向某某市人民政府") || !strings.Contains(both, "；对其余部分不服的，可以") || !strings.Contains(both, "6个月") {
		t.Errorf("two sentences: %s", both)
	}
	kind, _ := KindOf(AnswerPartly)
	full := func(told string) letter.Content {
		d := letter.Content{}
		for _, e := range kind.Needs {
			d[e] = "写明"
		}
		d[RemedyTold] = told
		return d
	}
	if err := kind.Check(full(both), RemedyReviewFirst); err != nil {
		t.Errorf("the suit against the rest is no suit against what is withheld: %v", err)
	}
	if kind.Check(full(RemedyEither.Text(w)), RemedyReviewFirst) == nil {
		t.Error("a direct suit against all of it")
	}
}

// Items with different remedies are told apart: what must be reviewed first, what
// may be sued at once, and what the law leaves open (A6).
func TestTellEach(t *testing.T) {
	w, day := Where{Reviewers: []string{"某某市人民政府"}}, on("2026-11-20")
	at := func(part string, o Outcome, withheld ...Outcome) Partial {
		return Partial{Rule: RemedyRuleOn(o, withheld, false, day), Part: part}
	}
	for _, tt := range []struct {
		items   []Partial
		says    []string
		not     string
		because string
	}{
		{[]Partial{at("第一项", StateSecret), at("第二项", InternalAffairs)}, []string{"《中华人民共和国行政复议法实施条例》第三十一条，对本决定不服的，应当"}, "6个月", "all are refused under 14 to 16"},
		{[]Partial{at("第一项", Granted), at("第二项", NotHeld)}, []string{"对本答复不服的"}, "先向", "none is"},
		{[]Partial{at("第一项", Petition), at("第二项", Publication)}, []string{"依法可以提起行政诉讼的"}, "先向", "of none it is settled that a suit is open"},
		{[]Partial{at("第一项", StateSecret), at("第二项", NotHeld)}, []string{"根据《中华人民共和国行政复议法》第二十三条第一款第（四）项", "不予公开的部分（第一项）不服的，应当", "；对其余部分（第二项）不服的，可以", "6个月"}, "本答复", "法释8号 1(一)(三): a suit against the rest is open"},
		{[]Partial{at("第一项", PartlyGranted, ProcessInformation), at("第二项", Granted)}, []string{"（第一项中不予公开的部分）", "（第一项中予以公开的部分、第二项）"}, "", "an item that is given in part"},
		{[]Partial{at("第一项", Granted), at("第二项", Petition)}, []string{"对第一项不服的", "；对其余部分（第二项）不服的", "依法可以提起行政诉讼的"}, "先向", "two that need no review first"},
		{[]Partial{at("第一项", StateSecret), at("第二项", Granted), at("第三项", Publication)}, []string{"（第一项）", "；对其余部分（第二项）", "；对第三项不服的"}, "", "all three"},
	} {
		got := TellEach(tt.items, w)
		for _, s := range tt.says {
			if !strings.Contains(got, s) {
				t.Errorf("%s: %s", tt.because, got)
			}
		}
		if tt.not != "" && strings.Contains(got, tt.not) {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
	for day, cited := range map[string]bool{"2026-06-30": false, "2026-07-01": true} {
		if got := RemedyRuleOn(StateSecret, nil, false, on(day)).Text(w); strings.Contains(got, "实施条例") != cited || !strings.Contains(got, "行政复议法》第二十三条第一款第（四）项") {
			t.Errorf("on %s: %s", day, got)
		}
	}
}
