package extract

import (
	"strings"

	"yangguang/internal/document"
)

// readText reads plain text and Markdown. Consecutive lines that hold bars or
// tabs are one table whose merging is lost.
func (j *job) readText(format string) error {
	s := string(j.data)
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	var rows [][]document.Cell
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		t := &document.Table{Rows: rows, Flat: true}
		rows = nil
		width := 0
		for _, r := range t.Rows {
			width = max(width, len(r))
		}
		if err := j.spend(width * len(t.Rows)); err != nil {
			return err
		}
		t.Square()
		return j.add(document.Block{Kind: document.Grid, Table: t})
	}
	for n := 0; s != ""; n++ {
		if n&1023 == 0 && j.ctx.Err() != nil {
			return j.ctx.Err()
		}
		line := s
		if i := strings.IndexByte(s, '\n'); i >= 0 {
			line, s = s[:i], s[i+1:]
		} else {
			s = ""
		}
		if format == "md" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "<table") {
			if err := flush(); err != nil {
				return err
			}
			rest, err := j.markdownTable(line + "\n" + s)
			if err != nil {
				return err
			}
			s = rest
			continue
		}
		if row := flatRow(line); row != nil {
			if isRule(row) {
				for i := range rows {
					for c := range rows[i] {
						rows[i][c].Header = true
					}
				}
				continue
			}
			if len(row) > maxColumns {
				return errTooMuch
			}
			if format == "md" {
				for i := range row {
					row[i].Text = plainMarkdown(row[i].Text)
				}
			}
			rows = append(rows, row)
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		if err := j.textLine(line, format); err != nil {
			return err
		}
	}
	return flush()
}

// textLine adds one line outside tables.
func (j *job) textLine(line, format string) error {
	text := tidy(line)
	if text == "" {
		return nil
	}
	b := document.Block{Kind: document.Paragraph, Text: text}
	if format == "md" {
		level := 0
		for level < len(text) && text[level] == '#' {
			level++
		}
		if level >= 1 && level <= 6 && level < len(text) && text[level] == ' ' {
			b.Kind, b.Level, b.Text = document.Heading, level, strings.TrimSpace(strings.TrimRight(text[level:], "# "))
		}
		if strings.HasPrefix(b.Text, "![") && strings.HasSuffix(b.Text, ")") {
			if alt, _, ok := strings.Cut(b.Text[2:], "]("); ok {
				b.Kind, b.Text = document.Picture, alt
			}
		}
		b.Text = plainMarkdown(b.Text)
		if b.Kind == document.Heading && j.doc.Title == "" {
			j.doc.Title = b.Text
		}
	}
	return j.add(b)
}

// markdownTable reads an HTML table inside Markdown and returns what follows.
func (j *job) markdownTable(s string) (string, error) {
	end := len(s)
	lower := strings.ToLower(s)
	depth := 0
	for i := 0; i < len(lower); {
		next := strings.IndexByte(lower[i:], '<')
		if next < 0 {
			break
		}
		i += next
		if strings.HasPrefix(lower[i:], "<table") {
			depth++
		} else if strings.HasPrefix(lower[i:], "</table>") {
			if depth--; depth == 0 {
				end = i + len("</table>")
				break
			}
		}
		i++
	}
	if err := j.htmlBlocks(s[:end]); err != nil {
		return "", err
	}
	return s[end:], nil
}

// flatRow splits a line with bars or tabs into cells, nil when it has none.
func flatRow(line string) []document.Cell {
	trimmed := strings.Trim(line, " \u3000\u00A0")
	sep := byte('|')
	if strings.IndexByte(trimmed, '|') < 0 {
		switch {
		case strings.Contains(trimmed, "｜"):
			trimmed = strings.ReplaceAll(trimmed, "｜", "|")
		case strings.IndexByte(strings.TrimSpace(trimmed), '\t') >= 0:
			sep = '\t'
		default:
			return nil
		}
	}
	if sep == '|' {
		// A bar at either end closes the line, it begins no cell.
		trimmed = strings.TrimSpace(trimmed)
		trimmed = strings.TrimPrefix(trimmed, "|")
		if strings.HasSuffix(trimmed, "|") && !strings.HasSuffix(trimmed, `\|`) {
			trimmed = trimmed[:len(trimmed)-1]
		}
	}
	row := make([]document.Cell, 0, 1+strings.Count(trimmed, string(sep)))
	start := 0
	for i := 0; i <= len(trimmed); i++ {
		if i < len(trimmed) && (trimmed[i] != sep || i > 0 && trimmed[i-1] == '\\') {
			continue
		}
		cell := trimmed[start:i]
		if sep == '|' {
			cell = strings.ReplaceAll(cell, `\|`, "|")
		}
		row = append(row, document.Cell{Text: tidy(cell)})
		start = i + 1
	}
	return row
}

// isRule reports whether a row is the line under a Markdown table's head.
func isRule(row []document.Cell) bool {
	for _, c := range row {
		t := strings.Trim(c.Text, ":")
		if t == "" || strings.Trim(t, "-") != "" {
			return false
		}
	}
	return true
}

// plainMarkdown takes away emphasis and turns breaks into lines.
func plainMarkdown(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		for _, br := range [...]string{"<br>", "<br/>", "<br />", "<BR>"} {
			s = strings.ReplaceAll(s, br, "\n")
		}
		s = strings.ReplaceAll(s, "&nbsp;", " ")
	}
	s = strings.ReplaceAll(s, "**", "")
	s = strings.ReplaceAll(s, "__", "")
	if strings.IndexByte(s, '\\') >= 0 {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`\*_#.-+()[]|!~>`+"`", s[i+1]) >= 0 {
				continue
			}
			b.WriteByte(s[i])
		}
		s = b.String()
	}
	return tidyLines(s)
}
