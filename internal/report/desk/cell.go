package desk

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/report"
	"yangguang/internal/web"
)

// cellPage tells where one figure comes from.
type cellPage struct {
	web.Shell
	Label, Value, Back string
	Origin, Source     string
	Basis              string // articles that decide what counts here
	Doubtful           bool   // that follows usage: 待核
	HasCount           bool
	Count, CountHref   string
	LastYear           string
	Parts              []gridCell // what a sum adds up
}

// showCell is the page behind one cell or figure: its source, the ledger's own
// count with the way to the records, and for a sum its parts.
func (d *Desk) showCell(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	x, err := d.open(r, who)
	if err != nil {
		return err
	}
	key := r.PathValue("key")
	p := &cellPage{Label: fieldLabel(key), Origin: report.Origin(x.Values[key].Source).Label(), Source: x.sourceOf(key)}
	p.Title, p.Current = p.Label, reportsPath
	p.Back = reportsPath + "/" + x.ID
	c, ok := report.ParseCell(key)
	name := strings.TrimPrefix(key, "figure.")
	switch {
	case ok && !c.Last:
		x.aboutCell(p, c)
	case name != key:
		if _, known := report.FigureNamed(name); !known {
			return &fault.Error{Kind: fault.NotFound, Message: "年度报告里没有这个数字"}
		}
		p.Value, p.Back = x.Values[key].Printed, p.Back+"/1"
	default:
		return &fault.Error{Kind: fault.NotFound, Message: "年度报告里没有这一格"}
	}
	if f, ok := x.Counted[name]; ok {
		p.HasCount, p.CountHref, p.Count = true, f.Href, f.Text
		if f.Text == "" {
			p.Count = strconv.FormatInt(f.N, 10)
		}
	}
	if p.Value == "" {
		p.Value = "还没有填"
	}
	if p.Origin == "" {
		p.Origin = "没有来源"
	}
	return d.views.Render(w, r, http.StatusOK, "console/cell", p)
}

func (x *draft) aboutCell(p *cellPage, c report.Cell) {
	t := x.tables()
	p.Value = x.viewCell(t, c, "", nil).Value
	p.Back = fmt.Sprintf("%s/%d", p.Back, map[string]int{"two": 2, "three": 3, "four": 4}[c.Table])
	if isSum(c) {
		p.Origin, p.Source = "程序加总", "由下面各格加总，不能直接填"
		for _, part := range partsOf(c) {
			p.Parts = append(p.Parts, x.viewCell(t, part, part.Label(), nil))
		}
	}
	if c.Table == "three" {
		row := report.TableThreeRows()[c.Row-1]
		var cites []string
		for _, ref := range row.Cites {
			cites = append(cites, ref.String())
		}
		p.Basis, p.Doubtful = strings.Join(cites, "、"), row.Doubtful
	}
	if x.Previous != nil {
		if n, ok := x.Previous.Report.Tables.At(c); ok && n.OK {
			p.LastYear = fmt.Sprintf("%d 年 %d", x.Year-1, n.N)
		}
	}
}

// partsOf lists the cells that a sum adds up.
func partsOf(c report.Cell) []report.Cell {
	var parts []report.Cell
	switch {
	case c.Table == "four":
		for k := 1; k <= 4; k++ {
			parts = append(parts, report.Four(c.Row, k))
		}
	case c.Column == report.Columns:
		for k := 1; k < report.Columns; k++ {
			parts = append(parts, report.Three(c.Row, k))
		}
	default:
		for row := 3; row <= 23; row++ {
			parts = append(parts, report.Three(row, c.Column))
		}
	}
	return parts
}

// previewPage is the report as the public would see it.
type previewPage struct {
	web.Shell
	Back    string
	Content template.HTML
}

func (d *Desk) showPreview(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	x, err := d.open(r, who)
	if err != nil {
		return err
	}
	i, err := d.issueOf(r.Context(), d.DB, x.Record)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := render.HTML(&b, d.Document(i)); err != nil {
		return fmt.Errorf("preview report %s: %w", x.ID, err)
	}
	p := &previewPage{Back: reportsPath + "/" + x.ID, Content: template.HTML(b.String())} // escaped by package render
	p.Title, p.Current = "预览公开版", reportsPath
	return d.views.Render(w, r, http.StatusOK, "console/preview", p)
}
