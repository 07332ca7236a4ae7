package screening

import (
	"slices"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// Verdict is what a person decided of a finding.
type Verdict string

// Harmless: it is no personal data. Opened: it may leave on a ground of law.
// Covered: it was taken out of the file that stands in this one's place.
const (
	Harmless Verdict = "harmless"
	Opened   Verdict = "opened"
	Covered  Verdict = "covered"
)

// VerdictRule is what is known of a verdict.
type VerdictRule struct {
	Verdict  Verdict
	Label    string
	Grounded bool // it names a clause
	Releases bool // the finding holds nothing up any more
}

var verdicts = []VerdictRule{
	{Harmless, "不是个人信息，误报", false, true},
	{Opened, "依法可以给出", true, true},
	{Covered, "已遮盖", true, false},
}

// VerdictOf finds a verdict by its name; false for an unknown one.
func VerdictOf(v Verdict) (VerdictRule, bool) {
	i := slices.IndexFunc(verdicts, func(r VerdictRule) bool { return r.Verdict == v })
	if i < 0 {
		return VerdictRule{}, false
	}
	return verdicts[i], true
}

// Releasing lists the verdicts that let a finding leave, as pages offer them.
func Releasing() []VerdictRule {
	return slices.DeleteFunc(slices.Clone(verdicts), func(r VerdictRule) bool { return !r.Releases })
}

// Deciders are the roles that let a finding leave (条例 17②: the review is
// somebody's duty, not everybody's).
func Deciders() []identity.Role { return []identity.Role{identity.Reviewer, identity.Leader} }

// Decision is what a person decides of one finding.
type Decision struct {
	Verdict Verdict
	Ground  string // a clause: 条例 15
	Reason  string
}

// reviewed is the clause by which what is opened is reviewed first.
var reviewed = law.Art("条例", 17)

// Decide checks a decision on a finding of a file that somebody (brought) put
// in. It gives the decision with its ground as the table of law writes it.
// Unlawful for a mark of secrecy and for one's own file.
func (d Decision) Decide(who identity.Actor, brought string, kind Kind) (Decision, error) {
	rule, ok := VerdictOf(d.Verdict)
	switch {
	case RuleOf(kind).Final:
		return d, &fault.Error{Kind: fault.Unlawful, Field: "verdict", Message: "密级标志不能放行。停止办理，按保密规定报告", Cite: reported}
	case !ok || !rule.Releases:
		return d, fault.Field("verdict", "选择这一处怎样处理")
	case !who.Has(Deciders()...):
		return d, &fault.Error{Kind: fault.Forbidden, Message: "由保密审查人员或者负责人决定"}
	case brought != "" && brought == who.ID:
		return d, &fault.Error{Kind: fault.Unlawful, Field: "verdict", Message: "自己放进来的文件由别人审查", Cite: reviewed}
	}
	var all fault.List
	d.Reason = strings.TrimSpace(d.Reason)
	if d.Reason == "" {
		all.Add("reason", "写明理由，事后要凭它说明")
	}
	if !rule.Grounded {
		d.Ground = ""
	} else if ground, err := Ground(d.Ground); err != nil {
		all.Add("ground", err.Error())
	} else {
		d.Ground = ground.Short()
	}
	return d, all.Err()
}

// Ground reads the clause that somebody names: one that exists, with an article.
func Ground(text string) (law.Ref, error) {
	ref, err := law.Parse(strings.TrimSpace(text), "")
	if err == nil {
		err = ref.Check()
	}
	if err != nil || ref.Article == 0 {
		return law.Ref{}, fault.Field("ground", "写成“条例 15”“个保法 13①”这样的条款，要真有这一条")
	}
	return ref, nil
}

// Grounds are the clauses that pages offer for what is covered.
func Grounds() []law.Ref {
	return []law.Ref{law.Art("条例", 15), law.Art("条例", 16), law.Art("个保法", 25), law.Art("个保法", 28).Para(1)}
}
