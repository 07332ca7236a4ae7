package extract

import (
	"bytes"
	"path/filepath"
	"strings"
)

// sniff tells the format of a file by what it holds; its name decides only
// between plain text and Markdown. Kinds that are not read are refused with
// what to do instead.
func sniff(j *job) (string, error) {
	d := j.data
	head := d[:min(len(d), 4096)]
	switch {
	case bytes.Contains(d[:min(len(d), 1024)], []byte("%PDF-")):
		return "pdf", nil
	case bytes.HasPrefix(d, []byte("PK\x03\x04")), bytes.HasPrefix(d, []byte("PK\x05\x06")), bytes.HasPrefix(d, []byte("PK\x07\x08")):
		return sniffPackage(j)
	case bytes.HasPrefix(d, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return "", sniffCompound(j)
	}
	if why := refusedMagic(head); why != "" {
		return "", refuse(j.name, why)
	}
	return sniffText(j)
}

// sniffPackage tells what a zip is.
func sniffPackage(j *job) (string, error) {
	p, err := openPack(j.name, j.data)
	if err != nil {
		return "", err
	}
	j.pack = p
	switch {
	case p.has("OFD.xml"):
		return "", refuse(j.name, "是 OFD 版式文件，目前不能读。用 OFD 阅读器或 WPS 打开，另存为 PDF（可选中文字的）或 docx 后再试。")
	case p.has("xl/workbook.bin"):
		return "", refuse(j.name, "是 Excel 二进制工作簿（xlsb）。用 Excel 或 WPS 打开，另存为 xlsx 后再试。")
	case p.has("EncryptedPackage"), p.has("META-INF/encryption.xml"):
		return "", locked(j.name, "打开后取消密码，另存为新文件后再试。")
	}
	if main, ok := p.office("officeDocument"); ok {
		switch {
		case strings.HasPrefix(main, "word/"):
			return "docx", nil
		case strings.HasPrefix(main, "xl/"):
			return "xlsx", nil
		case strings.HasPrefix(main, "ppt/"):
			return "", refuse(j.name, "是演示文稿（pptx），里面不会有规定格式的表。上传报告的 docx、xlsx、html 或 PDF 文件。")
		}
	}
	switch {
	case p.has("word/document.xml"):
		return "docx", nil
	case p.has("xl/workbook.xml"):
		return "xlsx", nil
	case p.has("content.xml"), p.has("mimetype"):
		return "", refuse(j.name, "是 OpenDocument 或电子书一类的文件。用 LibreOffice 或 WPS 打开，另存为 docx 或 xlsx 后再试。")
	case p.has("word/"), p.has("[Content_Types].xml"):
		return "", broken(j.name, "docx 或 xlsx")
	case len(p.files) == 0:
		return "", refuse(j.name, "是空的压缩包。核对是否传错文件。")
	}
	return "", refuse(j.name, "是压缩包。解压后逐个上传里面的报告文件。")
}

// sniffCompound tells what an OLE compound file is; none is read.
func sniffCompound(j *job) error {
	has := func(name string) bool {
		wide := make([]byte, 0, 2*len(name))
		for i := 0; i < len(name); i++ {
			wide = append(wide, name[i], 0)
		}
		return bytes.Contains(j.data, wide)
	}
	switch {
	case has("EncryptedPackage"), has("EncryptionInfo"):
		return locked(j.name, "用 Word、Excel 或 WPS 打开，在“文件→保护”里取消密码，保存后再试。")
	case has("WordDocument"):
		return refuse(j.name, "是旧版 Word 或 WPS 文字文件（doc、wps）。用 Word 或 WPS 打开，另存为 docx 后再试。")
	case has("Workbook"), has("Book"):
		return refuse(j.name, "是旧版 Excel 或 WPS 表格文件（xls、et）。用 Excel 或 WPS 打开，另存为 xlsx 后再试。")
	case has("PowerPoint Document"):
		return refuse(j.name, "是旧版演示文稿（ppt、dps），里面不会有规定格式的表。上传报告的 docx、xlsx、html 或 PDF 文件。")
	}
	return refuse(j.name, "是旧版办公软件的文件，或已损坏。打开后另存为 docx 或 xlsx 再试。")
}

// refusedMagic says what to do with a file whose first bytes tell a kind that
// is not read, "" when they tell none.
func refusedMagic(head []byte) string {
	const (
		picture = "是图片，里面的表和数字读不出来。上传报告的 docx、xlsx、html 或带文字层的 PDF 文件。"
		archive = "是压缩包。解压后逐个上传里面的报告文件。"
		program = "是程序文件，不是报告。核对是否传错文件。"
		media   = "是音频或视频，不是报告。核对是否传错文件。"
	)
	for _, m := range [...]struct{ magic, why string }{
		{"{\\rtf", "是 RTF 文件。用 Word 或 WPS 打开，另存为 docx 后再试。"},
		{"\x89PNG", picture}, {"\xFF\xD8\xFF", picture}, {"GIF8", picture}, {"BM", picture},
		{"II*\x00", picture}, {"MM\x00*", picture}, {"\x00\x00\x01\x00", picture},
		{"Rar!\x1A\x07", archive}, {"7z\xBC\xAF\x27\x1C", archive}, {"\x1F\x8B", archive},
		{"BZh", archive}, {"\xFD7zXZ\x00", archive}, {"\x28\xB5\x2F\xFD", archive}, {"MSCF", archive},
		{"MZ", program}, {"\x7FELF", program}, {"\xCA\xFE\xBA\xBE", program}, {"#!/", program},
		{"ID3", media}, {"OggS", media}, {"\x1A\x45\xDF\xA3", media},
		{"SQLite format 3\x00", "是数据库文件，不是报告。核对是否传错文件。"},
		{"%!PS", "是 PostScript 文件。转换为带文字层的 PDF 后再试。"},
		{"HM", ""},
	} {
		if m.why == "" || !bytes.HasPrefix(head, []byte(m.magic)) {
			continue
		}
		// Two and three letters may begin a text; the rest of it then has no zero byte.
		if len(m.magic) > 3 || m.magic[0] >= 0x80 || m.magic[0] < 0x20 || m.magic == "#!/" || bytes.IndexByte(head, 0) >= 0 {
			return m.why
		}
	}
	switch {
	case len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return picture
	case len(head) > 12 && string(head[:4]) == "RIFF":
		return media
	case len(head) > 12 && string(head[4:8]) == "ftyp":
		return media
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return archive
	}
	return ""
}

// sniffText tells web pages from text. It decodes j.data on the way.
func sniffText(j *job) (string, error) {
	if len(j.data) > maxText {
		return "", tooBigText(j.name, len(j.data))
	}
	s, err := decode(j.name, j.data)
	if err != nil {
		return "", err
	}
	j.data = []byte(s)
	start := s[:min(len(s), 8192)]
	if strings.IndexByte(start, '<') >= 0 || strings.IndexByte(start, '/') >= 0 && strings.Contains(start, "ultipart/") {
		start = strings.ToLower(strings.TrimSpace(start))
	} else {
		start = strings.ToLower(strings.TrimSpace(start[:min(len(start), 64)]))
	}
	ext := strings.ToLower(filepath.Ext(j.name))
	switch {
	case strings.HasPrefix(start, "mime-version:"), strings.Contains(start, "content-type: multipart/related"):
		return "", refuse(j.name, "是单个文件网页（mht）。用浏览器或 Word 打开，另存为 docx 或“网页，仅 HTML”后再试。")
	case strings.Contains(start, "progid=\"word.document\""), strings.Contains(start, "<w:worddocument"):
		return "", refuse(j.name, "是 Word 2003 的 XML 文件。用 Word 或 WPS 打开，另存为 docx 后再试。")
	case strings.Contains(start, "progid=\"excel.sheet\""):
		return "", refuse(j.name, "是 Excel 2003 的 XML 文件。用 Excel 或 WPS 打开，另存为 xlsx 后再试。")
	case strings.Contains(start, "<uof:uof"), strings.Contains(start, "<uof "):
		return "", refuse(j.name, "是 UOF 文件。用 WPS 打开，另存为 docx 或 xlsx 后再试。")
	case strings.Contains(start, "<pkg:package"):
		return "", refuse(j.name, "是单个文件的 Word XML。用 Word 或 WPS 打开，另存为 docx 后再试。")
	}
	if strings.HasPrefix(start, "<") {
		for _, tag := range [...]string{"<!doctype html", "<html", "<head", "<body", "<table", "<div", "<p>", "<p ", "<meta", "<h1", "<span", "<center", "<font", "<title"} {
			if strings.Contains(start, tag) {
				return "html", nil
			}
		}
		if strings.Contains(start, "<svg") {
			return "", refuse(j.name, "是图片，里面的表和数字读不出来。上传报告的 docx、xlsx、html 或带文字层的 PDF 文件。")
		}
		if strings.HasPrefix(start, "<?xml") {
			return "", refuse(j.name, "是 XML 数据，不是报告。上传报告的 docx、xlsx、html 或 PDF 文件。")
		}
	}
	switch ext {
	case ".html", ".htm", ".shtml", ".xhtml", ".jhtml", ".aspx", ".jsp":
		return "html", nil
	case ".md", ".markdown":
		return "md", nil
	}
	// A page saved without its first lines, as browsers' copies sometimes are.
	if ext != ".txt" && strings.Contains(start, "<table") && strings.Contains(start, "</td>") {
		return "html", nil
	}
	return "txt", nil
}
