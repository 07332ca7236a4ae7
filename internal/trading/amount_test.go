package trading

import (
	"strings"
	"testing"
)

func TestReadAmount(t *testing.T) {
	for _, tt := range []struct {
		text, unit string
		want       int64
		because    string
	}{
		{"38624150.00", "元", 3862415000, "元 with 角 and 分"},
		{"38,624,150.5", "", 3862415050, "separators; no unit means 元"},
		{"3862.415", "万元", 3862415000, "万元"},
		{"0.000001", "万元", 1, "six decimals of 万元 are one 分"},
		{"0.0000001", "万元", 0, "seven are no whole 分: never rounded"},
		{"12.345", "元", 0, "nor is half a 分"},
		{"5820万元", "元", 5820000000, "the unit in the words counts before the one beside them"},
		{"４，１０３．５０", "元", 410350, "full-width"},
		{"￥118.60 万元", "", 118600000, "signs and blanks"},
		{"1.2亿元", "", 12000000000, "亿元"},
		{"叁仟捌佰陆拾贰万肆仟壹佰伍拾元整", "", 3862415000, "capitals"},
		{"人民币壹拾万元零伍分", "元", 10000005, "capitals with 分 behind 零"},
		{"壹佰零伍元叁角", "", 10530, "capitals with 角"},
		{"壹亿贰仟万元整", "", 12000000000, "亿 and 万"},
		{"下浮3.5%", "元", 0, "a rate is no amount"},
		{"详见附件", "元", 0, "nor is a reference"},
		{"0", "元", 0, "nor nought"},
		{"-5", "元", 0, "nor less"},
		{"1,23,456", "元", 0, "separators at the wrong place"},
		{"100", "美元", 0, "another currency"},
		{"12元34", "", 0, "digits behind the unit"},
		{"壹拾元叁", "", 0, "a digit without its place behind 元"},
		{"壹贰元", "", 0, "two digits without a place"},
		{"99999999999999", "元", 0, "more than anybody pays"},
		{"9999999999999999999999999999", "万元", 0, "nor may it overflow"},
	} {
		if got := ReadAmount(tt.text, tt.unit); got.Fen != tt.want || got.Text != strings.TrimSpace(tt.text) {
			t.Errorf("%s: %q %s: %d %q, want %d", tt.because, tt.text, tt.unit, got.Fen, got.Text, tt.want)
		}
	}
}

func TestAmountInWords(t *testing.T) {
	for _, tt := range []struct {
		fen            int64
		yuan, str, wan string
	}{
		{3862415005, "38624150.05", "38,624,150.05 元", "3,862.415005 万元"},
		{100, "1.00", "1.00 元", "0.0001 万元"},
		{5820000000, "58200000.00", "58,200,000.00 元", "5,820 万元"},
		{12345670, "123456.70", "123,456.70 元", "12.34567 万元"},
	} {
		a := Amount{Fen: tt.fen}
		if a.Yuan() != tt.yuan || a.String() != tt.str || a.Wan() != tt.wan {
			t.Errorf("%d: %s, %s, %s", tt.fen, a.Yuan(), a, a.Wan())
		}
	}
	if none := (Amount{Text: "下浮3.5%"}); none.Yuan() != "" || none.String() != "下浮3.5%" || none.Wan() != "" {
		t.Error("what is no amount is printed as it was written")
	}
}

// Whatever is read is within bounds, and what is printed is read as the same.
func FuzzReadAmount(f *testing.F) {
	for _, s := range []string{"38,624,150.00", "3862.415万元", "叁仟捌佰元伍分", "下浮3.5%", "４１", "一万亿元", "十元", "亿元"} {
		f.Add(s, "万元")
	}
	f.Fuzz(func(t *testing.T, text, unit string) {
		a := ReadAmount(text, unit)
		if a.Fen < 0 || a.Fen > most {
			t.Fatalf("%q %q: %d", text, unit, a.Fen)
		}
		if !a.Known() {
			return
		}
		for _, printed := range []string{a.String(), a.Yuan(), a.Wan()} {
			if b := ReadAmount(printed, "元"); b.Fen != a.Fen {
				t.Errorf("%q is printed as %q, read as %d", text, printed, b.Fen)
			}
		}
	})
}
