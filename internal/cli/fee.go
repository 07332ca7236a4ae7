package cli

import (
	"errors"
	"fmt"
	"io"

	"yangguang/internal/figure"
	"yangguang/internal/request"
)

// fee prints the information-processing fee for items applications or for pages
// pages: one of the two is given, the other nil. already is how many
// applications of the same applicant were counted in the calendar month before;
// it goes with items. The exit code is 0, or 2 with the reason on errOut.
func fee(out, errOut io.Writer, items, pages *int, already int, asJSON bool) int {
	var f request.Fee
	var err error
	unit := "件"
	switch {
	case items != nil && pages != nil:
		err = errors.New("--items和--pages只用一个：每件申请按件或者按量选一种，不得重复。")
	case items != nil:
		f, err = request.ItemFee(already, *items)
	case pages != nil && already != 0:
		err = errors.New("--already和--items一起用：按量计费的各件申请不累加。")
	case pages != nil:
		unit = "页"
		f, err = request.PageFee(*pages)
	default:
		err = errors.New("写明--items（件数）或者--pages（页数）。")
	}
	if err != nil {
		return cannot(errOut, err)
	}
	if asJSON {
		return printJSON(out, errOut, f)
	}
	fmt.Fprintf(out, "信息处理费：%s元\n", figure.Yuan(f.Fen))
	for _, t := range f.Tiers {
		each := figure.Yuan(t.FenEach)
		if t.FenLast != 0 {
			each += "至" + figure.Yuan(t.FenLast)
		}
		fmt.Fprintf(out, "第%d至%d%s：%d%s × %s元 = %s元\n", t.From, t.To, unit, t.Count, unit, each, figure.Yuan(t.Fen))
	}
	return 0
}
