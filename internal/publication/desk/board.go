package desk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

const boardPath = "/console/columns"

// reading is a line of the national inspection as the board draws it: widths are
// in the units of a drawing 100 wide, its limit at 80.
type reading struct {
	Label, Unit      string
	Limit, Now, Then int
	Solid, Hatched   int
	State, Tone      string
}

// columnRow is a column as the board lists it.
type columnRow struct {
	ID, Name, Owner, Class, Updated string
	Used                            int // of 100, as wide as it is drawn
	State, Tone                     string
	Presses, Pressed                bool
}

// group is an entry of the catalogue with its columns.
type group struct {
	Label string
	Rows  []columnRow
}

// load is how many columns somebody sees to.
type load struct {
	Name string
	N    int
}

type boardPage struct {
	web.Shell
	Sentence  string
	Cite      string
	Readings  []reading
	Groups    []group
	Presses   int // columns somebody has to see to now
	Keeps     bool
	Fields    []web.Field // of a handover
	Handovers []handoverRow
	Loads     []load
}

// handoverRow is a handover that waits to be accepted.
type handoverRow struct {
	ID, From, To, Note string
	Columns, Documents int
	Mine               bool
}

// keepers are the roles that keep the columns.
func keepers() []identity.Role { return []identity.Role{identity.Editor, identity.Leader} }

func (d *Desk) boardPage(r *http.Request, who identity.Actor) (*boardPage, error) {
	ctx := r.Context()
	all, err := d.standings(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	stands, err := d.Stands(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	people, names, err := d.staff(ctx, who.Body, all)
	if err != nil {
		return nil, err
	}
	p := &boardPage{Shell: web.Shell{Title: "法定公开目录与更新", Current: boardPath}, Keeps: who.Has(keepers()...), Cite: publication.Answers().String()}
	var books []publication.Column
	for _, s := range all {
		books = append(books, s.book)
	}
	near := p.read(publication.Read(d.Now(), books))
	for _, e := range publication.ItemsOf(stands) {
		g := group{Label: e.Label}
		for _, s := range all {
			if s.Entry == e.Item {
				g.Rows = append(g.Rows, d.columnRow(s, names))
			}
		}
		p.Groups = append(p.Groups, g)
	}
	p.sum(near)
	p.Fields = handoverFields(people, all, names)
	waiting, err := openHandovers(ctx, d.DB, who.Body)
	for _, h := range waiting {
		p.Handovers = append(p.Handovers, handoverRow{ID: h.ID, From: names[h.From], To: names[h.To], Note: h.Note, Columns: h.Columns, Documents: h.Documents, Mine: h.To == who.ID})
	}
	for _, a := range people {
		if n := len(slices.DeleteFunc(slices.Clone(all), func(s standing) bool { return s.Owner != a.ID })); n > 0 {
			p.Loads = append(p.Loads, load{a.Name, n})
		}
	}
	return p, err
}

// staff are the people of a body, and the names of all who see to a column, those
// who have left too.
func (d *Desk) staff(ctx context.Context, body string, all []standing) ([]identity.Actor, map[string]string, error) {
	people, err := d.Colleagues(ctx, body)
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, a := range people {
		ids = append(ids, a.ID)
	}
	for _, s := range all {
		ids = append(ids, s.Owner)
	}
	slices.Sort(ids)
	names, err := d.People(ctx, slices.Compact(ids))
	return people, names, err
}

// read draws the lines; it gives how many are near.
func (p *boardPage) read(lines []publication.Reading) (near int) {
	width := func(n, limit int) int { return min(100, 80*n/limit) }
	for _, l := range lines {
		x := reading{Label: l.Label, Unit: l.Unit, Limit: l.Limit, Now: l.Now, Then: l.Then, Solid: width(l.Now, l.Limit), State: "离线远"}
		x.Hatched = max(0, width(l.Then, l.Limit)-x.Solid)
		switch {
		case l.Crossed():
			x.State, x.Tone = "已碰线", "r"
		case l.Then >= l.Limit:
			x.State, x.Tone = "两周内碰线", "a"
		case l.Warned():
			x.State, x.Tone = fmt.Sprintf("差 %d %s碰线", l.Limit-l.Now, l.Unit), "a"
		}
		if x.Tone != "" {
			near++
		}
		p.Readings = append(p.Readings, x)
	}
	return near
}

// sum is the sentence that says it all.
func (p *boardPage) sum(near int) {
	var press, without []string
	for _, g := range p.Groups {
		if len(g.Rows) == 0 {
			without = append(without, g.Label)
		}
		for _, c := range g.Rows {
			if c.Presses {
				press = append(press, c.Name)
			}
		}
	}
	p.Presses = len(press)
	crossed := len(slices.DeleteFunc(slices.Clone(p.Readings), func(x reading) bool { return x.Tone != "r" }))
	switch {
	case crossed > 0:
		p.Sentence = fmt.Sprintf("有 %d 条否决线已经碰到。", crossed)
	case near > 0:
		p.Sentence = fmt.Sprintf("今天没有碰到否决线，有 %d 条离得近。", near)
	default:
		p.Sentence = "今天没有碰到否决线，都离得远。"
	}
	if len(press) > 0 {
		p.Sentence += "最该催的是 " + strings.Join(press[:min(3, len(press))], "、") + "。"
	}
	if len(without) > 0 {
		p.Sentence += fmt.Sprintf("%d 个法定事项还没有栏目。", len(without))
	}
}

func (d *Desk) columnRow(s standing, names map[string]string) columnRow {
	now := d.Now()
	c := columnRow{ID: s.ID, Name: s.Name, Owner: names[s.Owner], Class: s.Class.Label(), Used: min(100, 80*s.book.Used(now)/100), Presses: s.book.Presses(now), Pressed: s.PressedOn == d.today().String()}
	if s.Class == publication.Periodic {
		c.Class = fmt.Sprintf("%d 个月内更新", s.Months)
	}
	if s.book.Blank() {
		c.State, c.Updated = "空白", "从未"
		return c
	}
	c.Updated = calendar.At(s.UpdatedAt.Time).String()
	switch {
	case s.book.Stale(now):
		c.State, c.Tone = "久未更新", "r"
	case c.Presses:
		c.State, c.Tone = "快到期", "a"
	default:
		c.State, c.Tone = "按时", "g"
	}
	return c
}

// handoverFields ask who leaves, who takes over, and what the successor should
// know.
func handoverFields(people []identity.Actor, all []standing, names map[string]string) []web.Field {
	from, to := []string{"", "还没有选"}, []string{"", "还没有选"}
	owners := map[string]bool{}
	for _, s := range all {
		if !owners[s.Owner] {
			owners[s.Owner] = true
			from = append(from, s.Owner, names[s.Owner])
		}
	}
	for _, a := range people {
		if a.Has(writers()...) {
			to = append(to, a.ID, a.Name)
			if !owners[a.ID] {
				from = append(from, a.ID, a.Name)
			}
		}
	}
	return []web.Field{form.Choice("from", "谁离开岗位", from...), form.Choice("to", "谁接手", to...), form.Area("note", "要交代的", "例如统计数每季 20 日前由哪个科给")}
}

func (d *Desk) showBoard(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.boardPage(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/board", p)
}

// boardAgain shows the board with what was refused.
func (d *Desk) boardAgain(w http.ResponseWriter, r *http.Request, who identity.Actor, refused error) error {
	p, err := d.boardPage(r, who)
	if err != nil {
		return err
	}
	return form.Again(w, r, d.views, "console/board", p, refused, func() { form.Retype(p.Fields, r, p.Errors) })
}

func (d *Desk) doPress(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	if err := d.Press(r.Context(), who, r.PostFormValue("column")); err != nil {
		return d.boardAgain(w, r, who, err)
	}
	web.Notice(r, "已催，在负责人的待办里")
	return web.SeeOther(w, r, boardPath)
}

func (d *Desk) doHandOver(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	f := form.Read(r, "", d.today())
	h, err := d.HandOver(r.Context(), who, f.Value("from"), f.Value("to"), f.Note("note"))
	if err != nil {
		return d.boardAgain(w, r, who, err)
	}
	web.Notice(r, fmt.Sprintf("已移交 %d 个栏目、%d 份在办的稿件，等接手的人接收", h.Columns, h.Documents))
	return web.SeeOther(w, r, boardPath)
}

func (d *Desk) doAccept(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	if err := d.Accept(r.Context(), who, r.PostFormValue("handover")); err != nil {
		return d.boardAgain(w, r, who, err)
	}
	web.Notice(r, "已接收")
	return web.SeeOther(w, r, boardPath)
}

// columnForm is the page on which a column is kept.
type columnForm struct {
	web.Shell
	ID     string
	Rev    int64
	Fields []web.Field
}

func (d *Desk) columnForm(ctx context.Context, who identity.Actor, c Column) (*columnForm, error) {
	stands, err := d.Stands(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	people, err := d.Colleagues(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	entries, classes, owners := []string{"", "还没有选"}, []string{}, []string{"", "还没有选"}
	for _, e := range publication.ItemsOf(stands) {
		entries = append(entries, string(e.Item), e.Label)
	}
	for _, x := range publication.Classes() {
		classes = append(classes, string(x), x.Label())
	}
	for _, a := range people {
		owners = append(owners, a.ID, a.Name)
	}
	p := &columnForm{Shell: web.Shell{Title: "设置栏目", Current: boardPath}, ID: c.ID, Rev: c.Rev}
	months := ""
	if c.Months > 0 {
		months = strconv.Itoa(c.Months)
	}
	p.Fields = []web.Field{form.Text("name", "栏目名称", ""), form.Choice("entry", "法定公开目录", entries...), form.Choice("class", "多久要更新", classes...),
		form.Number("months", "几个月更新一次", "只有“按自己的周期”的填写，1 至 24", months), form.Choice("owner", "谁负责", owners...), form.Area("note", "做法备注", "交接时一起移交")}
	for i, v := range []string{c.Name, string(c.Entry), string(c.Class), months, c.Owner, c.Note} {
		p.Fields[i].Value = v
	}
	return p, nil
}

func (d *Desk) showColumnForm(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c := Column{Class: publication.Notices, Owner: who.ID}
	if id := r.PathValue("id"); id != "" {
		var err error
		if c, err = columnOf(r.Context(), d.DB, id); err == nil {
			err = portalColumns.Visible(who, c.Body)
		}
		if err != nil {
			return err
		}
	}
	p, err := d.columnForm(r.Context(), who, c)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/column", p)
}

func (d *Desk) doColumn(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	f := form.Read(r, "", d.today())
	c := Column{ID: r.PathValue("id"), Name: f.Value("name"), Entry: publication.Item(f.Value("entry")), Class: publication.Class(f.Value("class")), Owner: f.Value("owner"), Note: f.Note("note")}
	c.Months, _ = strconv.Atoi(f.Value("months")) // none is told by the check
	err := f.Faults()
	if err == nil {
		err = d.KeepColumn(r.Context(), who, c, form.Rev(r))
	}
	if err == nil {
		web.Notice(r, "栏目已保存")
		return web.SeeOther(w, r, boardPath)
	}
	c.Rev = form.Rev(r)
	p, failed := d.columnForm(r.Context(), who, c)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/column", p, err, func() { form.Retype(p.Fields, r, p.Errors) })
}
