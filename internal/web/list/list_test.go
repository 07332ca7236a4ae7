package list_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
)

// item is a row of the table the tests list: n names it.
type item struct {
	lane int
	on   string
	id   string
	text string
}

func line() sqldb.Migrations {
	return sqldb.Migrations{Name: "thing", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (id TEXT PRIMARY KEY, lane INTEGER NOT NULL, due_on TEXT NOT NULL, wanted TEXT NOT NULL);
CREATE INDEX thing_order ON thing (lane, due_on, id);
INSERT INTO thing (id, lane, due_on, wanted) VALUES
	('a1', 0, '2026-11-02', '危房鉴定'), ('a2', 0, '2026-11-02', 'ABC_1'), ('a3', 0, '2026-11-01', '100%'), ('b1', 1, '', 'abc 1'),
	('b2', 2, '2026-12-01', '!'), ('c10', 10, '2026-01-01', '号''码'), ('c9', 9, '2026-01-01', '');
`)}}}
}

func things() list.Source[item] {
	return list.Source[item]{What: "thing", Columns: "id, lane, due_on, wanted", From: "FROM thing t",
		Scan:  func(r sqldb.Row) (x item, err error) { return x, r.Scan(&x.id, &x.lane, &x.on, &x.text) },
		Order: list.Keyset{Table: "t", Keys: []list.Key{{Column: "lane", Number: true}, {Column: "due_on"}, {Column: "id"}}},
		Mark:  func(x item) list.Mark { return list.Mark{fmt.Sprint(x.lane), x.on, x.id} }}
}

// inOrder are the rows of the table in the order of things.
var inOrder = []string{"a3", "a1", "a2", "b1", "b2", "c9", "c10"}

func ids(rows []item) (all []string) {
	for _, x := range rows {
		all = append(all, x.id)
	}
	return all
}

func TestWhere(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		for _, tt := range []struct {
			narrow  func(w *list.Where)
			want    []string
			because string
		}{
			{func(*list.Where) {}, inOrder, "the zero value lets everything through"},
			{func(w *list.Where) { w.And("lane = ? AND id <> ?", 0, "a1") }, []string{"a3", "a2"}, "two values in one condition, in their order"},
			{func(w *list.Where) { w.And("lane = ?", 0); w.If(false, "1 = 0"); w.If(true, "id = ?", "a2") }, []string{"a2"}, "what is not asked for does not narrow"},
			{func(w *list.Where) { w.And("id = ?", "x' OR '1' = '1") }, nil, "a value is never read as SQL"},
			{func(w *list.Where) { w.Holds("wanted", "abc") }, []string{"a2", "b1"}, "upper and lower case are one"},
			{func(w *list.Where) { w.Holds("wanted", "C_") }, []string{"a2"}, "an underscore is itself"},
			{func(w *list.Where) { w.Holds("wanted", "0%") }, []string{"a3"}, "a percent sign is itself"},
			{func(w *list.Where) { w.Holds("wanted", "!") }, []string{"b2"}, "and so is what escapes them"},
			{func(w *list.Where) { w.Holds("id || wanted", "a1危") }, []string{"a1"}, "columns may be joined"},
			{func(w *list.Where) { w.Holds("wanted", "号'码") }, []string{"c10"}, "a quotation mark"},
		} {
			var w list.Where
			tt.narrow(&w)
			rows, err := things().Page(context.Background(), k.DB, &w, list.Place{}, 100)
			if got := ids(rows); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v; %v", tt.because, got, tt.want, err)
			}
		}
	}, line())
}

// Whatever the size of a page, leafing on shows every row once in its order, and
// leafing back shows it again.
func TestPages(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		for _, desc := range []bool{false, true} {
			for _, older := range []bool{false, true} {
				for size := 1; size <= len(inOrder)+1; size++ {
					from := things()
					from.Order.Desc, from.Order.Older = desc, older
					want := slices.Clone(inOrder)
					if desc {
						slices.Reverse(want)
					}
					leaf(t, k.DB, from, want, size)
				}
			}
		}
	}, line())
}

func leaf(t *testing.T, db sqldb.Reader, from list.Source[item], want []string, size int) {
	t.Helper()
	show := func(href string) ([]string, web.Pager) {
		rows, p, err := from.Shown(httptest.NewRequest(http.MethodGet, href, nil), db, &list.Where{}, size)
		if err != nil {
			t.Fatal(err)
		}
		return ids(rows), p
	}
	var seen []string
	rows, p := show("/things?q=x&file=csv")
	if p.Before != "" {
		t.Errorf("size %d: something stands before the first page", size)
	}
	for pages := 1; ; pages++ {
		seen = append(seen, rows...)
		if p.After == "" || pages > len(want) {
			break
		}
		if u, err := url.Parse(p.After); err != nil || u.Path != "/things" || u.Query().Get("q") != "x" || u.Query().Has("file") || u.Query().Has("before") != from.Order.Older || len(u.Query()) != 2 {
			t.Fatalf("the next page is at %s", p.After)
		}
		rows, p = show(p.After)
	}
	if !slices.Equal(seen, want) {
		t.Errorf("size %d, desc %v: leafing on shows %v", size, from.Order.Desc, seen)
	}
	back := slices.Clone(rows)
	for p.Before != "" && len(back) <= len(want) {
		rows, p = show(p.Before)
		back = append(slices.Clone(rows), back...)
	}
	if !slices.Equal(back, want) {
		t.Errorf("size %d, desc %v: leafing back shows %v", size, from.Order.Desc, back)
	}
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct {
		query   string
		older   bool
		want    string
		back    bool
		because string
	}{
		{"", false, "", false, "the beginning"},
		{"after=0.2026-11-02.a.1", false, "0.2026-11-02.a.1", false, "the last part may have points"},
		{"before=0.2026-11-02.a1", false, "0.2026-11-02.a1", true, "back"},
		{"before=0.2026-11-02.a1", true, "0.2026-11-02.a1", false, "before in a log is on"},
		{"after=0.2026-11-02.a1", true, "0.2026-11-02.a1", true, "and after is back"},
		{"after=0.2026-11-02", false, "", false, "a part is missing"},
		{"after=x.2026-11-02.a1", false, "", false, "a number is none"},
		{"after=0;DROP TABLE thing.2026-11-02.a1", false, "", false, "nor is this"},
		{"after=-1.2026-11-02.a1", false, "", false, "nor one below 0"},
		{"after=1..b1", false, "1..b1", false, "a part may be empty"},
	} {
		q, err := url.ParseQuery(strings.ReplaceAll(tt.query, ";", "%3B"))
		if err != nil {
			t.Fatal(err)
		}
		k := things().Order
		k.Older = tt.older
		if at := k.Place(q); at.Mark.String() != tt.want || at.Back != tt.back {
			t.Errorf("%s: %q is %v", tt.because, tt.query, at)
		}
	}
	one := list.Keyset{Keys: []list.Key{{Column: "id"}}}
	if at := one.Place(url.Values{"after": {"a.b"}}); len(at.Mark) != 1 || at.Mark[0] != "a.b" {
		t.Errorf("one key takes the whole text: %v", at)
	}
}

// A page is found by the index: neither is the table read nor are rows sorted.
func TestPagesAreFoundByTheIndex(t *testing.T) {
	k := testkit.SQLite(t, line())
	db := &explained{Reader: k.DB, t: t}
	for _, back := range []bool{false, true} {
		if _, err := things().Page(context.Background(), db, &list.Where{}, list.Place{Mark: list.Mark{"0", "2026-11-02", "a1"}, Back: back}, 2); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(db.plan, "SEARCH t USING INDEX thing_order") || strings.Contains(db.plan, "TEMP B-TREE") {
			t.Errorf("back %v: %s", back, db.plan)
		}
	}
}

// explained asks for the plan of every statement that goes through it.
type explained struct {
	sqldb.Reader
	t    *testing.T
	plan string
}

func (e *explained) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	steps, err := sqldb.List(ctx, e.Reader, "step", func(r sqldb.Row) (s string, err error) {
		var id, parent, unused int
		return s, r.Scan(&id, &parent, &unused, &s)
	}, "EXPLAIN QUERY PLAN "+q, args...)
	if err != nil {
		e.t.Fatal(err)
	}
	e.plan = strings.Join(steps, "; ")
	return e.Reader.QueryContext(ctx, q, args...)
}

func TestTabs(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		narrowed := func(lane int) *list.Where {
			var w list.Where
			w.And("lane = ?", lane)
			return &w
		}
		tabs := []list.Tab{{Label: "全部", Where: &list.Where{}}, {Show: "runs", Label: "在办", Where: narrowed(0)}, {Show: "none", Label: "没有", Where: narrowed(7)},
			{Show: "ended", Label: "办结", Uncounted: true}}
		got, err := things().Tabs(context.Background(), k.DB, "/things", tabs, "runs", 4)
		want := []web.Tab{{Label: "全部", Href: "/things", Count: "3+"}, {Label: "在办", Href: "/things?show=runs", Count: "3", On: true},
			{Label: "没有", Href: "/things?show=none"}, {Label: "办结", Href: "/things?show=ended"}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, want %v; %v", got, want, err)
		}
	}, line())
}

func TestFiles(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		columns := list.Columns[string]{{Title: "编号", Text: func(s string) string { return s }}, {Title: "长", Text: func(s string) string { return fmt.Sprint(len(s)) }, Number: true}}
		draw := func(batch []item) ([]string, error) { return ids(batch), nil }
		for size := 1; size <= len(inOrder)+1; size++ {
			var got []string
			for cells, err := range list.Lines(columns, things().Batches(context.Background(), k.DB, &list.Where{}, size), draw) {
				if err != nil || cells[1] != fmt.Sprint(len(cells[0])) {
					t.Fatal(cells, err)
				}
				got = append(got, cells[0])
			}
			if !slices.Equal(got, inOrder) {
				t.Errorf("in batches of %d the file has %v", size, got)
			}
		}
		if heads := columns.Sheet(); len(heads) != 2 || heads[0].Title != "编号" || heads[0].Number || !heads[1].Number {
			t.Errorf("the file begins with %v", heads)
		}
		bad := errors.New("the names cannot be read")
		for _, err := range list.Lines(columns, things().Batches(context.Background(), k.DB, &list.Where{}, 2), func([]item) ([]string, error) { return nil, bad }) {
			if !errors.Is(err, bad) {
				t.Errorf("a row that cannot be drawn: %v", err)
			}
		}
		gone := things()
		gone.From = "FROM nowhere"
		n := 0
		for _, err := range gone.Batches(context.Background(), k.DB, &list.Where{}, 2) {
			if n++; err == nil {
				t.Error("a list that cannot be read has rows")
			}
		}
		if n != 1 {
			t.Errorf("its error is told %d times", n)
		}
	}, line())
	r := httptest.NewRequest(http.MethodGet, "/things?q=x&after=0.1.2", nil)
	if links := list.Files(r); len(links) != 2 || links[0].Href != "/things?file=csv&q=x" || links[1].Href != "/things?file=xlsx&q=x" {
		t.Errorf("the files are at %v", links)
	}
	if links := list.FilesAt(r, "/things/export"); links[0].Href != "/things/export?file=csv&q=x" {
		t.Errorf("at an address of their own: %v", links)
	}
	for file, want := range map[string]string{"csv": "csv", "xlsx": "xlsx", "exe": "", "": ""} {
		if got := list.FileOf(url.Values{"file": {file}}); got != want {
			t.Errorf("%q asks for %q", file, got)
		}
	}
}

func TestNumbered(t *testing.T) {
	all := []string{"a", "b", "c", "d", "e"}
	for _, tt := range []struct {
		query, want, before, after, because string
	}{
		{"", "ab", "", "?page=2", "the first"},
		{"?page=2&q=x", "cd", "?page=1&q=x", "?page=3&q=x", "one between, narrowed"},
		{"?page=3", "e", "?page=2", "", "the last"},
		{"?page=9", "e", "?page=2", "", "beyond it"},
		{"?page=-1", "ab", "", "?page=2", "before the first"},
		{"?page=x", "ab", "", "?page=2", "no number"},
	} {
		rows, p := list.Numbered(httptest.NewRequest(http.MethodGet, "/things"+tt.query, nil), all, 2)
		if got := strings.Join(rows, ""); got != tt.want || p.Before != tt.before || p.After != tt.after {
			t.Errorf("%s: %s %v", tt.because, got, p)
		}
	}
	if rows, p := list.Numbered(httptest.NewRequest(http.MethodGet, "/things?page=2", nil), []string(nil), 2); len(rows) != 0 || p != (web.Pager{}) {
		t.Errorf("an empty list has pages: %v %v", rows, p)
	}
}
