package desk

import (
	"context"
	"image"
	"image/jpeg"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/attach"
	"yangguang/internal/document"
	"yangguang/internal/extract/whole"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/redact"
	"yangguang/internal/screening"
)

// mostPages is how many pages of a scan the page shows, pageDPI how finely.
const (
	mostPages = 40
	pageDPI   = 90
)

// redactScan makes a scan anew as pictures with boxes over what may not be seen.
func (d *Desk) redactScan(ctx context.Context, who identity.Actor, keeper Keeper, x File, old attach.File, name, format string, data []byte, c covering, m Marked, ground law.Ref) (Proof, error) {
	var boxes []redact.Box
	for line := range strings.Lines(m.Boxes) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		b, err := redact.ParseBox(line)
		if err != nil {
			return Proof{}, fault.Field("boxes", "“"+screening.MaskText(line)+"”："+err.Error())
		}
		boxes = append(boxes, b)
	}
	made, err := redact.Work{Reader: d.Reader, Fonts: d.Fonts}.Boxes(ctx, format, data, boxes, screening.Redaction{Ground: ground}.ScanNotice(len(boxes)))
	if err != nil {
		if ctx.Err() != nil {
			return Proof{}, err
		}
		return Proof{}, fault.Field("boxes", "没有做成遮盖件："+err.Error())
	}
	c.ground, c.opinion = ground, "按图像遮盖"
	proof := Proof{Scan: true, Places: len(boxes)}
	proof.File, err = d.replace(ctx, who, keeper, x, old, redactedName(name), made.Data, c)
	return proof, err
}

// pagesOf numbers the pages of a PDF from its places; a picture is one page.
func pagesOf(h document.Holding) []int {
	if h.Format != "pdf" {
		return []int{1}
	}
	most := 0
	note := func(where string) {
		rest, ok := strings.CutPrefix(where, "第 ")
		if n, err := strconv.Atoi(strings.SplitN(rest, " ", 2)[0]); ok && err == nil {
			most = max(most, n)
		}
	}
	for _, p := range h.Passages {
		note(p.Where)
	}
	for _, c := range h.Concealed {
		note(c.Where)
	}
	var pages []int
	for n := 1; n <= min(most, mostPages); n++ {
		pages = append(pages, n)
	}
	return pages
}

// showPage draws one page of a file for somebody of the body who may see it.
func (d *Desk) showPage(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	missing := &fault.Error{Kind: fault.NotFound, Message: "没有这一页"}
	n, err := strconv.Atoi(r.PathValue("page"))
	if err != nil || n < 1 {
		return missing
	}
	x, keeper, _, err := d.sees(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	_, name, data, err := keeper.Files.Held(ctx, x.ID)
	if err != nil {
		return err
	}
	page, err := d.drawn(ctx, name, data, n)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil || page == nil {
		return missing
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, no-store")
	return jpeg.Encode(w, page, nil)
}

// drawn is one page of a file as a picture, nil where there is none.
func (d *Desk) drawn(ctx context.Context, name string, data []byte, n int) (page *image.RGBA, err error) {
	if whole.Format(name, data) != "pdf" {
		if n != 1 {
			return nil, nil
		}
		return redact.OpenPicture(data)
	}
	err = d.Reader.Draw(ctx, data, n, pageDPI, func(p *image.RGBA) error { page = p; return nil })
	return page, err
}
