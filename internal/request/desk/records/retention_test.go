package records_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/records"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/webtest"
)

// What has outlived its time is made anonymous once the head has decided so:
// who applied is gone, and every figure stays.
func TestApplicantsAreForgotten(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		old, open := h.Decided(t, 1, "2026-11-18"), h.Register(t, 2, "2026-11-19", "征地补偿安置方案")
		h.Kit.Clock.Set(time.Date(2029, 11, 20, 2, 0, 0, 0, time.UTC))
		young := h.Decided(t, 3, "2029-11-19")
		before := h.Cells(t)
		path := "/console/requests/retention"
		if w := h.Post(t, identity.Leader, path, url.Values{"do": {"anonymise"}, "seen": {"1"}}); w.Code != http.StatusConflict {
			t.Errorf("without a time set: %d", w.Code)
		}
		for _, tt := range []struct {
			role         identity.Role
			years, basis string
			status       int
			because      string
		}{
			{identity.Clerk, "3", "保管期限表", http.StatusForbidden, "the head sets it"},
			{identity.Leader, "3", "", http.StatusUnprocessableEntity, "on what does it rest?"},
			{identity.Leader, "-1", "保管期限表", http.StatusUnprocessableEntity, "no such time"},
			{identity.Leader, "三", "保管期限表", http.StatusUnprocessableEntity, "no number"},
			{identity.Leader, "3", "保管期限表", http.StatusSeeOther, "set"},
		} {
			if w := h.Post(t, tt.role, path, url.Values{"years": {tt.years}, "basis": {tt.basis}}); w.Code != tt.status {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
		}
		page := webtest.Get(h.Web, identity.Leader, path).Body.String()
		if webtest.CheckPage(t, page); !strings.Contains(page, "有 <b>1</b> 件") || !strings.Contains(page, "2026年11月20日") {
			t.Errorf("the preview:\n%s", page)
		}
		if err := h.Records.Anonymise(h.Ctx, webtest.Somebody(identity.Leader), 2); !fault.Is(err, fault.Conflict) {
			t.Errorf("another number than was shown: %v", err)
		}
		if w := h.Post(t, identity.Leader, path, url.Values{"do": {"anonymise"}, "seen": {"1"}}); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		h.Work(t, func() bool { return h.Again(t, old).PurgedOn != "" })
		old = h.Again(t, old)
		if !old.Name.Empty() || !old.Identity.Empty() || !old.Phone.Empty() || old.PhoneIndex+old.IdentityIndex+old.CodeHash != "" || old.PurgedOn != "2029-11-20" {
			t.Errorf("%+v", old)
		}
		all, err := cases.LetterTable.Of(h.Ctx, h.DB, old.ID)
		if err != nil || len(all) != 2 || all[0].State != "served" || all[0].Number.Int64 != 2 {
			t.Fatal(all, err)
		}
		if plain, err := h.Vault.Open(all[0].Elements, cases.LetterTable.Says(all[0])); err != nil || strings.Contains(plain.Text(), "王小溪") || strings.Contains(plain.Text(), "报告存在") {
			t.Errorf("the letter still tells: %v", err)
		}
		for _, c := range []cases.Case{open, young} {
			if c = h.Again(t, c); c.PurgedOn != "" || c.Name.Empty() {
				t.Errorf("%s is forgotten too early", c.No())
			}
		}
		if after := h.Cells(t); !maps.Equal(before, after) {
			t.Errorf("%v became %v", before, after)
		}
		if r, err := h.Records.Recount(h.Ctx, ""); err != nil || !r.OK() {
			t.Error(r, err)
		}
		if n := h.Audited(t, "request.anonymise"); n != 2 {
			t.Errorf("%d entries: the decision and its work", n)
		}
		for _, at := range []string{"/console/requests/" + old.ID, "/console/requests?show=ended"} {
			if w := webtest.Get(h.Web, identity.Clerk, at); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "已匿名") {
				t.Errorf("%s: %d", at, w.Code)
			}
		}
		if w := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+old.ID+"/letter/letter.docx"); w.Code >= 500 {
			t.Errorf("what is left of the letter: %d", w.Code)
		}
		if _, err := h.Vault.Reseal(h.Ctx, h.Columns(), 10); err != nil { // the words that stand for what was forgotten
			t.Fatal(err)
		}
		if n, err := h.Vault.Reseal(h.Ctx, h.Columns(), 10); err != nil || n != 0 {
			t.Error(n, err)
		}
		if err := h.Records.Purge(h.Ctx, records.PurgeArgs{Body: "b1", UpTo: "2026-11-20"}); err != nil || h.Audited(t, "request.anonymise") != 2 {
			t.Errorf("done again it does something: %v", err)
		}
	})
}

// Every table that keeps something sealed about an application is emptied of it.
func TestForgettingKnowsEverySealedTable(t *testing.T) {
	said := strings.Join(records.Forgetting(), "\n")
	d := &desk.Desk{}
	d.Recorder = &act.Recorder{}
	for _, s := range d.Columns() {
		if s.Open {
			continue // texts: TestTextsAndFilesAreForgotten looks for what they hold
		}
		switch s.Table {
		case "request_draft", "request_aside", "request_letter": // not of an application yet; none; done one by one
			continue
		}
		if !strings.Contains(said, "UPDATE "+s.Table+" ") || !strings.Contains(said, s.Column+" = ''") {
			t.Errorf("%s.%s is not forgotten", s.Table, s.Column)
		}
	}
}

// everything is what the tables of applications hold, as text.
func everything(t *testing.T, h *desktest.House) string {
	t.Helper()
	q := `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'request%'`
	if h.Dialect == sqldb.Postgres {
		q = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_name LIKE 'request%'`
	}
	names, err := sqldb.List(h.Ctx, h.DB, "table", func(r sqldb.Row) (s string, err error) { return s, r.Scan(&s) }, q)
	if err != nil || len(names) < 20 {
		t.Fatal(names, err)
	}
	var b strings.Builder
	for _, name := range names {
		rows, err := h.DB.QueryContext(h.Ctx, `SELECT * FROM `+name)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				fmt.Fprintf(&b, "%s.%s %s\n", name, columns[i], v)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range vault.TextsOpen(h.Columns()) { // what stands sealed as well
		cells, err := c.Next(h.Ctx, "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range cells {
			text, err := h.Vault.Open(cell.Value, vault.Location{Table: c.Table, Column: c.Column, Row: cell.Row})
			if err != nil {
				continue // open: told above
			}
			fmt.Fprintf(&b, "%s.%s %s\n", c.Table, c.Column, text.Text())
		}
	}
	return b.String()
}

// What an applicant and the staff wrote goes with the rest: what was asked for,
// what it was found by, notes, questions to units, and the files themselves. An
// application over which a review is open stays.
func TestTextsAndFilesAreForgotten(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(7)
		in.Channel, in.On, in.Wanted = "in_person", "2026-11-18", "本人王小溪（身份证号330000199001010006）的房屋鉴定报告"
		c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		e, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, c, "u1", "查王小溪的档案", "2026-11-25")
		if err != nil {
			t.Fatal(err)
		}
		e.Rev, e.State = 1, "open"
		if err := h.SubRequests.Answer(h.Ctx, desktest.HandlerHere, e, 1, "王小溪名下没有"); err != nil {
			t.Fatal(err)
		}
		if err := h.Cases.Index(h.Ctx); err != nil {
			t.Fatal(err)
		}
		if code := h.SendFiles(t, identity.Clerk, "/console/requests/"+c.ID+"/answer-files", nil, [2]string{"王小溪.txt", "王小溪的鉴定报告"}).Code; code != http.StatusSeeOther {
			t.Fatalf("a file: %d", code)
		}
		held, err := files.AnswerOf(h.Ctx, h.DB, c.ID)
		if err != nil || len(held) != 1 {
			t.Fatal(held, err)
		}
		if data, err := h.Attachments.Content(h.Ctx, held[0]); err != nil || !strings.Contains(string(data), "王小溪") {
			t.Fatalf("%q %v", data, err)
		}
		c = h.Do(t, identity.Clerk, h.Again(t, c), request.ActionWithdraw, "at", "2026-11-20", "note", "王小溪来电撤回", "proof", "来电记录")
		kept := h.Decided(t, 8, "2026-11-18")
		h.Records.OpenContests = func(context.Context, string) ([]string, error) { return []string{kept.ID}, nil }
		if text := everything(t, h); strings.Count(text, "王小溪") < 4 {
			t.Fatalf("the test itself: %d places", strings.Count(text, "王小溪"))
		}
		found := func() int {
			ids, err := h.Cases.Candidates(h.Ctx, "b1", "房屋鉴定", 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(ids)
		}
		if found() != 1 {
			t.Fatal("the index does not know it")
		}
		h.Kit.Clock.Set(time.Date(2029, 11, 20, 2, 0, 0, 0, time.UTC))
		leader := webtest.Somebody(identity.Leader)
		if err := h.Records.SetRetention(h.Ctx, leader, 3, "保管期限表"); err != nil {
			t.Fatal(err)
		}
		if page := webtest.Get(h.Web, identity.Leader, "/console/requests/retention").Body.String(); !strings.Contains(page, "少于五年") || !strings.Contains(page, "<b>1</b> 件") {
			t.Errorf("no warning, or the contested one is counted:\n%s", page)
		}
		if err := h.Records.Purge(h.Ctx, records.PurgeArgs{Body: "b1", UpTo: "2026-11-20"}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(everything(t, h)) {
			if strings.Contains(line, "王小溪") || strings.Contains(line, "330000199001010006") || strings.Contains(line, "房屋鉴定") {
				t.Errorf("left: %s", line)
			}
		}
		if data, err := h.Attachments.Content(h.Ctx, held[0]); err == nil {
			t.Errorf("with its key from a backup the file is still read: %q", data)
		}
		if found() != 0 {
			t.Error("the index still finds it")
		}
		if h.Again(t, c).PurgedOn == "" || h.Again(t, kept).PurgedOn != "" {
			t.Error("the contested one is forgotten, or the other is not")
		}
		h.Records.OpenContests = nil
		if err := h.Records.Purge(h.Ctx, records.PurgeArgs{Body: "b1", UpTo: "2026-11-20"}); err != nil || h.Again(t, kept).PurgedOn == "" {
			t.Errorf("it is not forgotten after the contest: %v", err)
		}
	})
}

// TestPublicFilesOutliveTheApplicant: what everybody may read stays; the original in
// whose place it stands, and files of a text that never became public, go.
func TestPublicFilesOutliveTheApplicant(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Granted(t, 1)
		err := h.Recorder.Do(h.Ctx, desktest.Clerk, act.Entry{Name: "request.release_attach", Body: c.Body}, func(tx *act.Tx) error {
			for _, q := range []string{
				`INSERT INTO request_release (id, request, body, rev, title, asked, answered, outcome, answered_on, days, state, drafted_by, drafted_at) VALUES ('r1', $1, 'b1', 1, '', '', '', '', '', 0, 'public', '', 0), ('r2', $1, 'b1', 1, '', '', '', '', '', 0, 'draft', '', 0)`,
				`INSERT INTO request_release_file (id, release, body, form, stage, name, kind, size, hash, file_key, added_by, added_at) VALUES ('public', 'r1', $1, '', 'public', 'n', 'txt', 1, 'h', 'k', '', 0),
					('original', 'r1', $1, '', 'original', 'n', 'txt', 1, 'h', 'k', '', 0), ('draft', 'r2', $1, '', 'public', 'n', 'txt', 1, 'h', 'k', '', 0)`} {
				of := c.ID
				if strings.Contains(q, "request_release_file") {
					of = c.Body
				}
				if _, err := tx.ExecContext(h.Ctx, q, of); err != nil {
					return err
				}
			}
			for _, q := range records.Forgetting() {
				if _, err := tx.ExecContext(h.Ctx, q, c.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]string{"public": "k", "original": "", "draft": ""} {
			var key string
			if err := h.DB.QueryRowContext(h.Ctx, `SELECT file_key FROM request_release_file WHERE id = $1`, id).Scan(&key); err != nil || key != want {
				t.Errorf("%s: key %q, %v", id, key, err)
			}
		}
	})
}
