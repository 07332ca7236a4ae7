package report

import (
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/figure"
	"yangguang/internal/law"
)

// rollup is R10: a government's tables are the sums of its own cases and of its
// departments' and townships', cell by cell.
func (k *checker) rollup() {
	cite := law.Art("条例", 49).Para(2)
	var missing []string
	for _, name := range k.ctx.Expected {
		if !slices.ContainsFunc(k.ctx.Parts, func(p Report) bool { return p.Body == name }) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		k.add(Finding{Rule: "R10", Severity: SeverityError, Part: 1,
			Message: fmt.Sprintf("汇总缺 %d 个单位的年度报告：%s。收齐后再汇总（依据%s）", len(missing), strings.Join(missing, "、"), cite)})
	}
	if len(k.ctx.Parts) == 0 {
		return
	}
	cause := ""
	if len(missing) > 0 {
		cause = "可能因为还缺 " + strings.Join(missing, "、")
	}
	same := 0
	for _, c := range figure.Cells() {
		n := k.r.Tables.at(c)
		if n == nil {
			continue
		}
		have, sum := n.Value(), k.own(c)
		for i := range k.ctx.Parts {
			if p := k.ctx.Parts[i].Tables.at(c); p != nil {
				sum += p.Value()
			}
		}
		if have == sum {
			same++
			continue
		}
		parts := fmt.Sprintf("所属 %d 个单位之和", len(k.ctx.Parts))
		if k.ctx.Own != nil {
			parts = "自身台账加" + parts
		}
		f := Finding{Rule: "R10", Severity: SeverityError, Table: c.Table, Left: &have, Right: &sum, Cells: []figure.Cell{c}, Cause: cause,
			Message: fmt.Sprintf("%s：本级 %d，%s %d，差 %d", Label(c), have, parts, sum, max(have-sum, sum-have)),
			Repair:  &Repair{Cell: c, Value: sum}}
		f.Row, f.Column = where(c)
		k.add(f)
	}
	k.rollupFees(cause)
	k.pass("R10", "逐格汇总", func() string {
		return fmt.Sprintf("%d 格等于自身台账加 %d 个单位之和", same, len(k.ctx.Parts))
	})
}

// own is what the body's own ledgers counted for a cell; a sum's parts for a sum.
func (k *checker) own(c figure.Cell) int64 {
	if n, ok := k.ctx.Own[c]; ok || !c.IsSum() {
		return n
	}
	sum := int64(0)
	for _, p := range c.Parts() {
		sum += k.own(p)
	}
	return sum
}

func (k *checker) rollupFees(cause string) {
	if k.r.Tables.Two == nil || !k.r.Tables.Two.Fees.OK {
		return
	}
	sum := int64(0)
	for _, p := range k.ctx.Parts {
		if p.Tables.Two != nil && p.Tables.Two.Fees.OK {
			sum += p.Tables.Two.Fees.Fen
		}
	}
	if have := k.r.Tables.Two.Fees.Fen; have != sum {
		k.add(Finding{Rule: "R10", Severity: SeverityError, Table: "two", Row: "fees", Left: &have, Right: &sum, Cells: []figure.Cell{figure.Fees()}, Cause: cause,
			Message: fmt.Sprintf("表二“行政事业性收费”：本级 %s 万元，所属 %d 个单位之和 %s 万元", WanYuan(have), len(k.ctx.Parts), WanYuan(sum))})
	}
}
