package request

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/law"
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
		if !strings.HasSuffix(o.Outcome.Decides("", Grounds{}), "。") {
			t.Errorf("%s has no sentence", o.Outcome)
		}
		for _, k := range AnswerKinds(o.Outcome) {
			if err := language.Lint(DefaultTemplate("28"), k.Anew().Kind); k.Remedied && err != nil {
				t.Errorf("answering anew with %s: %v", k.Code, err)
			}
		}
	}
	if Granted.Decides("06", Grounds{}) == Granted.Decides("07", Grounds{}) || NotHeld.Decides("11", Grounds{}) == NotHeld.Decides("12", Grounds{}) {
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

// Each decision says what its grounds have chosen, and nothing that the statute
// does not say.
func TestDecides(t *testing.T) {
	g := Grounds{Norm: "《不动产登记暂行条例》第二十七条", Danger: "公共安全", Interest: "个人隐私", Category: "人事管理", Own: "并入前一件一并答复"}
	for _, tt := range []struct {
		outcome Outcome
		says    []string
		not     string
		because string
	}{
		{SafetyAndStability, []string{"可能危及公共安全，不予公开。"}, "国家安全", "B1: one danger, not all four"},
		{ThirdPartyRights, []string{"涉及第三方的个人隐私"}, "商业秘密", "B2: which right it is"},
		{InternalAffairs, []string{"人事管理方面的内部事务信息"}, "", "B3: the category is printed"},
		{ProcessInformation, []string{"形成的人事管理，即过程性信息"}, "", "B3, as it was chosen"},
		{ForbiddenByLaw, []string{"属于《不动产登记暂行条例》第二十七条禁止公开"}, "", "条例 14: which law forbids it"},
		{AdministrativeInquiry, []string{"《不动产登记暂行条例》第二十七条对所申请的信息的获取有特别规定，请依照该规定办理。"}, "不予公开", "A7: 36(七) refuses nothing"},
		{Other, []string{"并入前一件一并答复。"}, "不再按政府信息公开申请办理", "A8: row 23 decides in its own words"},
	} {
		got := tt.outcome.Decides("", g)
		for _, s := range tt.says {
			if !strings.Contains(got, s) {
				t.Errorf("%s: %s", tt.because, got)
			}
		}
		if tt.not != "" && strings.Contains(got, tt.not) {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
	for _, o := range Outcomes() {
		if text := Called(o.Outcome.Decides("", Grounds{}), FactsOf(Person, nil, Clock{})); strings.Contains(text, "{") {
			t.Errorf("%s leaves a placeholder: %s", o.Outcome, text)
		}
		if text := o.Outcome.DecidesItem("", g); strings.Contains(text, "所申请的信息") {
			t.Errorf("an item that was named is called again: %s", text)
		}
	}
	if got := Other.Withholds(Grounds{}); got != "这一部分不属于政府信息，不予提供。" {
		t.Errorf("条例 37: what is no government information: %s", got)
	}
	for code, want := range map[letter.Code]string{LetterThirdParty: "", LetterDisclosure: "{公开的内容}"} {
		if !strings.Contains(DefaultTemplate(code).Text, want) {
			t.Errorf("%s does not say %s", code, want)
		}
	}
}

func TestCitesOfParts(t *testing.T) {
	short := func(refs []law.Ref) (s string) { return law.BriefList(refs) }
	for _, tt := range []struct {
		grounds []Outcome
		want    string
		because string
	}{
		{[]Outcome{ProcessInformation}, "《条例》第三十六条第（二）项、第三十七条、第十六条第二款、第三十六条第（三）项", "A5: each ground's own clause"},
		{[]Outcome{StateSecret, InternalAffairs}, "《条例》第三十六条第（二）项、第三十七条、第十四条、第十六条第一款、第三十六条第（三）项", "two grounds, the duty to give reasons once and last"},
		{[]Outcome{Other}, "《条例》第三十六条第（二）项、第三十七条", "no government information: 37 alone"},
	} {
		if got := short(PartlyCites(tt.grounds)); got != tt.want {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
	mixed := SeveralCites(StateSecret, [][]law.Ref{StateSecret.WithheldCites(), {law.Art("条例", 36).At(4)}})
	if got := short(mixed); got != "《条例》第十四条、第三十六条第（四）项、第（三）项" {
		t.Errorf("nothing is given, so nothing is treated apart: %s", got)
	}
}

// A lapse has a subject: whom the letter calls as it does everywhere else.
func TestDecidesOfWhom(t *testing.T) {
	for _, tt := range []struct {
		outcome Outcome
		kind    ApplicantKind
		want    string
		because string
	}{
		{CorrectionOverdue, Person, "您无正当理由逾期不补正，视为放弃申请，本机关不再处理。", "条例 30"},
		{CorrectionOverdue, Business, "你单位无正当理由逾期不补正，视为放弃申请，本机关不再处理。", "条例 30, a company"},
		{FeeOverdue, Person, "您逾期未按照收费通知要求缴纳费用，视为放弃申请，本机关不再处理。", "收费办法"},
	} {
		if got := Called(tt.outcome.Decides(AnswerLapsed, Grounds{}), FactsOf(tt.kind, nil, Clock{})); got != tt.want {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
}

// What a third party said, and that none was heard, stands in the decision on its
// rights; and what is given for the public interest says so (条例 15, 32).
func TestDecidesOnThirdParty(t *testing.T) {
	for _, tt := range []struct {
		outcome Outcome
		code    letter.Code
		g       Grounds
		want    string
		cites   string
		because string
	}{
		{ThirdPartyRights, "", Grounds{Interest: "商业秘密", ThirdParty: Objected, ReasonSound: Yes}, "所申请的信息涉及第三方的商业秘密，公开会对第三方合法权益造成损害，第三方不同意公开且有合理理由，不予公开。", "", "条例 32: a sound objection is the reason"},
		{ThirdPartyRights, "", Grounds{Interest: "商业秘密", ThirdParty: Silent}, "所申请的信息涉及第三方的商业秘密，公开会对第三方合法权益造成损害，不予公开。", "", "条例 32: silence is no objection"},
		{ThirdPartyRights, "", Grounds{Interest: "商业秘密", Unheard: "公司已经注销"}, "所申请的信息涉及第三方的商业秘密，公开会对第三方合法权益造成损害，不予公开。没有书面征求第三方意见，原因是：公司已经注销。", "", "条例 32: why nobody was heard"},
		{Granted, AnswerGranted, Grounds{ThirdParty: Objected, ReasonSound: Yes, PublicGood: true}, "第三方不同意公开；本机关认为不公开可能对公共利益造成重大影响，决定予以公开。", "《中华人民共和国政府信息公开条例》第十五条、第三十二条、第三十六条第（二）项", "条例 15, 32: the public interest prevails"},
		{Granted, AnswerGranted, Grounds{ThirdParty: Agreed, PublicGood: true}, "所申请的信息予以公开。", "", "nobody objects"},
		{Granted, AnswerPublished, Grounds{ThirdParty: Objected, PublicGood: true}, "现告知所申请的信息的获取方式、途径。", "", "条例 36(一): it is public already"},
	} {
		if got := tt.outcome.Decides(tt.code, tt.g); got != tt.want {
			t.Errorf("%s: %s", tt.because, got)
		}
		if got := law.FullList(tt.g.Overrides(tt.outcome, tt.code)); got != tt.cites {
			t.Errorf("%s: cites %s", tt.because, got)
		}
	}
	said := Disclosure("金额", "理由", Where{Reviewers: []string{"云溪市人民政府"}})
	if said[Law] != "《中华人民共和国政府信息公开条例》第十五条、第三十二条" || !strings.HasPrefix(said[RemedyTold], "对本决定不服") {
		t.Errorf("a third party is answered nothing: %v", said)
	}
}
