package request

import (
	"slices"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// Free is how a letter is sent that neither answers an application nor tells of
// an event: a person opens its form on a case and sends it. A kind that has one
// needs nothing else, neither form nor page nor act of its own.
type Free struct {
	Name  string // of its act in the audit log, after "request.", and of its address; stored
	Label string // of the act, and over the form
	Sent  string // said when it was sent
	Text  string // of the letter as it comes with the program; a body may write its own
	Asks  []Asked
	By    identity.Role
	Open  []State // in which it may be sent
}

// Asked is an element of a free letter that a person writes.
type Asked struct {
	Element     letter.Element
	Label, Hint string // of the form's field
	Lacks       string // told where it is left empty, on the first clause of the kind
}

// The letters that are free. The codes are stored.
const (
	LetterInspection letter.Code = "25" // 查阅、抄录安排通知书
)

// freeLetters are the kinds that are free, each a row that holds all of it.
func freeLetters() []LetterKind {
	return []LetterKind{
		// When and where to look at or copy what is opened: from the drafting of the answer on.
		{Kind: letter.Kind{Code: LetterInspection, Name: "查阅、抄录安排通知书", Cites: []law.Ref{law.Art("条例", 40)}, To: "applicant", Needs: letter.Frame(ApplicationNo, Access)},
			Free: &Free{Name: "arrange", Label: "安排查阅、抄录", Sent: "查阅、抄录安排已发出", By: identity.Clerk, Open: []State{Handling, Serving, Answered},
				Text: "{称谓}申请（申请编号{申请编号}）的政府信息，查阅、抄录安排如下：\n{获取方式}",
				Asks: []Asked{{Access, "查阅、抄录的安排", "时间、地点、要带的证件；发出查阅、抄录安排通知书", "写明查阅、抄录的时间、地点和要带的证件"}}}},
	}
}

// FreeLetters lists the kinds of letter that a person of these roles may send in
// a state of the application.
func FreeLetters(s State, roles ...identity.Role) (list []LetterKind) {
	for _, k := range freeLetters() {
		if slices.Contains(k.Free.Open, s) && slices.Contains(roles, k.Free.By) {
			list = append(list, k)
		}
	}
	return list
}

// FreeLetter finds a free kind by the name of its act.
func FreeLetter(name string) (LetterKind, bool) {
	for _, k := range freeLetters() {
		if k.Free.Name == name {
			return k, true
		}
	}
	return LetterKind{}, false
}

// FreeActs names the acts by which free letters are sent: "arrange": "安排查阅、抄录".
func FreeActs() map[string]string {
	acts := map[string]string{}
	for _, k := range freeLetters() {
		acts[k.Free.Name] = k.Free.Label
	}
	return acts
}

// Field is the form's field for an element of a free letter.
func (f Free) Field(e letter.Element) string { return f.Name + "_" + string(e) }

// Written takes what a person wrote into the letter, by the fields of its form.
// What is left empty is Invalid on its field.
func (k LetterKind) Written(said func(field string) string) (letter.Content, error) {
	c, faults := letter.Content{}, fault.List{}
	for _, a := range k.Free.Asks {
		field := k.Free.Field(a.Element)
		if c[a.Element] = strings.TrimSpace(said(field)); c[a.Element] != "" {
			continue
		}
		f := &fault.Error{Kind: fault.Invalid, Field: field, Message: a.Lacks}
		if len(k.Cites) > 0 {
			f.Cite = k.Cites[0]
		}
		faults = append(faults, f)
	}
	return c, faults.Err()
}

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
