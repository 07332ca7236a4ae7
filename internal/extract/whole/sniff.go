package whole

import (
	"bytes"
	"path/filepath"
	"strings"
)

// Format is the format of a file by its content and name ("pdf", "docx", "jpg"), ""
// for a kind that is not read.
func Format(name string, data []byte) string { return sniff(name, data) }

// sniff tells the format by content; the name decides between kinds of text.
// "" is a kind that is not read.
func sniff(name string, data []byte) string {
	head := data[:min(len(data), 1024)]
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case bytes.Contains(head, []byte("%PDF-")):
		return "pdf"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffZip(data)
	case bytes.HasPrefix(data, []byte("\xFF\xD8\xFF")):
		return "jpg"
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1A\n")):
		return "png"
	case bytes.HasPrefix(data, []byte("GIF8")):
		return "gif"
	case bytes.HasPrefix(data, []byte("II*\x00")), bytes.HasPrefix(data, []byte("MM\x00*")):
		return "tif"
	case magic(head):
		return ""
	}
	switch ext {
	case ".html", ".htm", ".shtml", ".xhtml":
		return "html"
	case ".md", ".markdown":
		return "md"
	case ".csv", ".tsv":
		return "csv"
	case ".eml", ".mht", ".mhtml":
		return "eml"
	case ".txt":
		return "txt"
	}
	start := strings.ToLower(strings.TrimSpace(string(head)))
	for _, tag := range [...]string{"<!doctype html", "<html", "<head", "<body", "<table", "<div", "<p>", "<p "} {
		if strings.HasPrefix(start, "<") && strings.Contains(start, tag) {
			return "html"
		}
	}
	if (strings.HasPrefix(start, "received:") || strings.HasPrefix(start, "from:") || strings.HasPrefix(start, "mime-version:") || strings.HasPrefix(start, "return-path:")) && strings.Contains(start, "\n") {
		return "eml"
	}
	return "txt"
}

// magic reports whether the first bytes tell a kind that is not read.
func magic(head []byte) bool {
	for _, m := range [...]string{"\xD0\xCF\x11\xE0", "{\\rtf", "Rar!\x1A\x07", "7z\xBC\xAF", "\x1F\x8B", "BZh9", "\xFD7zXZ", "\x7FELF", "MZ\x90", "ID3", "OggS", "\x1A\x45\xDF\xA3", "SQLite format 3\x00", "%!PS", "\x00\x00\x01\x00"} {
		if bytes.HasPrefix(head, []byte(m)) {
			return true
		}
	}
	return len(head) > 12 && (string(head[:4]) == "RIFF" || string(head[4:8]) == "ftyp") || len(head) > 2 && string(head[:2]) == "BM" && bytes.IndexByte(head, 0) > 0
}

// unreadable says why a file is not read, and what to do.
func unreadable(name string, data []byte) string {
	wide := func(s string) []byte {
		b := make([]byte, 0, 2*len(s))
		for i := range len(s) {
			b = append(b, s[i], 0)
		}
		return b
	}
	if bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")) {
		switch {
		case bytes.Contains(data, wide("EncryptedPackage")):
			return "加密，读不了。取消密码后再查"
		case bytes.Contains(data, wide("WordDocument")):
			return "旧版 Word 或 WPS 文件，读不了。另存为 docx 后再查"
		case bytes.Contains(data, wide("Workbook")):
			return "旧版 Excel 或 WPS 表格，读不了。另存为 xlsx 后再查"
		}
		return "旧版办公软件的文件，读不了。另存为 docx、xlsx 或 pptx 后再查"
	}
	if ext := filepath.Ext(name); ext != "" {
		return "这种文件（" + ext + "）读不了。另存为 docx、xlsx、pdf 或 txt 后再查"
	}
	return "这种文件读不了"
}
