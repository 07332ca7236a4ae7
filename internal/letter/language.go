package letter

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Fact is something of the matter or the body that a text may name beside the
// elements of the letter. It is its own placeholder.
type Fact string

// Part is an element as a ledger's letters know it: what it is called, and the
// word that stands for it in a template. Those of the frame have no word.
type Part struct {
	Element     Element
	Label, Word string
}

// Language is what the letters of a ledger are written in. It is made once and
// not changed.
type Language struct {
	Parts []Part // in the order in which their placeholders are listed
	Facts []Fact
	// Tells are facts that tell an element whole: a text may name them in its place.
	Tells map[Fact]Element
	// Written are the elements that a person writes, rather than what follows from
	// the matter: a template may hold a beginning for them.
	Written []Element
	Remedy  Remedy
}

// Remedy is how the letters of a ledger tell of reviews and suits: in one
// element, which follows from the decision, and nowhere else.
type Remedy struct {
	Element Element
	Words   []string // with which a text would tell of a remedy
	Cite    law.Ref  // what forbids them elsewhere
}

// The most a template may hold, in characters.
const (
	LongestTemplate = 8000
	LongestStart    = 2000
)

func (l Language) part(e Element) Part {
	for _, p := range l.Parts {
		if p.Element == e {
			return p
		}
	}
	return Part{}
}

// Label is what an element is called; "" for one that is none of the ledger's.
func (l Language) Label(e Element) string { return l.part(e).Label }

// Word is the placeholder of an element, without braces; "" for those that the
// frame of every letter prints.
func (l Language) Word(e Element) string { return l.part(e).Word }

// Placeholders lists the words a template may name in braces.
func (l Language) Placeholders() (list []string) {
	for _, p := range l.Parts {
		if p.Word != "" {
			list = append(list, p.Word)
		}
	}
	for _, f := range l.Facts {
		list = append(list, string(f))
	}
	return list
}

// Values gives what the elements say by their placeholders, together with the
// facts of the matter.
func (l Language) Values(d Content, facts map[Fact]string) Values {
	v := Values{}
	for _, p := range l.Parts {
		if p.Word != "" {
			v[p.Word] = strings.TrimSpace(d[p.Element])
		}
	}
	for f, text := range facts {
		v[string(f)] = strings.TrimSpace(text)
	}
	return v
}

// Compose is the text of a letter: the template with what the draft says. What a
// person wrote and the template does not name stands before the remedy, so that
// nothing that was written is lost.
func (l Language) Compose(t Template, d Content, facts map[Fact]string) []string {
	v, named := l.Values(d, facts), holes(t.Text)
	var more []string
	for _, e := range l.Written {
		if text := strings.TrimSpace(d[e]); text != "" && !slices.Contains(named, l.Word(e)) {
			more = append(more, l.Label(e)+"："+text)
		}
	}
	before, after := t.Text, ""
	if i := strings.Index(t.Text, "{"+l.Word(l.Remedy.Element)+"}"); i >= 0 {
		i = strings.LastIndex(t.Text[:i], "\n") + 1
		before, after = t.Text[:i], t.Text[i:]
	}
	paragraphs := Phrase(before, v)
	for _, text := range more {
		paragraphs = append(paragraphs, Phrase("{x}", Values{"x": text})...)
	}
	return append(paragraphs, Phrase(after, v)...)
}

// Preview completes a draft for showing how a template of a kind reads: where the
// template has a beginning for an element it stands there, then comes what
// follows from the matter, and what a person would still have to write stands in
// 〔 〕. The draft is changed.
func (l Language) Preview(t Template, k Kind, d, derived Content, facts map[Fact]string) {
	v := l.Values(d, facts)
	for _, e := range l.Written {
		d[e] = strings.Join(Phrase(t.Start[e], v), "\n")
	}
	maps.Copy(d, derived)
	for _, e := range k.Needs {
		if strings.TrimSpace(d[e]) == "" {
			d[e] = "〔" + l.Label(e) + "〕"
		}
	}
}

// Lint reports what is wrong with a template of a kind of letter, by field:
// text, or start_ and the element.
func (l Language) Lint(t Template, k Kind) error {
	var faults fault.List
	if n := utf8.RuneCountInString(t.Text); n > LongestTemplate {
		faults.Add("text", fmt.Sprintf("不超过 %d 字，现在是 %d 字", LongestTemplate, n))
	}
	named := holes(t.Text)
	for _, e := range k.Needs {
		told := slices.ContainsFunc(named, func(word string) bool { return l.Tells[Fact(word)] == e })
		if !slices.Contains(Framed(), e) && !slices.Contains(named, l.Word(e)) && !told {
			faults = append(faults, k.lacks("text", "正文缺少必备要素“"+l.Label(e)+"”，写上 {"+l.Word(e)+"}"))
		}
	}
	if remedy := l.Word(l.Remedy.Element); !k.Remedied && slices.Contains(named, remedy) {
		faults.Add("text", "程序性文书不写复议、诉讼途径，删去 {"+remedy+"}")
	}
	faults = append(faults, l.lintText("text", t.Text)...)
	for _, e := range l.Written {
		field := "start_" + string(e)
		if n := utf8.RuneCountInString(t.Start[e]); n > LongestStart {
			faults.Add(field, fmt.Sprintf("不超过 %d 字，现在是 %d 字", LongestStart, n))
		}
		faults = append(faults, l.lintText(field, t.Start[e])...)
		for _, word := range holes(t.Start[e]) {
			if word == l.Word(e) {
				faults.Add(field, "这一段不能再写 {"+word+"}，它就是要写的内容")
			}
		}
	}
	return faults.Err()
}

// lintText reports placeholders that are none, and a remedy written by hand.
func (l Language) lintText(field, text string) (faults fault.List) {
	known := l.Placeholders()
	for _, word := range holes(text) {
		if !slices.Contains(known, word) {
			faults.Add(field, "没有“{"+clip(word)+"}”这个占位符")
		}
	}
	if no := l.TellsOfRemedy(text); no != "" {
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: field, Cite: l.Remedy.Cite,
			Message: "模板里不写“" + no + "”：救济途径由结论决定，只写 {" + l.Word(l.Remedy.Element) + "}"})
	}
	return faults
}

// TellsOfRemedy finds words in a text that tell of a remedy; "" when there are
// none.
func (l Language) TellsOfRemedy(text string) string {
	for _, s := range l.Remedy.Words {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}

func clip(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
