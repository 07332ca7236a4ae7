package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hiddenNumber is the identity number of the standard's own example.
const hiddenNumber = "11010519491231002X"

// send posts a form with one file, as a browser does.
func (c *client) send(path, name, content string) (*http.Response, string) {
	c.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="files"; filename="` + name + `"`}, "Content-Type": {"application/octet-stream"}})
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+path, &b)
	if err != nil {
		c.t.Fatal(err)
	}
	q.Header.Set("Content-Type", m.FormDataContentType())
	q.Header.Set("Origin", c.base)
	r, err := c.Do(q)
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r, string(text)
}

// workbookWithHiddenSheet is a workbook whose second sheet nobody sees.
func workbookWithHiddenSheet(t *testing.T, shown, hidden string) []byte {
	t.Helper()
	const relations, office, sheets = "http://schemas.openxmlformats.org/package/2006/relationships", "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
		"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	sheet := func(text string) string {
		return `<worksheet xmlns="` + sheets + `"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>` + text + `</t></is></c></row></sheetData></worksheet>`
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + sheets + `" xmlns:r="` + office + `"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/><sheet name="底表" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + office + `/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet(shown)}, {"xl/worksheets/sheet2.xml", sheet(hidden)},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// inReview is the address of an application that waits for the reviewer.
func (c *client) inReview() string {
	c.t.Helper()
	for _, at := range c.links("/console/requests", "/console/requests/") {
		if _, page := c.do(http.MethodGet, at, nil); strings.Contains(page, `<span class="tag b">待保密审查</span></p>`) && strings.Contains(page, at+"/answer-files") {
			return at
		}
	}
	c.t.Fatal("no application of the demo waits for the reviewer")
	return ""
}

// screened puts a workbook with a number in a hidden sheet to an answer and gives
// the addresses of both.
func (c *client) screened() (application, file string) {
	c.t.Helper()
	application = c.inReview()
	if r, page := c.send(application+"/answer-files", "名单.xlsx", string(workbookWithHiddenSheet(c.t, "公租房名单", "张三 身份证号 "+hiddenNumber))); r.StatusCode != http.StatusSeeOther {
		c.t.Fatalf("put a file to the answer: %d %.600s", r.StatusCode, page)
	}
	found := c.links(application, "/console/screening/files/")
	if len(found) != 1 {
		c.t.Fatalf("the application leads to %v", found)
	}
	return application, found[0]
}

// TestHiddenNumberIsStoppedRedactedProvenGiven: an answer's workbook with an
// identity number in a hidden sheet is neither signed nor given; redacted and
// proven, it is.
func TestHiddenNumberIsStoppedRedactedProvenGiven(t *testing.T) {
	h := open(t)
	at := as(t, h.base, "clerk").inReview()
	name := filepath.Join(t.TempDir(), "名单.xlsx")
	if err := os.WriteFile(name, workbookWithHiddenSheet(t, "公租房名单", "张三 身份证号 "+hiddenNumber), 0o600); err != nil {
		t.Fatal(err)
	}
	clerk := h.walk(t, "clerk")
	const card = `[aria-labelledby="answer-files"]`
	clerk.Go(at).Upload(card+" #f-files", name).Submit(card + " form[enctype] button")
	if text := clerk.Accessible().Text(card); !strings.Contains(text, "隐藏工作表 底表") || !strings.Contains(text, "身份证件号码") || strings.Contains(text, hiddenNumber) {
		t.Fatalf("what was found is not told beside the file, or in full: %s", clerk.Text("main"))
	}
	original := clerk.Eval(`document.querySelector('` + card + ` a.tag').getAttribute("href")`)
	as(t, h.base, "reviewer").step(at, "pass")

	// Stopped.
	leader := h.walk(t, "leader")
	sign := func() {
		leader.Go(at) // signing stands open, with the letter in view
		leader.Submit(`form:has(input[name=act][value=sign]) button`)
	}
	sign()
	if text := leader.Text("#summary"); !strings.Contains(text, "附件不能给出") || !strings.Contains(text, "隐藏工作表 底表") || !strings.Contains(leader.Text(".mt-head"), "待签发") {
		t.Fatalf("the leader could sign, or is not told why: %s", text)
	}
	leader.Submit(`#summary a[href="` + original + `"]`)

	// Redacted and proven.
	for _, w := range []struct {
		width int64
		mark  string
	}{{1440, ""}, {768, "-768"}, {375, "-375"}} {
		leader.Width(w.width, 900).Go(original).Accessible().Clean().Shot("screening-file" + w.mark)
	}
	leader.Width(1440, 900).Submit(".sc-form button")
	if text := leader.Text("main"); !strings.Contains(text, "四种读法都读不到") || !strings.Contains(text, "遮盖件") || !strings.Contains(text, "0 处阻断") || strings.Contains(text, hiddenNumber) {
		t.Fatalf("the file was not made anew: %s", text)
	}
	leader.Accessible().Clean().Shot("screening-redacted")
	sign()
	if text := leader.Text(".mt-head"); !strings.Contains(text, "待送达") {
		t.Fatalf("the answer is %s: %s", text, leader.Text("#summary"))
	}

	// Given.
	as(t, h.base, "clerk").step(at, "serve", "how", "网上查看", "proof", "登载记录1")
	clerk.Go(at).Click(`details:has(#f-recode_reason) summary`).Click("#f-recode_reason").Type("核对了身份证").Submit(`form:has(#f-recode_reason) button`)
	own := url.Values{"number": {clerk.Text(".rq-code b")}, "code": {clerk.Text("#code")}}
	visitor := as(t, h.base, "")
	_, page := visitor.do(http.MethodPost, "/zfxxgk/ysqgk/jd", own)
	_, rest, found := strings.Cut(page, `name="file" value="`)
	if !found || !strings.Contains(page, "名单（遮盖件）.xlsx") || strings.Count(page, `name="file" value="`) != 1 {
		t.Fatalf("the applicant is offered: %.3000s", page)
	}
	file, _, _ := strings.Cut(rest, `"`)
	own.Set("file", file)
	r, data := visitor.do(http.MethodPost, "/zfxxgk/ysqgk/jd/file", own)
	if r.StatusCode != http.StatusOK || !strings.HasPrefix(data, "PK") {
		t.Fatalf("the file: %d", r.StatusCode)
	}
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, part := range z.File {
		body, err := part.Open()
		if err == nil {
			_, err = io.Copy(&all, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if text := all.String(); strings.Contains(text, hiddenNumber) || strings.Contains(text, "底表") || !strings.Contains(text, "公租房名单") {
		t.Error("the file that was given holds what was taken out, or lacks the rest")
	}
	own.Set("file", filepath.Base(original))
	if r, _ := visitor.do(http.MethodPost, "/zfxxgk/ysqgk/jd/file", own); r.StatusCode != http.StatusNotFound {
		t.Errorf("the original was given: %d", r.StatusCode)
	}

	// A word that is listed later stops what was given before.
	if r, page := as(t, h.base, "leader").do(http.MethodPost, "/console/screening/lists/words", url.Values{"version": {"0"}, "words": {"公租房名单\t保密办\t不得公开清单1"}, "words_reason": {"按清单"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("list a word: %d %.600s", r.StatusCode, page)
	}
	own.Set("file", file)
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		r, page := visitor.do(http.MethodPost, "/zfxxgk/ysqgk/jd/file", own)
		if r.StatusCode == http.StatusUnprocessableEntity {
			if !strings.Contains(page, "正在核对") || strings.Contains(page, "清单词语") {
				t.Errorf("the applicant is told what only the body may know: %.2000s", page)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the file is still given: %d", r.StatusCode)
		}
	}
}
