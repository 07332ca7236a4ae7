package request

import (
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Channel is the way an application came in.
type Channel string

// The channels of 条例 29 and 31.
const (
	InPerson       Channel = "in_person"
	RegisteredMail Channel = "registered_mail"
	OrdinaryMail   Channel = "ordinary_mail"
	Online         Channel = "online"
	Fax            Channel = "fax"
)

// ChannelRule says how the day of receipt follows from a channel.
type ChannelRule struct {
	Channel  Channel
	Label    string
	Confirms bool    // the day both sides confirm is the day of receipt
	SameDay  bool    // the body must ask for the confirmation on the day it came
	Cite     law.Ref // zero: no channel was told
}

var channels = []ChannelRule{
	{InPerson, "当面提交", false, false, law.Art("条例", 31).At(1)},
	{RegisteredMail, "挂号信、特快专递等需签收的邮寄", false, false, law.Art("条例", 31).At(2)},
	{OrdinaryMail, "平常信函等无需签收的邮寄", true, true, law.Art("条例", 31).At(2)},
	{Online, "互联网渠道", true, false, law.Art("条例", 31).At(3)},
	{Fax, "传真", true, false, law.Art("条例", 31).At(3)},
}

// Channels lists the rules in the order of the statute.
func Channels() []ChannelRule { return slices.Clone(channels) }

// RuleOf finds a channel's rule.
func RuleOf(c Channel) (ChannelRule, bool) {
	if r := c.rule(); r != nil {
		return *r, true
	}
	return ChannelRule{}, false
}

func (c Channel) rule() *ChannelRule {
	for i := range channels {
		if channels[i].Channel == c {
			return &channels[i]
		}
	}
	return nil
}

// ReceivedOn is the day an application counts as received (条例 31): handed in
// or signed for on day at, or confirmed by both sides on day confirmed. It is
// no day (0) while a confirmation is missing. Without a channel the
// confirmation counts where there is one.
func ReceivedOn(c Channel, at, confirmed calendar.Day) calendar.Day {
	return c.rule().received(at, confirmed)
}

func (r *ChannelRule) received(at, confirmed calendar.Day) calendar.Day {
	if r != nil && r.Confirms || r == nil && confirmed != 0 {
		return confirmed
	}
	return at
}

// ReceiptNotice says, before an application is sent over the internet, which day is
// its day of receipt: without it that is the day of the submission (指导案例26号).
func ReceiptNotice() string {
	return "通过互联网提交的，以双方确认之日为收到申请之日（" + law.Art("条例", 31).At(3).String() + "），不是提交之日；答复期限从确认的次日起算。提交以后没有收到确认的，可以打电话催问，不影响申请"
}

// ShadowDue is the day on which an answer would be due if an application that is
// not confirmed had been received when it was submitted, as a court may see it
// (指导案例26号); 0 for one whose channel asks for no confirmation.
func ShadowDue(cal *calendar.Calendar, c Channel, submitted calendar.Day) calendar.Day {
	if r := c.rule(); r == nil || !r.Confirms || submitted == 0 {
		return 0
	}
	return Replay(cal, History{Events: []Event{{Type: Received, At: submitted, Channel: InPerson}}, AsOf: submitted}).Due
}

// ApplicantKind is a column of table three.
type ApplicantKind string

// The six kinds of applicants, in the order of the columns.
const (
	Person       ApplicantKind = "person"
	Business     ApplicantKind = "business"
	Research     ApplicantKind = "research"
	Welfare      ApplicantKind = "welfare"
	LegalService ApplicantKind = "legal_service"
	OtherKind    ApplicantKind = "other"
)

// NamedKind is a kind of applicant with its name in Chinese.
type NamedKind struct {
	Kind  ApplicantKind
	Label string
}

// ApplicantKinds lists the kinds with their labels, in the order of the columns.
func ApplicantKinds() []NamedKind {
	return []NamedKind{
		{Person, "自然人"}, {Business, "商业企业"}, {Research, "科研机构"},
		{Welfare, "社会公益组织"}, {LegalService, "法律服务机构"}, {OtherKind, "其他"},
	}
}

// Application is what an applicant has to say (条例 29②). What the information
// is wanted for is not among it: nobody may be asked (27).
type Application struct {
	Kind        ApplicantKind
	Name        string // of the person or the organisation
	Identity    string // proof of identity: kind and number, or the file's id
	Contact     string // telephone, address or mail
	Description string // name, number or other description of the information
	Form        string // how to get it: paper, mail, electronic copy, in person
	Oral        bool   // told by word of mouth, written down by staff (29①)
	WrittenBy   string // who wrote it down
	ReadBack    bool   // the applicant has confirmed what was written down
}

// Check reports the elements that are missing.
func (a Application) Check() error {
	var faults fault.List
	for _, f := range []struct {
		name, value, message string
		cite                 law.Ref
	}{
		{"kind", string(a.Kind), "选择申请人类别", law.Ref{}},
		{"name", a.Name, "填写姓名或者单位名称，与证件上一致", law.Art("条例", 29).Para(2).At(1)},
		{"identity", a.Identity, "填写证件号码，作为身份证明", law.Art("条例", 29).Para(2).At(1)},
		{"contact", a.Contact, "填写联系方式，答复要送到这里", law.Art("条例", 29).Para(2).At(1)},
		{"description", a.Description, "写明文件名称、文号，或大致时间和内容，方便我们查找", law.Art("条例", 29).Para(2).At(2)},
		{"form", a.Form, "选择获取信息的方式", law.Art("条例", 29).Para(2).At(3)},
	} {
		if f.value == "" {
			faults = append(faults, &fault.Error{Kind: fault.Invalid, Field: f.name, Message: f.message, Cite: f.cite})
		}
	}
	if a.Oral && (a.WrittenBy == "" || !a.ReadBack) {
		faults = append(faults, &fault.Error{Kind: fault.Invalid, Field: "written_by",
			Message: "口头申请要写明代填人，并经申请人核对确认", Cite: law.Art("条例", 29).Para(1)})
	}
	return faults.Err()
}

func (r *replay) receive(i int, e *Event) *Note {
	if r.received != 0 {
		return refuse(law.Art("条例", 31), "已于{day}收到，收到日只有一个").on(r.received)
	}
	rule := e.Channel.rule()
	day := rule.received(e.At, e.Confirmed)
	switch {
	case day == 0 || day > r.asOf:
		return nil // not confirmed yet: the clock has not started, and nothing is wrong
	case day < e.At:
		return refuse(clauseTexts[receiptClause(e.Channel)].Cite, "确认日{day}早于申请提交之日").on(day)
	}
	if rule != nil && rule.SameDay && day > e.At {
		r.warn(i, refuse(rule.Cite, "平常信函应当于收到的当日与申请人确认，实际于{day}确认").on(day))
	}
	if day < inForce {
		r.warn(i, &Note{text: "收到日早于现行《条例》施行之日2019年5月15日，计算仅供参考", Cite: law.Art("条例", 56)})
	}
	r.received = day
	r.clauses.add(receiptClause(e.Channel), clauseReply)
	r.restart(day)
	return nil
}

// receiptClause is the item of 条例 31 for a channel.
func receiptClause(c Channel) clause {
	switch c {
	case InPerson:
		return clauseInPerson
	case RegisteredMail, OrdinaryMail:
		return clauseMail
	case Online, Fax:
		return clauseConfirmed
	}
	return clauseReceipt
}

// Receipt is one way in which an answer reaches the applicant, with the day from
// which the time to apply for review is counted (复议法实施条例 23①).
type Receipt struct {
	Way, Label string
	Day        string // what day that is
	Cite       law.Ref
	Sent       bool // it is the day on which the answer was sent or given
}

// The ways in which an answer reaches the applicant.
const (
	GivenAtOnce    = "at_once"
	SignedFor      = "signed"
	RefusedToSign  = "refused"
	ByPost         = "post"
	Electronically = "electronic"
	Announced      = "announced"
	ToldLater      = "told_later"
)

var receipts = []Receipt{
	{GivenAtOnce, "当场作出", "当场作出之日", law.Art("复议法实施条例", 23).Para(1).At(1), true},
	{SignedFor, "直接送达，签收", "签收之日", law.Art("复议法实施条例", 23).Para(1).At(2), false},
	{RefusedToSign, "直接送达，拒绝签收", "拒绝签收之日", law.Art("复议法实施条例", 23).Para(1).At(2), false},
	{ByPost, "邮寄", "在邮件签收单上签收之日；没有签收单的，送达回执签名之日或者邮政机构记载的签收之日", law.Art("复议法实施条例", 23).Para(1).At(3), false},
	{Electronically, "电子送达", "到达受送达人指定的特定系统之日", law.Art("复议法实施条例", 23).Para(1).At(4), false},
	{Announced, "公告送达", "公告规定的期限届满之日", law.Art("复议法实施条例", 23).Para(1).At(5), false},
	{ToldLater, "作出时未告知，事后补充告知", "收到补充告知的通知之日", law.Art("复议法实施条例", 23).Para(1).At(6), false},
}

// Receipts lists the ways, in the order of the regulation. Before it took effect
// they hold as the usual reading of 复议法 20① of when somebody knew.
func Receipts() []Receipt { return slices.Clone(receipts) }

// Service is the way in which an answer goes out to the applicant.
type Service string

// The services.
const (
	ServedOnPage Service = "page" // put on the progress page
	ServedByMail Service = "mail" // sent by electronic mail
	ServedByPost Service = "post"
	ServedByHand Service = "hand" // collected
)

// ServiceRule is what follows from a service. Nothing follows from its label.
type ServiceRule struct {
	Service Service
	Stored  string // the words by which databases name it; they never change
	Label   string // as pages name it today
	Receipt string // how the answer is received (复议法实施条例 23①)
	AtOnce  bool   // on the day on which it goes out
	OnPage  bool   // so on the page, where the applicant chose to read there
}

// Services lists the services in the order a form shows them.
func Services() []ServiceRule {
	return []ServiceRule{
		{Service: ServedOnPage, Stored: "网上查看", Label: "网上查看", Receipt: Electronically, OnPage: true},
		{Service: ServedByMail, Stored: "电子邮件", Label: "电子邮件", Receipt: Electronically},
		{Service: ServedByPost, Stored: "邮寄", Label: "邮寄", Receipt: ByPost},
		{Service: ServedByHand, Stored: "当面领取", Label: "当面领取", Receipt: SignedFor, AtOnce: true},
	}
}

// ServiceOf reads the words a service is stored by. Words that name none are
// those of a service whose receipt is put down as that of a letter by post.
func ServiceOf(stored string) ServiceRule { return serviceAmong(Services(), stored) }

func serviceAmong(rules []ServiceRule, stored string) ServiceRule {
	for _, s := range rules {
		if s.Stored == stored {
			return s
		}
	}
	return ServiceRule{Stored: stored, Label: stored, Receipt: ByPost}
}

// Stored is the words by which databases name a service.
func (s Service) Stored() string {
	for _, rule := range Services() {
		if rule.Service == s {
			return rule.Stored
		}
	}
	return ""
}

// Arrives is the day on which an answer that went out reached the applicant, who
// chose to be answered in some way: that of its service where receipt follows from
// it, else the day that was told; 0 where none was (复议法实施条例 23①).
func (s ServiceRule) Arrives(w WayRule, sent, told calendar.Day) calendar.Day {
	if s.AtOnce || s.OnPage && w.OnPage {
		return sent
	}
	return told
}

// Sending is when an answer was signed, sent and received; days that are not known
// are 0.
type Sending struct{ Signed, Sent, Received calendar.Day }

// Check reports, on the fields sent and received, days that cannot be: an answer
// is sent after it was signed and received after it was sent, and neither lies
// ahead.
func (s Sending) Check(today calendar.Day) error {
	var faults fault.List
	add := func(field, message string) {
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: field, Message: message, Cite: law.Art("条例", 33).Para(2)})
	}
	switch {
	case s.Sent > today:
		add("sent", "发出之日不晚于今天")
	case s.Sent < s.Signed:
		add("sent", "答复书"+s.Signed.Chinese()+"才签发，发出之日不早于签发之日")
	}
	switch {
	case s.Received == 0:
	case s.Received > today:
		add("received", "收到之日不晚于今天")
	case s.Received < s.Sent:
		add("received", "收到之日不早于发出之日")
	}
	return faults.Err()
}
