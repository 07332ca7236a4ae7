package desk

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/blob"
	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// number is the identity number of the standard's own example.
const number = "11010519491231002X"

var (
	clerk    = webtest.Somebody(identity.Clerk)
	reviewer = webtest.Somebody(identity.Reviewer)
	leader   = webtest.Somebody(identity.Leader)
	visitor  = identity.Actor{Body: "b1", Roles: []identity.Role{identity.Public}}
	papers   = attach.NewTable("paper_file", "paper")
)

// house is the desk over a ledger of papers that keeps files.
type house struct {
	*Desk
	kit    *testkit.Kit
	ctx    context.Context
	files  *attach.Files
	web    http.Handler
	closed bool // papers may not be changed any more
	signed bool // they were signed while the file was made
}

func paperLine() sqldb.Migrations {
	return sqldb.Migrations{Name: "paper", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE paper_file (id TEXT PRIMARY KEY, paper TEXT, body TEXT NOT NULL, form TEXT NOT NULL, stage TEXT NOT NULL, name TEXT NOT NULL,
	kind TEXT NOT NULL, size BIGINT NOT NULL, hash TEXT NOT NULL, file_key TEXT NOT NULL, added_by TEXT NOT NULL, added_at BIGINT NOT NULL);
`)}}}
}

// open is the desk on a database, on Friday 20 November 2026.
func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	keys, err := vault.New(vault.International, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	disk, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	reader := extract.New(extract.Options{})
	t.Cleanup(func() { reader.Close() })
	h := &house{kit: k, ctx: context.Background()}
	h.Desk, err = New(Config{DB: k.DB, Recorder: k.Recorder, Vault: keys, Now: k.Clock.Now, Reader: reader,
		People: func(context.Context, []string) (map[string]string, error) {
			return map[string]string{"p-clerk": "周敏", "p-reviewer": "陆文"}, nil
		},
		Fonts:  func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) },
		Keeper: h.keeper, Sources: []string{"papers"}, Limit: time.Minute,
		Tell: func(context.Context, string) (string, error) { return "云溪市住房和城乡建设局", nil }})
	if err != nil {
		t.Fatal(err)
	}
	h.files = attach.New(attach.Config{DB: k.DB, Recorder: k.Recorder, Vault: keys, Blobs: blob.NewSealed(disk, keys), Table: papers, Source: "papers", Gate: h.Desk,
		Limits: attach.Limits{FileBytes: 8 << 20, Files: 10}, Words: attach.Words{Owner: "一份材料", Missing: "没有这个文件", Gone: "已过保存期限"},
		Acts: attach.Acts{Attach: "paper.attach", Detach: "paper.detach", Take: "paper.file"}})
	act.On(k.Recorder, h.Bound)
	act.On(k.Recorder, h.Staged)
	act.On(k.Recorder, h.Gone)
	act.On(k.Recorder, h.Forgotten)
	act.On(k.Recorder, h.Published)
	act.On(k.Recorder, h.Unpublished)
	o := webtest.Options()
	o.Menu, o.Now, o.Assets = h.Menu(), h.Now, append(o.Assets, h.Ledger().Assets)
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(h.Routes()...)
	h.web = s.Handler()
	return h
}

func (h *house) keeper(source string) (Keeper, bool) {
	return Keeper{Files: h.files, Original: "original", Goes: func(stage string) bool { return stage == "answer" },
		Matter: func(_ context.Context, who identity.Actor, owner string) (Matter, error) {
			if !who.SeesBody("b1") {
				return Matter{}, &fault.Error{Kind: fault.NotFound, Message: "没有这份材料"}
			}
			return Matter{Label: "材料 " + owner, Href: "/console/papers/" + owner}, nil
		},
		May: func(context.Context, identity.Actor, string) error {
			if h.closed {
				return &fault.Error{Kind: fault.Unlawful, Message: "材料已经签发"}
			}
			return nil
		},
		Change: func(context.Context, *act.Tx, string) error {
			if h.signed {
				return &fault.Error{Kind: fault.Conflict, Message: "材料刚刚签发"}
			}
			return nil
		}}, source == "papers"
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, Migrations(), paperLine())
}

// put hands a file in to a paper and gives the faults it meets.
func (h *house) put(t testing.TB, who identity.Actor, to attach.To, name, content string) error {
	t.Helper()
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
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	p, err := h.files.Read(r, who, "b1")
	if err == nil {
		err = p.Keep(h.ctx, who, to)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p.Faults.Err()
}

// answer puts a file to the answer of a paper and gives it back as it is kept.
func (h *house) answer(t *testing.T, paper, name, content string) attach.File {
	t.Helper()
	if err := h.put(t, clerk, attach.To{Body: "b1", Owner: paper, Stage: "answer"}, name, content); err != nil {
		t.Fatal(err)
	}
	return h.last(t, paper)
}

func (h *house) last(t *testing.T, paper string) attach.File {
	t.Helper()
	all, err := papers.Of(h.ctx, h.DB, paper)
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	return all[len(all)-1]
}

// goes gives what stands in the way of a file.
func (h *house) goes(x attach.File) error { return h.files.MayLeave(h.ctx, h.DB, x) }

func (h *house) found(t *testing.T, id string) []Finding {
	t.Helper()
	x, err := fileOf(h.ctx, h.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	list, err := findingsOf(h.ctx, h.DB, x)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// count counts the rows of a statement.
func (h *house) count(t testing.TB, q string, args ...any) (n int) {
	t.Helper()
	if err := h.DB.QueryRowContext(h.ctx, q, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// cells are all texts of a table.
func (h *house) cells(t *testing.T, table string) (all []string) {
	t.Helper()
	rows, err := h.DB.QueryContext(h.ctx, `SELECT * FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		for _, c := range cells {
			if s, ok := (*c.(*any)).(string); ok {
				all = append(all, s)
			}
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatIsFoundHoldsAFileBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		clean := h.answer(t, "p1", "清单.txt", "验收资料清单，联系电话 0571-0000 0000。")
		if err := h.goes(clean); err != nil {
			t.Errorf("a clean file is held: %v", err)
		}
		x := h.answer(t, "p1", "名单.xlsx", workbook(t, "公租房名单", "张三 身份证号 "+number))
		err := h.goes(x)
		said := fault.ListOf(err)
		if len(said) != 1 || said[0].Href != home+"/files/"+x.ID || !strings.Contains(said[0].Message, "隐藏工作表 底表") || !strings.Contains(said[0].Message, "身份证件号码") || said[0].Cite.Zero() {
			t.Fatalf("the refusal says %v", err)
		}
		if strings.Contains(err.Error(), number) {
			t.Error("the refusal prints the number")
		}
		w := httptest.NewRecorder()
		if err := h.files.Give(w, httptest.NewRequest(http.MethodPost, "/", nil), visitor, "b1", "p1", x.ID); !fault.Is(err, fault.Unlawful) && len(fault.ListOf(err)) == 0 || w.Body.Len() > 0 {
			t.Errorf("the file was given: %v", err)
		}
		if len(h.cells(t, "screening_finding")) == 0 {
			t.Error("nothing was kept of what was found")
		}
		for _, table := range []string{"screening_file", "screening_finding", "screening_decision"} {
			for _, cell := range h.cells(t, table) {
				if strings.Contains(cell, number) || strings.Contains(cell, "张三") {
					t.Errorf("%s holds what was found: %s", table, cell)
				}
			}
		}
	})
}

func TestADecisionLetsItGoAndStays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.answer(t, "p1", "决定.txt", "处罚对象 身份证号 "+number+"。\n另一人手机 13800138000。")
		list := h.found(t, x.ID)
		if len(list) != 2 {
			t.Fatalf("%+v", list)
		}
		good := screening.Decision{Verdict: screening.Opened, Ground: "个保法 13①", Reason: "处罚决定依法公示"}
		if err := h.Decide(h.ctx, clerk, x.ID, 1, good); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a clerk decided: %v", err)
		}
		if err := h.Decide(h.ctx, reviewer, x.ID, 9, good); !fault.Is(err, fault.Conflict) {
			t.Errorf("a finding that is not there: %v", err)
		}
		if err := h.Decide(h.ctx, reviewer, x.ID, 1, good); err != nil {
			t.Fatal(err)
		}
		if said := h.goes(x); said == nil || strings.Contains(said.Error(), "身份证") || !strings.Contains(said.Error(), "手机") {
			t.Errorf("one of two is decided: %v", said)
		}
		if err := h.Decide(h.ctx, reviewer, x.ID, 2, screening.Decision{Verdict: screening.Harmless, Reason: "示例号码"}); err != nil {
			t.Fatal(err)
		}
		if err := h.goes(x); err != nil {
			t.Errorf("every finding is decided: %v", err)
		}
		if err := h.ScreenAgain(h.ctx, "b1"); err != nil {
			t.Fatal(err)
		}
		if err := h.goes(x); err != nil {
			t.Errorf("screened again the decisions are gone: %v", err)
		}
		if n := h.count(t, `SELECT count(*) FROM audit_entry WHERE act = 'screening.decide' AND reason <> ''`); h.DB.(*sqldb.DB).Dialect() == sqldb.SQLite && n != 2 {
			t.Errorf("%d decisions are audited", n)
		}
		if _, err := h.Vault.Rotate(vault.ForIndex, vault.International, h.Now()); err != nil {
			t.Fatal(err)
		}
		if err := h.ScreenAgain(h.ctx, "b1"); err != nil {
			t.Fatal(err)
		}
		if err := h.goes(x); err != nil {
			t.Errorf("under a new key the decisions are gone: %v", err)
		}
	})
}

func TestARedactedFileTakesThePlace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.answer(t, "p1", "名单.xlsx", workbook(t, "名单 电话 13800138000 其余照旧", "张三 身份证号 "+number))
		var all []int
		for _, f := range h.found(t, x.ID) {
			all = append(all, f.Nr)
		}
		for _, tt := range []struct {
			m       Marked
			field   string
			because string
		}{
			{Marked{Ground: "条例 15"}, "texts", "nothing is marked"},
			{Marked{Findings: all, Ground: "条例 99"}, "redact_ground", "no such clause"},
			{Marked{Texts: []string{"李四"}, Ground: "条例 15"}, "texts", "what does not stand there"},
		} {
			if _, err := h.Redact(h.ctx, clerk, x.ID, tt.m); fault.As(err) == nil || fault.As(err).Field != tt.field {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		proof, err := h.Redact(h.ctx, clerk, x.ID, Marked{Findings: all, Ground: "条例 15"})
		if err != nil {
			t.Fatal(err)
		}
		files, err := papers.Of(h.ctx, h.DB, "p1")
		if err != nil || len(files) != 2 || files[0].Stage != "original" || files[1].Stage != "answer" || files[1].ID != proof.File {
			t.Fatalf("%+v %v", files, err)
		}
		if err := h.goes(files[1]); err != nil {
			t.Errorf("the redacted file is held: %v", err)
		}
		_, name, data, err := h.files.Held(h.ctx, proof.File)
		if err != nil || name != "名单（遮盖件）.xlsx" {
			t.Fatal(name, err)
		}
		text := unpacked(t, data)
		if strings.Contains(text, number) || strings.Contains(text, "13800138000") || strings.Contains(text, "底表") || !strings.Contains(text, "其余照旧") || !strings.Contains(text, "已遮盖，依据") {
			t.Errorf("the new file holds %s", text)
		}
		if _, err := h.Redact(h.ctx, clerk, x.ID, Marked{Findings: all, Ground: "条例 15"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an original was redacted twice: %v", err)
		}
		if n := h.count(t, `SELECT count(*) FROM screening_decision WHERE verdict = 'covered' AND ground = '条例 15'`); n != len(all) {
			t.Errorf("%d of %d findings are put down as covered", n, len(all))
		}
		h.signed = true
		if _, err := h.Redact(h.ctx, clerk, proof.File, Marked{Texts: []string{"照旧"}, Ground: "条例 15"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("what was signed meanwhile was changed: %v", err)
		}
		if now := h.last(t, "p1"); now.ID != proof.File || now.Stage != "answer" {
			t.Errorf("the file stands as %+v", now)
		}
		h.closed = true
		if _, err := h.Redact(h.ctx, clerk, proof.File, Marked{Texts: []string{"照旧"}, Ground: "条例 15"}); !fault.Is(err, fault.Unlawful) {
			t.Errorf("what is closed was changed: %v", err)
		}
	})
}

func TestWhatCannotBeProvedCleanIsNotKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.answer(t, "p1", "说明.txt", "身份证号 "+number+"，已遮盖的部分照旧")
		_, err := h.Redact(h.ctx, clerk, x.ID, Marked{Texts: []string{"已遮盖"}, Ground: "条例 15"})
		if err == nil || !strings.Contains(err.Error(), "没有遮盖干净") || !strings.Contains(err.Error(), "段落") {
			t.Errorf("the bar's own words passed, or the place is not told: %v", err)
		}
		if files, err := papers.Of(h.ctx, h.DB, "p1"); err != nil || len(files) != 1 || files[0].Stage != "answer" {
			t.Errorf("a file that is not clean was kept: %+v %v", files, err)
		}
	})
}
