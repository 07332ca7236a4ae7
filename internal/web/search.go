package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/identity"
)

// searchPage lists hits, in the portal or the console.
type searchPage struct {
	Shell
	Words  string
	Found  []Found
	Nearby []near  // other words that do find something, where these find nothing
	Places []Place // where to go on from nothing
}

// near is another search and how much it finds.
type near struct {
	Words string
	N     int
}

// mostWords is how many characters of a search are read.
const mostWords = 60

func (s *Server) showSearch(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &searchPage{Words: strings.TrimSpace(r.FormValue("q"))}
	if rs := []rune(p.Words); len(rs) > mostWords {
		p.Words = string(rs[:mostWords])
	}
	p.Title, p.Current, p.Crumbs = "站内搜索", "/search", []Link{{"首页", "/"}, {Label: "站内搜索"}}
	p.Meta = []MetaTag{{"ColumnName", "站内搜索"}, {"ColumnDescription", "搜本网站公开的内容"}, {"ColumnKeywords", "搜索"}, {"ColumnType", "搜索"}}
	var err error
	if p.Found, err = s.search(r.Context(), SiteOf(r), p.Words); err != nil {
		return err
	}
	if len(p.Found) == 0 {
		p.Places = s.places()
		if p.Nearby, err = s.nearby(r.Context(), SiteOf(r), p.Words); err != nil {
			return err
		}
	}
	return s.views.Render(w, r, http.StatusOK, "public/search", p)
}

// search asks the portal's own places and all ledgers.
func (s *Server) search(ctx context.Context, site Site, words string) ([]Found, error) {
	if words == "" {
		return nil, nil
	}
	found := s.findPlaces(strings.Fields(words))
	for _, source := range s.o.Search {
		more, err := source(ctx, site, words)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		found = append(found, more...)
	}
	return found, nil
}

// mostNear is how many other searches are tried when one finds nothing.
const mostNear = 4

// nearby gives searches like one that found nothing, each with what it finds.
func (s *Server) nearby(ctx context.Context, site Site, words string) ([]near, error) {
	var out []near
	for i, other := range others(words) {
		if i == mostNear {
			break
		}
		found, err := s.search(ctx, site, other)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			out = append(out, near{other, len(found)})
		}
	}
	return out, nil
}

// alike are words that people use for one another.
var alike = [][]string{{"补贴", "补助"}, {"收费", "费用"}, {"期限", "时限"}, {"名单", "名录"}, {"公告", "公示"}, {"标准", "办法"}, {"怎么", "怎样"}}

// others are searches to try instead: with a word that means the same, with each
// of several words alone, with a word cut shorter.
func others(words string) (out []string) {
	add := func(w string) {
		if w != "" && w != words && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, pair := range alike {
		for i, w := range pair {
			if strings.Contains(words, w) {
				add(strings.ReplaceAll(words, w, pair[1-i]))
			}
		}
	}
	fields := strings.Fields(words)
	if len(fields) > 1 {
		for _, f := range fields {
			add(f)
		}
		return out
	}
	if rs := []rune(words); len(rs) > 3 {
		add(string(rs[:len(rs)-2]))
		add(string(rs[2:]))
	}
	return out
}
