package report

import (
	"errors"
	"strings"
	"testing"

	"yangguang/internal/figure"
	"yangguang/internal/flow"
	"yangguang/internal/identity"
)

func TestExpand(t *testing.T) {
	r := shot()
	prose := "新收{{three.1.7}}件，收费{{ two.fees }}万元，热线{{hotline.calls}}件，接通率{{hotline.rate.connected}}%，{{no.such}}。"
	figures := map[figure.Name]Value{figure.Named("hotline.calls"): {N: 78182}, figure.Named("hotline.rate.connected"): {Text: "98.02"}}
	got, missing := Expand(prose, func(n figure.Name) (Value, bool) { return r.Tables.ValueOf(n, figures) })
	if want := "新收132件，收费0万元，热线78182件，接通率98.02%，{{no.such}}。"; got != want || len(missing) != 1 || missing[0] != figure.Named("no.such") {
		t.Errorf("%s %v", got, missing)
	}
	known := 0
	for _, b := range Bindings(prose) {
		if b.Known {
			known++
		}
		if !strings.HasPrefix(prose[b.From:b.To], "{{") {
			t.Errorf("range of %s", b.Name)
		}
	}
	if known != 4 {
		t.Errorf("%d names known, want 4", known)
	}
}

func TestFiguresOfContract(t *testing.T) {
	if n := len(Figures()); n != 31 {
		t.Errorf("%d figures, want the 31 of the contract", n)
	}
	seen := map[figure.Name]bool{}
	for _, f := range Figures() {
		if seen[f.Name] || f.Label == "" || f.Unit == "" || !Bindable(f.Name) {
			t.Errorf("%+v", f)
		}
		seen[f.Name] = true
	}
}

func TestWorkflow(t *testing.T) {
	m := Workflow()
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	holds := func(but string) func(string) bool { return func(g string) bool { return g != but } }
	for _, tt := range []struct {
		from    State
		act     Act
		by      identity.Role
		but     string
		to      State
		because string
	}{
		{Drafting, Submit, identity.Editor, "", InReview, "编制 → 审核"},
		{Drafting, Submit, identity.Editor, NoError, "", "hard failures block"},
		{Drafting, Submit, identity.Editor, DoubtsReason, "", "doubts want a reason"},
		{InReview, Approve, identity.Reviewer, "", Reviewed, "审核 → 签发"},
		{InReview, Approve, identity.Reviewer, NotTheDrafter, "", "drafter ≠ approver"},
		{InReview, Approve, identity.Editor, "", "", "an editor does not review"},
		{Reviewed, Issue, identity.Leader, NotTheDrafter, "", "drafter ≠ approver"},
		{Reviewed, Return, identity.Leader, "", Returned, "退回"},
		{Returned, Submit, identity.Editor, "", InReview, "again"},
		{Issued, Publish, identity.Editor, "", Published, "公布"},
		{Published, Submit, identity.Editor, "", "", "frozen at publication"},
		{Published, Restate, identity.Editor, RestateReason, "", "a restatement has its reason"},
	} {
		step, err := m.Allow(tt.from, tt.act, holds(tt.but), tt.by)
		if step.To != tt.to || (err == nil) != (tt.to != "") || err != nil && !errors.Is(err, flow.ErrNotAllowed) {
			t.Errorf("%s: %v %v", tt.because, step.To, err)
		}
	}
}

func TestDue(t *testing.T) {
	for _, tt := range []struct {
		kind      Kind
		set, want string
		because   string
	}{
		{Department, "", "2026-01-31", "条例 49①"},
		{Government, "", "2026-03-31", "条例 49②"},
		{Government, "02-01", "2026-03-31", "the statute is not configurable"},
		{Township, "", "2026-01-31", "[M]"},
		{Township, "01-20", "2026-01-20", "configurable"},
		{Township, "2026-02-10", "2026-02-10", "as put down for one report"},
		{Department, "2026-02-10", "2026-01-31", "the statute is not configurable"},
		{PublicService, "", "", "条例 55①: none by 49"},
		{PublicService, "2025-10-31", "2025-10-31", "what its ministry orders"},
	} {
		if got, rule := Due(tt.kind, 2025, tt.set); got != tt.want || rule.Label == "" {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
}

func TestSchemaFor(t *testing.T) {
	for year, want := range map[int]string{2018: "2019", 2020: "2019", 2021: "2021", 2030: "2021"} {
		if got := SchemaFor(year).Format; got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
}

// TestHeaders: the merged cells of each table cover its places exactly once.
func TestHeaders(t *testing.T) {
	stubs := ThreeStubs()
	for name, tt := range map[string]struct {
		rows          [][]HeaderCell
		height, width int
	}{
		"three header": {ThreeHeader(), 3, ThreeStub + figure.Columns},
		"three stubs":  {stubs[:], figure.Rows, ThreeStub},
		"four":         {FourHeader(), 3, 15},
	} {
		area := 0
		for _, row := range tt.rows {
			for _, c := range row {
				area += c.ColSpan * c.RowSpan
			}
		}
		if area != tt.height*tt.width {
			t.Errorf("%s covers %d places, want %d", name, area, tt.height*tt.width)
		}
		_, taken := spread(tt.rows, tt.height, tt.width)
		for r := range taken {
			for c := range taken[r] {
				if !taken[r][c] {
					t.Errorf("%s: %d,%d is not covered", name, r, c)
				}
			}
		}
	}
}
