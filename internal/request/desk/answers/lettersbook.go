package answers

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

// lettersPerPage is how many letters the register shows at once.
const lettersPerPage = 200

func (d *Answers) lettersBookRoutes() []web.Route {
	return []web.Route{{Pattern: "GET /console/request-letters", Roles: cases.Readers(), Do: d.showLettersBook}}
}

// BookPage is the register of letters (发文登记): every number of a year in
// order, those that were voided struck out with their reason.
type BookPage struct {
	web.Shell
	web.Pager
	Files   []web.Link
	Year    int
	Years   []int
	Last    int // the last number given
	Missing []int
	Voided  int
	Rows    []bookRow
	Keeps   bool // the reader may change templates and what letters say of the body
}

type bookRow struct {
	No, Day, Name, To, Case, ID, State, Why, Served string
	Voided                                          bool
}

func (d *Answers) showLettersBook(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx, q := r.Context(), r.URL.Query()
	p := &BookPage{Shell: web.Shell{Title: "发文登记", Current: "/console/request-letters"}, Keeps: who.Has(cases.Keepers()...)}
	var err error
	if p.Years, err = cases.NumberSeries.Years(ctx, d.DB, who.Body, letters.Series); err != nil {
		return err
	}
	p.Year, _ = strconv.Atoi(q.Get("year"))
	if !slices.Contains(p.Years, p.Year) {
		p.Year = d.Cases.Today().Year()
	}
	if format := list.FileOf(q); format != "" {
		return d.sendLettersBook(w, r, who, p.Year, format)
	}
	numbers, err := cases.LetterTable.Numbers(ctx, d.DB, who.Body, p.Year)
	if err != nil {
		return err
	}
	if p.Last, err = cases.NumberSeries.Last(ctx, d.DB, who.Body, p.Year, letters.Series); err != nil {
		return err
	}
	p.Missing = letters.Gaps(numbers, p.Last)
	rows, pager, err := numberedLetters().Shown(r, d.DB, numberedIn(who.Body, p.Year), lettersPerPage)
	if err != nil {
		return err
	}
	p.Rows, p.Pager, p.Files = bookRows(rows), pager, list.Files(r)
	return d.Views.Render(w, r, http.StatusOK, "console/request_letters", p)
}

func bookRows(found []bookLetter) (rows []bookRow) {
	for _, x := range found {
		kind, _ := request.KindOf(x.Kind)
		rows = append(rows, bookRow{No: x.No(""), Day: x.SignedOn, Name: kind.Name, To: kind.Recipient(), Case: x.CaseNo, ID: x.Owner, State: letterState(x.State),
			Why: x.VoidReason, Voided: x.State == letter.Voided, Served: x.ServedOn})
	}
	return rows
}

// bookColumns are the columns of the register, on the page and in its files.
func bookColumns() list.Columns[bookRow] {
	return list.Columns[bookRow]{
		{Title: "文号", Text: func(r bookRow) string { return r.No }},
		{Title: "日期", Text: func(r bookRow) string { return r.Day }},
		{Title: "文书", Text: func(r bookRow) string {
			if r.Voided {
				return r.Name + "（已作废：" + r.Why + "）"
			}
			return r.Name
		}},
		{Title: "致", Text: func(r bookRow) string { return r.To }},
		{Title: "申请编号", Text: func(r bookRow) string { return r.Case }},
		{Title: "送达", Text: func(r bookRow) string { return cmp.Or(r.Served, r.State) }},
	}
}

// Columns are the titles of the page's table.
func (p *BookPage) Columns() list.Columns[bookRow] { return bookColumns() }

// bookBatch is how many letters a file reads at a time.
const bookBatch = 500

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
	lines := list.Lines(bookColumns(), numberedLetters().Batches(ctx, d.DB, numberedIn(who.Body, year), bookBatch),
		func(batch []bookLetter) ([]bookRow, error) { return bookRows(batch), nil })
	return send.File{Name: "发文登记" + strconv.Itoa(year) + "." + format}.Table(w, bookColumns().Sheet(), lines)
}
