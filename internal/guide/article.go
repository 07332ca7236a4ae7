package guide

import "strings"

// Part is one part of the guide as it is read, on the page and in print.
type Part struct {
	ID, Heading string // ID is the part's place in the page's address
	Facts       []Fact
	Lines       []string
	Tables      []Table
	Buttons     []Link // what can be done here, on the page alone
	Links       []Link // what more there is to see, on the page alone
}

// Fact is a short text under a label.
type Fact struct{ Label, Text string }

// Table is a table with one line of heads; the first column heads its rows.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
	Numbers bool // all columns but the first are numbers
}

// Link leads to a page of the same site; Href is without the site's prefix.
type Link struct{ Label, Href string }

// Applying is what the ledger of applications tells for the guide.
type Applying struct {
	Office string // who deals with applications, where the guide names no office
	Parts  []Part // how to apply, how long it takes, what it costs, what can be done against an answer
}

// Article writes the guide from its full content and from what is told of
// applying. Whom to complain to stands at the end of the last part.
func Article(full Content, a Applying) []Part {
	office := Part{ID: "office", Heading: "政府信息公开工作机构"}
	for _, f := range Fields() {
		text := full[f.Name]
		if f.Name == Office && text == "" {
			text = a.Office
		}
		if f.Must && text == "" {
			text = notTold
		}
		if !f.Long && text != "" {
			office.Facts = append(office.Facts, Fact{f.Label, text})
		}
	}
	parts := []Part{{ID: "sorts", Heading: "政府信息的分类和编排", Lines: full.lines(Sorts, Order)},
		{ID: "access", Heading: "怎样获取主动公开的信息", Lines: full.lines(Access, Rooms)}, office}
	parts = append(parts, a.Parts...)
	last := &parts[len(parts)-1]
	last.Lines = append(last.Lines[:len(last.Lines):len(last.Lines)], full.lines(Supervisor)...)
	return parts
}

// notTold is what the guide says where the statute asks for something that the body
// has not told: a guide without it says so (条例 12②).
const notTold = "尚未登记"

// lines are the paragraphs of some fields.
func (c Content) lines(names ...string) (list []string) {
	for _, n := range names {
		list = append(list, strings.FieldsFunc(c[n], func(r rune) bool { return r == '\n' || r == '\r' })...)
	}
	return list
}

// Text is what the part says, as plain lines.
func (p Part) Text() string {
	var lines []string
	for _, f := range p.Facts {
		lines = append(lines, f.Label+"："+f.Text)
	}
	lines = append(lines, p.Lines...)
	for _, t := range p.Tables {
		lines = append(lines, t.Caption)
		for _, row := range t.Rows {
			lines = append(lines, strings.Join(row, " "))
		}
	}
	return strings.Join(lines, "\n")
}
