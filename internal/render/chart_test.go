package render

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func charts() []Chart {
	years := []string{"2021年", "2022年", "2023年", "2024年"}
	line := func(name string, n ...int64) Series {
		s := Series{Name: name}
		for _, v := range n {
			s.Points = append(s.Points, Point{N: v, Missing: v < 0})
		}
		return s
	}
	return []Chart{
		{Title: "近四年申请与办结", Unit: "件", Kind: Lines, Categories: years, Series: []Series{line("新收申请", 86, 104, 118, 142), line("予以公开", 41, -1, 55, 57)}},
		{Title: "各单位新收申请", Unit: "件", Kind: Bars, Categories: []string{"云溪市住房和城乡建设局", "云溪市自然资源局", "青石镇人民政府"}, Series: []Series{line("2023年", 118, 96, -1), line("2024年", 142, 90, 3)}},
		{Title: "办理结果构成", Unit: "件", Kind: Stacked, Categories: years, Series: []Series{line("予以公开", 41, 50, 55, 57), line("部分公开", 9, 11, 12, 15), line("不予公开", 8, 13, 15, 17), line("无法提供", 20, 22, 25, 30), line("其他", 8, 8, 11, 21)}},
	}
}

func TestChart(t *testing.T) {
	var page bytes.Buffer
	for _, c := range charts() {
		var b bytes.Buffer
		if err := c.Figure(&b); err != nil {
			t.Fatal(err)
		}
		page.Write(b.Bytes())
		wellFormed(t, b.Bytes())
		s := b.String()
		for _, want := range []string{"<svg", "<table", "</figure>"} {
			if !strings.Contains(s, want) {
				t.Errorf("%s: no %s", c.Title, want)
			}
		}
		if strings.Contains(s, "style=") || strings.Contains(s, "<style") {
			t.Errorf("%s: carries style, which the security policy refuses", c.Title)
		}
		for _, s2 := range c.Series {
			if strings.Count(s, s2.Name) < 2 {
				t.Errorf("%s: series %s is not named in both the drawing and the table", c.Title, s2.Name)
			}
		}
	}
	if *look != "" {
		_ = os.WriteFile(filepath.Join(*look, "charts.html"), append([]byte(`<meta charset="utf-8"><body style="width:760px;font-family:sans-serif">`), page.Bytes()...), 0o600)
	}
}

func TestChartRefuses(t *testing.T) {
	p := []Point{{N: 1}}
	for _, c := range []struct {
		because string
		chart   Chart
	}{
		{"no series", Chart{Categories: []string{"a"}}},
		{"no categories", Chart{Series: []Series{{Name: "a"}}}},
		{"six series are more than one can tell apart", Chart{Categories: []string{"a"}, Series: []Series{{"1", p}, {"2", p}, {"3", p}, {"4", p}, {"5", p}, {"6", p}}}},
		{"points and categories differ", Chart{Categories: []string{"a", "b"}, Series: []Series{{"1", p}}}},
		{"a stack cannot go down", Chart{Kind: Stacked, Categories: []string{"a"}, Series: []Series{{"1", []Point{{N: -1}}}}}},
	} {
		if err := c.chart.Figure(io.Discard); err == nil {
			t.Errorf("%s: accepted", c.because)
		}
	}
}

func TestChartEscapes(t *testing.T) {
	c := Chart{Title: hostile, Categories: []string{hostile}, Series: []Series{{hostile, []Point{{N: 3}}}}}
	for _, kind := range []ChartKind{Bars, Stacked, Lines} {
		c.Kind = kind
		var b bytes.Buffer
		if err := c.Figure(&b); err != nil {
			t.Fatal(err)
		}
		wellFormed(t, b.Bytes())
		if strings.Contains(b.String(), "<script") || strings.Contains(b.String(), "\u202e") {
			t.Errorf("kind %d lets markup or an override through", kind)
		}
	}
}

// wellFormed reads b as XML to its end.
func wellFormed(t testing.TB, b []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Entity = xml.HTMLEntity
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not well-formed: %v\n%.300s", err, b)
		}
	}
}
