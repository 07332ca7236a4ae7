package answers

import (
	"context"
	"net/http"
	"regexp"
	"strconv"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/letters"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

// lettersPerPage is how many letters the register shows at once.
const lettersPerPage = 200

func (d *Answers) lettersBookRoutes() []web.Route {
	return []web.Route{{Pattern: "GET /console/request-letters", Roles: cases.Readers(), Whole: true, Do: d.showLettersBook}}
}

// BookPage is the register of letters (发文登记): every number of a year in
// order, those that were voided struck out with their reason.
type BookPage struct {
	web.Shell
	letters.Shown
	Files []web.Link
	Keeps bool // the reader may change templates and what letters say of the body
}

// Columns are the titles of the page's table.
func (p *BookPage) Columns() list.Columns[letters.Entry] { return letterBook().Columns() }

func (d *Answers) showLettersBook(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &BookPage{Shell: web.Shell{Title: "发文登记", Current: "/console/request-letters"}, Keeps: who.Has(cases.TemplateRoles()...), Files: list.Files(r)}
	asked, err := letterBook().Asked(r, d.DB, who.Body, d.Cases.Today().Year())
	if err != nil {
		return err
	}
	if format := list.FileOf(r.URL.Query()); format != "" {
		return d.sendLettersBook(w, r, who, asked.Year, format)
	}
	if p.Shown, err = letterBook().Show(r, d.DB, who.Body, asked, lettersPerPage); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/request_letters", p)
}

// sendLettersBook sends the register of a year as a file. That somebody took it
// out is itself an act.
func (d *Answers) sendLettersBook(w http.ResponseWriter, r *http.Request, who identity.Actor, year int, format string) error {
	ctx := r.Context()
	err := d.Recorder.Do(ctx, who, act.Entry{Name: "request.export", Body: who.Body}, func(tx *act.Tx) error {
		tx.Detail("what", "letters-book")
		tx.Detail("year", year)
		tx.Detail("format", format)
		return nil
	})
	if err != nil {
		return err
	}
	return send.File{Name: "发文登记" + strconv.Itoa(year) + "." + format}.Table(w, letterBook().Columns().Sheet(), letterBook().Lines(ctx, d.DB, who.Body, year))
}

// FindLetters answers the finder of the console with letters by the number in their
// mark: 〔2026〕12号, 2026-12, or the whole mark.
func (d *Answers) FindLetters(ctx context.Context, who identity.Actor, words string) (found []web.Found, err error) {
	m := markNumber.FindStringSubmatch(words)
	if m == nil || who.Scoped() || !who.Has(cases.Readers()...) {
		return nil, nil
	}
	year, _ := strconv.Atoi(m[1])
	number, _ := strconv.Atoi(m[2])
	rows, err := letterBook().Numbered(ctx, d.DB, who.Body, year, number)
	for _, e := range rows {
		found = append(found, web.Found{Label: e.No + " " + e.Name, Href: "/console/requests/" + e.ID, Kind: "文书", Text: e.Matter + " · " + e.State, Day: e.Day})
	}
	return found, err
}

var markNumber = regexp.MustCompile(`[〔\[（(]?(20\d\d)[〕\]）)]?[-第 ]?(\d{1,6})号?$`)
