package intake_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yangguang/internal/attach"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

func applied(key string) map[string]string {
	return map[string]string{"key": key, "kind": "person", "name": "王小溪", "document": "resident_id", "identity": "330000199001010006", "phone": "13800006021",
		"wanted": "设计变更审批文件", "form": cases.Forms()[0], "go": "attach"}
}

const formKey = "a-form-with-files-of-its-own"

// What cannot be taken is told by name; the rest is kept, and nothing typed is lost.
func TestFilesThatCannotBeTaken(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		huge := "%PDF-1.7" + strings.Repeat("x", 21<<20)
		w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", applied(formKey), [2]string{"图纸.pdf", huge}, [2]string{"说明.exe", "MZ\x90\x00"}, [2]string{"空.pdf", ""},
			[2]string{"../../证明\u202e.pdf", "%PDF-1.7 证明"})
		doc := webtest.CheckPage(t, w.Body.String())
		said := doc.Find(".summary").Text()
		for _, want := range []string{"“图纸.pdf”有 22 MB，超过 20 MB。可以压缩后再传，或分成几个文件", "“说明.exe”没有上传", "“空.pdf”是空文件"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not said: %s", want, said)
			}
		}
		if w.Code != 422 || doc.Find("textarea").Text() != "设计变更审批文件" || doc.Find(`input[name=identity]`).AttrOr("value", "") != "330000199001010006" {
			t.Errorf("%d: what was typed is lost", w.Code)
		}
		if s := doc.Find(".ap-files").Text(); !strings.Contains(s, "证明.pdf") || strings.Contains(s, "图纸") {
			t.Errorf("kept: %s", s)
		}
		files, err := files.Table.Loose(h.Ctx, h.DB, "b1", cases.FormHash(formKey))
		if err != nil || len(files) != 1 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		fields := applied(formKey)
		fields["go"] = "drop-" + files[0].ID
		if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", fields); w.Code != 200 || strings.Contains(w.Body.String(), "证明.pdf") {
			t.Errorf("dropped: %d", w.Code)
		}
		if _, err := h.Attachments.Content(h.Ctx, files[0]); err == nil {
			t.Error("the file of a dropped row is still there")
		}
	})
}

func TestOnlySoManyFiles(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	var many [][2]string
	for i := range files.Limits.Files - 1 {
		many = append(many, [2]string{fmt.Sprintf("%d.txt", i), "内容"})
	}
	if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", applied(formKey), many...); w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", applied(formKey), many[:3]...); w.Code != 422 || !strings.Contains(w.Body.String(), "最多 10 个文件") {
		t.Errorf("too many: %d", w.Code)
	}
	if list, err := files.Table.Loose(h.Ctx, h.DB, "b1", cases.FormHash(formKey)); err != nil || len(list) != files.Limits.Files {
		t.Errorf("%d files, %v", len(list), err)
	}
}

// A body over the limit and one that breaks off lose nothing that was read.
func TestABodyThatBreaksOff(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	whole := "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n" + formKey + "\r\n--x\r\nContent-Disposition: form-data; name=\"wanted\"\r\n\r\n设计变更审批文件\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7 and then noth"
	for name, body := range map[string]string{"broken off": whole, "too much": whole + strings.Repeat("x", int(files.Limits.FormBytes()))} {
		r := httptest.NewRequest(http.MethodPost, "/zfxxgk/ysqgk/sq", strings.NewReader(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		w := webtest.Do(h.Web, "", r)
		doc := webtest.CheckPage(t, w.Body.String())
		if w.Code != 422 || doc.Find("textarea").Text() != "设计变更审批文件" || doc.Find(".summary").Length() != 1 {
			t.Errorf("%s: %d %s", name, w.Code, doc.Find("main").Text())
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/zfxxgk/ysqgk/sq", strings.NewReader("--x"))
	r.Header.Set("Content-Type", "multipart/form-data")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if w := webtest.Do(h.Web, "", r); w.Code != 422 {
		t.Errorf("without a boundary: %d", w.Code)
	}
}

// Staff of the body take a file from the case, which the audit log tells; nobody
// else does, and what was changed on the disk is noticed.
func TestStaffTakeAFile(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		content := "%PDF-1.7 身份证复印件"
		fields := applied(formKey)
		fields["go"] = "submit"
		if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", fields, [2]string{"身份证.pdf", content}); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code, w.Body)
		}
		c, err := cases.CaseNumbered(h.Ctx, h.DB, "b1", 2026, 1)
		if err != nil {
			t.Fatal(err)
		}
		files, err := files.Table.Of(h.Ctx, h.DB, c.ID)
		if err != nil || len(files) != 1 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		path := "/console/requests/" + c.ID + "/file/" + files[0].ID
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID)
		if doc := webtest.CheckPage(t, page.Body.String()); doc.Find(`form[action="`+path+`"]`).Length() != 1 || strings.Contains(page.Body.String(), "身份证.pdf") {
			t.Error("the file is not offered, or its name is shown")
		}
		w := h.Post(t, identity.Clerk, path, nil)
		if w.Code != 200 || w.Body.String() != content || w.Header().Get("Content-Type") != "application/pdf" ||
			!strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
		if n := h.Audited(t, "request.file"); n != 1 {
			t.Errorf("%d entries of the download", n)
		}
		if w := h.Post(t, "", path, nil); w.Code == 200 {
			t.Error("a visitor takes it")
		}
		if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/file/"+sqldb.NewID(), nil); w.Code != http.StatusNotFound {
			t.Errorf("no such file: %d", w.Code)
		}
		other, _ := h.Submit(t, desktest.Intake(2))
		if w := h.Post(t, identity.Clerk, "/console/requests/"+other.ID+"/file/"+files[0].ID, nil); w.Code != http.StatusNotFound {
			t.Errorf("another application's: %d", w.Code)
		}
		if err := h.Files.Delete(h.Ctx, files[0].Hash); err != nil {
			t.Fatal(err)
		}
		if w := h.Post(t, identity.Clerk, path, nil); w.Code != http.StatusInternalServerError || h.Audited(t, "request.file") != 1 {
			t.Errorf("a file that is gone: %d", w.Code)
		}
	})
}

// Files added with a correction stand beside the first ones.
func TestFilesWithACorrection(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c, _ := h.Submit(t, desktest.Intake(1))
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("files", "补正.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "2025年的"); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	p, err := h.Attachments.Read(r, desktest.Visitor, "b1")
	if err != nil || p.Count() != 1 {
		t.Fatal(err)
	}
	if err := p.Keep(h.Ctx, desktest.Visitor, attach.To{Body: "b1", Owner: c.ID, Stage: "correct"}); err != nil {
		t.Fatal(err)
	}
	files, err := files.Table.Of(h.Ctx, h.DB, c.ID)
	rows, _ := h.Attachments.RowsOf(files, true)
	if err != nil || len(rows) != 1 || rows[0].Name != "补正.txt（补正）" {
		t.Errorf("%+v %v", rows, err)
	}
}

// A form is saved under a code that nobody keeps, taken up again with it, and
// gone when it is handed in or its time is over.
func TestDrafts(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		code, until, err := h.Intakes.SaveDraft(h.Ctx, desktest.Visitor, "b1", in, intake.AskWhat)
		if err != nil || len(code) != 24 || until != "2026-12-20" {
			t.Fatal(code, until, err)
		}
		if again, _, err := h.Intakes.SaveDraft(h.Ctx, desktest.Visitor, "b1", in, intake.AskHow); err != nil || again != code {
			t.Errorf("the same form has another code: %s %v", again, err)
		}
		x, ok, err := intake.DraftUnder(h.Ctx, h.DB, "b1", cases.HashCode(code), "")
		if raw, _ := x.Content.Value(); err != nil || !ok || strings.Contains(fmt.Sprint(raw, x.CodeHash), in.Name) || strings.Contains(fmt.Sprint(raw, x.CodeHash), code) {
			t.Errorf("the draft is not sealed, or keeps its code: %v", err)
		}
		had, step, err := h.Intakes.Resume(h.Ctx, desktest.Visitor, "b1", " "+strings.ToLower(code))
		if err != nil || had.Name != in.Name || had.Key != in.Key || step != intake.AskHow {
			t.Errorf("%+v %s %v", had, step, err)
		}
		var said []string
		for _, tt := range [][2]string{{"b1", "AAAA"}, {"b1", ""}, {"b2", code}} {
			_, _, err := h.Intakes.Resume(h.Ctx, desktest.Visitor, tt[0], tt[1])
			said = append(said, fmt.Sprint(err))
		}
		if said[0] != said[1] || said[0] != said[2] {
			t.Errorf("answered differently: %q", said)
		}
		late := desktest.Intake(2)
		lateCode, _, err := h.Intakes.SaveDraft(h.Ctx, desktest.Visitor, "b1", late, intake.AskWho)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			day  int
			fine bool
		}{{20, true}, {21, false}} { // its last day, and the day after, before anything was swept
			h.Kit.Clock.Set(time.Date(2026, 12, tt.day, 2, 0, 0, 0, time.UTC))
			if _, _, err := h.Intakes.Resume(h.Ctx, desktest.Visitor, "b1", lateCode); (err == nil) != tt.fine {
				t.Errorf("on %d December: %v", tt.day, err)
			}
		}
		h.Submit(t, in)
		if _, _, err := h.Intakes.Resume(h.Ctx, desktest.Visitor, "b1", code); fault.As(err) == nil {
			t.Error("a draft outlives its application")
		}
	})
}

func TestGuessingDrafts(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		code, _, err := h.Intakes.SaveDraft(h.Ctx, desktest.Visitor, "b1", desktest.Intake(1), intake.AskWho)
		if err != nil {
			t.Fatal(err)
		}
		for range intake.MostFromOne {
			h.Intakes.Resume(h.Ctx, desktest.Visitor, "b1", "AAAA")
		}
		if _, _, err := h.Intakes.Resume(h.Ctx, desktest.Visitor, "b1", code); !fault.Is(err, fault.Throttled) {
			t.Errorf("not throttled: %v", err)
		}
		for i := range 20 {
			if _, _, err = h.Intakes.SaveDraft(h.Ctx, desktest.Visitor, "b1", desktest.Intake(100+i), intake.AskWho); err != nil {
				break
			}
		}
		if !fault.Is(err, fault.Throttled) {
			t.Errorf("saving is not throttled: %v", err)
		}
	})
}

// What was never handed in is deleted in time: files without a draft after two
// days, drafts and theirs when their days are over. What was handed in stays.
func TestSweep(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", applied("a-form-nobody-came-back-to"), [2]string{"a.txt", "甲"}); w.Code != 200 {
			t.Fatal(w.Code)
		}
		saved := applied("a-form-that-was-saved-once")
		saved["go"] = "save"
		if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", saved, [2]string{"b.txt", "乙"}); w.Code != 200 || !strings.Contains(w.Body.String(), `id="code"`) {
			t.Fatal(w.Code, w.Body)
		}
		sent := applied("a-form-that-was-handed-in")
		sent["go"] = "submit"
		if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", sent, [2]string{"c.txt", "丙"}); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		left := func() (names string) {
			for _, key := range []string{"a-form-nobody-came-back-to", "a-form-that-was-saved-once", "a-form-that-was-handed-in"} {
				all, err := cases.List(h.Ctx, h.DB, files.Table.Scan, `SELECT `+files.Table.Columns()+` FROM request_file WHERE form = $1`, cases.FormHash(key))
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range all {
					if data, err := h.Attachments.Content(h.Ctx, x); err == nil {
						names += string(data)
					}
				}
			}
			return names
		}
		for _, tt := range []struct {
			after time.Duration
			want  string
		}{{time.Hour, "甲乙丙"}, {48 * time.Hour, "乙丙"}, {31 * 24 * time.Hour, "丙"}} {
			h.Kit.Clock.Advance(tt.after)
			if err := h.Intakes.Sweep(h.Ctx, intake.SweepArgs{}); err != nil {
				t.Fatal(err)
			}
			if got := left(); got != tt.want {
				t.Errorf("after %s %q is left, want %q", tt.after, got, tt.want)
			}
		}
	})
}
