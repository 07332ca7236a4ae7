package desk

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/report"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// indicator is one figure that reports are compared by: the sum of its cells.
type indicator struct {
	Label string
	Cells []figure.Cell
}

// indicators are the figures of a comparison; those about applications stand
// first and are drawn.
func indicators() []indicator {
	rows := func(from, to int) (all []figure.Cell) {
		for r := from; r <= to; r++ {
			all = append(all, figure.Three(r, figure.Columns))
		}
		return all
	}
	return []indicator{
		{"本年新收申请", rows(1, 1)}, {"上年结转", rows(2, 2)}, {"予以公开", rows(3, 3)}, {"部分公开", rows(4, 4)},
		{"不予公开", rows(5, 12)}, {"无法提供", rows(13, 15)}, {"不予处理", rows(16, 20)}, {"其他处理", rows(21, 23)}, {"结转下年度", rows(25, 25)},
		{"行政复议", []figure.Cell{figure.Four(1, 5)}}, {"其中结果纠正", []figure.Cell{figure.Four(1, 2)}},
		{"行政诉讼", []figure.Cell{figure.Four(2, 5), figure.Four(3, 5)}},
		{"规章现行有效", []figure.Cell{figure.Two("rules.effective")}},
		{"行政规范性文件制发", []figure.Cell{figure.Two("normative.made")}}, {"行政规范性文件现行有效", []figure.Cell{figure.Two("normative.effective")}},
		{"行政许可", []figure.Cell{figure.Two("licences")}}, {"行政处罚", []figure.Cell{figure.Two("penalties")}}, {"行政强制", []figure.Cell{figure.Two("coercions")}},
	}
}

const drawn = 9 // indicators about applications

func (n indicator) of(i *Issue) render.Point {
	if i == nil {
		return render.Point{Missing: true}
	}
	sum, ok := sumOf(i.Report, n.Cells)
	return render.Point{N: sum, Missing: !ok}
}

// comparePage holds a year against the year before, or bodies against each other.
type comparePage struct {
	web.Shell
	Year   int
	Years  []int
	With   string
	Head   []string
	Rows   []compareRow
	Chart  template.HTML
	Notes  []string
	Nobody bool
}

type compareRow struct {
	Label string
	Cells []string
	Tone  string // of the last cell: rp-up, rp-down
}

func (d *Desk) showCompare(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &comparePage{With: r.URL.Query().Get("with")}
	if p.With != "bodies" {
		p.With = "previous"
	}
	p.Title, p.Current = "年度报告对比", reportsPath
	if err := d.pickYear(r, who, &p.Year, &p.Years); err != nil {
		return err
	}
	fill := d.comparePrevious
	if p.With == "bodies" {
		fill = d.compareBodies
	}
	if err := fill(r.Context(), who, p); err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/compare", p)
}

// pickYear reads ?year=; without it the newest year anybody has reported.
func (d *Desk) pickYear(r *http.Request, who identity.Actor, year *int, years *[]int) error {
	all, err := heads(r.Context(), d.DB, "", 0)
	if err != nil {
		return err
	}
	own, err := records(r.Context(), d.DB, who.Body)
	if err != nil {
		return err
	}
	seen := map[int]bool{}
	for y := d.today().Year(); y >= 2008; y-- {
		for _, rec := range append(own, all...) {
			if rec.Year == y && !seen[y] {
				seen[y] = true
				*years = append(*years, y)
			}
		}
	}
	*year, _ = strconv.Atoi(r.URL.Query().Get("year"))
	if *year < 2008 || *year > 2999 {
		*year = d.today().Year() - 1
		if len(*years) > 0 {
			*year = (*years)[0]
		}
	}
	return nil
}

// visible is the report of a body's year that somebody may see: the one being
// built where they see the body, else what is published; nil when there is none.
func (d *Desk) visible(ctx context.Context, db sqldb.Reader, who identity.Actor, body string, year int) (*Issue, Record, error) {
	all, err := versions(ctx, db, body, year)
	if err != nil {
		return nil, Record{}, err
	}
	for _, rec := range all {
		state := report.State(rec.State)
		public := state == report.Published || state == report.Restated
		if state == report.Void || !public && !who.SeesBody(body) {
			continue
		}
		i, err := d.issueOf(ctx, db, rec)
		return &i, rec, err
	}
	return nil, Record{}, nil
}

func (d *Desk) comparePrevious(ctx context.Context, who identity.Actor, p *comparePage) error {
	now, _, err := d.visible(ctx, d.DB, who, who.Body, p.Year)
	if err != nil {
		return err
	}
	last, _, err := d.visible(ctx, d.DB, who, who.Body, p.Year-1)
	if err != nil {
		return err
	}
	p.Nobody = now == nil && last == nil
	for _, x := range []struct {
		i    *Issue
		year int
	}{{now, p.Year}, {last, p.Year - 1}} {
		if x.i == nil && !p.Nobody {
			p.Notes = append(p.Notes, fmt.Sprintf("%d 年度的报告还没有，对比时显示“未报”", x.year))
		}
	}
	p.Head = []string{"项目", fmt.Sprintf("%d年", p.Year-1), fmt.Sprintf("%d年", p.Year), "增减"}
	c := render.Chart{Title: fmt.Sprintf("%d年与%d年依申请公开对比", p.Year-1, p.Year), Unit: "件", Series: []render.Series{{Name: p.Head[1]}, {Name: p.Head[2]}}}
	for k, n := range indicators() {
		a, b := n.of(last), n.of(now)
		row := compareRow{Label: n.Label, Cells: []string{pointText(a), pointText(b), "—"}}
		if !a.Missing && !b.Missing {
			row.Cells[2], row.Tone = change(b.N-a.N), direction(b.N-a.N)
		}
		p.Rows = append(p.Rows, row)
		if k < drawn {
			c.Categories = append(c.Categories, n.Label)
			c.Series[0].Points = append(c.Series[0].Points, a)
			c.Series[1].Points = append(c.Series[1].Points, b)
		}
	}
	return p.draw(c)
}

func (d *Desk) compareBodies(ctx context.Context, who identity.Actor, p *comparePage) error {
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return fmt.Errorf("list bodies: %w", err)
	}
	p.Head = []string{"单位"}
	for _, n := range indicators() {
		p.Head = append(p.Head, n.Label)
	}
	c := render.Chart{Title: fmt.Sprintf("%d年各单位依申请公开", p.Year), Unit: "件", Series: []render.Series{{Name: "本年新收申请"}, {Name: "结转下年度"}}}
	for _, b := range bodies {
		i, rec, err := d.visible(ctx, d.DB, who, b.ID, p.Year)
		if err != nil {
			return err
		}
		if i == nil {
			continue
		}
		row := compareRow{Label: b.Name}
		if rec.Frozen == "" {
			row.Label += "（" + report.Workflow().StateLabel(report.State(rec.State)) + "）"
		}
		for k, n := range indicators() {
			v := n.of(i)
			row.Cells = append(row.Cells, pointText(v))
			if k == 0 {
				c.Categories = append(c.Categories, b.Name)
				c.Series[0].Points = append(c.Series[0].Points, v)
			}
			if k == drawn-1 {
				c.Series[1].Points = append(c.Series[1].Points, v)
			}
		}
		p.Rows = append(p.Rows, row)
	}
	p.Nobody = len(p.Rows) == 0
	p.Notes = append(p.Notes, "其他单位只对比已公布的报告。")
	return p.draw(c)
}

func (p *comparePage) draw(c render.Chart) error {
	if p.Nobody {
		return nil
	}
	var b bytes.Buffer
	if err := c.Figure(&b); err != nil {
		return fmt.Errorf("draw comparison: %w", err)
	}
	p.Chart = template.HTML(b.String()) // escaped by render
	return nil
}

func pointText(p render.Point) string {
	if p.Missing {
		return "未报"
	}
	return strconv.FormatInt(p.N, 10)
}

func change(n int64) string {
	switch {
	case n > 0:
		return "增 " + strconv.FormatInt(n, 10)
	case n < 0:
		return "减 " + strconv.FormatInt(-n, 10)
	}
	return "持平"
}

func direction(n int64) string {
	switch {
	case n > 0:
		return "rp-up"
	case n < 0:
		return "rp-down"
	}
	return ""
}
