package desk

import (
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/report"
)

// checksView is the panel beside the table.
type checksView struct {
	Errors, Warnings, Passed int
	Released                 int // let stand with a reason
	Cards                    []card
	Held                     []report.Passed
	More                     int // passed relations not listed
}

type card struct {
	ID, Title, Text   string
	Warn              bool
	LeftName, Left    string
	RightName, Right  string
	Repair            string // label of the button
	Cell              string
	Value             int64
	Counted           bool
	Records           string // page of the records behind the cell
	Key               string // of the finding, for the reason
	Reason            string // already given
	By                string // who gave it, and when
	May               bool   // may be let stand with a reason
	Sentence, Meaning string // the sentence it is about, and how it was understood
	PartHref          string // where it is, when it is on another part
	PartLabel         string
	Cause, Rule, Cite string
}

// checksView turns the result into the panel's cards.
func (x *draft) checksView(result report.Result, base string, part int) checksView {
	v := checksView{Passed: len(result.Passed)}
	for i, f := range result.Findings {
		c := x.card(f, base, part)
		c.ID = fmt.Sprintf("k%d", i+1)
		switch {
		case x.released(f):
			v.Released++
		case c.Warn:
			v.Warnings++
		default:
			v.Errors++
		}
		v.Cards = append(v.Cards, c)
	}
	for i, h := range result.Passed {
		if i < 60 {
			v.Held = append(v.Held, h)
		}
	}
	v.More = len(result.Passed) - len(v.Held)
	return v
}

// sides names both sides of each rule's equation.
var sides = map[string][2]string{"R1": {"本年新收＋上年结转", "办理总计＋结转下年"}, "R2": {"各办理结果之和", "（七）总计"}, "R3": {"各列之和", "总计"},
	"R4": {"四种结果之和", "总计"}, "R5": {"上年报告结转下年", "本年上年结转"}, "R6": {"上年有效＋本年制发", "本年废止＋现行有效"},
	"R7": {"正文", "表格"}, "R10": {"本级报告", "各单位之和"}, "R11": {"合计", "分项之和"}, "counted": {"表中", "台账"}}

func (x *draft) card(f report.Finding, base string, part int) card {
	c := card{Title: f.Message, Warn: f.Severity == report.SeverityWarning, Key: findingKey(f), Cause: f.Cause, Rule: f.Rule,
		May: !f.Blocks(), Sentence: f.Sentence, Meaning: f.Meaning}
	if x.released(f) {
		a := x.Answers[c.Key]
		c.Reason, c.By = a.Reason, x.names[a.Person]+" "+stamp(a.At.Time)
	}
	if title, rest, ok := strings.Cut(f.Message, "；"); ok && strings.Contains(rest, " ≠ ") {
		c.Title = title
		rest, _, _ = strings.Cut(rest, "（")
		c.Left, c.Right, _ = strings.Cut(rest, " ≠ ")
	} else if f.Left != nil && f.Right != nil {
		c.Left, c.Right = strconv.FormatInt(*f.Left, 10), strconv.FormatInt(*f.Right, 10)
	}
	c.LeftName, c.RightName = sides[f.Rule][0], sides[f.Rule][1]
	repair := f.Repair
	for _, ch := range f.Choices {
		if ch.Repair != nil {
			repair, c.Counted = ch.Repair, true
		}
	}
	if repair != nil {
		if cell := repair.Cell; !cell.IsSum() && !cell.Last {
			c.Cell, c.Value = cell.Key(), repair.Value
			c.Repair = fmt.Sprintf("%s改为 %d", report.Label(cell), repair.Value)
			if c.Counted {
				c.Repair = fmt.Sprintf("按台账改为 %d", repair.Value)
			}
			c.Records = base + "/cell/" + c.Cell
		}
	}
	if f.Part != part {
		c.PartHref, c.PartLabel = fmt.Sprintf("%s/%d", base, f.Part), report.Parts()[f.Part-1].Heading()
	}
	return c
}
