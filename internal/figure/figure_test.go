package figure

import "testing"

// Every cell is read back from its key, and nothing else is one.
func TestKeys(t *testing.T) {
	all := Cells()
	if len(all) != 199 {
		t.Errorf("%d cells hold whole numbers, 199 do", len(all))
	}
	seen := map[string]bool{}
	for _, c := range append(all, Fees()) {
		for _, c := range []Cell{c, c.Before()} {
			if got, ok := ParseCell(c.Key()); !ok || got != c || seen[c.Key()] {
				t.Errorf("ParseCell(%q) = %v, %v", c.Key(), got, ok)
			}
			seen[c.Key()] = true
		}
	}
	for _, tt := range []struct{ key, because string }{
		{"", "nothing"}, {"three", "a table"}, {"three.0.1", "rows count from 1"}, {"three.26.1", "to 25"}, {"three.1.8", "columns to 7"},
		{"three.01.1", "a cell is written in one way"}, {"three.1.1.1", "and has two coordinates"},
		{"four.x.1", "no group"}, {"four.direct_suit.6", "columns to 5"}, {"two.rules", "a row of table two"},
	} {
		if c, ok := ParseCell(tt.key); ok {
			t.Errorf("%s: ParseCell(%q) = %v", tt.because, tt.key, c)
		}
	}
}

// What is added up is said once: a sum has parts, in its own table, which stand
// before it; whatever is no sum has none.
func TestSums(t *testing.T) {
	known := map[Cell]bool{}
	for _, c := range Cells() {
		if known[c] = !c.IsSum(); known[c] != (c.Parts() == nil) {
			t.Errorf("%s: a sum %v, of %v", c.Key(), c.IsSum(), c.Parts())
		}
	}
	for _, c := range Sums() {
		for _, p := range c.Parts() {
			if !known[p] || p.Table != c.Table {
				t.Errorf("%s adds up %s, which is not known yet", c.Key(), p.Key())
			}
		}
		known[c] = true
	}
	for c, is := range known {
		if !is {
			t.Errorf("%s is a sum and not among Sums", c.Key())
		}
	}
	for _, tt := range []struct {
		sum         Cell
		n           int
		first, last Cell
		because     string
	}{
		{Three(24, 2), 21, Three(3, 2), Three(23, 2), "the results: neither what came in nor what is open"},
		{Three(1, 7), 6, Three(1, 1), Three(1, 6), "the kinds of applicant"},
		{Three(24, 7), 6, Three(24, 1), Three(24, 6), "the sum of sums, along its row"},
		{Four(2, 5), 4, Four(2, 1), Four(2, 4), "what became of a group"},
		{Three(25, 7).Before(), 6, Three(25, 1).Before(), Three(25, 6).Before(), "last year's of last year's"},
	} {
		parts := tt.sum.Parts()
		if len(parts) != tt.n || parts[0] != tt.first || parts[tt.n-1] != tt.last {
			t.Errorf("%s (%s): %v", tt.sum.Key(), tt.because, parts)
		}
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		name    Name
		text    string
		cell    bool
		because string
	}{
		{In(Three(1, 7)), "three.1.7", true, "a cell by its key"},
		{In(Fees()), "two.fees", true, "money too"},
		{Named("hotline.calls"), "hotline.calls", false, "a word"},
		{Named("three.1.8"), "three.1.8", false, "no cell, though it looks like one"},
		{Name{}, "", false, "nothing"},
	} {
		_, cell := tt.name.Cell()
		if tt.name.String() != tt.text || cell != tt.cell || ReadName(tt.text) != tt.name || (tt.name.Word() == "") != (cell || tt.text == "") {
			t.Errorf("%s: %q, a cell %v, read back %v", tt.because, tt.name, cell, ReadName(tt.text))
		}
	}
	if Groups() != [3]string{"reconsideration", "direct_suit", "suit_after_reconsideration"} {
		t.Error("the groups are stored under these words")
	}
}

func TestRate(t *testing.T) {
	for _, tt := range []struct {
		num, den int64
		want     string
		because  string
	}{
		{9802, 10000, "98.02", "two places"},
		{39730, 73001, "54.42", "54.4239…"},
		{1, 8, "12.50", "both are written"},
		{1, 16, "6.25", "exactly"},
		{1, 800, "0.13", "half rounds up"},
		{1, 1000, "0.10", "a zero in front"},
		{7, 7, "100.00", "all"},
		{0, 7, "0.00", "none"},
		{0, 0, "", "of nothing there is no share"},
	} {
		if r := (Rate{tt.num, tt.den}); r.String() != tt.want || r.Zero() != (tt.den == 0) {
			t.Errorf("%s: %d of %d is %q, want %q", tt.because, tt.num, tt.den, r, tt.want)
		}
	}
}
