package screening

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
	"yangguang/internal/pattern"
)

// masked is a number of which some digits are starred.
var masked = pattern.Of(`[0-9０-９]{0,17}[*＊●•×]{2,16}[0-9０-９]{0,15}[XxＸ]?`)

// Masked is a number of somebody named beside it of which some digits are starred.
type Masked struct {
	Who    string
	Digits string // as long as the number is, stars for what is not told
	Text   string // as it is written
	Where  string
	Offset int
	page   int
}

// enough is how many digits may be known of an identity number and of a mobile
// before the rest can be worked out: six are the region, eight the birthday.
func enough(length int) int {
	if length == 11 {
		return 10
	}
	return 15
}

// Masks gives the starred numbers of a file.
func Masks(h document.Holding) []Masked {
	var list []Masked
	heads := map[int]string{}
	for _, p := range h.Passages {
		if _, ok := heads[p.Table]; p.Table != 0 && !ok {
			heads[p.Table] = p.Text
		}
		for _, m := range masked().FindAllStringIndex(p.Text, -1) {
			text := p.Text[m[0]:m[1]]
			digits := places(text)
			if digits == "" {
				continue
			}
			if who := whose(p, heads[p.Table], m[0]); who != "" {
				list = append(list, Masked{Who: who, Digits: digits, Text: text, Where: p.Where, Offset: utf8.RuneCountInString(p.Text[:m[0]])})
			}
		}
	}
	return list
}

// Kind is the kind of the starred number.
func (m Masked) Kind() Kind {
	if len(m.Digits) == 11 {
		return Phone
	}
	return IDCard
}

// Told gives which masks of one list tell a number together: those of one person
// that do not contradict each other and leave too little out.
func Told(list []Masked) []bool {
	type number struct {
		digits []byte
		of     []int
	}
	people := map[string]*number{}
	for i, m := range list {
		key := m.Who + "/" + string(m.Kind())
		n := people[key]
		if n == nil {
			n = &number{digits: []byte(strings.Repeat("*", len(m.Digits)))}
			people[key] = n
		}
		if contradicts(n.digits, m.Digits) {
			continue // another number
		}
		for k := range m.Digits {
			if m.Digits[k] != '*' {
				n.digits[k] = m.Digits[k]
			}
		}
		n.of = append(n.of, i)
	}
	told := make([]bool, len(list))
	for _, n := range people {
		known := len(n.digits) - bytes.Count(n.digits, []byte("*"))
		if known < enough(len(n.digits)) || len(n.of) < 2 {
			continue
		}
		for _, i := range n.of {
			told[i] = true
		}
	}
	return told
}

func contradicts(known []byte, digits string) bool {
	for k := range digits {
		if digits[k] != '*' && known[k] != '*' && known[k] != digits[k] {
			return true
		}
	}
	return false
}

// JointReason is why masks that tell a number together are a finding.
const JointReason = "同一人在几处遮盖不同，合起来可以拼出号码"

// Together judges the masks of several pages of one release, or of a page and
// what is already public: where one person's number is starred differently, so
// that the pages together tell it, each such place is a finding. The findings
// come under the number of their page.
func Together(pages []document.Holding) map[int][]Finding {
	var list []Masked
	for i, h := range pages {
		for _, m := range Masks(h) {
			m.page = i
			list = append(list, m)
		}
	}
	found := map[int][]Finding{}
	for i, told := range Told(list) {
		if m := list[i]; told {
			found[m.page] = append(found[m.page], Finding{Kind: m.Kind(), Severity: Block, Text: "****", Where: m.Where, Offset: m.Offset, Reason: JointReason, value: m.Text, nth: 1})
		}
	}
	return found
}

// places gives the digits of a mask in their places, stars for the others: as
// long as it is written, or 18 where the stars are fewer than the digits they
// hide; "" for what is no such number.
func places(s string) string {
	length := 0
	var all []rune
	for _, r := range s {
		if c := narrow(r); c != 0 {
			r = rune(c)
		}
		all = append(all, r)
	}
	first, last := 0, 0
	for first < len(all) && all[first] >= '0' && all[first] <= '9' {
		first++
	}
	for last < len(all)-first && (all[len(all)-1-last] >= '0' && all[len(all)-1-last] <= '9' || all[len(all)-1-last]|0x20 == 'x') {
		last++
	}
	switch {
	case len(all) == 11:
		length = 11
	case first+last >= 4 && first+last < 18:
		length = 18
	default:
		return ""
	}
	digits := bytes.Repeat([]byte("*"), length)
	for i := range first {
		digits[i] = byte(all[i])
	}
	for i := range last {
		digits[length-1-i] = byte(all[len(all)-1-i]) &^ 0x20
		if r := all[len(all)-1-i]; r < 'A' {
			digits[length-1-i] = byte(r)
		}
	}
	return string(digits)
}

// whose is the person a mask belongs to: the name in its row, or before it on
// its line.
func whose(p document.Passage, head string, at int) string {
	if p.Table != 0 {
		cells := strings.Split(p.Text, "\t")
		if c := nameColumn(head); c >= 0 && c < len(cells) && p.Text != head {
			return strings.TrimSpace(cells[c])
		}
		return ""
	}
	words := strings.FieldsFunc(p.Text[:at], func(r rune) bool { return !han(r) && r != '某' })
	for i := len(words) - 1; i >= 0; i-- {
		if n := utf8.RuneCountInString(words[i]); n >= 2 && n <= 4 && name(words[i]) == len(words[i]) && !common(words[i]) {
			return words[i]
		}
	}
	return ""
}
