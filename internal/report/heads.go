package report

import (
	"slices"
	"strings"

	"yangguang/internal/figure"
)

// headOf is the column of table three that a head names, counted from 1; 0 for
// none. Heads broken over two lines begin alike: 商业, 科研.
func headOf(c string) int {
	if len(c) < 6 {
		return 0
	}
	for i, label := range columns {
		if c == label || len(c) >= 6 && len(c) < len(label) && strings.HasPrefix(label, c) {
			return i + 1
		}
	}
	if c == "合计" {
		return figure.Columns
	}
	return 0
}

// columnOrder learns from the heads of table three in which order its columns
// stand: order[i] is the column of the row's value i. nil is the statutory
// order, as are heads that are not there or not all readable. known is false
// where the heads contradict that order and do not give another whole one.
func columnOrder(lines []line, at []*found) (order []int, known bool) {
	first := slices.IndexFunc(at, func(f *found) bool { return f != nil })
	heads := headLines(lines, at[first].line)
	seq := leaves(heads, at[first])
	if slices.Equal(seq, []int{1, 2, 3, 4, 5, 6, 7}) || len(seq) == 0 {
		return nil, true
	}
	seen := map[int]bool{}
	for _, c := range seq {
		seen[c] = true
	}
	if len(seq) == figure.Columns && len(seen) == figure.Columns {
		for _, c := range seq {
			order = append(order, c-1)
		}
		return order, true
	}
	// Some heads are lost: what is left must stand in order.
	return nil, slices.IsSorted(seq)
}

// headLines are the lines right above a table's first row, in its own table.
func headLines(lines []line, row *line) []*line {
	at := slices.IndexFunc(lines, func(l line) bool { return len(l.cells) > 0 && len(row.cells) > 0 && &l.cells[0] == &row.cells[0] })
	var heads []*line
	for i := at - 1; i >= 0 && i >= at-12; i-- {
		if lines[i].table != row.table || lines[i].part != row.part {
			break
		}
		heads = append([]*line{&lines[i]}, heads...)
	}
	return heads
}

// leaves are the columns the heads name, from left to right.
func leaves(heads []*line, f *found) []int {
	if len(heads) == 0 {
		return nil
	}
	if !f.line.flat {
		return gridLeaves(heads, f.first)
	}
	var seq []int
	group := -1
	for _, l := range heads {
		var row []int
		inside := -1
		for i, c := range l.cores {
			if l.blank[i] || l.covered[i] {
				continue
			}
			if h := headOf(c); h > 0 {
				row = append(row, h)
			} else if strings.Contains(c, "法人或其他组织") || strings.Contains(c, "法人和其他组织") {
				inside = len(row)
			}
		}
		switch {
		case len(row) == 0 && inside < 0:
		case inside >= 0:
			seq, group = row, inside
		case group >= 0:
			seq, group = slices.Insert(seq, min(group, len(seq)), row...), -1
		case len(seq) == 0:
			seq = row
		}
	}
	return seq
}

// gridLeaves reads, column by column, the lowest head over the values.
func gridLeaves(heads []*line, first int) []int {
	var seq []int
	low := heads[len(heads)-1]
	for c := first; c < len(low.cells); c++ {
		h := 0
		for _, l := range heads {
			if c < len(l.cores) && l.cores[c] != "" {
				if x := headOf(l.cores[c]); x > 0 {
					h = x
				}
			}
		}
		if h > 0 && (len(seq) == 0 || seq[len(seq)-1] != h) {
			seq = append(seq, h)
		}
	}
	return seq
}

// issuedHead is which of made, repealed and in force a head of table two names,
// −1 for none.
func issuedHead(c string) int {
	return slices.IndexFunc([]string{"制发件数", "废止件数", "有效件数"}, func(w string) bool { return strings.Contains(c, w) })
}

// kindHead and groupHead report whether a text is a head of table four.
func kindHead(c string) bool { return c != "" && slices.Contains(kinds[:], c) }

func groupHead(c string) bool {
	for _, g := range groups {
		if c == core(g.Label) {
			return true
		}
	}
	return false
}

// textHeads is a line of text that holds the heads of a table and nothing else
// besides the word above its labels.
func textHeads(text string) (line, bool) {
	fields := strings.Fields(text)
	if len(text) > 400 || len(fields) < 3 {
		return line{}, false
	}
	heads, other := 0, 0
	for _, f := range fields {
		switch c := core(f); {
		case headOf(c) > 0, issuedHead(c) >= 0, kindHead(c), groupHead(c):
			heads++
		case strings.Contains(c, "法人") && strings.Contains(c, "组织"):
		default:
			other++
		}
	}
	if other > 1 || heads < 3 {
		return line{}, false
	}
	return line{flat: true, text: true, cells: fields, covered: make([]bool, len(fields))}, true
}

// twoOrder is in which order the head of table two's first block names made,
// repealed and in force; nil for the statutory one.
func twoOrder(lines []line) []int {
	for i := range lines {
		var seq []int
		for k, c := range lines[i].cores {
			if lines[i].covered[k] {
				continue
			}
			if h := issuedHead(c); h >= 0 {
				seq = append(seq, h)
			}
		}
		if len(seq) == 3 && seq[0]+seq[1]+seq[2] == 3 && !slices.IsSorted(seq) && seq[0] != seq[1] {
			return seq
		}
	}
	return nil
}

// fourOrder is in which order the fifteen values of table four stand, learned
// from the heads; nil for the statutory one. order[i] is the place of value i.
func fourOrder(lines []line, data *line) []int {
	var kindsSeen, groupsSeen []int
	for _, l := range headLines(lines, data) {
		for i, c := range l.cores {
			if l.blank[i] || l.covered[i] && l.flat {
				continue
			}
			for k, label := range kinds {
				if c == label {
					kindsSeen = append(kindsSeen, k)
				}
			}
			for g, label := range groups {
				if c == core(label.Label) {
					groupsSeen = append(groupsSeen, g)
				}
			}
		}
	}
	if !data.flat || len(kindsSeen) != 15 || len(groupsSeen) != 3 {
		return nil
	}
	// The group over rows two and three stands first only if its kinds do.
	order := make([]int, 15)
	seen := map[int]bool{}
	for i, k := range kindsSeen {
		order[i] = groupsSeen[i/5]*5 + k
		seen[order[i]] = true
	}
	if len(seen) != 15 || slices.IsSorted(order) {
		return nil
	}
	return order
}
