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
		{"新收政府信息公开申请二十件。", "applications newly received  20 0", "Chinese numerals"},
		{"收到政府信息公开申请20件，其中自然人15件、法人或其他组织5件。", "applications received  20 0 | applications received natural 15 20 | applications received legal 5 20", "a list with its total"},
		{"收到政府信息公开申请20件（含上年结转3件）。", "applications received  20 0 | applications carried in  3 20", "in parentheses"},
		{"2022年结转政府信息公开申请3件，结转2024年办理2件。", "applications carried in  3 0 | applications carried out  2 0", "the year tells the way"},
		{"收到政府信息公开申请22起，比2022年（31起）下降29%，答复22起。", "applications received  22 0 | applications handled  22 0", "last year's figure is another's"},
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
			got = append(got, strings.Join([]string{string(s.Subject), string(s.Act), string(s.Applicant), show(s.N, item{}), show(s.Of, item{})}, " "))
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
