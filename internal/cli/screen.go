package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/document"
	"yangguang/internal/extract"
	"yangguang/internal/extract/whole"
	"yangguang/internal/screening"
)

type screenCommand struct {
	Files []string `arg:"" name:"file" help:"要查的文件（html、txt、md、csv、docx、xlsx、pptx、pdf、ofd、eml，和图片的元数据），可以多个"`
	Words string   `help:"清单词语：文本文件，每行一个词，制表符后写列入的人和理由" placeholder:"FILE"`
	Allow string   `help:"本单位自己的电话、邮箱：文本文件，每行 号码、所有人、复审日，以制表符分开" placeholder:"FILE"`
	JSON  bool     `name:"json" help:"输出 JSON"`
}

func (c screenCommand) Run(call *call) error {
	rules, err := c.rules(time.Now().In(calendar.Zone()))
	if err != nil {
		return err
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(screenMemory))
	}
	call.code = screen(call.ctx, c.Files, rules, c.JSON, call.out, call.err)
	return nil
}

// screenMemory is what the command keeps to while it reads: a PDF of 200 MB that
// is all text would else take two thirds of a gigabyte.
const screenMemory = 330 << 20

// rules reads the lists the body keeps.
func (c screenCommand) rules(today time.Time) (screening.Rules, error) {
	rules := screening.Rules{Today: today}
	var words []screening.Word
	err := lines(c.Words, func(f []string) error {
		w := screening.Word{Text: f[0]}
		if len(f) > 1 {
			w.Who = f[1]
		}
		if len(f) > 2 {
			w.Why = f[2]
		}
		words = append(words, w)
		return nil
	})
	if err != nil {
		return rules, err
	}
	if len(words) > 0 {
		rules.Words = screening.NewWords(words)
	}
	var own []screening.Own
	err = lines(c.Allow, func(f []string) error {
		if len(f) != 3 {
			return fmt.Errorf("%s：“%s”一行不是 号码、所有人、复审日 三项", c.Allow, f[0])
		}
		day, err := time.ParseInLocation(time.DateOnly, f[2], calendar.Zone())
		if err != nil {
			return fmt.Errorf("%s：复审日“%s”不是 2027-01-31 这样的日期", c.Allow, f[2])
		}
		own = append(own, screening.Own{Value: f[0], Owner: f[1], ReviewOn: day})
		return nil
	})
	rules.Allow = screening.NewAllowed(own)
	return rules, err
}

// lines reads a list: fields separated by tabs, # begins a remark.
func lines(name string, each func(fields []string) error) error {
	if name == "" {
		return nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("清单 %s 读不出来：%w", name, err)
	}
	text, err := extract.Decode(name, data)
	if err != nil {
		return err
	}
	scan := bufio.NewScanner(strings.NewReader(text))
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		line := strings.TrimRight(scan.Text(), "\r")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := each(strings.Split(line, "\t")); err != nil {
			return err
		}
	}
	return scan.Err()
}

// screened is one file's result under the contract's names.
type screened struct {
	File     string        `json:"file"`
	OK       bool          `json:"ok"`
	Findings []findingLine `json:"findings"`
	err      error
	holding  document.Holding
}

type findingLine struct {
	Kind     screening.Kind     `json:"kind"`
	Severity screening.Severity `json:"severity"`
	Text     string             `json:"text"` // masked
	Where    string             `json:"where"`
	Offset   int                `json:"offset"`
	Reason   string             `json:"reason,omitempty"`
}

// screen reads everything the files hold and prints what may not be published,
// masked. It returns 0 when nothing was found, 1 when something was, and 2
// when a file cannot be opened; the others are printed all the same.
func screen(ctx context.Context, files []string, rules screening.Rules, asJSON bool, out, errOut io.Writer) int {
	if len(files) == 0 {
		fmt.Fprintln(errOut, "没有给出文件。用法：yangguang screen 文件… [--json]")
		return Refused
	}
	results := screenAll(ctx, files, rules)
	code := Done
	shown := make([]screened, 0, len(results))
	for _, r := range results {
		switch {
		case r.err != nil:
			fmt.Fprintln(errOut, r.err)
			code = Refused
			continue
		case !r.OK && code == Done:
			code = Wrong
		}
		shown = append(shown, r)
	}
	if asJSON {
		if c := printJSON(out, errOut, shown); c != Done {
			return c
		}
		return code
	}
	var b strings.Builder
	for _, r := range shown {
		writeScreened(&b, r)
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		fmt.Fprintln(errOut, "结果没有写出："+err.Error())
		return Refused
	}
	return code
}

func screenAll(ctx context.Context, files []string, rules screening.Rules) []screened {
	reader := whole.New(whole.Options{})
	results := make([]screened, len(files))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i, file := range files {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			results[i] = screenOne(ctx, reader, file, rules)
		})
	}
	all.Wait()
	together(results)
	return results
}

// together judges the files of one call as one release: masks that differ from
// page to page.
func together(results []screened) {
	pages := make([]document.Holding, len(results))
	for i := range results {
		pages[i] = results[i].holding
		results[i].holding = document.Holding{}
	}
	for i, list := range screening.Together(pages) {
		results[i].OK = false
		results[i].Findings = append(results[i].Findings, listed(list)...)
	}
}

// listed are findings under the contract's names.
func listed(list []screening.Finding) []findingLine {
	lines := []findingLine{}
	for _, f := range list {
		reason := f.Reason
		if reason == f.Text {
			reason = ""
		}
		lines = append(lines, findingLine{f.Kind, f.Severity, f.Text, f.Where, f.Offset, reason})
	}
	return lines
}

func screenOne(ctx context.Context, reader *whole.Reader, file string, rules screening.Rules) screened {
	r := screened{File: file, Findings: []findingLine{}}
	h, err := reader.File(ctx, file)
	if err != nil {
		r.err = err
		return r
	}
	list := rules.Screen(h)
	r.OK = screening.OK(list)
	r.Findings, r.holding = listed(list), h
	return r
}

// writeScreened prints one file's findings for people.
func writeScreened(b *strings.Builder, r screened) {
	fmt.Fprintln(b, r.File)
	if r.OK {
		fmt.Fprintln(b, "  没有发现不宜公开的内容。")
		return
	}
	for _, f := range r.Findings {
		word := "须处理"
		if f.Severity == screening.Warn {
			word = "请核对"
		}
		fmt.Fprintf(b, "  [%s] %s：%s（%s）", word, screening.RuleOf(f.Kind).Label, f.Text, f.Where)
		if f.Reason != "" {
			fmt.Fprintf(b, " %s", f.Reason)
		}
		b.WriteByte('\n')
		if rule := screening.RuleOf(f.Kind); rule.Final {
			fmt.Fprintln(b, "      密级标志不得放行：停止公开，不保存本文件，按保密规定24小时内报告。")
		}
	}
}
