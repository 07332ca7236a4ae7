package list

import (
	"net/http"
	"strconv"

	"yangguang/internal/web"
)

// Numbered is the page of a list in memory that a request asks for with page=2,
// of at most size rows, with the addresses of the pages beside it. A number
// beyond the last page is the last, one that is none the first.
func Numbered[T any](r *http.Request, all []T, size int) ([]T, web.Pager) {
	q := r.URL.Query()
	page, _ := strconv.Atoi(q.Get("page")) // what is no number is the first
	page = max(1, min(page, (len(all)-1)/size+1))
	at := func(n int) string {
		q.Set("page", strconv.Itoa(n))
		return "?" + q.Encode()
	}
	var p web.Pager
	if page > 1 {
		p.Before = at(page - 1)
	}
	if page*size < len(all) {
		p.After = at(page + 1)
	}
	return all[(page-1)*size : min(page*size, len(all))], p
}
