package request

import (
	"slices"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
	"yangguang/internal/letter"
)

func TestLimits(t *testing.T) {
	if inForce != calendar.On(2019, 5, 15) || feeInForce != calendar.On(2021, 1, 1) {
		t.Errorf("in force from %s, the fee from %s", inForce, feeInForce)
	}
	for _, tt := range []struct {
		name, term, cite string
		because          string
	}{
		{ReplyLimit, "20个工作日", "条例 33②", "within 20 working days"},
		{ExtensionLimit, "20个工作日", "条例 33②", "an extension is at most as long"},
		{CorrectionLimit, "7个工作日", "条例 30", "to say what is unclear"},
		{ThirdPartyLimit, "15个工作日", "条例 32", "from the day the letter reached the third party"},
		{AgencyLimit, "15个工作日", "条例 34", "only where jointly made"},
		{FeeLimit, "20个工作日", "收费办法", "to pay"},
	} {
		l := LimitOn(tt.name, calendar.On(2026, 11, 22))
		if l.Term.String() != tt.term || l.Cite.Short() != tt.cite || l.Label == "" {
			t.Errorf("%s (%s): got %+v", tt.name, tt.because, l)
		}
	}
	if LimitOn("nothing", inForce).Name != "" {
		t.Error("an unknown limit is none")
	}
	if findTerms(inForce-400) != present {
		t.Error("before the first row the first row is used")
	}
}

func TestCitesExist(t *testing.T) {
	var refs []law.Ref
	for _, l := range Limits() {
		refs = append(refs, l.Cite)
	}
	for _, c := range Channels() {
		refs = append(refs, c.Cite)
	}
	for _, o := range Outcomes() {
		refs = append(refs, o.Cites...)
	}
	for _, k := range Letters() {
		refs = append(refs, k.Cites...)
	}
	for _, r := range []Remedy{RemedyEither, RemedyReviewFirst} {
		refs = append(refs, r.Cites()...)
	}
	for _, c := range clauseTexts {
		refs = append(refs, c.Cite)
	}
	for _, s := range Workflow().Steps {
		if !s.Cite.Zero() {
			refs = append(refs, s.Cite)
		}
	}
	for _, r := range refs {
		if err := r.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestOutcomes(t *testing.T) {
	names := strings.Fields("granted partly_granted state_secret forbidden_by_law safety_and_stability third_party_rights internal_affairs process_information enforcement_file administrative_inquiry not_held needs_creation still_unclear petition repeated publication abusive_volume reconfirmation correction_overdue fee_overdue other")
	const remedies = "ABBBBBBBBAAAAAAAAAAAA" // partly granted counts as refused while its grounds are not told
	all := Outcomes()
	if len(all) != 21 || len(names) != 21 {
		t.Fatalf("%d outcomes", len(all))
	}
	for i, o := range all {
		if string(o.Outcome) != names[i] || o.Row != i+3 || string(o.Remedy) != remedies[i:i+1] || o.Label == "" || len(o.Cites) == 0 {
			t.Errorf("row %d: %+v", i+3, o)
		}
		if got := o.Outcome.Refusal(); got != (o.Row >= 5 && o.Row <= 11) {
			t.Errorf("%s: a ground of 14 to 16? %v", o.Outcome, got)
		}
		if (o.Duty != NoDuty) != o.Outcome.Refusal() {
			t.Errorf("%s: %s", o.Outcome, o.Duty)
		}
		before := map[Outcome][]string{ // what the outcome supposes
			AbusiveVolume:     {`{"type":"reasons_asked","at":"2024-09-11"}`},
			StillUnclear:      {correct, corrected},
			CorrectionOverdue: {correct},
			ThirdPartyRights:  {askThird},
			FeeOverdue:        {`{"type":"fee_noticed","at":"2024-09-11","delivered":"2024-09-11"}`},
		}[o.Outcome]
		if o.Outcome == FeeOverdue { // the clock ends it without a decision
			if c := replayed(t, "2024-10-16", append([]string{`{"type":"received","at":"2024-09-10"}`}, before...)...); c.Row != i+3 || c.Remedy != o.Remedy {
				t.Errorf("%s: row %d, remedy %s", o.Outcome, c.Row, c.Remedy)
			}
			continue
		}
		c := replayed(t, "2024-10-14", slices.Concat([]string{`{"type":"received","at":"2024-09-10"}`}, before, []string{`{"type":"decided","at":"2024-10-14","outcome":"` + names[i] + `"}`})...)
		if c.Row != i+3 || c.Remedy != o.Remedy {
			t.Errorf("%s: row %d, remedy %s, refused %v", o.Outcome, c.Row, c.Remedy, c.Refused)
		}
	}
}

func TestRemedyOf(t *testing.T) {
	for _, tt := range []struct {
		outcome  Outcome
		withheld []Outcome
		want     Remedy
		because  string
	}{
		{PartlyGranted, nil, RemedyReviewFirst, "grounds not told"},
		{PartlyGranted, []Outcome{ProcessInformation}, RemedyReviewFirst, "a ground of 16"},
		{PartlyGranted, []Outcome{NotHeld, StateSecret}, RemedyReviewFirst, "one of them is enough"},
		{PartlyGranted, []Outcome{NotHeld}, RemedyEither, "none of 14 to 16"},
		{PartlyGranted, []Outcome{}, RemedyEither, "nothing withheld on such a ground"},
		{EnforcementFile, nil, RemedyReviewFirst, "refused under 16"},
		{AdministrativeInquiry, nil, RemedyEither, "counted as refused, but not under 14 to 16"},
		{"", nil, NoRemedy, "no outcome"},
	} {
		if got := RemedyOf(tt.outcome, tt.withheld); got != tt.want {
			t.Errorf("%s %v (%s): got %s", tt.outcome, tt.withheld, tt.because, got)
		}
	}
}

func TestRemedyText(t *testing.T) {
	where := Where{Reviewers: []string{"某某市人民政府"}, Court: "某某市某某区人民法院"}
	if got, want := RemedyEither.Text(where), "对本答复不服的，可以自收到之日起60日内向某某市人民政府申请行政复议，或者自收到之日起6个月内依法向有管辖权的人民法院提起行政诉讼。"; got != want {
		t.Errorf("A: %s", got)
	}
	if got, want := RemedyReviewFirst.Text(where), "对本决定不服的，应当自收到之日起60日内先向某某市人民政府申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起15日内依法向有管辖权的人民法院提起行政诉讼。"; got != want {
		t.Errorf("B: %s", got)
	}
	if NoRemedy.Text(where) != "" || (Where{}).Check(NoRemedy) != nil {
		t.Error("no remedy, no text")
	}
	two := Where{Reviewers: []string{"某某市人民政府", "某某省司法厅"}, Online: "https://example.org/fy"}
	if got := RemedyReviewFirst.Text(two); !strings.Contains(got, "向某某市人民政府或者某某省司法厅申请") || !strings.Contains(got, "https://example.org/fy") || !strings.Contains(got, "依法向有管辖权的人民法院提起") {
		t.Errorf("the applicant's choice: %s", got)
	}
	for _, tt := range []struct {
		w       Where
		ok      bool
		because string
	}{
		{where, true, "authority named"},
		{Where{Court: "某某法院"}, false, "without the authority the time does not begin"},
		{Where{Reviewers: where.Reviewers, Served: true}, false, "served online without an online channel"},
		{Where{Reviewers: where.Reviewers, Served: true, Online: "https://example.org/fy"}, true, "served online with one"},
	} {
		if err := tt.w.Check(RemedyEither); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}

func TestWhole(t *testing.T) {
	for _, tt := range []struct {
		items   []Outcome
		want    Outcome
		because string
	}{
		{nil, "", "nothing asked"},
		{[]Outcome{Granted, Granted}, Granted, "all alike"},
		{[]Outcome{NotHeld, Granted, StateSecret}, PartlyGranted, "something was given: only that row"},
		{[]Outcome{NotHeld, StateSecret}, StateSecret, "nothing was given: the first of the rows"},
		{[]Outcome{Petition}, Petition, "one item"},
	} {
		if got := Combined(tt.items); got != tt.want {
			t.Errorf("%s: got %s", tt.because, got)
		}
	}
}

func TestLetters(t *testing.T) {
	codes := map[letter.Code]bool{}
	for _, k := range Letters() {
		if codes[k.Code] {
			t.Errorf("two letters %s", k.Code)
		}
		codes[k.Code] = true
		has := map[letter.Element]bool{}
		for _, e := range k.Needs {
			if has[e] || language.Label(e) == "" {
				t.Errorf("%s %s: element %s", k.Code, k.Name, e)
			}
			has[e] = true
		}
		if has[RemedyTold] != k.Remedied {
			t.Errorf("%s %s: a letter about procedure carries no remedy, an answer always does", k.Code, k.Name)
		}
	}
	for _, code := range strings.Fields("01 02 03 04 04b 05 06 07 08 10 11 12 13 14 15 16 17 18 18b 19 20 21 22 23 24 25 26 27 28") {
		if !codes[letter.Code(code)] {
			t.Errorf("no letter %s", code)
		}
	}
}

// Every outcome has its letter; complete it passes, and each missing element
// and a wrong remedy is found.
func TestLetterOfEveryOutcome(t *testing.T) {
	where := Where{Reviewers: []string{"某某市人民政府"}}
	for _, o := range Outcomes() {
		kinds := LetterFor(o.Outcome)
		if len(kinds) == 0 {
			t.Errorf("%s has no letter", o.Outcome)
		}
		for _, k := range kinds {
			full := func() letter.Content {
				d := letter.Content{}
				for _, e := range k.Needs {
					d[e] = "写明"
				}
				d[RemedyTold] = o.Remedy.Text(where)
				return d
			}
			if err := k.Check(full(), o.Remedy); err != nil {
				t.Errorf("%s %s: complete, but %v", k.Code, o.Outcome, err)
			}
			for _, e := range k.Needs {
				d := full()
				d[e] = " "
				if err := k.Check(d, o.Remedy); err == nil || !strings.Contains(err.Error(), language.Label(e)) {
					t.Errorf("%s without %s: %v", k.Code, e, err)
				}
			}
			if o.Remedy == RemedyReviewFirst {
				d := full()
				d[RemedyTold] = RemedyEither.Text(where)
				if err := k.Check(d, RemedyReviewFirst); !fault.Is(err, fault.Unlawful) {
					t.Errorf("%s %s: a refusal under 14 to 16 offers a direct suit: %v", k.Code, o.Outcome, err)
				}
			}
		}
	}
	for _, k := range Letters() {
		if !k.Remedied {
			d := letter.Content{RemedyTold: "可以申请行政复议"}
			for _, e := range k.Needs {
				d[e] = "写明"
			}
			if err := k.Check(d, NoRemedy); err == nil {
				t.Errorf("%s %s may not carry a remedy", k.Code, k.Name)
			}
		}
	}
}

func TestApplication(t *testing.T) {
	full := Application{Kind: Person, Name: "周敏", Identity: "身份证", Contact: "0875-0000000", Description: "2024年部门预算", Form: "电子邮件"}
	if err := full.Check(); err != nil {
		t.Errorf("the three elements are enough, no purpose is asked: %v", err)
	}
	for _, tt := range []struct {
		spoil   func(*Application)
		field   string
		because string
	}{
		{func(a *Application) { a.Kind = "" }, "kind", "a column of table three"},
		{func(a *Application) { a.Name = "" }, "name", "29②(一)"},
		{func(a *Application) { a.Identity = "" }, "identity", "29②(一)"},
		{func(a *Application) { a.Contact = "" }, "contact", "29②(一)"},
		{func(a *Application) { a.Description = "" }, "description", "29②(二)"},
		{func(a *Application) { a.Form = "" }, "form", "29②(三)"},
		{func(a *Application) { a.Oral = true }, "written_by", "29①: written down by staff, confirmed by the applicant"},
	} {
		a := full
		tt.spoil(&a)
		if f := fault.As(a.Check()); f == nil || f.Field != tt.field {
			t.Errorf("%s: got %v", tt.because, f)
		}
	}
	a := full
	a.Oral, a.WrittenBy, a.ReadBack = true, "p-1", true
	if err := a.Check(); err != nil {
		t.Errorf("an oral application, read back: %v", err)
	}
	if len(ApplicantKinds()) != 6 {
		t.Error("table three has six columns of applicants")
	}
}

func TestWorkflowIsSound(t *testing.T) {
	w := Workflow()
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	for _, s := range w.All() {
		if w.Final(s) {
			t.Errorf("%s is a dead end: even an archived case is reopened by a review", s)
		}
	}
	if _, err := w.Allow(Signing, ActionSign, func(g string) bool { return g != NotDrafter }, "leader"); !fault.Is(err, fault.Unlawful) {
		t.Errorf("who drafted does not sign: %v", err)
	}
	if _, err := w.Next(Correcting, ActionCease, "system"); err == nil {
		t.Error("an application never ends by itself for want of a correction")
	}
	if _, err := w.Allow(Correcting, ActionDraft, nil, "clerk"); !fault.Is(err, fault.Unlawful) {
		t.Errorf("nor is that drafted before somebody has found that there is no just cause: %v", err)
	}
}
