package vault

import (
	"strings"
	"testing"
)

func FuzzSealedText(f *testing.F) {
	v, err := New(International, noon)
	if err != nil {
		f.Fatal(err)
	}
	s, _ := v.Seal("13800006021", home)
	f.Add(s.text)
	f.Add("v1.s-000000000000.AAAA")
	f.Add("v1..")
	f.Add("v1.s-000000000000.AAB")
	f.Fuzz(func(t *testing.T, text string) {
		var x Sealed
		if err := x.Scan(text); err != nil {
			return
		}
		if val, _ := x.Value(); val != text {
			t.Errorf("%q is stored as %q", text, val)
		}
		if p, err := v.Open(x, home); err == nil && text != "" && text != s.text {
			t.Errorf("forged: %q opens, %d bytes", text, len(p.Text()))
		}
	})
}

func FuzzMask(f *testing.F) {
	for _, s := range []string{"王伟", "13800006021", "53010219900101123X", "云南省保山市隆阳区永昌街道", "a@b", "１３８", "@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range Kinds() {
			m := k.Mask(s)
			if m != "" && !strings.Contains(m, "*") {
				t.Errorf("%s %q is shown whole: %q", k, s, m)
			}
		}
	})
}
