package desk

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/figure"
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
	field, ok := readField(r.PathValue("key"))
	c, inTable := field.Figure.Cell()
	switch {
	case !ok || field.Part > 0 || inTable && c.Last:
		return &fault.Error{Kind: fault.NotFound, Message: "年度报告里没有这一格"}
	case !inTable && !report.Bindable(field.Figure):
		return &fault.Error{Kind: fault.NotFound, Message: "年度报告里没有这个数字"}
	}
	v := x.Values[field.Figure]
	p := &cellPage{Label: field.label(), Origin: v.Source.Label(), Source: x.sourceOf(field.Figure)}
	p.Title, p.Current = p.Label, reportsPath
	p.Back = reportsPath + "/" + x.ID
	if inTable {
		x.aboutCell(p, c)
	} else {
		p.Value, p.Back = v.Printed, p.Back+"/1"
	}
	if f, ok := x.Counted[field.Figure]; ok {
		p.HasCount, p.CountHref, p.Count = true, f.Href, f.String()
	}
	if p.Value == "" {
		p.Value = "还没有填"
	}
	if p.Origin == "" {
		p.Origin = "没有来源"
	}
	return d.views.Render(w, r, http.StatusOK, "console/cell", p)
}

func (x *draft) aboutCell(p *cellPage, c figure.Cell) {
	t := x.tables()
	p.Value = x.viewCell(t, c, "", nil).Value
	p.Back = fmt.Sprintf("%s/%d", p.Back, map[string]int{"two": 2, "three": 3, "four": 4}[c.Table])
	if parts := c.Parts(); parts != nil {
		p.Origin, p.Source = "程序加总", "由下面各格加总，不能直接填"
		for _, part := range parts {
			p.Parts = append(p.Parts, x.viewCell(t, part, report.Label(part), nil))
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
