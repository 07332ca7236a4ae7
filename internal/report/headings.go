package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/document"
	"yangguang/internal/pattern"
	"yangguang/internal/report/sentence"
)

var (
	otherNumeral = pattern.Of(`^[#*\s]*(?:[(（]([一二三四五六])[)）]|([1-6])[、.．]|[(（]([1-6])[)）])\s*(.*)$`)
	lineNumeral  = pattern.Of(`^[#*\s]*(?:第)?([一二三四五六七八九十])(?:部分)?\s*[、.．,，:：]?\s*(.*)$`)
)

const numerals = "一二三四五六七八九十"

// partOf recognises a part's title (without its number).
func partOf(title string) int {
	c := strings.ReplaceAll(core(title), "其它", "其他")
	if n := len([]rune(c)); n < 2 || n > 45 {
		return 0
	}
	has := func(words ...string) bool {
		for _, w := range words {
			if !strings.Contains(c, w) {
				return false
			}
		}
		return true
	}
	switch {
	case has("复议", "诉讼") && !has("其他"):
		return 4
	case has("收到", "处理", "申请"):
		return 3
	case has("主动公开", "情况") && strings.HasSuffix(c, "情况"):
		return 2
	case has("问题", "改进"), has("存在", "问题", "措施"):
		return 5
	case has("其他", "报告", "事项"), has("其他需要报告"):
		return 6
	}
	for _, p := range parts[:1] {
		if c == core(p.Title) || slices.Contains(p.Aliases, c) {
			return 1
		}
	}
	return 0
}

// numberedPart recognises a part by its number where its title only resembles the
// statutory one.
func numberedPart(title string, number int) int {
	c := strings.ReplaceAll(core(title), "其它", "其他")
	if n := utf8.RuneCountInString(c); n < 2 || n > 30 || number < 1 || number > 6 {
		return 0
	}
	for _, w := range [...][]string{1: {"总体情况", "基本情况", "工作概况", "总体概况", "概述"}, 2: {"主动公开"}, 3: {"依申请公开", "信息公开申请"},
		4: {"行政复议", "行政诉讼"}, 5: {"存在的问题", "存在问题", "主要问题"}, 6: {"其他事项", "其他需要", "其他情况", "其他应当", "其他工作"}}[number] {
		if strings.Contains(c, w) {
			return number
		}
	}
	return 0
}

// parts finds the titles and of repeated ones (a list of contents first, then
// the parts themselves) the longest rising run, the latest of them.
func (g *recogniser) parts() {
	var all []mark
	for i := range g.spots {
		s := &g.spots[i]
		if s.text == "" {
			continue
		}
		if m, ok := g.titleLine(i, s.text); ok {
			all = append(all, m)
			continue
		}
		all = append(all, inside(i, s.text)...)
	}
	if len(all) > 400 {
		all = all[len(all)-400:]
	}
	g.marks = rising(all)
	g.seventh()
	next := 0
	for i := range g.spots {
		for next < len(g.marks) && g.marks[next].spot <= i {
			next++
		}
		g.spots[i].part = next - 1
	}
}

// titleLine reads a line that is a title and nothing else.
func (g *recogniser) titleLine(i int, text string) (mark, bool) {
	if utf8.RuneCountInString(text) > 50 || strings.ContainsAny(text, "。；") {
		return mark{}, false
	}
	title, named := text, 0
	if m := lineNumeral().FindStringSubmatch(text); m != nil {
		title, named = m[2], strings.Index(numerals, m[1])/3+1
	}
	n := partOf(strings.Trim(title, "#* "))
	if n == 0 && named > 0 {
		n = numberedPart(title, named)
	}
	if m := otherNumeral().FindStringSubmatch(text); m != nil && named == 0 {
		// （三）or 3. counts where it is the part's own number.
		title = m[4]
		n = partOf(strings.Trim(title, "#* "))
		if n == 0 || m[1] != numerals[(n-1)*3:n*3] && m[2]+m[3] != strconv.Itoa(n) {
			return mark{}, false
		}
		named = n
	}
	if n == 0 || named == 0 && g.spots[i].block.Kind != document.Heading && !exactTitle(title, n) {
		return mark{}, false
	}
	return mark{i, 0, len(text), n, strings.Trim(strings.TrimSpace(title), "#*：: ")}, true
}

func exactTitle(title string, n int) bool {
	c := core(title)
	return (n > 1 || c == "总体情况") && (c == core(parts[n-1].Title) || slices.ContainsFunc(parts[n-1].Aliases, func(a string) bool { return core(a) == c }))
}

// inside finds titles in the middle of a text whose line breaks are lost.
func inside(i int, text string) []mark {
	var out []mark
	for at := 0; ; {
		comma := strings.Index(text[at:], "、")
		if comma < 0 {
			return out
		}
		end := at + comma
		at = end + len("、")
		number := 0
		for _, p := range parts {
			if strings.HasSuffix(text[:end], p.Numeral) {
				number = p.Number
			}
		}
		if number == 0 {
			continue
		}
		rest, p := text[at:], parts[number-1]
		for _, t := range append([]string{p.Title}, p.Aliases...) {
			if n := prefixLen(rest, t); n > 0 {
				out = append(out, mark{i, end - len(p.Numeral), at + n, number, strings.TrimSpace(rest[:n])})
				break
			}
		}
	}
}

// prefixLen is the length of the start of s that reads as title, spaces and
// punctuation aside; 0 when it does not.
func prefixLen(s, title string) int {
	want := []rune(core(title))
	k := 0
	for i, r := range s {
		f := sentence.Fold(r)
		if f == 0 || !unicode.IsLetter(f) && !unicode.IsDigit(f) {
			if i > 3*len(want)+40 {
				return 0
			}
			continue
		}
		if f != want[k] {
			return 0
		}
		if k++; k == len(want) {
			return i + utf8.RuneLen(r)
		}
	}
	return 0
}

// rising is the longest subsequence with rising numbers, the latest of equals.
func rising(all []mark) []mark {
	length := make([]int, len(all))
	prev := make([]int, len(all))
	end := -1
	for i := range all {
		length[i], prev[i] = 1, -1
		for j := range i {
			if all[j].number < all[i].number && length[j]+1 >= length[i] {
				length[i], prev[i] = length[j]+1, j
			}
		}
		if end < 0 || length[i] >= length[end] {
			end = i
		}
	}
	var out []mark
	for i := end; i >= 0; i = prev[i] {
		out = append(out, all[i])
	}
	slices.Reverse(out)
	return out
}

// seventh adds parts the format does not have: 七、… as a line of its own.
func (g *recogniser) seventh() {
	if len(g.marks) == 0 {
		return
	}
	for i := g.marks[len(g.marks)-1].spot + 1; i < len(g.spots); i++ {
		text := g.spots[i].text
		if text == "" || utf8.RuneCountInString(text) > 45 || strings.ContainsAny(text, "。；") {
			continue
		}
		m := lineNumeral().FindStringSubmatch(text)
		if m == nil || !strings.Contains(text, "、") {
			continue
		}
		if n := strings.Index(numerals, m[1])/3 + 1; n >= 7 && n == g.marks[len(g.marks)-1].number+1 {
			g.marks = append(g.marks, mark{i, 0, len(text), n, strings.TrimSpace(m[2])})
		}
	}
}
