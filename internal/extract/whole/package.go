package whole

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"path"
	"strings"

	"yangguang/internal/document"
	"yangguang/internal/extract/office"
	"yangguang/internal/extract/zipped"
)

// mains are the parts that say what a container is.
var mains = []struct{ part, format string }{{"word/document", "docx"}, {"xl/workbook", "xlsx"}, {"ppt/presentation", "pptx"}, {"OFD.xml", "ofd"}}

// sniffZip tells what a container is by the names of its own parts: those of a
// file inside it lie open in its bytes too. A broken one is told by its bytes.
func sniffZip(data []byte) string {
	if z, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil || errors.Is(err, zip.ErrInsecurePath) {
		for _, m := range mains {
			for _, f := range z.File {
				if strings.HasPrefix(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"), m.part) {
					return m.format
				}
			}
		}
		return "zip"
	}
	for _, m := range mains {
		if bytes.Contains(data, []byte(m.part)) {
			return m.format
		}
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
