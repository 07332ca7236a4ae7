package render

import (
	"fmt"
	"strconv"
	"strings"
)

// sample is an annual report of an invented bureau: six parts, the three
// statutory tables, about five thousand characters.
func sample() Doc {
	d := Doc{Title: "云溪市住房和城乡建设局\n2024年政府信息公开工作年度报告", Body: "云溪市住房和城乡建设局", Subject: "政府信息公开工作年度报告", Keywords: "政府信息公开 年度报告", Date: "2025-01-20"}
	d.Blocks = append(d.Blocks, Text("根据《中华人民共和国政府信息公开条例》和《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）要求，编制本报告。所列数据的统计期限为2024年1月1日至12月31日。"))
	d.Blocks = append(d.Blocks, Heading{1, "一、总体情况"}, Heading{2, "（一）主动公开"})
	d.Blocks = append(d.Blocks, Paragraph{Runs: []Run{{Text: "围绕住房保障、工程质量、物业管理三件群众最关心的事，全年在门户网站公开信息"}, {Text: "1,286", Bold: true}, {Text: "条。"}, {Text: "老旧小区改造的名单、进度和资金随项目推进逐月更新，“谁来改、改什么、花多少”一页看全。", Role: Kai}}})
	d.Blocks = append(d.Blocks, prose(5)...)
	d.Blocks = append(d.Blocks, Heading{2, "（二）依申请公开"})
	d.Blocks = append(d.Blocks, prose(4)...)
	d.Blocks = append(d.Blocks, Heading{3, "1.受理渠道"})
	d.Blocks = append(d.Blocks, prose(2)...)
	d.Blocks = append(d.Blocks, Heading{4, "（1）当面申请"})
	d.Blocks = append(d.Blocks, prose(2)...)
	d.Blocks = append(d.Blocks, Heading{1, "二、主动公开政府信息情况"})
	for _, t := range tableTwo() {
		d.Blocks = append(d.Blocks, t)
	}
	d.Blocks = append(d.Blocks, Heading{1, "三、收到和处理政府信息公开申请情况"}, tableThree(), Heading{1, "四、政府信息公开行政复议、行政诉讼情况"}, tableFour(), Heading{1, "五、存在的主要问题及改进情况"})
	d.Blocks = append(d.Blocks, prose(7)...)
	d.Blocks = append(d.Blocks, Heading{1, "六、其他需要报告的事项"})
	d.Blocks = append(d.Blocks, prose(3)...)
	d.Blocks = append(d.Blocks, Attachments{[]string{"2024年主动公开基本目录", "政府信息公开申请办理流程图（含各环节法定期限）"}}, Signature{"云溪市住房和城乡建设局", "2025年1月20日"})
	return d
}

func prose(n int) []Block {
	sentences := []string{
		"公开专栏按栏目指定责任科室，发布前由科室负责人和公开机构两级审查，全年没有发生信息发布差错。",
		"对同一事项的重复申请，办理时先核对此前答复，确属重复的告知不予重复处理；对内容不明确的申请，在7个工作日内一次性告知补正，并说明需要补正的事项和合理期限（补正期间不计入办理期限）。",
		"全年开展集中培训4次、送课到窗口12场，参训316人次，业务测试合格率98.73%。",
		"政务热线转来的住房公积金、房屋维修等诉求，凡已有公开信息可以回答的，附上原文链接直接答复，平均办结用时由5.6天缩短到3.2天。",
		"新增English、手语和读屏三种阅读方式，网址为https://www.example.gov.cn/zhengwugongkai/index.html，老年人也能一键放大字号。",
		"政策解读由文件起草科室撰写，与文件同步组织、同步审签、同步发布；图解、问答、短视频合计占解读总量的81.25%。",
	}
	var out []Block
	for i := range n {
		out = append(out, Text(sentences[i%6]+sentences[(i+2)%6]+sentences[(i+5)%6]))
	}
	return out
}

func head(text string, span, down int) Cell {
	return Cell{Text: text, Span: span, Down: down, Header: true}
}

func number(n int) Cell { return Cell{Text: strconv.Itoa(n), Number: true} }

func tableTwo() []Table {
	h := func(s string) Cell { return Cell{Text: s, Header: true} }
	return []Table{
		{Name: "表二（一）", Caption: "第二十条第（一）项", Head: 1, Widths: []float64{4, 3, 3, 3}, Rows: [][]Cell{
			{h("信息内容"), h("本年制发件数"), h("本年废止件数"), h("现行有效件数")},
			{h("规章"), number(0), number(0), number(0)}, {h("行政规范性文件"), number(3), number(1), number(17)}}},
		{Name: "表二（五）", Caption: "第二十条第（五）项", Head: 1, Widths: []float64{4, 9}, Rows: [][]Cell{{h("信息内容"), h("本年处理决定数量")}, {h("行政许可"), number(2418)}}},
		{Name: "表二（六）", Caption: "第二十条第（六）项", Head: 1, Widths: []float64{4, 9}, Rows: [][]Cell{{h("信息内容"), h("本年处理决定数量")}, {h("行政处罚"), number(96)}, {h("行政强制"), number(5)}}},
		{Name: "表二（八）", Caption: "第二十条第（八）项", Head: 1, Widths: []float64{4, 9}, Rows: [][]Cell{{h("信息内容"), h("本年收费金额（单位：万元）")}, {h("行政事业性收费"), {Text: "14722.49", Number: true}}}},
	}
}

var outcomes = []struct {
	group string
	rows  []string
}{
	{"", []string{"（一）予以公开"}}, {"", []string{"（二）部分公开（区分处理的，只计这一情形，不计其他情形）"}},
	{"（三）不予公开", []string{"1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项"}},
	{"（四）无法提供", []string{"1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"}},
	{"（五）不予处理", []string{"1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"}},
	{"（六）其他处理", []string{"1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他"}},
	{"", []string{"（七）总计"}},
}

func tableThree() Table {
	t := Table{Name: "表三", Head: 3, Widths: []float64{1, 2, 8, 1.5, 1.5, 1.5, 1.5, 1.5, 1.3, 1.5}, Size: 9}
	t.Rows = [][]Cell{
		{head("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), head("申请人情况", 7, 1)},
		{head("自然人", 1, 2), head("法人或其他组织", 5, 1), head("总计", 1, 2)},
		{head("商业企业", 1, 1), head("科研机构", 1, 1), head("社会公益组织", 1, 1), head("法律服务机构", 1, 1), head("其他", 1, 1)},
	}
	line := 3
	counts := func(label ...Cell) {
		row := label
		people := 4
		for c := range 7 {
			n := []int{people, 1, 0, 0, 1, 0}[min(c, 5)]
			cell := number(n)
			if c == 6 {
				cell = number(people + 2)
				cell.Formula = fmt.Sprintf("SUM(%s:%s)", t.Ref(line, 3), t.Ref(line, 8))
				cell.Bold = true
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
		line++
	}
	counts(head("一、本年新收政府信息公开申请数量", 3, 1))
	counts(head("二、上年结转政府信息公开申请数量", 3, 1))
	for i, o := range outcomes {
		for j, r := range o.rows {
			var label []Cell
			if i == 0 {
				label = append(label, head("三、本年度办理结果", 1, 22))
			}
			switch {
			case o.group == "":
				label = append(label, head(r, 2, 1))
			case j == 0:
				label = append(label, head(o.group, 1, len(o.rows)), head(r, 1, 1))
			default:
				label = append(label, head(r, 1, 1))
			}
			counts(label...)
		}
	}
	counts(head("四、结转下年度继续办理", 3, 1))
	for c := range 7 {
		col := 3 + c
		t.Checks = append(t.Checks, Check{Name: "第" + strconv.Itoa(c+1) + "列：新收＋结转＝总计＋结转下年",
			Left: t.Ref(3, col) + "+" + t.Ref(4, col), Right: t.Ref(26, col) + "+" + t.Ref(27, col), LeftNow: now(c), RightNow: now(c)})
	}
	return t
}

func now(column int) string { return strconv.Itoa([]int{8, 2, 0, 0, 2, 0, 12}[column]) }

func tableFour() Table {
	t := Table{Name: "表四", Head: 3, Size: 10.5}
	results := func() (c []Cell) {
		for _, s := range strings.Fields("结果维持 结果纠正 其他结果 尚未审结 总计") {
			c = append(c, head(s, 1, 1))
		}
		return c
	}
	t.Rows = [][]Cell{
		{head("行政复议", 5, 1), head("行政诉讼", 10, 1)},
		{},
		nil,
	}
	t.Rows[0][0].Down = 2
	t.Rows[1] = []Cell{head("未经复议直接起诉", 5, 1), head("复议后起诉", 5, 1)}
	t.Rows[2] = append(append(results(), results()...), results()...)
	var row []Cell
	for range 3 {
		row = append(row, number(1), number(0), number(2), number(0), number(3))
	}
	t.Rows = append(t.Rows, row)
	return t
}
