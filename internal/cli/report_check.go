package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"yangguang/internal/app"
	"yangguang/internal/extract"
	"yangguang/internal/report"
)

// checked is one file's result.
type checked struct {
	report   report.Report
	findings []report.Finding
	passed   int
}

// told is what is told of one file. Of a thousand reports it is kept instead of them.
type told struct {
	file  string
	wrong bool   // it has an error
	said  []byte // for programs or people
	err   error  // the file could not be read as a report, or the result not written
}

// reportCheck reads published annual reports and prints what is wrong with
// them, as JSON (one array, one object a file) or for people. previous is last
// year's report of the same body, or "". It returns 0 when no file has an
// error, 1 when one has, and 2 when a file cannot be read as a report; those
// are named on errOut and the others are printed all the same.
func reportCheck(ctx context.Context, files []string, previous string, asJSON bool, out, errOut io.Writer) int {
	if len(files) == 0 {
		fmt.Fprintln(errOut, "没有给出文件。用法：yangguang report check 文件… [--previous 上年文件] [--json]")
		return 2
	}
	reader := extract.New(extract.Options{})
	defer reader.Close()
	check := report.Context{CountOnly: true}
	if previous != "" {
		last, _, err := readReport(ctx, reader, previous)
		if err != nil {
			fmt.Fprintln(errOut, "上年报告："+reason(previous, err))
			return 2
		}
		check.Previous = &last
	}
	// Collecting less often is worth the memory: a report or two are read before the
	// first time, thousands of small ones with few. It is not set back: that would
	// collect once more, and the process ends with its command.
	percent := 200
	if len(files) > 50 {
		percent = 400
	}
	debug.SetGCPercent(percent)
	code := 0
	results := make([][]byte, 0, len(files))
	for r := range checkAll(ctx, files, func(ctx context.Context, file string) told { return checkOne(ctx, reader, file, check, asJSON) }) {
		switch {
		case r.err != nil:
			fmt.Fprintln(errOut, reason(r.file, r.err))
			code = 2
			continue
		case r.wrong && code == 0:
			code = 1
		}
		results = append(results, r.said)
	}
	if err := printChecked(out, results, asJSON); err != nil {
		fmt.Fprintln(errOut, "结果没有写出："+err.Error())
		return 2
	}
	return code
}

// checkAll checks the files on every processor and gives the results in the
// order of the files.
func checkAll(ctx context.Context, files []string, check func(ctx context.Context, file string) told) iter.Seq[told] {
	return func(yield func(told) bool) {
		ctx, stop := context.WithCancel(ctx)
		done := make([]chan told, len(files))
		for i := range done {
			done[i] = make(chan told, 1)
		}
		var next atomic.Int64
		var workers sync.WaitGroup
		for range min(len(files), runtime.GOMAXPROCS(0)) {
			workers.Go(func() {
				for {
					i := int(next.Add(1)) - 1
					if i >= len(files) {
						return
					}
					done[i] <- check(ctx, files[i])
				}
			})
		}
		defer workers.Wait()
		defer stop()
		for _, d := range done {
			if !yield(<-d) {
				return
			}
		}
	}
}

func checkOne(ctx context.Context, reader *extract.Reader, file string, check report.Context, asJSON bool) told {
	r, found, err := readReport(ctx, reader, file)
	if err != nil {
		return told{file: file, err: err}
	}
	res := report.Check(r, check)
	c := checked{report: r, findings: report.Merge(found, res.Findings), passed: len(res.Passed)}
	t := told{file: file, wrong: report.HasError(c.findings)}
	if asJSON {
		var b bytes.Buffer
		t.err = app.JSON(&b).Encode(jsonOf(c))
		t.said = bytes.TrimSuffix(b.Bytes(), []byte("\n"))
		return t
	}
	var b strings.Builder
	writeText(&b, c)
	t.said = []byte(b.String())
	return t
}

func readReport(ctx context.Context, reader *extract.Reader, file string) (report.Report, []report.Finding, error) {
	doc, err := reader.File(ctx, file)
	if err != nil {
		return report.Report{}, nil, err
	}
	r, found, err := report.Recognise(doc)
	r.File = file
	return r, found, err
}

// reason names the file once and says what is wrong with it.
func reason(file string, err error) string {
	message := err.Error()
	if strings.Contains(message, file) || errors.Is(err, report.ErrNotReport) {
		return message
	}
	return file + "：" + message
}

// printChecked writes the results: an array of the objects, or the texts with an empty
// line between them.
func printChecked(out io.Writer, results [][]byte, asJSON bool) error {
	before, between, behind := "", "\n", ""
	if asJSON {
		before, between, behind = "[", ",", "]\n"
	}
	w := bufio.NewWriter(out)
	w.WriteString(before)
	for i, r := range results {
		if i > 0 {
			w.WriteString(between)
		}
		w.Write(r)
	}
	w.WriteString(behind)
	return w.Flush()
}

// checkJSON is the contract's object of one file.
type checkJSON struct {
	File     string            `json:"file"`
	Body     string            `json:"body"`
	Year     int               `json:"year"`
	Format   string            `json:"format"`
	OK       bool              `json:"ok"`
	Tables   report.TablesJSON `json:"tables"`
	Sections []sectionJSON     `json:"sections"`
	Findings []findingJSON     `json:"findings"`
}

type sectionJSON struct {
	Number     int    `json:"number"`
	Title      string `json:"title"`
	Characters int    `json:"characters"`
}

type findingJSON struct {
	Rule     string      `json:"rule"`
	Severity string      `json:"severity"`
	Table    *string     `json:"table"`
	Row      any         `json:"row"`
	Column   *string     `json:"column"`
	Left     *int64      `json:"left"`
	Right    *int64      `json:"right"`
	Message  string      `json:"message"`
	Cause    string      `json:"cause,omitempty"`
	Sentence string      `json:"sentence,omitempty"` // its figure in 【】
	Meaning  string      `json:"meaning,omitempty"`  // how the sentence was understood
	Repair   *repairJSON `json:"repair,omitempty"`
}

type repairJSON struct {
	Cell  string `json:"cell"`
	Value int64  `json:"value"`
}

func jsonOf(c checked) checkJSON {
	o := checkJSON{File: c.report.File, Body: c.report.Body, Year: c.report.Year, Format: c.report.Format, OK: !report.HasError(c.findings),
		Tables: c.report.Tables.JSON(c.report.Format), Sections: []sectionJSON{}, Findings: []findingJSON{}}
	for _, s := range c.report.Sections {
		o.Sections = append(o.Sections, sectionJSON{s.Number, s.Title, characters(s.Text)})
	}
	for _, f := range c.findings {
		j := findingJSON{Rule: f.Rule, Severity: f.Severity, Table: some(f.Table), Row: f.Row, Column: some(f.Column),
			Left: f.Left, Right: f.Right, Message: f.Message, Cause: f.Cause, Sentence: f.Sentence, Meaning: f.Meaning}
		if f.Repair != nil {
			j.Repair = &repairJSON{f.Repair.Cell.Key(), f.Repair.Value}
		}
		o.Findings = append(o.Findings, j)
	}
	return o
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func characters(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// writeText prints one file's result for people.
func writeText(b *strings.Builder, c checked) {
	r := c.report
	fmt.Fprintf(b, "%s\n", r.File)
	body := r.Body
	if body == "" {
		body = "（没有找到单位名称）"
	}
	fmt.Fprintf(b, "%s %d 年政府信息公开工作年度报告，%s 年格式\n", body, r.Year, r.Format)
	errs, warns := 0, 0
	for _, f := range c.findings {
		if f.Severity == report.SeverityError {
			errs++
		} else {
			warns++
		}
	}
	switch {
	case errs+warns == 0:
		fmt.Fprintf(b, "  没有发现问题，%d 项核对成立。\n", c.passed)
	default:
		fmt.Fprintf(b, "  %d 处不成立，%d 处请核对，%d 项成立。\n", errs, warns, c.passed)
	}
	for _, f := range c.findings {
		word := "不成立"
		if f.Severity == report.SeverityWarning {
			word = "请核对"
		}
		fmt.Fprintf(b, "  [%s] %s %s\n", word, f.Rule, f.Message)
		if f.Sentence != "" {
			fmt.Fprintf(b, "      原句：%s\n", f.Sentence)
		}
		if f.Meaning != "" {
			fmt.Fprintf(b, "      读作：%s\n", f.Meaning)
		}
		if f.Cause != "" {
			fmt.Fprintf(b, "      原因：%s\n", f.Cause)
		}
		if f.Repair != nil {
			fmt.Fprintf(b, "      改法：%s\n", f.Repair)
		}
	}
}
