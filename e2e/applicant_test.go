package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yangguang/internal/request"
)

// standing is the demo by a clock that stands, with everybody at the desk.
func standing(t *testing.T, day string) *staff {
	t.Helper()
	clock := &movable{}
	clock.set(day)
	s := &staff{t: t, clock: clock, by: map[string]*client{}}
	s.h = openWith(t, "", clock.now)
	return s
}

// TestAnApplicantFromFilingToTheFile walks in the browser as an applicant does: the
// form, the receipt with its code, the progress page from day to day, and at the end
// the answer and the file that goes with it, downloaded there.
func TestAnApplicantFromFilingToTheFile(t *testing.T) {
	s := standing(t, "2026-11-20")
	visitor := s.h.walk(t, "")
	visitor.Go("/zfxxgk/ysqgk/").Submit(`main a[href$="/sq"]`)
	visitor.Fill("#f-name", "王小溪").Fill("#f-identity", "330000199001010006").Submit(`button.primary[value=who]`)
	visitor.Fill("#f-wanted", "青枫里地块安置方案附图第七版").Submit(`button.primary[value=what]`)
	visitor.Fill("#f-phone", "13800006021").Submit(`button.primary[value=how]`)
	if text := visitor.Accessible().Text("main"); !strings.Contains(text, "以双方确认之日为收到申请之日") {
		t.Errorf("before it is sent nobody says which day counts: %s", text)
	}
	visitor.Submit(`button[value=submit]`)
	number, code := regexp.MustCompile(`\d{4}-YSQ-\d{4}`).FindString(visitor.Text("h1")), visitor.Text("#code")
	if number == "" || code == "" {
		t.Fatalf("the receipt: %s", visitor.Text("main"))
	}
	look := func() string {
		t.Helper()
		visitor.Go("/zfxxgk/ysqgk/jd").Fill("#f-number", number).Fill("#f-code", code).Submit(`form:has(#f-code) button`)
		return visitor.Accessible().Clean().Text("main")
	}
	if text := look(); !strings.Contains(text, number) || strings.Contains(text, "王小溪") {
		t.Errorf("the progress page: %s", text)
	}

	at := ""
	for _, to := range s.as("clerk").links("/console/requests", "/console/requests/") {
		if _, text := s.as("clerk").do("GET", to, nil); strings.Contains(text, "申请编号 "+number) && strings.Contains(text, "青枫里地块安置方案附图第七版") && strings.Contains(text, `name="act"`) {
			at = to
			break
		}
	}
	if at == "" {
		t.Fatal("the clerk does not see what was filed")
	}
	s.act("clerk", at, "confirm", "how", "电话")
	if text := look(); !strings.Contains(text, "2026年12月18日") {
		t.Errorf("confirmed, and no day is told: %s", text)
	}
	name := filepath.Join(t.TempDir(), "安置方案附图.pdf")
	if err := os.WriteFile(name, []byte("%PDF-1.7\n附图第七版"), 0o600); err != nil {
		t.Fatal(err)
	}
	clerk := s.h.walk(t, "clerk")
	const card = `[aria-labelledby="answer-files"]`
	clerk.Go(at).Upload(card+" #f-files", name).Submit(card + " form[enctype] button")
	if text := look(); strings.Contains(text, "安置方案附图") {
		t.Errorf("a file is given before the answer: %s", text)
	}
	s.signed(at, request.Granted, string(request.AnswerGranted))
	s.act("clerk", at, "serve", "how", "网上查看", "proof", "登载记录1")

	text := look()
	for _, want := range []string{"公开告知书", "附件：安置方案附图.pdf", "附件可以下载到 2026年12月20日"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not stand on the progress page: %s", want, text)
		}
	}
	visitor.Shot("applicant-answered")
	got, data := visitor.Download(`form[action$="/jd/file"] button`)
	if want, err := os.ReadFile(name); err != nil || string(data) != string(want) || !strings.Contains(got, ".pdf") {
		t.Errorf("the file %q holds %q: %v", got, data, err)
	}
	if got, data := visitor.Download(`form[action$="/jd/letter.pdf"] button`); !strings.HasPrefix(string(data), "%PDF") {
		t.Errorf("the letter %q: %.40q", got, data)
	}
	if _, text := s.as("leader").do("GET", at, nil); !strings.Contains(text, "已答复") {
		t.Error("the desk does not say that it is answered")
	}
	s.move("2027-01-04")
	if text := look(); !strings.Contains(text, "已经结束") || strings.Contains(visitor.Eval(`document.querySelectorAll('form[action$="/jd/file"]').length`), "1") {
		t.Errorf("after thirty days the file is given still: %s", text)
	}
	visitor.Submit(`form[action$="/jd/renew"] button`)
	if text := visitor.Text("main"); !strings.Contains(text, "再下载 30 天") || !visitor.Has(`form[action$="/jd/file"] button`) {
		t.Errorf("by the code it is not opened again: %s", text)
	}
}

// TestFridaysPostingIsEnteredOnMonday walks in the browser as a clerk does who took an
// answer to the post office on the last day of the term, a Friday, and puts it down on
// Monday: it went out in time (条例 33), and the days of the applicant run from the
// receipt, which is put down when it is known.
func TestFridaysPostingIsEnteredOnMonday(t *testing.T) {
	s := standing(t, "2026-10-23")
	at := s.came("in_person", "青枫里地块安置方案附图第七版")
	s.move("2026-11-20") // twenty working days after the 23rd of October
	s.signed(at, request.Granted, string(request.AnswerGranted))
	s.move("2026-11-23")

	clerk := s.h.walk(t, "clerk")
	const form = `form:has(input[name=act][value=serve])`
	open := func() {
		clerk.Go(at)
		if !clerk.Has(form + " button") {
			clerk.Click(`details:has(input[name=act][value=serve]) summary`)
		}
	}
	put := func(field, day string) {
		clerk.Eval(`(document.querySelector('` + form + ` [name="serve_` + field + `"]').value="` + day + `")`)
	}
	open()
	put("sent", "2026-11-19")
	clerk.Fill(form+` [name="serve_proof"]`, "EMS 1000000009")
	clerk.Eval(`(document.querySelector('` + form + ` [name="serve_how"]').value="邮寄")`)
	clerk.Submit(form + " button")
	if text := clerk.Text("#summary"); !strings.Contains(text, "发出之日不早于签发之日") || !strings.Contains(text, "第三十三条第二款") {
		t.Fatalf("sent before it was signed: %s", text)
	}
	if got := clerk.Value(form + ` [name="serve_proof"]`); got != "EMS 1000000009" {
		t.Errorf("what was typed is lost: %q", got)
	}
	put("sent", "2026-11-20")
	clerk.Accessible().Shot("clerk-friday").Submit(form + " button")
	text := clerk.Clean().Text("main")
	if !strings.Contains(text, "已答复") || strings.Contains(text, "逾期") {
		t.Fatalf("posted on Friday, the last day, and not in time: %s", text)
	}
	if !strings.Contains(text, "2026-11-20") && !strings.Contains(text, "2026年11月20日") {
		t.Errorf("the day of the posting does not stand on the page: %s", text)
	}

	// On Wednesday the post office says that it was signed for on Tuesday.
	s.move("2026-11-25")
	clerk = s.h.walk(t, "clerk")
	clerk.Go(at)
	const receipt = `form:has([name="receipt_on"])`
	if !clerk.Has(receipt + " button") {
		clerk.Click(`details:has([name="receipt_on"]) summary`)
	}
	clerk.Eval(`(document.querySelector('[name="receipt_on"]').value="2026-11-24")`)
	clerk.Eval(`(document.querySelector('[name="receipt_way"]').value="post")`)
	clerk.Fill(`[name="receipt_proof"]`, "签收单 1000000009").Submit(receipt + " button")
	if text := clerk.Clean().Text("main"); !strings.Contains(text, "2026-11-24，邮寄，签收单 1000000009") {
		t.Errorf("the receipt does not stand on the page: %s", text)
	}
}
