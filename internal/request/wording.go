package request

import (
	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// The facts that a text may name beside the elements of its letter.
const (
	BodyName    letter.Fact = "机关名称"
	CallThem    letter.Fact = "称谓"     // 您, or 你单位
	BodyContact letter.Fact = "联系方式"   // of the body
	Heard       letter.Fact = "征求意见情况" // who was heard, when, and what they said
	Corrections letter.Fact = "补正情况"   // what was to be corrected, until when
	Charged     letter.Fact = "收费情况"   // the fee that was to be paid, until when
	Ordered     letter.Fact = "责令情况"   // the decision or judgment that orders a new answer
)

// language is what the letters about applications are written in.
var language = letter.Language{
	Parts: []letter.Part{
		{Element: letter.Title, Label: "标题"}, {Element: letter.Number, Label: "文号"}, {Element: letter.Addressee, Label: "抬头"},
		{Element: letter.Signature, Label: "署名和印章"}, {Element: letter.IssuedDay, Label: "成文日期"}, {Element: letter.Service, Label: "送达方式"}, {Element: letter.Attachments, Label: "附件"},
		{Element: ReceivedDay, Label: "收到日期和渠道", Word: "收到日期"},
		{Element: ApplicationNo, Label: "申请编号", Word: "申请编号"},
		{Element: RequestText, Label: "申请内容原文", Word: "申请内容"},
		{Element: Decision, Label: "处理决定", Word: "处理决定"},
		{Element: Facts, Label: "事实", Word: "事实"},
		{Element: Law, Label: "法律依据到条款项", Word: "法律依据"},
		{Element: Reason, Label: "理由", Word: "理由"},
		{Element: RemedyTold, Label: "救济途径", Word: "救济途径"},
		{Element: Access, Label: "获取的方式、途径和时间", Word: "获取方式"},
		{Element: SearchRecord, Label: "检索过程与范围", Word: "检索过程"},
		{Element: OtherBody, Label: "负责公开的机关名称和联系方式", Word: "负责机关"},
		{Element: Items, Label: "需要补正或者说明的事项", Word: "事项"},
		{Element: Until, Label: "期限", Word: "期限"},
		{Element: DueDay, Label: "答复期限届满日", Word: "答复期限届满日"},
		{Element: Amount, Label: "收费数额和标准", Word: "收费数额"},
		{Element: HowToPay, Label: "缴纳方式", Word: "缴纳方式"},
		{Element: PartHeld, Label: "不予公开的部分及依据", Word: "不予公开的部分"},
		{Element: Discretion, Label: "裁量理由", Word: "裁量理由"},
		{Element: EarlierAnswer, Label: "已作答复的文号和日期", Word: "已作答复"},
	},
	Facts:   []letter.Fact{BodyName, CallThem, BodyContact, Heard, Corrections, Charged, Ordered},
	Written: []letter.Element{Facts, Reason, PartHeld, Access, SearchRecord, OtherBody, Items, EarlierAnswer, Discretion, HowToPay},
	Remedy: letter.Remedy{Element: RemedyTold, Cite: law.Art("复议法", 23).Para(2),
		Words: []string{"申请行政复议", "提起行政诉讼", "提起诉讼", "向人民法院起诉", "6个月", "六个月", "60日内", "六十日内"}},
}

// Language is what the letters about applications are written in: how their
// elements are called, which a person writes, and how they tell of the remedy. It
// is shared and not to be changed.
func Language() letter.Language { return language }
