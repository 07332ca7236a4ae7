package desk

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2/memstore"

	"yangguang/internal/act"
	"yangguang/internal/blob"
	"yangguang/internal/extract"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
	"yangguang/internal/web/webtest"
)

// The town of these tests: a government with two departments and a township.
var town = []Body{
	{ID: "gov", Code: "yxzf", Name: "云溪市人民政府", Government: true},
	{ID: "housing", Code: "zjj", Name: "云溪市住房和城乡建设局", Parent: "gov"},
	{ID: "water", Code: "swj", Name: "云溪市水务局", Parent: "gov"},
	{ID: "north", Code: "bz", Name: "云溪市北庄镇人民政府", Parent: "gov", Township: true},
}

// hall is the desk behind the real server.
type hall struct {
	*Desk
	kit *testkit.Kit
	srv *httptest.Server
}

// open serves the town. The header X-As chooses who asks ("editor@water"), the
// header X-Site whose site it is ("city" or a body's id).
func openHall(t *testing.T, k *testkit.Kit) *hall {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	reader := extract.New(extract.Options{})
	t.Cleanup(func() { reader.Close() })
	d, err := New(Config{DB: k.DB, Recorder: k.Recorder, Now: k.Clock.Now, Reader: reader, Blob: files, Fonts: loadFonts,
		Bodies: func(context.Context) ([]Body, error) { return town, nil },
		People: func(_ context.Context, ids []string) (map[string]string, error) { return map[string]string{}, nil }})
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.New(web.Options{
		Identify: func(q *http.Request) (identity.Actor, error) { return actorOf(q.Header.Get("X-As")), nil },
		Site:     siteOf,
		Sessions: web.NewSessions(memstore.New(), false), Menu: d.Menu(), Now: k.Clock.Now, Log: slog.New(slog.DiscardHandler),
		Columns: webtest.Columns(), Assets: []fs.FS{assets}, Sources: ledger.Set{d.Ledger()}.Sources(),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(d.Routes()...)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return &hall{d, k, srv}
}

func actorOf(as string) identity.Actor {
	role, body, ok := strings.Cut(as, "@")
	if !ok {
		return identity.Actor{Roles: []identity.Role{identity.Public}}
	}
	a := identity.Actor{ID: as, Name: "周敏", Body: body, Roles: []identity.Role{identity.Role(role)}, Sees: []string{body}}
	if role == "supervisor" {
		a.Sees = []string{"gov", "housing", "water", "north"}
	}
	return a
}

func siteOf(q *http.Request) (web.Site, error) {
	id := q.Header.Get("X-Site")
	if id == "" || id == "city" {
		return web.Site{BodyID: "gov", Code: "yxzf", Name: "云溪市人民政府", Short: "云溪", Seal: "云溪", Theme: "blue", City: id == "city"}, nil
	}
	for _, b := range town {
		if b.ID == id {
			return web.Site{BodyID: id, Code: b.Code, Name: b.Name, Short: "云溪", Seal: "云溪", Theme: "blue"}, nil
		}
	}
	return web.Site{}, nil
}

// get asks for a page on a site.
func (h *hall) get(t *testing.T, as, site, path string) (int, http.Header, string) {
	t.Helper()
	return h.send(t, as, site, "GET", path, "", nil)
}

func (h *hall) post(t *testing.T, as, site, path string, form url.Values) (int, http.Header, string) {
	t.Helper()
	return h.send(t, as, site, "POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// upload posts a file with fields beside it.
func (h *hall) upload(t *testing.T, as, site, path, name string, data []byte, fields map[string]string) (int, http.Header, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := m.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return h.send(t, as, site, "POST", path, m.FormDataContentType(), &b)
}

func (h *hall) send(t *testing.T, as, site, method, path, media string, body io.Reader) (int, http.Header, string) {
	t.Helper()
	q, err := http.NewRequest(method, h.srv.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("X-As", as)
	q.Header.Set("X-Site", site)
	if media != "" {
		q.Header.Set("Content-Type", media)
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(all)
}

// put keeps a record of a report as it stands.
func (h *hall) put(t *testing.T, r Record, i Issue) Record {
	t.Helper()
	ctx := context.Background()
	if r.ID == "" {
		r.ID = sqldb.NewID()
	}
	if r.Version == 0 {
		r.Version = 1
	}
	if r.Kind == "" {
		r.Kind = "own"
	}
	r.Year, r.Format, r.CreatedBy, r.CreatedAt = i.Report.Year, "2021", "editor@"+r.Body, sqldb.Time{Time: h.kit.Clock.Now()}
	frozen, err := encodeIssue(i)
	if err != nil {
		t.Fatal(err)
	}
	if r.State == "published" || r.State == "restated" {
		r.Frozen = frozen
	}
	err = h.Recorder.Do(ctx, actorOf("editor@"+r.Body), act.Entry{Name: "report.start", Body: r.Body, Subject: r.ID}, func(tx *act.Tx) error {
		if err := insertRecord(ctx, tx, r); err != nil {
			return err
		}
		for _, s := range i.Report.Sections {
			if err := putProse(ctx, tx, r.ID, Prose{Part: s.Number, Body: s.Text, Person: r.CreatedBy, Rev: 1, ChangedAt: r.CreatedAt}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func has(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

func hasNot(t *testing.T, text string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(text, w) {
			t.Errorf("the page shows %q", w)
		}
	}
}

const secret = "尚未公布的内部措辞"

// furnish publishes 2023 and 2024 of the water bureau (2024 restated), 2024 of
// the housing bureau, and leaves drafts of both for 2025.
func furnish(t *testing.T, h *hall) {
	t.Helper()
	h.put(t, Record{Body: "water", State: "published", PublishedOn: "2024-01-22"}, sample("云溪市水务局", 2023, nil))
	first := h.put(t, Record{Body: "water", State: "restated", PublishedOn: "2025-01-20"}, sample("云溪市水务局", 2024, nil))
	h.put(t, Record{Body: "water", Version: 2, State: "published", PublishedOn: "2025-03-05", Restates: first.ID, Reason: "漏计 3 件自然人申请"}, sample("云溪市水务局", 2024, busy))
	i := sample("云溪市住房和城乡建设局", 2024, busy)
	i.Report.Sections[0].Text += "\n\n老旧小区改造的名单随项目推进公开。"
	h.put(t, Record{Body: "housing", State: "published", PublishedOn: "2025-01-21"}, i)
	for _, body := range []string{"water", "housing"} {
		for n, state := range []string{"drafting", "in_review", "issued"} {
			i := sample("云溪市水务局", 2025+n, nil)
			i.Report.Sections[0].Text = secret
			h.put(t, Record{Body: body, State: state}, i)
		}
	}
}

func TestPortal(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		furnish(t, h)
		t.Run("a body's own list", func(t *testing.T) {
			code, _, text := h.get(t, "", "water", portalHome)
			if code != 200 {
				t.Fatal(code)
			}
			has(t, text, "2024年政府信息公开工作年度报告", "2023年政府信息公开工作年度报告", "已更正", "共 2 份", `name="ColumnName" content="政府信息公开年报"`, `aria-current="page"`)
			hasNot(t, text, "住房和城乡建设局", "2025年政府")
		})
		t.Run("the city's list with filters", func(t *testing.T) {
			_, _, text := h.get(t, "", "city", portalHome)
			has(t, text, "云溪市住房和城乡建设局2024年", "云溪市水务局2024年", "?body=swj", "共 3 份")
			_, _, text = h.get(t, "", "city", portalHome+"?year=2024&body=zjj")
			has(t, text, "共 1 份")
			_, _, text = h.get(t, "", "city", portalHome+"?q="+url.QueryEscape("老旧小区"))
			has(t, text, "共 1 份", "云溪市住房和城乡建设局2024年", "老旧小区改造的名单")
			_, _, text = h.get(t, "", "city", portalHome+"?q="+url.QueryEscape(secret))
			has(t, text, "没有符合条件的年度报告")
		})
		t.Run("the page and its versions", func(t *testing.T) {
			code, _, text := h.get(t, "", "water", portalHome+"2024")
			if code != 200 {
				t.Fatal(code)
			}
			has(t, text, "三、收到和处理政府信息公开申请情况", "漏计 3 件自然人申请", "version=1", `name="ArticleTitle"`, `name="PubDate" content="2025-03-05 00:00"`,
				`name="ContentSource" content="云溪市水务局"`, "14722.490001", "2025年3月5日", `id="part-6"`, `report.pdf"`)
			_, _, text = h.get(t, "", "water", portalHome+"2024?version=1")
			has(t, text, "更正前的第 1 版", "漏计 3 件自然人申请", "report.docx?version=1")
			hasNot(t, text, "14722.490001")
		})
		t.Run("what it gives to the home, the section's page and the search", func(t *testing.T) {
			_, _, text := h.get(t, "", "city", "/")
			has(t, text, "云溪市水务局2024年政府信息公开工作年度报告", "2023—2024 年度报告，共 3 份")
			_, _, text = h.get(t, "", "water", "/zfxxgk/")
			has(t, text, "2023—2024 年度报告，共 2 份", "政府信息公开指南", "依申请公开")
			_, _, text = h.get(t, "", "city", "/search?q="+url.QueryEscape("老旧小区"))
			has(t, text, "云溪市住房和城乡建设局2024年政府信息公开工作年度报告")
			_, _, text = h.get(t, "", "city", "/search?q="+url.QueryEscape(secret))
			hasNot(t, text, "年度报告</a>")
		})
		t.Run("files", func(t *testing.T) {
			for _, f := range Formats() {
				code, header, text := h.get(t, "", "city", portalHome+"2024/report."+f+"?body=zjj")
				if code != 200 || len(text) < 500 || header.Get("Content-Type") != send.Media(f) || !strings.Contains(header.Get("Content-Disposition"), "attachment") {
					t.Errorf("%s: %d, %d bytes, %v", f, code, len(text), header)
				}
			}
		})
	}, Migrations())
}

// What is not published does not exist: every public address answers for it
// with the same bytes as for what never was.
func TestUnpublishedIsUnknown(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		furnish(t, h)
		var paths []string
		for _, r := range h.portalRoutes() {
			paths = append(paths, strings.TrimPrefix(r.Pattern, "GET "))
		}
		if !slices.Equal(paths, []string{portalHome + "{$}", portalHome + "{year}", portalHome + "{year}/{file}"}) {
			t.Fatalf("routes this test does not know: %v", paths)
		}
		for _, as := range []string{"", "editor@water", "editor@housing"} {
			for _, site := range []string{"water", "city"} {
				for _, tail := range []string{"YEAR", "YEAR/report.json", "YEAR/report.pdf", "YEAR/original.docx", "YEAR?body=swj", "YEAR?body=zjj", "YEAR?version=1", "YEAR/report.json?body=zjj"} {
					_, _, never := h.get(t, as, site, portalHome+strings.Replace(tail, "YEAR", "2031", 1))
					for _, year := range []string{"2025", "2026", "2027"} {
						code, _, text := h.get(t, as, site, portalHome+strings.Replace(tail, "YEAR", year, 1))
						if code != 404 || strings.ReplaceAll(text, year, "2031") != never {
							t.Errorf("%s on %s, %s: %d, or another answer than for what never was", as, site, tail, code)
						}
						hasNot(t, text, secret)
					}
				}
				_, _, text := h.get(t, as, site, portalHome+"?q="+url.QueryEscape("内部措辞"))
				hasNot(t, text, secret, "共 ")
				if _, _, text := h.get(t, as, "water", portalHome+"2024?body=zjj"); !strings.Contains(text, "没有公布这份") {
					t.Error("a body's own site shows another body's report")
				}
			}
		}
		latest, err := h.Latest(context.Background(), "", 9)
		if err != nil || len(latest) != 3 || latest[0].PublishedOn != "2025-03-05" {
			t.Errorf("latest: %d, %v", len(latest), err)
		}
	}, Migrations())
}
