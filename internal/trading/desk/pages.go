package desk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/trading"
	"yangguang/internal/web"
	"yangguang/internal/web/feed"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
)

// perPage is how many projects a page of the list shows.
const perPage = 20

// projectRow is a project in a list.
type projectRow struct {
	Name, Href, Line, Owner, Money, Lots string
	Stage, Next                          string
	Tone                                 string   // of Next
	Rail                                 []string // a class for each step
	At                                   string   // for a reader who does not see the rail
}

type listPage struct {
	web.Shell
	Lines []web.Tab
	Words string
	Here  string
	Rows  []projectRow
	Pager web.Pager
}

// lineOf is the line of an address below /ggzy/, "" for the list of all.
func lineOf(r *http.Request) trading.Line {
	return trading.Line(strings.Trim(strings.TrimPrefix(r.URL.Path, home), "/"))
}

func (d *Desk) showProjects(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	line, site := lineOf(r), web.SiteOf(r)
	p := &listPage{Words: r.URL.Query().Get("q"), Here: r.URL.Path}
	p.Title, p.Current = "公共资源交易", home
	p.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "公共资源交易"}}
	p.Lines = []web.Tab{{Label: "全部", Href: home, On: line == ""}}
	for _, l := range trading.Lines() {
		p.Lines = append(p.Lines, web.Tab{Label: l.Label(), Href: home + string(l) + "/", On: line == l})
	}
	if line != "" {
		p.Title = line.Label()
		p.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "公共资源交易", Href: home}, {Label: line.Label()}}
	}
	p.Meta = []web.MetaTag{{Name: "ColumnName", Content: p.Title}, {Name: "ColumnDescription", Content: "工程建设、政府采购、土地使用权、矿业权的公告、期限和结果"}, {Name: "ColumnKeywords", Content: "公共资源交易"}, {Name: "ColumnType", Content: "信息公开"}}
	rows, pager, err := projectList().Shown(r, d.DB, projectsOf(site.BodyID, line, p.Words), perPage)
	if err != nil {
		return err
	}
	p.Pager = pager
	for _, x := range rows {
		p.Rows = append(p.Rows, rowOf(x, d.today()))
	}
	return d.views.Render(w, r, http.StatusOK, "public/projects", p)
}

// rowOf draws a project of the list.
func rowOf(p project, today calendar.Day) projectRow {
	x := projectRow{Name: p.Name, Href: projectAddress(p.Code), Line: p.Line.Label(), Owner: p.Owner}
	if p.Lots > 0 {
		x.Lots = strconv.Itoa(p.Lots) + map[trading.Line]string{trading.Construction: " 个标段", trading.Procurement: " 包"}[p.Line] + map[bool]string{true: " 宗"}[p.Line.Sale()]
	}
	budget, award := trading.Amount{Fen: p.Budget}, trading.Amount{Fen: p.Award}
	switch {
	case award.Known():
		x.Money = map[bool]string{true: "成交 ", false: "中标 "}[p.Line.Sale()] + award.Wan()
	case budget.Known():
		x.Money = map[bool]string{true: "起始价 ", false: ""}[p.Line.Sale()] + budget.Wan()
	}
	chain := trading.Chain(p.Line)
	x.Stage, x.At = chain[p.Step].Label, fmt.Sprintf("共 %d 步，到第 %d 步", len(chain), p.Step+1)
	for i := range chain {
		class := ""
		switch {
		case i < p.Step:
			class = "u"
		case i == p.Step && p.Stopped == 1:
			class = "x"
		case i == p.Step:
			class = "n"
		}
		x.Rail = append(x.Rail, class)
	}
	if p.Stopped == 1 {
		x.Stage, x.Next, x.Tone = "终止", "已终止，原因见公告", "r"
		return x
	}
	for _, end := range []struct{ day, words string }{{p.Shown, "公示到"}, {p.Deadline, "截止"}} {
		if day, err := calendar.Parse(end.day); err == nil && day >= today {
			x.Next = fmt.Sprintf("%s %s，剩 %d 日", end.words, day.ChineseFull(), day-today)
			if day-today <= 3 {
				x.Tone = "a"
			}
			return x
		}
	}
	x.Next = p.Latest[:min(10, len(p.Latest))] + " 更新"
	return x
}

type step struct {
	Label, Note string
	State       string // "", now, nx
}

// bar is a period as it is drawn: 100 wide, the legal number at the middle.
type bar struct {
	Label, Span, Actual, Legal, Cite, Verdict, Tone, Note string
	Width                                                 int
	Most, Running, Bar                                    bool
}

type offerRow struct{ Rank, Name, Code, Price, Lot string }

type noticeRow struct {
	At, Title, Kind, Text, URL string
	Change                     bool
}

type projectPage struct {
	web.Shell
	Project           trading.Project
	Line, Say, Method string
	Steps             []step
	Offers            []offerRow
	OffersAre         string
	Bars              []bar
	Notices           []noticeRow
	Objection         string
	Deals             string
	OCID, Record      string
	Owner             string // what the owner is called in this line
	Money             []fact
}

func (d *Desk) showProject(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	ctx := r.Context()
	kept, err := projectCoded(ctx, d.DB, web.SiteOf(r).BodyID, r.PathValue("code"))
	if err != nil {
		return err
	}
	whole, _, err := load(ctx, d.DB, kept)
	if err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	p := &projectPage{Project: whole, Line: whole.Line.Label(), Method: whole.Method.Label()}
	p.Objection = objection(whole.Line)
	p.Say, p.Steps, p.Bars = whole.Sentence(d.today()), stepsOf(whole), barsOf(trading.Measure(cal, whole.Notices, d.today()))
	p.OCID, p.Record = d.publisher(r).OCID(whole.Line, whole.Code), projectAddress(whole.Code)+"/ocds.json"
	p.offers()
	p.money()
	for _, n := range slices.Backward(whole.Notices) {
		p.Notices = append(p.Notices, noticeRow{At: clock(n.At), Title: n.Title, Kind: n.Kind.Label(n.Line), Text: n.Text, URL: n.URL, Change: n.Change})
	}
	p.Title, p.Current = whole.Name, home
	p.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "公共资源交易", Href: home}, {Label: p.Line, Href: home + string(whole.Line) + "/"}, {Label: form.Excerpt(whole.Name)}}
	p.Meta = []web.MetaTag{{Name: "ColumnName", Content: "公共资源交易"}, {Name: "ColumnDescription", Content: "公共资源交易的公告、期限和结果"}, {Name: "ColumnKeywords", Content: "公共资源交易"}, {Name: "ColumnType", Content: "信息公开"},
		{Name: "ArticleTitle", Content: whole.Name}, {Name: "PubDate", Content: whole.Notices[len(whole.Notices)-1].Day(trading.Published).String() + " 00:00"}, {Name: "ContentSource", Content: whole.Owner.Name}}
	return d.views.Render(w, r, http.StatusOK, "public/project", p)
}

// objection says how objections go in a line, with the clauses.
func objection(l trading.Line) string {
	text, cites := trading.Objection(l)
	for i, c := range cites {
		text += map[bool]string{true: "依据", false: "、"}[i == 0] + c.String()
	}
	return text
}

// clock is an instant of a notice as people read it; midnight is how sources
// write a day.
func clock(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return strings.TrimSuffix(t.In(calendar.Zone()).Format("2006-01-02 15:04"), " 00:00")
}

// stepsOf is the rail of a project: what was done when, where it stands, what is
// to come.
func stepsOf(p trading.Project) (steps []step) {
	for i, s := range trading.Chain(p.Line) {
		x := step{Label: s.Label}
		n := 0
		for _, notice := range p.Notices {
			if slices.Contains(s.Kinds, notice.Kind) {
				x.Note = clock(notice.At)[:10]
				n++
			}
		}
		if n > 1 {
			x.Note += fmt.Sprintf("，%d 条", n)
		}
		switch {
		case i == p.Step && p.Stopped:
			x.State, x.Note = "stop", "终止"
		case i == p.Step:
			x.State = "now"
		case i > p.Step:
			x.State = "nx"
		case n == 0:
			x.Note = "没有公告"
		}
		steps = append(steps, x)
	}
	return steps
}

// barsOf draws the periods.
func barsOf(findings []trading.Finding) (bars []bar) {
	for _, f := range findings {
		b := bar{Label: f.Label, Legal: map[bool]string{true: "≤ ", false: "≥ "}[f.Most] + f.Term.String(), Cite: f.Says(), Verdict: f.Verdict.Label(), Most: f.Most, Note: f.Note, Bar: true,
			Running: f.Verdict == trading.Running, Tone: map[trading.Verdict]string{trading.Met: "g", trading.Running: "b", trading.Short: "r", trading.Late: "r", trading.Doubtful: "a"}[f.Verdict]}
		b.Span = f.Start.String() + " 起"
		if f.End != 0 {
			b.Span = f.Start.String() + " 至 " + f.End.String()
			b.Actual = fmt.Sprintf("%d%s", f.Days, f.Unit.Label())
			b.Width = max(1, min(100, f.Days*50/f.N))
		} else {
			b.Actual = "到 " + f.Due.String()
		}
		if f.Provisional {
			b.Note = strings.TrimPrefix(b.Note+"；暂定，放假安排公布后重算", "；")
		}
		bars = append(bars, b)
	}
	return bars
}

// offers are who won or, before that, who may.
func (p *projectPage) offers() {
	offers := p.Project.Winners()
	p.OffersAre = map[trading.Line]string{trading.Construction: "中标人", trading.Procurement: "中标、成交供应商"}[p.Project.Line] + map[bool]string{true: "受让人"}[p.Project.Line.Sale()]
	if len(offers) == 0 {
		offers, p.OffersAre = p.Project.Candidates(), "中标候选人"
	}
	for _, o := range offers {
		p.Offers = append(p.Offers, offerRow{strconv.Itoa(max(o.Rank, 1)), o.Party.Name, o.Party.Code, o.Price.String(), o.Lot})
	}
}

// money are the amounts of the project with their names.
func (p *projectPage) money() {
	x := p.Project
	p.Owner = map[trading.Line]string{trading.Construction: "招标人", trading.Procurement: "采购人"}[x.Line] + map[bool]string{true: "出让人"}[x.Line.Sale()]
	budget := map[trading.Line]string{trading.Construction: "招标控制价", trading.Procurement: "预算金额"}[x.Line] + map[bool]string{true: "起始价"}[x.Line.Sale()]
	award := map[bool]string{true: "成交价", false: "中标金额"}[x.Line.Sale()]
	for _, m := range []struct {
		label string
		a     trading.Amount
	}{{budget, x.Budget}, {award, x.Award}} {
		if m.a.Known() {
			p.Money = append(p.Money, fact{m.label, m.a.String() + "（" + m.a.Wan() + "）"})
		}
	}
	var deals []string
	for _, l := range x.Lots {
		if l.Deal != "" {
			deals = append(deals, l.Deal)
		}
	}
	p.Deals = strings.Join(deals, "、")
}

// places are the public pages of the ledger.
func places() []web.Place {
	const group = "公共资源交易"
	all := []web.Place{{Group: group, Label: group, Href: home, Note: "项目从公告到合同，一个项目一页", Words: "招标 采购 中标 土地 矿业权"}}
	for _, l := range trading.Lines() {
		all = append(all, web.Place{Group: group, Label: l.Label(), Href: home + string(l) + "/"})
	}
	return all
}

// Search finds projects by words, for the portal's search field.
func (d *Desk) Search(ctx context.Context, site web.Site, words string) ([]web.Found, error) {
	const most = 10
	rows, err := projectList().Page(ctx, d.DB, projectsOf(site.BodyID, "", words), list.Place{}, most)
	if err != nil {
		return nil, err
	}
	var found []web.Found
	for _, p := range rows {
		found = append(found, web.Found{Label: p.Name, Href: projectAddress(p.Code), Kind: p.Line.Label(), Text: p.Owner, Day: p.Latest[:min(10, len(p.Latest))]})
	}
	return found, nil
}

// sendFeed sends the projects published last as Atom.
func (d *Desk) sendFeed(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	site, address := web.SiteOf(r), d.Address(r)
	rows, err := projectList().Page(r.Context(), d.DB, projectsOf(site.BodyID, trading.Line(r.URL.Query().Get("line")), ""), list.Place{}, perPage)
	if err != nil {
		return err
	}
	news := feed.News{Title: site.Name + "公共资源交易", Author: site.Name, Home: address + home, Self: address + home + "feed.atom"}
	for _, p := range rows {
		at, err := time.Parse(time.RFC3339, p.Latest)
		if err != nil {
			return fmt.Errorf("read time of project %s: %w", p.ID, err)
		}
		x := rowOf(p, d.today())
		news.Entries = append(news.Entries, feed.Entry{ID: "urn:uuid:" + p.ID, Title: p.Name + "：" + x.Stage, Link: address + x.Href, Summary: x.Next, At: at})
	}
	return news.Send(w)
}
