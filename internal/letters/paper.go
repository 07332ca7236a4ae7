package letters

import (
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/letter"
	"yangguang/internal/render"
)

// Paper is what is laid out of a letter.
type Paper struct {
	Subject   string         // in the file's properties
	Addressee string         // opened
	Content   letter.Content // the elements of the frame are read
	Text      []string       // its paragraphs, as the ledger's language composes them
}

// Document lays a letter out as GB/T 9704 wants it: red head, number, title,
// addressee, text, attachments, signature, and how it is served as 附注.
func Document[O ~string](l Letter[O], p Paper) render.Doc {
	e := p.Content
	doc := render.Doc{Title: e[letter.Title], Body: e[letter.Signature], Subject: p.Subject, Date: l.SignedOn,
		Head: &render.Head{Mark: e[letter.Signature], Number: l.No(e[letter.Number])}}
	switch {
	case !l.Number.Valid:
		doc.Head.Number = "（草稿，签发时编号）"
	case l.State == letter.Voided:
		doc.Head.Number += "（已作废）"
	}
	doc.Blocks = append(doc.Blocks, render.Paragraph{Runs: []render.Run{{Text: p.Addressee + "："}}, Flush: true})
	for _, text := range p.Text {
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
