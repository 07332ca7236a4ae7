package answers

import (
	"context"
	"fmt"
	"io"
	"maps"
	"strings"

	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Print writes a letter as docx or pdf.
func (d *Answers) Print(ctx context.Context, w io.Writer, c cases.Case, l cases.Letter, format string) error {
	doc, err := d.document(ctx, c, l)
	if err != nil {
		return err
	}
	return render.Print(w, format, doc, d.Fonts)
}

// Printed is a letter as a file; a PDF that cannot be made for want of a character
// is docx, which its format says.
func (d *Answers) Printed(ctx context.Context, c cases.Case, l cases.Letter, format string) (data []byte, as string, err error) {
	doc, err := d.document(ctx, c, l)
	if err != nil {
		return nil, "", err
	}
	return render.Whole(format, doc, d.Fonts)
}

// document opens a letter and lays it out.
func (d *Answers) document(ctx context.Context, c cases.Case, l cases.Letter) (doc render.Doc, err error) {
	a, err := d.Answer(l)
	if err != nil {
		return doc, err
	}
	name, err := d.Addressee(c, l)
	if err != nil {
		return doc, err
	}
	if !l.Number.Valid && l.Outcome != "" { // the files may change until it is signed
		if a.Files, err = d.Attachments.Listed(ctx, d.DB, c.ID); err != nil {
			return doc, err
		}
	}
	return Document(l, a, name), nil
}

// Addressee opens whom a letter is sent to.
func (d *Answers) Addressee(c cases.Case, l cases.Letter) (string, error) {
	if to, err := cases.LetterTable.Addressee(d.Vault, l); err != nil || to != "" {
		return to, err
	}
	name, err := d.Vault.Open(c.Name, c.Place("name"))
	if err != nil {
		return "", fmt.Errorf("open applicant of %s: %w", c.ID, err)
	}
	return name.Text(), nil
}

// Document lays a letter out.
func Document(l cases.Letter, a Answer, addressee string) render.Doc {
	template := letter.Template{Text: a.Text}
	if template.Text == "" { // drafted before letters kept their text
		template = request.DefaultTemplate(l.Kind)
	}
	elements := a.Elements
	if len(a.Files) > 0 {
		elements = maps.Clone(elements)
		for _, x := range a.Files {
			elements[letter.Attachments] = strings.TrimSpace(elements[letter.Attachments] + "\n" + x.String())
		}
	}
	return letters.Document(l, letters.Paper{Subject: "政府信息公开文书", Addressee: addressee, Content: elements,
		Text: request.Language().Compose(template, a.Elements, a.Facts)})
}
