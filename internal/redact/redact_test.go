package redact

import (
	"testing"

	"yangguang/internal/document"
)

// TestLost: a file that lacks some of the text that stays is told of.
func TestLost(t *testing.T) {
	want := document.Document{Blocks: []document.Block{{Text: "甲乙丙"}, {Kind: document.Grid, Table: &document.Table{Rows: [][]document.Cell{{{Text: "12"}, {Text: "12", Covered: true}}}}}}}
	for _, tt := range []struct {
		text, want, because string
	}{
		{"甲乙丙12", "", "all is there"},
		{"12 丙\n乙 甲", "", "in another order and with blanks"},
		{"甲乙12", "甲乙丙", "a character is gone"},
		{"甲乙丙1", "12", "a digit of a cell is gone"},
	} {
		var h document.Holding
		h.Add(document.Passage{Text: tt.text})
		if got := lost(want, h); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.because, got, tt.want)
		}
	}
	var hidden document.Holding
	hidden.Add(document.Passage{Text: "甲乙丙12", Hidden: true})
	if lost(want, hidden) == "" {
		t.Error("what nobody sees counts as there")
	}
}

func TestMergedCellsComeBack(t *testing.T) {
	cell := func(s string, covered bool) document.Cell { return document.Cell{Text: s, Covered: covered} }
	rows := merged(&document.Table{Rows: [][]document.Cell{
		{cell("甲", false), cell("甲", true), cell("乙", false)},
		{cell("甲", true), cell("甲", true), cell("乙", false)},
		{cell("丙", false), cell("丁", true), cell("007", false)},
	}})
	if len(rows[0]) != 2 || rows[0][0].Span != 2 || rows[0][0].Down != 2 || len(rows[1]) != 1 || len(rows[2]) != 3 || rows[2][1].Text != "" || rows[2][2].Number {
		t.Errorf("%+v", rows)
	}
}
