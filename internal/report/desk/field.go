package desk

import (
	"strconv"
	"strings"

	"yangguang/internal/figure"
	"yangguang/internal/report"
)

// Field is one field of the builder: a figure, or the text of a part. The zero
// Field is none.
type Field struct {
	Figure figure.Name
	Part   int // 1…6; 0 where it is a figure
}

// wordFields is what stands before the word of a figure that stands in no table.
const wordFields = "figure."

// String is the field's name in forms, addresses, stored rows and the audit log:
// a cell's key, figure.WORD, or part1 … part6.
func (f Field) String() string {
	switch {
	case f.Part > 0:
		return "part" + strconv.Itoa(f.Part)
	case f.Figure.Word() != "":
		return wordFields + f.Figure.Word()
	}
	return f.Figure.String()
}

// readField reads a String; the zero Field and false when there is no such field.
func readField(s string) (Field, bool) {
	if number, ok := strings.CutPrefix(s, "part"); ok {
		n, _ := strconv.Atoi(number)
		if f := (Field{Part: n}); n <= len(report.Parts()) && f.String() == s {
			return f, true
		}
		return Field{}, false
	}
	if word, ok := strings.CutPrefix(s, wordFields); ok && word != "" {
		return Field{Figure: figure.Named(word)}, true
	}
	c, ok := figure.ParseCell(s)
	if !ok {
		return Field{}, false
	}
	return Field{Figure: figure.In(c)}, true
}

// label names the field for people.
func (f Field) label() string {
	if f.Part > 0 {
		return report.Parts()[f.Part-1].Heading()
	}
	if c, ok := f.Figure.Cell(); ok {
		return report.Label(c)
	}
	if x, ok := report.FigureNamed(f.Figure); ok {
		return x.Label
	}
	return f.String()
}

// byField orders fields by their names.
func byField(a, b Field) int { return strings.Compare(a.String(), b.String()) }

// byName orders figures by the names of their fields.
func byName(a, b figure.Name) int { return byField(Field{Figure: a}, Field{Figure: b}) }
