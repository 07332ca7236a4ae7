package request

import (
	"strings"
	"testing"
)

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
	for _, s := range []string{"向云溪市人民政府申请行政复议；", "6 个月内向云溪市人民法院", "应当先申请行政复议", "https://fy.yunxi.example"} {
		if n := strings.Count(strings.Join(list, "\n"), s); n != 1 {
			t.Errorf("%q is said %d times: %q", s, n, list)
		}
	}
	if !strings.Contains(list[len(list)-1], "投诉、举报") || strings.Count(strings.Join(list, ""), "投诉、举报") != 1 {
		t.Errorf("the complaint is not said once, at the end: %q", list)
	}
}
