package letters_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/flow"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/register"
	"yangguang/internal/render"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// A ledger of objections, which are answered by letter.
type ruling string

var (
	table     = letters.NewTable[ruling]("objection_letter", "objection")
	numbers   = register.NewSeries("objection_number")
	templates = letters.NewTemplates("objection_template")
)

func line() sqldb.Migrations {
	return sqldb.Migrations{Name: "objection", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE objection_number (body TEXT NOT NULL, year BIGINT NOT NULL, kind TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (body, year, kind));
CREATE TABLE objection_letter (id TEXT PRIMARY KEY, objection TEXT NOT NULL, body TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, basis TEXT NOT NULL,
	elements TEXT NOT NULL, state TEXT NOT NULL, year INTEGER NOT NULL, number INTEGER, drafted_by TEXT NOT NULL, drafted_at BIGINT NOT NULL, passed_by TEXT NOT NULL,
	screened_by TEXT NOT NULL, signed_by TEXT NOT NULL, signed_on TEXT NOT NULL, served_on TEXT NOT NULL, served_how TEXT NOT NULL, proof TEXT NOT NULL, note TEXT NOT NULL,
	addressee TEXT NOT NULL, seq INTEGER NOT NULL, voided_by TEXT NOT NULL, voided_on TEXT NOT NULL, void_reason TEXT NOT NULL, replaces TEXT NOT NULL, mark TEXT NOT NULL,
	UNIQUE (body, year, number));
CREATE TABLE objection_template (id TEXT PRIMARY KEY, body TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL, note TEXT NOT NULL,
	made_by TEXT NOT NULL, made_at BIGINT NOT NULL, UNIQUE (body, kind, version));
`)}}}
}

func each(t *testing.T, f func(t *testing.T, k *testkit.Kit)) {
	testkit.Each(t, f, line())
}

func do(k *testkit.Kit, f func(ctx context.Context, tx *act.Tx) error) error {
	ctx := context.Background()
	return k.Recorder.Do(ctx, identity.Actor{ID: "p1", Body: "b1"}, act.Entry{Name: "objection.try"}, func(tx *act.Tx) error { return f(ctx, tx) })
}

func draft(id string) letters.Letter[ruling] {
	return letters.Letter[ruling]{ID: id, Owner: "o1", Body: "b1", Kind: "01", Outcome: "upheld", Basis: "42", State: letter.Draft, DraftedBy: "p1", Seq: 3, Replaces: "l0"}
}

// A letter comes back as it was kept, from its draft to the day it is void.
func TestALetterGoesItsWay(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, l := context.Background(), draft("l1")
		step := func(because string, f func(ctx context.Context, tx *act.Tx) error) {
			t.Helper()
			if err := do(k, f); err != nil {
				t.Fatalf("%s: %v", because, err)
			}
			all, err := table.Of(ctx, k.DB, "o1")
			if err != nil || len(all) != 1 || all[0] != l {
				t.Fatalf("%s: %v\n got %+v\nwant %+v", because, err, all, l)
			}
		}
		step("drafted", func(ctx context.Context, tx *act.Tx) error {
			l.DraftedAt = sqldb.Time{Time: tx.Now()}
			return table.Insert(ctx, tx, l)
		})
		if l.No("云资") != "" {
			t.Errorf("a draft has the number %s", l.No("云资"))
		}
		step("signed", func(ctx context.Context, tx *act.Tx) error {
			if err := l.Sign(ctx, tx, numbers, "p2", "云资交"); err != nil {
				return err
			}
			return table.Update(ctx, tx, l)
		})
		if want := fmt.Sprintf("云资交〔%d〕1号", l.Year); l.No("别的") != want || l.State != letter.Signed || l.SignedBy != "p2" || l.SignedOn == "" {
			t.Errorf("signed as %s, %+v", l.No("别的"), l)
		}
		step("served", func(ctx context.Context, tx *act.Tx) error {
			if err := l.Serve("2026-11-20", "邮寄", "EMS 1"); err != nil {
				return err
			}
			return table.Update(ctx, tx, l)
		})
		step("voided", func(ctx context.Context, tx *act.Tx) error {
			if err := l.Void(tx, "p3", "错字"); err != nil {
				return err
			}
			return table.Update(ctx, tx, l)
		})
		if l.State != letter.Voided || l.VoidReason != "错字" || l.VoidedBy != "p3" || !l.Number.Valid || l.ServedHow != "邮寄" {
			t.Errorf("voided, the number stays: %+v", l)
		}
		if err := l.Serve("2026-11-21", "邮寄", "EMS 2"); !errors.Is(err, flow.ErrNotAllowed) {
			t.Errorf("what is void is served: %v", err)
		}
	})
}

// An act that fails uses no number up, and a mark that makes no number is told
// before anything is kept.
func TestNumbersAreGivenInsideTheActThatSigns(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, bad := context.Background(), errors.New("bad")
		year := 0
		for i, tt := range []struct {
			mark    string
			fails   error
			field   string
			because string
		}{
			{"云资交", nil, "", "the first"},
			{"云资交", bad, "", "an act that fails"},
			{"2号", nil, "symbol", "no mark of letters"},
			{"云资交", nil, "", "the second"},
		} {
			err := do(k, func(ctx context.Context, tx *act.Tx) error {
				l := draft(fmt.Sprint("l", i))
				l.DraftedAt = sqldb.Time{Time: tx.Now()}
				if err := l.Sign(ctx, tx, numbers, "p2", tt.mark); err != nil {
					return err
				}
				if year = l.Year; tt.fails != nil {
					return tt.fails
				}
				return table.Insert(ctx, tx, l)
			})
			if tt.field != "" {
				if f := fault.As(err); f == nil || f.Field != tt.field || f.Kind != fault.Invalid {
					t.Errorf("%s: %v", tt.because, err)
				}
			} else if !errors.Is(err, tt.fails) {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		given, err := table.Numbers(ctx, k.DB, "b1", year)
		last, failed := numbers.Last(ctx, k.DB, "b1", year, letters.Series)
		if err != nil || failed != nil || !slices.Equal(given, []int{1, 2}) || last != 2 {
			t.Errorf("given %v, last %d, %v %v", given, last, err, failed)
		}
	})
}

// A number is missing when a letter is, however it went.
func TestGaps(t *testing.T) {
	for _, tt := range []struct {
		numbers []int
		last    int
		want    string
		because string
	}{
		{nil, 0, "[]", "none were given"},
		{[]int{1, 2, 3}, 3, "[]", "without gaps"},
		{[]int{1, 3}, 4, "[2 4]", "one in between and the last"},
		{nil, 2, "[1 2]", "all"},
	} {
		if got := fmt.Sprint(letters.Gaps(tt.numbers, tt.last)); got != tt.want {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
	if got := letters.Gaps(nil, 1000); len(got) != 100 {
		t.Errorf("%d are named", len(got))
	}
}

// What is sealed is bound to the letter and to its column.
func TestPlaces(t *testing.T) {
	a, b := draft("a"), draft("b")
	places := []any{table.Says(a), table.Says(b), table.To(a), table.To(b)}
	for i, x := range places {
		if slices.Contains(places[:i], x) {
			t.Errorf("%v is given twice", x)
		}
	}
	if p := table.Says(a); p.Table != "objection_letter" || p.Column != "elements" || p.Row != "a" {
		t.Errorf("%+v", p)
	}
}

// Versions are kept, and who looked at an older one is told.
func TestTemplatesAreVersions(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, own := context.Background(), letter.Template{Text: "原文"}
		keep := func(kind letter.Code, version int, text *letter.Template) error {
			return do(k, func(ctx context.Context, tx *act.Tx) error {
				v := letters.Version{ID: sqldb.NewID(), Body: "b1", Kind: kind, Version: version, By: "p1", At: sqldb.Time{Time: tx.Now()}}
				if err := v.Write(text); err != nil {
					return err
				}
				return templates.Insert(ctx, tx, v)
			})
		}
		text := func(want string) {
			t.Helper()
			if x, err := templates.Text(ctx, k.DB, "b1", "01", own); err != nil || x.Text != want {
				t.Errorf("%q, %v, want %q", x.Text, err, want)
			}
		}
		text("原文")
		changed := letter.Template{Text: "改过", Start: map[letter.Element]string{"reason": "经查"}}
		if err := errors.Join(keep("01", 1, &changed), keep("02", 1, &changed)); err != nil {
			t.Fatal(err)
		}
		text("改过")
		if err := keep("01", 1, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same version again: %v", err)
		}
		if err := keep("01", 2, nil); err != nil {
			t.Fatal(err)
		}
		text("原文")
		all, err := templates.Versions(ctx, k.DB, "b1", "01")
		if err != nil || len(all) != 2 || all[0].Version != 2 || all[1].Content != `{"text":"改过","start":{"reason":"经查"}}` {
			t.Errorf("%v, %+v", err, all)
		}
		now, err := templates.Current(ctx, k.DB, "b1")
		if err != nil || len(now) != 2 || now[0].Kind != "01" || now[0].Version != 2 || now[1].Kind != "02" || now[1].Version != 1 {
			t.Errorf("%v, %+v", err, now)
		}
		if _, err := (letters.Version{ID: "v", Content: "{"}).Template(own); err == nil {
			t.Error("a text that cannot be read is taken for one")
		}
	})
}

func TestDocument(t *testing.T) {
	c := letter.Content{letter.Title: "异议答复书", letter.Number: "云资交", letter.Signature: "云溪市公共资源交易中心", letter.Attachments: "清单\n\n图纸", letter.Service: "邮寄"}
	signed := draft("l1")
	signed.State, signed.Year, signed.SignedOn = letter.Signed, 2026, "2026-11-20"
	signed.Number.Int64, signed.Number.Valid = 7, true
	voided := signed
	voided.State = letter.Voided
	for _, tt := range []struct {
		letter  letters.Letter[ruling]
		number  string
		because string
	}{
		{draft("l1"), "（草稿，签发时编号）", "numbered when it is signed"},
		{signed, "云资交〔2026〕7号", "under the mark of the body, where it kept none"},
		{voided, "云资交〔2026〕7号（已作废）", "the number stays"},
	} {
		doc := letters.Document(tt.letter, letters.Paper{Subject: "异议答复", Addressee: "王小溪", Content: c, Text: []string{"决定如下。"}})
		if doc.Head.Number != tt.number || doc.Title != "异议答复书" || doc.Subject != "异议答复" || doc.Date != tt.letter.SignedOn {
			t.Errorf("%s: %+v %+v", tt.because, doc, doc.Head)
		}
		var has []string
		for _, b := range doc.Blocks {
			switch b := b.(type) {
			case render.Paragraph:
				for _, r := range b.Runs {
					has = append(has, r.Text)
				}
			case render.Attachments:
				has = append(has, b.Names...)
			case render.Signature:
				has = append(has, b.Body, b.Date)
			}
		}
		want := "王小溪： 决定如下。 清单 图纸 云溪市公共资源交易中心  （送达方式：邮寄）"
		if tt.letter.SignedOn != "" {
			want = "王小溪： 决定如下。 清单 图纸 云溪市公共资源交易中心 2026年11月20日 （送达方式：邮寄）"
		}
		if got := strings.Join(has, " "); got != want {
			t.Errorf("%s:\n got %s\nwant %s", tt.because, got, want)
		}
	}
}

func TestOnlyNamesStandInStatements(t *testing.T) {
	for name, declare := range map[string]func(){
		"a table":     func() { letters.NewTable[ruling]("a;DROP", "id") },
		"an owner":    func() { letters.NewTable[ruling]("a", "id, body") },
		"of versions": func() { letters.NewTemplates("a b") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: taken for a name", name)
				}
			}()
			declare()
		}()
	}
}
