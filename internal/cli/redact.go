package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/extract"
	"yangguang/internal/extract/whole"
	"yangguang/internal/law"
	"yangguang/internal/redact"
	"yangguang/internal/render"
	"yangguang/internal/screening"
)

type redactCommand struct {
	File   string   `arg:"" help:"要遮盖的文件（docx、xlsx、html、txt、csv、pdf；图片 jpg、png 只能按图像遮盖）；它不会被改动"`
	Text   []string `sep:"none" help:"要遮盖的文字，可以多次；数字不论写成什么样都遮盖" placeholder:"STRING"`
	Box    []string `sep:"none" help:"扫描件按图像遮盖：页:左,上,右,下，占页面的百分数，可以多次。用于 pdf、jpg、png（图片的页写 1）；新文件是图像，没有文字层" placeholder:"1:10,20,60,25"`
	Ground string   `required:"" help:"依据的条款，例如 \"条例 15\"" placeholder:"CLAUSE"`
	Output string   `required:"" short:"o" help:"新文件，不能是原文件" placeholder:"OUT"`
	JSON   bool     `name:"json" help:"输出 JSON"`
}

func (c redactCommand) Run(call *call) error {
	ground, err := law.Parse(c.Ground, "")
	if err == nil {
		err = ground.Check()
	}
	if err != nil || ground.Article == 0 {
		return fmt.Errorf("依据“%s”不是一个存在的条款。写成“条例 15”“个保法 28①”这样。", c.Ground)
	}
	if len(c.Text) > 0 == (len(c.Box) > 0) {
		return errors.New("用 --text 写明要遮盖的文字，或者用 --box 写明扫描件上要遮盖的位置，二者用一个。")
	}
	work := screening.Redaction{Ground: ground}
	for _, s := range c.Text {
		if strings.TrimSpace(s) == "" {
			return errors.New("--text 是空的：写明要遮盖的文字。")
		}
		work.Strings = append(work.Strings, s)
	}
	call.code, err = redactFile(call.ctx, c, work, time.Now().In(calendar.Zone()), call.out, call.err)
	return err
}

// redacted is the result under the contract's names.
type redacted struct {
	File     string         `json:"file"`
	Out      string         `json:"out"`
	Ground   string         `json:"ground"`
	OK       bool           `json:"ok"`
	Removed  []removedLine  `json:"removed"`
	Survived []survivedLine `json:"survived"`
	Boxes    int            `json:"boxes,omitempty"`   // places covered as a picture
	Dropped  []string       `json:"dropped,omitempty"` // hidden places that were not carried over
}

type removedLine struct {
	Text  string   `json:"text"` // masked
	Count int      `json:"count"`
	Where []string `json:"where"`
}

type survivedLine struct {
	Text  string `json:"text"` // masked
	Where string `json:"where"`
}

// redactFile makes the file anew and proves it clean; 0 when it is, 1 when
// something survived (there is then no new file), an error when it cannot be
// done.
func redactFile(ctx context.Context, c redactCommand, work screening.Redaction, today time.Time, out, errOut io.Writer) (int, error) {
	if same(c.File, c.Output) {
		return Refused, errors.New("新文件不能是原文件：换一个文件名。")
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		return Refused, fmt.Errorf("%s 读不出来：核对文件名和权限。", c.File)
	}
	redo := redactBytes
	if len(c.Box) > 0 {
		redo = redactScan
	}
	result, made, err := redo(ctx, c, work, data, today)
	if err != nil {
		return Refused, fmt.Errorf("%s：%w", c.File, err)
	}
	if result.OK {
		err := save(c.Output, out, func(w io.Writer) error { _, err := w.Write(made); return err })
		if err != nil {
			return Refused, err
		}
	} else if err := os.Remove(c.Output); err != nil && !errors.Is(err, os.ErrNotExist) {
		return Refused, fmt.Errorf("没有遮盖干净，%s 又删不掉：%w", c.Output, err)
	}
	return printRedacted(out, errOut, result, c.JSON), nil
}

// same reports whether two names lead to one file.
func same(a, b string) bool {
	if x, err := filepath.Abs(a); err == nil {
		if y, err := filepath.Abs(b); err == nil && x == y {
			return true
		}
	}
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

// redactBytes makes the new file and says what became of every string.
func redactBytes(ctx context.Context, c redactCommand, work screening.Redaction, data []byte, today time.Time) (redacted, []byte, error) {
	result := redacted{File: c.File, Out: c.Output, Ground: work.Ground.Short(), Removed: []removedLine{}, Survived: []survivedLine{}}
	original := whole.New(whole.Options{}).Bytes(ctx, c.File, data)
	reader := extract.New(extract.Options{})
	defer reader.Close()
	made, err := redact.Work{
		Reader:  reader,
		Strings: work.Strings, Cover: work.Cover, Text: work.CoverText, Contains: screening.Contains,
		Fonts: func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) },
	}.Make(ctx, c.File, data, original)
	if err != nil {
		return result, nil, err
	}
	for _, s := range work.Strings {
		line := removedLine{Text: screening.MaskText(s), Where: []string{}}
		for _, o := range screening.Occurrences(original, s) {
			line.Count += o.Count
			line.Where = append(line.Where, o.Where)
		}
		result.Removed = append(result.Removed, line)
	}
	for _, s := range made.Survived {
		result.Survived = append(result.Survived, survivedLine{screening.MaskText(work.Strings[s.String]), s.Where})
	}
	rules := screening.Rules{Today: today}
	for _, f := range screening.Fresh(rules.Screen(original), rules.Screen(made.Holding)) {
		result.Survived = append(result.Survived, survivedLine{f.Text, "新文件里新出现：" + f.Where})
	}
	if made.Lost != "" {
		result.Survived = append(result.Survived, survivedLine{screening.MaskText(made.Lost), "应当保留的文字没有了"})
	}
	result.Dropped = made.Dropped
	result.OK = len(result.Survived) == 0
	return result, made.Data, nil
}

// redactScan makes a scan anew as pictures with boxes over what is not to be seen.
func redactScan(ctx context.Context, c redactCommand, work screening.Redaction, data []byte, _ time.Time) (redacted, []byte, error) {
	result := redacted{File: c.File, Out: c.Output, Ground: work.Ground.Short(), Removed: []removedLine{}, Survived: []survivedLine{}, Boxes: len(c.Box)}
	var boxes []redact.Box
	for _, s := range c.Box {
		b, err := redact.ParseBox(s)
		if err != nil {
			return result, nil, fmt.Errorf("“%s”不是 页:左,上,右,下（百分数），例如 1:10,20,60,25：%w", s, err)
		}
		boxes = append(boxes, b)
	}
	reader := extract.New(extract.Options{})
	defer reader.Close()
	made, err := redact.Work{Reader: reader, Fonts: func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) }}.
		Boxes(ctx, whole.Format(c.File, data), data, boxes, work.ScanNotice(len(boxes)))
	result.OK = err == nil
	return result, made.Data, err
}

func printRedacted(out, errOut io.Writer, r redacted, asJSON bool) int {
	code := Done
	if !r.OK {
		code = Wrong
	}
	if asJSON {
		if c := printJSON(out, errOut, r); c != Done {
			return c
		}
		return code
	}
	var b strings.Builder
	for _, l := range r.Removed {
		fmt.Fprintf(&b, "%s：遮盖 %d 处", l.Text, l.Count)
		if len(l.Where) > 0 {
			fmt.Fprintf(&b, "（%s）", strings.Join(l.Where, "、"))
		}
		b.WriteByte('\n')
	}
	if len(r.Dropped) > 0 {
		fmt.Fprintf(&b, "没有带到新文件的隐藏内容：%s\n", strings.Join(r.Dropped, "、"))
	}
	if r.Boxes > 0 {
		fmt.Fprintf(&b, "按图像遮盖 %d 处；新文件是图像，没有文字层，读屏软件读不出来。\n", r.Boxes)
	}
	for _, s := range r.Survived {
		fmt.Fprintf(&b, "没有遮盖干净：%s（%s）\n", s.Text, s.Where)
	}
	if r.OK {
		fmt.Fprintf(&b, "已写出 %s，四种读法都读不到被遮盖的文字。\n", r.Out)
	} else {
		fmt.Fprintln(&b, "新文件没有留下。")
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		fmt.Fprintln(errOut, "结果没有写出："+err.Error())
		return Refused
	}
	return code
}
