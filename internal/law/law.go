// Package law names the clauses that the code carries out, and keeps the
// register of every duty the statutes lay on a public body. A rule anywhere in
// the program cites its clause with Art, and cmd/lawindex reads those calls back
// into docs/law-index.md, so that law and code can be read side by side.
//
// Acts (acts.tsv) are known by a short name, the one the register and the
// marks use; each carries its full name, number, the day it took effect and
// the shape of its articles, so that a mark cannot name a clause that is not
// there. Duties (duties.tsv) are rows of data with a status: whether code
// carries them out, a person does, they bind somebody else, or they wait for
// their ledger.
package law

import (
	"slices"
	"strconv"
	"strings"
)

// Ref cites one clause: an act by the short name it has in the register
// (条例, 复议法, 年报格式 …) or one of its aliases, an article, and where the
// citation is finer, its paragraph (款) and item (项). Zero means "the whole".
type Ref struct {
	Statute   string
	Article   int
	Paragraph int // 款, counted from 1
	Item      int // 项, counted from 1
}

// Art cites an article. Call it with literals: cmd/lawindex reads the source.
// Article 0 cites an act as a whole, as one does with a document without
// articles.
func Art(act string, article int) Ref { return Ref{Statute: act, Article: article} }

// Para narrows the citation to one paragraph (第n款).
func (r Ref) Para(n int) Ref { r.Paragraph = n; return r }

// At narrows the citation to one item (第(n)项).
func (r Ref) At(n int) Ref { r.Item = n; return r }

// Zero reports whether nothing is cited.
func (r Ref) Zero() bool { return r == Ref{} }

// String is the citation as a page prints it:
// 《条例》第三十三条第二款, 《条例》第三十六条第（二）项.
func (r Ref) String() string {
	if r.Zero() {
		return ""
	}
	return "《" + r.Statute + "》" + r.clause()
}

// Full is the citation as a letter prints it, with the act's whole name:
// 《中华人民共和国政府信息公开条例》第三十三条第二款.
func (r Ref) Full() string {
	if r.Zero() {
		return ""
	}
	act, ok := Lookup(r.Statute)
	if !ok {
		return r.String()
	}
	return "《" + act.Full + "》" + r.clause()
}

// FullList is several citations as a letter prints them: each act by its whole name
// once, its clauses after it. Acts that the letter names again (by their short
// names) are told to be called so: （以下简称《条例》）.
func FullList(refs []Ref, again ...string) string {
	var acts []string
	clauses, last := map[string][]string{}, map[string]Ref{}
	for _, r := range refs {
		if !slices.Contains(acts, r.Statute) {
			acts = append(acts, r.Statute)
		}
		if c := r.after(last[r.Statute]); c != "" && last[r.Statute] != r {
			clauses[r.Statute] = append(clauses[r.Statute], c)
		}
		last[r.Statute] = r
	}
	for i, act := range acts {
		text := Ref{Statute: act}.Full()
		if slices.Contains(again, act) {
			text += "（以下简称" + Ref{Statute: act}.String() + "）"
		}
		acts[i] = text + strings.Join(clauses[act], "、")
	}
	return strings.Join(acts, "、")
}

// BriefList is several citations of acts that a letter has named already:
// 《条例》第三十七条、第三十六条第（三）项.
func BriefList(refs []Ref) string {
	var b strings.Builder
	last := Ref{}
	for i, r := range refs {
		if i > 0 {
			b.WriteString("、")
		}
		if r.Statute == last.Statute && r.Article > 0 {
			b.WriteString(r.after(last))
		} else {
			b.WriteString(r.String())
		}
		last = r
	}
	return b.String()
}

// after is the clause as it stands behind another of the same act: an item of the
// same article by its number alone.
func (r Ref) after(last Ref) string {
	if r.Item > 0 && last.Item > 0 && r != last && r.Article == last.Article && r.Paragraph == last.Paragraph && r.Statute == last.Statute {
		return "第（" + Numeral(r.Item) + "）项"
	}
	return r.clause()
}

// Short is the citation as the register and the command line write it:
// 条例 33②, 条例 36(二), 条例 50①(四).
func (r Ref) Short() string {
	if r.Article == 0 {
		return r.Statute
	}
	s := r.Statute + " " + strconv.Itoa(r.Article) + circled(r.Paragraph)
	if r.Item > 0 {
		s += "(" + Numeral(r.Item) + ")"
	}
	return s
}

func (r Ref) clause() string {
	var b strings.Builder
	if r.Article > 0 {
		b.WriteString("第" + Numeral(r.Article) + "条")
	}
	if r.Paragraph > 0 {
		b.WriteString("第" + Numeral(r.Paragraph) + "款")
	}
	if r.Item > 0 {
		b.WriteString("第（" + Numeral(r.Item) + "）项")
	}
	return b.String()
}

const (
	digits  = "零一二三四五六七八九"
	circles = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
)

func circled(n int) string {
	c := []rune(circles)
	if n < 1 || n > len(c) {
		return ""
	}
	return string(c[n-1])
}

// Numeral writes a whole number from 0 to 999 in Chinese numerals as statutes
// number their articles: 十, 三十三, 一百零三. Other numbers stay as digits.
func Numeral(n int) string {
	d := []rune(digits)
	switch {
	case n < 0 || n > 999:
		return strconv.Itoa(n)
	case n < 10:
		return string(d[n])
	case n < 20:
		return "十" + ones(n%10)
	case n < 100:
		return string(d[n/10]) + "十" + ones(n%10)
	}
	s := string(d[n/100]) + "百"
	switch rest := n % 100; {
	case rest == 0:
		return s
	case rest < 10:
		return s + "零" + string(d[rest])
	default:
		return s + string(d[rest/10]) + "十" + ones(rest%10)
	}
}

func ones(n int) string {
	if n == 0 {
		return ""
	}
	return string([]rune(digits)[n])
}

// number reads a Chinese numeral from 1 to 999; 0 when it is none.
func number(s string) int {
	n, digit := 0, 0
	for _, r := range s {
		switch i := strings.IndexRune(digits, r); {
		case i >= 0:
			digit = len([]rune(digits[:i]))
		case r == '十':
			n, digit = n+max(digit, 1)*10, 0
		case r == '百':
			n, digit = n+max(digit, 1)*100, 0
		default:
			return 0
		}
	}
	return n + digit
}
