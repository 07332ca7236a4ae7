package screening

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
)

// masked is a number of which some digits are starred.
var masked = regexp.MustCompile(`[0-9０-９]{0,17}[*＊●•×]{2,16}[0-9０-９]{0,15}[XxＸ]?`)

// known is what several masks of one person's number tell together.
type known struct {
	digits map[int]rune // by place from the left
	pages  map[int]bool
	at     []partial
}

type partial struct {
	page, passage, offset int
	text                  string
}

// enough is how many digits may be known of an identity number and of a mobile
// before the rest can be worked out: six are the region, eight the birthday.
func enough(length int) int {
	if length == 11 {
		return 10
	}
	return 15
}

// Together judges the masks of several pages of one release, or of a page and
// what is already public: where one person's number is starred differently, so
// that the pages together tell it, each such place is a finding. The findings
// come under the number of their page.
func Together(pages []document.Holding) map[int][]Finding {
	people := map[string]*known{}
	var order []string
	for i, h := range pages {
		heads := map[int]string{}
		for k, p := range h.Passages {
			if _, ok := heads[p.Table]; p.Table != 0 && !ok {
				heads[p.Table] = p.Text
			}
			for _, m := range masked.FindAllStringIndex(p.Text, 50) {
				who := whose(p, heads[p.Table], m[0])
				if who == "" {
					continue
				}
				length, digits := places(p.Text[m[0]:m[1]])
				if length == 0 {
					continue
				}
				key := who + "/" + string(rune('0'+length))
				if people[key] == nil {
					people[key] = &known{digits: map[int]rune{}, pages: map[int]bool{}}
					order = append(order, key)
				}
				people[key].add(digits, partial{i, k, utf8.RuneCountInString(p.Text[:m[0]]), p.Text[m[0]:m[1]]})
			}
		}
	}
	found := map[int][]Finding{}
	for _, key := range order {
		n := people[key]
		length := 18
		kind := IDCard
		if strings.HasSuffix(key, string(rune('0'+11))) {
			length, kind = 11, Phone
		}
		if len(n.digits) < enough(length) || len(n.at) < 2 {
			continue
		}
		for _, at := range n.at {
			found[at.page] = append(found[at.page], Finding{Kind: kind, Severity: Block, Text: "****", Where: pages[at.page].Passages[at.passage].Where,
				Offset: at.offset, Reason: "同一人在几处遮盖不同，合起来可以拼出号码", value: at.text, nth: 1})
		}
	}
	return found
}

// add joins a mask to what is known; one that contradicts is another number.
func (n *known) add(digits map[int]rune, at partial) {
	for place, d := range digits {
		if was, ok := n.digits[place]; ok && was != d {
			return
		}
	}
	for place, d := range digits {
		n.digits[place] = d
	}
	n.pages[at.page] = true
	n.at = append(n.at, at)
}

// places gives the digits of a mask by their places, and the length of the
// number: as long as it is written, or 18 where the stars are fewer than the
// digits they hide.
func places(s string) (length int, digits map[int]rune) {
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
		return 0, nil
	}
	digits = map[int]rune{}
	for i := range first {
		digits[i] = all[i]
	}
	for i := range last {
		digits[length-1-i] = all[len(all)-1-i]
	}
	return length, digits
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
