package desk

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// below is a department or township with its report of the year.
type below struct {
	Body
	Issue *Issue
	State string
	Href  string // where its published report is read, "" when there is none
	Part  string // what it adds to the cell looked at
}

// rollup is a government's sum: its own cases, its departments' and townships'.
type rollup struct {
	Year    int
	Gov     Body
	Parts   []below
	Missing []string
	Counted bool          // the government's own ledgers count cases of its own
	Cases   report.Tables // those, with their sums
	Sum     report.Tables
	Own     *Issue
	OwnID   string
	Open    bool // the own report may be filled
}

// rollUp adds up what the bodies below have published.
func (d *Desk) rollUp(ctx context.Context, who identity.Actor, year int) (*rollup, error) {
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return nil, fmt.Errorf("list bodies: %w", err)
	}
	u := &rollup{Year: year, Sum: report.Tables{Two: &report.TableTwo{Fees: report.Fen(0)}, Three: &report.TableThree{}, Four: &report.TableFour{}}}
	for _, c := range figure.Cells() {
		u.Sum.Set(c, report.Count(0))
	}
	for _, b := range bodies {
		if b.ID == who.Body {
			u.Gov = b
		}
		if b.Parent == "" || b.Parent != who.Body {
			continue
		}
		part := below{Body: b, State: "未报"}
		had, err := publishedOf(ctx, d.DB, b.ID, year)
		if err != nil {
			return nil, err
		}
		if len(had) == 0 {
			u.Missing = append(u.Missing, b.Name)
			u.Parts = append(u.Parts, part)
			continue
		}
		i, err := d.issueOf(ctx, d.DB, had[0])
		if err != nil {
			return nil, err
		}
		part.Issue, part.State, part.Href = &i, had[0].PublishedOn+" 公布", "/b/"+b.Code+portalHome+strconv.Itoa(year)
		u.add(i.Report.Tables)
		u.Parts = append(u.Parts, part)
	}
	if err := d.ownCases(ctx, who, u); err != nil {
		return nil, err
	}
	own, rec, err := d.visible(ctx, d.DB, who, who.Body, year)
	u.Own, u.OwnID = own, rec.ID
	u.Open = rec.State == string(report.Drafting) || rec.State == string(report.Returned)
	return u, err
}

// ownCases adds what the government's own ledgers count: it is asked and sued
// itself (条例 27), and its report is one of all its organs (49②).
func (d *Desk) ownCases(ctx context.Context, who identity.Actor, u *rollup) error {
	u.Cases = report.Tables{Two: &report.TableTwo{Fees: report.Fen(0)}, Three: &report.TableThree{}, Four: &report.TableFour{}}
	for _, c := range figure.Cells() {
		u.Cases.Set(c, report.Count(0))
	}
	for _, count := range d.Counters {
		figures, err := count(ctx, who.Body, u.Year)
		if err != nil {
			return fmt.Errorf("count figures of %d: %w", u.Year, err)
		}
		for _, f := range figures {
			if c, ok := f.Name.Cell(); ok && !c.IsSum() && !c.Last {
				u.Cases.Set(c, report.Count(f.N))
				u.Counted = true
			}
		}
	}
	u.Cases.Totals()
	u.add(u.Cases)
	return nil
}

func (u *rollup) add(t report.Tables) {
	for _, c := range figure.Cells() {
		n, _ := t.At(c)
		was, _ := u.Sum.At(c)
		u.Sum.Set(c, report.Count(was.N+n.Value()))
	}
	if t.Two != nil && t.Two.Fees.OK {
		u.Sum.Two.Fees = report.Fen(u.Sum.Two.Fees.Fen + t.Two.Fees.Fen)
	}
}

// difference is a cell where the government's own report is not the sum.
type difference struct {
	Key, Label string
	Sum, Own   string
	Change     string
}

// differences compares cell by cell; none when there is no own report.
func (u *rollup) differences() (all []difference, marks map[figure.Cell]string) {
	marks = map[figure.Cell]string{}
	if u.Own == nil {
		return nil, marks
	}
	for _, c := range figure.Cells() {
		sum, _ := u.Sum.At(c)
		own, _ := u.Own.Report.Tables.At(c)
		if own.OK && own.N == sum.N {
			continue
		}
		marks[c] = "doubt"
		x := difference{Key: c.Key(), Label: report.Label(c), Sum: strconv.FormatInt(sum.N, 10), Own: "未填", Change: "—"}
		if own.OK {
			x.Own, x.Change = strconv.FormatInt(own.N, 10), change(own.N-sum.N)
		}
		all = append(all, x)
	}
	if two := u.Own.Report.Tables.Two; two == nil || !two.Fees.OK || two.Fees.Fen != u.Sum.Two.Fees.Fen {
		c := figure.Fees()
		marks[c] = "doubt"
		x := difference{Key: c.Key(), Label: report.Label(c) + "（万元）", Sum: u.Sum.Two.Fees.Printed, Own: "未填", Change: "—"}
		if two != nil && two.Fees.OK {
			x.Own = two.Fees.Printed
		}
		all = append(all, x)
	}
	return all, marks
}

type rollupPage struct {
	web.Shell
	*rollup
	Years       []int
	Tables      []viewTable
	Differences []difference
	Cell        string // label of the cell looked at
	OwnPart     string // what the government's own cases add to it
	Reported    int
}

func (d *Desk) showRollup(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	var year int
	var years []int
	if err := d.pickYear(r, who, &year, &years); err != nil {
		return err
	}
	p, err := d.rollupPage(r, who, year)
	if err != nil {
		return err
	}
	p.Years = years
	return d.views.Render(w, r, http.StatusOK, "console/rollup", p)
}

// rollupPage adds a year up, and shows what each body adds to the cell that the
// address names.
func (d *Desk) rollupPage(r *http.Request, who identity.Actor, year int) (*rollupPage, error) {
	p := &rollupPage{Shell: web.Shell{Title: "下属单位年度报告汇总", Current: reportsPath}}
	var err error
	if p.rollup, err = d.rollUp(r.Context(), who, year); err != nil {
		return nil, err
	}
	var marks map[figure.Cell]string
	p.Differences, marks = p.differences()
	p.Reported = len(p.Parts) - len(p.Missing)
	p.Tables = viewTables(report.Report{Year: year, Format: "2021", Tables: p.Sum}, marks, tableWords{Marks: map[string]string{"doubt": "与本级不同"}})
	if c, ok := figure.ParseCell(r.URL.Query().Get("cell")); ok && !c.Last {
		p.Cell = report.Label(c)
		if n, ok := p.Cases.At(c); ok {
			p.OwnPart = strconv.FormatInt(n.N, 10)
		}
		for i := range p.Parts {
			p.Parts[i].Part = p.Parts[i].adds(c)
		}
	}
	return p, nil
}

// adds is what one body's report adds to a cell.
func (b below) adds(c figure.Cell) string {
	if b.Issue == nil {
		return "" // its state says so
	}
	if c == figure.Fees() {
		if two := b.Issue.Report.Tables.Two; two != nil {
			return two.Fees.Printed
		}
		return "未报"
	}
	n, ok := b.Issue.Report.Tables.At(c)
	if !ok || !n.OK {
		return "未读出"
	}
	return strconv.FormatInt(n.N, 10)
}

// doRollup fills the government's own draft with the sums. Totals are left
// out: the draft adds them up itself.
func (d *Desk) doRollup(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	in := form.Read(r, "", d.today())
	year := in.Int("year", "选择要汇总的年度")
	if err := in.Faults(); err != nil {
		return err
	}
	u, err := d.rollUp(r.Context(), who, year)
	if err != nil {
		return err
	}
	if err := d.adopt(r.Context(), who, u); err != nil {
		p, failed := d.rollupPage(r, who, year)
		if failed != nil {
			return failed
		}
		return form.Again(w, r, d.views, "console/rollup", p, err, nil)
	}
	web.Notice(r, fmt.Sprintf("已采用 %d 个单位的汇总数", len(u.Parts)-len(u.Missing)))
	return web.SeeOther(w, r, reportsPath+"/"+u.OwnID+"/3")
}

func (d *Desk) adopt(ctx context.Context, who identity.Actor, u *rollup) error {
	switch {
	case len(u.Parts) == len(u.Missing):
		return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("下属单位还没有一家公布 %d 年度报告，没有可以采用的数", u.Year)}
	case !u.Open:
		return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("本级 %d 年度报告不在编制中。先在年度报告列表新建或退回，再采用汇总数", u.Year)}
	}
	cells := map[figure.Cell]int64{figure.Fees(): u.Sum.Two.Fees.Fen}
	for _, c := range figure.Cells() {
		n, _ := u.Sum.At(c)
		cells[c] = n.N
	}
	reason := fmt.Sprintf("%d 个下属单位年度报告汇总", len(u.Parts)-len(u.Missing))
	if u.Counted {
		reason += "，加本级台账"
	} else {
		reason += "，本级没有台账数"
	}
	if len(u.Missing) > 0 {
		reason += "，未含" + strings.Join(u.Missing, "、")
	}
	return d.SaveValues(ctx, who, u.OwnID, reason, cells)
}
