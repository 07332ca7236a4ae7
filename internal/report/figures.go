package report

import (
	"strconv"
	"strings"

	"yangguang/internal/figure"
	"yangguang/internal/pattern"
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

// FigureKind says how a figure is written.
type FigureKind string

// Kinds of figures.
const (
	KindCount   FigureKind = "count"   // a whole number
	KindPercent FigureKind = "percent" // two places, as a string: "98.02"
)

// Figure is one number the ledgers give beside the cells of the tables.
type Figure struct {
	Name  figure.Name
	Label string
	Unit  string
	Kind  FigureKind
}

// Figures are all of them, in the order pages list them.
func Figures() []Figure { return figures }

var figures = []Figure{
	{figure.Named("publication.portal_items"), "政府网站发布信息", "条", KindCount},
	{figure.Named("publication.policy_documents"), "公开政策文件", "条", KindCount},
	{figure.Named("publication.fiscal_items"), "公开财政信息", "条", KindCount},
	{figure.Named("trading.notices"), "公共资源交易信息", "条", KindCount},
	{figure.Named("trading.construction"), "工程建设项目招标投标信息", "条", KindCount},
	{figure.Named("trading.procurement"), "政府采购信息", "条", KindCount},
	{figure.Named("trading.land"), "土地使用权交易信息", "条", KindCount},
	{figure.Named("trading.mining"), "矿业权交易信息", "条", KindCount},
	{figure.Named("hotline.calls"), "热线服务总量", "件", KindCount},
	{figure.Named("hotline.valid"), "有效诉求", "件", KindCount},
	{figure.Named("hotline.category.consultation"), "咨询", "件", KindCount},
	{figure.Named("hotline.category.complaint"), "投诉", "件", KindCount},
	{figure.Named("hotline.category.report"), "举报", "件", KindCount},
	{figure.Named("hotline.category.help"), "求助", "件", KindCount},
	{figure.Named("hotline.category.suggestion"), "建议", "件", KindCount},
	{figure.Named("hotline.category.other"), "其他", "件", KindCount},
	{figure.Named("hotline.category.praise"), "表扬", "件", KindCount},
	{figure.Named("hotline.handling.closed_at_once"), "立即办结", "件", KindCount},
	{figure.Named("hotline.handling.dispatched"), "交办", "件", KindCount},
	{figure.Named("hotline.handling.coordinated"), "协调办结", "件", KindCount},
	{figure.Named("hotline.handling.forwarded"), "转阅", "件", KindCount},
	{figure.Named("hotline.rate.connected"), "电话接通率", "%", KindPercent},
	{figure.Named("hotline.rate.dispatch_accuracy"), "派单准确率", "%", KindPercent},
	{figure.Named("hotline.rate.on_time"), "按时办结率", "%", KindPercent},
	{figure.Named("hotline.rate.quality"), "话务质检合格率", "%", KindPercent},
	{figure.Named("hotline.rate.satisfaction"), "话务评价满意率", "%", KindPercent},
	{figure.Named("requests.received"), "新收政府信息公开申请", "件", KindCount},
	{figure.Named("requests.carried_in"), "上年结转申请", "件", KindCount},
	{figure.Named("requests.carried_out"), "结转下年度申请", "件", KindCount},
	{figure.Named("outlets.items"), "各类渠道发布信息", "条", KindCount},
	{figure.Named("outlets.bulletins"), "工作动态", "期", KindCount},
}

// totals are the figures that a cell of the tables holds, under a second name.
var totals = map[figure.Name]figure.Cell{
	figure.Named("requests.received"):    figure.Three(figure.RowReceived, figure.ColumnSum),
	figure.Named("requests.carried_in"):  figure.Three(figure.RowCarried, figure.ColumnSum),
	figure.Named("requests.carried_out"): figure.Three(figure.RowOpen, figure.ColumnSum),
}

// Cell is the cell whose number the figure is; false for one that no table
// holds.
func (f Figure) Cell() (figure.Cell, bool) {
	c, ok := totals[f.Name]
	return c, ok
}

// FigureNamed finds a figure of the registry.
func FigureNamed(name figure.Name) (Figure, bool) {
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
	Name     figure.Name
	From, To int  // byte range of the markup
	Known    bool // a figure of the registry or a cell of the tables
}

var binding = pattern.Of(`\{\{\s*([a-z0-9_.]{1,64})\s*\}\}`)

// Bindings finds the bound figures in prose, in order.
func Bindings(prose string) []Binding {
	var out []Binding
	for _, m := range binding().FindAllStringSubmatchIndex(prose, -1) {
		name := figure.ReadName(prose[m[2]:m[3]])
		out = append(out, Binding{name, m[0], m[1], Bindable(name)})
	}
	return out
}

// Bindable reports whether a name is a figure's or a cell's.
func Bindable(name figure.Name) bool {
	if _, ok := name.Cell(); ok {
		return true
	}
	_, ok := FigureNamed(name)
	return ok
}

// Expand writes prose with its bound figures filled in. Names without a value
// are left as markup and listed, so that nothing is published with a hole.
func Expand(prose string, value func(figure.Name) (Value, bool)) (text string, missing []figure.Name) {
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
func (t Tables) ValueOf(name figure.Name, figures map[figure.Name]Value) (Value, bool) {
	if c, ok := name.Cell(); ok && !c.Last {
		if c == figure.Fees() {
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

// Totals fills in every cell that is a sum of others. Cells that could not be
// read count as 0.
func (t *Tables) Totals() {
	for _, c := range figure.Sums() {
		if t.at(c) == nil {
			continue // its table is not there
		}
		sum := int64(0)
		for _, p := range c.Parts() {
			sum += t.at(p).Value()
		}
		t.Set(c, Count(sum))
	}
}
