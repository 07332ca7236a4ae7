package browser

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// Violation is one accessibility rule that a page breaks.
type Violation struct {
	ID, Impact, Help string
	Nodes            []string // the elements, as HTML
}

// axeRun asks for the rules of WCAG 2.0 to 2.2, A and AA.
const axeRun = `axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]})
.then(r=>JSON.stringify(r.violations.map(v=>({ID:v.id,Impact:v.impact,Help:v.help,Nodes:v.nodes.map(n=>n.html+"  "+n.failureSummary)}))))`

// Axe runs axe-core over the page as it stands and returns what it breaks.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	source, err := os.ReadFile(filepath.Join(root(p.t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		p.t.Fatal("browser: axe-core is missing in node_modules; run make tools assets")
	}
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	if p.Eval(`typeof axe`) == "undefined" { // a document keeps it until it is left
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](string(source))); err != nil {
			p.t.Fatalf("browser: load axe: %v", err)
		}
	}
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[string](axeRun, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("browser: run axe: %v", err)
	}
	var found []Violation
	if err := json.Unmarshal([]byte(answer), &found); err != nil {
		p.t.Fatalf("browser: read axe: %v", err)
	}
	return found
}

// Accessible fails the test for each rule the page breaks.
func (p *Page) Accessible() *Page {
	p.t.Helper()
	for _, v := range p.Axe() {
		p.t.Errorf("axe %s at %s (%s): %s\n  %q", v.ID, p.Path(), v.Impact, v.Help, v.Nodes)
	}
	return p
}
