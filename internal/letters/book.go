package letters

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"

	"yangguang/internal/letter"
	"yangguang/internal/register"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
)

// Book is the register of letters (发文登记) of a ledger: every number of a
// body's year in order, those that were voided with their reason. M is the matter
// of a letter, which the ledger's statement joins.
type Book[O ~string, M any] struct {
	Table  Table[O]
	Series register.Series
	// From is the ledger's FROM, with the letters as l and the matter joined;
	// Owner the column of the letters that names the matter; Matter the matter's
	// columns, and Read where their values go.
	From, Owner, Matter list.SQL
	Read                func(*M) []any
	// Kind is what a kind of letter is called and whom it goes to, No the matter's
	// number, Called the title of its column.
	Kind   func(letter.Code) (name, to string)
	No     func(M) string
	Called string
	State  func(letter.State) string
}

// Entry is a line of the register.
type Entry struct {
	No, Day, Name, To, Matter, ID string // ID and Matter: of the matter, and its number
	State, Why, Served            string
	Voided                        bool
}

// Shown is what a page of the register shows of a year.
type Shown struct {
	web.Pager
	Year    int
	Years   []int // in which numbers were given
	Last    int   // the last number given
	Missing []int // numbers that no letter holds
	Rows    []Entry
}

// booked is a letter with its matter, as it is read.
type booked[O ~string, M any] struct {
	Letter[O]
	matter M
}

func (b Book[O, M]) source() list.Source[booked[O, M]] {
	return list.Source[booked[O, M]]{What: "Letter",
		Columns: "l.id, " + b.Owner + ", l.kind, l.state, l.year, l.number, l.signed_on, l.served_on, l.void_reason, l.mark, " + b.Matter,
		From:    b.From,
		Scan: func(row sqldb.Row) (x booked[O, M], err error) {
			err = row.Scan(append([]any{&x.ID, &x.Owner, &x.Kind, &x.State, &x.Year, &x.Number, &x.SignedOn, &x.ServedOn, b.Table.Void(&x.Letter), &x.Prefix}, b.Read(&x.matter)...)...)
			return x, err
		},
		Order: list.Keyset{Table: "l", Keys: []list.Key{{Column: "number", Number: true}}},
		Mark:  func(x booked[O, M]) list.Mark { return list.Mark{strconv.FormatInt(x.Number.Int64, 10)} }}
}

// numbered narrows letters to those of a body that have a number of a year.
func numbered(body string, year int) *list.Where {
	var w list.Where
	w.And("l.body = ? AND l.year = ? AND l.number IS NOT NULL", body, year)
	return &w
}

func (b Book[O, M]) entries(found []booked[O, M]) (rows []Entry) {
	for _, x := range found {
		name, to := b.Kind(x.Kind)
		rows = append(rows, Entry{No: x.Letter.No(""), Day: x.SignedOn, Name: name, To: to, Matter: b.No(x.matter), ID: x.Owner, State: b.State(x.State),
			Why: x.VoidReason, Voided: x.State == letter.Voided, Served: x.ServedOn})
	}
	return rows
}

// Asked is the year of the register that a request asks for, among those in which
// the body gave numbers; this year where it gave none in the one asked for.
func (b Book[O, M]) Asked(r *http.Request, db sqldb.Reader, body string, thisYear int) (s Shown, err error) {
	if s.Years, err = b.Series.Years(r.Context(), db, body, Series); err != nil {
		return s, err
	}
	s.Year, _ = strconv.Atoi(r.URL.Query().Get("year"))
	if !slices.Contains(s.Years, s.Year) {
		s.Year = thisYear
	}
	return s, nil
}

// Show reads the page of a year that a request asks for, size letters at once.
func (b Book[O, M]) Show(r *http.Request, db sqldb.Reader, body string, s Shown, size int) (Shown, error) {
	ctx := r.Context()
	numbers, err := b.Table.Numbers(ctx, db, body, s.Year)
	if err != nil {
		return s, err
	}
	if s.Last, err = b.Series.Last(ctx, db, body, s.Year, Series); err != nil {
		return s, err
	}
	s.Missing = Gaps(numbers, s.Last)
	found, pager, err := b.source().Shown(r, db, numbered(body, s.Year), size)
	s.Rows, s.Pager = b.entries(found), pager
	return s, err
}

// Numbered are the letters of a body with a number of a year, one or none.
func (b Book[O, M]) Numbered(ctx context.Context, db sqldb.Reader, body string, year, number int) ([]Entry, error) {
	w := numbered(body, year)
	w.And("l.number = ?", number)
	found, err := b.source().Page(ctx, db, w, list.Place{}, 2)
	return b.entries(found), err
}

// Columns are the columns of the register, on the page and in its files.
func (b Book[O, M]) Columns() list.Columns[Entry] {
	return list.Columns[Entry]{
		{Title: "文号", Text: func(e Entry) string { return e.No }},
		{Title: "日期", Text: func(e Entry) string { return e.Day }},
		{Title: "文书", Text: func(e Entry) string {
			if e.Voided {
				return e.Name + "（已作废：" + e.Why + "）"
			}
			return e.Name
		}},
		{Title: "致", Text: func(e Entry) string { return e.To }},
		{Title: b.Called, Text: func(e Entry) string { return e.Matter }},
		{Title: "送达", Text: func(e Entry) string { return cmp.Or(e.Served, e.State) }},
	}
}

// bookBatch is how many letters a file reads at a time.
const bookBatch = 500

// Lines are the lines of a year's file.
func (b Book[O, M]) Lines(ctx context.Context, db sqldb.Reader, body string, year int) iter.Seq2[[]string, error] {
	return list.Lines(b.Columns(), b.source().Batches(ctx, db, numbered(body, year), bookBatch),
		func(batch []booked[O, M]) ([]Entry, error) { return b.entries(batch), nil })
}
