package trading

// Line is one of the four lines of trading.
type Line string

// The lines, named as in the figures of the annual report.
const (
	Construction Line = "construction" // 工程建设
	Procurement  Line = "procurement"  // 政府采购
	Land         Line = "land"         // 土地使用权
	Mining       Line = "mining"       // 矿业权
)

// Lines lists the lines in the order pages show them.
func Lines() []Line { return []Line{Construction, Procurement, Land, Mining} }

// Label is the line's Chinese name.
func (l Line) Label() string {
	switch l {
	case Construction:
		return "工程建设"
	case Procurement:
		return "政府采购"
	case Land:
		return "土地使用权"
	case Mining:
		return "矿业权"
	}
	return string(l)
}

// Sale reports whether the public body sells: it gets the money.
func (l Line) Sale() bool { return l == Land || l == Mining }

// Kind is what a notice tells: its place in the chain of its line.
type Kind string

// The kinds of notices.
const (
	Plan            Kind = "plan"          // 招标计划, 采购意向, 出让计划
	Prequalifying   Kind = "prequalifying" // 资格预审公告
	SingleSource    Kind = "single_source" // 单一来源公示
	Announcement    Kind = "announcement"  // 招标、采购、出让公告
	Clarification   Kind = "clarification" // 澄清、更正、补充
	Opening         Kind = "opening"       // 开标记录
	CandidatesShown Kind = "candidates"    // 中标候选人公示
	Result          Kind = "result"        // 中标、成交结果
	Contract        Kind = "contract"      // 合同
	Performance     Kind = "performance"   // 履约、验收
	Abandoned       Kind = "abandoned"     // 流标、废标、终止
)

// Stage is one step of a line's chain, as the rail of a project's page shows it.
type Stage struct {
	Label string
	Kinds []Kind
	Ends  bool // its notice tells the outcome: without one the project is open
}

// Chain is the chain of a line, in the order of its steps. Clarifications of
// procurement and sales stand beside the chain: most projects have none.
func Chain(l Line) []Stage {
	switch l {
	case Construction:
		return []Stage{{"招标计划", []Kind{Plan}, false}, {"招标公告", []Kind{Prequalifying, Announcement}, false}, {"澄清", []Kind{Clarification}, false},
			{"开标", []Kind{Opening}, false}, {"候选人公示", []Kind{CandidatesShown}, false}, {"中标结果", []Kind{Result}, true}, {"合同与履约", []Kind{Contract, Performance}, true}}
	case Procurement:
		return []Stage{{"采购意向", []Kind{Plan}, false}, {"采购公告", []Kind{Prequalifying, SingleSource, Announcement}, false}, {"更正", []Kind{Clarification}, false},
			{"中标成交", []Kind{Result}, true}, {"合同公告", []Kind{Contract}, true}, {"履约验收", []Kind{Performance}, true}}
	case Land, Mining:
		return []Stage{{"出让公告", []Kind{Plan, Announcement}, false}, {"补充", []Kind{Clarification}, false}, {"成交公示", []Kind{Result}, true}, {"出让合同", []Kind{Contract, Performance}, true}}
	}
	return nil
}

// Kinds lists the kinds of notices that a line has, in the order of its chain.
func Kinds(l Line) (all []Kind) {
	for _, s := range Chain(l) {
		all = append(all, s.Kinds...)
	}
	return append(all, Abandoned)
}

// Label is the kind's name in a line.
func (k Kind) Label(l Line) string {
	switch k {
	case Plan:
		return map[Line]string{Construction: "招标计划", Procurement: "采购意向"}[l] + map[bool]string{true: "出让计划"}[l.Sale()]
	case Prequalifying:
		return "资格预审公告"
	case SingleSource:
		return "单一来源公示"
	case Announcement:
		return map[Line]string{Construction: "招标公告", Procurement: "采购公告"}[l] + map[bool]string{true: "出让公告"}[l.Sale()]
	case Clarification:
		return map[Line]string{Construction: "澄清公告", Procurement: "更正公告"}[l] + map[bool]string{true: "补充公告"}[l.Sale()]
	case Opening:
		return "开标记录"
	case CandidatesShown:
		return "中标候选人公示"
	case Result:
		return map[Line]string{Construction: "中标结果公告", Procurement: "中标（成交）公告"}[l] + map[bool]string{true: "成交公示"}[l.Sale()]
	case Contract:
		return map[bool]string{true: "出让合同", false: "合同公告"}[l.Sale()]
	case Performance:
		return "履约、验收公告"
	case Abandoned:
		return "异常、终止公告"
	}
	return string(k)
}

// Method is how a purchase or a sale is done.
type Method string

// The methods of purchases (采购法 26, 招标法 10) and of sales.
const (
	OpenTender    Method = "open_tender"
	InvitedTender Method = "invited_tender"
	Negotiation   Method = "negotiation"
	Consultation  Method = "consultation"
	Inquiry       Method = "inquiry"
	Single        Method = "single_source"
	Framework     Method = "framework"
	Auction       Method = "auction"
	Listing       Method = "listing"
)

// methods are the methods with their names and what the Open Contracting Data
// Standard calls a purchase done so. 竞争性谈判, 磋商 and 询价 are open where
// they were announced; suppliers drawn after a prequalification make it selective.
func methods() []struct {
	Method
	Label, OCDS string
	Sale        bool
} {
	return []struct {
		Method
		Label, OCDS string
		Sale        bool
	}{
		{OpenTender, "公开招标", "open", false}, {InvitedTender, "邀请招标", "selective", false}, {Negotiation, "竞争性谈判", "open", false},
		{Consultation, "竞争性磋商", "open", false}, {Inquiry, "询价", "open", false}, {Single, "单一来源", "direct", false}, {Framework, "框架协议", "open", false},
		{Auction, "拍卖出让", "", true}, {Listing, "挂牌出让", "", true}, {"tender_sale", "招标出让", "", true}, {"agreement", "协议出让", "", true},
	}
}

// Methods lists the methods that a line knows.
func Methods(l Line) (all []Method) {
	for _, m := range methods() {
		if m.Sale == l.Sale() && (l != Construction || m.Method == OpenTender || m.Method == InvitedTender) {
			all = append(all, m.Method)
		}
	}
	return all
}

// Label is the method's Chinese name.
func (m Method) Label() string {
	for _, x := range methods() {
		if x.Method == m {
			return x.Label
		}
	}
	return string(m)
}

// MethodNamed finds a method by its Chinese name or its own.
func MethodNamed(text string) Method {
	for _, x := range methods() {
		if text == x.Label || text == string(x.Method) {
			return x.Method
		}
	}
	return ""
}
