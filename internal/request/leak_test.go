package request

import (
	"strings"
	"testing"
)

func TestLeaks(t *testing.T) {
	known := []Known{{"申请人的姓名", "王小溪"}, {"申请人的地址", "文澜路1号2幢"}, {"申请人的邮箱", "wang@yunxi.example"}, {"", "王"}, {"", ""}}
	for _, tt := range []struct {
		text, kind string
		because    string
	}{
		{"改造面积12000平方米，投资3400万元", "", "figures are no persons"},
		{"证号330000199001010000", "身份证号码", "18 figures with a day of birth"},
		{"证号33000019900101001x。", "身份证号码", "an X at the end"},
		{"证号３３００００１９９００１０１００００", "身份证号码", "full width"},
		{"证号330000 19900101 0000", "身份证号码", "spaced"},
		{"证号330000900101001", "身份证号码", "15 figures, of old"},
		{"项目编号330000209913450000", "", "no month 13"},
		{"统一社会信用代码91330100MA2ABCDE3X", "", "an organisation"},
		{"电话13800006021", "手机号码", "mobile"},
		{"电话+86 138-0000-6021", "手机号码", "with the country's number"},
		{"电话0571-0000 0000", "", "an office's telephone"},
		{"办公座机0875-2198298", "", "an office's telephone"},
		{"12345热线", "", "short"},
		{"2026年11月20日答复，文号云建公复〔2026〕131号", "", "a day and a number"},
		{"王小溪申请的信息", "申请人的姓名", "the name"},
		{"王 小·溪申请的信息", "申请人的姓名", "the name, spaced"},
		{"住址文澜路１号２幢", "申请人的地址", "the address in full width"},
		{"发到WANG@yunxi.example", "申请人的邮箱", "case"},
		{"王某申请的信息", "", "one character of a name says nothing"},
	} {
		got := Leaks(tt.text, known)
		if (len(got) > 0) != (tt.kind != "") || len(got) > 0 && got[0].Kind != tt.kind {
			t.Errorf("%s (%s): %v", tt.text, tt.because, got)
		}
		for _, l := range got {
			if strings.Contains(tt.text, l.Text) || !strings.Contains(l.Text, "*") {
				t.Errorf("%s is not covered", l.Text)
			}
		}
	}
}

func FuzzLeaks(f *testing.F) {
	f.Add("证号330000 19900101 001x", "王小溪")
	f.Fuzz(func(t *testing.T, text, name string) {
		for _, l := range Leaks(text, []Known{{"name", name}}) {
			if l.Text == "" {
				t.Error("a leak without a text")
			}
		}
	})
}
