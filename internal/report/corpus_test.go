package report

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yangguang/internal/figure"
)

// phrasing is one line of testdata/phrasings.txt.
type phrasing struct {
	tied bool
	text string
}

func phrasings(t testing.TB) []phrasing {
	var all []phrasing
	for line := range strings.SplitSeq(fixture(t, "phrasings.txt"), "\n") {
		if text, ok := strings.CutPrefix(line, "+ "); ok {
			all = append(all, phrasing{true, text})
		} else if text, ok := strings.CutPrefix(line, "- "); ok {
			all = append(all, phrasing{false, text})
		}
	}
	return all
}

// dice draws tables that hold and the numbers that phrasings are filled with.
type dice struct {
	*rand.Rand
	r    Report
	last Report // of the year before
	p    [10]int64
}

// cast draws a report of 云溪市水务局 for 2023. zero leaves all its tables 0.
func cast(seed uint64, zero bool) *dice {
	d := &dice{Rand: rand.New(rand.NewPCG(seed, 7))}
	d.r = shot()
	d.r.Body, d.r.Year = "云溪市水务局", 2023
	for _, c := range figure.Cells() {
		d.r.Tables.Set(c, Count(0))
	}
	for i := range d.p {
		d.p[i] = 10 + d.Int64N([]int64{90, 900, 9000}[d.IntN(3)])
	}
	if zero {
		return d
	}
	for row := 3; row <= 23; row++ {
		for c := 1; c < figure.Columns && row != 22; c++ {
			d.r.Tables.Set(figure.Three(row, c), Count(d.Int64N(12)))
		}
	}
	for i := 1; i <= 9; i++ {
		d.r.Tables.Set(figure.Cell{Table: "two", Row: i}, Count(1+d.Int64N(300)))
	}
	for _, kind := range []string{"rules", "normative"} {
		d.r.Tables.Set(figure.Two(kind+".effective"), Count(400+d.Int64N(300)))
	}
	for g := 1; g <= 3; g++ {
		for k := 1; k < 5; k++ {
			d.r.Tables.Set(figure.Four(g, k), Count(1+d.Int64N(9)))
		}
	}
	d.r.Tables.Two.Fees = Fen(100 * (1 + d.Int64N(90_000_000)))
	d.r.Tables.Totals()
	for c := 1; c < figure.Columns; c++ { // received = handled + carried out − carried in
		done, _ := d.r.Tables.At(figure.Three(24, c))
		in, out := d.Int64N(3), d.Int64N(4)
		in = min(in, done.N+out)
		d.r.Tables.Set(figure.Three(2, c), Count(in))
		d.r.Tables.Set(figure.Three(25, c), Count(out))
		d.r.Tables.Set(figure.Three(1, c), Count(done.N+out-in))
	}
	d.r.Tables.Totals()
	d.before()
	return d
}

// before draws last year's report, whose row 25 is this year's row 2.
func (d *dice) before() {
	d.last = shot()
	d.last.Body, d.last.Year = d.r.Body, d.r.Year-1
	for _, c := range figure.Cells() {
		d.last.Tables.Set(c, Count(3+d.Int64N(40)))
	}
	for c := 1; c < figure.Columns; c++ {
		in, _ := d.r.Tables.At(figure.Three(2, c))
		d.last.Tables.Set(figure.Three(25, c), in)
	}
	d.last.Tables.Totals()
}

// heading is what only begins a paragraph.
var heading = regexp.MustCompile(`^（[一二三]）`)

// alike reports whether a sentence means the same wherever it stands: it says
// that it is about open government, or speaks of nothing that may be.
func alike(line string) bool {
	return public.MatchString(line) && !strings.HasPrefix(line, "其中") || !strings.Contains(line, "申请") && !strings.Contains(line, "复议")
}

var public = regexp.MustCompile(`信息公开|依申请|公开申请`)

var hole = regexp.MustCompile(`\{(!?)([^}]*)\}`)

// fill writes a phrasing. wrong is the place among its {!…} that is changed by a
// digit, −1 for none.
func (d *dice) fill(text string, wrong int) string {
	n := -1
	return hole.ReplaceAllStringFunc(text, func(h string) string {
		m := hole.FindStringSubmatch(h)
		if m[2] == "big" || strings.HasPrefix(m[2], "z") {
			return ""
		}
		s := d.value(m[2])
		if m[1] == "" {
			return s
		}
		if n++; n == wrong {
			return d.miscopy(s)
		}
		return s
	})
}

// miscopy changes one digit.
func (d *dice) miscopy(s string) string {
	for {
		i := d.IntN(len(s))
		c := byte('0' + d.IntN(10))
		if s[i] == '.' || s[i] == c || i == 0 && c == '0' && len(s) > 1 {
			continue
		}
		return s[:i] + string(c) + s[i+1:]
	}
}

// value is what a hole stands for.
func (d *dice) value(x string) string {
	fees := d.r.Tables.Two.Fees.Fen
	switch x {
	case "n":
		return strconv.FormatInt(1+d.Int64N([]int64{9, 200, 5000}[d.IntN(3)]), 10)
	case "r":
		return strconv.Itoa(d.IntN(100))
	case "fw":
		return WanYuan(fees)
	case "fy":
		return strconv.FormatInt(fees/100, 10)
	case "s1":
		share := float64(d.p[1]) * 100 / float64(d.p[1]+d.p[2])
		return fmt.Sprintf("%.2f", share+1e-9)
	}
	if part, whole, ok := strings.Cut(x, "/"); ok { // h3/24: a share to two decimals
		return fmt.Sprintf("%.2f", float64(d.sum(part[1:]))*100/float64(d.sum(whole))+1e-9)
	}
	switch diff, last := d.change(x); x[0] {
	case 'w': // which way
		if diff < 0 {
			return "减少"
		}
		return "增加"
	case 'c': // by how many
		return strconv.FormatInt(max(diff, -diff), 10)
	case 'g': // by how many in a hundred
		return fmt.Sprintf("%.1f", float64(max(diff, -diff))*100/float64(last)+1e-9)
	}
	return strconv.FormatInt(d.sum(x), 10)
}

func (d *dice) sum(x string) (sum int64) {
	for term := range strings.SplitSeq(x, "+") {
		sum += d.term(term)
	}
	return sum
}

// change is how a sum of w…, c…, g… differs from last year's, and last year's.
func (d *dice) change(x string) (diff, last int64) {
	if !strings.ContainsAny(x[:1], "wcg") {
		return 0, 0
	}
	now := d.sum(x[1:])
	was := *d
	was.r = d.last
	last = was.sum(x[1:])
	return now - last, last
}

func (d *dice) term(x string) int64 {
	at := func(c figure.Cell) int64 { n, _ := d.r.Tables.At(c); return n.N }
	num := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			panic("phrasings: " + x)
		}
		return n
	}
	switch x[0] {
	case 'p':
		return d.p[num(x[1:])]
	case 'T':
		return at(figure.Cell{Table: "two", Row: num(x[1:])})
	case 'F':
		group, kind, whole := strings.Cut(x[1:], ".")
		if !whole {
			kind = "5"
		}
		return at(figure.Four(num(group), num(kind)))
	}
	if from, to, ok := strings.Cut(x, "~"); ok {
		sum := int64(0)
		for row := num(from); row <= num(to); row++ {
			sum += at(figure.Three(row, figure.Columns))
		}
		return sum
	}
	row, col, ok := strings.Cut(x, ".")
	switch {
	case x == "99" || x == "900":
		return int64(num(x))
	case !ok:
		return at(figure.Three(num(row), figure.Columns))
	case col == "l":
		return at(figure.Three(num(row), figure.Columns)) - at(figure.Three(num(row), 1))
	}
	return at(figure.Three(num(row), num(col)))
}

// unexplained stands before a finding without its sentence or its meaning.
const unexplained = "unexplained: "

// spoken are the findings about what a text says; with last year's report where
// compared.
func (d *dice) spoken(text string, compared bool) string {
	r := d.r
	r.Sections = append([]Section(nil), d.r.Sections...)
	r.Sections[0].Text = text
	if strings.Contains(text, "处理费") {
		r.Sections[5].Text = text // where fees belong
	}
	var b strings.Builder
	with := Context{CountOnly: true}
	if compared {
		with.Previous = &d.last
	}
	for _, f := range Check(r, with).Findings {
		if f.Rule == "R7" || f.Rule == "R8" || f.Rule == "R11" {
			if !strings.Contains(f.Sentence, "【") || f.Meaning == "" {
				b.WriteString(unexplained)
			}
			b.WriteString(f.Rule + " " + f.Message + "\n    " + f.Sentence + "\n")
		}
	}
	return b.String()
}

// TestCorpus: a true report never gives a finding about its prose; a changed
// figure does, where the phrasing is tied.
func TestCorpus(t *testing.T) {
	all := phrasings(t)
	tied, changed, found := 0, 0, 0
	for i, p := range all {
		if p.tied {
			tied++
		}
		none := strings.Contains(p.text, "{!z")
		missed, compared := "", strings.Contains(p.text, "{w")
		for round := range uint64(8) {
			d := cast(uint64(i)*100+round, none)
			text := d.fill(p.text, -1)
			if got := d.spoken(text, compared); got != "" {
				t.Errorf("false alarm: %s\n%s", text, got)
				break
			}
			if !p.tied {
				continue
			}
			marks := strings.Count(p.text, "{!")
			for k := range marks {
				wrong := cast(uint64(i)*100+round, false)
				text := wrong.fill(p.text, k)
				changed++
				if got := wrong.spoken(text, compared); got != "" {
					found++
					if strings.Contains(got, unexplained) {
						t.Errorf("does not show the sentence, or how it is understood: %s\n%s", text, got)
					}
				} else if missed == "" {
					missed = text
				}
			}
		}
		if missed != "" {
			t.Logf("missed: %s", missed)
		}
	}
	recall := float64(found) / float64(changed)
	t.Logf("%d phrasings, %d tied; %d changed figures, %d found: recall %.3f; ", len(all), tied, changed, found, recall)
	if len(all) < 400 || tied < 200 || len(all)-tied < 200 || recall < 0.90 {
		t.Errorf("%d phrasings (%d tied), recall %.3f: want 400, half of them tied, 0.90", len(all), tied, recall)
	}
}

// TestWholeReports builds reports of many phrasings, all true: none is spoken
// against, whatever stands above or below it, or before it in its paragraph.
func TestWholeReports(t *testing.T) {
	all := phrasings(t)
	for seed := range uint64(400) {
		d := cast(seed, false)
		var lines []string
		compared := seed%2 == 1
		for range 40 {
			p := all[d.IntN(len(all))]
			if !strings.Contains(p.text, "{!z") && (!compared || p.tied && !strings.Contains(p.text, "{n}")) {
				lines = append(lines, d.fill(p.text, -1))
			}
		}
		said := ""
		for i, line := range lines { // of every other report paragraphs of several sentences
			if seed%4 < 2 || i%5 == 0 || !alike(line) || !alike(said) {
				said, lines[i] = line, "\n"+line
				continue
			}
			said, lines[i] = line, heading.ReplaceAllString(line, "")
		}
		if got := d.spoken(strings.Join(lines, ""), compared); got != "" {
			t.Errorf("seed %d: %s", seed, got)
		}
	}
}
