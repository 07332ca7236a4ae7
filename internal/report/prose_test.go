package report

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"yangguang/internal/figure"
	"yangguang/internal/report/sentence"
)

// told checks one paragraph of part one against tables with 142 received, 7
// carried in, 8 carried out, 57 granted, 5 reconsiderations and 2 + 1 suits.
func told(paragraph string) []Finding {
	r := shot()
	for key, n := range map[string]int64{"three.1.7": 142, "three.2.7": 7, "three.3.7": 57, "three.24.7": 141, "three.25.7": 8,
		"four.reconsideration.5": 5, "four.direct_suit.5": 2, "four.suit_after_reconsideration.5": 1} {
		c, _ := figure.ParseCell(key)
		r.Tables.Set(c, Count(n))
	}
	k := &checker{r: &r, v: values{now: &r}}
	k.prose(sentence.NewReader(r.Year, r.Body), &Section{Number: 1, Text: paragraph})
	return k.out.Findings
}

func TestProseAgainstTables(t *testing.T) {
	for _, tt := range []struct {
		text    string
		broken  string // "" when it agrees
		because string
	}{
		{"2024年共收到政府信息公开申请142件。", "", "row 1"},
		{"全年受理政府信息公开申请149件。", "", "row 1 + row 2 may be meant"},
		{"全年新收政府信息公开申请149件。", "149 ≠ 142", "新收 is row 1 alone"},
		{"共收到政府信息公开申请 １４３ 件。", "143 ≠ 142", "full-width digits"},
		{"收到142件政府信息公开申请。", "", "number before"},
		{"收到141件政府信息公开申请。", "141 ≠ 142", "number before"},
		{"（二）依申请公开。办公室未收到申请办件。", "0 ≠ 142", "none at all"},
		{"依申请公开方面，没有收到政府信息公开申请。", "0 ≠ 142", "none at all"},
		{"收到政府信息公开申请142件，上年结转7件，结转下年度8件。", "", "rows 2 and 25"},
		{"收到政府信息公开申请142件，上年结转6件。", "6 ≠ 7", "row 2"},
		{"政府信息公开申请中，予以公开57件。", "", "row 3"},
		{"政府信息公开申请中，予以公开56件。", "56 ≠ 57", "row 3"},
		{"因政府信息公开申请被申请行政复议5件，提起行政诉讼3件。", "", "table four"},
		{"因政府信息公开申请被申请行政复议4件，提起行政诉讼3件。", "4 ≠ 5", "table four"},
		{"依申请公开未发生被申请行政复议、提起行政诉讼情况。", "0 ≠ 5", "none of either"},
		{"2023年收到政府信息公开申请90件。", "", "another year"},
		{"收到政府信息公开申请较上年增加20件。", "", "a difference"},
		{"收到政府信息公开申请142件，其中通过网络收到申请120件。", "", "a subset"},
		{"12345热线受理群众申请90件。", "", "not about information"},
		{"政务大厅受理企业开办申请900件。", "", "not about information"},
	} {
		got := messages(told(tt.text))
		if tt.broken == "" && got != "" || tt.broken != "" && !strings.Contains(got, "R7 error") || !strings.Contains(got, tt.broken) {
			t.Errorf("%s (%s):\n%s", tt.text, tt.because, got)
		}
	}
}

func TestSumsInProse(t *testing.T) {
	for _, tt := range []struct {
		text    string
		want    string // what the findings contain; "" when nothing is wrong
		because string
	}{
		{"受理诉求100件，其中咨询60件、投诉30件、建议10件。", "", "adds up"},
		{"受理诉求100件，其中咨询60件、投诉30件、建议11件。", "R11 error", "one too many"},
		{"受理诉求1,100件，其中咨询1,060件、投诉30件、建议10件。", "", "thousands separators"},
		{"受理诉求100件，其中咨询60件、投诉30件。", "R11 warning", "two parts may leave out a third"},
		{"受理诉求100件，其中咨询60件。", "", "a subset"},
		{"受理诉求100件，其中咨询160件。", "R11 warning", "more than all"},
		{"受理诉求100件，其中咨询60件、投诉20件、建议10件等。", "", "等: not all are named"},
		{"受理诉求约100件，其中咨询60件、投诉30件、建议15件。", "", "a round number"},
		{"受理诉求100件（咨询60件、投诉30件、建议10件）。", "", "in parentheses"},
		{"受理诉求100件（咨询60件、投诉30件、建议20件）。", "R11 error", "in parentheses"},
		{"发布信息100条，其中网站60条、公众号30条、其他10条。微博发布30条，抖音20条，短信5条。", "", "another list of three"},
		{"受理诉求100件，其中咨询60件、投诉30件、建议10件。立即办结70件，交办20件，转阅11件。", "R11 error", "the second list has the same total"},
		{"其中占比。办结98件，占98%。", "", "no denominator"},
		{"受理诉求300件，其中咨询200件，占66.67%。", "", "two places, half up"},
		{"受理诉求300件，其中咨询200件，占66.66%。", "应为 66.67%", "cut instead of rounded"},
		{"受理诉求300件，办结295件，办结率98.33%。", "", "rate"},
		{"受理诉求300件，办结295件，办结率99.33%。", "应为 98.33%", "rate"},
		{"电话接通率198.02%。", "超过 100%", "more than all"},
		{"收取信息处理费2笔共1960元，其中甲局1500元、乙局450元。", "R8 error", "fees add up or not"},
		{"收取信息处理费共0.196万元，其中甲局0.15万元、乙局0.046万元。", "", "decimals"},
	} {
		r := Report{}
		k := &checker{r: &r, v: values{now: &r}}
		k.prose(sentence.NewReader(0, ""), &Section{Number: 1, Text: tt.text})
		got := messages(k.out.Findings)
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s (%s):\n%s", tt.text, tt.because, got)
		}
	}
}

func TestPercent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.Int64Range(1, 1_000_000).Draw(t, "den")
		num := rapid.Int64Range(0, den).Draw(t, "num")
		got, ok := sentence.Percent(num, den, 2)
		// 2·num·10000 between (2·got−1)·den and (2·got+1)·den, the lower bound included.
		if twice := 20000 * num; !ok || twice < (2*got-1)*den || twice >= (2*got+1)*den {
			t.Fatalf("sentence.Percent(%d, %d) = %d", num, den, got)
		}
	})
	if p, _ := sentence.Percent(39730, 73001, 2); p != 5442 {
		t.Errorf("39730 of 73001 is 54.42%%, got %d", p)
	}
	if p, _ := sentence.Percent(1, 8, 2); p != 1250 {
		t.Errorf("1/8 is 12.50%%, got %d", p)
	}
	if p, _ := sentence.Percent(5, 100000, 2); p != 1 {
		t.Errorf("0.005 is rounded up, got %d", p)
	}
	if _, ok := sentence.Percent(1, 0, 2); ok {
		t.Error("nothing is a share of nothing")
	}
}

func FuzzProse(f *testing.F) {
	f.Add("受理诉求100件，其中咨询60件、投诉30件、建议10件。立即办结70件，交办20件，转阅10件，占70%。")
	f.Add("收取信息处理费共0.196万元，其中甲局0.15万元、乙局0.046万元。")
	f.Add("未收到政府信息公开申请，（复议（诉讼））99999999999999999999件")
	f.Fuzz(func(t *testing.T, text string) { told(text) })
}

func TestCharactersThatAreCopiedAreLettersThatFoldToThemselves(t *testing.T) {
	for r := rune(0x80); r < 0x20000; r++ {
		if sentence.HanLen(string(r)) > 0 && (sentence.Fold(r) != r || !unicode.IsLetter(r)) {
			t.Fatalf("%U is copied, and is no letter or folds", r)
		}
	}
	if have, want := sentence.Plain("共１２,345件,其中（a）1,23;完:\n(二)"), "共12345件，其中（a）1，23；完：\n（二）"; have != want {
		t.Errorf("plain: %s, want %s", have, want)
	}
}
