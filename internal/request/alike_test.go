package request

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAlike(t *testing.T) {
	text := "申请公开城北片区老旧小区改造项目的设计变更审批文件"
	for _, tt := range []struct {
		a, b    string
		from    float64
		to      float64
		because string
	}{
		{text, text, 1, 1, "the same text"},
		{text, "申请公开城北片区、老旧小区改造项目的“设计变更”审批文件。", 1, 1, "punctuation makes no difference"},
		{"2024年预算", "２０２４年预算", 1, 1, "nor does the width of figures"},
		{"Budget 2024", "budget2024", 1, 1, "nor case and spaces"},
		{text, "申请公开城北片区老旧小区改造项目的设计变更批复文件", AlikeFrom, 0.95, "one word differs"},
		{text, "申请公开城南片区老旧小区改造项目的设计变更审批文件", AlikeFrom, 0.95, "another quarter: near, but a person must see that it is not the same"},
		{text, "请提供2023年度行政处罚决定书清单", 0, 0.2, "another matter"},
		{"", "", 0, 0, "nothing is like nothing"},
		{"。。。", "。。。", 0, 0, "nor is punctuation"},
		{"水", "水", 1, 1, "one character is a text"},
	} {
		if got := Alike(tt.a, tt.b); got < tt.from || got > tt.to {
			t.Errorf("%q, %q: %.2f, want %.2f to %.2f: %s", tt.a, tt.b, got, tt.from, tt.to, tt.because)
		}
	}
}

// A text that differs in little is found by its bands, one about something else
// almost never: only so may the search look at those that share one.
func TestBandsFindWhatIsAlike(t *testing.T) {
	if Bands("？！") != nil {
		t.Error("punctuation has bands")
	}
	words := []string{"城北", "老旧小区", "改造", "设计变更", "审批", "文件", "预算", "决算", "征收", "补偿", "方案", "公告", "会议纪要", "采购", "合同", "验收", "教育", "医疗", "补贴", "名单", "年度", "规划"}
	missed, near := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.SampledFrom(words), 8, 30).Draw(t, "words")
		other := slices.Clone(list)
		other[rapid.IntRange(0, len(other)-1).Draw(t, "at")] = rapid.SampledFrom(words).Draw(t, "word")
		a, b := join(list), join(other)
		if Alike(a, b) != Alike(b, a) {
			t.Fatal("likeness has a direction")
		}
		if Alike(a, b) < 0.8 {
			return
		}
		near++
		if !share(Bands(a), Bands(b)) {
			missed++
		}
	})
	if near == 0 || missed*100 > near {
		t.Errorf("%d of %d near texts share no band", missed, near)
	}
}

func join(list []string) (s string) {
	for _, w := range list {
		s += w
	}
	return s
}

func share(a, b []int64) bool {
	for i := range a {
		if a[i] == b[i] {
			return true
		}
	}
	return false
}

func TestSearchWords(t *testing.T) {
	for _, tt := range []struct {
		text, want, because string
	}{
		{"城北片区老旧小区改造的设计变更审批文件", "城北片区老旧小区改造的设计变更审批文件 城北片区老旧小区改造 设计变更审批", "a sentence is cut at its small words"},
		{"我想要2024年度的政府信息公开工作年度报告，谢谢", "2024年度 工作年度报告 谢谢", "what everybody writes is left out"},
		{"加装电梯补贴", "加装电梯补贴", "a word is itself"},
		{"申请公开云建发〔2026〕12号", "2026 云建发 12号", "a number is found by its parts"},
		{"公开、信息！", "", "nothing is left"},
		{"", "", "nothing was typed"},
	} {
		if got := strings.Join(SearchWords(tt.text), " "); got != tt.want {
			t.Errorf("%q (%s): %q", tt.text, tt.because, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, w := range SearchWords(rapid.String().Draw(t, "text")) {
			if n := utf8.RuneCountInString(w); n < shortest || n > longestWord {
				t.Errorf("%q", w)
			}
		}
	})
}
