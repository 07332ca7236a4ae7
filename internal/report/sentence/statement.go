package sentence

import (
	"fmt"
	"strings"
)

// Subject is what a figure counts.
type Subject string

// Subjects the reader knows. Other is any that no table has.
const (
	Applications Subject = "applications" // 政府信息公开申请
	Reviews      Subject = "reviews"      // 行政复议
	Suits        Subject = "suits"        // 行政诉讼, of either kind
	DirectSuits  Subject = "direct suits" // 未经复议直接起诉
	LaterSuits   Subject = "later suits"  // 复议后起诉
	Rules        Subject = "rules"        // 规章
	Normative    Subject = "normative"    // 行政规范性文件
	Licences     Subject = "licences"     // 行政许可
	Penalties    Subject = "penalties"    // 行政处罚
	Coercions    Subject = "coercions"    // 行政强制
	Charges      Subject = "charges"      // 行政事业性收费
	Fees         Subject = "fees"         // 信息处理费
	Other        Subject = "other"
)

// Act is what was done with it. The outcomes of an application have the names of
// `deadline replay`.
type Act string

// Acts the reader knows. Otherwise is any that no table has.
const (
	Unsaid       Act = ""
	Received     Act = "received"
	NewlyCome    Act = "newly received" // 新收: row 1 alone
	CarriedIn    Act = "carried in"
	CarriedOut   Act = "carried out"
	Handled      Act = "handled"
	Granted      Act = "granted"
	PartGranted  Act = "partly_granted"
	Refused      Act = "refused"  // any ground of 不予公开
	NotProvided  Act = "unable"   // any ground of 无法提供
	NotProcessed Act = "rejected" // any ground of 不予处理
	EndedOther   Act = "ended otherwise"
	Made         Act = "made"
	Repealed     Act = "repealed"
	InForce      Act = "in force"
	Decided      Act = "decided"
	Charged      Act = "charged"
	Upheld       Act = "upheld"    // 结果维持
	Corrected    Act = "corrected" // 结果纠正
	OtherResult  Act = "other result"
	Pending      Act = "pending" // 尚未审结
	Otherwise    Act = "otherwise"
)

// Applicant is a kind of applicant, or all.
type Applicant string

// Kinds of applicants, as the columns of table three tell them apart.
const (
	Anybody     Applicant = ""
	Natural     Applicant = "natural"      // 自然人
	Legal       Applicant = "legal"        // 法人或其他组织, all five columns
	Enterprise  Applicant = "enterprise"   // 商业企业
	Institute   Applicant = "institute"    // 科研机构
	Charity     Applicant = "charity"      // 社会公益组织
	LawFirm     Applicant = "law firm"     // 法律服务机构
	OtherPerson Applicant = "other person" // the column 其他
)

// Statement is one figure of a sentence and how it is understood.
type Statement struct {
	Subject   Subject
	Act       Act
	Applicant Applicant
	N         int64 // a whole count; 分 where Money
	Money     bool
	Unit      string // as printed; for money 元 or 万元
	Places    int    // decimals printed, for money
	None      bool   // said in words: 未收到
	Begun     bool   // 办理, 处理 alone: not all of it need be done
	Together  bool   // of two subjects named together; With is the other
	With      Subject
	Last      bool   // of the year before
	Wide      bool   // of a whole city or county
	Of        int64  // the count it is a part of (其中); 0 when it stands alone
	Sentence  string // with the figure marked

	// A percentage or a change is no count of its own: N is then what is printed,
	// a percentage as a whole number of its last decimal, of which there are Places.
	Percent bool
	Change  int   // 1 more, −1 less than the year before; 0 for no change
	Acts    []Act // of a share: every outcome it is of
}

// labels are the subjects and acts as a finding names them.
var (
	subjectLabels = map[Subject]string{Applications: "政府信息公开申请", Reviews: "行政复议", Suits: "行政诉讼", DirectSuits: "未经复议直接起诉", LaterSuits: "复议后起诉",
		Rules: "规章", Normative: "行政规范性文件", Licences: "行政许可", Penalties: "行政处罚", Coercions: "行政强制", Charges: "行政事业性收费", Fees: "信息处理费"}
	actLabels = map[Act]string{Received: "收到", NewlyCome: "新收", CarriedIn: "上年结转", CarriedOut: "结转下年度", Handled: "办理", Granted: "予以公开", PartGranted: "部分公开",
		Refused: "不予公开", NotProvided: "无法提供", NotProcessed: "不予处理", EndedOther: "其他处理", Made: "制发", Repealed: "废止", InForce: "现行有效", Decided: "作出决定",
		Charged: "收取", Upheld: "结果维持", Corrected: "结果纠正", OtherResult: "其他结果", Pending: "尚未审结"}
	applicantLabels = map[Applicant]string{Natural: "自然人", Legal: "法人或其他组织", Enterprise: "商业企业", Institute: "科研机构", Charity: "社会公益组织",
		LawFirm: "法律服务机构", OtherPerson: "其他申请人"}
)

// Name is the figure's name in a message: 收到政府信息公开申请.
func (s Statement) Name() string {
	subject := subjectLabels[s.Subject]
	if s.Together {
		subject += "、" + subjectLabels[s.With]
	}
	act := actLabels[s.Act]
	if act == "" {
		act = ground(s.Act)
	}
	switch s.Act {
	case Received, NewlyCome, Handled, Made, Repealed:
		return applicantLabels[s.Applicant] + act + subject
	case Unsaid, Decided, Charged:
		return subject
	}
	if s.Subject == Applications {
		return applicantLabels[s.Applicant] + act
	}
	return subject + act
}

// Meaning tells how the sentence is understood.
func (s Statement) Meaning() string {
	var parts []string
	for _, x := range []string{subjectLabels[s.Subject], actLabels[s.Act] + ground(s.Act), applicantLabels[s.Applicant]} {
		if x != "" {
			parts = append(parts, x)
		}
	}
	switch {
	case s.Last:
		parts = append(parts, "上年全年")
	case s.Wide:
		parts = append(parts, "全地区全年")
	default:
		parts = append(parts, "本机关全年")
	}
	if s.Of > 0 {
		parts = append(parts, fmt.Sprintf("其中（总数 %d）", s.Of))
	}
	if s.None {
		return strings.Join(append(parts, "没有（0）"), "，")
	}
	return strings.Join(append(parts, "数量"), "，")
}
