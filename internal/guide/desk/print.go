package desk

import (
	"yangguang/internal/calendar"
	"yangguang/internal/guide"
	"yangguang/internal/render"
)

// document lays the guide out for print; day is that of its last change.
func document(name, day string, parts []guide.Part) render.Doc {
	doc := render.Doc{Title: name + "政府信息公开指南", Body: name, Subject: "政府信息公开指南", Date: day}
	for i, p := range parts {
		doc.Blocks = append(doc.Blocks, render.Heading{Level: 1, Text: chineseNumber(i+1) + "、" + p.Heading})
		for _, f := range p.Facts {
			doc.Blocks = append(doc.Blocks, render.Text(f.Label+"："+f.Text))
		}
		for _, l := range p.Lines {
			doc.Blocks = append(doc.Blocks, render.Text(l))
		}
		for _, t := range p.Tables {
			table := render.Table{Caption: t.Caption, Head: 1}
			for r, row := range append([][]string{t.Head}, t.Rows...) {
				var cells []render.Cell
				for c, text := range row {
					cells = append(cells, render.Cell{Text: text, Header: r == 0 || c == 0})
				}
				table.Rows = append(table.Rows, cells)
			}
			doc.Blocks = append(doc.Blocks, table)
		}
	}
	if at, err := calendar.Parse(day); err == nil {
		doc.Blocks = append(doc.Blocks, render.Signature{Body: name, Date: at.Chinese()})
	}
	return doc
}

func chineseNumber(n int) string {
	return []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}[n%10]
}
