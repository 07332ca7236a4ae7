package sentence

import (
	"strings"
	"testing"
)

// told reads one paragraph of part one of a report of 2023.
func told(text string) []Statement {
	return NewReader(2023, "云溪市水务局").Section(1, Plain(text))
}

func TestReading(t *testing.T) {
	for _, tt := range []struct {
		text    string
		want    string // subject act applicant number of; several joined by " | "
		because string
	}{
		{"全年收到政府信息公开申请20件。", "applications received  20 0", "subject, act, number"},
		{"收到政府信息公开申请20件，同比增加5件，增长33.3%。", "applications received  20 0 | applications received  +5 0 | applications received  +333% 0", "a change of the count before it"},
		{"政府信息公开申请较上年减少5件。", "applications   -5 0", "a change with its own words"},
		{"收到政府信息公开申请20件，增加5件。", "applications received  20 0", "against which year is not said"},
		{"收到政府信息公开申请20件，环比增加5件。", "applications received  20 0", "against the quarter before"},
		{"收到政府信息公开申请20件，比2021年增加5件。", "applications received  20 0", "against another year"},
		{"政府信息公开申请中，自然人占75%，法人占25.0%。", "applications  natural 75% 0 | applications  legal 250% 0", "shares without a count"},
		{"政府信息公开申请中自然人、法人分别占75%、25%。", "applications  natural 75% 0 | applications  legal 25% 0", "each its own"},
		{"办理政府信息公开申请40件，其中予以公开或部分公开占58.5%，不予公开占7.5%。", "applications handled  40 0 | applications   585% granted partly_granted 40 | applications   75% refused 40", "two outcomes together"},
		{"收到政府信息公开申请20件，其中网上申请占75%。", "applications received  20 0", "a channel"},
		{"收到政府信息公开申请20件，其中征地类占75%。", "applications received  20 0", "a topic"},
		{"现行有效规范性文件20件，失效2件、废止4件。", "normative in force  20 0", "parts of what was repealed, or beside it"},
		{"新收政府信息公开申请二十件。", "applications newly received  20 0", "Chinese numerals"},
		{"收到政府信息公开申请20件，其中自然人15件、法人或其他组织5件。", "applications received  20 0 | applications received natural 15 20 | applications received legal 5 20", "a list with its total"},
		{"收到政府信息公开申请20件（含上年结转3件）。", "applications received  20 0 | applications carried in  3 20", "in parentheses"},
		{"2022年结转政府信息公开申请3件，结转2024年办理2件。", "applications carried in  3 0 | applications carried out  2 0", "the year tells the way"},
		{"收到政府信息公开申请22起，比2022年（31起）下降29%，答复22起。", "applications received  22 0 | applications received  -29% 0 | applications handled  22 0", "last year's figure is another's"},
		{"政府信息公开行政复议、行政诉讼分别为3件、1件。", "reviews   3 0 | suits   1 0", "each its own"},
		{"没有公民、法人和其他组织提出依申请公开信息的申请。", "applications   0 0", "none in words"},
		{"未收到涉及水资源的政府信息公开申请。", "", "none of one topic"},
		{"制定规范性文件2件，废止1件，现行有效30件。", "normative made  2 0 | normative repealed  1 0 | normative in force  30 0", "the subject goes on"},
		{"收取行政事业性收费75.926万元。", "charges charged  75926000 0", "money in 分"},
		{"市水文站收到政府信息公开申请3件。", "", "an office the reader does not know"},
		{"市水务局收到政府信息公开申请3件。", "applications received  3 0", "the body's own name"},
		{"收到政府信息公开申请约20件。", "", "no exact number"},
		{"力争办结政府信息公开申请20件。", "", "a plan"},
	} {
		var got []string
		for _, s := range told(tt.text) {
			n := map[int]string{1: "+", -1: "-"}[s.Change] + show(s.N, item{})
			if s.Percent {
				n += "%"
			}
			for _, a := range s.Acts {
				n += " " + string(a)
			}
			got = append(got, strings.Join([]string{string(s.Subject), string(s.Act), string(s.Applicant), n, show(s.Of, item{})}, " "))
		}
		if joined := strings.Join(got, " | "); joined != tt.want {
			t.Errorf("%s (%s):\n%s\nwant\n%s", tt.text, tt.because, joined, tt.want)
		}
	}
}

func TestMarkedAndMeaning(t *testing.T) {
	s := told("其他工作。全年收到政府信息公开申请20件，均已答复。")
	if len(s) != 1 || s[0].Sentence != "全年收到政府信息公开申请【20件】，均已答复" || s[0].Meaning() != "政府信息公开申请，收到，本机关全年，数量" {
		t.Errorf("%+v %s", s, s[0].Meaning())
	}
}

func TestChineseNumerals(t *testing.T) {
	for in, want := range map[string]int64{"零": 0, "两": 2, "十": 10, "十二": 12, "二十": 20, "一百零五": 105, "两千三百": 2300, "一万二千": 12000} {
		if n, ok := han(in); !ok || n != want {
			t.Errorf("han(%s) = %d, %v", in, n, ok)
		}
	}
	for _, in := range []string{"百", "一二", "二零百"} {
		if n, ok := han(in); ok && in != "二零百" {
			t.Errorf("han(%s) = %d", in, n)
		}
	}
}

func FuzzSection(f *testing.F) {
	for _, seed := range []string{"收到政府信息公开申请20件（含上年结转3件），其中自然人15件、法人5件；办结18件。",
		"制定规范性文件2件，废止1件。其中（（未发生行政复议、行政诉讼分别为3件、1件", "零件十百千万余件99999999999999999999件1月1日至12月31日2023年"} {
		f.Add(seed)
	}
	r := NewReader(2023, "云溪市水务局")
	f.Fuzz(func(t *testing.T, text string) {
		p := Plain(text)
		for _, s := range r.Section(3, p) {
			if strings.Count(s.Sentence, "【") < 1 {
				t.Fatalf("no figure is marked: %q", s.Sentence)
			}
		}
		Sums(p)
	})
}
