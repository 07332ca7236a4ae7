package request

import (
	"strings"
	"testing"
)

// Every demand rests on a clause, and every result that the staff can give it has
// a letter with a sentence of its own, but for reasons, which are no demand.
func TestDemands(t *testing.T) {
	for _, tt := range []struct {
		kind, cite string
		text       bool
		results    int
		because    string
	}{
		{DemandReasons, "条例 35", true, 2, "the body asked for them"},
		{"rectify", "条例 41", true, 4, "with evidence; another body may have to correct it"},
		{"publish", "条例 44②", false, 2, "the application itself says what"},
	} {
		d, ok := DemandOf(tt.kind)
		if !ok || d.Cite.Short() != tt.cite || d.Cite.Check() != nil || (d.Lacks != "") != tt.text || len(d.Results) != tt.results || d.Label == "" {
			t.Errorf("%s (%s): %+v", tt.kind, tt.because, d)
		}
		told := map[string]bool{}
		for _, r := range d.Results {
			kind, letter := KindOf(r.Letter)
			if letter != (tt.kind != DemandReasons) || letter && kind.To != "applicant" || r.Label == "" || letter && (r.Decision == "" || told[r.Decision]) {
				t.Errorf("%s %s: %+v", tt.kind, r.Result, r)
			}
			told[r.Decision] = true
			if again, ok := d.Result(r.Result); !ok || again != r {
				t.Errorf("%s %s is not found", tt.kind, r.Result)
			}
		}
		if _, ok := d.Result("invented"); ok {
			t.Errorf("%s is settled in a way that is not there", tt.kind)
		}
	}
	if _, ok := DemandOf("invented"); ok || len(Demands()) != 3 {
		t.Error("there are three demands")
	}
}

func TestHowToApply(t *testing.T) {
	text := strings.Join(append(HowToApply(), WhenAnswered(), WhatItCosts()), "\n")
	for _, s := range []string{"不必说明用途", "《条例》第二十九条第二款", "可以口头提出", "视为放弃申请（《条例》第三十条）", "从收到申请的次日起", "不收取费用"} {
		if !strings.Contains(text, s) {
			t.Errorf("how to apply does not say %q:\n%s", s, text)
		}
	}
	for _, c := range Channels() {
		if !strings.Contains(text, c.Label) {
			t.Errorf("the channel %s is not named", c.Label)
		}
	}
}

func TestWhatAnswersOffer(t *testing.T) {
	w := Where{Reviewers: []string{"云溪市人民政府"}, Court: "云溪市人民法院", Online: "https://fy.yunxi.example"}
	list := WhatAnswersOffer(w)
	for _, s := range []string{"向云溪市人民政府申请行政复议；", "6 个月内向有管辖权的人民法院", "应当先申请行政复议", "https://fy.yunxi.example"} {
		if n := strings.Count(strings.Join(list, "\n"), s); n != 1 {
			t.Errorf("%q is said %d times: %q", s, n, list)
		}
	}
	if !strings.Contains(list[len(list)-1], "投诉、举报") || strings.Count(strings.Join(list, ""), "投诉、举报") != 1 {
		t.Errorf("the complaint is not said once, at the end: %q", list)
	}
}
