package whole

import (
	"bytes"
	"context"
	"path"
	"strings"

	"yangguang/internal/document"
	"yangguang/internal/extract/office"
	"yangguang/internal/extract/zipped"
)

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

// readZip reads an archive: its names, its comments, and every file in it.
func readZip(ctx context.Context, h *document.Holding, data []byte) {
	pack, err := zipped.Open(data)
	if err != nil {
		h.Conceal("文件", office.Why(err))
		return
	}
	for _, f := range pack.Files {
		if ctx.Err() != nil {
			return
		}
		h.Add(document.Passage{Text: f.Name, Where: "压缩包内文件名", Hidden: true})
		body, err := pack.Read(f)
		if err != nil {
			h.Conceal(f.Name, office.Why(err))
		}
		h.Embed(path.Base(f.Name), f.Name, body)
	}
	for _, s := range pack.Beside() {
		h.Add(document.Passage{Text: strings.ToValidUTF8(s, " "), Where: "压缩包注释和空隙", Hidden: true})
	}
}
