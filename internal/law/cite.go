package law

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse reads one citation as Short writes it. The act may be left out, then
// it is taken from act: Parse("36(二)", "条例"), Parse("条例 33②", "").
func Parse(s, act string) (Ref, error) {
	refs, err := parseList(s, act)
	if err != nil {
		return Ref{}, err
	}
	if len(refs) != 1 {
		return Ref{}, fmt.Errorf("%q cites %d clauses, not one", s, len(refs))
	}
	return refs[0], nil
}

// ParseBasis reads the clauses a decision rests on; the first may leave out its
// act, which is then the given one: "36(二)", "14、36(三)", "条例 16②".
func ParseBasis(s, act string) ([]Ref, error) { return parseList(s, act) }

// ParseList reads a list of citations as the register writes it:
// "复议法 64②，行诉法71", "条例 49、50①(四)", "条例 4②(一)–(三)", "复议法 24–28".
// A range gives every clause in it.
func ParseList(s string) ([]Ref, error) { return parseList(s, "") }

func parseList(s, act string) ([]Ref, error) {
	var refs []Ref
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '，' || r == '、' }) {
		part = strings.TrimSpace(part)
		if doc, ok := Lookup(part); ok && len(doc.Articles) == 0 { // a document without articles is cited as a whole
			refs = append(refs, Art(part, 0))
			continue
		}
		if i := strings.IndexAny(part, "0123456789"); i > 0 {
			act, part = strings.TrimSpace(part[:i]), part[i:]
		}
		if act == "" {
			return nil, fmt.Errorf("%q names no act", s)
		}
		more, err := parseClauses(act, part)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", s, err)
		}
		refs = append(refs, more...)
	}
	if len(refs) == 0 {
		return nil, fmt.Errorf("%q cites nothing", s)
	}
	return refs, nil
}

// parseClauses reads what follows the act's name: 24–28, 33, 25①②,
// 23①(四)②, 20(三)(四)(七), 4②(一)–(三).
func parseClauses(act, s string) ([]Ref, error) {
	article, rest := leadingNumber(s)
	if article == 0 || article > 999 {
		return nil, fmt.Errorf("%q has no article", s)
	}
	if to, ok := strings.CutPrefix(rest, "–"); ok {
		last, tail := leadingNumber(to)
		if tail != "" || last < article || last > 999 {
			return nil, fmt.Errorf("%q is no range of articles", s)
		}
		var refs []Ref
		for n := article; n <= last; n++ {
			refs = append(refs, Art(act, n))
		}
		return refs, nil
	}
	if rest == "" {
		return []Ref{Art(act, article)}, nil
	}
	return parseFiner(Art(act, article), rest)
}

func parseFiner(base Ref, s string) ([]Ref, error) {
	var refs []Ref
	fresh := false // the last paragraph read has no item yet
	ranged := false
	for s != "" {
		r, size := firstRune(s)
		switch {
		case strings.ContainsRune(circles, r):
			if fresh {
				refs = append(refs, base)
			}
			base.Paragraph, base.Item = len([]rune(circles[:strings.IndexRune(circles, r)]))+1, 0
			fresh = true
		case r == '(' || r == '（':
			end := strings.IndexAny(s, ")）")
			if end < 0 {
				return nil, fmt.Errorf("%q has an open bracket", s)
			}
			item := number(s[size:end])
			if n, err := strconv.Atoi(s[size:end]); err == nil {
				item = n
			}
			if item == 0 {
				return nil, fmt.Errorf("%q is no item", s[size:end])
			}
			if ranged {
				for n := base.Item + 1; n < item; n++ {
					refs = append(refs, base.At(n))
				}
			}
			base, fresh, ranged = base.At(item), false, false
			refs = append(refs, base)
			_, size = firstRune(s[end:])
			size += end
		case r == '–':
			ranged = true
		default:
			return nil, fmt.Errorf("%q cannot be read as a clause", s)
		}
		s = s[size:]
	}
	if fresh {
		refs = append(refs, base)
	}
	return refs, nil
}

func firstRune(s string) (rune, int) {
	for _, r := range s {
		return r, len(string(r))
	}
	return 0, 0
}

func leadingNumber(s string) (int, string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	n, _ := strconv.Atoi(s[:i])
	return n, s[i:]
}
