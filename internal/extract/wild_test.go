package extract

import (
	"context"
	"strings"
	"testing"
	"time"

	"yangguang/internal/document"
)

// row writes cells: a leading "<" marks one that is covered.
func row(cells ...string) []document.Cell {
	out := make([]document.Cell, len(cells))
	for i, c := range cells {
		text, covered := strings.CutPrefix(c, "<")
		out[i] = document.Cell{Text: text, Covered: covered}
	}
	return out
}

// TestSheetHeadings: a whole report on one sheet, with no empty row between its
// text and its tables.
func TestSheetHeadings(t *testing.T) {
	for _, tt := range []struct {
		heading []document.Cell
		cuts    bool
		because string
	}{
		{row("四、行政复议情况", "", "", ""), true, "a heading in the first column"},
		{row("四、行政复议情况", "<四、行政复议情况", "<四、行政复议情况", "<四、行政复议情况"), true, "a heading merged over the table"},
		{row("四、结转下年度继续办理", "<四、结转下年度继续办理", "", ""), false, "the label of a row whose figures are blank"},
		{row("四、结转", "0", "0", "0"), false, "a row with figures"},
		{row("说明", "", "", ""), false, "no heading"},
	} {
		grid := [][]document.Cell{row("一、总体", "", "", ""), row("本年新收", "1", "2", "3"), tt.heading, row("维持", "0", "0", "0")}
		grids, heading := 0, false
		for _, b := range cut(grid, "表") {
			if b.Kind == document.Grid {
				grids++
			} else {
				heading = heading || b.Text == tt.heading[0].Text
			}
		}
		if heading != tt.cuts || grids == 2 != tt.cuts {
			t.Errorf("%s: heading %v, %d grids", tt.because, heading, grids)
		}
	}
}

// TestRestOfRow: what a page break leaves of a row's label.
func TestRestOfRow(t *testing.T) {
	above := row("三、办理结果", "", "1.本机关不掌", "12", "7", "0", "19")
	for _, tt := range []struct {
		first   []document.Cell
		rest    bool
		because string
	}{
		{row("", "", "握相关政府信息", "", "", "", ""), true, "the rest of the label and nothing else"},
		{row("", "（四）无法提供", "握相关政府信息", "", "", "", ""), true, "the name of the group stands beside it"},
		{row("", "（四）无法提供", "握相关政府信息", "0", "0", "0", "0"), false, "a row with figures is a row"},
		{row("", "", "3.其他", "", "", "", ""), false, "a numbered label begins a row"},
		{row("", "", "", "", "", "", ""), false, "nothing"},
	} {
		second := row("", "<"+tt.first[1].Text, "2.没有现成信息", "8", "0", "0", "8")
		if got := restOf(above, [][]document.Cell{tt.first, second}); got != tt.rest {
			t.Errorf("%s: %v", tt.because, got)
		}
	}
}

// TestPatience: time others took from the machine is not the file's.
func TestPatience(t *testing.T) {
	ctx, stop := graceful(context.Background(), 20*time.Millisecond)
	defer stop()
	before := processor()
	for ctx.Err() == nil {
		if processor()-before > 10*time.Second {
			t.Fatal("a reading that only works is never stopped")
		}
	}
	idle, end := graceful(context.Background(), 20*time.Millisecond)
	defer end()
	if <-idle.Done(); idle.Err() == nil {
		t.Error("a reading that waits for ever is stopped too")
	}
	over, cancel := context.WithCancel(context.Background())
	third, end3 := graceful(over, time.Hour)
	defer end3()
	if cancel(); third.Err() == nil {
		t.Error("the caller may stop it")
	}
}

func TestRadicals(t *testing.T) {
	for in, want := range map[string]string{"⼀、总体情况": "一、总体情况", "⾏政许可": "行政许可", "⼯作⼈员": "工作人员", "一、工作": "一、工作"} {
		if got := tidy(in); got != want {
			t.Errorf("tidy(%q) = %q, want %q", in, got, want)
		}
	}
}
