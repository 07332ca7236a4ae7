package list

import (
	"iter"
	"net/http"
	"net/url"

	"yangguang/internal/render"
	"yangguang/internal/web"
)

// Column is one column of a list: its title and what it says of a row, in the
// file and on a page that ranges over the columns. A page with cells of its own,
// as the queue of applications has, writes them in its template.
type Column[T any] struct {
	Title  string
	Text   func(row T) string
	Number bool // a number in a workbook too
}

// Columns are the columns of a list, in their order.
type Columns[T any] []Column[T]

// Sheet are the columns as a file begins with them.
func (c Columns[T]) Sheet() []render.SheetColumn {
	all := make([]render.SheetColumn, len(c))
	for i, x := range c {
		all[i] = render.SheetColumn{Title: x.Title, Number: x.Number}
	}
	return all
}

// Cells are a row in every column.
func (c Columns[T]) Cells(row T) []string {
	cells := make([]string, len(c))
	for i, x := range c {
		cells[i] = x.Text(row)
	}
	return cells
}

// Lines turns rows that are in memory into the lines of a file.
func (c Columns[T]) Lines(rows []T) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(c.Cells(row), nil) {
				return
			}
		}
	}
}

// Lines turns what a list holds, batch by batch, into the lines of a file. draw
// makes the rows of a batch as the page shows them.
func Lines[T, R any](c Columns[R], batches iter.Seq2[[]T, error], draw func([]T) ([]R, error)) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for batch, err := range batches {
			var rows []R
			if err == nil {
				rows, err = draw(batch)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for cells := range c.Lines(rows) {
				if !yield(cells, nil) {
					return
				}
			}
		}
	}
}

// file is the parameter of a list's address that asks for it as a file.
const file = "file"

// formats are the files of a list with the labels of their links, in order.
func formats() []web.Option {
	return []web.Option{{Value: "csv", Label: "导出 CSV"}, {Value: "xlsx", Label: "导出 Excel"}}
}

// FileOf is the format in which an address asks for its list: csv, xlsx, or ""
// for the page.
func FileOf(q url.Values) string {
	f := q.Get(file)
	for _, x := range formats() {
		if x.Value == f {
			return f
		}
	}
	return ""
}

// Files are the links to what a list shows, narrowed as it is and whole, as
// files.
func Files(r *http.Request) []web.Link { return FilesAt(r, r.URL.Path) }

// FilesAt is Files for a list whose files have an address of their own.
func FilesAt(r *http.Request, path string) []web.Link {
	var links []web.Link
	for _, x := range formats() {
		q := r.URL.Query()
		q.Del(after)
		q.Del(before)
		q.Set(file, x.Value)
		links = append(links, web.Link{Label: x.Label, Href: web.SiteOf(r).Prefix + path + "?" + q.Encode()})
	}
	return links
}
