package request

import (
	"strings"

	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// began is how a letter about an application begins, answered how an answer
// does.
const (
	began    = "本机关于{收到日期}收到{称谓}提出的政府信息公开申请（申请编号{申请编号}）。\n"
	asked    = "申请公开的内容是：“{申请内容}”。\n"
	answered = "本机关于{收到日期}收到{称谓}提出的政府信息公开申请（申请编号{申请编号}），申请公开“{申请内容}”。\n{事实}\n根据{法律依据}，现答复如下：\n{处理决定}\n"
)

// phrases are the texts of the letters as they come with the program; a body
// may write its own.
var phrases = []struct {
	code  letter.Code
	text  string
	start map[letter.Element]string
}{
	{LetterReceipt, began + asked + "本机关将在{答复期限届满日}（含当日）前作出答复。依法需要补正、征求意见、延长期限或者缴费的，期限按规定另行计算，并告知{称谓}。", nil},
	{LetterConfirmation, "经与{称谓}确认，" + began + asked + "答复期限自收到之日的次日起计算。", nil},
	{LetterCorrection, began + asked + "经审查，申请需要补正。根据{法律依据}，现一次性告知需要补正的事项：\n{事项}\n请在{期限}（含当日）前补正，答复期限自本机关收到补正的申请之日起计算。" +
		"无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。", nil},
	{LetterExtension, began + "不能在规定的期限内答复，理由是：\n{理由}\n根据{法律依据}，经本机关政府信息公开工作机构负责人同意，答复期限延长至{答复期限届满日}（含当日）。", nil},
	{LetterThirdParty, "本机关收到一件政府信息公开申请，申请公开的内容是：“{申请内容}”。\n所申请的信息公开后可能损害{称谓}的合法权益。根据{法律依据}，现就下列事项书面征求{称谓}的意见：\n{事项}\n" +
		"请{期限}。不同意公开的，请说明理由；期满没有提出意见的，由本机关依法决定是否公开。", nil},
	{LetterAgency, "本机关收到一件政府信息公开申请，申请公开的内容是：“{申请内容}”。\n根据{法律依据}，现就下列事项征求{称谓}的意见：\n{事项}\n请{期限}。", nil},
	{LetterReasons, began + "{事实}\n根据{法律依据}，请{称谓}就下列事项说明理由：\n{事项}\n请在{期限}（含当日）前书面说明。理由不合理的，本机关不予处理；理由合理但不能在规定期限内答复的，本机关确定延迟答复的合理期限并告知{称谓}。", nil},
	{LetterDelay, began + "{理由}\n根据{法律依据}，本机关将在{答复期限届满日}（含当日）前答复。", nil},
	{LetterFee, began + "{事实}\n根据{法律依据}，收取信息处理费{收费数额}。\n缴纳方式：{缴纳方式}\n请{期限}缴纳，答复期限自缴费完成之日的次日起重新计算。逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。", nil},
	{LetterWithdrawal, began + "根据{称谓}的请求，这件申请已经撤回，本机关终止办理。以后仍需要这些信息的，可以另行提出申请。", nil},
	{LetterVoided, "本机关{已作答复}作废，文号保留。理由是：\n{理由}\n需要重新作出的文书，本机关另行送达。", nil},
	{AnswerPublished, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息已经主动公开。", Reason: "所申请的信息已经主动公开，可以按下面的方式、途径获取。"}},
	{AnswerGranted, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存。\n{征求意见情况}", Reason: "所申请的信息可以公开，不属于法律、行政法规规定不予公开的情形。"}},
	{AnswerPartly, answered + "{不予公开的部分}\n{理由}\n所申请的信息能够区分处理，本机关已作区分处理。\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存。\n{征求意见情况}"}},
	{AnswerRefused, answered + "{理由}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存。\n{征求意见情况}"}},
	{AnswerDiscretion, answered + "{理由}\n{裁量理由}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存。"}},
	{AnswerInquiry, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，有关法律、行政法规对所申请的信息的获取有特别规定。", Reason: "应当依照有关法律、行政法规的规定办理。"}},
	{AnswerNotHeld, answered + "检索的过程和范围：{检索过程}\n{理由}\n{救济途径}", map[letter.Element]string{Facts: "经检索，没有找到所申请的信息。", Reason: "本机关没有制作，也没有获取、保存所申请的信息。"}},
	{AnswerOtherBody, answered + "{理由}\n负责公开该信息的机关及联系方式：{负责机关}\n{救济途径}", map[letter.Element]string{Facts: "经审查，所申请的信息不属于本机关负责公开。"}},
	{AnswerNeedsCreation, answered + "{理由}\n{救济途径}", map[letter.Element]string{Facts: "经查，本机关没有现成的所申请的信息。", Reason: "提供所申请的信息需要对现有政府信息进行加工、分析。"}},
	{AnswerUnclear, answered + "仍不明确的事项：{事项}\n{理由}\n{救济途径}", map[letter.Element]string{Facts: "{补正情况}", Reason: "补正后申请的内容仍不明确，本机关无法确定所申请的信息。"}},
	{AnswerPetition, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经审查，所提出的是信访、投诉、举报事项。", Reason: "以政府信息公开申请的形式进行信访、投诉、举报等活动的，不作为政府信息公开申请处理。"}},
	{AnswerRepeated, answered + "{理由}\n已经作出的答复：{已作答复}\n{救济途径}", map[letter.Element]string{Facts: "经查，本机关已就相同的内容作出答复。", Reason: "向同一行政机关重复申请公开相同政府信息的，不予重复处理。"}},
	{AnswerPublication, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的是公开出版物。", Reason: "公开出版物可以通过下面的途径获取。"}},
	{AnswerAbusive, answered + "{理由}\n{救济途径}", nil},
	{AnswerReconfirmation, answered + "{理由}\n{救济途径}", map[letter.Element]string{Reason: "所申请确认或者重新出具的是已经获取的政府信息。"}},
	{AnswerLapsed, answered + "{理由}\n{救济途径}", map[letter.Element]string{Facts: "{补正情况}\n{收费情况}"}},
	{AnswerOther, answered + "{理由}\n{救济途径}", nil},
	{AnswerAnew, answered + "原答复：{已作答复}\n{不予公开的部分}\n{检索过程}\n{负责机关}\n{事项}\n{理由}\n{裁量理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "{责令情况}"}},
	{LetterDisclosure, "本机关曾就一件政府信息公开申请书面征求{称谓}的意见。经审查，决定如下：\n{处理决定}\n根据{法律依据}，决定公开的理由是：\n{理由}\n{救济途径}", nil},
	{LetterRectification, "{事实}\n根据{法律依据}，现答复如下：\n{处理决定}\n{理由}\n{救济途径}", map[letter.Element]string{Facts: began[:len(began)-1]}},
	{LetterProposal, "{称谓}提出的建议（编号{申请编号}），本机关已经收到。根据{法律依据}，现答复如下：\n{处理决定}\n{理由}", nil},
	{LetterComplaint, "{事实}\n根据{法律依据}，现将查证结果告知如下：\n{处理决定}", nil},
}

// DefaultTemplate is the text of a kind of letter as it comes with the program.
func DefaultTemplate(code letter.Code) letter.Template {
	for _, p := range phrases {
		if p.code == code {
			t := letter.Template{Text: p.text, Start: map[letter.Element]string{}}
			for e, text := range p.start {
				t.Start[e] = text
			}
			return t
		}
	}
	if k, _ := KindOf(code); k.Free != nil {
		return letter.Template{Text: k.Free.Text, Start: map[letter.Element]string{}}
	}
	return letter.Template{}
}

// decisions are the sentences in which an outcome is told; a kind of letter
// that says more than its outcome has a row of its own.
var decisions = []struct {
	outcome Outcome
	code    letter.Code // "" for every letter of the outcome
	text    string
}{
	{Granted, AnswerPublished, "所申请的信息已经主动公开，现告知获取的方式、途径。"},
	{Granted, "", "所申请的信息予以公开。"},
	{PartlyGranted, "", "所申请的信息部分予以公开，部分不予公开。"},
	{StateSecret, "", "所申请的信息属于国家秘密，不予公开。"},
	{ForbiddenByLaw, "", "所申请的信息属于法律、行政法规禁止公开的政府信息，不予公开。"},
	{SafetyAndStability, "", "所申请的信息公开后可能危及国家安全、公共安全、经济安全、社会稳定，不予公开。"},
	{ThirdPartyRights, "", "所申请的信息公开会对第三方合法权益造成损害，不予公开。"},
	{InternalAffairs, "", "所申请的信息属于本机关的内部事务信息，不予公开。"},
	{ProcessInformation, "", "所申请的信息属于过程性信息，不予公开。"},
	{EnforcementFile, "", "所申请的信息属于行政执法案卷信息，不予公开。"},
	{AdministrativeInquiry, "", "所申请的信息属于行政查询事项，不予公开，可以依照有关法律、行政法规的规定办理。"},
	{NotHeld, AnswerOtherBody, "所申请的信息不属于本机关负责公开，无法提供。"},
	{NotHeld, "", "所申请的信息不存在，无法提供。"},
	{NeedsCreation, "", "所申请的信息需要加工、分析，本机关不予提供。"},
	{StillUnclear, "", "补正后申请内容仍不明确，无法提供。"},
	{Petition, "", "不作为政府信息公开申请处理。"},
	{Repeated, "", "不予重复处理。"},
	{Publication, "", "不予处理，可以通过下面的途径获取公开出版物。"},
	{AbusiveVolume, "", "申请的数量、频次明显超过合理范围且理由不合理，不予处理。"},
	{Reconfirmation, "", "不重新出具或者确认已经获取的政府信息，不予处理。"},
	{CorrectionOverdue, "", "无正当理由逾期不补正，视为放弃申请，本机关不再处理。"},
	{FeeOverdue, "", "逾期未按照收费通知要求缴纳费用，视为放弃申请，本机关不再处理。"},
	{Other, "", "这件申请按其他情形处理，本机关不再按政府信息公开申请办理。"},
}

// Decides is the sentence in which a letter tells an outcome.
func (o Outcome) Decides(code letter.Code) string {
	general := ""
	for _, d := range decisions {
		if d.outcome == o && d.code == code {
			return d.text
		}
		if d.outcome == o && d.code == "" {
			general = d.text
		}
	}
	return general
}

// TitleFor is the title of a letter: the body's full name, what it is about,
// and the kind (标题：机关全称+政府信息公开申请××告知书).
func (k LetterKind) TitleFor(body string) string {
	switch {
	case k.To != "applicant" || strings.Contains(k.Name, "申请") || k.Code == LetterRectification || k.Code == LetterProposal || k.Code == LetterComplaint:
		return body + k.Name
	}
	return body + "政府信息公开申请" + k.Name
}

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
