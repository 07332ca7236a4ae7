package web

import (
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// Place is a public page that a ledger names for the site map and the search
// field: what it is called, and in a few words what somebody finds there.
type Place struct {
	Group             string // where it stands in the site map: "依申请公开"
	Label, Href, Note string
	Words             string // other words by which people look for it
}

// own are the places of the portal itself.
func (s *Server) own() []Place {
	const about, columns = "关于本网站", "政府信息公开"
	all := []Place{{Group: columns, Label: "政府信息公开", Href: "/zfxxgk/", Note: "法定公开内容的统一入口"}}
	for _, c := range s.columns() {
		if c.Open {
			all = append(all, Place{Group: columns, Label: c.Name, Href: c.Href})
		}
	}
	return append(all,
		Place{Group: about, Label: "隐私说明", Href: "/ysxy/", Note: "填写的个人信息怎样使用、保存多久、可以要求什么", Words: "个人信息 隐私政策 隐私保护"},
		Place{Group: about, Label: "无障碍声明", Href: "/wza/", Note: "怎样用起来更方便，遇到困难找谁", Words: "长者 适老 盲人 读屏 大字"},
		Place{Group: about, Label: "网站纠错", Href: "/jc/", Note: "网页有错字、打不开、内容过时，怎样告诉我们", Words: "找错 错误 投诉 更正 死链"},
		Place{Group: about, Label: "网站地图", Href: "/wzdt/", Note: "全部栏目和页面"})
}

// places are all public pages that have a name.
func (s *Server) places() []Place { return slices.Concat(s.own(), s.o.Places) }

// find gives the places that hold every word.
func (s *Server) findPlaces(words []string) (found []Found) {
	for _, p := range s.places() {
		text := p.Group + " " + p.Label + " " + p.Note + " " + p.Words
		if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			found = append(found, Found{Label: p.Label, Href: p.Href, Kind: "栏目", Text: p.Note})
		}
	}
	return found
}

// mapPage is the site map.
type mapPage struct {
	Shell
	Groups []placeGroup
}

type placeGroup struct {
	Label  string
	Places []Place
}

func (s *Server) showMap(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &mapPage{}
	p.about("网站地图", "全部栏目和页面", "网站地图,栏目")
	for _, x := range s.places() {
		i := slices.IndexFunc(p.Groups, func(g placeGroup) bool { return g.Label == x.Group })
		if i < 0 {
			i, p.Groups = len(p.Groups), append(p.Groups, placeGroup{Label: x.Group})
		}
		p.Groups[i].Places = append(p.Groups[i].Places, x)
	}
	// What is about the site stands last.
	slices.SortStableFunc(p.Groups, func(a, b placeGroup) int { return last(a) - last(b) })
	return s.views.Render(w, r, http.StatusOK, "public/map", p)
}

func last(g placeGroup) int {
	if g.Label == "关于本网站" {
		return 1
	}
	return 0
}

// privacyPage is what the body says of personal data.
type privacyPage struct {
	Shell
	Notices []identity.Notice
	Rights  []identity.Right
	Child   identity.Right
	Here    identity.Right
	Duty    []law.Ref
}

func (s *Server) showPrivacy(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &privacyPage{Notices: s.o.Notices, Rights: identity.Rights(), Child: identity.Child(), Here: identity.Here(), Duty: identity.NoticeDuty()}
	p.about("隐私说明", "填写的个人信息怎样使用、保存多久、可以要求什么", "隐私,个人信息保护")
	return s.views.Render(w, r, http.StatusOK, "public/privacy", p)
}

// errorPage tells how to report what is wrong with the site.
type errorPage struct{ Shell }

func (s *Server) showErrors(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &errorPage{}
	p.about("网站纠错", "网页有错字、打不开、内容过时，怎样告诉我们", "网站纠错,找错")
	return s.views.Render(w, r, http.StatusOK, "public/errors", p)
}

// about names a page about the site itself.
func (s *Shell) about(title, description, keywords string) {
	s.Title, s.Crumbs = title, []Link{{"首页", "/"}, {Label: title}}
	s.Meta = []MetaTag{{"ColumnName", title}, {"ColumnDescription", description}, {"ColumnKeywords", keywords}, {"ColumnType", "网站说明"}}
}
