package desk

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yangguang/internal/calendar"
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
	LateDays             int  // days by which it is overdue, 0 for not
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
	if day, err := calendar.Parse(due); x.PublishedOn == "" && err == nil {
		p.LateDays = max(0, int(d.today()-day))
	}
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
	p.CanDeliver = report.MayHandIn(kindOf(x.Body), report.State(x.State), x.DeliveredOn != "") == nil && x.Kind == "own" && who.Has(identity.Editor, identity.Leader)
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
