package cli

import (
	"errors"
	"fmt"
	"io"

	"yangguang/internal/app"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// mostDays bounds a term asked for on the command line: ten years of days.
const mostDays = 3660

// added is the output of deadline add --json.
type added struct {
	From        calendar.Day    `json:"from"`
	Days        int             `json:"days"`
	Unit        calendar.Unit   `json:"unit"`
	Due         calendar.Day    `json:"due"`
	Nominal     calendar.Day    `json:"nominal"` // before it moves off a holiday
	Provisional bool            `json:"provisional"`
	List        []calendar.Line `json:"list"`
}

// deadlineAdd prints the last day of a term of n working days, natural days or
// months ("working", "natural", "months"; "" is working) that begins on the day
// after from (2026-11-22), with every day explained. It returns the exit code:
// 0, or 2 with the reason on errOut.
func deadlineAdd(out, errOut io.Writer, cal *calendar.Calendar, from string, n int, unit string, asJSON bool) int {
	day, err := calendar.Parse(from)
	if err != nil {
		return cannot(errOut, fmt.Errorf("--from：%w", err))
	}
	term := calendar.Term{N: n, Unit: calendar.Unit(unit)}
	switch term.Unit {
	case "":
		term.Unit = calendar.WorkingDays
	case calendar.WorkingDays, calendar.NaturalDays, calendar.Months:
	default:
		return cannot(errOut, fault.Field("unit", fmt.Sprintf("--unit：没有“%s”这种单位，可用working（工作日）、natural（日）、months（月）。", unit)))
	}
	if n < 0 || n > mostDays || term.Unit == calendar.Months && n > mostDays/30 {
		return cannot(errOut, fault.Field("days", fmt.Sprintf("--days：%d超出可以计算的范围（0至%d，按月至%d）。", n, mostDays, mostDays/30)))
	}
	end := cal.End(day, term)
	a := added{day, n, term.Unit, end.Due, end.Nominal, end.Provisional, cal.Explain(day, term)}
	if asJSON {
		return printJSON(out, errOut, a)
	}
	fmt.Fprintf(out, "%s起%s，次日为第1日，末日为%s。\n", day.Chinese(), term, end.Due.Chinese())
	if end.Nominal != end.Due {
		fmt.Fprintf(out, "期间最后一日%s不是工作日，顺延到其后第一个工作日。\n", end.Nominal.Chinese())
	}
	provisionalNote(out, a.Provisional)
	printLines(out, a.List)
	return 0
}

// provisionalNote warns that a day counted lies in a year without a notice.
func provisionalNote(out io.Writer, provisional bool) {
	if provisional {
		fmt.Fprintln(out, "暂定：期间内有放假安排尚未公布的年份，该年只按周末和固定公历节日推算，安排公布后重算。")
	}
}

// printLines lists days, counted ones with their number.
func printLines(out io.Writer, lines []calendar.Line) {
	for _, l := range lines {
		number := "  不计"
		if l.Counts {
			number = fmt.Sprintf("第%3d日", l.N)
		}
		fmt.Fprintf(out, "%s  %s  %s\n", l.Date, number, l.Why)
	}
}

// printJSON writes one value, indented, as every --json does.
func printJSON(out, errOut io.Writer, v any) int {
	enc := app.JSON(out)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		return cannot(errOut, fmt.Errorf("写出结果：%w", err))
	}
	return 0
}

// cannot reports why a command cannot be done and gives exit code 2.
func cannot(errOut io.Writer, err error) int {
	var list fault.List
	if errors.As(err, &list) {
		for _, f := range list {
			fmt.Fprintln(errOut, f.Error())
		}
		return 2
	}
	fmt.Fprintln(errOut, err)
	return 2
}
