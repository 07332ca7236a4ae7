package render

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// lettersOf is an answer of 300 characters, as letters are laid out.
func lettersOf(body string) Doc {
	return Doc{Title: body + "政府信息公开申请部分公开告知书", Body: body, Head: &Head{body, "云建公复〔2026〕7号"}, Blocks: []Block{
		Paragraph{Runs: []Run{{Text: "王小溪："}}, Flush: true}, Text(strings.Repeat("本机关于今日收到您提出的政府信息公开申请，", 14) + "现答复如下。"),
		Attachments{[]string{"清单.txt"}}, Signature{body, "2026年11月20日"}, Text("（送达方式：邮寄）")}}
}

// The body of a letter begins by 40% of page one, an answer of 300 characters fits
// one page, and its title is broken behind the name of the body.
func TestLettersBeginEarly(t *testing.T) {
	for _, body := range []string{"云溪市住房和城乡建设局", "云溪市政府", "云溪市云溪区自然资源和规划局综合行政执法大队"} {
		d := lettersOf(body)
		var b bytes.Buffer
		if err := loaded(t).PDF(&b, d); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "letter.pdf")
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("pdftotext", "-bbox", name, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		text := string(out)
		if n := strings.Count(text, "<page "); n != 1 && utf8.RuneCountInString(body) <= titleRunes {
			t.Errorf("%s: %d pages", body, n)
		}
		m := regexp.MustCompile(`yMin="([\d.]+)"[^>]*>王小溪`).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("%s: the body is not found in %s", body, text)
		}
		if y, err := strconv.ParseFloat(m[1], 64); err != nil || y > 0.4*841.89 {
			t.Errorf("%s: the body begins at %s of 841.89", body, m[1])
		}
		lines, err := exec.Command("pdftotext", "-layout", name, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		whole := false
		for line := range strings.Lines(string(lines)) {
			whole = whole || strings.Contains(line, "政府信息公开申请部分公开告知书")
		}
		if !whole {
			t.Errorf("%s: the title is broken inside a phrase:\n%s", body, lines)
		}
	}
	if got := (Doc{Title: "某局通知", Body: "某局"}).titleLines(); len(got) != 1 {
		t.Errorf("a title of one line is broken: %v", got)
	}
}
