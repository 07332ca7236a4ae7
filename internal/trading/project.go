package trading

import (
	"cmp"
	"fmt"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Project is what a project's notices come to: one page, one line of a list, one
// contracting process.
type Project struct {
	Line     Line
	Platform string
	Code     string
	Name     string
	Method   Method
	Must     bool
	Owner    Party
	Agent    Party
	Budget   Amount
	Award    Amount // of the lots awarded so far, or of the sale
	Disposal Disposal
	Lots     []Lot
	Notices  []Notice // in the order in which they were published
	Step     int      // of the chain, from 0
	Stopped  bool     // by a notice of failure or termination
	Deadline calendar.Day
	Shown    calendar.Day // the last day on which objections may be raised
}

// Gather makes a project of its notices; there is at least one.
func Gather(notices []Notice) Project {
	ns := slices.Clone(notices)
	slices.SortStableFunc(ns, func(a, b Notice) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Source, b.Source)) })
	p := Project{Line: ns[0].Line, Platform: ns[0].Platform, Code: ns[0].Project, Notices: ns, Method: methodOf(ns), Must: mustOf(ns)}
	for _, n := range ns {
		p.add(n)
	}
	return p
}

// add takes over what a later notice says.
func (p *Project) add(n Notice) {
	if p.Name == "" || n.Kind == Announcement {
		p.Name = cmp.Or(n.Name, p.Name)
	}
	if !n.Owner.Zero() {
		p.Owner = n.Owner
	}
	if !n.Agent.Zero() {
		p.Agent = n.Agent
	}
	if n.Budget.Known() {
		p.Budget = n.Budget
	}
	if n.Disposal != (Disposal{}) {
		p.Disposal = n.Disposal
	}
	for _, l := range n.Lots {
		if !slices.ContainsFunc(p.Lots, func(k Lot) bool { return k.Code == l.Code }) {
			p.Lots = append(p.Lots, l)
		}
	}
	if d := n.Day(Deadline); d != 0 && (n.Kind == Announcement || n.Kind == Clarification || n.Kind == Prequalifying) {
		p.Deadline = d
	}
	if d := n.Day(ShownUntil); d != 0 {
		p.Shown = d
	}
	if n.Kind == Result {
		var sum int64
		for _, o := range winners(p.Notices) {
			sum += o.Price.Fen
		}
		p.Award = Amount{Fen: sum}
	}
	p.Stopped = n.Kind == Abandoned || p.Stopped && n.Kind != Announcement
	for i, s := range Chain(p.Line) {
		if slices.Contains(s.Kinds, n.Kind) && i > p.Step {
			p.Step = i
		}
	}
}

// winners are the offers of the results, the last result of each lot.
func winners(notices []Notice) (all []Offer) {
	at := map[string]int{}
	for _, n := range notices {
		if n.Kind != Result {
			continue
		}
		for _, o := range n.Offers {
			if i, ok := at[o.Lot]; ok {
				all[i] = o
				continue
			}
			at[o.Lot] = len(all)
			all = append(all, o)
		}
	}
	return all
}

// Winners are the offers that were awarded, one a lot.
func (p Project) Winners() []Offer { return winners(p.Notices) }

// Candidates are the offers of the last notice of candidates.
func (p Project) Candidates() (all []Offer) {
	for _, n := range p.Notices {
		if n.Kind == CandidatesShown {
			all = n.Offers
		}
	}
	return all
}

// Stage is where the project stands, in words.
func (p Project) Stage() string {
	if p.Stopped {
		return "终止"
	}
	chain := Chain(p.Line)
	return chain[p.Step].Label
}

// Sentence says what now happens, until when, and who may do what.
func (p Project) Sentence(today calendar.Day) string {
	done := Chain(p.Line)[p.Step]
	switch {
	case p.Stopped:
		return "这个项目已经终止，原因见最后一条公告。"
	case p.Shown >= today && slices.Contains(done.Kinds, CandidatesShown):
		return fmt.Sprintf("正在公示中标候选人，到%s为止。投标人和其他利害关系人对结果有异议的，应在公示期内提出；招标人收到后 3 日内答复，答复前暂停。", p.Shown.ChineseFull())
	case p.Deadline >= today && !done.Ends:
		return fmt.Sprintf("正在接受投标或者响应，到%s截止，还有 %d 日。", p.Deadline.ChineseFull(), p.Deadline-today)
	case p.Shown >= today:
		return fmt.Sprintf("正在公示，到%s为止。", p.Shown.ChineseFull())
	}
	return "进行到“" + done.Label + "”。"
}

// Objection says how objections and complaints go in a line, and the clauses it
// rests on.
func Objection(l Line) (text string, cites []law.Ref) {
	switch l {
	case Construction:
		return "对招标文件、开标、评标结果的事项投诉前，应先向招标人提出异议；异议答复期间不计入 10 日。", []law.Ref{law.Art("招标条例", 60)}
	case Procurement:
		return "供应商认为权益受到损害的，知道或者应当知道之日起七个工作日内向采购人质疑；对答复不满意的，答复期满后十五个工作日内投诉。", []law.Ref{law.Art("采购法", 52), law.Art("采购法", 55)}
	}
	return "对出让有意见的，向出让公告写明的单位提出。", nil
}
