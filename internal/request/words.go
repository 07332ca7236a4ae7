package request

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most words a text is cut into, and the length of one, in characters.
const (
	mostWords   = 6
	shortest    = 2
	longestWord = 20
)

// cuts are words that stand between the words which tell what is wanted, the
// longer ones first.
func cuts() []string {
	return []string{"申请公开", "依申请公开", "政府信息公开", "政府信息", "相关信息", "有关信息", "相关文件", "有关文件", "相关材料", "有关材料", "复印件", "我想要", "我想知道", "想知道", "我要", "希望",
		"需要", "获取", "提供", "查询", "了解", "以及", "关于", "有关", "相关", "情况", "文件", "材料", "信息", "申请", "公开", "要求", "全部", "所有",
		"的", "了", "和", "与", "及", "或", "在", "对", "我", "请", "等", "是", "将", "把", "向"}
}

// SearchWords cuts what somebody writes of the information wanted into words to
// look for in what is already public: the longest first, each once. A whole
// text of at most twenty characters stands before them.
func SearchWords(text string) []string {
	var words []string
	add := func(w string) {
		if n := utf8.RuneCountInString(w); n >= shortest && n <= longestWord && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	runs := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(runs) == 1 {
		add(runs[0])
	}
	whole := len(words)
	for _, run := range runs {
		for _, c := range cuts() {
			run = strings.ReplaceAll(run, c, " ")
		}
		for _, w := range strings.Fields(run) {
			add(w)
		}
	}
	slices.SortStableFunc(words[whole:], func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	return words[:min(len(words), mostWords)]
}
