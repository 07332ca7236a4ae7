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
	a, err := d.Answer(l)
	if err != nil {
		return err
	}
	name, err := d.Addressee(c, l)
	if err != nil {
		return err
	}
	if !l.Number.Valid && l.Outcome != "" { // the files may change until it is signed
		if a.Files, err = d.Attachments.Listed(ctx, d.DB, c.ID); err != nil {
			return err
		}
	}
	return render.Print(w, format, Document(l, a, name), d.Fonts)
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
	if l.ServedHow != "" && elements[letter.Service] != "" { // the way it went, not the one that was asked for
		elements = maps.Clone(elements)
		elements[letter.Service] = request.ServiceOf(l.ServedHow).Label
	}
	return letters.Document(l, letters.Paper{Subject: "政府信息公开文书", Addressee: addressee, Content: elements,
		Text: request.Language().Compose(template, a.Elements, a.Facts)})
}
