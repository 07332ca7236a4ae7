package screening

import (
	"strconv"
	"strings"
	"testing"

	"yangguang/internal/law"
)

// TestPieces: each finding is marked where it stands, and nothing of it is shown.
func TestPieces(t *testing.T) {
	for _, tt := range []struct{ text, want, because string }{
		{"无", "无", "nothing was found"},
		{"张建国，身份证号11010519491231002X，手机13800138000。", "张建国，身份证号[0:110****2X]，手机[1:138****8000]。", "two in their places"},
		{"电话 138 0013 8000 和 13800138000", "电话 [0:138****8000] 和 [1:138****8000]", "the same twice, in two spellings"},
	} {
		h := plainText(tt.text)
		got := ""
		for _, p := range Pieces(tt.text, h.Passages[0].Where, (Rules{Today: today}).Screen(h)) {
			if p.At < 0 {
				got += p.Text
				continue
			}
			got += "[" + strconv.Itoa(p.At) + ":" + p.Text + "]"
		}
		if got != tt.want {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
	text := "11010519491231002X"
	for _, p := range Pieces(text, "别处", screened(text)) {
		if strings.Contains(p.Text, text) {
			t.Error("what was found elsewhere is shown")
		}
	}
}

// TestGroundOfEach: every string has its own ground in its bar, the others the
// common one.
func TestGroundOfEach(t *testing.T) {
	r := Redaction{Strings: []string{"张建国", "13800138000"}, Ground: law.Art("条例", 15), Grounds: map[string]law.Ref{"13800138000": law.Art("个保法", 25)}}
	got := r.CoverText("张建国，电话13800138000")
	if want := "■■■■■■（已遮盖，依据" + law.Art("条例", 15).String() + "），电话■■■■■■（已遮盖，依据" + law.Art("个保法", 25).String() + "）"; got != want {
		t.Errorf("%s", got)
	}
}
