package report

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Origin says where a figure comes from.
type Origin string

// Origins of figures.
const (
	Counted Origin = "counted" // by a ledger
	Carried Origin = "carried" // from last year's report
	Entered Origin = "entered" // by a named person, with a reason
)

// Label is the origin for people.
func (o Origin) Label() string {
	return map[Origin]string{Counted: "台账统计", Carried: "上年结转", Entered: "人工填写"}[o]
}

// Source is the source of one figure.
type Source struct {
	Origin Origin
	Ledger string // which ledger counted it; request, hotline …
	Href   string // where its records are, "" when there is no page
	Year   int    // report year it is carried from
	Person string // who entered it
	Reason string // why
	At     string // day it was entered or counted, 2026-01-12
}

// ErrNoReason is what Valid returns for an entered figure without person or
// reason.
var ErrNoReason = errors.New("an entered figure needs a person and a reason")

// Valid reports what a source lacks.
func (s Source) Valid() error {
	switch s.Origin {
	case Counted:
		if s.Ledger == "" {
			return errors.New("a counted figure needs its ledger")
		}
	case Carried:
		if s.Year == 0 {
			return errors.New("a carried figure needs its year")
		}
	case Entered:
		if s.Person == "" || strings.TrimSpace(s.Reason) == "" {
			return ErrNoReason
		}
	default:
		return fmt.Errorf("unknown origin %q", s.Origin)
	}
	return nil
}

// String says the source: 台账统计（依申请公开）.
func (s Source) String() string {
	switch s.Origin {
	case Counted:
		return "台账统计（" + s.Ledger + "）"
	case Carried:
		return strconv.Itoa(s.Year) + " 年度报告结转"
	case Entered:
		return s.Person + "填写：" + s.Reason
	}
	return ""
}

// FigureKind says how a figure is written.
type FigureKind string

// Kinds of figures.
const (
	KindCount   FigureKind = "count"   // a whole number
	KindPercent FigureKind = "percent" // two places, as a string: "98.02"
)

// Figure is one number the ledgers give beside the cells of the tables.
type Figure struct {
	Name  string // as the contract names it
	Label string
	Unit  string
	Kind  FigureKind
}

// Figures are all of them, in the order pages list them.
func Figures() []Figure { return figures }

var figures = []Figure{
	{"publication.portal_items", "政府网站发布信息", "条", KindCount},
	{"publication.policy_documents", "公开政策文件", "条", KindCount},
	{"publication.fiscal_items", "公开财政信息", "条", KindCount},
	{"trading.notices", "公共资源交易信息", "条", KindCount},
	{"trading.construction", "工程建设项目招标投标信息", "条", KindCount},
	{"trading.procurement", "政府采购信息", "条", KindCount},
	{"trading.land", "土地使用权交易信息", "条", KindCount},
	{"trading.mining", "矿业权交易信息", "条", KindCount},
	{"hotline.calls", "热线服务总量", "件", KindCount},
	{"hotline.valid", "有效诉求", "件", KindCount},
	{"hotline.category.consultation", "咨询", "件", KindCount},
	{"hotline.category.complaint", "投诉", "件", KindCount},
	{"hotline.category.report", "举报", "件", KindCount},
	{"hotline.category.help", "求助", "件", KindCount},
	{"hotline.category.suggestion", "建议", "件", KindCount},
	{"hotline.category.other", "其他", "件", KindCount},
	{"hotline.category.praise", "表扬", "件", KindCount},
	{"hotline.handling.closed_at_once", "立即办结", "件", KindCount},
	{"hotline.handling.dispatched", "交办", "件", KindCount},
	{"hotline.handling.coordinated", "协调办结", "件", KindCount},
	{"hotline.handling.forwarded", "转阅", "件", KindCount},
	{"hotline.rate.connected", "电话接通率", "%", KindPercent},
	{"hotline.rate.dispatch_accuracy", "派单准确率", "%", KindPercent},
	{"hotline.rate.on_time", "按时办结率", "%", KindPercent},
	{"hotline.rate.quality", "话务质检合格率", "%", KindPercent},
	{"hotline.rate.satisfaction", "话务评价满意率", "%", KindPercent},
	{"requests.received", "新收政府信息公开申请", "件", KindCount},
	{"requests.carried_in", "上年结转申请", "件", KindCount},
	{"requests.carried_out", "结转下年度申请", "件", KindCount},
	{"outlets.items", "各类渠道发布信息", "条", KindCount},
	{"outlets.bulletins", "工作动态", "期", KindCount},
}

// FigureNamed finds a figure of the registry.
func FigureNamed(name string) (Figure, bool) {
	for _, f := range figures {
		if f.Name == name {
			return f, true
		}
	}
	return Figure{}, false
}

// Value is a figure as it stands in prose: a whole number, or text such as a
// percentage with two places.
type Value struct {
	N    int64
	Text string // when not empty, what is written instead of N
}

// String is the value as prose writes it.
func (v Value) String() string {
	if v.Text != "" {
		return v.Text
	}
	return strconv.FormatInt(v.N, 10)
}

// Binding is one bound figure in prose: {{hotline.calls}} or {{three.1.7}}.
type Binding struct {
	Name     string
	From, To int  // byte range of the markup
	Known    bool // a figure of the registry or a cell of the tables
}

var binding = regexp.MustCompile(`\{\{\s*([a-z0-9_.]{1,64})\s*\}\}`)

// Bindings finds the bound figures in prose, in order.
func Bindings(prose string) []Binding {
	var out []Binding
	for _, m := range binding.FindAllStringSubmatchIndex(prose, -1) {
		name := prose[m[2]:m[3]]
		out = append(out, Binding{name, m[0], m[1], Bindable(name)})
	}
	return out
}

// Bindable reports whether a name is a figure's or a cell's.
func Bindable(name string) bool {
	if _, ok := FigureNamed(name); ok {
		return true
	}
	_, ok := ParseCell(name)
	return ok
}

// Bind is the markup of a bound figure.
func Bind(name string) string { return "{{" + name + "}}" }

// Expand writes prose with its bound figures filled in. Names without a value
// are left as markup and listed, so that nothing is published with a hole.
func Expand(prose string, value func(name string) (Value, bool)) (text string, missing []string) {
	var b strings.Builder
	at := 0
	for _, bound := range Bindings(prose) {
		b.WriteString(prose[at:bound.From])
		at = bound.To
		if v, ok := value(bound.Name); ok {
			b.WriteString(v.String())
			continue
		}
		b.WriteString(prose[bound.From:bound.To])
		missing = append(missing, bound.Name)
	}
	b.WriteString(prose[at:])
	return b.String(), missing
}

// ValueOf looks a bound name up: a cell of the tables, else among the figures.
func (t Tables) ValueOf(name string, figures map[string]Value) (Value, bool) {
	if c, ok := ParseCell(name); ok && !c.Last {
		if name == "two.fees" {
			if t.Two == nil || !t.Two.Fees.OK {
				return Value{}, false
			}
			return Value{Text: t.Two.Fees.Printed}, true
		}
		n, ok := t.At(c)
		return Value{N: n.N}, ok && n.OK
	}
	v, ok := figures[name]
	return v, ok
}

// Totals fills in every cell that is a sum of others: the total column and row
// of table three and the totals of table four. Cells that could not be read
// count as 0.
func (t *Tables) Totals() {
	if three := t.Three; three != nil {
		for c := 0; c < Columns-1; c++ {
			sum := int64(0)
			for r := 2; r < 23; r++ {
				sum += three[r][c].Value()
			}
			three[23][c] = Count(sum)
		}
		for r := range three {
			sum := int64(0)
			for c := 0; c < Columns-1; c++ {
				sum += three[r][c].Value()
			}
			three[r][Columns-1] = Count(sum)
		}
	}
	if t.Four != nil {
		for g := 1; g <= 3; g++ {
			x := t.Four.group(g)
			x[4] = Count(x[0].Value() + x[1].Value() + x[2].Value() + x[3].Value())
		}
	}
}
