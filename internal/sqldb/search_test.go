package sqldb_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

func TestSearchFindsTheSameOnBoth(t *testing.T) {
	docs := map[string]string{
		"a": "关于公开道路养护经费使用情况的答复",
		"b": "2024年政府信息公开工作年度报告（国办公开办函〔2021〕30号）",
		"c": "道路两旁的养护树木",
		"d": "ＡＢＣ公司 Annual Report，12345热线",
		"e": "𠀀𬬸𰻞生僻字与 O'Neil \"引号\" AND OR NOT *",
	}
	tests := []struct {
		query, want, because string
	}{
		{"养护", "c a", "two characters, where trigrams find nothing"},
		{"路", "c a", "one character"},
		{"道路养护", "a", "neighbours, not only the same pairs somewhere"},
		{"道路 养护", "c a", "a space parts two runs, in any order"},
		{"公开年度报告", "", "the run is not in any text as it stands"},
		{"2024年", "b", "digits and characters in one run"},
		{"24年政", "b", "any part of a run, as LIKE"},
		{"30号", "b", ""},
		{"abc", "d", "full width and capitals are brought to one form"},
		{"ａｎｎｕａｌ report", "d", ""},
		{"1234", "d", "the beginning of a number"},
		{"𬬸", "e", "a character of extension E"},
		{"𬬸𰻞", "e", "two characters beyond the basic plane"},
		{"o'neil", "e", "a quotation mark is no syntax"},
		{`" NOT "`, "e", "neither is a word of the query language"},
		{"*", "", "nothing to look for"},
		{"", "", "nothing to look for"},
		{"%", "", "no wildcard"},
		{"公_开", "b a", "no wildcard; it parts two runs of one character"},
	}
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, x := context.Background(), k.DB.Index("notice")
		for id, text := range docs {
			write(t, k.DB, func(w sqldb.Writer) error { return x.Put(ctx, w, id, "b1", text) })
		}
		for _, tt := range tests {
			got, err := x.Find(ctx, k.DB, sqldb.Query{Text: tt.query, Limit: 10})
			if err != nil {
				t.Errorf("%q: %v", tt.query, err)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%q finds %q, want %q: %s", tt.query, s, tt.want, tt.because)
			}
		}
	}, sqldb.SearchLine("notice"))
}

func TestSearchForgetsAndKeepsBodiesApart(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, x := context.Background(), k.DB.Index("notice")
		put := func(id, scope, text string) {
			write(t, k.DB, func(w sqldb.Writer) error { return x.Put(ctx, w, id, scope, text) })
		}
		find := func(q sqldb.Query) string {
			q.Limit = max(q.Limit, 1)
			ids, err := x.Find(ctx, k.DB, q)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(ids, " ")
		}
		put("1", "b1", "城市绿化")
		put("2", "b2", "城市道路")
		put("3", "b1", "城市供水")
		for q, want := range map[*sqldb.Query]string{
			{Text: "城市", Limit: 9}:                                      "3 2 1",
			{Text: "城市", Limit: 9, Scopes: []string{"b1"}}:              "3 1",
			{Text: "城市", Limit: 9, Scopes: []string{"b2", "b3"}}:        "2",
			{Text: "城市", Limit: 1}:                                      "3",
			{Text: "城市", Limit: 1, Before: "3"}:                         "2",
			{Text: "城市", Limit: 9, Before: "3", Scopes: []string{"b1"}}: "1",
		} {
			if got := find(*q); got != want {
				t.Errorf("%+v finds %q, want %q", *q, got, want)
			}
		}
		put("1", "b1", "乡村绿化")
		write(t, k.DB, func(w sqldb.Writer) error { return x.Cut(ctx, w, "3") })
		put("4", "b1", "乡村供水") // may be given the row of 3
		if got := find(sqldb.Query{Text: "城市", Limit: 9}); got != "2" {
			t.Errorf("after changes 城市 finds %q", got)
		}
		if got := find(sqldb.Query{Text: "供水", Limit: 9}); got != "4" {
			t.Errorf("after changes 供水 finds %q", got)
		}
		if err := k.DB.Check(ctx); err != nil {
			t.Error(err)
		}
	}, sqldb.SearchLine("notice"))
}

// TestSearchAgreesWithLooking compares the index with strings.Contains.
func TestSearchAgreesWithLooking(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, x := context.Background(), k.DB.Index("notice")
		letters := rapid.SampledFrom([]rune("公开年报a1"))
		n := 0
		var ids, texts []string
		rapid.Check(t, func(r *rapid.T) {
			if len(texts) < 40 {
				n++
				id, text := string(rune('A'+n)), rapid.StringOfN(letters, 0, 12, -1).Draw(r, "text")
				write(t, k.DB, func(w sqldb.Writer) error { return x.Put(ctx, w, id, "", text) })
				ids, texts = append(ids, id), append(texts, text)
			}
			q := rapid.StringOfN(letters, 1, 4, -1).Draw(r, "query")
			var want []string
			for i, text := range texts {
				if strings.Contains(text, q) {
					want = append(want, ids[i])
				}
			}
			slices.Reverse(want)
			got, err := x.Find(ctx, k.DB, sqldb.Query{Text: q, Limit: 100})
			if err != nil {
				r.Fatal(err)
			}
			if !slices.Equal(got, want) {
				r.Errorf("%q finds %v, want %v", q, got, want)
			}
		})
	}, sqldb.SearchLine("notice"))
}
