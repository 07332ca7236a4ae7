package request

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// AlikeFrom is the share of common pairs of characters from which two texts are
// shown to staff as near-identical. It decides nothing: whether an application
// repeats another (条例 36(六)) is found by a person.
const AlikeFrom = 0.6

// bare keeps letters, ideographs and figures, in lower case and half width, so
// that spaces, punctuation and the width of a figure make no difference.
func bare(text string) []rune {
	var kept []rune
	for _, r := range text {
		if r >= '！' && r <= '～' { // full-width forms lie 0xFEE0 above ASCII
			r -= 0xFEE0
		}
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			kept = append(kept, unicode.ToLower(r))
		}
	}
	return kept
}

// pairs are the pairs of neighbouring characters of a text, each once, in order;
// a text of one character is a pair with nothing.
func pairs(text string) []uint64 {
	kept := bare(text)
	if len(kept) == 1 {
		kept = append(kept, 0)
	}
	var all []uint64
	for i := 1; i < len(kept); i++ {
		all = append(all, uint64(kept[i-1])<<32|uint64(kept[i]))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Alike is how much two texts have in common, from 0 to 1: the pairs of
// characters that stand in both among those that stand in either. Texts without
// a letter or a figure are like nothing.
func Alike(a, b string) float64 {
	x, y := pairs(a), pairs(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	common := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] < y[j]:
			i++
		case x[i] > y[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return float64(common) / float64(len(x)+len(y)-common)
}

// The shape of the bands: texts that have AlikeFrom in common share at least
// one of 16 bands of 3 minima in 98 cases of 100, nearly all from 0.8.
const (
	bandCount = 16
	bandWidth = 3
)

// SameText reports whether two applications ask for the same in the same words:
// spaces and marks between them do not matter.
func SameText(a, b string) bool {
	x := string(bare(a))
	return x != "" && x == string(bare(b))
}

// SentTwice is within what time the same text of the same person is pointed out
// before it is sent: it may be a slip, and one that is meant is taken all the same.
const SentTwice = 24 * time.Hour

// Bands are numbers by which a text that resembles this one is found: texts
// that have much in common share at least one, in the same place. They say
// nothing about the text itself. A text without a letter or figure has none.
func Bands(text string) []int64 {
	all := pairs(text)
	if len(all) == 0 {
		return nil
	}
	bands := make([]int64, bandCount)
	for b := range bands {
		var band uint64
		for row := range bandWidth {
			lowest := ^uint64(0)
			for _, p := range all {
				lowest = min(lowest, mix(p, uint64(b*bandWidth+row)))
			}
			band = mix(lowest^band, uint64(b))
		}
		bands[b] = int64(band >> 1)
	}
	return bands
}

// mix scatters a number; each seed scatters differently (the finaliser of
// SplitMix64, a well-known public-domain mixing step).
func mix(x, seed uint64) uint64 {
	x += (seed + 1) * 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

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
