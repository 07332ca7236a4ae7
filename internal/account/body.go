package account

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Kind is what sort of body it is; the law treats them differently.
type Kind string

const (
	Government      Kind = "government"       // 县级以上人民政府
	Township        Kind = "township"         // 乡镇人民政府
	Department      Kind = "department"       // 政府部门
	DispatchedOrgan Kind = "dispatched_organ" // 派出机关: a sub-district office, 行政公署
	Agency          Kind = "agency"           // 派出机构、内设机构, in its own name by law or regulation
	Authorised      Kind = "authorised"       // 法律、法规授权的组织
	PublicService   Kind = "public_service"   // 公共企事业单位
)

// AtTown reports a body of the lowest tier, a township or an organ dispatched there:
// where it reports, and who takes a caller's matter there, is arranged alike.
func (k Kind) AtTown() bool { return k == Township || k == DispatchedOrgan }

// KindRule is what follows from a body's kind.
type KindRule struct {
	Kind  Kind
	Label string
	// Clock says that requests for information run under 条例 33 and count in
	// table three of the annual report.
	Clock bool
	// Basis says that the law or regulation which gives the body its standing
	// must be on record before it is served.
	Basis bool
	Cite  law.Ref
}

// Kinds lists the kinds in the order pages show them.
func Kinds() []KindRule {
	return []KindRule{
		{Kind: Government, Label: "人民政府", Clock: true, Cite: law.Art("条例", 27)},
		{Kind: Township, Label: "乡镇人民政府", Clock: true, Cite: law.Art("条例", 27)},
		{Kind: DispatchedOrgan, Label: "派出机关（街道办事处、行政公署）", Clock: true, Cite: law.Art("条例", 10).Para(1)},
		{Kind: Department, Label: "政府部门", Clock: true, Cite: law.Art("条例", 27)},
		{Kind: Agency, Label: "派出机构、内设机构", Clock: true, Basis: true, Cite: law.Art("条例", 10).Para(2)},
		{Kind: Authorised, Label: "法律、法规授权的组织", Clock: true, Basis: true, Cite: law.Art("条例", 54)},
		{Kind: PublicService, Label: "公共企事业单位", Clock: false, Cite: law.Art("条例", 55).Para(1)},
	}
}

// Rule returns what follows from the kind; ok is false for an unknown one.
func (k Kind) Rule() (rule KindRule, ok bool) {
	for _, r := range Kinds() {
		if r.Kind == k {
			return r, true
		}
	}
	return KindRule{}, false
}

// Label is the kind's Chinese name, or the kind itself when it is unknown.
func (k Kind) Label() string {
	if r, ok := k.Rule(); ok {
		return r.Label
	}
	return string(k)
}

// Rank says what sort of act the authorisation of a body rests on.
type Rank string

const (
	NoRank     Rank = ""
	Statute    Rank = "statute"    // 法律
	Regulation Rank = "regulation" // 行政法规、地方性法规
	Rule       Rank = "rule"       // 规章: not enough for 条例 54
)

// Label is the rank's Chinese name.
func (r Rank) Label() string {
	switch r {
	case Statute:
		return "法律"
	case Regulation:
		return "行政法规、地方性法规"
	case Rule:
		return "规章"
	}
	return "未登记"
}

// Body is one public body. Parent is the body it belongs to, Supervisor the one
// whose office supervises its open government; either may be empty, and neither
// is derived from the other or from Region.
type Body struct {
	ID, Code, Name, Short, English string
	Kind                           Kind
	Seal                           string // up to four characters for the site's mark
	Region                         string // code of the administrative division, for statistics only
	Parent, Supervisor             string
	Basis                          string // the act and article that gives it its standing
	BasisRank                      Rank
	Office                         string // id of the unit that does the daily work (公开机构)
	Operator                       bool   // keeps this instance; its system administrators manage bodies
	Hosts                          []string
	Domain, SiteIDCode             string
	Address, Postcode              string
	Phone, Hours, Fax, Mail        string
	ICP, PoliceRecord              string
	Theme                          string // "blue" or "red"
	Version                        int64
	Ended                          bool
}

// Check says what of a body cannot be accepted, field by field.
func (b Body) Check() error {
	var l fault.List
	if !codeForm(b.Code) {
		l.Add("code", "单位代码用 2 至 32 个小写字母、数字或连字符，以字母或数字开头")
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(b.Name)); n < 2 || n > 60 {
		l.Add("name", "填写单位全称，2 至 60 个字，与公章一致")
	}
	if utf8.RuneCountInString(b.Short) > 20 {
		l.Add("short", "简称不超过 20 个字")
	}
	if utf8.RuneCountInString(b.Seal) > 4 {
		l.Add("seal", "标识字不超过 4 个字")
	}
	if b.Theme != "blue" && b.Theme != "red" {
		l.Add("theme", "选择页面主色：蓝或红")
	}
	rule, ok := b.Kind.Rule()
	if !ok {
		l.Add("kind", "选择单位类别")
	}
	if rule.Basis {
		checkBasis(b, rule, &l)
	}
	for _, h := range b.Hosts {
		if !hostForm(h) {
			l.Add("hosts", "“"+h+"”不是网站主机名。只写主机名，例如 zjj.example.gov.cn，不带 http 和路径")
		}
	}
	if b.Mail != "" && !strings.Contains(b.Mail, "@") {
		l.Add("mail", "电子邮箱应含 @，例如 gkb@example.gov.cn")
	}
	return l.Err()
}

// checkBasis asks for the authorising act; one by 规章 alone does not bring an
// organisation under the regulation.
func checkBasis(b Body, rule KindRule, l *fault.List) {
	if strings.TrimSpace(b.Basis) == "" {
		*l = append(*l, &fault.Error{Kind: fault.Invalid, Field: "basis", Cite: rule.Cite,
			Message: "填写授权的法律、法规名称和条款；没有依据的，不能以自己的名义答复申请"})
	}
	if b.BasisRank != Statute && b.BasisRank != Regulation {
		*l = append(*l, &fault.Error{Kind: fault.Invalid, Field: "basis_rank", Cite: rule.Cite,
			Message: "依据应当是法律或法规；只有规章授权的，不适用这一类别"})
	}
}

// Answers says whether the body may open requests for information, and if not,
// why: another regime for public enterprises (条例 55), no authorising act, or
// no unit named for the daily work (条例 4①).
func (b Body) Answers() error {
	rule, ok := b.Kind.Rule()
	switch {
	case !ok || b.Ended:
		return &fault.Error{Kind: fault.NotFound, Message: "没有这个单位，或者它已经撤销"}
	case !rule.Clock:
		return &fault.Error{Kind: fault.Unlawful, Cite: rule.Cite,
			Message: "公共企事业单位依照专门规定公开信息，不办理依申请公开；对公开不服的可以向主管部门申诉"}
	case rule.Basis && strings.TrimSpace(b.Basis) == "":
		return &fault.Error{Kind: fault.Unlawful, Cite: rule.Cite,
			Message: b.Name + "还没有登记授权的法律、法规，登记后才能办理申请"}
	case b.Office == "":
		return &fault.Error{Kind: fault.Unlawful, Cite: law.Art("条例", 4).Para(1),
			Message: b.Name + "还没有指定负责公开工作的机构，在“单位”中指定后才能办理申请"}
	}
	return nil
}

func codeForm(s string) bool {
	if len(s) < 2 || len(s) > 32 || s[0] == '-' {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

func hostForm(s string) bool {
	if s == "" || len(s) > 253 || s != strings.ToLower(s) {
		return false
	}
	for _, label := range strings.Split(s, ".") {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		for _, c := range label {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
		}
	}
	return true
}

// Bodies is every body of the instance.
type Bodies []Body

// Find returns the body with the id.
func (bs Bodies) Find(id string) (Body, bool) {
	for i := range bs { // a body is long, and not copied to be looked at
		if bs[i].ID == id {
			return bs[i], true
		}
	}
	return Body{}, false
}

// Supervised lists the ids of the bodies that stand under id in the 主管
// relation, at any depth, sorted; id itself is not among them (条例 3③④).
func (bs Bodies) Supervised(id string) []string {
	return below(id, bs, func(b Body) (string, string) { return b.ID, b.Supervisor })
}

// GovernmentAbove is the nearest government above a body in the 隶属 relation: it
// reviews what a department, a township, an organ that it has sent out or an office
// of one of its departments does (复议法 24).
func (bs Bodies) GovernmentAbove(b Body) (Body, bool) {
	for range bs {
		up, ok := bs.Find(b.Parent)
		if !ok || up.Kind == Government {
			return up, ok
		}
		b = up
	}
	return Body{}, false
}

// Supervision cites what a body's supervision by another rests on: the office
// of a government supervises its region, that of an organ under vertical
// leadership its own system, whatever the region.
func Supervision(by Body) law.Ref {
	if by.Kind == Government {
		return law.Art("条例", 3).Para(3)
	}
	return law.Art("条例", 3).Para(4)
}

// Belonging lists the ids of the bodies that belong to id, at any depth.
func (bs Bodies) Belonging(id string) []string {
	return below(id, bs, func(b Body) (string, string) { return b.ID, b.Parent })
}

// CheckTrees says whether placing b among the bodies (it may already be one of
// them) would make it stand under itself, or under a body that is not there.
func (bs Bodies) CheckTrees(b Body) error {
	var l fault.List
	if b.Parent != "" {
		if _, ok := bs.Find(b.Parent); !ok || b.Parent == b.ID || slices.Contains(bs.Belonging(b.ID), b.Parent) {
			l.Add("parent", "隶属单位不能是本单位或它的下级，换一个单位")
		}
	}
	if b.Supervisor != "" {
		if _, ok := bs.Find(b.Supervisor); !ok || b.Supervisor == b.ID || slices.Contains(bs.Supervised(b.ID), b.Supervisor) {
			l = append(l, &fault.Error{Kind: fault.Invalid, Field: "supervisor", Cite: law.Art("条例", 3),
				Message: "主管单位不能是本单位或它主管的单位，换一个单位"})
		}
	}
	return l.Err()
}

// below walks a parent relation downwards from root. A cycle that slipped in
// is walked once and never reaches root again.
func below[T any](root string, all []T, edge func(T) (id, parent string)) []string {
	children := map[string][]string{}
	for _, x := range all {
		id, parent := edge(x)
		if parent != "" && id != parent {
			children[parent] = append(children[parent], id)
		}
	}
	seen := map[string]bool{root: true}
	var out []string
	for queue := []string{root}; len(queue) > 0; queue = queue[1:] {
		for _, c := range children[queue[0]] {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
				queue = append(queue, c)
			}
		}
	}
	slices.Sort(out)
	return out
}
