package report

import (
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
	"yangguang/internal/pattern"
)

// headline is a text that reads as a report's title.
type headline struct {
	body string
	year int
	rank int
}

// title finds body and year: in the title itself or the lines above it, in the
// metadata, or in the sentence that says whom to ask. Lists of other reports
// stand around many a page; the title is the one that the metadata and the
// reporting period speak for, and of equals the last before part one.
func (g *recogniser) title() {
	end := len(g.spots)
	if len(g.marks) > 0 {
		end = g.marks[0].spot + 1
	}
	page := bare(g.doc.Title)
	g.span = g.stated()
	period := 0
	if g.span != nil {
		period = chineseYear(g.span[0])
	}
	var best headline
	for i := range min(len(g.spots), max(end+20, 400)) {
		h, ok := g.headline(i)
		if !ok {
			continue
		}
		if h.body != "" && strings.Contains(page, h.body) {
			h.rank += 3
		}
		if h.year == period {
			h.rank += 3
		}
		if i < end {
			h.rank += 2
		}
		if h.rank > best.rank || h.rank == best.rank && i < end {
			best = h
		}
	}
	g.titled, g.r.Year = best.rank > 0, best.year
	body := best.body
	if b, y, ok := splitTitle(page); ok {
		g.titled = true
		if g.r.Year == 0 {
			g.r.Year = y
		}
		if body == "" && y == g.r.Year {
			body = b
		}
	}
	if body == "" {
		body = g.bodyOfTitle(end)
	}
	if body == "" {
		body = g.bodyOfText()
	}
	if body == "" {
		for i := range g.spots {
			if !strings.Contains(g.spots[i].text, "请") && !strings.Contains(g.spots[i].text, "可") {
				continue
			}
			if m := contact().FindStringSubmatch(bare(g.spots[i].text)); m != nil && looksLikeBody(m[1]) {
				body = m[1]
				break
			}
		}
	}
	g.r.Body = g.asPrinted(body)
}

// asPrinted gives a name the parentheses it stands in the document with.
func (g *recogniser) asPrinted(body string) string {
	wide := strings.NewReplacer("(", "（", ")", "）").Replace(body)
	for i := range g.spots {
		if wide != body && strings.Contains(g.spots[i].text, wide) {
			return wide
		}
	}
	return body
}

// headline reads the title that begins in a line and may run on over two more.
func (g *recogniser) headline(i int) (best headline, ok bool) {
	joined, says, dates := "", false, false // a title has both 报 and 年
	for _, s := range g.spots[i:min(i+3, len(g.spots))] {
		says = says || len(s.text) < 600 && strings.Contains(s.text, "报")
		dates = dates || len(s.text) <= 600 && strings.Contains(s.text, "年")
	}
	if !says || !dates {
		return best, false
	}
	for n := 0; n < 3 && i+n < len(g.spots); n++ {
		if len(g.spots[i+n].text) > 600 {
			break
		}
		t := bare(g.spots[i+n].text)
		if t == "" || utf8.RuneCountInString(t) > 90 || n > 0 && utf8.RuneCountInString(joined+t) > 70 {
			break
		}
		joined += openly.Replace(t)
		if !strings.Contains(joined, "信息公开") || !strings.Contains(joined, "年") || !strings.Contains(joined, "报") {
			continue
		}
		body, year, is := splitTitle(joined)
		if !is || n > 0 && !looksLikeBody(body) {
			continue
		}
		h := headline{body, year, 1}
		if b, _, alone := splitTitle(t); n > 0 && alone && b != "" {
			if !goesOn(strings.TrimSuffix(joined, t), b) {
				break
			}
			h.rank++
		}
		if g.spots[i+n].block.Kind == document.Heading {
			h.rank++
		}
		switch {
		case looksLikeBody(body):
			h.rank += 4
			if i > 0 && !placed(body) && isPlace(bare(g.spots[i-1].text)) {
				h.body = bare(g.spots[i-1].text) + body
			}
		case body != "":
			h.rank += 2
		case i+1 < len(g.spots):
			if next := strings.Trim(bare(g.spots[i+1].text), "()（）"); bodyEnd().MatchString(next) && looksLikeBody(next) {
				h.body = next
				h.rank += 4
			}
		}
		if strings.ContainsAny(joined, "。；，") {
			h.rank = 1
		}
		if !ok || h.rank > best.rank {
			best, ok = h, true
		}
	}
	return best, ok
}

// splitTitle cuts a title into body and year.
func splitTitle(t string) (body string, year int, ok bool) {
	t = openly.Replace(t)
	if m := titleBodyLast().FindStringSubmatch(t); m != nil {
		body, year = m[2], chineseYear(m[1])
	} else if m := titleYearFirst().FindStringSubmatchIndex(t); m != nil {
		body, year = t[:m[0]], chineseYear(t[m[2]:m[3]])
	} else if m := titleYearLast().FindStringSubmatchIndex(t); m != nil {
		body, year = t[:m[0]], chineseYear(t[m[2]:m[3]])
	} else if m := titleYearMid().FindStringSubmatchIndex(t); m != nil {
		body, year = t[:m[0]], chineseYear(t[m[2]:m[3]])
	} else {
		return "", 0, false
	}
	if year < 2000 || year > 2100 {
		return "", 0, false
	}
	for _, sep := range []string{"《", "：", ":", "_", "|", ">", "»", "›", "】"} {
		if i := strings.LastIndex(body, sep); i >= 0 {
			body = body[i+len(sep):]
		}
	}
	for _, verb := range []string{"现公布", "现公开", "现发布", "现将", "特编制", "编制"} {
		body = strings.TrimPrefix(body, verb)
	}
	body = strings.TrimSuffix(sent().ReplaceAllString(strings.Trim(body, "-—·,，。.《》“”\"[]【】#* "), "关于"), "关于")
	if rest := strings.TrimPrefix(body, "关于"); looksLikeBody(rest) {
		body = rest
	}
	if !bodyEnd().MatchString(body) || body == "政府" || body == "政务" {
		body = ""
	}
	return body, year, true
}

var (
	openly = strings.NewReplacer("政务公开工作", "政务信息公开工作")                // as some title their report
	sent   = pattern.Of(`关于(?:报送|上报|呈报|印发|公布|发布|公开|公示|做好|编制)(?:《)?$`) // what a letter says that brings it
)
