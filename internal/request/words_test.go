package request

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

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
