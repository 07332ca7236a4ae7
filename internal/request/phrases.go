package request

import (
	"slices"
	"strings"

	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// began is how a letter about an application begins, answered how an answer
// does.
const (
	began    = "本机关于{收到日期}收到{称谓}提出的政府信息公开申请（申请编号{申请编号}）。\n"
	asked    = "申请公开的内容是：“{申请内容}”。\n"
	to       = "本机关于{收到日期}收到{称谓}提出的政府信息公开申请（申请编号{申请编号}），申请公开“{申请内容}”。\n"
	decided  = "{事实}\n根据{法律依据}，现答复如下：\n{处理决定}\n"
	answered = to + "{补正的申请}\n" + decided
	// What is still unclear tells of the correction among its facts.
	answeredUnclear = to + decided
	// An answer anew names the one in whose place it stands.
	answeredAnew = to + "{补正的申请}\n{责令情况}\n{事实}\n本机关原来的答复是{已作答复}。\n根据{法律依据}，现重新答复如下：\n{处理决定}\n"
)

// phrases are the texts of the letters as they come with the program; a body
// may write its own.
var phrases = []struct {
	code  letter.Code
	text  string
	start map[letter.Element]string
}{
	{LetterReceipt, began + asked + "{答复的期限}依法需要补正、征求意见、延长期限或者缴费的，期限按规定另行计算，并告知{称谓}。", nil},
	{LetterConfirmation, "经与{称谓}确认，" + began + asked + "以确认之日为收到申请之日，答复期限自收到之日的次日起计算。", nil},
	{LetterCorrection, began + asked + "经审查，申请内容不明确，需要补正。根据{法律依据}，现一次性告知需要补正的事项：\n{事项}\n请在{期限}（含当日）前补正，答复期限自本机关收到补正的申请之日起计算。" +
		"无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。", nil},
	{LetterExtension, began + "本机关不能在规定的期限内答复，理由是：\n{理由}\n根据{法律依据}，经本机关政府信息公开工作机构负责人同意，{延长的期限}", nil},
	{LetterThirdParty, "本机关收到一件政府信息公开申请，涉及{称谓}的政府信息是：{征求意见的信息}\n这些信息公开后可能损害{称谓}的合法权益。根据{法律依据}，现就下列事项书面征求{称谓}的意见：\n{事项}\n" +
		"请{期限}。不同意公开的，请说明理由；期满没有提出意见的，由本机关依法决定是否公开。", nil},
	{LetterAgency, "本机关收到一件政府信息公开申请，申请公开的内容是：“{申请内容}”。\n根据{法律依据}，现就下列事项征求{称谓}的意见：\n{事项}\n请{期限}。", nil},
	{LetterReasons, began + "{事实}\n根据{法律依据}，请{称谓}就下列事项说明理由：\n{事项}\n请在{期限}（含当日）前书面说明。理由不合理的，本机关不予处理；理由合理但不能在规定期限内答复的，本机关确定延迟答复的合理期限并告知{称谓}。", nil},
	{LetterDelay, began + "{理由}\n根据{法律依据}，本机关将在{答复期限届满日}（含当日）前答复。", nil},
	{LetterFee, began + "{事实}\n根据{法律依据}，收取信息处理费{收费数额}。\n缴纳方式：{缴纳方式}\n请{期限}缴纳，答复期限自缴费完成之日的次日起重新计算。逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。", nil},
	{LetterWithdrawal, began + "根据{称谓}的请求，这件申请已经撤回，本机关终止办理。以后仍需要这些信息的，可以另行提出申请。", nil},
	{LetterVoided, "本机关{已作答复}作废，文号保留。理由是：\n{理由}\n需要重新作出的文书，本机关另行送达。", nil},
	{AnswerPublished, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存，已经主动公开。", Reason: "已经主动公开的信息，告知获取的方式、途径，不另行提供。"}},
	{AnswerGranted, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存。\n{征求意见情况}", Reason: "经公开前审查，所申请的信息没有依法不予公开的情形。"}},
	{AnswerPartly, answered + "{理由}\n{不予公开的部分}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存，能够区分处理。\n{征求意见情况}", Reason: "能够区分处理的，提供可以公开的内容，并对不予公开的内容说明理由。"}},
	{AnswerRefused, answered + "{理由}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存。\n{征求意见情况}"}},
	{AnswerDiscretion, answered + "{理由}\n经权衡，本机关决定不予公开，考虑是：{裁量理由}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息由本机关保存。"}},
	{AnswerInquiry, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，法律、行政法规对所申请的信息的获取另有特别规定。", Reason: "这类信息的查询、复制有专门的程序，不适用政府信息公开申请的程序。"}},
	{AnswerNotHeld, answered + "检索的过程和范围：{检索过程}\n{理由}\n{救济途径}", map[letter.Element]string{Facts: "经检索，没有找到所申请的信息。", Reason: "本机关没有制作，也没有获取、保存所申请的信息。"}},
	{AnswerOtherBody, answered + "{理由}\n负责公开该信息的机关及联系方式：{负责机关}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的信息不是由本机关制作，也不是由本机关最初获取、保存。"}},
	{AnswerNeedsCreation, answered + "{理由}\n{救济途径}", map[letter.Element]string{Facts: "经查，本机关没有现成的所申请的信息。", Reason: "提供所申请的信息需要对现有政府信息进行加工、分析。"}},
	{AnswerUnclear, answeredUnclear + "仍不明确的事项：{事项}\n{理由}\n{救济途径}", map[letter.Element]string{Facts: "{补正情况}\n{补正后的内容}", Reason: "补正后申请的内容仍不明确，本机关无法确定所申请的信息。"}},
	{AnswerPetition, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经审查，所提出的是信访、投诉、举报事项。", Reason: "以政府信息公开申请的形式进行信访、投诉、举报等活动的，不作为政府信息公开申请处理。"}},
	{AnswerRepeated, answered + "{理由}\n已经作出的答复：{已作答复}\n{救济途径}", map[letter.Element]string{Facts: "经查，本机关已就相同的内容作出答复。", Reason: "向同一行政机关重复申请公开相同政府信息的，不予重复处理。"}},
	{AnswerPublication, answered + "{理由}\n{获取方式}\n{救济途径}", map[letter.Element]string{Facts: "经查，所申请的是公开出版物。", Reason: "公开出版物有专门的获取途径。"}},
	{AnswerAbusive, answered + "{理由}\n{救济途径}", nil},
	{AnswerReconfirmation, answered + "{理由}\n{救济途径}", map[letter.Element]string{Reason: "所申请确认或者重新出具的是已经获取的政府信息。"}},
	{AnswerLapsed, answered + "{理由}\n{救济途径}", map[letter.Element]string{Facts: "{补正情况}\n{收费情况}"}},
	{AnswerOther, answered + "{理由}\n{救济途径}", nil},
	{AnswerAnew, answeredAnew + "{理由}\n{不予公开的部分}\n检索的过程和范围：{检索过程}\n负责公开该信息的机关及联系方式：{负责机关}\n仍不明确的事项：{事项}\n经权衡，本机关决定不予公开，考虑是：{裁量理由}\n{获取方式}\n{救济途径}", nil},
	{LetterDisclosure, "本机关{征求意见之日}就一件政府信息公开申请书面征求{称谓}的意见，{称谓}不同意公开。根据{法律依据}，现将决定公开的政府信息内容和理由告知如下：\n{处理决定}\n{公开的内容}\n决定公开的理由是：\n{理由}\n{救济途径}", nil},
	{LetterRectification, "{事实}\n根据{法律依据}，现答复如下：\n{处理决定}\n{理由}\n{救济途径}", map[letter.Element]string{Facts: "本机关于{收到日期}收到{称谓}提出的更正要求（申请编号{申请编号}）。\n要求更正的内容是：“{申请内容}”。"}},
	{LetterProposal, "{称谓}提出的建议（编号{申请编号}），本机关已经收到。根据{法律依据}，现答复如下：\n{处理决定}\n{理由}", nil},
	{LetterMoved, began + "{理由}\n根据{法律依据}，答复期限届满日改为{答复期限届满日}（含当日）。", nil},
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
	{Granted, AnswerPublished, "现告知所申请的信息的获取方式、途径。"},
	{Granted, "", "所申请的信息予以公开。"},
	{PartlyGranted, "", "所申请的信息部分予以公开，部分不予公开。"},
	{StateSecret, "", "所申请的信息属于国家秘密，不予公开。"},
	{ForbiddenByLaw, "", "所申请的信息属于{禁止公开的规定}禁止公开的政府信息，不予公开。"},
	{SafetyAndStability, "", "所申请的信息公开后可能危及{危险}，不予公开。"},
	{ThirdPartyRights, "", "所申请的信息涉及第三方的{权益}，公开会对第三方合法权益造成损害{第三方的理由}，不予公开。{没有征求意见}"},
	{InternalAffairs, "", "所申请的信息属于本机关{类别}方面的内部事务信息，不予公开。"},
	{ProcessInformation, "", "所申请的信息属于本机关在履行行政管理职能过程中形成的{类别}，即过程性信息，不予公开。"},
	{EnforcementFile, "", "所申请的信息属于行政执法案卷信息，不予公开。"},
	{AdministrativeInquiry, "", "{特别规定}对所申请的信息的获取有特别规定，请依照该规定办理。"},
	{NotHeld, AnswerOtherBody, "所申请的信息不属于本机关负责公开，无法提供。"},
	{NotHeld, "", "所申请的信息不存在，无法提供。"},
	{NeedsCreation, "", "所申请的信息，本机关不予提供。"},
	{StillUnclear, "", "补正后申请内容仍不明确，无法提供。"},
	{Petition, "", "所提出的事项不作为政府信息公开申请处理。"},
	{Repeated, "", "所申请的信息已经答复过，不予重复处理。"},
	{Publication, "", "所申请的信息是公开出版物，不予处理，现告知获取的途径。"},
	{AbusiveVolume, "", "申请的数量、频次明显超过合理范围且理由不合理，不予处理。"},
	{Reconfirmation, "", "不重新出具或者确认已经获取的政府信息，不予处理。"},
	{CorrectionOverdue, "", "{称谓}无正当理由逾期不补正，视为放弃申请，本机关不再处理。"},
	{FeeOverdue, "", "{称谓}逾期未按照收费通知要求缴纳费用，视为放弃申请，本机关不再处理。"},
	{Other, "", "{自己的决定}"},
}

// chosen are the words of a decision that the grounds choose, with what stands in
// their place while nothing is chosen.
var chosen = []struct {
	word, open string
	of         func(Grounds) string
}{
	{"{禁止公开的规定}", "法律、行政法规", func(g Grounds) string { return g.Norm }},
	{"{特别规定}", "有关法律、行政法规", func(g Grounds) string { return g.Norm }},
	{"{危险}", "〔国家安全、公共安全、经济安全、社会稳定中的一种〕", func(g Grounds) string { return g.Danger }},
	{"{权益}", "〔商业秘密或者个人隐私〕", func(g Grounds) string { return g.Interest }},
	{"{第三方的理由}", "", soundObjection},
	{"{没有征求意见}", "", nobodyHeard},
	{"{类别}", "〔类别〕", func(g Grounds) string { return g.Category }},
	{"{自己的决定}", "〔怎样处理〕。", func(g Grounds) string { return ended(g.Own) }},
}

// soundObjection says that a third party objects with good reason, for which alone
// its objection withholds (条例 32).
func soundObjection(g Grounds) string {
	if g.ThirdParty == Objected && g.ReasonSound == Yes {
		return "，第三方不同意公开且有合理理由"
	}
	return ""
}

// nobodyHeard says why no third party was heard, which the statute asks for in
// writing (条例 32).
func nobodyHeard(g Grounds) string {
	if why := strings.TrimSpace(g.Unheard); why != "" && g.ThirdParty == NotHeard {
		return "没有书面征求第三方意见，原因是：" + ended(why)
	}
	return ""
}

// ended is a text as a sentence.
func ended(text string) string {
	if text = strings.TrimSpace(text); text == "" || strings.HasSuffix(text, "。") || strings.HasSuffix(text, "！") {
		return text
	}
	return text + "。"
}

// overriding is how information is given although a third party does not agree,
// where not opening it may gravely affect the public interest (条例 15, 32).
var overriding = struct {
	text  string
	not   string // what its letter does not say: the information falls under 15
	cites []law.Ref
}{"第三方不同意公开；本机关认为不公开可能对公共利益造成重大影响，决定予以公开。", "没有依法不予公开的情形",
	[]law.Ref{law.Art("条例", 15), law.Art("条例", 32), law.Art("条例", 36).At(2)}}

// Overrides are the clauses of an answer that gives what a third party does not
// agree to, for the public interest; nil for every other answer.
func (g Grounds) Overrides(o Outcome, code letter.Code) []law.Ref {
	if o != Granted || code == AnswerPublished || g.ThirdParty != Objected || !g.PublicGood {
		return nil
	}
	return slices.Clone(overriding.cites)
}

// Decides is the sentence in which a letter tells an outcome on its grounds.
func (o Outcome) Decides(code letter.Code, g Grounds) string {
	if g.Overrides(o, code) != nil {
		return overriding.text
	}
	text := ""
	for _, d := range decisions {
		if d.outcome == o && (d.code == code || d.code == "" && text == "") {
			text = d.text
		}
	}
	for _, c := range chosen {
		said := strings.TrimSpace(c.of(g))
		if said == "" {
			said = c.open
		}
		text = strings.ReplaceAll(text, c.word, said)
	}
	return text
}

// Called is a decision that calls the applicant as its letter does.
func Called(decision string, facts map[letter.Fact]string) string {
	return strings.ReplaceAll(decision, "{"+string(CallThem)+"}", facts[CallThem])
}

// DecidesPart is Decides for one of several items, or for a part of what was asked
// for, which the letter has named before.
func (o Outcome) DecidesPart(code letter.Code, g Grounds, called string) string {
	if o == Other && called == withheldPartWord {
		return called + "不属于政府信息，不予提供。"
	}
	return strings.ReplaceAll(o.Decides(code, g), "所申请的信息", called)
}

// How an item, and a part that is held back, are called where they were named.
const (
	itemWord         = "该项信息"
	withheldPartWord = "这一部分"
)

// DecidesItem is the sentence for one of several items.
func (o Outcome) DecidesItem(code letter.Code, g Grounds) string {
	return o.DecidesPart(code, g, itemWord)
}

// Withholds is the sentence for a part that is held back.
func (o Outcome) Withholds(g Grounds) string { return o.DecidesPart("", g, withheldPartWord) }

// TitleFor is the title of a letter: the body's full name, what it is about,
// and the kind (标题：机关全称+政府信息公开申请××告知书).
func (k LetterKind) TitleFor(body string) string {
	switch {
	case k.To != "applicant" || strings.Contains(k.Name, "申请") || k.Code == LetterRectification || k.Code == LetterProposal || k.Code == LetterComplaint:
		return body + k.Name
	}
	return body + "政府信息公开申请" + k.Name
}

// TitleOfMixed is the title of a letter whose items are answered in different ways,
// none of which names the whole.
func (k LetterKind) TitleOfMixed(body string) string {
	if k.Code == AnswerAnew {
		return k.TitleFor(body)
	}
	return body + "政府信息公开申请告知书"
}

// The facts that a text may name beside the elements of its letter.
const (
	BodyName    letter.Fact = "机关名称"
	CallThem    letter.Fact = "称谓"     // 您, or 你单位
	BodyContact letter.Fact = "联系方式"   // of the body
	Heard       letter.Fact = "征求意见情况" // who was heard, when, and what they said
	AskedDay    letter.Fact = "征求意见之日" // on which a third party was asked, as AskedBefore tells it
	Corrections letter.Fact = "补正情况"   // what was to be corrected, until when
	Corrected   letter.Fact = "补正的申请"  // that it was corrected, and what is asked for since
	CorrectedTo letter.Fact = "补正后的内容" // what is asked for since a correction, alone
	DueTold     letter.Fact = "答复的期限"  // until when the answer comes, or that this day is over
	ExtendedTo  letter.Fact = "延长的期限"  // until when it comes after an extension, or how that is counted while somebody is heard
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
		{Element: PartHeld, Label: "不予公开的部分", Word: "不予公开的部分"},
		{Element: Discretion, Label: "裁量理由", Word: "裁量理由"},
		{Element: EarlierAnswer, Label: "已作答复的文号和日期", Word: "已作答复"},
		{Element: Opened, Label: "决定公开的政府信息内容", Word: "公开的内容"},
		{Element: Concerned, Label: "征求意见的政府信息", Word: "征求意见的信息"},
	},
	Facts:   []letter.Fact{BodyName, CallThem, BodyContact, Heard, AskedDay, Corrections, Corrected, CorrectedTo, DueTold, ExtendedTo, Charged, Ordered},
	Tells:   map[letter.Fact]letter.Element{DueTold: DueDay, ExtendedTo: DueDay},
	Written: []letter.Element{Facts, Reason, PartHeld, Access, SearchRecord, OtherBody, Items, EarlierAnswer, Discretion, HowToPay},
	Remedy: letter.Remedy{Element: RemedyTold, Cite: law.Art("复议法", 23).Para(2),
		Words: []string{"申请行政复议", "提起行政诉讼", "提起诉讼", "向人民法院起诉", "6个月", "六个月", "60日内", "六十日内"}},
}

// Language is what the letters about applications are written in: how their
// elements are called, which a person writes, and how they tell of the remedy. It
// is shared and not to be changed.
func Language() letter.Language { return language }

// Meaning is what a letter says to whoever gets it, in everyday words, and what
// they can do then. The letter itself holds; this explains it.
type Meaning struct {
	Code  letter.Code
	Means string
	Then  string
}

// meanings are in the order of Letters, those to other bodies left out: they are
// nobody's but the bodies'.
var meanings = []Meaning{
	{LetterReceipt, "申请已经登记，写明收到之日和答复期限届满日。", "留着编号，用来查进度。"},
	{LetterConfirmation, "网上、传真、平常信函提出的申请，双方确认收到的日期，答复期限从次日起算。", "日期不对的，马上告诉本机关。"},
	{LetterCorrection, "申请的内容不够明确，要补充哪几项、最迟哪一天。补正以后答复期限重新计算。", "在期限内补正一次说清；没有正当理由逾期不补正的，视为放弃申请。"},
	{LetterExtension, "答复需要更多时间，经负责人同意延长，写明新的届满日和理由。", "等到新的届满日；到期没有答复的，可以申请复议或者投诉。"},
	{LetterThirdParty, "有人申请的信息涉及您的商业秘密、个人隐私，问您是否同意公开。", "收到之日起 15 个工作日内答复，不同意的写明理由；不答复不算同意。"},
	{LetterReasons, "申请的数量、频次明显超过合理范围，要求说明理由。", "在期限内说明；理由合理的，确定一个合理的答复时间。"},
	{LetterDelay, "申请理由合理，但数量多，不能在法定期限内答复，写明合理的答复日期。", "等到写明的日期。"},
	{LetterFee, "申请的数量、频次明显超过合理范围，按标准收取信息处理费，写明怎样算、怎样缴、最迟哪一天。", "在期限内缴纳，缴费次日起重新计算答复期限；逾期不缴的，不再处理。"},
	{AnswerPublished, "要的信息已经公开，告诉您在哪里看。", "按写明的方式、途径查看。"},
	{AnswerGranted, "同意公开，随附信息或者写明怎样取得。", "核对内容；与自己有关的记录不准确的，可以要求更正。"},
	{AnswerPartly, "一部分可以公开，不能公开的部分遮去或者不提供，写明理由。", "看遮去的部分依据哪一条；不服的，按写明的途径办理。"},
	{AnswerRefused, "信息属于国家秘密、法律禁止公开、危及安全稳定或者会损害第三方权益，不公开。", "看依据和事实；不服的，按写明的途径办理。"},
	{AnswerDiscretion, "信息属于内部事务、过程性信息或者执法案卷，法律允许不公开，写明为什么这一次不公开。", "看理由是否具体；不服的，按写明的途径办理。"},
	{AnswerInquiry, "要的是工商、不动产登记资料等，有专门的查询办法。", "按写明的法律、行政法规去查询。"},
	{AnswerNotHeld, "经过检索，本机关没有这份信息，写明检索的过程和范围。", "有线索说明信息存在的，可以提供线索；不服的，按写明的途径办理。"},
	{AnswerOtherBody, "这份信息不由本机关负责公开，能确定的写明由谁负责和联系方式。", "向写明的机关申请。"},
	{AnswerNeedsCreation, "没有现成的信息，需要加工、分析才能形成，可以不提供。", "可以改为申请其中现成的文件、数据。"},
	{AnswerUnclear, "补正以后内容仍然不明确，无法查找，写明哪里不明确。", "写清名称、文号或者时间、内容，重新申请。"},
	{AnswerPetition, "所提的实质是信访、投诉、举报，不按政府信息公开处理，告诉您向哪里提出。", "按写明的渠道提出。"},
	{AnswerRepeated, "同样的申请已经答复过，不重复处理，写明前一次答复的文号和日期。", "看前一次答复；情况有变化的，写明变化再申请。"},
	{AnswerPublication, "要的是政府公报、报刊、书籍等公开出版物，告诉您从哪里取得。", "按写明的途径取得。"},
	{AnswerAbusive, "申请理由不合理，数量、频次明显超过合理范围，不予处理。", "减少件数、写清需要的信息再申请；不服的，按写明的途径办理。"},
	{AnswerReconfirmation, "要求对已经取得的信息确认真伪或者重新出具，不属于提供政府信息。", "向制作机关按办事程序办理。"},
	{AnswerLapsed, "逾期没有补正，或者没有缴费，这件申请不再处理。", "仍然需要的，可以重新申请。"},
	{AnswerOther, "不属于前面各种情形的处理结果，写明事实和理由。", "看理由；不服的，按写明的途径办理。"},
	{AnswerAnew, "经行政复议或者诉讼，本机关重新作出的答复。", "仍然不服的，按写明的途径办理。"},
	{LetterDisclosure, "您不同意公开，但本机关认为不公开会对公共利益造成重大影响，决定公开，写明公开的内容和理由。", "不服的，按写明的途径办理。"},
	{LetterWithdrawal, "确认申请已经撤回，不再办理。", "仍然需要的，可以重新申请。"},
	{LetterRectification, "您要求更正与自己有关的记录，核实的结果和更正的内容。", "核对更正以后的内容。"},
	{LetterVoided, "前面发出的一份文书有错，已经作废，以新的文书为准。", "按新的文书计算期限。"},
	{LetterProposal, "您建议主动公开的信息，审核以后是否公开。", "已经公开的，按写明的网址查看。"},
	{LetterComplaint, "您投诉公开工作没有依法进行，查证的结果。", "对具体的答复不服的，按那份答复写明的途径办理。"},
	{LetterMoved, "放假安排有变动，答复期限届满日改为另一天。", "以新的届满日为准。"},
}

// Meanings explains the letters that people get, in the order in which they come.
func Meanings() []Meaning { return append([]Meaning(nil), meanings...) }
