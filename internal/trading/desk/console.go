package desk

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/trading"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
)

type consoleRow struct{ ID, Title, Line, Kind, Project, At, Told string }

type noticesPage struct {
	web.Shell
	Tabs           []web.Tab
	Rows           []consoleRow
	Pager          web.Pager
	Show           string
	Of             string // what a figure counted
	Editor, Leader bool
}

// yearHref lists exactly the notices that a figure counts.
func yearHref(year int, l trading.Line) string {
	q := url.Values{"year": {strconv.Itoa(year)}}
	if l != "" {
		q.Set("line", string(l))
	}
	return path + "?" + q.Encode()
}

// mostCounted is how far a tab counts.
const mostCounted = 200

func (d *Desk) showNotices(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	q := r.URL.Query()
	p := &noticesPage{Shell: web.Shell{Title: "公共资源交易", Current: path}, Show: q.Get("show"), Editor: who.Has(identity.Editor), Leader: who.Has(identity.Leader)}
	if !slices.Contains([]string{quarantined, released, superseded}, p.Show) {
		p.Show = waiting
	}
	where := inState(who.Body, p.Show)
	if year, err := strconv.Atoi(q.Get("year")); err == nil {
		l := trading.Line(q.Get("line"))
		where, p.Of = ofYear(who.Body, year, l), fmt.Sprintf("%d年发布的公告 %s", year, l.Label())
	}
	tabs := []list.Tab{{Show: waiting, Label: "待签发", Where: inState(who.Body, waiting)}, {Show: quarantined, Label: "隔离", Where: inState(who.Body, quarantined)},
		{Show: released, Label: "已签发", Uncounted: true}, {Show: superseded, Label: "旧版本", Uncounted: true}}
	var err error
	if p.Tabs, err = noticeList().Tabs(r.Context(), d.DB, path, tabs, p.Show, mostCounted); err != nil {
		return err
	}
	rows, pager, err := noticeList().Shown(r, d.DB, where, perPage)
	if err != nil {
		return err
	}
	p.Pager = pager
	for _, v := range rows {
		n := v.Notice
		p.Rows = append(p.Rows, consoleRow{v.ID, n.Title, n.Line.Label(), n.Kind.Label(n.Line), n.Project, clock(n.At), v.Told})
	}
	return d.views.Render(w, r, http.StatusOK, "console/notices", p)
}

// fact is a short text under a label.
type fact struct{ Label, Text string }

type noticePage struct {
	web.Shell
	ID, State      string
	Facts          []fact
	Text           string
	Told           []string
	Other          []fact // the version of the same time that it differs from
	OtherText      string
	Leader, Editor bool
}

func (d *Desk) showNotice(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	v, err := versionOf(r.Context(), d.DB, who.Body, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &noticePage{Shell: web.Shell{Title: v.Notice.Title, Current: path}, ID: v.ID, State: v.State, Facts: facts(v), Text: v.Notice.Text, Leader: who.Has(identity.Leader), Editor: who.Has(identity.Editor)}
	p.Told = strings.FieldsFunc(v.Told, func(r rune) bool { return r == '\n' })
	if v.State == quarantined {
		kept, err := versionsOf(r.Context(), d.DB, who.Body, v.Key)
		if err != nil {
			return err
		}
		for _, k := range kept {
			if k.Stamp == v.Stamp && k.ID != v.ID {
				p.Other, p.OtherText = facts(k), k.Notice.Text
			}
		}
	}
	return d.views.Render(w, r, http.StatusOK, "console/notice", p)
}

// facts are what a notice says, a label each.
func facts(v version) (all []fact) {
	n := v.Notice
	add := func(label, text string) {
		if text != "" {
			all = append(all, fact{label, text})
		}
	}
	add("标题", n.Title)
	add("类别", n.Line.Label()+" · "+n.Kind.Label(n.Line))
	add("项目", n.Name+"（"+n.Project+"）")
	add("来源", strings.Trim(n.Table+" "+n.Platform+" "+n.Source, " "))
	add("来源时间", clock(n.Stamp))
	add("发布时间", clock(n.At))
	add("方式", n.Method.Label())
	add("招标人、采购人、出让人", strings.TrimSpace(n.Owner.Name+" "+n.Owner.Code))
	add("代理机构", strings.TrimSpace(n.Agent.Name+" "+n.Agent.Code))
	add("控制价、预算、起始价", n.Budget.String())
	for _, x := range trading.PointLabels() {
		add(x.Label, n.Points[x.Point].ChineseFull())
	}
	for _, o := range n.Offers {
		add("候选人、中标人、受让人", strings.TrimSpace(o.Party.Name+" "+o.Party.Code+" "+o.Price.String()))
	}
	return all
}

type formPage struct {
	web.Shell
	Fields []web.Field
}

// fields are those of the form, which serves all lines and kinds.
func fields(today calendar.Day) []web.Field {
	var lines, kinds, methods []string
	for _, l := range trading.Lines() {
		lines = append(lines, string(l), l.Label())
	}
	for _, k := range trading.Kinds(trading.Procurement) {
		kinds = append(kinds, string(k), k.Label(trading.Procurement))
	}
	kinds = append(kinds, string(trading.Opening), "开标记录", string(trading.CandidatesShown), "中标候选人公示")
	for _, m := range append(trading.Methods(trading.Procurement), trading.Methods(trading.Land)...) {
		methods = append(methods, string(m), m.Label())
	}
	all := []web.Field{
		form.Choice("line", "交易类别", lines...), form.Choice("kind", "公告类别", kinds...), form.Choice("method", "方式", append([]string{"", "不适用"}, methods...)...),
		form.Choice("must", "依法必须招标", "", "否", "yes", "是"), form.Choice("change", "变更公告", "", "否", "yes", "是，前一条公告保留"),
		form.Text("project", "项目编号", "招标项目编号、采购项目编号、宗地或者矿权编号"), form.Text("name", "项目名称", ""), form.Text("title", "公告标题", ""),
		form.Area("text", "公告内容", "身份证号、私人电话不能出现"), form.Date("at", "发布日期", "", today.String()),
		form.Text("lot", "标段（包）编号（可不填）", ""), form.Text("deal", "统一交易标识码（可不填）", ""),
		form.Text("owner", "招标人、采购人、出让人", ""), form.Text("owner_code", "它的统一社会信用代码（可不填）", ""),
		form.Text("budget", "控制价、预算、起始价（可不填）", "写明单位，例如 4,035 万元；费率不是金额"),
		form.Number("bidders", "投标人数（可不填）", "开标记录填写", ""), form.Text("offer", "第一候选人、中标人、受让人（可不填）", "自然人只公开姓"), form.Text("offer_code", "它的统一社会信用代码（可不填）", ""), form.Choice("offer_kind", "它是", "法人", "法人或者其他组织", "自然人", "自然人"),
		form.Text("price", "报价、中标价、成交价（可不填）", "例如 38,624,150.00 元"),
	}
	for _, x := range trading.PointLabels() {
		all = append(all, form.Date(string(x.Point), x.Label+"（可不填）", "", ""))
	}
	return all
}

func (d *Desk) showForm(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &formPage{web.Shell{Title: "录入交易公告", Current: path}, fields(d.today())}
	for i, f := range p.Fields {
		if v := r.URL.Query().Get(f.Name); v != "" {
			p.Fields[i].Value = v
		}
	}
	return d.views.Render(w, r, http.StatusOK, "console/newnotice", p)
}

func (d *Desk) doForm(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	n, err := d.typed(r, who)
	if err == nil {
		var told []string
		if told, err = d.Enter(r.Context(), who, n); err == nil {
			web.Notice(r, strings.Join(append([]string{"已录入，等负责人签发"}, told...), "；"))
			return web.SeeOther(w, r, path)
		}
	}
	p := &formPage{web.Shell{Title: "录入交易公告", Current: path}, fields(d.today())}
	return form.Again(w, r, d.views, "console/newnotice", p, err, func() { form.Retype(p.Fields, r, p.Errors) })
}

// typed reads the form. A notice that is entered here belongs to the project of
// its code, wherever that came from.
func (d *Desk) typed(r *http.Request, who identity.Actor) (trading.Notice, error) {
	f := form.Read(r, "", d.today())
	n := trading.Notice{Table: "form", Platform: "本单位", Line: form.Pick(f, "line", "选择交易类别", trading.Lines()...), Must: f.Yes("must"), Change: f.Yes("change"),
		Project: f.Text("project", "填写项目编号"), Name: f.Text("name", "填写项目名称"), Title: f.Text("title", "填写公告标题"), Text: f.Note("text"),
		Owner: trading.ReadParty(f.Text("owner", "填写招标人、采购人或者出让人"), f.Value("owner_code"), "法人"), Method: trading.MethodNamed(f.Value("method"))}
	n.Kind = form.Pick(f, "kind", "选择这一类交易有的公告", trading.Kinds(n.Line)...)
	if c := f.Value("owner_code"); c != "" && !trading.ValidCode(strings.ToUpper(c)) {
		f.Add("owner_code", "“"+form.Excerpt(c)+"”不是统一社会信用代码，核对每一位，或者不填")
	}
	if day := f.Day("at"); day != 0 {
		at := day.Time().Add(-8 * time.Hour)
		if day == d.today() {
			at = d.Now()
		}
		n.At = at.In(calendar.Zone()).Format(time.RFC3339)
		n.Stamp = d.Now().In(calendar.Zone()).Format(time.RFC3339)
	}
	if lot := f.Value("lot"); lot != "" {
		n.Lots = []trading.Lot{{Code: lot, Deal: f.Value("deal")}}
	}
	n.Budget = trading.ReadAmount(f.Value("budget"), "元")
	if f.Value("bidders") != "" {
		n.Bidders = f.Int("bidders", "填写投标人数，例如 7")
	}
	if name := f.Value("offer"); name != "" {
		n.Offers = []trading.Offer{{Lot: f.Value("lot"), Rank: 1, Party: trading.ReadParty(name, f.Value("offer_code"), f.Value("offer_kind")), Price: trading.ReadAmount(f.Value("price"), "元")}}
	}
	n.Points = map[trading.Point]calendar.Day{}
	for _, x := range trading.PointLabels() {
		if day := f.UntilOrNone(string(x.Point), "填写日期，例如 "+d.today().String()); day != 0 {
			n.Points[x.Point] = day
		}
	}
	if err := f.Faults(); err != nil {
		return n, err
	}
	had, err := projectCoded(r.Context(), d.DB, who.Body, n.Project)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return n, err
	}
	n.Platform = cmp.Or(had.Platform, n.Platform)
	return n, nil
}

func (d *Desk) doRelease(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	n, err := d.Release(r.Context(), who, r.PostFormValue("id"))
	if err != nil {
		return err
	}
	web.Notice(r, fmt.Sprintf("已签发 %d 条公告，门户上立即显示", n))
	return web.SeeOther(w, r, path)
}

func (d *Desk) doChoose(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	take := r.PostFormValue("take") == "yes"
	if err := d.Choose(r.Context(), who, r.PathValue("id"), take); err != nil {
		return err
	}
	web.Notice(r, map[bool]string{true: "已选用这一份，等负责人签发", false: "已保留原来的一份"}[take])
	return web.SeeOther(w, r, path+"?show="+quarantined)
}

type importPage struct {
	web.Shell
	Report *Report
}

func (d *Desk) showImport(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.views.Render(w, r, http.StatusOK, "console/import", &importPage{Shell: web.Shell{Title: "导入交易公告", Current: path}})
}

func (d *Desk) doImport(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &importPage{Shell: web.Shell{Title: "导入交易公告", Current: path}}
	file, head, err := r.FormFile("file")
	if err != nil {
		return form.Again(w, r, d.views, "console/import", p, fault.Field("file", "选择一个文件"), func() {})
	}
	defer file.Close()
	var content bytes.Buffer
	if _, err := io.Copy(&content, file); err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	report, err := d.Import(r.Context(), who, head.Filename, content.Bytes())
	if err != nil {
		return form.Again(w, r, d.views, "console/import", p, err, func() {})
	}
	p.Report = &report
	return d.views.Render(w, r, http.StatusOK, "console/import", p)
}
