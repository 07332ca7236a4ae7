package desk

import (
	"testing"

	"yangguang/internal/figure"
	"yangguang/internal/report"
)

// The names of fields are kept in rows, forms and the audit log.
func TestFieldNames(t *testing.T) {
	for _, tt := range []struct {
		name, label string
		field       Field
		because     string
	}{
		{"three.1.7", "表三“一、本年新收政府信息公开申请数量”总计", Field{Figure: figure.In(figure.Three(1, 7))}, "a cell"},
		{"two.fees", "表二“行政事业性收费”", Field{Figure: figure.In(figure.Fees())}, "the cell with money"},
		{"last.four.direct_suit.2", "上年报告表四“未经复议直接起诉”结果纠正", Field{Figure: figure.In(figure.Four(2, 2).Before())}, "last year's"},
		{"figure.hotline.calls", "热线服务总量", Field{Figure: figure.Named("hotline.calls")}, "a figure of no table, by its word"},
		{"figure.nothing", "figure.nothing", Field{Figure: figure.Named("nothing")}, "that the registry need not know"},
		{"part6", "六、其他需要报告的事项", Field{Part: 6}, "a part's text"},
	} {
		if got, ok := readField(tt.name); !ok || got != tt.field || tt.field.String() != tt.name || tt.field.label() != tt.label {
			t.Errorf("%s: %s is %+v, %v; written %s, called %s", tt.because, tt.name, got, ok, tt.field, tt.field.label())
		}
	}
	for _, tt := range []struct{ name, because string }{
		{"", "nothing"}, {"part0", "parts count from 1"}, {"part7", "to 6"}, {"part01", "in one way"}, {"part", "which"},
		{"three.26.1", "no such row"}, {"figure.", "no word"}, {"hotline.calls", "no field's name without what stands before it"},
	} {
		if got, ok := readField(tt.name); ok || got != (Field{}) {
			t.Errorf("%s: %q is %+v", tt.because, tt.name, got)
		}
	}
	for _, p := range report.Parts() {
		if f, ok := readField(Field{Part: p.Number}.String()); !ok || f.Part != p.Number {
			t.Errorf("part %d is not read back", p.Number)
		}
	}
}
