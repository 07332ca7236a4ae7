package letter

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// notices is a ledger's language: notices of objections, answered by a decision.
const (
	objection Element = "objection"
	decision  Element = "decision"
	reason    Element = "reason"
	remedy    Element = "remedy"
)

var notices = Language{
	Parts: []Part{{Element: Title, Label: "标题"}, {Element: Number, Label: "文号"}, {Element: Addressee, Label: "抬头"}, {Element: Signature, Label: "署名"}, {Element: IssuedDay, Label: "日期"},
		{objection, "异议事项", "异议"}, {decision, "处理决定", "决定"}, {reason, "理由", "理由"}, {remedy, "救济途径", "救济途径"}},
	Facts:   []Fact{"称谓", "理由全文"},
	Tells:   map[Fact]Element{"理由全文": reason},
	Written: []Element{reason, objection},
	Remedy:  Remedy{Element: remedy, Words: []string{"提起行政诉讼", "60日内"}, Cite: law.Art("复议法", 23).Para(2)},
}

var (
	answer    = Kind{Code: "01", Name: "异议答复书", Cites: []law.Ref{law.Art("条例", 41)}, Remedied: true, Needs: Frame(objection, decision, reason, remedy)}
	procedure = Kind{Code: "02", Name: "补正告知书", Needs: Frame(objection)}
)

func TestLint(t *testing.T) {
	const whole = "{称谓}提出的异议：{异议}\n{决定}\n{理由}\n{救济途径}"
	for _, tt := range []struct {
		kind    Kind
		text    string
		start   map[Element]string
		field   string // "" where nothing is wrong
		want    string
		because string
	}{
		{answer, whole, map[Element]string{reason: "经查，{异议}不成立。"}, "", "", "whole"},
		{answer, "{异议}\n{决定}\n{理由全文}\n{救济途径}", nil, "", "", "a fact that tells the element whole stands in its place"},
		{answer, "{异议}{决定}{救济途径}", nil, "text", "正文缺少必备要素“理由”，写上 {理由}", "an answer gives its reason"},
		{procedure, "{异议}\n{救济途径}", nil, "text", "程序性文书", "no remedy in letters about procedure"},
		{answer, whole + "\n可以在60日内申请。", nil, "text", "60日内", "no remedy beside the remedy"},
		{answer, whole + "\n{经办人}", nil, "text", "{经办人}", "no such placeholder"},
		{answer, whole + "\n{{.Secret}}", nil, "text", "占位符", "a template of another kind is no placeholder"},
		{answer, whole, map[Element]string{reason: "{工资}"}, "start_reason", "{工资}", "nor where drafting starts"},
		{answer, whole, map[Element]string{reason: "{理由}"}, "start_reason", "就是要写", "a text that names itself"},
		{answer, whole, map[Element]string{reason: "可以提起行政诉讼"}, "start_reason", "提起行政诉讼", "a suit in the reason"},
		{answer, whole, map[Element]string{reason: strings.Repeat("长", LongestStart+1)}, "start_reason", "不超过 2000 字", "a beginning that is too long"},
		{answer, whole + strings.Repeat("长", LongestTemplate), nil, "text", "不超过 8000 字", "too long"},
	} {
		var list fault.List
		errors.As(notices.Lint(Template{Text: tt.text, Start: tt.start}, tt.kind), &list)
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

func TestMissing(t *testing.T) {
	c := Content{Title: "标题", Number: "某公复", Addressee: "王", Signature: "某局", IssuedDay: "今日", objection: "页码不对", decision: "更正", reason: " ", remedy: "可以申请复议"}
	list := notices.Missing(answer, c)
	if len(list) != 1 || list[0].Field != "reason" || list[0].Message != "缺少“理由”" || list[0].Cite != law.Art("条例", 41) || list[0].Kind != fault.Unlawful {
		t.Errorf("got %v", list)
	}
	delete(c, objection)
	if list := notices.Missing(procedure, c); len(list) != 1 || !list[0].Cite.Zero() {
		t.Errorf("a kind that rests on no clause cites none: %v", list)
	}
}

func TestPhrase(t *testing.T) {
	v := Values{"决定": "一。\n二。", "理由": "{救济途径}", "称谓": "您"}
	for _, tt := range []struct {
		text    string
		want    []string
		because string
	}{
		{"{称谓}好：\n{决定}", []string{"您好：", "一。", "二。"}, "a value of two lines is two paragraphs"},
		{"原答复：{异议}\n完", []string{"完"}, "a line that names something empty is left out"},
		{"{理由}", []string{"{救济途径}"}, "what stands in a value is not looked at again"},
		{"花括号 { 不成对", []string{"花括号 { 不成对"}, "half a placeholder is text"},
		{"{ 称谓 }", []string{"您"}, "spaces do not matter"},
		{"", nil, "nothing"},
	} {
		if got := Phrase(tt.text, v); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q", tt.because, got)
		}
	}
}

// Whatever a person writes stands in the letter as it was written.
func TestPhraseKeepsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.StringMatching(`[\p{Han}{}a-z0-9，。]{1,40}`).Draw(t, "said")
		got := Phrase("前{决定}后", Values{"决定": said})
		if len(got) != 1 || got[0] != "前"+said+"后" {
			t.Fatalf("%q", got)
		}
	})
}

func TestCompose(t *testing.T) {
	c := Content{decision: "更正", reason: "页码\n印错", objection: "页码不对", remedy: "可以申请复议"}
	for _, tt := range []struct {
		text    string
		want    []string
		because string
	}{
		{"{称谓}：{异议}\n{决定}\n{理由}\n{救济途径}", []string{"您：页码不对", "更正", "页码", "印错", "可以申请复议"}, "as the template has it"},
		{"{决定}\n另外，{救济途径}\n完", []string{"更正", "理由：页码", "印错", "异议事项：页码不对", "另外，可以申请复议", "完"}, "what was written and is not named stands before the remedy"},
		{"{决定}", []string{"更正", "理由：页码", "印错", "异议事项：页码不对"}, "or at the end"},
	} {
		if got := notices.Compose(Template{Text: tt.text}, c, map[Fact]string{"称谓": "您"}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q", tt.because, got)
		}
	}
}

func TestPreview(t *testing.T) {
	c := Content{Title: "标题", Number: "某公复", Addressee: "王", Signature: "某局", IssuedDay: "今日"}
	notices.Preview(Template{Start: map[Element]string{reason: "经查，{称谓}所说属实。"}}, answer, c, Content{decision: "更正"}, map[Fact]string{"称谓": "您"})
	for e, want := range map[Element]string{reason: "经查，您所说属实。", decision: "更正", objection: "〔异议事项〕", remedy: "〔救济途径〕", Title: "标题"} {
		if c[e] != want {
			t.Errorf("%s: got %q, want %q", e, c[e], want)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	if got := notices.Placeholders(); !slices.Equal(got, []string{"异议", "决定", "理由", "救济途径", "称谓", "理由全文"}) {
		t.Errorf("got %q: those of the frame have none, the facts come last", got)
	}
	if notices.Label("invented") != "" || notices.Word(Title) != "" {
		t.Error("an unknown element has no name, one of the frame no placeholder")
	}
}

func TestWriteNumber(t *testing.T) {
	if got := WriteNumber("某公复", 2026, 7); got != "某公复〔2026〕7号" || !NumberForm(got) {
		t.Errorf("got %s", got)
	}
	for _, bad := range []string{"某公复〔2026〕07号", "某公复[2026]7号", "某公复【2026】7号", "某公复（2026）7号", "某公复〔26〕7号", "某公复〔2026〕第7号", "〔2026〕7号", "某公复〔2026〕7"} {
		if NumberForm(bad) {
			t.Errorf("%s is not how a number is written", bad)
		}
	}
}

// Between quotation marks the marks of a text are the inner ones, and its last full
// stop stands outside.
func TestInner(t *testing.T) {
	for text, want := range map[string]string{"甲": "甲", "要“旧改”文件。": "要‘旧改’文件", " 甲。 ": "甲", "“甲‘乙’”": "‘甲“乙”’"} {
		if got := Inner(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
