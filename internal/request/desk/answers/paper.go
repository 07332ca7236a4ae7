package answers

import (
	"context"
	"fmt"
	"io"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/letter"
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
	return render.Print(w, format, Document(l, a, name), d.Fonts)
}

// Addressee opens whom a letter is sent to.
func (d *Answers) Addressee(c cases.Case, l cases.Letter) (string, error) {
	if to, err := d.Vault.Open(l.Addressee, l.ToPlace()); err != nil {
		return "", fmt.Errorf("open addressee of %s: %w", l.ID, err)
	} else if to.Text() != "" {
		return to.Text(), nil
	}
	name, err := d.Vault.Open(c.Name, c.Place("name"))
	if err != nil {
		return "", fmt.Errorf("open applicant of %s: %w", c.ID, err)
	}
	return name.Text(), nil
}

// Document lays a letter out as GB/T 9704 wants it: red head, number, title,
// addressee, text, attachments, signature, and how it is served as 附注.
func Document(l cases.Letter, a Answer, addressee string) render.Doc {
	e := a.Elements
	template := letter.Template{Text: a.Text}
	if template.Text == "" { // drafted before letters kept their text
		template = request.DefaultTemplate(l.Kind)
	}
	doc := render.Doc{Title: e[letter.Title], Body: e[letter.Signature], Subject: "政府信息公开文书", Date: l.SignedOn,
		Head: &render.Head{Mark: e[letter.Signature], Number: l.No(cases.Body{Symbol: e[letter.Number]})}}
	switch {
	case !l.Number.Valid:
		doc.Head.Number = "（草稿，签发时编号）"
	case l.State == letter.Voided:
		doc.Head.Number += "（已作废）"
	}
	doc.Blocks = append(doc.Blocks, render.Paragraph{Runs: []render.Run{{Text: addressee + "："}}, Flush: true})
	for _, text := range request.Language().Compose(template, e, a.Facts) {
		doc.Blocks = append(doc.Blocks, render.Text(text))
	}
	if names := Lines(e[letter.Attachments]); len(names) > 0 {
		doc.Blocks = append(doc.Blocks, render.Attachments{Names: names})
	}
	signed := ""
	if day, err := calendar.Parse(l.SignedOn); err == nil {
		signed = day.Chinese()
	}
	doc.Blocks = append(doc.Blocks, render.Signature{Body: e[letter.Signature], Date: signed})
	if how := e[letter.Service]; how != "" {
		doc.Blocks = append(doc.Blocks, render.Text("（送达方式："+how+"）"))
	}
	return doc
}

// Lines are the lines of a text that hold something.
func Lines(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
