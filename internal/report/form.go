package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"yangguang/internal/figure"
	"yangguang/internal/law"
	"yangguang/internal/pattern"
	"yangguang/internal/report/sentence"
)

// form is R12: six parts and no seventh, part five with content, tables there,
// the format of the year.
func (k *checker) form() {
	r := k.r
	complete := true
	for _, p := range parts {
		if r.Section(p.Number) == nil {
			complete = false
			k.add(Finding{Rule: "R12", Severity: SeverityError, Missing: true, Part: p.Number,
				Message: fmt.Sprintf("缺“%s”部分；六个部分不能遗漏，没有内容也要保留标题（依据%s）", p.Heading(), p.Cite)})
		}
	}
	for _, s := range r.Sections {
		if s.Number > 6 {
			complete = false
			k.add(Finding{Rule: "R12", Severity: SeverityWarning, Part: 6,
				Message: fmt.Sprintf("多出“%s”部分；格式只有六个部分，内容并入“六、其他需要报告的事项”", s.Title)})
		}
	}
	if complete {
		k.pass("R12", "六个部分", func() string { return "六个部分齐全，没有第七部分" })
	}
	k.empty()
	if s := r.Section(5); s != nil && nothing(s.Text) {
		k.add(Finding{Rule: "R12", Severity: SeverityError, Missing: letters(s.Text) == "", Part: 5,
			Message: fmt.Sprintf("“%s”不能空白或者写“无”；写明主要问题和改进措施（依据%s）", parts[4].Heading(), parts[4].Cite)})
	}
	k.tablesThere()
	k.named()
	if want := SchemaFor(r.Year); r.Format != want.Format && r.Year >= 2019 {
		k.add(Finding{Rule: "R12", Severity: SeverityError, Part: 1,
			Message: fmt.Sprintf("%d 年度报告用了 %s 年格式的表；应用%s规定的格式（自 %d 年度起）", r.Year, r.Format, want.Name, want.Since)})
	}
	if k.ctx.Government || strings.HasSuffix(r.Body, "人民政府") {
		k.assessment()
	}
}

// empty is R12 of parts one and six: a title without content is no part.
func (k *checker) empty() {
	for _, x := range [...]struct {
		part int
		what string
	}{{1, "写明主动公开、依申请公开、政府信息管理、平台建设和监督保障的总体情况"}, {6, "写明收取信息处理费的情况和其他需要报告的事项，没有的写明没有"}} {
		if s := k.r.Section(x.part); s != nil && !strings.ContainsFunc(s.Text, letter) {
			p := parts[x.part-1]
			k.add(Finding{Rule: "R12", Severity: SeverityError, Missing: true, Part: x.part,
				Message: fmt.Sprintf("“%s”只有标题没有内容；%s（依据%s）", p.Heading(), x.what, p.Cite)})
		}
	}
}

// named is R12 of the title: whose report of which year it is must be known.
func (k *checker) named() {
	if k.r.Body == "" {
		k.add(Finding{Rule: "R12", Severity: SeverityError, Part: 1,
			Message: "没有读出编制单位的名称；标题写成“单位全称＋年份＋政府信息公开工作年度报告”"})
	}
	if k.r.Year == 0 {
		k.add(Finding{Rule: "R12", Severity: SeverityError, Part: 1,
			Message: "没有读出是哪一年的报告，适用哪一年的格式不能确定；标题和统计期限写明年份"})
	}
}

func (k *checker) tablesThere() {
	r, t := k.r, k.r.Tables
	for _, x := range []struct {
		key, name string
		part      int
		there     bool
	}{{"two", "表二（主动公开政府信息情况）", 2, t.Two != nil || r.Format == "2019"},
		{"three", "表三（收到和处理政府信息公开申请情况）", 3, t.Three != nil},
		{"four", "表四（行政复议、行政诉讼情况）", 4, t.Four != nil}} {
		if x.there {
			continue
		}
		message := "没有找到" + x.name + "；按格式补上，没有发生的填 0"
		if end := lastPart(r); end > 0 && end <= x.part {
			message = "文件到“" + parts[end-1].Heading() + "”为止，没有读到" + x.name + "；换成完整的原文件再检查，不要另填"
		}
		for _, p := range r.Pictures {
			if p == x.key {
				message = x.name + "只有图片，读不出数字；改用表格"
			}
		}
		if slices.Contains(r.Unclear, x.key) {
			message = x.name + "在，但各数属于哪一行哪一列分不清，没有读入；不要改动数字，核对原文件，用表格而不是文字排列"
		}
		k.add(Finding{Rule: "R12", Severity: SeverityError, Table: x.key, Missing: true, Message: message})
	}
}

// lastPart is the part a file ends in where that is none of the last two: what
// comes behind it may only be cut off. 0 for a whole file.
func lastPart(r *Report) int {
	if n := len(r.Sections); n > 0 && r.Sections[n-1].Number < 5 {
		return r.Sections[n-1].Number
	}
	return 0
}

// assessment: a government also reports these three (条例 50①(四)).
func (k *checker) assessment() {
	var all strings.Builder
	for _, s := range k.r.Sections {
		all.WriteString(s.Text)
	}
	text := all.String()
	for _, x := range [...]struct{ name, word string }{{"工作考核", "考核"}, {"社会评议", "评议"}, {"责任追究", "追究"}} {
		if !strings.Contains(text, x.word) {
			k.add(Finding{Rule: "R12", Severity: SeverityWarning, Part: 5,
				Message: fmt.Sprintf("没有写%s结果情况；各级人民政府的年度报告应当写明工作考核、社会评议和责任追究结果（依据%s）", x.name, law.Art("条例", 50).Para(1).At(4))})
		}
	}
}

// nothing reports whether a part is empty or says only that there is none.
func nothing(text string) bool {
	t := letters(text)
	return t == "" || noProblem().MatchString(t)
}

// letters keeps only letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if letter(r) {
			return r
		}
		return -1
	}, text)
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// noProblem is what stands in part five instead of problems.
var noProblem = pattern.Of(`^(?:目前|本年度?|今年|20[0-9]{2}年度?|[本我](?:单位|机关|部门|中心|街道|[\p{Han}]{1,2}))*` +
	`(?:均)?(?:无|没有|暂无|不存在|未发现|尚无)(?:存在)?(?:的)?(?:主要|相关|此类?|明显|突出)?(?:问题|情况|情形)?(?:及改进情况|和改进情况|改进情况)?$`)

var (
	feeWords  = pattern.Of(`信息处理费|收费|收取[^，。；]{0,12}费`)
	feeTaken  = pattern.Of(`(?:收取|收到|缴纳|缴费|收费|处理费)[^，。；]{0,20}?([0-9]+(?:\.[0-9]+)?)(万?元)`)
	feeAmount = pattern.Of(`[0-9]+(?:\.[0-9]+)?万?元`)
	feeNone   = pattern.Of(`(?:未|没有|无|不存在|零|不)[^，。；]{0,20}(?:收取|收费|处理费)|(?:收费|收取|处理费)[^，。；]{0,12}(?:为零|为0|无|未)`)
)

// fees is R8: where fees were asked for, part six says how much.
func (k *checker) fees() {
	unpaid := int64(0)
	if t := k.r.Tables.Three; t != nil && k.r.Format != "2019" {
		unpaid = t[21][figure.Columns-1].Value()
	}
	taken, said := "", ""
	for _, s := range k.r.Sections {
		if !strings.Contains(s.Text, "处理费") {
			continue
		}
		for sentence := range strings.FieldsFuncSeq(sentence.Plain(s.Text), func(r rune) bool { return r == '。' || r == '\n' }) {
			for _, m := range feeTaken().FindAllStringSubmatch(sentence, -1) {
				if strings.Trim(m[1], "0.") != "" && strings.Contains(m[0], "费") && (strings.Contains(m[0], "处理费") || strings.Contains(sentence, "信息处理费")) {
					taken, said = m[0], strings.Replace(sentence, m[0], "【"+m[0]+"】", 1)
				}
			}
		}
	}
	if paid := k.ctx.FeesUnpaid; paid != nil && unpaid > *paid {
		have, want := unpaid, *paid
		k.add(Finding{Rule: "R8", Severity: SeverityWarning, Table: "three", Row: 22, Column: columns[figure.Columns-1], Left: &have, Right: &want,
			Cells:   []figure.Cell{figure.Three(22, figure.Columns)},
			Message: fmt.Sprintf("表三“%s” %d 件，收费台账里送达后逾期没有缴费的收费通知只有 %d 件；没有送达过收费通知的不落这一行", rows[21].Label, have, want)})
	}
	if unpaid == 0 && taken == "" {
		return
	}
	six := ""
	if s := k.r.Section(6); s != nil {
		six = sentence.Plain(s.Text)
	}
	if feeWords().MatchString(six) && (feeAmount().MatchString(six) || taken == "" && feeNone().MatchString(six)) {
		k.pass("R8", "收费", func() string { return "第六部分写明了信息处理费收取情况" })
		return
	}
	f := Finding{Rule: "R8", Severity: SeverityError}
	if unpaid > 0 {
		f.Table, f.Row, f.Column, f.Left, f.Cells = "three", 22, columns[figure.Columns-1], &unpaid, []figure.Cell{figure.Three(22, figure.Columns)}
		f.Message = fmt.Sprintf("表三“%s” %d 件，说明发过收费通知，第六部分没有写收费金额；写明收取信息处理费的件数和金额，没有收到写 0 元", rows[21].Label, unpaid)
	} else {
		f.Part, f.Sentence, f.Meaning = 6, said, "信息处理费，收取，本机关全年"
		f.Message = "正文写有“" + taken + "”，第六部分没有写收费金额；写明收取信息处理费的件数和金额"
	}
	k.add(f)
}
