package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/figure"
	"yangguang/internal/report/sentence"
)

// line is one row of a table, or a line of text that may be one: labels, then
// values.
type line struct {
	cells   []string
	cores   []string // of each text cell its letters and digits, "" for numbers and blanks
	blank   []bool
	number  []bool // holds a number or a sign put for none
	covered []bool // spanned over from the left or above
	flat    bool   // position of empty cells means little
	text    bool   // a line of text, split at its spaces
	table   int    // which table of the document, −1 for text
	part    int    // the part it stands in
}

// weigh looks at every cell once.
func (l *line) weigh() {
	n := len(l.cells)
	l.cores = make([]string, n)
	both := make([]bool, 2*n)
	l.blank, l.number = both[:n:n], both[n:]
	for i, c := range l.cells {
		if c == "0" {
			l.number[i] = true
			continue
		}
		l.blank[i] = blank(c)
		l.number[i] = !l.blank[i] && numeric(c)
		if !l.blank[i] && !l.number[i] && len(c) <= 400 {
			l.cores[i] = core(c)
		}
	}
}

// blank reports whether a cell holds nothing that is seen.
func blank(s string) bool {
	for _, r := range s {
		if r = sentence.Fold(r); r != 0 && !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}

// under gives a row whose label begins in the line above its whole label, and
// returns what may begin the label of the next one.
func (l *line) under(above string) string {
	last, numbers := -1, 0
	for i, c := range l.cores {
		if c != "" && !l.covered[i] {
			last = i
		}
		if l.number[i] {
			numbers++
		}
	}
	if last < 0 {
		return ""
	}
	if numbers == 0 {
		return l.cores[last]
	}
	if row, _ := behind(l, rowOf); l.flat && row == 0 && above != "" && numbers >= figure.Columns && rowOf(above+l.cores[last]) != 0 {
		l.cores[last] = above + l.cores[last]
	}
	return ""
}

// groupCores are labels that only gather rows.
var groupCores = [...]string{"三本年度办理结果", "本年度办理结果", "三不予公开", "不予公开", "四无法提供", "无法提供", "五不予处理", "不予处理", "六其他处理", "其他处理"}

// rowNamed are the rows by the cores of their labels.
var rowNamed = func() map[string]int {
	named := map[string]int{}
	for i := range rows {
		if named[rows[i].core] == 0 {
			named[rows[i].core] = i + 1
		}
	}
	return named
}()

// rowOf finds the row of table three that the core of a label names; 0 when
// none.
func rowOf(c string) int {
	if len(c) < len("其他") || len(c) > 400 {
		return 0
	}
	for again := true; again; {
		again = false
		for _, g := range groupCores {
			if rest, ok := strings.CutPrefix(c, g); ok && rest != "" {
				c, again = rest, true
			}
		}
	}
	plain := unnumbered(c)
	named, also := rowNamed[plain], rowNamed[c]
	if named == 0 || also != 0 && also < named {
		named = also
	}
	if named != 0 {
		return named
	}
	for i := range rows {
		long := len(rows[i].core) >= 15 // five characters
		if long && len(plain) >= len(rows[i].core) && len(plain) <= len(rows[i].core)+30 && strings.Contains(plain, rows[i].core) {
			return i + 1
		}
	}
	if strings.HasPrefix(plain, "部分公开区分处理") {
		return 4
	}
	for _, p := range [...]struct {
		prefix string
		row    int
	}{{"申请人无正当理由逾期不补正", 21}, {"申请人逾期未按收费通知", 22}, {"本年新收", 1}, {"上年结转", 2}, {"结转下年度", 25}, {"危及三安全", 7}} {
		if strings.HasPrefix(plain, p.prefix) && len(plain) <= 150 {
			return p.row
		}
	}
	return 0
}

// unnumbered drops what numbers a label: 一, 1, （七).
func unnumbered(c string) string {
	first, n := utf8.DecodeRuneInString(c)
	if n < len(c) && strings.ContainsRune("一二三四五六七八0123456789", first) {
		return c[n:]
	}
	return c
}

// found is the values that stand behind one label.
type found struct {
	line  *line
	first int // place of the first cell behind the label
}

// take is the row's n values, in the order of the columns.
func (f *found) take(n, start int, order []int) ([]string, bool) {
	cells, _, ok := take(f.line, f.first, n, start)
	if !ok || order == nil {
		return cells, ok
	}
	sorted := make([]string, n)
	for i, c := range cells {
		sorted[order[i]] = c
	}
	return sorted, true
}

// behind finds the last label of a line before its first value: the row it
// names (0 for none) and where the cells behind it begin.
func behind(l *line, match func(string) int) (row, first int) {
	for i, c := range l.cores {
		if l.blank[i] || l.covered[i] && i > 0 {
			continue
		}
		if l.number[i] {
			break
		}
		if r := match(c); r != 0 {
			row, first = r, i+1
		}
	}
	if row == 0 {
		return 0, 0
	}
	for first < len(l.cells) && l.covered[first] && l.cells[first] == l.cells[first-1] {
		first++
	}
	return row, first
}

// take reads n values behind a label. Where the row holds more or fewer cells
// than that and so the columns cannot be told, ok is false. start is the place
// other rows of the table begin their values at, or −1.
func take(l *line, first, n, start int) (values []string, at int, ok bool) {
	end := len(l.cells)
	lo, hi := first, end
	for hi > lo && l.blank[hi-1] {
		hi--
	}
	if start >= first && start+n <= end && blankOutside(l, first, start, n) {
		if l.flat && lostCell(l.cells[start:start+n]) {
			return nil, 0, false
		}
		return l.cells[start : start+n], start, true
	}
	switch {
	case hi-lo == n:
		return l.cells[lo:hi], lo, true
	case end-lo == n:
		return l.cells[lo:end], lo, true
	}
	for lo < hi && l.blank[lo] {
		lo++
	}
	if hi-lo == n {
		return l.cells[lo:hi], lo, true
	}
	if lo == hi && end-first >= n { // all blank
		return l.cells[first : first+n], first, true
	}
	if l.flat && !l.text && hi-first == n-1 && zeros(l.cells[first:hi]) {
		return append(slices.Clone(l.cells[first:hi]), ""), first, true
	}
	return nil, 0, false
}

// zeros reports whether all cells say 0: whichever is lost, none is misread.
func zeros(cells []string) bool {
	for _, c := range cells {
		if n := ParseNumber(c); !n.OK || n.N != 0 {
			return false
		}
	}
	return true
}

// lostCell reports whether a row of flattened text that ends in blanks is one
// that lost a cell further left: its last number is the total of those before
// it. Where all are 0 no number is misread either way.
func lostCell(values []string) bool {
	k := len(values)
	for k > 0 && bare(values[k-1]) == "" {
		k--
	}
	if k == len(values) || k == 0 {
		return false
	}
	before := int64(0)
	for _, v := range values[:k-1] {
		before += ParseNumber(v).Value()
	}
	last := ParseNumber(values[k-1]).Value()
	return last > 0 && last == before
}

func blankOutside(l *line, first, start, n int) bool {
	for i := first; i < len(l.cells); i++ {
		if (i < start || i >= start+n) && !l.blank[i] {
			return false
		}
	}
	return true
}

// rest quotes what stands behind a label.
func rest(l *line, first int) string {
	var cells []string
	for _, c := range l.cells[min(first, len(l.cells)):] {
		cells = append(cells, strings.TrimSpace(c))
	}
	return strings.TrimRight(strings.Join(cells, "|"), "|")
}

// plausible reports whether what stands behind a label can be a row of values.
func plausible(l *line, first int) bool {
	texts := 0
	for i := first; i < len(l.cells); i++ {
		if !l.blank[i] && !l.number[i] {
			texts++
		}
	}
	return first < len(l.cells) && texts <= 3 && (!l.text || texts == 0)
}

// short labels mean a row only where the table has begun: 其他 and 总计 are
// columns too.
func short(row int) bool { return row == 3 || row == 4 || row == 17 || row == 23 || row == 24 }

func threeRow(label string, last int, format string) int {
	if format == "2019" {
		if label == "六其他处理" || label == "其他处理" {
			return 23
		}
	}
	row := rowOf(label)
	if row == 23 && last < 16 || row == 24 && last < 5 {
		return 0
	}
	return row
}

// layout is where the rows of one table usually begin their values.
type layout map[[2]int]map[int]int

func layoutKey(f *found) [2]int {
	if f.line.flat {
		return [2]int{f.line.table, f.first}
	}
	return [2]int{f.line.table, -1}
}

// usual learns from rows that hold exactly their values where those begin.
func usual(at []*found) layout {
	u := layout{}
	for _, f := range at {
		if f == nil || f.line.text {
			continue
		}
		full := 0
		start := -1
		for i := f.first; i < len(f.line.cells); i++ {
			if !f.line.blank[i] {
				if start < 0 {
					start = i
				}
				full++
			}
		}
		if full != figure.Columns {
			continue
		}
		k := layoutKey(f)
		if u[k] == nil {
			u[k] = map[int]int{}
		}
		u[k][start]++
	}
	return u
}

// start is the place where a row's values begin, −1 when its table does not
// say: then the row must be whole.
func (u layout) start(f *found) int {
	best, times := -1, 0
	for s, n := range u[layoutKey(f)] {
		if n > times || n == times && s < best {
			best, times = s, n
		}
	}
	return best
}
