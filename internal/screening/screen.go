package screening

import (
	"slices"
	"strconv"
	"time"

	"yangguang/internal/document"
)

// Rules are what a body screens by.
type Rules struct {
	Today time.Time // nobody is born after it
	Words *Words    // listed words, nil for none
	Allow Allowed   // the body's own telephones and mailboxes
}

// Screen gives what may not leave with a file, in the order of the file; what
// hides or cannot be read comes last.
func (r Rules) Screen(h document.Holding) []Finding {
	s := &search{rules: r, text: join(h)}
	numbers(s.all, s.number)
	s.reversed()
	s.mails()
	s.plates()
	s.passports()
	s.addresses()
	s.secrets()
	s.benefits()
	if r.Words != nil {
		r.Words.Find(s.all, func(w Word, from, to int) {
			s.add(ListedWord, "", from, to, w.Text, w.Why)
		})
	}
	slices.SortStableFunc(s.found, func(a, b placed) int { return a.at - b.at })
	return s.settle(h)
}

type placed struct {
	Finding
	at, end int
	again   bool // found in characters that stand elsewhere too
}

// search is the screening of one file.
type search struct {
	*text
	rules Rules
	found []placed
	homes map[int][]span // homes found so far, by the 256 bytes they begin in
}

type span struct{ from, to int }

// add notes a finding; severity "" is the kind's own.
func (s *search) add(k Kind, severity Severity, from, to int, value, reason string) {
	p, offset := s.place(from)
	if severity == "" {
		severity = RuleOf(k).Severity
	}
	s.found = append(s.found, placed{Finding{Kind: k, Severity: severity, Text: Mask(k, value), Where: p.Where, Offset: offset,
		Hidden: p.Hidden, Reason: reason, value: value}, from, to, p.Again})
}

// settle numbers equal findings, drops those said twice and adds what hides.
func (s *search) settle(h document.Holding) []Finding {
	type once struct {
		kind   Kind
		value  string
		where  string
		offset int
	}
	type same struct {
		kind  Kind
		value string
	}
	seen, count := map[once]bool{}, map[same]int{}
	out := []Finding{}
	told := map[same]bool{}
	for _, f := range s.found {
		if !f.again {
			told[same{f.Kind, f.value}] = true
		}
	}
	for _, f := range s.found {
		if f.again && told[same{f.Kind, f.value}] {
			continue
		}
		key := once{f.Kind, f.value, f.Where, f.Offset}
		if seen[key] {
			continue
		}
		seen[key] = true
		count[same{f.Kind, f.value}]++
		f.nth = count[same{f.Kind, f.value}]
		out = append(out, f.Finding)
	}
	for _, c := range h.Concealed {
		out = append(out, Finding{Kind: HiddenContent, Severity: Warn, Text: c.What, Where: c.Where, Hidden: true, Reason: c.What,
			value: c.Where + "\x00" + c.What, nth: 1})
	}
	return out
}

// OK reports whether nothing was found.
func OK(list []Finding) bool { return len(list) == 0 }

// Blocking counts the findings that hold a publication up.
func Blocking(list []Finding) int {
	n := 0
	for _, f := range list {
		if f.Severity == Block {
			n++
		}
	}
	return n
}

// Secret reports whether a mark of secrecy is among them: the file must not be
// kept, and nothing releases it.
func Secret(list []Finding) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Kind == SecretMark })
}

// Summary says in one line how much was found.
func Summary(list []Finding) string {
	block := Blocking(list)
	return strconv.Itoa(block) + " 处须处理，" + strconv.Itoa(len(list)-block) + " 处请核对"
}
