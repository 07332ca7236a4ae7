package request

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Template is how a kind of letter reads. It is text with placeholders in
// braces, such as {申请编号}, and nothing of it is ever executed: a placeholder
// is one of the words of Placeholders or it is a fault.
type Template struct {
	// Text is the letter between addressee and signature, a line a paragraph.
	Text string `json:"text"`
	// Start is what the drafting of an element begins with.
	Start map[Element]string `json:"start,omitempty"`
}

// The most a template may hold, in characters.
const (
	LongestTemplate = 8000
	LongestStart    = 2000
)

// words are the placeholders of the elements; those that the frame of the
// letter prints itself (title, number, addressee, signature, day) have none.
var words = []struct {
	element Element
	word    string
}{
	{ReceivedDay, "收到日期"}, {ApplicationNo, "申请编号"}, {RequestText, "申请内容"}, {Decision, "处理决定"}, {Facts, "事实"}, {Law, "法律依据"},
	{Reason, "理由"}, {RemedyTold, "救济途径"}, {Access, "获取方式"}, {SearchRecord, "检索过程"}, {OtherBody, "负责机关"}, {Items, "事项"},
	{Until, "期限"}, {DueDay, "答复期限届满日"}, {Amount, "收费数额"}, {HowToPay, "缴纳方式"}, {PartHeld, "不予公开的部分"},
	{Discretion, "裁量理由"}, {EarlierAnswer, "已作答复"},
}

// Fact is something of the case or the body that a text may name beside the
// elements of the letter.
type Fact string

// The facts.
const (
	BodyName    Fact = "机关名称"
	CallThem    Fact = "称谓"     // 您, or 你单位
	BodyContact Fact = "联系方式"   // of the body
	Heard       Fact = "征求意见情况" // who was heard, when, and what they said
	Corrections Fact = "补正情况"   // what was to be corrected, until when
	Charged     Fact = "收费情况"   // the fee that was to be paid, until when
	Ordered     Fact = "责令情况"   // the decision or judgment that orders a new answer
)

// CaseFacts lists the facts a text may name.
func CaseFacts() []Fact {
	return []Fact{BodyName, CallThem, BodyContact, Heard, Corrections, Charged, Ordered}
}

// Word is the placeholder of an element, without braces; "" for those that the
// frame of every letter prints.
func (e Element) Word() string {
	for _, w := range words {
		if w.element == e {
			return w.word
		}
	}
	return ""
}

// Placeholders lists the words a template may name in braces.
func Placeholders() []string {
	var list []string
	for _, w := range words {
		list = append(list, w.word)
	}
	for _, f := range CaseFacts() {
		list = append(list, string(f))
	}
	return list
}

// Values are what stands for each placeholder.
type Values map[string]string

// Values gives the elements of a draft by their placeholders, together with the
// facts of the case.
func (d Draft) Values(facts map[Fact]string) Values {
	v := Values{}
	for _, w := range words {
		v[w.word] = strings.TrimSpace(d[w.element])
	}
	for f, text := range facts {
		v[string(f)] = strings.TrimSpace(text)
	}
	return v
}

// piece is a stretch of a template: literal text, or a placeholder.
type piece struct {
	text string
	hole bool
}

// pieces cuts a line at its placeholders. A brace without its partner is
// literal text.
func pieces(line string) (list []piece) {
	for {
		before, rest, open := strings.Cut(line, "{")
		word, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			return append(list, piece{text: line})
		}
		list = append(list, piece{text: before}, piece{text: strings.TrimSpace(word), hole: true})
		line = after
	}
}

// Phrase puts values into a text and returns its paragraphs. A line that names
// something empty is left out; a value of several lines makes several
// paragraphs. What stands in a value is not looked at again.
func Phrase(text string, v Values) (paragraphs []string) {
	for line := range strings.Lines(text) {
		var b strings.Builder
		whole := true
		for _, p := range pieces(strings.TrimSpace(line)) {
			if p.hole && v[p.text] == "" {
				whole = false
				break
			}
			if p.hole {
				p.text = v[p.text]
			}
			b.WriteString(p.text)
		}
		if !whole {
			continue
		}
		for part := range strings.Lines(b.String()) {
			if part = strings.TrimSpace(part); part != "" {
				paragraphs = append(paragraphs, part)
			}
		}
	}
	return paragraphs
}

// Letter is the text of a letter: the template with what the draft says. What a
// person wrote and the template does not name stands before the remedy, so that
// nothing that was written is lost.
func (t Template) Letter(d Draft, facts map[Fact]string) []string {
	v, named := d.Values(facts), holes(t.Text)
	var more []string
	for _, e := range Written() {
		if text := strings.TrimSpace(d[e]); text != "" && !slices.Contains(named, e.Word()) {
			more = append(more, Elements()[e]+"："+text)
		}
	}
	before, after := t.Text, ""
	if i := strings.Index(t.Text, "{"+RemedyTold.Word()+"}"); i >= 0 {
		i = strings.LastIndex(t.Text[:i], "\n") + 1
		before, after = t.Text[:i], t.Text[i:]
	}
	paragraphs := Phrase(before, v)
	for _, text := range more {
		paragraphs = append(paragraphs, Phrase("{x}", Values{"x": text})...)
	}
	return append(paragraphs, Phrase(after, v)...)
}

// framed are the elements that the frame of a letter prints: around the text,
// never in it.
func framed() []Element {
	return []Element{Title, Number, Addressee, Signature, IssuedDay, Service, Attachments}
}

// Written are the elements that a template may hold a beginning for: what a
// person writes, rather than what follows from the case.
func Written() []Element {
	return []Element{Facts, Reason, PartHeld, Access, SearchRecord, OtherBody, Items, EarlierAnswer, Discretion, HowToPay}
}

// suits are the words with which a text would tell of a remedy. The remedy
// follows from the outcome and stands only where {救济途径} is.
var suits = []string{"申请行政复议", "提起行政诉讼", "提起诉讼", "向人民法院起诉", "6个月", "六个月", "60日内", "六十日内"}

// Lint reports what is wrong with a template of a kind of letter, by field:
// text, or start_ and the element.
func (t Template) Lint(k LetterKind) error {
	var faults fault.List
	if n := utf8.RuneCountInString(t.Text); n > LongestTemplate {
		faults.Add("text", fmt.Sprintf("不超过 %d 字，现在是 %d 字", LongestTemplate, n))
	}
	named := holes(t.Text)
	for _, e := range k.Needs {
		if !slices.Contains(framed(), e) && !slices.Contains(named, e.Word()) {
			f := &fault.Error{Kind: fault.Unlawful, Field: "text", Message: "正文缺少必备要素“" + Elements()[e] + "”，写上 {" + e.Word() + "}"}
			if len(k.Cites) > 0 {
				f.Cite = k.Cites[0]
			}
			faults = append(faults, f)
		}
	}
	if !k.Remedied && slices.Contains(named, RemedyTold.Word()) {
		faults.Add("text", "程序性文书不写复议、诉讼途径，删去 {"+RemedyTold.Word()+"}")
	}
	faults = append(faults, lintText("text", t.Text)...)
	for _, e := range Written() {
		field := "start_" + string(e)
		if n := utf8.RuneCountInString(t.Start[e]); n > LongestStart {
			faults.Add(field, fmt.Sprintf("不超过 %d 字，现在是 %d 字", LongestStart, n))
		}
		faults = append(faults, lintText(field, t.Start[e])...)
		for _, word := range holes(t.Start[e]) {
			if word == e.Word() {
				faults.Add(field, "这一段不能再写 {"+word+"}，它就是要写的内容")
			}
		}
	}
	return faults.Err()
}

// holes lists the placeholders of a text.
func holes(text string) (list []string) {
	for line := range strings.Lines(text) {
		for _, p := range pieces(line) {
			if p.hole {
				list = append(list, p.text)
			}
		}
	}
	return list
}

// lintText reports placeholders that are none, and a remedy written by hand.
func lintText(field, text string) (faults fault.List) {
	known := Placeholders()
	for _, word := range holes(text) {
		if !slices.Contains(known, word) {
			faults.Add(field, "没有“{"+clip(word)+"}”这个占位符")
		}
	}
	if no := SuitMentioned(text); no != "" {
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: field, Cite: law.Art("复议法", 23).Para(2),
			Message: "模板里不写“" + no + "”：救济途径由结论决定，只写 {" + RemedyTold.Word() + "}"})
	}
	return faults
}

// SuitMentioned finds words in a text that tell of a remedy; "" when there are none.
func SuitMentioned(text string) string {
	for _, s := range suits {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}
