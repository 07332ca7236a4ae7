package report

import (
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/figure"
	"yangguang/internal/report/sentence"
)

// prose is R7, R8 and R11: what the parts say against the tables and within
// themselves.
func (k *checker) prose(reader *sentence.Reader, s *Section) {
	if s.Number > 6 {
		return
	}
	text := sentence.Plain(s.Text)
	for _, said := range reader.Section(s.Number, text) {
		k.tie(said, s.Number)
		if said.Subject == sentence.Fees {
			k.fee[s.Number] = append(k.fee[s.Number], said)
		}
	}
	for p := range strings.SplitSeq(text, "\n") {
		wrong, held := sentence.Sums(p)
		for _, m := range wrong {
			if m.Subset && k.told(m) {
				continue
			}
			f := Finding{Rule: m.Rule, Severity: SeverityError, Left: &m.Left, Right: &m.Right, Message: m.Message, Cause: m.Cause, Sentence: m.Sentence, Meaning: m.Meaning, Part: s.Number}
			if m.Warning {
				f.Severity = SeverityWarning
			}
			k.add(f)
		}
		for _, a := range held {
			k.pass(a.Rule, a.Name, a.Equation)
		}
	}
}

// told reports whether the tables already say that the one part of a mismatch
// is wrong.
func (k *checker) told(m sentence.Mismatch) bool {
	unmarked := strings.NewReplacer("【", "", "】", "", "…", "")
	for _, f := range k.out.Findings {
		if f.Rule == "R7" && f.Left != nil && *f.Left == m.Left && unmarked.Replace(f.Sentence) == unmarked.Replace(m.Sentence) {
			return true
		}
	}
	return false
}

// column is one column of rows of table three.
func column(c int, rows ...int) []figure.Cell {
	var cells []figure.Cell
	for _, r := range rows {
		cells = append(cells, figure.Three(r, c))
	}
	return cells
}

// between are the rows from one to another.
func between(from, to int) []int {
	var rows []int
	for r := from; r <= to; r++ {
		rows = append(rows, r)
	}
	return rows
}

// columnsOf are the columns of table three in which a kind of applicant counts.
func columnsOf(a sentence.Applicant) []int {
	switch a {
	case sentence.Natural:
		return []int{1}
	case sentence.Legal:
		return []int{2, 3, 4, 5, 6}
	case sentence.Enterprise:
		return []int{2}
	case sentence.Institute:
		return []int{3}
	case sentence.Charity:
		return []int{4}
	case sentence.LawFirm:
		return []int{5}
	case sentence.OtherPerson:
		return []int{6}
	}
	return []int{figure.Columns}
}

// rowsOf are the rows an act counts in, each list one that may be meant; the
// first is the one a finding names.
func rowsOf(a sentence.Act) [][]int {
	switch a {
	case sentence.NewlyCome:
		return [][]int{{1}}
	case sentence.Received:
		return [][]int{{1}, {1, 2}}
	case sentence.CarriedIn:
		return [][]int{{2}}
	case sentence.CarriedOut:
		return [][]int{{25}}
	case sentence.Handled:
		return [][]int{{24}}
	case sentence.Unsaid:
		return [][]int{{1}, {1, 2}, {24}}
	case sentence.Refused:
		return [][]int{between(5, 12)}
	case sentence.NotProvided:
		return [][]int{between(13, 15)}
	case sentence.NotProcessed:
		return [][]int{between(16, 20)}
	case sentence.EndedOther:
		return [][]int{between(21, 23)}
	}
	for i, o := range outcomeActs {
		if o == a {
			return [][]int{{3 + i}}
		}
	}
	return nil
}

// outcomeActs are the outcomes of rows 3 to 22 in their order.
var outcomeActs = [...]sentence.Act{sentence.Granted, sentence.PartGranted, "state_secret", "forbidden_by_law", "safety_and_stability", "third_party_rights",
	"internal_affairs", "process_information", "enforcement_file", "administrative_inquiry", "not_held", "needs_creation", "still_unclear", "petition", "repeated",
	"publication", "abusive_volume", "reconfirmation", "correction_overdue", "fee_overdue"}

// cellsFor are the sums of cells a statement may be about, nil when it is about
// none.
func cellsFor(s sentence.Statement) [][]figure.Cell {
	switch s.Subject {
	case sentence.Applications:
		var out [][]figure.Cell
		for _, rows := range rowsOf(s.Act) {
			var cells []figure.Cell
			for _, c := range columnsOf(s.Applicant) {
				cells = append(cells, column(c, rows...)...)
			}
			out = append(out, cells)
		}
		return out
	case sentence.Rules:
		return issued("rules", s.Act)
	case sentence.Normative:
		return issued("normative", s.Act)
	case sentence.Licences:
		return [][]figure.Cell{{figure.Two("licences")}}
	case sentence.Penalties:
		return [][]figure.Cell{{figure.Two("penalties")}}
	case sentence.Coercions:
		return [][]figure.Cell{{figure.Two("coercions")}}
	}
	return contested(s)
}

func issued(kind string, a sentence.Act) [][]figure.Cell {
	switch a {
	case sentence.Made:
		return [][]figure.Cell{{figure.Two(kind + ".made")}}
	case sentence.Repealed:
		return [][]figure.Cell{{figure.Two(kind + ".repealed")}}
	case sentence.InForce:
		return [][]figure.Cell{{figure.Two(kind + ".effective")}}
	}
	return nil
}

// contested are the cells of table four a statement may be about.
func contested(s sentence.Statement) [][]figure.Cell {
	kind := map[sentence.Act]int{sentence.Upheld: 1, sentence.Corrected: 2, sentence.OtherResult: 3, sentence.Pending: 4}[s.Act]
	if kind == 0 {
		kind = 5
	}
	of := func(groups ...int) []figure.Cell {
		var cells []figure.Cell
		for _, g := range groups {
			cells = append(cells, figure.Four(g, kind))
		}
		return cells
	}
	if s.Together {
		return [][]figure.Cell{of(1, 2, 3)}
	}
	switch s.Subject {
	case sentence.Reviews:
		return [][]figure.Cell{of(1)}
	case sentence.DirectSuits:
		return [][]figure.Cell{of(2)}
	case sentence.LaterSuits:
		return [][]figure.Cell{of(3)}
	case sentence.Suits:
		if s.None || s.N == 0 {
			return [][]figure.Cell{of(2, 3)}
		}
		return [][]figure.Cell{of(2, 3), of(2), of(3)}
	}
	return nil
}

// tie holds a statement against the cells it is about.
func (k *checker) tie(s sentence.Statement, part int) {
	if s.Wide && !k.government() {
		return
	}
	switch s.Subject {
	case sentence.Charges:
		if s.Change == 0 && !s.Percent {
			k.charges(s, part)
		}
		return
	case sentence.Fees:
		return // k.feesTold
	}
	if s.Percent && s.Change == 0 {
		k.tieShare(s, part)
		return
	}
	alternatives := cellsFor(s)
	if len(alternatives) == 0 {
		return
	}
	if s.Change != 0 {
		k.tieChange(s, alternatives, part)
		return
	}
	if s.Last {
		k.tieLast(s, alternatives, part)
		return
	}
	inGroup := k.inGroup(s)
	if s.Of > 0 && s.Subject == sentence.Applications && !k.total(s.Of) && !inGroup {
		return
	}
	for _, cells := range alternatives {
		sum, there := k.v.sum(cells)
		if !there {
			return
		}
		if sum == s.N {
			k.pass("R7", s.Name(), func() string {
				return fmt.Sprintf("正文“%s %d 件”与%s一致", s.Name(), s.N, tableName(cells[0]))
			})
			return
		}
	}
	if !inGroup && k.mayMean(s, alternatives[0]) {
		return
	}
	k.add(k.differs(s, alternatives[0], part))
}

// tieLast holds what is said of the year before against last year's report.
func (k *checker) tieLast(s sentence.Statement, alternatives [][]figure.Cell, part int) {
	if !k.follows() || s.Of > 0 || s.Act == sentence.CarriedIn || s.Act == sentence.CarriedOut {
		return
	}
	for i, cells := range alternatives {
		var before []figure.Cell
		for _, c := range cells {
			before = append(before, c.Before())
		}
		alternatives[i] = before
		if sum, there := k.v.sum(before); !there || sum == s.N {
			return
		}
	}
	k.add(k.differs(s, alternatives[0], part))
}

// differs is R7.
func (k *checker) differs(s sentence.Statement, cells []figure.Cell, part int) Finding {
	sum, _ := k.v.sum(cells)
	f := Finding{Rule: "R7", Severity: SeverityError, Table: cells[0].Table, Left: &s.N, Right: &sum, Cells: cells, Sentence: s.Sentence, Meaning: s.Meaning(), Part: part}
	switch {
	case len(cells) == 1:
		f.Row, f.Column = where(cells[0])
	case f.Table == "three" && cells[0].Column == cells[len(cells)-1].Column:
		f.Column = columns[cells[0].Column-1]
	case f.Table == "three":
		f.Row = cells[0].Row
	}
	var names []string
	for _, x := range cells {
		if len(names) < 2 {
			names = append(names, Label(x))
		}
	}
	what := strings.Join(names, "＋")
	if len(cells) > 2 {
		what = names[0] + "等 " + strconv.Itoa(len(cells)) + " 格之和"
	}
	f.Message = fmt.Sprintf("正文写“%s %d 件”，%s为 %s；%d ≠ %d", s.Name(), s.N, what, k.v.side(cells), s.N, sum)
	if len(cells) == 1 && k.repairedBy(cells[0], s.N) {
		f.Cause = derivedCause
	}
	return f
}

// charges holds an amount of 行政事业性收费 against table two. An amount printed
// with fewer places than the table's is compared at those places.
func (k *checker) charges(s sentence.Statement, part int) {
	t := k.r.Tables.Two
	if t == nil || !t.Fees.OK || s.Last {
		return
	}
	step := int64(100)
	if s.Unit == "万元" {
		step = 1_000_000
	}
	for range s.Places {
		step /= 10
	}
	have := t.Fees.Fen
	if diff := max(s.N-have, have-s.N); diff == 0 || diff < max(step, 1) && have != 0 && s.N != 0 {
		k.pass("R7", s.Name(), func() string { return "正文的行政事业性收费与表二一致：" + WanYuan(have) + " 万元" })
		return
	}
	said := s.N
	k.add(Finding{Rule: "R7", Severity: SeverityError, Table: "two", Row: "fees", Left: &said, Right: &have, Cells: []figure.Cell{figure.Fees()},
		Sentence: s.Sentence, Meaning: s.Meaning(), Part: part,
		Message: fmt.Sprintf("正文写行政事业性收费 %s 万元，表二为 %s 万元；%s ≠ %s", WanYuan(said), WanYuan(have), WanYuan(said), WanYuan(have))})
}

// government reports whether the body's table speaks for a whole city or county.
func (k *checker) government() bool {
	return k.ctx.Government || strings.HasSuffix(k.r.Body, "政府") || strings.HasSuffix(k.r.Body, "市") || strings.HasSuffix(k.r.Body, "县") || strings.HasSuffix(k.r.Body, "区")
}

// total reports whether a count is one of all requests: received, dealt with,
// or both years' together.
func (k *checker) total(n int64) bool {
	t := k.r.Tables.Three
	if t == nil {
		return false
	}
	fresh, carried, done := t[0][figure.Columns-1].Value(), t[1][figure.Columns-1].Value(), t[23][figure.Columns-1].Value()
	return n == fresh || n == done || n == fresh+carried
}

// repairedBy reports whether another finding already proposes that value.
func (k *checker) repairedBy(c figure.Cell, value int64) bool {
	for _, f := range k.out.Findings {
		if f.Repair != nil && f.Repair.Cell == c && f.Repair.Value == value {
			return true
		}
	}
	return false
}

func tableName(c figure.Cell) string {
	return map[string]string{"two": "表二", "three": "表三", "four": "表四"}[c.Table]
}
