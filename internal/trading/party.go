package trading

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Party is one side of a project. A natural person stands in it with a masked
// name and without a code: what was read of a person is not kept.
type Party struct {
	Name   string `json:"name,omitempty"`
	Code   string `json:"code,omitempty"` // 统一社会信用代码, only where it passes GB 32100
	Person bool   `json:"person,omitempty"`
}

// Zero reports whether nothing is known of the party.
func (p Party) Zero() bool { return p == Party{} }

// ReadParty makes a party of what a source says. A code is kept where the party
// is certainly no natural person and the code passes GB 32100; a person's name
// is masked here, at the door, so that nothing behind it can give it away.
func ReadParty(name, code, kind string) Party {
	p := Party{Name: strings.TrimSpace(name)}
	code = strings.ToUpper(strings.TrimSpace(narrow(code)))
	if natural(p.Name, code, kind) {
		return Party{Name: maskName(p.Name), Person: p.Name != ""}
	}
	if ValidCode(code) {
		p.Code = code
	}
	return p
}

// natural reports whether a party is, or may be, a natural person.
func natural(name, code, kind string) bool {
	switch {
	case strings.Contains(kind, "自然人") || strings.Contains(kind, "个人"):
		return true
	case idNumber(code):
		return true
	case strings.Contains(kind, "法人") || strings.Contains(kind, "组织") || strings.Contains(kind, "机关"):
		return false
	case ValidCode(code):
		return false
	}
	return short(name)
}

// short reports whether a name may be a person's: a few Chinese characters that
// do not end as the names of organisations do.
func short(name string) bool {
	n := utf8.RuneCountInString(name)
	if strings.Contains(name, "·") {
		return true
	}
	if n == 0 || n > 4 {
		return false
	}
	for _, end := range strings.Fields("司 厂 店 院 所 局 处 会 社 部 站 校 学 委 办 府 团 行 队 馆 场 园 户 中心 集团 工程") {
		if strings.HasSuffix(name, end) {
			return false
		}
	}
	return true
}

// maskName keeps the first character of a name.
func maskName(name string) string {
	r := []rune(name)
	if len(r) < 2 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:1]) + strings.Repeat("*", len(r)-1)
}

// ValidCode reports whether a text is a unified social credit code (GB 32100):
// eighteen characters of its alphabet, of which the last proves the others.
func ValidCode(code string) bool {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(code) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		at := strings.IndexByte(alphabet, code[i])
		if at < 0 {
			return false
		}
		sum, weight = sum+at*weight, weight*3%31
	}
	return code[17] == alphabet[(31-sum%31)%31]
}

// idNumber reports whether a text is an identity number (GB 11643). Some are
// credit codes too by their check character: who cannot tell keeps none.
func idNumber(s string) bool {
	if len(s) != 18 || strings.Trim(s[:17], "0123456789") != "" {
		return false
	}
	if _, err := time.Parse("20060102", s[6:14]); err != nil || s[6:8] != "19" && s[6:8] != "20" {
		return false
	}
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[i]-'0') * w
	}
	return s[17] == "10X98765432"[sum%11]
}

// Named lists the parties without repeating one, in their order; nameless ones
// are left out.
func Named(all ...Party) (list []Party) {
	for _, p := range all {
		if p.Name != "" && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}
