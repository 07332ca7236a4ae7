package screening

import (
	"bytes"
	"cmp"
	"slices"
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
	Form   string // the name as it is usually starred, 张*三; Who itself where the file stars it
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
				list = append(list, Masked{Who: who, Form: starred(who), Digits: digits, Text: text, Where: p.Where, Offset: utf8.RuneCountInString(p.Text[:m[0]])})
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

// of reports whether two masks may be of one person's one number: the names are
// the same, or one of them is itself starred and could be the other.
func (m Masked) of(n Masked) bool {
	named := m.Who == n.Who || m.Form != "" && m.Form == n.Form && (m.Who == m.Form || n.Who == n.Form)
	return named && m.Kind() == n.Kind() && !contradicts([]byte(m.Digits), n.Digits)
}

// Published says that a text goes out to everybody: what it tells of people is
// kept, so that what goes out later is judged beside it. Unpublished says that a
// text, or the files of an owner, go out no more.
type (
	Published struct {
		Source, ID, Body string
		Label            string // what a person calls it, 答复公开“标题”
		Text             string
	}
	Unpublished struct{ Source, ID string }
)

// Told gives for each mask of a list the place in the list of another one with
// which it tells a number, Alone where it tells none: masks of one person that do
// not contradict each other, say more together than each alone, and leave too
// little out.
func Told(list []Masked) []int {
	beside := map[string][]int{}
	for i, m := range list {
		for _, key := range m.keys() {
			beside[key] = append(beside[key], i)
		}
	}
	told := slices.Repeat([]int{Alone}, len(list))
	for i, m := range list {
		known, first := []byte(m.Digits), Alone
		for _, key := range m.keys() {
			for _, j := range beside[key] {
				if told[i] != Alone {
					break
				}
				n := list[j]
				if !m.of(n) || contradicts(known, n.Digits) || !adds(known, n.Digits) {
					continue
				}
				first = cmp.Or(first+1, j+1) - 1
				if len(known)-bytes.Count(known, []byte("*")) >= enough(len(known)) {
					told[i] = first
				}
			}
		}
		if j := told[i]; j != Alone && told[j] == Alone {
			told[j] = i
		}
	}
	return told
}

// Alone is the place of no mask.
const Alone = -1

// keys are the names under which masks of the same person are looked for.
func (m Masked) keys() []string {
	if m.Form == "" || m.Form == m.Who {
		return []string{m.Who}
	}
	return []string{m.Who, m.Form}
}

// adds puts digits into what is known; false where all were.
func adds(known []byte, digits string) bool {
	more := false
	for k := range digits {
		if digits[k] != '*' && known[k] == '*' {
			known[k], more = digits[k], true
		}
	}
	return more
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

// Joint is JointReason with the other place.
func Joint(other string) string { return JointReason + "；另一处在" + other }

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
	for i, j := range Told(list) {
		if j == Alone {
			continue
		}
		m := list[i]
		found[m.page] = append(found[m.page], Finding{Kind: m.Kind(), Severity: Block, Text: "****", Where: m.Where, Offset: m.Offset, Reason: Joint(list[j].Where), value: m.Text, nth: 1})
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
			return stars(strings.TrimSpace(cells[c]))
		}
		return ""
	}
	words := strings.FieldsFunc(p.Text[:at], func(r rune) bool { return !han(r) && !isStar(r) })
	for i := len(words) - 1; i >= 0; i-- {
		w := stars(words[i])
		if n := utf8.RuneCountInString(w); n >= 2 && n <= 4 && (name(w) == len(w) && !common(w) || surname(w) && strings.Trim(w[len("张"):], "*") == "") {
			return w
		}
	}
	return ""
}

func isStar(r rune) bool { return strings.ContainsRune("*＊●•×", r) }

// stars is a name with what is covered of it as stars.
func stars(name string) string {
	return strings.Map(func(r rune) rune {
		if isStar(r) || r == '某' {
			return '*'
		}
		return r
	}, name)
}

// starred is a name as it is usually starred: all but its first and its last
// character, of two the last; a name that is starred already stays as it is.
func starred(name string) string {
	r := []rune(name)
	if len(r) < 2 || strings.Contains(name, "*") {
		return name
	}
	if len(r) == 2 {
		return string(r[0]) + "*"
	}
	for i := 1; i < len(r)-1; i++ {
		r[i] = '*'
	}
	return string(r)
}
