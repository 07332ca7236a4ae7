package attach_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/blob"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

var (
	visitor = identity.Actor{ID: "visitor", Body: "b1"}
	table   = attach.NewTable("complaint_file", "complaint")
	limits  = attach.Limits{FileBytes: 1 << 20, Files: 3}
)

type fixture struct {
	*attach.Files
	k     *testkit.Kit
	ctx   context.Context
	blobs *blob.Disk
}

func each(t *testing.T, f func(t *testing.T, x *fixture)) {
	line := sqldb.Migrations{Name: "complaint", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE complaint_file (id TEXT PRIMARY KEY, complaint TEXT, body TEXT NOT NULL, form TEXT NOT NULL, stage TEXT NOT NULL, name TEXT NOT NULL,
	kind TEXT NOT NULL, size BIGINT NOT NULL, hash TEXT NOT NULL, file_key TEXT NOT NULL, added_by TEXT NOT NULL, added_at BIGINT NOT NULL);
CREATE INDEX complaint_file_of ON complaint_file (complaint, added_at, id);
CREATE INDEX complaint_file_form ON complaint_file (body, form, id);
`)}}}
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		v, err := vault.New(vault.International, k.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		disk, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		f(t, &fixture{k: k, ctx: context.Background(), blobs: disk, Files: attach.New(attach.Config{DB: k.DB, Recorder: k.Recorder, Vault: v, Blobs: blob.NewSealed(disk, v),
			Table: table, Limits: limits, Words: attach.Words{Owner: "一件投诉", Missing: "没有这个文件", Gone: "已过保存期限"},
			Acts: attach.Acts{Attach: "complaint.attach", Detach: "complaint.detach", Take: "complaint.file"}})})
	}, line)
}

// form is a posted form with the field about and some files, names before
// contents.
func form(t *testing.T, files ...string) *http.Request {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.WriteField("about", "噪声扰民"); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(files); i += 2 {
		w, err := m.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="files"; filename="%s"`, files[i])}, "Content-Type": {"application/octet-stream"}})
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

func (x *fixture) hand(t *testing.T, to attach.To, files ...string) *attach.Posted {
	t.Helper()
	p, err := x.Read(form(t, files...), visitor, "b1")
	if err == nil {
		err = p.Keep(x.ctx, visitor, to)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (x *fixture) names(t *testing.T, files []attach.File, err error) (list []string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := x.Rows(files, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		list = append(list, r.Name)
	}
	return list
}

func (x *fixture) loose(t *testing.T, form string) []attach.File {
	t.Helper()
	files, err := table.Loose(x.ctx, x.k.DB, "b1", form)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func (x *fixture) audited(t *testing.T, name string) (n int) {
	t.Helper()
	if err := x.k.DB.QueryRowContext(x.ctx, `SELECT count(*) FROM audit_entry WHERE act = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatCannotBeTakenIsToldAndTheRestKept(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		r := form(t, "照片.pdf", "%PDF-1.7"+strings.Repeat("x", 3<<20), "程序.exe", "MZ\x90\x00", "../../说明.txt", "夜间施工")
		p, err := x.Read(r, visitor, "b1")
		if err != nil || p.Count() != 1 || r.PostFormValue("about") != "噪声扰民" {
			t.Fatalf("%d files, %v", p.Count(), err)
		}
		said := p.Faults.Error()
		for _, want := range []string{"“照片.pdf”有 4 MB，超过 1 MB", "“程序.exe”没有上传"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not said: %s", want, said)
			}
		}
		if err := p.Keep(x.ctx, visitor, attach.To{Body: "b1", Form: "f1", Stage: "first"}); err != nil {
			t.Fatal(err)
		}
		files := x.loose(t, "f1")
		if got := x.names(t, files, nil); !slices.Equal(got, []string{"说明.txt"}) {
			t.Errorf("kept %v", got)
		}
		raw, err := files[0].Name.Value()
		if err != nil || strings.Contains(fmt.Sprint(raw), "说明") || files[0].AddedBy != "visitor" || files[0].Owner != "" {
			t.Errorf("the row: %+v, %v", files[0], err)
		}
		if data, err := x.Content(x.ctx, files[0]); err != nil || string(data) != "夜间施工" {
			t.Errorf("the content came back as %q, %v", data, err)
		}
		if n := x.audited(t, "complaint.attach"); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

func TestOnlySoManyOfAnOwnerAndStage(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		to := attach.To{Body: "b1", Form: "f1", Stage: "first"}
		x.hand(t, to, "1.txt", "一", "2.txt", "二")
		p := x.hand(t, to, "3.txt", "三", "4.txt", "四")
		if said := p.Faults.Error(); !strings.Contains(said, "一件投诉最多 3 个文件") {
			t.Errorf("said: %s", said)
		}
		if got := x.names(t, x.loose(t, "f1"), nil); !slices.Equal(got, []string{"1.txt", "2.txt", "3.txt"}) {
			t.Errorf("kept %v", got)
		}
		if p, err := x.Read(form(t, "1.txt", "一", "2.txt", "二", "3.txt", "三", "4.txt", "四"), visitor, "b1"); err != nil || p.Count() != 3 || !strings.Contains(p.Faults.Error(), "“4.txt”没有上传") {
			t.Errorf("at once: %v %v", p.Faults, err)
		}
		if p := x.hand(t, attach.To{Body: "b1", Form: "f1", Stage: "later"}, "5.txt", "五"); len(p.Faults) != 0 {
			t.Errorf("another stage counts for itself: %v", p.Faults)
		}
	})
}

// A stage with limits of its own takes more files, as long as they are not too
// large together.
func TestAStageHasLimitsOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		own := x.Within(attach.Limits{FileBytes: 10, Files: 5, Bytes: 12})
		keep := func(files ...string) *attach.Posted {
			t.Helper()
			p, err := own.Read(form(t, files...), visitor, "b1")
			if err == nil {
				err = p.Keep(t.Context(), visitor, attach.To{Body: "b1", Form: "f2", Stage: "answer"})
			}
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		if p := keep("1.txt", "一一", "2.txt", "二"); len(p.Faults) != 0 {
			t.Errorf("within the limits: %v", p.Faults)
		}
		if p := keep("3.txt", "三", "4.txt", "四"); !strings.Contains(p.Faults.Error(), "合计不超过") {
			t.Errorf("too large together: %v", p.Faults)
		}
		if got := x.names(t, x.loose(t, "f2"), nil); !slices.Equal(got, []string{"1.txt", "2.txt", "3.txt"}) {
			t.Errorf("kept %v", got)
		}
	})
	if got := (attach.Limits{FileBytes: 50 << 20, Files: 20, Bytes: 100 << 20}).FormBytes(); got != 102<<20 {
		t.Errorf("a form of an answer: %d", got)
	}
}

func TestLooseFilesAreBoundOnceAndServed(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.hand(t, attach.To{Body: "b1", Form: "f1", Stage: "first"}, "证明.pdf", "%PDF-1.7 甲", "说明.txt", "乙")
		x.hand(t, attach.To{Body: "b1", Form: "f2", Stage: "first"}, "别人的.txt", "丙")
		loose := x.loose(t, "f1")
		bind := func() (n int64) {
			err := x.k.Recorder.Do(x.ctx, visitor, act.Entry{Name: "complaint.submit"}, func(tx *act.Tx) (err error) {
				n, err = table.Bind(x.ctx, tx, "b1", "f1", "c1")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if first, again := bind(), bind(); first != 2 || again != 0 {
			t.Errorf("bound %d, then %d", first, again)
		}
		files, err := table.Of(x.ctx, x.k.DB, "c1")
		if got := x.names(t, files, err); !slices.Equal(got, []string{"证明.pdf", "说明.txt"}) || files[0].Owner != "c1" {
			t.Fatalf("of the owner: %v", got)
		}
		if rows, err := x.Rows(files, false); err != nil || rows[0].Name != "附件1" || rows[1].Name != "附件2" || rows[0].Size != "1 KB" || rows[0].Stage != "first" {
			t.Errorf("to others: %+v, %v", rows, err)
		}
		if err := x.Remove(x.ctx, visitor, loose...); err != nil {
			t.Fatal(err)
		}
		if data, err := x.Content(x.ctx, files[0]); err != nil || len(data) == 0 {
			t.Errorf("one that was handed in meanwhile is gone: %v", err)
		}
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		w := httptest.NewRecorder()
		if err := x.Serve(w, r, visitor, "b1", "c1", files[0].ID); err != nil || w.Body.String() != "%PDF-1.7 甲" || w.Header().Get("Content-Type") != "application/pdf" ||
			!strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("served %v %v", w.Header(), err)
		}
		if err := x.Serve(httptest.NewRecorder(), r, visitor, "b1", "c2", files[0].ID); !fault.Is(err, fault.NotFound) || err.Error() != "没有这个文件" {
			t.Errorf("another owner's: %v", err)
		}
		if n := x.audited(t, "complaint.file"); n != 1 {
			t.Errorf("%d entries, want one of what was served", n)
		}
	})
}

func TestWhatIsGoneIsNotServed(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.hand(t, attach.To{Body: "b1", Owner: "c1", Stage: "later"}, "a.txt", "甲", "b.txt", "乙")
		files, err := table.Of(x.ctx, x.k.DB, "c1")
		if err != nil || len(files) != 2 {
			t.Fatal(len(files), err)
		}
		if err := x.blobs.Delete(x.ctx, files[0].Hash); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		if err := x.Serve(w, r, visitor, "b1", "c1", files[0].ID); err == nil || fault.As(err) != nil || w.Body.Len() != 0 {
			t.Errorf("a file the store has lost: %v", err)
		}
		err = x.k.Recorder.Do(x.ctx, visitor, act.Entry{Name: "complaint.forget"}, func(tx *act.Tx) error {
			_, err := tx.ExecContext(x.ctx, `UPDATE complaint_file SET name = '', file_key = ''`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Serve(w, r, visitor, "b1", "c1", files[1].ID); !fault.Is(err, fault.NotFound) || err.Error() != "已过保存期限" {
			t.Errorf("past its time: %v", err)
		}
		files, err = table.Of(x.ctx, x.k.DB, "c1")
		if rows, bad := x.Rows(files, true); err != nil || bad != nil || len(rows) != 0 {
			t.Errorf("listed: %v %v %v", rows, err, bad)
		}
		if n := x.audited(t, "complaint.file"); n != 0 {
			t.Errorf("%d entries of what was not served", n)
		}
	})
}

func TestDroppedFilesLeaveNothing(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.hand(t, attach.To{Body: "b1", Form: "f1", Stage: "first"}, "a.txt", "甲", "b.txt", "乙")
		files := x.loose(t, "f1")
		if err := x.RemoveLoose(x.ctx, visitor, "b1", "another form", files[0].ID); err != nil || len(x.loose(t, "f1")) != 2 {
			t.Errorf("taken off by another form: %v", err)
		}
		if err := x.RemoveLoose(x.ctx, visitor, "b1", "f1", files[0].ID); err != nil {
			t.Fatal(err)
		}
		if got := x.names(t, x.loose(t, "f1"), nil); !slices.Equal(got, []string{"b.txt"}) {
			t.Errorf("left: %v", got)
		}
		if there, err := x.blobs.Exists(x.ctx, files[0].Hash); err != nil || there {
			t.Errorf("its content is still there: %v", err)
		}
		if n := x.audited(t, "complaint.detach"); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

// A body over its limit and one that breaks off lose nothing that was read.
func TestAFormThatBreaksOff(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		whole := "--x\r\nContent-Disposition: form-data; name=\"about\"\r\n\r\n噪声扰民\r\n" +
			"--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7 and then noth"
		for name, tt := range map[string]struct {
			limit int64
			want  string
		}{"broken off": {1 << 20, "上传没有完成"}, "too much": {int64(len(whole)) - 5, "合计超过 5 MB"}} {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(whole))
			r.Body = http.MaxBytesReader(nil, r.Body, tt.limit)
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
			p, err := x.Read(r, visitor, "b1")
			if err != nil || p.Count() != 0 || !strings.Contains(p.Faults.Error(), tt.want) || r.PostFormValue("about") != "噪声扰民" {
				t.Errorf("%s: %v %v, about %q", name, p.Faults, err, r.PostFormValue("about"))
			}
		}
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("--x"))
		r.Header.Set("Content-Type", "multipart/form-data")
		if _, err := x.Read(r, visitor, "b1"); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a boundary: %v", err)
		}
		long := form(t, "a.txt", "甲")
		long.Body = io.NopCloser(strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"about\"\r\n\r\n" + strings.Repeat("x", attach.ValueBytes+1) + "\r\n--x--"))
		long.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		if _, err := x.Read(long, visitor, "b1"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a field without end: %v", err)
		}
	})
}
