package report

import (
	"yangguang/internal/figure"
	"yangguang/internal/law"
	"yangguang/internal/redress"
	"yangguang/internal/request"
)

// Schema is one format of the report with the reports it is for.
type Schema struct {
	Format string // "2021" or "2019"
	Name   string
	Since  int    // first year reported in this format
	Issued string // day of the document that ordered it
	Cite   law.Ref
}

// Schemas lists the formats, the newest first. A future format is a new row.
func Schemas() []Schema {
	return []Schema{
		{"2021", "国办公开办函〔2021〕30号", 2021, "2021-09-26", law.Art("年报格式", 0)},
		{"2019", "国办公开办函〔2019〕60号", 2019, "2019-11-27", law.Art("条例", 50).Para(2)}, // [M] day of issue
	}
}

// SchemaFor is the format a report of that year has to follow.
func SchemaFor(year int) Schema {
	all := Schemas()
	for _, s := range all {
		if year >= s.Since {
			return s
		}
	}
	return all[len(all)-1]
}

// Part is one of the six parts.
type Part struct {
	Number  int
	Numeral string   // 一
	Title   string   // canonical, without its number
	Aliases []string // other titles in use
	Table   string   // the table it holds, or ""
	Cite    law.Ref
}

// Heading is the title with its number: 一、总体情况.
func (p Part) Heading() string { return p.Numeral + "、" + p.Title }

// Parts are the six, in order.
func Parts() []Part { return parts }

// inPart puts a finding about a table into the part that holds it, unless it is
// about the text of another.
func inPart(f Finding) Finding {
	for _, p := range parts {
		if f.Part == 0 && f.Table != "" && p.Table == f.Table {
			f.Part = p.Number
		}
	}
	return f
}

var parts = []Part{
	{1, "一", "总体情况", []string{"基本情况", "总体概况", "概述", "政府信息公开工作总体情况"}, "", law.Art("年报格式", 0)},
	{2, "二", "主动公开政府信息情况", []string{"行政机关主动公开政府信息情况", "主动公开政府信息的情况"}, "two", law.Art("条例", 50).Para(1).At(1)},
	{3, "三", "收到和处理政府信息公开申请情况", []string{"行政机关收到和处理政府信息公开申请情况", "收到和处理政府信息公开申请的情况",
		"行政机关收到和处理政府信息公开的申请情况"}, "three", law.Art("条例", 50).Para(1).At(2)},
	{4, "四", "政府信息公开行政复议、行政诉讼情况", []string{"因政府信息公开工作被申请行政复议、提起行政诉讼情况",
		"因政府信息公开工作被申请行政复议及提起行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼的情况"}, "four", law.Art("条例", 50).Para(1).At(3)},
	{5, "五", "存在的主要问题及改进情况", []string{"政府信息公开工作存在的主要问题及改进情况", "政府信息公开工作中存在的主要问题及改进情况",
		"存在的主要问题和改进情况"}, "", law.Art("条例", 50).Para(1).At(4)},
	{6, "六", "其他需要报告的事项", []string{"其他需要报告的情况", "其他需要报告事项"}, "", law.Art("条例", 50).Para(1).At(5)},
}

// Row is one row of table three: how the format prints it, and what law says of
// the applications in it.
type Row struct {
	Number   int
	Label    string          // as printed, with its number: 1.属于国家秘密
	Group    string          // the group it stands in: （三）不予公开, or ""
	Outcome  request.Outcome // the outcome that counts here; "" for the four rows that are none
	Cites    []law.Ref       // clauses that decide that an application counts here
	Doubtful bool            // that follows usage, not a text: shown as 待核
	core     string          // the label without numbers, punctuation and spaces
}

// TableThreeRows are the 25 rows in the statutory order.
func TableThreeRows() []Row { return rows[:] }

const (
	groupDenied  = "（三）不予公开"
	groupUnable  = "（四）无法提供"
	groupRefused = "（五）不予处理"
	groupOther   = "（六）其他处理"
)

// rows are the labels of the format with the law of the outcomes, which stands
// in package request alone.
var rows = withOutcomes([figure.Rows]Row{
	{Label: "一、本年新收政府信息公开申请数量", Cites: []law.Ref{law.Art("条例", 31)}, core: "本年新收政府信息公开申请数量"},
	{Label: "二、上年结转政府信息公开申请数量", Cites: []law.Ref{law.Art("年报格式", 0)}, core: "上年结转政府信息公开申请数量"},
	{Label: "（一）予以公开", core: "予以公开"},
	{Label: "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", core: "部分公开"},
	{Label: "1.属于国家秘密", Group: groupDenied, core: "属于国家秘密"},
	{Label: "2.其他法律行政法规禁止公开", Group: groupDenied, core: "其他法律行政法规禁止公开"},
	{Label: "3.危及“三安全一稳定”", Group: groupDenied, core: "危及三安全一稳定"},
	{Label: "4.保护第三方合法权益", Group: groupDenied, core: "保护第三方合法权益"},
	{Label: "5.属于三类内部事务信息", Group: groupDenied, core: "属于三类内部事务信息"},
	{Label: "6.属于四类过程性信息", Group: groupDenied, core: "属于四类过程性信息"},
	{Label: "7.属于行政执法案卷", Group: groupDenied, core: "属于行政执法案卷"},
	{Label: "8.属于行政查询事项", Group: groupDenied, core: "属于行政查询事项"},
	{Label: "1.本机关不掌握相关政府信息", Group: groupUnable, core: "本机关不掌握相关政府信息"},
	{Label: "2.没有现成信息需要另行制作", Group: groupUnable, core: "没有现成信息需要另行制作"},
	{Label: "3.补正后申请内容仍不明确", Group: groupUnable, core: "补正后申请内容仍不明确"},
	{Label: "1.信访举报投诉类申请", Group: groupRefused, core: "信访举报投诉类申请"},
	{Label: "2.重复申请", Group: groupRefused, core: "重复申请"},
	{Label: "3.要求提供公开出版物", Group: groupRefused, core: "要求提供公开出版物"},
	{Label: "4.无正当理由大量反复申请", Group: groupRefused, core: "无正当理由大量反复申请"},
	{Label: "5.要求行政机关确认或重新出具已获取信息", Group: groupRefused, core: "要求行政机关确认或重新出具已获取信息"},
	{Label: "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", Group: groupOther,
		core: "申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请"},
	{Label: "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", Group: groupOther,
		core: "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请"},
	{Label: "3.其他", Group: groupOther, core: "其他"},
	{Label: "（七）总计", Cites: []law.Ref{law.Art("年报格式", 0)}, core: "总计"},
	{Label: "四、结转下年度继续办理", Cites: []law.Ref{law.Art("年报格式", 0)}, core: "结转下年度继续办理"},
})

// withOutcomes numbers the rows and gives those of an outcome its law.
func withOutcomes(rows [figure.Rows]Row) [figure.Rows]Row {
	for i := range rows {
		rows[i].Number = i + 1
	}
	for _, o := range request.Outcomes() {
		r := &rows[o.Row-1]
		r.Outcome, r.Cites, r.Doubtful = o.Outcome, o.Cites, o.Doubtful
	}
	return rows
}

// columns are the kinds of applicant and their sum.
var columns = func() (labels [figure.Columns]string) {
	for i, k := range request.ApplicantKinds() {
		labels[i] = k.Label
	}
	labels[figure.ColumnSum-1] = "总计"
	return labels
}()

// ColumnLabels are the seven columns of table three.
func ColumnLabels() [figure.Columns]string { return columns }

// Group is one of the three groups of table four.
type Group struct{ Key, Label string }

// groups and kinds are those by which reviews and suits are counted, and the sum.
var groups = func() (all [3]Group) {
	for i, g := range redress.Groups() {
		all[i] = Group{string(g), g.Label()}
	}
	return all
}()

var kinds = func() (labels [figure.Kinds]string) {
	for i, r := range redress.Results() {
		labels[i] = r.Label()
	}
	labels[figure.Kinds-1] = "总计"
	return labels
}()

// Groups are the three of table four.
func Groups() [3]Group { return groups }

// KindLabels are the five columns of each group.
func KindLabels() [5]string { return kinds }

var twoLabels = [10]string{"规章”“本年制发件数", "规章”“本年废止件数", "规章”“现行有效件数", "行政规范性文件”“本年制发件数", "行政规范性文件”“本年废止件数",
	"行政规范性文件”“现行有效件数", "行政许可", "行政处罚", "行政强制", "行政事业性收费"}

// TwoBlock is one of the four blocks of table two: its title over the whole
// width, its column headers and its rows.
type TwoBlock struct {
	Title  string
	Header []string
	Rows   []TwoRow
	Cite   law.Ref
}

// TwoRow is a label and the paths of its cells.
type TwoRow struct {
	Label string
	Paths []string
}

// TwoBlocks are the four blocks of table two, as printed.
func TwoBlocks() []TwoBlock {
	return []TwoBlock{
		{"第二十条第（一）项", []string{"信息内容", "本年制发件数", "本年废止件数", "现行有效件数"}, []TwoRow{
			{"规章", []string{"rules.made", "rules.repealed", "rules.effective"}},
			{"行政规范性文件", []string{"normative.made", "normative.repealed", "normative.effective"}}}, law.Art("条例", 20).At(1)},
		{"第二十条第（五）项", []string{"信息内容", "本年处理决定数量"}, []TwoRow{{"行政许可", []string{"licences"}}}, law.Art("条例", 20).At(5)},
		{"第二十条第（六）项", []string{"信息内容", "本年处理决定数量"}, []TwoRow{{"行政处罚", []string{"penalties"}}, {"行政强制", []string{"coercions"}}}, law.Art("条例", 20).At(6)},
		{"第二十条第（八）项", []string{"信息内容", "本年收费金额（单位：万元）"}, []TwoRow{{"行政事业性收费", []string{"fees"}}}, law.Art("条例", 20).At(8)},
	}
}

// HeaderCell is one merged cell of a table's header or stub; spans are at
// least 1.
type HeaderCell struct {
	Text             string
	ColSpan, RowSpan int
}

// ThreeStub is the number of label columns at the left of table three.
const ThreeStub = 3

// ThreeHeader is the header of table three, row by row; its left cell covers
// the stub.
func ThreeHeader() [][]HeaderCell {
	last := []HeaderCell{}
	for _, c := range columns[1:6] {
		last = append(last, HeaderCell{c, 1, 1})
	}
	return [][]HeaderCell{
		{{"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", ThreeStub, 3}, {"申请人情况", figure.Columns, 1}},
		{{columns[0], 1, 2}, {"法人或其他组织", 5, 1}, {columns[6], 1, 2}},
		last,
	}
}

// ThreeStubs are the label cells of each of the 25 rows that begin in it.
func ThreeStubs() [figure.Rows][]HeaderCell {
	var out [figure.Rows][]HeaderCell
	members := map[string]int{}
	for _, r := range rows {
		members[r.Group]++
	}
	seen := map[string]bool{}
	for i, r := range rows {
		var cells []HeaderCell
		if r.Number == 3 {
			cells = append(cells, HeaderCell{"三、本年度办理结果", 1, 22})
		}
		switch {
		case r.Group != "":
			if !seen[r.Group] {
				seen[r.Group] = true
				cells = append(cells, HeaderCell{r.Group, 1, members[r.Group]})
			}
			cells = append(cells, HeaderCell{r.Label, 1, 1})
		case r.Number >= 3 && r.Number <= 24:
			cells = append(cells, HeaderCell{r.Label, 2, 1})
		default:
			cells = append(cells, HeaderCell{r.Label, ThreeStub, 1})
		}
		out[i] = cells
	}
	return out
}

// FourHeader is the header of table four, row by row.
func FourHeader() [][]HeaderCell {
	top := []HeaderCell{{groups[0].Label, 5, 1}, {"行政诉讼", 10, 1}}
	var second, third []HeaderCell
	for _, k := range kinds {
		second = append(second, HeaderCell{k, 1, 2})
	}
	for _, g := range groups[1:] {
		second = append(second, HeaderCell{g.Label, 5, 1})
		for _, k := range kinds {
			third = append(third, HeaderCell{k, 1, 1})
		}
	}
	return [][]HeaderCell{top, second, third}
}
