package whole

import "bytes"

// sniffZip tells what a zip is by the parts it names.
func sniffZip(data []byte) string {
	switch {
	case bytes.Contains(data, []byte("OFD.xml")):
		return "ofd"
	case bytes.Contains(data, []byte("word/document")):
		return "docx"
	case bytes.Contains(data, []byte("xl/workbook.xml")):
		return "xlsx"
	case bytes.Contains(data, []byte("ppt/presentation.xml")):
		return "pptx"
	}
	return "zip"
}
