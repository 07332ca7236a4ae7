package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// plain folds a text for reading: half-width digits, no spaces, 、，；： as
// Chinese writes them, thousands separators dropped. Line breaks stay.
func plain(s string) string {
	rs := make([]rune, 0, len(s))
	for _, r := range s {
		if r == '\n' {
			rs = append(rs, r)
			continue
		}
		if r = fold(r); r != 0 && !unicode.IsSpace(r) {
			rs = append(rs, r)
		}
	}
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range rs {
		switch r {
		case ',':
			if !thousands(rs, i) {
				b.WriteRune('，')
			}
		case ';':
			b.WriteRune('；')
		case ':':
			b.WriteRune('：')
		case '(':
			b.WriteRune('（')
		case ')':
			b.WriteRune('）')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func digit(rs []rune, i int) bool { return i >= 0 && i < len(rs) && rs[i] >= '0' && rs[i] <= '9' }

// thousands reports whether the comma at i groups digits.
func thousands(rs []rune, i int) bool {
	if !digit(rs, i-1) || digit(rs, i-4) {
		return false
	}
	return digit(rs, i+1) && digit(rs, i+2) && digit(rs, i+3) && !digit(rs, i+4)
}

// claim is what a clause says about a figure of the tables.
type claim struct {
	name  string // 收到政府信息公开申请
	said  int64
	cells [][]Cell // sums, any of which may be meant; the first is named
}

var (
	otherScope  = regexp.MustCompile(`同比|较上年|较去年|比上年|比去年|相比|增加|增长|减少|下降|累计|以来|其中|网上|网络|互联网|信函|邮寄|邮件|当面|现场|在线|线上|传真|平台|第三方|热线`)
	yearNamed   = regexp.MustCompile(`(20[0-9]{2})年`)
	received    = regexp.MustCompile(`(新收|收到|受理|接收|接到|新增|共收)(?:到)?[^，。；0-9]{0,24}申请(?:办件|事项|表|信件|案件)?[^，。；0-9率]{0,6}([0-9]+)[件份宗个]`)
	receivedOf  = regexp.MustCompile(`(新收|收到|受理|接收|接到|新增|共收)(?:到)?[^，。；0-9]{0,12}?([0-9]+)[件份宗个][^，。；0-9]{0,12}申请`)
	subjectOf   = regexp.MustCompile(`(?:依申请公开|政府信息公开申请)(?:办件|事项|件)?(?:共|共计|总数|总量|数量|为)?([0-9]+)[件份宗]`)
	noneOf      = regexp.MustCompile(`(?:未|没有|无|尚未)(?:收到|受理|接到|接收|新收)[^，。；0-9]{0,24}申请`)
	noneOfShort = regexp.MustCompile(`^[^，。；0-9]{0,16}(?:没有|无)(?:政府信息公开|依申请公开)[^，。；0-9]{0,4}(?:申请|办件|事项)`)
	carriedIn   = regexp.MustCompile(`(?:上年|上一年|上年度|上一年度|去年)(?:度)?结转[^，。；0-9]{0,20}([0-9]+)[件份宗]`)
	carriedOut  = regexp.MustCompile(`结转(?:至|到|入)?(?:下年|下一年|次年|明年)[^，。；0-9]{0,20}([0-9]+)[件份宗]`)
	outcomes    = regexp.MustCompile(`(予以公开|部分公开|不予公开|无法提供|不予处理|其他处理)(?:的)?(?:决定|申请|信息)?(?:共|为|计)?([0-9]+)[件份宗]`)
	reconsider  = regexp.MustCompile(`复议(?:案件|申请)?[^，。；、0-9]{0,6}([0-9]+)[件起宗次]`)
	suits       = regexp.MustCompile(`诉讼(?:案件)?[^，。；、0-9]{0,6}([0-9]+)[件起宗次]`)
	noDispute   = regexp.MustCompile(`(?:未(?:发生|产生|出现|收到|接到|接收|受理|被|因|有|引发|涉及|提起|涉)|没有|无|零|不存在)[^，。；0-9]{0,40}`)
)

func clauseEnd(r rune) bool { return strings.ContainsRune("，。；！？\n", r) }

func span(from, to int) []Cell {
	var cells []Cell
	for r := from; r <= to; r++ {
		cells = append(cells, Three(r, Columns))
	}
	return cells
}

var outcomeRows = map[string][2]int{"予以公开": {3, 3}, "部分公开": {4, 4}, "不予公开": {5, 12}, "无法提供": {13, 15}, "不予处理": {16, 20}, "其他处理": {21, 23}}

// claims reads what one paragraph of a part says about the tables. Only
// paragraphs about requests for information are read, and only clauses that
// speak of the whole of the report's year.
func claims(paragraph string, part, year int) []claim {
	about := part == 3 || part == 4 || strings.Contains(paragraph, "申请") && (strings.Contains(paragraph, "信息公开") || strings.Contains(paragraph, "依申请"))
	if !about || part > 4 {
		return nil
	}
	var out []claim
	for sentence := range strings.SplitSeq(paragraph, "。") {
		inScope := part == 4 || part == 3 || strings.Contains(sentence, "信息公开") || strings.Contains(paragraph, "依申请公开")
		for clause := range strings.FieldsFuncSeq(sentence, clauseEnd) {
			if strings.ContainsAny(clause, "0123456789未没无零") {
				out = append(out, clauseClaims(clause, year, inScope)...)
			}
		}
	}
	return out
}

func clauseClaims(clause string, year int, disputes bool) []claim {
	var out []claim
	say := func(name, n string, cells ...[]Cell) {
		if v := number(n); v >= 0 {
			out = append(out, claim{name, v, cells})
		}
	}
	newRow, carried := []Cell{Three(1, Columns)}, []Cell{Three(2, Columns)}
	if m := carriedIn.FindStringSubmatch(clause); m != nil {
		say("上年结转", m[1], carried)
		clause = strings.Replace(clause, m[0], "", 1)
	}
	if m := carriedOut.FindStringSubmatch(clause); m != nil {
		say("结转下年度", m[1], []Cell{Three(25, Columns)})
		clause = strings.Replace(clause, m[0], "", 1)
	}
	for _, m := range yearNamed.FindAllStringSubmatch(clause, -1) {
		if y := number(m[1]); y != int64(year) {
			return out
		}
	}
	if otherScope.MatchString(clause) && !noneOf.MatchString(clause) {
		return out
	}
	if noneOf.MatchString(clause) || noneOfShort.MatchString(clause) {
		say("收到政府信息公开申请", "0", newRow)
	} else {
		for _, re := range [...]*regexp.Regexp{received, receivedOf} {
			if m := re.FindStringSubmatch(clause); m != nil && !strings.Contains(m[0], "复议") && !strings.Contains(m[0], "诉讼") {
				if m[1] == "新收" || m[1] == "新增" {
					say(m[1]+"政府信息公开申请", m[2], newRow)
				} else {
					say(m[1]+"政府信息公开申请", m[2], newRow, []Cell{Three(1, Columns), Three(2, Columns)})
				}
				break
			}
		}
		if len(out) == 0 {
			if m := subjectOf.FindStringSubmatch(clause); m != nil {
				say("政府信息公开申请", m[1], newRow, []Cell{Three(1, Columns), Three(2, Columns)})
			}
		}
	}
	for _, m := range outcomes.FindAllStringSubmatch(clause, -1) {
		r := outcomeRows[m[1]]
		say(m[1], m[2], span(r[0], r[1]))
	}
	if disputes {
		out = append(out, disputeClaims(clause)...)
	}
	return out
}

// number reads digits, −1 when they are too many.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// disputeClaims reads 复议 N件, 诉讼 N件 and their absence.
func disputeClaims(clause string) []claim {
	var out []claim
	if !strings.Contains(clause, "复议") && !strings.Contains(clause, "诉讼") {
		return nil
	}
	rec := [][]Cell{{Four(1, 5)}}
	suit := [][]Cell{{Four(2, 5), Four(3, 5)}, {Four(2, 5)}, {Four(3, 5)}}
	if m := reconsider.FindStringSubmatch(clause); m != nil {
		out = append(out, claim{"行政复议", number(m[1]), rec})
	}
	if m := suits.FindStringSubmatch(clause); m != nil {
		out = append(out, claim{"行政诉讼", number(m[1]), suit})
	}
	if len(out) > 0 {
		return out
	}
	none := noDispute.FindString(clause)
	if none == "" || strings.Contains(none, "败诉") || strings.Contains(none, "纠正") || strings.Contains(none, "渠道") || strings.Contains(none, "理由") {
		return nil
	}
	if strings.Contains(none, "复议") {
		out = append(out, claim{"行政复议", 0, rec})
	}
	if strings.Contains(none, "诉讼") {
		out = append(out, claim{"行政诉讼", 0, suit[:1]})
	}
	return out
}

// prose is R7, and R8 and R11 inside the text.
func (k *checker) prose(s *Section) {
	if s.Number > 6 {
		return
	}
	for p := range strings.SplitSeq(plain(s.Text), "\n") {
		for _, c := range claims(p, s.Number, k.r.Year) {
			k.claim(c)
		}
		k.sums(p)
	}
}

func (k *checker) claim(c claim) {
	for i, cells := range c.cells {
		sum, there := k.v.sum(cells)
		if !there {
			return
		}
		if sum == c.said {
			k.pass("R7", c.name, fmt.Sprintf("正文“%s %d 件”与%s一致", c.name, c.said, tableName(cells[0])))
			return
		}
		if i < len(c.cells)-1 {
			continue
		}
		cells = c.cells[0]
		sum, _ = k.v.sum(cells)
		said := c.said
		f := Finding{Rule: "R7", Severity: SevereError, Table: cells[0].Table, Left: &said, Right: &sum, Cells: cells}
		if f.Table == "four" && len(cells) == 1 {
			f.Row, f.Column = cells[0].where()
		} else if f.Table == "three" {
			f.Column = columns[Columns-1]
			if len(cells) == 1 {
				f.Row = cells[0].Row
			}
		}
		var names []string
		for _, x := range cells {
			if len(names) < 2 {
				names = append(names, x.Label())
			}
		}
		what := strings.Join(names, "＋")
		if len(cells) > 2 {
			what = names[0] + "等 " + strconv.Itoa(len(cells)) + " 行之和"
		}
		f.Message = fmt.Sprintf("正文写“%s %d 件”，%s为 %s；%d ≠ %d", c.name, said, what, k.v.side(cells), said, sum)
		if len(cells) == 1 && k.repairedBy(cells[0], said) {
			f.Cause = derivedCause
		}
		k.add(f)
	}
}

// repairedBy reports whether another finding already proposes that value.
func (k *checker) repairedBy(c Cell, value int64) bool {
	for _, f := range k.out.Findings {
		if f.Repair != nil && f.Repair.Cell == c.Key() && f.Repair.Value == value {
			return true
		}
	}
	return false
}

func tableName(c Cell) string {
	return map[string]string{"two": "表二", "three": "表三", "four": "表四"}[c.Table]
}
