package report

import (
	"strings"
	"unicode/utf8"
)

// goesOn reports whether a name that ends a line is the first half of one that
// the title in the next line begins with: it names a place, the second does not.
func goesOn(first, second string) bool {
	return bodyEnd().MatchString(first) && placed(first) && !placed(second) && looksLikeBody(first+second) &&
		!strings.Contains(first, "信息公开") && !strings.Contains(first, "网") && !strings.Contains(first, "报告")
}

// placed reports whether a name holds that of a place: 云溪市, 石桥镇.
func placed(name string) bool {
	for i, r := range name {
		if i > 0 && strings.ContainsRune("省市县区州盟旗镇乡", r) {
			return true
		}
	}
	return strings.Contains(name, "街道")
}

// isPlace reports whether a line is the name of a place and nothing else: the
// first half of a body's name over two lines.
func isPlace(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	n := utf8.RuneCountInString(line)
	return n >= 3 && n <= 8 && strings.ContainsRune("市县区州盟旗", last) && bodyEnd().MatchString(line) && !strings.HasSuffix(line, "专区")
}

// bodyOfTitle reads a title that has no year, above part one.
func (g *recogniser) bodyOfTitle(end int) string {
	for i := range min(len(g.spots), end) {
		t := bare(g.spots[i].text)
		if titleAlone().MatchString(t) && i+1 < min(len(g.spots), end) {
			if next := bare(g.spots[i+1].text); bodyEnd().MatchString(next) && looksLikeBody(next) {
				g.titled = true
				return next
			}
		}
		if t == "" || utf8.RuneCountInString(t) > 70 {
			continue
		}
		m := titleNoYear().FindStringSubmatch(t)
		if m == nil {
			continue
		}
		body := strings.TrimSuffix(m[1], "关于")
		if i > 0 && goesOn(bare(g.spots[i-1].text), body) {
			body = bare(g.spots[i-1].text) + body
		}
		if looksLikeBody(body) || placed(body) {
			g.titled = true
			return body
		}
	}
	return ""
}

// bodyOfText reads the body's name where the text itself names the report:
// 现公布区统计局2023年政府信息公开工作年度报告.
func (g *recogniser) bodyOfText() string {
	for i := range g.spots {
		if g.spots[i].part > 0 {
			break
		}
		text := g.spots[i].text
		if !strings.Contains(text, "信息公开") && !strings.Contains(text, "编制") {
			continue
		}
		text = bare(text)
		for _, m := range saidTitle().FindAllStringSubmatch(text, -1) {
			if body := strings.TrimSuffix(m[1], "关于"); named(body) && (g.r.Year == 0 || chineseYear(m[2]) == g.r.Year) {
				return body
			}
		}
		if m := saidBody().FindStringSubmatch(text); m != nil && named(m[1]+m[2]) {
			return m[1] + m[2]
		}
		for _, m := range saidLast().FindAllStringSubmatch(text, -1) {
			if whole(m[2]) && (g.r.Year == 0 || chineseYear(m[1]) == g.r.Year) {
				return m[2]
			}
		}
	}
	return ""
}

// named reports whether a text names one body and does not only point at it.
func named(body string) bool {
	for _, w := range []string{"我", "本", "该", "通知", "要求", "年度"} {
		if strings.Contains(body, w) {
			return false
		}
	}
	return looksLikeBody(body)
}

// whole reports whether what stands between year and title is one body's name:
// 《2022年度石桥街道政府信息公开工作年度报告》, 2024年云溪市政府信息公开工作年度报告.
func whole(body string) bool {
	for _, w := range []string{"我", "本", "该", "各", "全", "通知", "要求", "年度", "格式", "关于", "编制", "印发", "上", "下"} {
		if strings.Contains(body, w) {
			return false
		}
	}
	last, _ := utf8.DecodeLastRuneInString(body)
	return utf8.RuneCountInString(body) > 2 && body != "县政府" && body != "市政府" && body != "区政府" && (looksLikeBody(body) || strings.ContainsRune("省市县区州盟旗", last))
}

// yearOfText is the year that the text before part two speaks of: that of a
// report it names, else the one it names most often; 0 when several are named
// equally often.
func (g *recogniser) yearOfText() int {
	times, said := map[int]int{}, map[int]int{}
	for i := range g.spots {
		if g.spots[i].part >= 0 && g.marks[g.spots[i].part].number > 1 {
			break
		}
		text := bare(g.spots[i].text)
		for _, m := range saidYear().FindAllStringSubmatch(text, -1) {
			said[chineseYear(m[1])]++
		}
		for _, m := range yearWritten().FindAllStringSubmatch(text, -1) {
			times[chineseYear(m[1])]++
		}
	}
	if len(said) == 1 {
		for y := range said {
			return y
		}
	}
	best, most, even := 0, 0, false
	for y, n := range times {
		switch {
		case n > most:
			best, most, even = y, n, false
		case n == most:
			even = true
		}
	}
	if even {
		return 0
	}
	return best
}

// looksLikeBody reports whether a name ends as those of public bodies do.
func looksLikeBody(s string) bool {
	for _, end := range []string{"局", "委", "委员会", "政府", "厅", "办", "办公室", "中心", "处", "院", "会", "部", "站", "所", "队", "署", "行", "校", "社", "馆", "公司", "集团", "街道", "镇", "乡"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// unclear notes the tables of which no figure was read though their labels stand
// in the file: they are not missing.
func (g *recogniser) unclear() {
	t := g.r.Tables
	missing := map[string]bool{"two": t.Two == nil && g.r.Format != "2019", "three": t.Three == nil, "four": t.Four == nil}
	if !missing["two"] && !missing["three"] && !missing["four"] {
		return
	}
	seen := map[string]int{}
	note := func(text string) {
		c := core(text)
		if row := rowOf(c); row != 0 && !short(row) {
			seen["three"]++
		}
		for _, w := range []string{"本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额"} {
			if strings.Contains(c, w) {
				seen["two"]++
			}
		}
		for _, w := range []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "未经复议直接起诉", "复议后起诉"} {
			if strings.Contains(c, w) {
				seen["four"]++
			}
		}
	}
	for i := range g.spots {
		s := &g.spots[i]
		if s.block.Table == nil {
			if len(s.text) < 400 {
				note(s.text)
			}
			continue
		}
		for _, row := range s.block.Table.Rows {
			for _, c := range row {
				if !c.Covered && len(c.Text) < 400 {
					note(c.Text)
				}
			}
		}
	}
	for _, key := range []string{"two", "three", "four"} {
		if missing[key] && seen[key] >= 4 {
			g.r.Unclear = append(g.r.Unclear, key)
		}
	}
}

// chineseYear reads 2024 and 二〇二四.
func chineseYear(s string) int {
	n := 0
	for _, r := range s {
		d := strings.IndexRune("零一二三四五六七八九", r)
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		case r == '〇' || r == '○':
			n *= 10
		case d >= 0:
			n = n*10 + d/3
		}
	}
	return n
}
