package portal

import (
	"net/http"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
)

// HowToPage is the first page of the column: how to apply, in short.
type HowToPage struct {
	web.Shell
	Channels []request.ChannelRule
	Items    []feeExample
	Pages    []feeExample
}

// feeExample is what so many parts cost.
type feeExample struct {
	N   int
	Fee string
}

func (d *Portal) showHowTo(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &HowToPage{Shell: cases.Shell("依申请公开"), Channels: request.Channels()}
	p.Meta = cases.ColumnMeta("依申请公开", "怎样申请政府信息公开、多久答复、要不要收费", "依申请公开,政府信息公开申请")
	var err error
	if p.Items, p.Pages, err = feeExamples(); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "public/howto", p)
}

// feeExamples lets the book say what some numbers cost.
func feeExamples() (items, pages []feeExample, err error) {
	for _, n := range []int{10, 15, 41} {
		fee, err := request.ItemFee(0, n)
		if err != nil {
			return nil, nil, err
		}
		items = append(items, feeExample{n, feeText(fee.Fen)})
	}
	for _, n := range []int{30, 72, 201} {
		fee, err := request.PageFee(n)
		if err != nil {
			return nil, nil, err
		}
		pages = append(pages, feeExample{n, feeText(fee.Fen)})
	}
	return items, pages, nil
}
