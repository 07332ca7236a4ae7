package desktest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/webtest"
)

// filled is what a clerk writes wherever the form asks for it.
func filled() url.Values {
	return url.Values{"facts": {"经查，情况如下。"}, "reason": {"理由如下。"}, "access": {"见附件。"}, "part_held": {"报价明细不予公开。"},
		"search_record": {"检索了2020年以来的全部档案。"}, "other_body": {"云溪市自然资源和规划局，电话0571-0000 0001"}, "items": {"没有写明年份。"},
		"earlier_answer": {"云建公复〔2020〕1号"}, "discretion": {"公开会影响值班安全。"}, "law": {"《中华人民共和国政府信息公开条例》第一条"},
		"secret_basis": {"2024年3月1日定密"}, "norm": {"档案法第二十八条"}, "norm_level": {"law"}, "must_be_open": {"no"}, "third_party": {"objected"},
		"withheld_1": {"process_information"}, "what": {"附件二报价明细"}, "category": {"过程稿"}, "danger": {"公共安全"}, "interest": {"商业秘密"}, "own": {"经审核属实，有关记录已经更正。"},
		"other_known": {"yes"}, "third_what": {"设计变更审批文件，不含图纸"}, "reason_sound": {"yes"}, "earlier_same": {"yes"}, "volume_facts": {"一个月内300件"}, "reasons_asked": {"yes"}, "reasons_said": {"2026年11月20日来信说明，为了写论文"}, "unheard": {"公司已经注销，没有承受人。"}}
}

// FillIn answers the questions of the form, round by round, until it is taken;
// what the form does not ask is not sent.
func (h *House) FillIn(t *testing.T, c cases.Case, choice string, more url.Values) cases.Case {
	t.Helper()
	w := h.TryFill(t, c, choice, more)
	if w.Code != http.StatusSeeOther {
		doc := webtest.CheckPage(t, w.Body.String())
		t.Fatalf("%s: %d %s", choice, w.Code, doc.Find("#summary").Text())
	}
	return h.Again(t, c)
}

// TryFill is FillIn for a draft that may be refused: it gives the last answer.
func (h *House) TryFill(t *testing.T, c cases.Case, choice string, more url.Values) *httptest.ResponseRecorder {
	t.Helper()
	path := "/console/requests/" + c.ID + "/answer"
	form, full := url.Values{"outcome": {choice}, "rev": {fmt.Sprint(c.Rev)}}, filled()
	for name, value := range more {
		full[name], form[name] = value, value
	}
	outcome := answers.Chosen(choice).Outcome
	if kinds := request.Categories(outcome); len(kinds) > 0 && more["category"] == nil {
		full.Set("category", kinds[0])
	}
	full.Set("separable", map[bool]string{true: "no", false: "yes"}[outcome == request.NeedsCreation])
	w := webtest.Get(h.Web, identity.Clerk, path+"?outcome="+url.QueryEscape(choice))
	for range 5 {
		if w.Code == http.StatusSeeOther {
			return w
		}
		doc := webtest.CheckPage(t, w.Body.String())
		doc.Find("form [name]").Each(func(_ int, field *goquery.Selection) {
			name := field.AttrOr("name", "")
			value, ok := full[name]
			if !ok {
				value, ok = full[underItem.ReplaceAllString(name, "")]
			}
			switch begun := strings.TrimSpace(field.Text()); {
			case !ok:
			case field.Is("textarea") && begun != "" && more[name] == nil:
				form.Set(name, begun) // the template's beginning stays
			default:
				form[name] = value
			}
		})
		w = h.Post(t, identity.Clerk, path, form)
	}
	return w
}

// underItem begins the names of the fields of an item or a part.
var underItem = regexp.MustCompile(`^(item\d+|withheld_\d)_`)

// Signed takes a drafted answer through the three pairs of eyes that follow.
func (h *House) Signed(t *testing.T, c cases.Case) cases.Case {
	t.Helper()
	for _, x := range []struct {
		role identity.Role
		by   request.Action
	}{{identity.UnitHandler, request.ActionPass}, {identity.Reviewer, request.ActionPass}, {identity.Leader, request.ActionSign}} {
		if err := h.Answers.Step(h.Ctx, webtest.Somebody(x.role), c, c.Rev, x.by, "", "", ""); err != nil {
			t.Fatal(err)
		}
		c = h.Again(t, c)
	}
	return c
}

func (h *House) Served(t *testing.T, c cases.Case) cases.Case {
	t.Helper()
	if err := h.Answers.Step(h.Ctx, Clerk, c, c.Rev, request.ActionServe, "", "邮寄", "EMS 1"); err != nil {
		t.Fatal(err)
	}
	return h.Again(t, c)
}

// Ordered is an answered application that a review sends back.
func (h *House) Ordered(t *testing.T, c cases.Case) cases.Case {
	t.Helper()
	e := request.Event{Type: request.Remitted, At: h.Cases.Today()}
	if err := h.Cases.Record(h.Ctx, Leader, c, c.Rev, cases.Command{By: request.ActionReopen, Event: e, Note: "云政复决〔2026〕1号", Holds: func(string) bool { return true }}); err != nil {
		t.Fatal(err)
	}
	return h.Again(t, c)
}

// Registered is an application that a clerk has taken down.
func (h *House) Registered(t *testing.T, key int, form string) cases.Case {
	t.Helper()
	in := Intake(key)
	in.Channel, in.On, in.Form, in.Email = "in_person", "2026-11-20", form, "w@example.cn"
	in.Address = "云溪市文澜路1号"
	c, _, err := h.Intakes.Submit(h.Ctx, Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Founded puts down what an outcome follows from: a correction that came or stayed
// out, reasons that were asked for, a fee that nobody paid. The clock stands after
// the last day that the applicant had.
func (h *House) Founded(t *testing.T, c cases.Case, o request.Outcome) cases.Case {
	t.Helper()
	switch o {
	case request.StillUnclear:
		c = h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
		return h.Do(t, identity.Clerk, c, request.ActionCorrect, "note", "近几年")
	case request.AbusiveVolume:
		return h.Do(t, identity.Clerk, c, request.ActionAskReasons, "note", "一个月内300件")
	case request.CorrectionOverdue:
		c = h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
		h.Stand("2026-12-07")
		return h.Do(t, identity.Leader, c, request.ActionFindNoCause, "cause", "none", "note", "联系三次")
	case request.FeeOverdue:
		c = h.Do(t, identity.Leader, c, request.ActionFindExcessive, "note", "一个月内300件")
		c = h.Do(t, identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "31", "delivered", "2026-11-20", "proof", "EMS 1")
		h.Stand("2026-12-21")
	}
	return c
}

func (h *House) LettersOf(t *testing.T, c cases.Case) []cases.Letter {
	t.Helper()
	all, err := cases.LetterTable.Of(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// KindsOf are the kinds of a case's letters, oldest first.
func (h *House) KindsOf(t *testing.T, c cases.Case) string {
	t.Helper()
	var list []string
	for _, l := range h.LettersOf(t, c) {
		list = append(list, string(l.Kind)+" "+string(l.State))
	}
	slices.Reverse(list)
	return strings.Join(list, ", ")
}

var pageNumber = regexp.MustCompile(`—\d+—`)

// Bare is text without spaces and page numbers.
func Bare(s string) string {
	return pageNumber.ReplaceAllString(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s), "")
}

// readPDF gives the text of a printed letter as poppler reads it.
func readPDF(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-raw", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return Bare(string(out))
}

var tags = regexp.MustCompile(`<[^>]*>`)

// readDOCX gives the text of a Word document's body.
func readDOCX(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	return Bare(tags.ReplaceAllString(b.String(), ""))
}

// Printed is the text of a document in the order in which it is printed.
func Printed(doc render.Doc) string {
	text := doc.Head.Mark + doc.Head.Number + doc.Title
	for _, b := range doc.Blocks {
		switch x := b.(type) {
		case render.Paragraph:
			for _, r := range x.Runs {
				text += r.Text
			}
		case render.Attachments:
			text += "附件："
			for i, name := range x.Names {
				text += fmt.Sprintf("%d.%s", i+1, name)
			}
		case render.Signature:
			text += x.Body + x.Date
		}
	}
	return Bare(text)
}

// Check prints a letter and reads it back: the paper says what its elements say,
// holds everything its kind needs, and tells the remedy of its outcome.
func (h *House) Check(t *testing.T, c cases.Case, l cases.Letter) {
	t.Helper()
	a, err := h.Answers.Answer(l)
	if err != nil {
		t.Fatal(err)
	}
	kind, ok := a.LetterKind()
	if !ok {
		t.Fatalf("%s %s is no kind", l.Kind, l.Outcome)
	}
	to, err := h.Answers.Addressee(c, l)
	if err != nil {
		t.Fatal(err)
	}
	var pdf, docx bytes.Buffer
	if err := h.Answers.Print(h.Ctx, &pdf, c, l, "pdf"); err != nil {
		t.Fatal(err)
	}
	if err := h.Answers.Print(h.Ctx, &docx, c, l, "docx"); err != nil {
		t.Fatal(err)
	}
	text := readPDF(t, pdf.Bytes())
	if want := Printed(answers.Document(l, a, to)); text != want {
		t.Errorf("%s: the paper says\n%s\nand not\n%s", kind.Name, text, want)
	}
	if word := readDOCX(t, docx.Bytes()); !strings.Contains(word, Bare(a.Elements[letter.Title])) || !strings.Contains(word, Bare(strings.Join(request.Language().Compose(letter.Template{Text: a.Text}, a.Elements, a.Facts), ""))) {
		t.Errorf("%s: the Word file says %s", kind.Name, word)
	}
	for _, e := range kind.Needs {
		value := a.Elements[e]
		switch e {
		case letter.Number:
			value = l.No("")
		case letter.Addressee:
			value = to
		}
		for _, line := range letters.Lines(value) {
			if !strings.Contains(text, Bare(line)) {
				t.Errorf("%s lacks %s: %q\n%s", kind.Name, request.Language().Label(e), line, text)
			}
		}
		if value == "" {
			t.Errorf("%s: %s is empty", kind.Name, request.Language().Label(e))
		}
	}
	h.checkRemedy(t, kind, a, text)
}

// refuses reports whether a part is held back by 条例 14 to 16, or by a ground that
// nobody told.
func refuses(a answers.Answer) bool {
	withheld := slices.Clone(a.Withheld)
	if len(a.Items) > 1 {
		for _, x := range a.Items {
			withheld = append(append(withheld, x.Outcome), x.Withheld...)
		}
	}
	return len(withheld) == 0 || slices.ContainsFunc(withheld, func(o request.Outcome) bool {
		rule, _ := request.OutcomeOf(o)
		return rule.Row >= 5 && rule.Row <= 11
	})
}

// allOf are the outcomes of the items, withheld those under 条例 14 to 16.
func allOf(a answers.Answer) (list []request.Outcome) {
	for _, x := range a.Items {
		list = append(list, x.Outcome)
	}
	return list
}

func withheld(a answers.Answer) (list []request.Outcome) {
	for _, o := range allOf(a) {
		if o.Refusal() {
			list = append(list, o)
		}
	}
	return list
}

func (h *House) checkRemedy(t *testing.T, kind request.LetterKind, a answers.Answer, text string) {
	t.Helper()
	review, suit, first := strings.Contains(text, "向云溪市人民政府申请行政复议"), strings.Contains(text, "6个月"), strings.Contains(text, "先向")
	rule, _ := request.OutcomeOf(a.Outcome)
	switch {
	case !kind.Remedied:
		if review || suit || first || strings.Contains(text, "行政诉讼") {
			t.Errorf("%s is about procedure and tells of a remedy:\n%s", kind.Name, text)
		}
	case len(a.Items) > 1 && rule.Row >= 5 && rule.Row <= 11 && !slices.Equal(withheld(a), allOf(a)):
		// Some items are held back, others are not there: both ways are told, the first
		// for the former alone.
		if before, after, two := strings.Cut(text, "；对其余部分"); !two || !strings.Contains(before, "先向") || strings.Contains(before, "6个月") || !strings.Contains(after, "6个月") {
			t.Errorf("%s withholds %v and does not tell of both ways:\n%s", kind.Name, a.Items, text)
		}
	case rule.Row >= 5 && rule.Row <= 11:
		if !review || !first || suit {
			t.Errorf("%s (row %d) offers a suit before review:\n%s", kind.Name, rule.Row, text)
		}
	case a.Outcome == request.PartlyGranted:
		// Against what is withheld review comes first, against the rest it need not.
		if !review || !suit || first != refuses(a) {
			t.Errorf("%s withholds %v of %v and does not tell of both ways:\n%s", kind.Name, a.Withheld, a.Items, text)
		}
	default:
		if !review || first || !suit {
			t.Errorf("%s (row %d) does not offer review or suit:\n%s", kind.Name, rule.Row, text)
		}
	}
	if kind.Remedied && a.Where.Served && !strings.Contains(text, "https://fy.yunxi.example") {
		t.Errorf("%s is served online and names no online review:\n%s", kind.Name, text)
	}
}
