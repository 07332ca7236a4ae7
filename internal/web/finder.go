package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/identity"
)

// mostHits is how many hits the finder gives a source, so that the ones of others
// are seen too.
const mostHits = 8

// showFind answers the console's finder: pages of the menu and acts, by their words
// or the initials of their pinyin, and what the ledgers find of what the person may
// see. The island asks for JSON and is given the same.
func (s *Server) showFind(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &searchPage{Words: strings.TrimSpace(r.FormValue("q"))}
	p.Title = "查找"
	p.Found = append(menuHits(s.o.Begins, who, p.Words, "办事"), menuHits(s.o.Menu, who, p.Words, "页面")...)
	for _, source := range s.o.Find {
		if p.Words == "" {
			break
		}
		found, err := source(r.Context(), who, p.Words)
		if err != nil {
			return fmt.Errorf("find: %w", err)
		}
		p.Found = append(p.Found, found[:min(len(found), mostHits)]...)
	}
	if AsksJSON(r) {
		return SendJSON(w, http.StatusOK, hits(p.Found, SiteOf(r).Prefix))
	}
	return s.views.Render(w, r, http.StatusOK, "console/search", p)
}

// AsksJSON reports that an island asks, which reads JSON rather than a page.
func AsksJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// SendJSON answers an island. What cannot be sent is nobody's fault: the client may
// have left.
func SendJSON(w http.ResponseWriter, status int, answer any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
	return nil
}

// hit is one line of the finder as the island reads it.
type hit struct {
	Label string `json:"label"`
	Href  string `json:"href"`
	Kind  string `json:"kind"`
	Text  string `json:"text,omitempty"`
}

func hits(found []Found, prefix string) []hit {
	all := make([]hit, 0, len(found))
	for _, f := range found {
		all = append(all, hit{f.Label, prefix + f.Href, f.Kind, f.Text})
	}
	return all
}

// menuHits are the entries somebody may open whose label holds the words or whose
// initials begin with them; none typed is all of them.
func menuHits(items []MenuItem, who identity.Actor, words, kind string) (found []Found) {
	for _, item := range items {
		if item.shownTo(who) && (strings.Contains(item.Label, words) || isLatin(words) && strings.Contains(Initials(item.Label), strings.ToLower(words))) {
			found = append(found, Found{Label: item.Label, Href: item.Href, Kind: kind, Text: item.Group})
		}
	}
	return found
}

func isLatin(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) })
}

// initialsFrom are the first characters of GB 2312 whose pinyin begins with each
// letter: its first level is in the order of pinyin.
var initialsFrom = []struct {
	from   int
	letter byte
}{
	{0xB0A1, 'a'}, {0xB0C5, 'b'}, {0xB2C1, 'c'}, {0xB4EE, 'd'}, {0xB6EA, 'e'}, {0xB7A2, 'f'}, {0xB8C1, 'g'}, {0xB9FE, 'h'},
	{0xBBF7, 'j'}, {0xBFA6, 'k'}, {0xC0AC, 'l'}, {0xC2E8, 'm'}, {0xC4C3, 'n'}, {0xC5B6, 'o'}, {0xC5BE, 'p'}, {0xC6DA, 'q'},
	{0xC8BB, 'r'}, {0xC8F6, 's'}, {0xCBFA, 't'}, {0xCDDA, 'w'}, {0xCEF4, 'x'}, {0xD1B9, 'y'}, {0xD4D1, 'z'}, {0xD7FA, 0},
}

// Initials are the first letters of a text's pinyin: djsq for 登记申请. Letters and
// digits stand for themselves, rare characters for nothing.
func Initials(text string) string {
	var b strings.Builder
	encoder := simplifiedchinese.GBK.NewEncoder()
	for _, r := range text {
		if r <= unicode.MaxASCII {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(unicode.ToLower(r))
			}
			continue
		}
		two, err := encoder.Bytes([]byte(string(r)))
		if err != nil || len(two) != 2 {
			continue
		}
		code := int(two[0])<<8 | int(two[1])
		i := slices.IndexFunc(initialsFrom, func(x struct {
			from   int
			letter byte
		}) bool {
			return code < x.from
		})
		if i > 0 {
			b.WriteByte(initialsFrom[i-1].letter)
		}
	}
	return b.String()
}
