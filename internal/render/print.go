package render

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Print writes a document as pdf, docx, xlsx or html (a whole page). fonts are
// asked for by pdf alone, for they are large; nil means that there are none.
func Print(w io.Writer, format string, doc Doc, fonts func() (*Fonts, error)) error {
	switch format {
	case "pdf":
		if fonts == nil {
			return errors.New("print pdf: no fonts configured")
		}
		f, err := fonts()
		if err != nil {
			return fmt.Errorf("load fonts: %w", err)
		}
		return f.PDF(w, doc)
	case "docx":
		return DOCX(w, doc)
	case "xlsx":
		return XLSX(w, doc)
	case "html":
		return HTMLPage(w, doc)
	}
	return fmt.Errorf("print: no format %q", format)
}

// Whole prints a document into memory. A PDF that the fonts lack a character for
// becomes docx at once, so that no box is printed and nobody goes without: as says
// which format it is.
func Whole(format string, doc Doc, fonts func() (*Fonts, error)) (data []byte, as string, err error) {
	var b bytes.Buffer
	err = Print(&b, format, doc, fonts)
	if lacking := (*Lacking)(nil); errors.As(err, &lacking) {
		b.Reset()
		format, err = "docx", DOCX(&b, doc)
	}
	return b.Bytes(), format, err
}
