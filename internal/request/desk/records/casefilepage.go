package records

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/send"
)

type FilePage struct {
	web.Shell
	ID, No string
	Reason string
	Whole  bool // may have it with everybody in clear
	Lacks  []stageRow
}

// stageRow is one of the five stages with what its record lacks.
type stageRow struct {
	Label, Missing string
}

func (d *Records) filePage(r *http.Request, who identity.Actor) (*FilePage, cases.Case, error) {
	ctx := r.Context()
	c, err := d.Cases.Visible(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, c, err
	}
	cal, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return nil, c, err
	}
	f, err := d.Answers.Dossier(ctx, d.DB, cal, c, clock, had)
	if err != nil {
		return nil, c, err
	}
	p := &FilePage{Shell: web.Shell{Title: "卷宗 " + c.No(), Current: "/console/requests"}, ID: c.ID, No: c.No(), Whole: who.Body == c.Body && who.Has(identity.Clerk, identity.Leader)}
	for _, s := range f.Stages() {
		p.Lacks = append(p.Lacks, stageRow{s.Label, strings.Join(s.Missing, "；")})
	}
	return p, c, nil
}

func (d *Records) showFile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, _, err := d.filePage(r, who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/file", p)
}

// sendMasked prints the file with everybody in it masked.
func (d *Records) sendMasked(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Visible(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := d.Bind(r.Context(), who, c, "")
	if err != nil {
		return err
	}
	data, err := f.Pdf()
	if err != nil {
		return err
	}
	send.File{Name: c.No() + "-file.pdf"}.Send(w, data)
	return nil
}

// doFile prints the whole file for somebody who says why: as one PDF, or packed
// together with each letter as a file of its own.
func (d *Records) doFile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	p, c, err := d.filePage(r, who)
	if err != nil {
		return err
	}
	if !p.Whole {
		return cases.Missing()
	}
	reason := strings.TrimSpace(r.PostFormValue("reason"))
	if reason == "" {
		reason = " " // an empty reason is refused, not taken for the masked print
	}
	f, err := d.Bind(r.Context(), who, c, reason)
	if err != nil {
		return form.Again(w, r, d.Views, "console/file", p, err, func() { p.Reason = r.PostFormValue("reason") })
	}
	data, err := f.Pdf()
	if err != nil {
		return err
	}
	if r.PostFormValue("as") != "zip" {
		send.File{Name: c.No() + "-file.pdf"}.Send(w, data)
		return nil
	}
	packed, err := f.pack(r.Context(), data)
	if err != nil {
		return err
	}
	send.File{Name: c.No() + "-file.zip"}.Send(w, packed)
	return nil
}

func (f *casefile) Pdf() ([]byte, error) {
	fonts, err := f.d.Fonts()
	if err != nil {
		return nil, fmt.Errorf("load fonts: %w", err)
	}
	doc, err := f.Document(fonts)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := fonts.PDF(&b, doc); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// pack puts the bound file, the calculation sheet and every letter, as PDF and
// as Word file, into one ZIP.
func (f *casefile) pack(ctx context.Context, bound []byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, write func(*bytes.Buffer) error) error {
		var one bytes.Buffer
		if err := write(&one); err != nil {
			return err
		}
		w, err := z.Create(name)
		if err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
		_, err = w.Write(one.Bytes())
		return err
	}
	err := put("卷宗.pdf", func(b *bytes.Buffer) error { _, err := b.Write(bound); return err })
	if err == nil {
		err = put("答复期限计算表.pdf", func(b *bytes.Buffer) error { return render.Print(b, "pdf", f.sheet.Document(), f.d.Fonts) })
	}
	for i, l := range f.letters {
		for _, format := range []string{"pdf", "docx"} {
			if err == nil {
				name := "文书/" + strconv.Itoa(i+1) + " " + paperName(l) + "." + format
				err = put(name, func(b *bytes.Buffer) error { return f.d.Answers.Print(ctx, b, f.c, l, format) })
				if lacking := (*render.Lacking)(nil); errors.As(err, &lacking) {
					err = nil // its Word file stands beside
				}
			}
		}
	}
	if err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack file of %s: %w", f.c.ID, err)
	}
	return b.Bytes(), nil
}

// Routes are the pages of the file of a case, of exports and of
// retention.
func (d *Records) Routes() []web.Route {
	deals := []identity.Role{identity.Clerk, identity.Leader}
	return slices.Concat([]web.Route{
		{Pattern: "GET /console/requests/{id}/file", Roles: cases.Readers(), Do: d.showFile},
		{Pattern: "GET /console/requests/{id}/file.pdf", Roles: cases.Readers(), Do: d.sendMasked},
		{Pattern: "POST /console/requests/{id}/file", Roles: deals, Do: d.doFile},
	}, d.exportRoutes(), d.retentionRoutes())
}
