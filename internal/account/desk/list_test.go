package desk

import (
	"encoding/csv"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yangguang/internal/account"
	"yangguang/internal/identity"
	"yangguang/internal/web/webtest"
)

// texts are the texts of what a selector finds on a page.
func texts(page *goquery.Document, selector string) []string {
	return page.Find(selector).Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) })
}

// file reads a list's CSV.
func (b *visitor) file(path string) [][]string {
	b.t.Helper()
	_, text, _ := b.get(path)
	return must(csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll())(b.t)
}

// The list of people shows, and gives out as a file, whom it was narrowed to.
func TestPeopleAreNarrowed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server, sec := h.serve(t), h.as(t, "security")
		unit := must(h.CreateUnit(h.ctx, sec, account.Unit{Body: h.a, Name: "保障科"}))(t)
		for _, p := range []NewPerson{{Login: "wei", Name: "魏一百%", Unit: unit}, {Login: "gone", Name: "魏离任", Title: "科员"}} {
			p.Body = h.a
			h.people[p.Login], _ = first(h.CreatePerson(h.ctx, sec, p))(t)
		}
		ended := must(h.Grant(h.ctx, sec, account.Grant{Person: h.people["wei"], Role: identity.Clerk, Body: h.a}))(t)
		if err := errors.Join(h.Revoke(h.ctx, sec, h.a, h.people["wei"], ended), h.Disable(h.ctx, sec, h.a, h.people["gone"], "调离")); err != nil {
			t.Fatal(err)
		}
		b := newVisitor(t, server).signIn("security")
		for _, tt := range []struct{ query, want, because string }{
			{"", "admin auditor clerk editor leader security wei", "of the own body, in use, by login"},
			{"disabled=1", "admin auditor clerk editor gone leader security wei", "those who left too"},
			{"q=魏", "wei", "by name"},
			{"q=魏&disabled=1", "gone wei", "by name among all"},
			{"q=AUDIT", "auditor", "by login, upper and lower case are one"},
			{"q=保障科", "wei", "by unit"},
			{"q=科员&disabled=1", "gone", "by title"},
			{"q=%", "wei", "a percent sign is itself"},
			{"role=editor", "editor", "by role"},
			{"role=clerk", "clerk", "not by a role that ended"},
			{"role=nothing", "", "a role nobody has"},
			{"q=editor-b", "", "another body's"},
			{"after=editor", "leader security wei", "behind somebody"},
			{"before=clerk", "admin auditor", "in front of somebody"},
		} {
			path := "/console/people?" + strings.ReplaceAll(must(url.ParseQuery(strings.ReplaceAll(tt.query, "%", "%25")))(t).Encode(), "+", "%20")
			status, text, _ := b.get(path)
			page := webtest.CheckPage(t, text)
			shown := strings.Join(texts(page, "tbody td:nth-of-type(1)"), " ")
			if status != 200 || shown != tt.want {
				t.Errorf("%s: %d shows %q, want %q", tt.because, status, shown, tt.want)
			}
			if strings.Contains(tt.query, "after") || strings.Contains(tt.query, "before") {
				continue
			}
			if got := texts(page, ".ac-hd p span"); fmt.Sprint(got) != "[在用 7 人 停用 1 人]" {
				t.Errorf("%s: the head says %v", tt.because, got)
			}
			var logins []string
			rows := b.file(path + "&file=csv")
			for _, row := range rows[1:] {
				logins = append(logins, row[1])
			}
			if got := strings.Join(logins, " "); got != tt.want {
				t.Errorf("%s: the file holds %q, want %q", tt.because, got, tt.want)
			}
		}
	})
}

// first is must for what gives two values.
func first[A, B any](a A, b B, err error) func(testing.TB) (A, B) {
	return func(t testing.TB) (A, B) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a, b
	}
}

// A file of people says what the page says, keeps telephones back and leaves an
// entry that does not repeat the words looked for.
func TestPeopleAsFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := newVisitor(t, h.serve(t)).signIn("security")
		_, text, _ := b.get("/console/people")
		page := webtest.CheckPage(t, text)
		links := page.Find(".ac-hd a[download]")
		if links.Length() != 2 || links.First().AttrOr("href", "") != "/console/people?file=csv" {
			t.Fatalf("%d links to files", links.Length())
		}
		rows := b.file("/console/people?file=csv")
		if !slices.Equal(rows[0], texts(page, "thead th")) {
			t.Errorf("the file begins %v", rows[0])
		}
		page.Find("tbody tr").Each(func(i int, tr *goquery.Selection) {
			cells := tr.Find("th, td").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) })
			if !slices.Equal(cells, rows[i+1]) {
				t.Errorf("the page says %v, the file %v", cells, rows[i+1])
			}
		})
		if _, book, _ := b.get("/console/people?file=xlsx&role=editor&q=职员ed"); !strings.HasPrefix(book, "PK") {
			t.Errorf("no workbook: %.40q", book)
		}
		if n := h.acts(t, "account.people_export"); n != 2 {
			t.Errorf("%d entries for 2 files", n)
		}
		var said string
		if err := h.db.QueryRowContext(h.ctx, `SELECT detail FROM audit_entry WHERE act = 'account.people_export' ORDER BY id DESC LIMIT 1`).Scan(&said); err != nil ||
			!strings.Contains(said, `"format":"xlsx"`) || !strings.Contains(said, `"role":"editor"`) || !strings.Contains(said, `"narrowed":true`) || strings.Contains(said, "职员") {
			t.Errorf("%v, the audit log says %s", err, said)
		}
		if all := fmt.Sprint(rows); strings.Contains(all, "138") || strings.Contains(all, "@") || strings.Contains(all, "editor-b") {
			t.Errorf("the file says %s", all)
		}
	})
}

// More people than a page lists stand on the next one, and all in the file.
func TestPeopleByPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sec := h.as(t, "security")
		for i := range peopleOnPage {
			first(h.CreatePerson(h.ctx, sec, NewPerson{Body: h.a, Login: fmt.Sprintf("many-%03d", i), Name: "众人"}))(t)
		}
		b := newVisitor(t, h.serve(t)).signIn("security")
		_, text, _ := b.get("/console/people")
		page := webtest.CheckPage(t, text)
		next := page.Find(`.pager a[rel="next"]`).AttrOr("href", "")
		if n := page.Find("tbody tr").Length(); n != peopleOnPage || next != "/console/people?after=many-194" {
			t.Fatalf("%d people, then %q", n, next)
		}
		_, text, _ = b.get(next)
		if got := texts(webtest.CheckPage(t, text), "tbody td:nth-of-type(1)"); len(got) != 6 || got[0] != "many-195" || got[5] != "security" {
			t.Errorf("the second page shows %v", got)
		}
		if rows := b.file(next + "&file=csv"); len(rows) != 1+6+peopleOnPage {
			t.Errorf("%d lines in the file", len(rows))
		}
	})
}
