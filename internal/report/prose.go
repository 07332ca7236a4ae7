package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain folds a text for reading: half-width digits, no spaces, 、，；： as
// Chinese writes them, thousands separators dropped. Line breaks stay.
func plain(s string) string {
	b := make([]byte, 0, len(s)+len(s)/16)
	commas := 0
	for i := 0; i < len(s); {
		if n := hanLen(s[i:]); n > 0 {
			b = append(b, s[i:i+n]...)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r != '\n' {
			if r = fold(r); r == 0 || unicode.IsSpace(r) {
				continue
			}
		}
		switch r {
		case ',':
			commas++
		case ';':
			r = '；'
		case ':':
			r = '：'
		case '(':
			r = '（'
		case ')':
			r = '）'
		}
		b = utf8.AppendRune(b, r)
	}
	if commas == 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b)+2*commas)
	from := 0
	for i := range b {
		if b[i] != ',' {
			continue
		}
		out = append(out, b[from:i]...)
		if from = i + 1; !thousands(b, i) {
			out = append(out, "，"...)
		}
	}
	return string(append(out, b[from:]...))
}

func digit(b []byte, i int) bool { return i >= 0 && i < len(b) && b[i] >= '0' && b[i] <= '9' }

// thousands reports whether the comma at i groups digits.
func thousands(b []byte, i int) bool {
	if !digit(b, i-1) || digit(b, i-4) {
		return false
	}
	return digit(b, i+1) && digit(b, i+2) && digit(b, i+3) && !digit(b, i+4)
}

// claim is what a clause says about a figure of the tables.
type claim struct {
	name  string // 收到政府信息公开申请
	said  int64
	cells [][]Cell // sums, any of which may be meant; the first is named
	of    int64    // the count it is a part of (36件，其中…), 0 when it stands alone
	wide  bool     // speaks of a whole city or county
}

var (
	otherScope = words{"同比", "较上年", "较去年", "比上年", "比去年", "相比", "增加", "增长", "减少", "下降", "累计", "以来", "其中", "网上",
		"网络", "互联网", "信函", "邮寄", "邮件", "当面", "现场", "在线", "线上", "传真", "平台", "系统", "通过", "第三方", "热线",
		"涉及", "关于", "季度", "半年", "转来", "转办", "转交", "转送", "交办", "指导", "咨询", "电话", "本级", "下属", "所属"}
	monthNamed  = regexp.MustCompile(`[0-9]月`)
	wholeYear   = regexp.MustCompile(`(?:截至|截止|自|从)?(?:20[0-9]{2}年)?(?:1月1日(?:起)?(?:至|到|—|-)(?:20[0-9]{2}年)?)?12月31日|通过(?:各种|各类|多种|不同|所有|线上线下)[^，。；0-9]{0,6}渠道`)
	wideScope   = regexp.MustCompile(`全(?:市|县|区|省|州|盟|旗)|各级|各县|各区|各乡|各镇|各部门|各单位`)
	ofPapers    = words{"公文", "公开属性", "发文", "制发", "文件"}
	ofRequests  = regexp.MustCompile(`收到|受理|新收|接收|接到|申请(?:共|总|办|事|[0-9件])`)
	countBefore = regexp.MustCompile(`([0-9]+)[件份宗](?:[^0-9]{0,8})$`)
	howEnded    = regexp.MustCompile(`^复议后|起诉|机关|维持|纠正|撤销|终止|驳回|结果|审结|办结|撤回`)
	together    = regexp.MustCompile(`(?:公开|提供|处理)(?:和|及|与|或|、|以及)$`)
	nothingLeft = regexp.MustCompile(`败诉|纠正|渠道|理由|及时|不当|规范|超期|逾期|违法|撤销|责令|过错|错误|瑕疵|引导|隐患`)
	yearNamed   = regexp.MustCompile(`(20[0-9]{2})年`)
	received    = regexp.MustCompile(`(新收|收到|受理|接收|接到|新增|共收)(?:到)?[^，。；0-9]{0,24}申请(?:办件|事项|表|信件|案件)?[^，。；0-9率]{0,6}([0-9]+)[件份宗个]`)
	receivedOf  = regexp.MustCompile(`(新收|收到|受理|接收|接到|新增|共收)(?:到)?[^，。；0-9]{0,12}?([0-9]+)[件份宗个][^，。；0-9]{0,12}申请`)
	subjectOf   = regexp.MustCompile(`(?:依申请公开|政府信息公开申请)(?:办件|事项|件)?(?:共|共计|总数|总量|数量|为)?([0-9]+)[件份宗]`)
	noneOf      = regexp.MustCompile(`(?:未|没有|无|尚未)(?:收到|受理|接到|接收|新收)[^，。；0-9]{0,24}申请`)
	noneOfShort = regexp.MustCompile(`^(?:20[0-9]{2}年度?)?[^，。；0-9]{0,16}(?:没有|无)(?:政府信息公开|依申请公开)[^，。；0-9]{0,4}(?:申请|办件|事项)`)
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
		if ofPapers.MatchString(sentence) && !ofRequests.MatchString(sentence) {
			continue // how documents were marked: 主动公开120份、依申请公开146份
		}
		inScope := part == 4 || part == 3 || strings.Contains(sentence, "信息公开") || strings.Contains(paragraph, "依申请公开")
		narrowed := strings.Contains(sentence, "其中涉及政府信息公开") || strings.Contains(sentence, "其中政府信息公开") || strings.Contains(sentence, "其中信息公开")
		for half := range strings.SplitSeq(sentence, "；") {
			of, before := int64(0), ""
			for clause := range strings.FieldsFuncSeq(half, clauseEnd) {
				if strings.HasPrefix(clause, "其中") {
					if m := countBefore.FindStringSubmatch(before); m != nil {
						of = number(m[1])
						clause = strings.TrimLeft(strings.TrimPrefix(clause, "其中"), "：")
						if !outcomes.MatchString(clause) {
							clause = "其中" + clause
						}
					}
				}
				before = clause
				if strings.ContainsAny(clause, "0123456789未没无零") {
					about := inScope && (!narrowed || strings.Contains(clause, "信息公开"))
					out = append(out, clauseClaims(clause, year, about, of)...)
				}
			}
		}
	}
	return out
}

func clauseClaims(clause string, year int, disputes bool, of int64) []claim {
	if !mayClaim(clause) {
		return nil
	}
	out := plainClaims(clause, year, disputes, of)
	if len(out) > 0 && wideScope.MatchString(clause) {
		for i := range out {
			out[i].wide = true
		}
	}
	return out
}

// mayClaim reports whether a clause holds a word of the tables at all.
func mayClaim(clause string) bool {
	for _, w := range [...]string{"申请", "结转", "复议", "诉讼", "公开", "提供", "处理"} {
		if strings.Contains(clause, w) {
			return true
		}
	}
	return false
}

func plainClaims(clause string, year int, disputes bool, of int64) (out []claim) {
	say := func(name, n string, cells ...[]Cell) {
		if v := number(n); v >= 0 {
			out = append(out, claim{name: name, said: v, cells: cells})
		}
	}
	if strings.Contains(clause, "结转") {
		if m := carriedIn.FindStringSubmatch(clause); m != nil {
			say("上年结转", m[1], []Cell{Three(2, Columns)})
			clause = strings.Replace(clause, m[0], "", 1)
		}
		if m := carriedOut.FindStringSubmatch(clause); m != nil {
			say("结转下年度", m[1], []Cell{Three(25, Columns)})
			clause = strings.Replace(clause, m[0], "", 1)
		}
	}
	for _, m := range yearNamed.FindAllStringSubmatch(clause, -1) {
		if y := number(m[1]); y != int64(year) {
			return out
		}
	}
	if strings.Contains(clause, "12月31日") || strings.Contains(clause, "渠道") {
		clause = wholeYear.ReplaceAllString(clause, "")
	}
	var rest []claim
	if strings.Contains(clause, "申请") {
		rest = receivedClaims(clause)
	}
	rest = append(rest, outcomeClaims(clause, of)...)
	if disputes {
		rest = append(rest, disputeClaims(clause)...)
	}
	if len(rest) > 0 && (otherScope.MatchString(clause) || strings.Contains(clause, "月") && monthNamed.MatchString(clause)) && !noneOf.MatchString(clause) {
		return out
	}
	return append(out, rest...)
}

// outcomeClaims reads how many applications ended in which way; of is the count
// they are part of.
func outcomeClaims(clause string, of int64) (out []claim) {
	if !strings.ContainsAny(clause, "0123456789") {
		return nil
	}
	for _, at := range outcomes.FindAllStringSubmatchIndex(clause, -1) {
		if together.MatchString(clause[:at[0]]) {
			continue // 予以公开和部分公开25件
		}
		name, n := clause[at[2]:at[3]], number(clause[at[4]:at[5]])
		if n >= 0 {
			r := outcomeRows[name]
			out = append(out, claim{name: name, said: n, cells: [][]Cell{span(r[0], r[1])}, of: of})
		}
	}
	return out
}

// receivedClaims reads how many applications came in, or that none did.
func receivedClaims(clause string) []claim {
	newRow, both := []Cell{Three(1, Columns)}, []Cell{Three(1, Columns), Three(2, Columns)}
	if strings.ContainsAny(clause, "未没无") && (noneOf.MatchString(clause) || noneOfShort.MatchString(clause)) {
		return []claim{{name: "收到政府信息公开申请", cells: [][]Cell{newRow}}}
	}
	if !strings.ContainsAny(clause, "0123456789") {
		return nil
	}
	for _, re := range [...]*regexp.Regexp{received, receivedOf} {
		m := re.FindStringSubmatch(clause)
		if m == nil || strings.Contains(m[0], "复议") || strings.Contains(m[0], "诉讼") || number(m[2]) < 0 {
			continue
		}
		c := claim{name: m[1] + "政府信息公开申请", said: number(m[2]), cells: [][]Cell{newRow}}
		if m[1] != "新收" && m[1] != "新增" {
			c.cells = append(c.cells, both)
		}
		return []claim{c}
	}
	if m := subjectOf.FindStringSubmatch(clause); m != nil && number(m[1]) >= 0 {
		return []claim{{name: "政府信息公开申请", said: number(m[1]), cells: [][]Cell{newRow, both}}}
	}
	return nil
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
	if m := reconsider.FindStringSubmatch(clause); m != nil && !howEnded.MatchString(m[0]) {
		out = append(out, claim{name: "行政复议", said: number(m[1]), cells: rec})
	}
	if m := suits.FindStringSubmatch(clause); m != nil {
		out = append(out, claim{name: "行政诉讼", said: number(m[1]), cells: suit})
	}
	if len(out) > 0 {
		return out
	}
	none := noDispute.FindString(clause)
	if none == "" || nothingLeft.MatchString(none) {
		return nil
	}
	if strings.Contains(none, "复议") {
		out = append(out, claim{name: "行政复议", cells: rec})
	}
	if strings.Contains(none, "诉讼") {
		out = append(out, claim{name: "行政诉讼", cells: suit[:1]})
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
	if c.wide && !k.government() || c.of > 0 && !k.total(c.of) {
		return
	}
	for i, cells := range c.cells {
		sum, there := k.v.sum(cells)
		if !there {
			return
		}
		if sum == c.said {
			k.pass("R7", c.name, func() string {
				return fmt.Sprintf("正文“%s %d 件”与%s一致", c.name, c.said, tableName(cells[0]))
			})
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
	fresh, carried, done := t[0][Columns-1].Value(), t[1][Columns-1].Value(), t[23][Columns-1].Value()
	return n == fresh || n == done || n == fresh+carried
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
