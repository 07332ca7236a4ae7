package web

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// longName is from how many characters a body's name is set smaller on a phone.
const longName = 12

// LongName says that the site's name is set smaller on a phone.
func (s Site) LongName() bool { return utf8.RuneCountInString(s.Name) >= longName }

// Phrases are the pieces of the site's name between which a line may end:
// 云溪高新技术产业开发区, 管理委员会, 政务服务管理办公室.
func (s Site) Phrases() []string { return phrases(s.Name) }

// A phrase of a body's name ends behind a place or behind what a body is called.
// An end that stands behind one of joined is part of a word: 城乡, 城市, 乡镇.
var (
	phraseEnds = []string{"自治区", "自治州", "自治县", "开发区", "管理委员会", "人民政府", "街道", "省", "市", "县", "区", "州", "盟", "旗", "镇", "乡"}
	joined     = []rune("城乡村农都超")
)

// shortest is how many characters a piece has at least, so that no line holds
// the rest of a word.
const shortest = 3

// phrases cuts a body's name where a line may end.
func phrases(name string) []string {
	rs := []rune(name)
	var out []string
	from := 0
	for at := shortest; at <= len(rs)-shortest; at++ {
		if at-from >= shortest && endsPhrase(rs[from:at]) {
			out, from = append(out, string(rs[from:at])), at
		}
	}
	return append(out, string(rs[from:]))
}

func endsPhrase(rs []rune) bool {
	for _, end := range phraseEnds {
		n := utf8.RuneCountInString(end)
		if len(rs) >= n && string(rs[len(rs)-n:]) == end {
			return n > 1 || !slices.Contains(joined, rs[len(rs)-2])
		}
	}
	return false
}

// NavMark is the aria-current of an entry of the portal's main navigation: "page"
// for the page itself, "true" for the entry that the page stands below, which is
// the one that names most of its address.
func (s *Shell) NavMark(href string) string {
	if href == s.Current {
		return "page"
	}
	below := func(href string) bool { return href != "/" && strings.HasPrefix(s.Path, href) }
	if !below(href) || slices.ContainsFunc(s.Nav, func(l Link) bool { return l.Href == s.Current || len(l.Href) > len(href) && below(l.Href) }) {
		return ""
	}
	return "true"
}
