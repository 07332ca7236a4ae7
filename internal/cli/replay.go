package cli

import (
	"fmt"
	"io"
	"os"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
)

// deadlineReplay reads the events of one application from a file ("-" is in)
// and prints what they come to. It is a calculator: the exit code is 0 whenever
// it could calculate, 2 with the reason on errOut when the file cannot be read.
func deadlineReplay(in io.Reader, out, errOut io.Writer, cal *calendar.Calendar, file string, asJSON bool) int {
	data, err := input(in, file)
	if err != nil {
		return cannot(errOut, err)
	}
	h, err := request.ParseHistory(data)
	if err != nil {
		return cannot(errOut, fmt.Errorf("%s：%w", file, err))
	}
	sheet := request.Replay(cal, h).Sheet(cal)
	if asJSON {
		return printJSON(out, errOut, sheet)
	}
	printSheet(out, sheet)
	return 0
}

// mostInput bounds what is read from a file: no application has so much to say.
const mostInput = 8 << 20

func input(in io.Reader, file string) ([]byte, error) {
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("%s：打不开，核对文件名和读取权限。", file)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, mostInput))
	if err != nil {
		return nil, fmt.Errorf("%s：读不出内容：%w", file, err)
	}
	return data, nil
}

func printSheet(out io.Writer, s request.Sheet) {
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(out, "%s：%s\n", label, value)
		}
	}
	line("收到之日", s.Received.Chinese())
	line("本次期限起算", s.Starts.Chinese())
	line("期限届满", s.Due.Chinese())
	line("状态", s.Status.Label())
	if s.Used != nil && s.Left != nil {
		line("已用", fmt.Sprintf("%d个工作日，剩余%d个工作日", *s.Used, *s.Left))
	}
	if s.LateDays > 0 {
		line("逾期", fmt.Sprintf("%d个工作日", s.LateDays))
	}
	line("办结之日", s.End.Chinese())
	if s.Row != nil {
		line("计入年报表三", fmt.Sprintf("第%d行", *s.Row))
	}
	if s.Remedy != request.NoRemedy {
		line("救济途径", map[request.Remedy]string{
			request.RemedyEither:      "A（60日内申请行政复议，或者6个月内提起行政诉讼）",
			request.RemedyReviewFirst: "B（60日内先申请行政复议；不服复议决定的，15日内提起行政诉讼）",
		}[s.Remedy])
	}
	for i, c := range s.Clauses {
		if i == 0 {
			fmt.Fprint(out, "依据：", c)
		} else {
			fmt.Fprint(out, "、", c)
		}
	}
	if len(s.Clauses) > 0 {
		fmt.Fprintln(out)
	}
	for _, n := range s.Refused {
		fmt.Fprintf(out, "未采用第%d个事件：%s\n", n.Event, n.Why())
	}
	for _, n := range s.Warnings {
		fmt.Fprintf(out, "注意第%d个事件：%s\n", n.Event, n.Why())
	}
	provisionalNote(out, s.Provisional)
	printLines(out, s.Days)
}
