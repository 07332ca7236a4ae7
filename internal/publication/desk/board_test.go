package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/web/webtest"
)

// column keeps a column and gives it back.
func (h *house) column(t *testing.T, name string, entry publication.Item, class, months string) Column {
	t.Helper()
	w := webtest.Post(h.web, identity.Editor, boardPath+"/new", url.Values{"name": {name}, "entry": {string(entry)}, "class": {class}, "months": {months}, "owner": {webtest.Somebody(identity.Editor).ID}, "note": {"数由信息科给"}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("keep a column: %d\n%s", w.Code, w.Body)
	}
	all, err := columnsOf(h.ctx, h.DB, "b1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no column %s", name)
	return Column{}
}

func (h *house) board(t *testing.T) string {
	t.Helper()
	w := webtest.Get(h.web, identity.Editor, boardPath)
	webtest.CheckPage(t, w.Body.String())
	if w.Code != http.StatusOK {
		t.Fatalf("board: %d", w.Code)
	}
	return w.Body.String()
}

// TestBoard follows columns over a year with a moved clock: blank, on time,
// pressing, stale; a correction updates nothing.
func TestBoard(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if s := h.board(t); !strings.Contains(s, "没有栏目") || !strings.Contains(s, "16 个法定事项还没有栏目") {
			t.Error("entries without a column are not told")
		}
		c := h.column(t, "通知公告", "20.15", "notices", "")
		if s := h.board(t); !strings.Contains(s, "空白") || !strings.Contains(s, "最该催的是 通知公告") {
			t.Error("a blank column is not told")
		}
		x := h.write(t, publication.Notice)
		all, err := h.missing(h.ctx, h.DB, x)
		if err != nil || len(all) != 1 || all[0].Field != "place" {
			t.Errorf("a document without a column: %v, %v", all, err)
		}
		x = h.release(t, h.write(t, publication.Notice, "place", c.ID))
		published := h.kit.Clock.Now()
		if s := h.board(t); !strings.Contains(s, "2026-11-20") || !strings.Contains(s, "按时") {
			t.Error("what became public does not update its column")
		}
		for _, tt := range []struct {
			after   time.Duration
			state   string
			because string
		}{
			{150 * 24 * time.Hour, "按时", "five months"},
			{170 * 24 * time.Hour, "快到期", "two weeks before the six months are over"},
			{183 * 24 * time.Hour, "久未更新", "more than six months"},
		} {
			h.kit.Clock.Set(published.Add(tt.after))
			if s := h.board(t); !strings.Contains(s, `">`+tt.state+"<") {
				t.Errorf("%s: the column is not %s", tt.because, tt.state)
			}
		}
		h.release(t, h.write(t, publication.Notice, "place", c.ID, "corrects", x.ID))
		if s := h.board(t); !strings.Contains(s, "久未更新") {
			t.Error("a correction updates its column")
		}
		h.release(t, h.write(t, publication.Notice, "place", c.ID, "title", "新的通知"))
		if s := h.board(t); strings.Contains(s, "久未更新") {
			t.Error("a new document does not update its column")
		}
	})
}

// TestPress: a column is pressed once a day, and stands with who sees to it.
func TestPress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.column(t, "办事统计", "20.4", "periodic", "3")
		for i, want := range []int{http.StatusSeeOther, http.StatusConflict} {
			if w := webtest.Post(h.web, identity.Leader, boardPath+"/press", url.Values{"column": {c.ID}}); w.Code != want {
				t.Errorf("pressed %d times: %d", i+1, w.Code)
			}
		}
		todos, err := h.Todos(h.ctx, webtest.Somebody(identity.Editor))
		if err != nil || len(todos) != 1 || !todos[0].Urgent || todos[0].Label != "更新栏目：办事统计" {
			t.Errorf("to do: %v, %v", todos, err)
		}
	})
}

// TestHandOver: everything somebody owes moves in one act; who wrote a text stays
// who wrote it; the successor accepts.
func TestHandOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		editor := webtest.Somebody(identity.Editor)
		c := h.column(t, "通知公告", "20.15", "notices", "")
		h.column(t, "办事统计", "20.4", "periodic", "3")
		x := h.write(t, publication.Notice, "place", c.ID)
		next := identity.Actor{ID: "p-next", Name: "许航", Body: "b1", Sees: []string{"b1"}, Roles: []identity.Role{identity.Editor, identity.Reviewer}}
		for _, tt := range []struct{ from, to, field, because string }{
			{"", "p-next", "from", "nobody leaves"},
			{editor.ID, "", "to", "nobody takes over"},
			{editor.ID, editor.ID, "to", "the same person"},
			{editor.ID, webtest.Somebody(identity.Leader).ID, "to", "who may not write"},
			{"p-nobody", "p-next", "from", "who owes nothing"},
		} {
			_, err := h.HandOver(h.ctx, editor, tt.from, tt.to, "")
			if f := fault.As(err); f == nil || f.Field != tt.field {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		w := webtest.Post(h.web, identity.Editor, boardPath+"/handover", url.Values{"from": {editor.ID}, "to": {"p-next"}, "note": {"统计数每季 20 日前给"}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("hand over: %d\n%s", w.Code, w.Body)
		}
		if got, err := h.Todos(h.ctx, editor); err != nil || len(got) != 0 {
			t.Errorf("who left still owes %v, %v", got, err)
		}
		got, err := h.Todos(h.ctx, next)
		if err != nil || len(got) != 4 { // two blank columns, the handover, the draft
			t.Errorf("who took over owes %v, %v", got, err)
		}
		x = h.load(t, x.ID)
		if x.DraftedBy != editor.ID || x.Keeper != "p-next" {
			t.Errorf("written by %s, kept by %s", x.DraftedBy, x.Keeper)
		}
		waiting, err := openHandovers(h.ctx, h.DB, "b1")
		if err != nil || len(waiting) != 1 || waiting[0].Columns != 2 || waiting[0].Documents != 1 {
			t.Fatalf("%v, %v", waiting, err)
		}
		if err := h.Accept(h.ctx, editor, waiting[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("somebody else accepts: %v", err)
		}
		if err := h.Accept(h.ctx, next, waiting[0].ID); err != nil {
			t.Error(err)
		}
		if err := h.Accept(h.ctx, next, waiting[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("accepted twice: %v", err)
		}
	})
}

// TestColumnForm says what of a column cannot be kept.
func TestColumnForm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		good := Column{Name: "统计", Entry: "20.4", Class: publication.Periodic, Months: 3, Owner: webtest.Somebody(identity.Editor).ID}
		for _, tt := range []struct {
			change  func(*Column)
			field   string
			because string
		}{
			{func(*Column) {}, "", "as it should be"},
			{func(c *Column) { c.Name = "" }, "name", "no name"},
			{func(c *Column) { c.Entry = "" }, "entry", "no entry of the catalogue"},
			{func(c *Column) { c.Class = "often" }, "class", "an unknown class"},
			{func(c *Column) { c.Months = 0 }, "months", "no period"},
			{func(c *Column) { c.Months = 25 }, "months", "more than two years"},
			{func(c *Column) { c.Owner = "p-9" }, "owner", "somebody of another body"},
		} {
			c := good
			tt.change(&c)
			err := h.KeepColumn(h.ctx, webtest.Somebody(identity.Editor), c, 0)
			got := ""
			if f := fault.As(err); f != nil {
				got = f.Field
			}
			if got != tt.field {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		all, err := columnsOf(h.ctx, h.DB, "b1")
		if err != nil || len(all) != 1 {
			t.Fatalf("%v, %v", all, err)
		}
		good.ID, good.Name = all[0].ID, "统计信息"
		for i, want := range []bool{true, false} {
			if err := h.KeepColumn(h.ctx, webtest.Somebody(identity.Editor), good, all[0].Rev); (err == nil) != want {
				t.Errorf("changed %d times from one revision: %v", i+1, err)
			}
		}
		stranger := identity.Actor{ID: "p-9", Body: "b2", Sees: []string{"b2"}, Roles: []identity.Role{identity.Editor}}
		if err := h.Press(h.ctx, stranger, good.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("pressed from another body: %v", err)
		}
	})
}
