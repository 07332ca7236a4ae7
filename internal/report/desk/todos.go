package desk

import (
	"context"
	"fmt"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/todo"
	"yangguang/internal/web"
)

// waits says whose turn a report in a state is, and what there is to do.
var waits = []struct {
	state report.State
	by    identity.Role
	label string
}{
	{report.Drafting, identity.Editor, "编制中，填好后提交审核"},
	{report.Returned, identity.Editor, "被退回，按意见改正"},
	{report.InReview, identity.Reviewer, "待审核"},
	{report.Reviewed, identity.Leader, "待签发"},
	{report.Issued, identity.Editor, "已签发，待公布"},
}

// Todos is what the annual reports ask of a person: the steps that are theirs,
// and last year's report where nobody has begun it.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(identity.Editor, identity.Reviewer, identity.Leader) {
		return nil, nil
	}
	body, err := d.body(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	all, err := records(ctx, d.DB, who.Body)
	if err != nil {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	var todos []todo.Item
	last, begun := d.today().Year()-1, false
	for _, r := range all {
		begun = begun || r.Year == last && r.State != string(report.Void)
		for _, w := range waits {
			if r.State == string(w.state) && who.Has(w.by) {
				due, _ := report.Due(kindOf(body), r.Year, r.Due)
				todos = append(todos, todo.Item{Label: fmt.Sprintf("%d年度报告%s", r.Year, w.label), Href: reportsPath + "/" + r.ID, Due: due})
			}
		}
		if r.Kind == "own" && r.State == string(report.Published) && who.Has(identity.Editor) && len(report.Owed(kindOf(body), true, r.DeliveredOn != "")) > 0 {
			due, _ := report.Due(kindOf(body), r.Year, r.Due)
			todos = append(todos, todo.Item{Label: fmt.Sprintf("%d年度报告已公布，还没有登记提交主管部门", r.Year), Href: reportsPath + "/" + r.ID, Due: due})
		}
	}
	if !begun && who.Has(identity.Editor) && !body.Service {
		due, _ := report.Due(kindOf(body), last, "")
		todos = append(todos, todo.Item{Label: fmt.Sprintf("%d年度报告还没有开始编制", last), Href: reportsPath, Due: due})
	}
	return todos, nil
}

// Find finds the annual reports that a person may see by the year or the name
// of the body, for the console's search.
func (d *Desk) Find(ctx context.Context, who identity.Actor, words string) ([]web.Found, error) {
	if !who.Has(identity.Editor, identity.Reviewer, identity.Leader, identity.Supervisor) {
		return nil, nil
	}
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return nil, fmt.Errorf("list bodies: %w", err)
	}
	var found []web.Found
	for _, b := range bodies {
		if !who.SeesBody(b.ID) {
			continue
		}
		all, err := records(ctx, d.DB, b.ID)
		if err != nil {
			return nil, fmt.Errorf("list reports: %w", err)
		}
		for _, r := range all {
			label := fmt.Sprintf("%s%d年度报告", b.Name, r.Year)
			if strings.Contains(label, words) {
				found = append(found, web.Found{Label: label, Href: reportsPath + "/" + r.ID, Kind: "年度报告",
					Text: report.Workflow().StateLabel(report.State(r.State)), Day: r.PublishedOn})
			}
		}
	}
	return found, nil
}
