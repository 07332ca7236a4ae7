package request

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/letter"
)

// Every kind of letter comes with a text that holds what the kind needs.
func TestDefaultTemplates(t *testing.T) {
	for _, k := range Letters() {
		if err := language.Lint(DefaultTemplate(k.Code), k.Kind); err != nil {
			t.Errorf("%s %s: %v", k.Code, k.Name, err)
		}
	}
	if len(phrases)+len(freeLetters()) != len(Letters()) {
		t.Errorf("%d texts and %d free letters for %d kinds", len(phrases), len(freeLetters()), len(Letters()))
	}
	for _, o := range Outcomes() {
		if !strings.HasSuffix(o.Outcome.Decides(""), "。") {
			t.Errorf("%s has no sentence", o.Outcome)
		}
		for _, k := range AnswerKinds(o.Outcome) {
			if err := language.Lint(DefaultTemplate("28"), k.Anew().Kind); k.Remedied && err != nil {
				t.Errorf("answering anew with %s: %v", k.Code, err)
			}
		}
	}
	if Granted.Decides("06") == Granted.Decides("07") || NotHeld.Decides("11") == NotHeld.Decides("12") {
		t.Error("what is published already and what is not held here are told in their own words")
	}
}

func TestLint(t *testing.T) {
	for _, tt := range []struct {
		code    letter.Code
		text    string
		start   map[letter.Element]string
		field   string
		want    string
		because string
	}{
		{"02", DefaultTemplate("02").Text, nil, "", "", "as it comes"},
		{"02", "本机关于{收到日期}收到申请（{申请编号}）“{申请内容}”。根据{法律依据}，请补正{事项}。", nil, "text", "{期限}", "条例 30: until when"},
		{"11", "{事实}", nil, "text", "{检索过程}", "what is not there was looked for"},
		{"02", DefaultTemplate("02").Text + "\n{救济途径}", nil, "text", "程序性文书", "no remedy in letters about procedure"},
		{"09a", DefaultTemplate("09a").Text + "\n也可以在6个月内提起行政诉讼。", nil, "text", "提起行政诉讼", "no suit beside the remedy"},
		{"09a", DefaultTemplate("09a").Text + "\n{经办人}", nil, "text", "{经办人}", "no such placeholder"},
		{"09a", DefaultTemplate("09a").Text + "\n{{.Secret}}", nil, "text", "占位符", "a template of another kind is no placeholder"},
		{"09a", DefaultTemplate("09a").Text, map[letter.Element]string{Facts: "{工资}"}, "start_facts", "{工资}", "nor where drafting starts"},
		{"09a", DefaultTemplate("09a").Text, map[letter.Element]string{Facts: "{事实}"}, "start_facts", "就是要写", "a text that names itself"},
		{"09a", DefaultTemplate("09a").Text, map[letter.Element]string{Reason: "可以提起行政诉讼"}, "start_reason", "提起行政诉讼", "a suit in the reason"},
		{"09a", strings.Repeat("长", letter.LongestTemplate+1), nil, "text", "不超过", "too long"},
	} {
		k, ok := KindOf(tt.code)
		if !ok {
			t.Fatal(tt.code)
		}
		var list fault.List
		errors.As(language.Lint(letter.Template{Text: tt.text, Start: tt.start}, k.Kind), &list)
		if tt.field == "" {
			if len(list) != 0 {
				t.Errorf("%s: %v", tt.because, list)
			}
			continue
		}
		if !slices.ContainsFunc(list, func(f *fault.Error) bool { return f.Field == tt.field && strings.Contains(f.Message, tt.want) }) {
			t.Errorf("%s: %v", tt.because, list)
		}
	}
}

// A refusal under 14 to 16 never offers a suit, wherever it may be written.
func TestNoSuitInARefusal(t *testing.T) {
	k, _ := KindOf("09a")
	where := Where{Reviewers: []string{"云溪市人民政府"}}
	d := letter.Content{RemedyTold: RemedyReviewFirst.Text(where)}
	for _, e := range k.Needs {
		if d[e] == "" {
			d[e] = "有"
		}
	}
	if err := k.Check(d, RemedyReviewFirst); err != nil {
		t.Fatal(err)
	}
	d[Reason] = "不服的可以在6个月内提起行政诉讼。"
	if f := fault.As(k.Check(d, RemedyReviewFirst)); f == nil || f.Field != string(Reason) {
		t.Errorf("a suit in the reason: %v", f)
	}
	if err := k.Check(d, RemedyEither); err == nil {
		t.Error("the B paragraph passes for A")
	}
}
