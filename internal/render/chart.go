package render

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
)

// ChartKind says how a chart is drawn.
type ChartKind int

const (
	Bars    ChartKind = iota // a horizontal bar for each value, grouped by category
	Stacked                  // one horizontal bar a category, its series end to end; no negative values
	Lines                    // a line a series over the categories, as years
)

// Chart is a drawing of whole numbers: a value for each category in each series.
type Chart struct {
	Title      string
	Unit       string // 件, 万元; in the table's caption
	Kind       ChartKind
	Categories []string
	Series     []Series // five at most
}

// Series is one row of values, as many as there are categories.
type Series struct {
	Name   string
	Points []Point
}

// Point is one value; Missing leaves a gap, and 未报 in the table.
type Point struct {
	N       int64
	Missing bool
}

// palette of ux.md §3: told apart also in grey, never by red and green alone;
// names stand beside what they name all the same.
var palette = [...]string{"#17509f", "#6f9ad3", "#0c6165", "#7a4600", "#5b6a7b"}

const (
	chartWidth = 720.0
	chartInk   = "#14202e"
	chartLine  = "#dfe6ed"
)

// Table is the chart's data, a row a category.
func (c Chart) Table() Table {
	caption := c.Title
	if c.Unit != "" {
		caption += "（单位：" + c.Unit + "）"
	}
	t := Table{Name: c.Title, Caption: caption, Head: 1, Rows: [][]Cell{{{Text: "项目", Header: true}}}}
	for _, s := range c.Series {
		t.Rows[0] = append(t.Rows[0], Cell{Text: s.Name, Header: true})
	}
	for i, name := range c.Categories {
		row := []Cell{{Text: name, Header: true}}
		for _, s := range c.Series {
			cell := Cell{Text: "未报", Align: Right}
			if i < len(s.Points) && !s.Points[i].Missing {
				cell = Cell{Text: strconv.FormatInt(s.Points[i].N, 10), Number: true}
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Figure writes a <figure class="chart"> with the drawing and, always, the
// table of its data. It holds no style and no script, so a strict content
// security policy lets it through. A chart of more than five series, or whose
// series do not match its categories, is an error.
func (c Chart) Figure(w io.Writer) error {
	if len(c.Series) == 0 || len(c.Series) > len(palette) || len(c.Categories) == 0 {
		return fmt.Errorf("render chart %s: %d series over %d categories", c.Title, len(c.Series), len(c.Categories))
	}
	for _, s := range c.Series {
		if len(s.Points) != len(c.Categories) {
			return fmt.Errorf("render chart %s: series %s has %d points for %d categories", c.Title, s.Name, len(s.Points), len(c.Categories))
		}
		for _, p := range s.Points {
			if c.Kind == Stacked && p.N < 0 {
				return fmt.Errorf("render chart %s: series %s stacks a negative value", c.Title, s.Name)
			}
		}
	}
	h := &htmlWriter{w: bufio.NewWriter(w)}
	h.raw(`<figure class="chart"><figcaption>`).text(flat(c.Title)).raw("</figcaption>\n")
	switch c.Kind {
	case Lines:
		c.lines(h)
	default:
		c.bars(h)
	}
	h.table(c.Table())
	h.raw("</figure>\n")
	if h.err != nil {
		return h.err
	}
	return h.w.Flush()
}

func (c Chart) open(h *htmlWriter, height float64) {
	h.raw(fmt.Sprintf(`<svg class="chart-svg" viewBox="0 0 %.0f %.0f" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="`, chartWidth, height))
	h.text(flat(c.Title)).raw(`，数据见下表">` + "\n")
}

func (h *htmlWriter) label(x, y float64, anchor, fill, text string) {
	h.raw(fmt.Sprintf(`<text x="%.1f" y="%.1f" font-size="13" text-anchor="%s" fill="%s">`, x, y, anchor, fill)).text(flat(text)).raw("</text>\n")
}

func (h *htmlWriter) box(x, y, w, height float64, fill string) {
	h.raw(fmt.Sprintf(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", x, y, math.Max(w, 0), height, fill))
}

// textWidth estimates the width of a label at 13 px.
func textWidth(s string) float64 { return float64(visualWidth(s)) * 6.7 }

// bounds gives the least and the greatest value, with 0 among them.
func (c Chart) bounds() (low, high float64) {
	for i := range c.Categories {
		sum := 0.0
		for _, s := range c.Series {
			v := float64(s.Points[i].N)
			if s.Points[i].Missing {
				v = 0
			}
			sum += v
			low, high = math.Min(low, v), math.Max(high, v)
		}
		if c.Kind == Stacked {
			high = math.Max(high, sum)
		}
	}
	if low == high {
		high = 1
	}
	return low, high
}

// legend names the series, in lines as long as the drawing is wide, and gives
// the height used.
func (c Chart) legend(h *htmlWriter) {
	if len(c.Series) == 1 {
		return
	}
	x, y := 0.0, 4.0
	for i, s := range c.Series {
		w := textWidth(s.Name) + 34
		if x > 0 && x+w > chartWidth {
			x, y = 0, y+22
		}
		h.box(x, y, 12, 12, palette[i])
		h.label(x+17, y+11, "start", chartInk, s.Name)
		x += w
	}
}

func (c Chart) legendHeight() float64 {
	if len(c.Series) == 1 {
		return 4
	}
	x, y := 0.0, 30.0
	for _, s := range c.Series {
		w := textWidth(s.Name) + 34
		if x > 0 && x+w > chartWidth {
			x, y = 0, y+22
		}
		x += w
	}
	return y
}

// bars draws both kinds of horizontal bars; each value stands at its bar.
func (c Chart) bars(h *htmlWriter) {
	const thick = 18.0
	each := thick + 10
	if c.Kind == Bars {
		each = thick*float64(len(c.Series)) + 14
	}
	top := c.legendHeight()
	c.open(h, top+each*float64(len(c.Categories))+6)
	c.legend(h)
	low, high := c.bounds()
	left := 0.0
	for _, name := range c.Categories {
		left = math.Max(left, math.Min(textWidth(flat(name))+10, 240))
	}
	room := chartWidth - left - 90 // the longest number stands at the end
	scale := room / (high - low)
	zero := left - low*scale
	h.raw(fmt.Sprintf(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s"/>`+"\n", zero, top, zero, top+each*float64(len(c.Categories)), "#8593a3"))
	for i, name := range c.Categories {
		y := top + each*float64(i) + 5
		h.label(left-8, y+(each-14)/2+9, "end", chartInk, clipWidth(flat(name), 230))
		x, sum := zero, int64(0)
		for j, s := range c.Series {
			p := s.Points[i]
			w := float64(p.N) * scale
			switch {
			case c.Kind == Stacked:
				h.box(x, y, w, thick, palette[j])
				if t := strconv.FormatInt(p.N, 10); p.N > 0 && textWidth(t)+6 < w {
					ink := "#ffffff"
					if j == 1 {
						ink = chartInk // the light blue carries dark type
					}
					h.label(x+w/2, y+13.5, "middle", ink, t)
				}
				x, sum = x+w, sum+p.N
			case p.Missing:
				h.label(zero+6, y+13.5, "start", "#5b6a7b", "未报")
				y += thick
			default:
				h.box(math.Min(zero, zero+w), y, math.Abs(w), thick-3, palette[j])
				h.label(math.Max(zero, zero+w)+6, y+12.5, "start", chartInk, strconv.FormatInt(p.N, 10))
				y += thick
			}
		}
		if c.Kind == Stacked {
			h.label(x+6, y+13.5, "start", chartInk, strconv.FormatInt(sum, 10))
		}
	}
	h.raw("</svg>\n")
}

// clipWidth shortens a name that is too long for the room beside its bar; the
// table has it in full.
func clipWidth(s string, room float64) string {
	if textWidth(s) <= room {
		return s
	}
	rs := []rune(s)
	for len(rs) > 0 && textWidth(string(rs))+13 > room {
		rs = rs[:len(rs)-1]
	}
	return string(rs) + "…"
}

// lines draws a line a series, broken where a value is missing, with the
// value at each point and the series' name at its end.
func (c Chart) lines(h *htmlWriter) {
	const height, foot = 300.0, 30.0
	top := c.legendHeight() + 16
	c.open(h, top+height+foot)
	c.legend(h)
	low, high := c.bounds()
	left, right := 40.0, chartWidth-90
	x := func(i int) float64 {
		if len(c.Categories) == 1 {
			return (left + right) / 2
		}
		return left + (right-left)*float64(i)/float64(len(c.Categories)-1)
	}
	y := func(v float64) float64 { return top + height*(high-v)/(high-low) }
	h.raw(fmt.Sprintf(`<line x1="0" y1="%.1f" x2="%.0f" y2="%.1f" stroke="%s"/>`+"\n", y(0), chartWidth, y(0), "#8593a3"))
	for i, name := range c.Categories {
		h.raw(fmt.Sprintf(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s"/>`+"\n", x(i), top, x(i), top+height, chartLine))
		h.label(x(i), top+height+20, "middle", chartInk, clipWidth(flat(name), (right-left)/float64(max(1, len(c.Categories)-1))))
	}
	for j, s := range c.Series {
		path, pen := "", "M"
		for i, p := range s.Points {
			if p.Missing {
				pen = "M"
				continue
			}
			path += fmt.Sprintf("%s%.1f %.1f", pen, x(i), y(float64(p.N)))
			pen = "L"
		}
		if path != "" {
			h.raw(`<path fill="none" stroke-width="2.5" stroke="` + palette[j] + `" d="` + path + `"/>` + "\n")
		}
		for i, p := range s.Points {
			if p.Missing {
				continue
			}
			h.raw(fmt.Sprintf(`<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>`+"\n", x(i), y(float64(p.N)), palette[j]))
			h.label(x(i), y(float64(p.N))-9, "middle", chartInk, strconv.FormatInt(p.N, 10))
			if i == len(s.Points)-1 {
				h.label(x(i)+9, y(float64(p.N))+4.5, "start", palette[j], clipWidth(flat(s.Name), 80))
			}
		}
	}
	h.raw("</svg>\n")
}
