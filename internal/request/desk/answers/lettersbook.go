package answers

import (
	"net/http"
	"slices"
	"strconv"

	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
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
	if p.Years, err = cases.NumberSeries.Years(ctx, d.DB, who.Body, "letter"); err != nil {
		return err
	}
	p.Year, _ = strconv.Atoi(q.Get("year"))
	if !slices.Contains(p.Years, p.Year) {
		p.Year = d.Cases.Today().Year()
	}
	after, _ := strconv.Atoi(q.Get("after"))
	numbers, err := numbersGiven(ctx, d.DB, who.Body, p.Year)
	if err != nil {
		return err
	}
	if p.Last, err = cases.NumberSeries.Last(ctx, d.DB, who.Body, p.Year, "letter"); err != nil {
		return err
	}
	p.Missing = gaps(numbers, p.Last)
	rows, err := lettersNumbered(ctx, d.DB, who.Body, p.Year, after, lettersPerPage+1)
	if err != nil {
		return err
	}
	at := "/console/request-letters?year=" + strconv.Itoa(p.Year)
	if len(rows) > lettersPerPage {
		rows = rows[:lettersPerPage]
		p.After = at + "&after=" + strconv.FormatInt(rows[lettersPerPage-1].Number.Int64, 10)
	}
	if after > 0 {
		p.Before = at + "&after=" + strconv.Itoa(max(0, after-lettersPerPage))
	}
	for _, x := range rows {
		kind, _ := request.KindOf(x.Kind)
		row := bookRow{No: x.No(cases.Body{}), Day: x.SignedOn, Name: kind.Name, To: kind.Recipient(), Case: x.CaseNo, ID: x.Request, State: letterState(x.State),
			Why: x.VoidReason, Voided: x.State == letter.Voided, Served: x.ServedOn}
		p.Rows = append(p.Rows, row)
	}
	return d.Views.Render(w, r, http.StatusOK, "console/request_letters", p)
}

// gaps lists the numbers from 1 to last that no letter holds; the series has
// none as long as every number is given inside the act that signs.
func gaps(numbers []int, last int) (missing []int) {
	next := 1
	for _, n := range append(slices.Clone(numbers), last+1) {
		for ; next < n && len(missing) < 100; next++ {
			missing = append(missing, next)
		}
		next = n + 1
	}
	return missing
}
