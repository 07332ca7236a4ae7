package render

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yangguang/internal/fault"
)

// What is written row by row is read by another program as it was meant.
func TestSheet(t *testing.T) {
	var b bytes.Buffer
	s, err := NewSheet(&b, SheetColumn{Title: "编号"}, SheetColumn{Title: "=数", Number: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]string{{"2026-0001", "12"}, {"=1+1", "-3.5"}, {"a < b & \"c\"\n第二行", "没有"}, {"", "1234567890123456"}, {"𬭚\x01", ""}} {
		if err := s.Write(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("列表")
	want := [][]string{{"编号", "'=数"}, {"2026-0001", "12"}, {"'=1+1", "-3.5"}, {"a < b & \"c\"\n第二行", "没有"}, {"", "1234567890123456"}, {"𬭚"}}
	if err != nil || !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("the workbook has %q, %v", rows, err)
	}
	for cell, want := range map[string]excelize.CellType{"B2": excelize.CellTypeUnset, "B3": excelize.CellTypeUnset, "A2": excelize.CellTypeInlineString, "B4": excelize.CellTypeInlineString, "B5": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType("列表", cell); err != nil || got != want {
			t.Errorf("%s is of type %d, want %d, %v", cell, got, want, err)
		}
	}
	if pane, err := f.GetPanes("列表"); err != nil || !pane.Freeze || pane.YSplit != 1 {
		t.Errorf("the titles do not stay in sight: %v, %v", pane, err)
	}
	var again bytes.Buffer
	if s, err = NewSheet(&again, SheetColumn{Title: "编号"}, SheetColumn{Title: "=数", Number: true}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil || again.Len() == 0 {
		t.Errorf("a list without rows: %v", err)
	}
}

// A long list is not held in memory.
func TestSheetStreams(t *testing.T) {
	s, err := NewSheet(io.Discard, SheetColumn{Title: "内容"})
	if err != nil {
		t.Fatal(err)
	}
	text, held := strings.Repeat("申请", 200), uint64(0)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	for i := range 60_000 {
		if err := s.Write(text + strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
		if i%20_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&m)
			held = max(held, m.HeapAlloc)
		}
	}
	if held > before+8<<20 {
		t.Errorf("%d MB are held for 70 MB of rows", (held-before)>>20)
	}
	s.rows = mostSheetRows
	if err := s.Write("x"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a row more than programs read: %v", err)
	}
}

func TestSheetTellsAFullDisk(t *testing.T) {
	full := errors.New("disk full")
	s, err := NewSheet(failingAfter{new(int), 4096, full}, SheetColumn{Title: "内容"})
	for i := 0; err == nil && i < 100_000; i++ {
		err = s.Write(strconv.Itoa(i * 7919))
	}
	if !errors.Is(err, full) {
		t.Errorf("a full disk goes unnoticed: %v", err)
	}
}

// failingAfter takes so many bytes and no more.
type failingAfter struct {
	n    *int
	most int
	err  error
}

func (f failingAfter) Write(p []byte) (int, error) {
	if *f.n += len(p); *f.n > f.most {
		return 0, f.err
	}
	return len(p), nil
}
