package desk

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// editPage is the builder.
type editPage struct {
	web.Shell
	ID, Base             string // record's id; address of the builder
	Year, Rev            int64
	Version              int
	BodyName             string
	State                string
	StateLabel           string
	Tone                 string
	Due                  string
	DueUnsure            bool // 待核
	DueCite              string
	Overdue              bool
	Free                 bool // no statutory form: 条例 55①
	Published, Delivered string
	Why                  string // reason of a restatement
	Imported             bool
	Writable             bool
	Steps                []stepButton
	CanRestate           bool
	CanDeliver           bool
	Returned             string // why it was sent back
	History              []stepLine

	Part     int
	Heading  string
	Tabs     []tab
	Three    []gridRow
	Two      []twoView
	Four     fourView
	Prose    string
	HasProse bool
	Figures  []figureView
	Checks   checksView
	Clashes  []Clash
	Others   string // who changed what since this page was drawn
}

type stepButton struct {
	Act, Label string
	Primary    bool
	Note       bool // asks for a reason
	Cite       string
}

// stepLine is one step of the workflow that somebody took.
type stepLine struct{ When, Who, What, Note string }

type tab struct {
	N       int
	Label   string
	Href    string
	State   string // ok, error, warn, empty
	Count   int
	Current bool
}

// gridCell is one place of a statutory table in the builder.
type gridCell struct {
	Key, Value, Label string
	Row, Column       int
	Sum               bool // added up, not typed
	Bad, Part, Warn   bool
	Zero              bool
	Source            string // where the figure comes from, for the tooltip
	Href              string // the page of the records behind it
	Selector          string // what a sum adds up, for the island
}

type gridRow struct {
	N      int
	Class  string
	Number string // （三）
	Group  string // begins in this row: 不予公开
	Span   int    // rows the group covers
	Label  string
	Wide   bool // the label covers the group's column too
	Title  string
	Cells  []gridCell
	Notice string // legal basis of the row
}

type twoView struct {
	Title  string
	Header []string
	Rows   []twoRowView
	Cite   string
}

type twoRowView struct {
	Label string
	Cells []gridCell
}

type fourView struct {
	Groups []fourGroup
}

type fourGroup struct {
	Label string
	Cells []gridCell
}

type figureView struct {
	Name, Field, Label, Unit, Value, Source, Href string
	Cell                                          bool // a cell of the tables: shown, not typed here
}

func (d *Desk) editPage(x *draft, who identity.Actor, part int) *editPage {
	w := report.Workflow()
	state := report.State(x.State)
	due, rule := report.Due(kindOf(x.Body), x.Year, x.Record.Due)
	p := &editPage{ID: x.ID, Base: reportsPath + "/" + x.ID, Year: int64(x.Year), Rev: x.Rev, Version: x.Version, BodyName: x.Body.Name,
		State: x.State, StateLabel: w.StateLabel(state), Tone: stateTone(x.State), Due: due, DueUnsure: rule.Unproved, Free: x.Body.Service, Published: x.PublishedOn,
		Delivered: x.DeliveredOn, Why: x.Reason, Imported: x.Kind == "imported", Part: part, Heading: report.Parts()[part-1].Heading()}
	p.Current, p.Wide, p.Title = reportsPath, true, fmt.Sprintf("%d年度报告", x.Year)
	if !rule.Cite.Zero() {
		p.DueCite = rule.Cite.String()
	}
	p.Overdue = x.PublishedOn == "" && due != "" && d.today().String() > due
	own := who.Body == x.Record.Body
	p.Writable = own && who.Has(identity.Editor) && (state == report.Drafting || state == report.Returned)
	if own {
		p.buttons(x, who)
	}
	p.history(x)
	result := x.check()
	p.Checks = x.checksView(result, p.Base, part)
	p.tabs(x, result)
	p.fill(x, result, part)
	p.Scripts = []string{"htmx", "autosave"}
	p.Status = "数据截至 " + stamp(d.Now())
	if p.Writable {
		p.Status = "已保存 " + clockOf(x.savedAt())
	}
	if part >= 2 && part <= 4 {
		p.Scripts = append(p.Scripts, "grid")
		p.Keys = []web.Key{{Keys: []string{"↑", "↓", "Enter"}, Does: "移动单元格"}, {Keys: []string{"Alt", "→"}, Does: "下一处错误"},
			{Keys: []string{"Ctrl", "D"}, Does: "看这一格的来源"}}
	}
	if p.HasProse && p.Writable {
		p.Scripts = append(p.Scripts, "editor")
	}
	return p
}

// history tells who took which step, and why a report was sent back.
func (p *editPage) history(x *draft) {
	who := func(id string) string {
		if n := x.names[id]; n != "" {
			return n
		}
		return "经办人"
	}
	p.History = []stepLine{{stamp(x.CreatedAt.Time), who(x.CreatedBy), "新建", x.Reason}}
	for _, s := range x.Steps {
		p.History = append(p.History, stepLine{stamp(s.At.Time), who(s.Person), report.Workflow().ActLabel(report.Act(s.Step)), s.Note})
		if s.Step == string(report.Return) && x.State == string(report.Returned) {
			p.Returned = who(s.Person) + "退回：" + s.Note
		}
	}
}

func (p *editPage) buttons(x *draft, who identity.Actor) {
	w := report.Workflow()
	for _, a := range w.Offer(report.State(x.State), who.Roles...) {
		switch a {
		case report.Restate:
			p.CanRestate = true
			continue
		case report.Approve, report.Issue:
			if !x.guard(who)(report.NotTheDrafter) {
				continue
			}
		}
		b := stepButton{Act: string(a), Label: w.ActLabel(a), Note: a == report.Return || a == report.Discard,
			Primary: a == report.Submit || a == report.Approve || a == report.Issue || a == report.Publish}
		if s, err := w.Next(report.State(x.State), a, who.Roles...); err == nil && !s.Cite.Zero() {
			b.Cite = s.Cite.String()
		}
		p.Steps = append(p.Steps, b)
	}
	p.CanDeliver = x.State == string(report.Published) && x.DeliveredOn == "" && !x.Body.Government && who.Has(identity.Editor, identity.Leader)
}

// tabs are the six parts with their state.
func (p *editPage) tabs(x *draft, result report.Result) {
	bad, doubt := map[int]int{}, map[int]int{}
	for _, f := range result.Findings {
		switch {
		case x.released(f):
		case f.Severity == report.SeverityError:
			bad[f.Part]++
		default:
			doubt[f.Part]++
		}
	}
	short := []string{"总体情况", "主动公开", "依申请公开", "复议诉讼", "问题与改进", "其他事项"}
	for i, part := range report.Parts() {
		t := tab{N: part.Number, Label: part.Numeral + "、" + short[i], Href: fmt.Sprintf("%s/%d", p.Base, part.Number), State: "ok", Current: part.Number == p.Part}
		prose := part.Number == 1 || part.Number >= 5
		switch {
		case prose && strings.TrimSpace(x.Proses[part.Number].Body) == "":
			t.State = "empty"
		case bad[part.Number] > 0:
			t.State, t.Count = "error", bad[part.Number]
		case doubt[part.Number] > 0:
			t.State, t.Count = "warn", doubt[part.Number]
		}
		p.Tabs = append(p.Tabs, t)
	}
}

// fill draws the part's table or prose.
func (p *editPage) fill(x *draft, result report.Result, part int) {
	marks := markCells(result, x)
	t := x.tables()
	switch part {
	case 2:
		p.Two = x.viewTwo(t, marks)
	case 3:
		p.Three = x.viewThree(t, marks)
	case 4:
		p.Four = x.viewFour(t, marks)
	default:
		p.HasProse = true
		p.Prose = x.Proses[part].Body
		p.Figures = x.viewFigures(t)
	}
}

// mark is how a cell stands in the checks.
type mark struct{ bad, part, warn bool }

func markCells(result report.Result, x *draft) map[figure.Cell]mark {
	marks := map[figure.Cell]mark{}
	for _, f := range result.Findings {
		warn := f.Severity == report.SevereWarning
		if x.released(f) {
			continue
		}
		var wrong figure.Cell
		if f.Repair != nil {
			wrong = f.Repair.Cell
		}
		for _, c := range f.Cells {
			m := marks[c]
			switch {
			case warn:
				m.warn = true
			case wrong == (figure.Cell{}) || c == wrong || c.IsSum() && c.Row == figure.RowSum:
				m.bad = true
			default:
				m.part = true
			}
			marks[c] = m
		}
	}
	return marks
}

func (x *draft) viewCell(t report.Tables, c figure.Cell, label string, marks map[figure.Cell]mark) gridCell {
	n, _ := t.At(c)
	g := gridCell{Key: c.Key(), Label: label, Row: c.Row, Column: c.Column, Sum: c.IsSum(), Href: reportsPath + "/" + x.ID + "/cell/" + c.Key()}
	if n.OK {
		g.Value = strconv.FormatInt(n.N, 10)
	}
	if c == figure.Fees() {
		g.Value = t.Two.Fees.Printed
	}
	g.Zero = g.Value == "0"
	m := marks[c]
	g.Bad, g.Part, g.Warn = m.bad, m.part && !m.bad, m.warn && !m.bad
	g.Source = x.sourceOf(figure.In(c))
	return g
}

// sourceOf says where a figure comes from.
func (x *draft) sourceOf(name figure.Name) string {
	v, ok := x.Values[name]
	if !ok {
		return "由程序加总"
	}
	switch v.Source {
	case report.Counted:
		return "台账统计：" + v.Reason
	case report.Carried:
		return "上年结转：" + v.Reason
	}
	person := x.names[v.Person]
	if person == "" {
		person = "经办人"
	}
	return person + " " + clockOf(v.ChangedAt) + " 填写：" + v.Reason
}

func (x *draft) viewThree(t report.Tables, marks map[figure.Cell]mark) []gridRow {
	columns := report.ColumnLabels()
	members := map[string]int{}
	for _, r := range report.TableThreeRows() {
		members[r.Group]++
	}
	seen := map[string]bool{}
	var rows []gridRow
	for _, r := range report.TableThreeRows() {
		if r.Number == 3 {
			rows = append(rows, gridRow{Class: "grp", Label: "三、本年度办理结果", Wide: true})
		}
		g := gridRow{N: r.Number, Label: r.Label, Wide: r.Group == "", Class: "r1"}
		switch r.Number {
		case 1, 2, 25:
			g.Class = "sec"
		case 24:
			g.Class = "sum"
		}
		if r.Number == 25 {
			g.Class = "sec last"
		}
		if r.Group != "" && !seen[r.Group] {
			seen[r.Group] = true
			g.Number, g.Group, _ = strings.Cut(r.Group, "）")
			g.Number, g.Span = g.Number+"）", members[r.Group]
		}
		for c := 1; c <= figure.Columns; c++ {
			cell := x.viewCell(t, figure.Three(r.Number, c), columns[c-1]+" "+r.Label, marks)
			switch {
			case r.Number == 24 && c < figure.Columns:
				cell.Selector = fmt.Sprintf("input[data-col='%d'][data-part]", c)
			case r.Number == 24:
				cell.Selector = "output[data-tot]"
			case c == figure.Columns:
				cell.Selector = fmt.Sprintf("input[data-row='%d']", r.Number)
			}
			g.Cells = append(g.Cells, cell)
		}
		rows = append(rows, g)
	}
	return rows
}

func (x *draft) viewTwo(t report.Tables, marks map[figure.Cell]mark) []twoView {
	var all []twoView
	for _, b := range report.TwoBlocks() {
		v := twoView{Title: b.Title, Header: b.Header, Cite: b.Cite.String()}
		for _, r := range b.Rows {
			row := twoRowView{Label: r.Label}
			for i, path := range r.Paths {
				row.Cells = append(row.Cells, x.viewCell(t, figure.Two(path), r.Label+" "+b.Header[i+1], marks))
			}
			v.Rows = append(v.Rows, row)
		}
		all = append(all, v)
	}
	return all
}

func (x *draft) viewFour(t report.Tables, marks map[figure.Cell]mark) fourView {
	var v fourView
	for g, group := range report.Groups() {
		fg := fourGroup{Label: group.Label}
		for k, label := range report.KindLabels() {
			c := x.viewCell(t, figure.Four(g+1, k+1), group.Label+" "+label, marks)
			if c.Sum {
				c.Selector = fmt.Sprintf("input[data-group='%d']", g+1)
			}
			fg.Cells = append(fg.Cells, c)
		}
		v.Groups = append(v.Groups, fg)
	}
	return v
}

// viewFigures lists what prose may bind: the ledgers' figures and the totals
// that reports usually quote.
func (x *draft) viewFigures(t report.Tables) []figureView {
	var all []figureView
	for _, f := range report.Figures() {
		if _, ok := f.Cell(); ok {
			continue
		}
		field := Field{Figure: f.Name}.String()
		v := figureView{Name: f.Name.String(), Field: field, Label: f.Label, Unit: f.Unit, Value: x.Values[f.Name].Printed, Href: reportsPath + "/" + x.ID + "/cell/" + field}
		if _, ok := x.Values[f.Name]; ok {
			v.Source = x.sourceOf(f.Name)
		}
		all = append(all, v)
	}
	for _, c := range []struct {
		cell  figure.Cell
		label string
	}{{figure.Three(1, 7), "新收申请"}, {figure.Three(2, 7), "上年结转申请"}, {figure.Three(24, 7), "办理申请总计"}, {figure.Three(3, 7), "予以公开"},
		{figure.Three(4, 7), "部分公开"}, {figure.Three(25, 7), "结转下年度申请"}, {figure.Four(1, 5), "行政复议"}, {figure.Four(2, 5), "未经复议直接起诉"},
		{figure.Four(3, 5), "复议后起诉"}} {
		n, _ := t.At(c.cell)
		all = append(all, figureView{Name: c.cell.Key(), Label: c.label, Unit: "件", Value: strconv.FormatInt(n.N, 10), Source: report.Label(c.cell), Cell: true})
	}
	return all
}

// states is what the island is told of each field of the part.
func (p *editPage) states(errs map[string]string) map[string]cellState {
	all := map[string]cellState{}
	put := func(c gridCell) {
		all[c.Key] = cellState{Bad: c.Bad || errs[c.Key] != "", Title: c.Source, Value: c.Value, Records: c.Href}
	}
	for _, r := range p.Three {
		for _, c := range r.Cells {
			put(c)
		}
	}
	for _, b := range p.Two {
		for _, r := range b.Rows {
			for _, c := range r.Cells {
				put(c)
			}
		}
	}
	for _, g := range p.Four.Groups {
		for _, c := range g.Cells {
			put(c)
		}
	}
	for _, f := range p.Figures {
		if !f.Cell {
			all[f.Field] = cellState{Title: f.Source, Value: f.Value}
		}
	}
	if p.HasProse {
		all[Field{Part: p.Part}.String()] = cellState{Value: p.Prose}
	}
	return all
}

// keepTyped puts what was typed back into the fields of a page that could not
// be saved whole.
func (p *editPage) keepTyped(form url.Values) {
	put := func(cells []gridCell) {
		for i, c := range cells {
			if form.Has(c.Key) && !c.Sum {
				cells[i].Value = form.Get(c.Key)
			}
		}
	}
	for _, r := range p.Three {
		put(r.Cells)
	}
	for _, b := range p.Two {
		for _, r := range b.Rows {
			put(r.Cells)
		}
	}
	for _, g := range p.Four.Groups {
		put(g.Cells)
	}
	for i, f := range p.Figures {
		if form.Has(f.Field) && !f.Cell {
			p.Figures[i].Value = form.Get(f.Field)
		}
	}
	if field := (Field{Part: p.Part}).String(); form.Has(field) {
		p.Prose = form.Get(field)
	}
}

// savedAt is the last instant at which anything of the draft was saved.
func (x *draft) savedAt() sqldb.Time {
	last := x.CreatedAt
	for _, v := range x.Values {
		if v.ChangedAt.After(last.Time) {
			last = v.ChangedAt
		}
	}
	for _, p := range x.Proses {
		if p.ChangedAt.After(last.Time) {
			last = p.ChangedAt
		}
	}
	return last
}

// others says who changed what after rev seen.
func (x *draft) others(who identity.Actor, seen int64) string {
	var fields []string
	person, at := "", sqldb.Time{}
	note := func(field Field, by string, rev int64, when sqldb.Time) {
		if rev > seen && by != who.ID {
			fields = append(fields, field.label())
			person, at = by, when
		}
	}
	for _, name := range slices.SortedFunc(maps.Keys(x.Values), byName) {
		v := x.Values[name]
		note(Field{Figure: name}, v.Person, v.Rev, v.ChangedAt)
	}
	for _, part := range report.Parts() {
		p := x.Proses[part.Number]
		note(Field{Part: part.Number}, p.Person, p.Rev, p.ChangedAt)
	}
	if len(fields) == 0 {
		return ""
	}
	name := x.names[person]
	if name == "" {
		name = "同事"
	}
	more := ""
	if len(fields) > 3 {
		more = fmt.Sprintf("等 %d 处", len(fields))
		fields = fields[:3]
	}
	return fmt.Sprintf("%s %s 修改过：%s%s", name, clockOf(at), strings.Join(fields, "、"), more)
}

// named puts names to the people of clashes.
func (d *Desk) named(r *http.Request, saved Saved) []Clash {
	ids := make([]string, 0, len(saved.Clashes))
	for _, c := range saved.Clashes {
		ids = append(ids, c.Person)
	}
	names, err := d.People(r.Context(), ids)
	for i, c := range saved.Clashes {
		if err == nil && names[c.Person] != "" {
			saved.Clashes[i].Person = names[c.Person]
		} else {
			saved.Clashes[i].Person = "同事"
		}
	}
	return saved.Clashes
}
