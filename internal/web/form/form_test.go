package form

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/web"
)

func posted(t *testing.T, pairs ...string) *http.Request {
	t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := web.Form(r); err != nil {
		t.Fatal(err)
	}
	return r
}

var today = calendar.On(2026, 11, 29)

func TestReader(t *testing.T) {
	for _, tt := range []struct {
		typed   string
		read    func(f *Reader) any
		want    any
		fault   string // "" for none
		because string
	}{
		{"  两份附件 ", func(f *Reader) any { return f.Text("x", "写明") }, "两份附件", "", "space around a text is not the text"},
		{"   ", func(f *Reader) any { return f.Text("x", "写明内容") }, "", "写明内容", "a text that is wanted"},
		{"", func(f *Reader) any { return f.Note("x") }, "", "", "a remark may stay empty"},
		{strings.Repeat("长", Most), func(f *Reader) any { return len([]rune(f.Note("x"))) }, Most, "", "as long as it may be"},
		{strings.Repeat("长", Most+1), func(f *Reader) any { return len([]rune(f.Note("x"))) }, Most + 1, "不超过 4000 字，现在是 4001 字", "a text is refused, never cut"},
		{"2026-11-29", func(f *Reader) any { return f.Day("x") }, today, "", "today has come"},
		{"2026-11-30", func(f *Reader) any { return f.Day("x") }, calendar.Day(0), "2026年11月30日还没有到，填写今天或者以前的日期", "tomorrow has not"},
		{"昨天", func(f *Reader) any { return f.Day("x") }, calendar.Day(0), "填写日期，例如 2026-11-29", "the example is today"},
		{"", func(f *Reader) any { return f.Day("x") }, calendar.Day(0), "填写日期，例如 2026-11-29", "a day that is wanted"},
		{"", func(f *Reader) any { return f.DayOrNone("x") }, calendar.Day(0), "", "a day that may be missing"},
		{"2026-12-01", func(f *Reader) any { return f.DayOrNone("x") }, calendar.Day(0), "2026年12月1日还没有到，填写今天或者以前的日期", "but not be to come"},
		{"2026-12-01", func(f *Reader) any { return f.Until("x", "填写期限") }, calendar.On(2026, 12, 1), "", "a term ends later"},
		{"", func(f *Reader) any { return f.Until("x", "填写期限") }, calendar.Day(0), "填写期限", "a term that is wanted"},
		{"", func(f *Reader) any { return f.UntilOrNone("x", "填写期限") }, calendar.Day(0), "", "a term that may be missing"},
		{"十二月", func(f *Reader) any { return f.UntilOrNone("x", "填写期限") }, calendar.Day(0), "填写期限", "but not be unreadable"},
		{"0", func(f *Reader) any { return f.Int("x", "填写件数") }, 0, "", "none is a number"},
		{"-1", func(f *Reader) any { return f.Int("x", "填写件数") }, 0, "填写件数", "less than none is not"},
		{"1.5", func(f *Reader) any { return f.Int("x", "填写件数") }, 0, "填写件数", "whole ones only"},
		{"pages", func(f *Reader) any { return Pick(f, "x", "选择", "items", "pages") }, "pages", "", "what is offered"},
		{"page", func(f *Reader) any { return Pick(f, "x", "选择计费的方式", "items", "pages") }, "", "选择计费的方式", "what is not"},
		{"yes", func(f *Reader) any { return f.Yes("x") }, true, "", "ticked"},
		{"on", func(f *Reader) any { return f.Yes("x") }, false, "", "something else"},
	} {
		f := Read(posted(t, "extend_x", tt.typed, "x", "another form's"), "extend", today)
		got := tt.read(f)
		if got != tt.want {
			t.Errorf("%s: read %v, want %v", tt.because, got, tt.want)
		}
		err := f.Faults()
		if tt.fault == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.because, err)
			}
			continue
		}
		var list fault.List
		if !errors.As(err, &list) || len(list) != 1 || list[0].Field != "extend_x" || list[0].Message != tt.fault || list[0].Kind != fault.Invalid {
			t.Errorf("%s: %v, want %s on extend_x", tt.because, err, tt.fault)
		}
	}
}

func TestReaderGathersAll(t *testing.T) {
	f := From(func(name string) string { return map[string]string{"at": "2026-11-28"}[name] }, "", today)
	f.Day("at")
	f.Text("note", "写明理由")
	f.Int("days", "填写天数")
	var list fault.List
	if !errors.As(f.Faults(), &list) || len(list) != 2 || list[0].Field != "note" || list[1].Field != "days" {
		t.Errorf("a person is told everything at once, by the plain names where there is no prefix: %v", f.Faults())
	}
}

func TestRev(t *testing.T) {
	for typed, want := range map[string]int64{"7": 7, " 7 ": 7, "": 0, "seven": 0, "99999999999999999999": 0} {
		if got := Rev(posted(t, "rev", typed)); got != want || Revision(typed) != want {
			t.Errorf("rev %q is %d, want %d: a revision no record has is stale everywhere", typed, got, want)
		}
	}
}

func TestStep(t *testing.T) {
	type record struct{ note string }
	broken := errors.New("disk full")
	table := Steps[string, int, *record]{
		{Action: "note", Leads: func(n int) bool { return n > 0 }, Fields: func(int) []web.Field { return []web.Field{Text("text", "说明", ""), Date("at", "日期", "", "")} },
			Read: func(_ context.Context, f *Reader, c *record) error { c.note = f.Text("text", "写明"); return nil }},
		{Action: "fail", Read: func(_ context.Context, f *Reader, _ *record) error { f.Add("text", "也有"); return broken }},
	}
	s, ok := table.Of("note")
	if fields := s.Form(1); !ok || len(fields) != 2 || fields[0].Name != "note_text" || fields[1].Name != "note_at" {
		t.Errorf("fields bear the step's name: %v", s.Form(1))
	}
	if s.Open(0) || !s.Open(1) {
		t.Error("a step that leads nowhere is not open")
	}
	for _, tt := range []struct{ typed, note, fault string }{{"甲", "甲", ""}, {"", "", "note_text"}} {
		var c record
		err := s.Take(t.Context(), Read(posted(t, "note_text", tt.typed), "note", today), &c)
		if f := fault.As(err); c.note != tt.note || (f == nil) != (tt.fault == "") || f != nil && f.Field != tt.fault {
			t.Errorf("%q: %v %v", tt.typed, c, err)
		}
	}
	fail, _ := table.Of("fail")
	if err := fail.Take(t.Context(), Read(posted(t), "fail", today), &record{}); !errors.Is(err, broken) || !fail.Open(0) || fail.Form(0) != nil {
		t.Errorf("a reading that ends with an error of its own ends with it; a step without fields is a button: %v", err)
	}
	if _, ok := table.Of("other"); ok {
		t.Error("an act without a row has no form")
	}
}

func TestFields(t *testing.T) {
	f := Choice("how", "方式", "mail", "邮寄", "web", "网上", "odd")
	if f.Kind != "select" || len(f.Options) != 2 || Label("web", f.Options) != "网上" || Known("fax", f.Options) || !Known("mail", f.Options) {
		t.Errorf("a choice offers pairs: %v", f)
	}
	fields := []web.Field{f, Number("n", "数", "", "1")}
	Retype(fields, posted(t, "how", "web", "n", "x"), fault.List{fault.Field("n", "填写整数"), fault.Field("n", "另一个")})
	if fields[0].Value != "web" || fields[0].Fault != "" || fields[1].Value != "x" || fields[1].Fault != "填写整数" {
		t.Errorf("what was typed comes back with its first fault: %v", fields)
	}
	if got := Excerpt(" 甲 \n 乙 " + strings.Repeat("丙", 80)); got != "甲 乙 "+strings.Repeat("丙", 56)+"…" {
		t.Errorf("an excerpt is one line of 60 characters: %s", got)
	}
	if Clip(strings.Repeat("丁", Most+9)) != strings.Repeat("丁", Most) || Clip("丁") != "丁" {
		t.Error("a text is cut by characters")
	}
}

type againPage struct {
	web.Shell
	Typed string
}

func TestAgain(t *testing.T) {
	views, err := web.NewViews(fstest.MapFS{"templates/public/form.html": {Data: []byte(`{{define "main"}}[{{.Typed}}]{{range .Errors}}({{.Message}}){{end}}{{end}}`)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("disk full")
	for _, tt := range []struct {
		err     error
		status  int // 0: returned to the caller
		says    string
		because string
	}{
		{fault.List{fault.Field("note", "写明理由"), fault.Field("at", "填写日期")}, 422, "[甲](写明理由)(填写日期)", "everything that is wrong, and what was typed"},
		{&fault.Error{Kind: fault.Unlawful, Message: "期限已满"}, 422, "[甲](期限已满)", "what the law does not allow"},
		{&fault.Error{Kind: fault.Conflict, Message: "别人刚改过"}, 409, "[甲](别人刚改过)", "somebody was faster"},
		{&fault.Error{Kind: fault.Throttled, Message: "试得太频繁"}, 429, "[甲](试得太频繁)", "too many tries"},
		{&fault.Error{Kind: fault.NotFound, Message: "没有"}, 0, "", "no correction brings the record back"},
		{&fault.Error{Kind: fault.Forbidden, Message: "没有权限"}, 0, "", "nor a role"},
		{broken, 0, "", "a failure of the program is no form's matter"},
	} {
		w, p := httptest.NewRecorder(), &againPage{}
		r := posted(t, "note", "甲")
		r.Header.Set("HX-Request", "true") // the page without its layout
		got := Again(w, r, views, "public/form", p, tt.err, func() { p.Typed = r.PostFormValue("note") })
		if tt.status == 0 {
			if !errors.Is(got, tt.err) || w.Body.Len() > 0 || p.Typed != "" {
				t.Errorf("%s: %v and %q", tt.because, got, w.Body)
			}
			continue
		}
		if got != nil || w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) {
			t.Errorf("%s: %d %v %s", tt.because, w.Code, got, w.Body)
		}
	}
}
