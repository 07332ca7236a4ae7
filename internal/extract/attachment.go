package extract

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/fault"
)

// Attachment is the kind of a file that came with a form: what it is served as,
// and the endings its name may have, the first being the one it is given when it
// has another.
type Attachment struct {
	Kind, Label, Type string
	Endings           []string
}

var attachments = []Attachment{
	{"pdf", "PDF", "application/pdf", []string{".pdf"}},
	{"docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}},
	{"xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}},
	{"doc", "Word", "application/msword", []string{".doc", ".wps"}},
	{"jpeg", "图片", "image/jpeg", []string{".jpg", ".jpeg", ".jpe"}},
	{"png", "图片", "image/png", []string{".png"}},
	{"gif", "图片", "image/gif", []string{".gif"}},
	{"webp", "图片", "image/webp", []string{".webp"}},
	{"bmp", "图片", "image/bmp", []string{".bmp"}},
	{"tiff", "图片", "image/tiff", []string{".tif", ".tiff"}},
	{"heic", "图片", "image/heic", []string{".heic", ".heif"}},
	{"txt", "文本", "text/plain", []string{".txt"}},
}

// AttachmentOf finds a kind by its name.
func AttachmentOf(kind string) (Attachment, bool) {
	for _, a := range attachments {
		if a.Kind == kind {
			return a, true
		}
	}
	return Attachment{}, false
}

// mostInflated is what a Word file may grow to when it is unpacked; drawings
// of 20 MB grow to less.
const mostInflated = 300 << 20

// SortAttachment tells what a file is by what it holds, whatever its name says:
// PDF, Word, a workbook, a picture or plain text. Programs, packages, web pages, Word files
// with macros or a password, empty files and files that swell when unpacked are
// refused with a fault on the field "files" that names the file; name is one
// that CleanName has made.
func SortAttachment(name string, data []byte) (Attachment, error) {
	kind, why := sortAttachment(data)
	if why != "" {
		return Attachment{}, fault.Field("files", "“"+name+"”"+why)
	}
	a, _ := AttachmentOf(kind)
	return a, nil
}

const onlyThese = "没有上传。只能上传 PDF、Word、Excel、图片和文本文件"

func sortAttachment(data []byte) (kind, why string) {
	if len(bytes.TrimSpace(data)) == 0 {
		return "", "是空文件，没有上传。核对是否选错"
	}
	switch head := data[:min(len(data), 1024)]; {
	// Only at its very beginning: a program may carry the mark further in.
	case bytes.HasPrefix(bytes.TrimLeft(head, "\xef\xbb\xbf \r\n\t"), []byte("%PDF-")):
		return "pdf", ""
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")), bytes.HasPrefix(head, []byte("PK\x07\x08")):
		return sortPackage(data)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return sortCompound(data)
	case len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return "webp", ""
	case len(head) > 12 && string(head[4:8]) == "ftyp" && strings.Contains("heic heix heif mif1 msf1 hevc", string(head[8:12])):
		return "heic", ""
	}
	for magic, kind := range map[string]string{"\x89PNG\r\n\x1A\n": "png", "\xFF\xD8\xFF": "jpeg", "GIF87a": "gif", "GIF89a": "gif",
		"II*\x00": "tiff", "MM\x00*": "tiff"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return kind, ""
		}
	}
	// Two letters may begin a text: a bitmap also tells its own length.
	if bytes.HasPrefix(data, []byte("BM")) && len(data) > 26 && data[6] == 0 && data[7] == 0 && data[8] == 0 && data[9] == 0 {
		return "bmp", ""
	}
	return sortText(data)
}

// packages are the kinds by the folder of their main part.
var packages = map[string]string{"word": "docx", "xl": "xlsx"}

// sortPackage looks whether a zip is a Word file or a workbook, and unpacks it into nothing.
func sortPackage(data []byte) (kind, why string) {
	p, err := openPack("", data)
	if err != nil {
		if f := fault.As(err); f != nil && strings.Contains(f.Message, "密码") {
			return "", "有密码，没有上传。取消密码后再传"
		}
		return "", "打不开，没有上传。可能没有传完整，或者不是正常的 Word、Excel 文件"
	}
	main, ok := p.office("officeDocument")
	folder, _, _ := strings.Cut(main, "/")
	if !ok || packages[folder] == "" {
		if p.has("EncryptedPackage") {
			return "", "有密码，没有上传。取消密码后再传"
		}
		return "", onlyThese + "；压缩包解压后逐个上传"
	}
	var total int64
	for part, f := range p.files {
		if strings.HasSuffix(strings.ToLower(part), "vbaproject.bin") {
			return "", "含有宏，没有上传。另存为不含宏的 docx、xlsx 或 PDF 后再传"
		}
		r, err := f.Open()
		if err != nil {
			return "", "打不开，没有上传。可能没有传完整"
		}
		n, err := io.Copy(io.Discard, io.LimitReader(r, mostInflated-total+1))
		r.Close()
		if total += n; total > mostInflated {
			return "", "解压后过大，没有上传。另存为 PDF 后再传"
		}
		if err != nil {
			return "", "打不开，没有上传。可能没有传完整"
		}
	}
	return packages[folder], ""
}

// sortCompound looks whether an OLE compound file is a Word file.
func sortCompound(data []byte) (kind, why string) {
	has := func(name string) bool {
		wide := make([]byte, 0, 2*len(name))
		for i := range len(name) {
			wide = append(wide, name[i], 0)
		}
		return bytes.Contains(data, wide)
	}
	switch {
	case has("EncryptedPackage"), has("EncryptionInfo"):
		return "", "有密码，没有上传。取消密码后再传"
	case has("_VBA_PROJECT"):
		return "", "含有宏，没有上传。另存为不含宏的 docx 或 PDF 后再传"
	case has("WordDocument"):
		return "doc", ""
	}
	return "", onlyThese
}

// sortText takes what reads as text in UTF-8, UTF-16 or GB 18030 and is no web
// page or script.
func sortText(data []byte) (kind, why string) {
	text := string(data)
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return "", "没有上传。文本文件另存为 UTF-8 编码后再传"
	case !utf8.ValidString(text):
		decoded, err := simplifiedchinese.GB18030.NewDecoder().String(text)
		if err != nil || strings.ContainsRune(decoded, utf8.RuneError) {
			return "", onlyThese
		}
		text = decoded
	}
	for _, r := range text {
		if r == 0 || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' && r != '\f' {
			return "", onlyThese
		}
	}
	start := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")))
	start = start[:min(len(start), 512)]
	for _, sign := range []string{"<!doctype", "<html", "<svg", "<?xml", "<script", "<body", "<head", "#!/", "<?php", "@echo off", "{\\rtf"} {
		if strings.HasPrefix(start, sign) {
			return "", onlyThese
		}
	}
	return "txt", ""
}

// longestFileName is what is kept of a file's name, in characters.
const longestFileName = 100

// CleanName is the name under which a file is kept and offered: without
// folders, controls, marks that turn the direction of writing, and characters
// that some system cannot have in a name. It is never empty.
func CleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == utf8.RuneError:
			return -1
		case strings.ContainsRune(`/\:*?"<>|`, r), unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), " .")
	if r := []rune(name); len(r) > longestFileName {
		end := []rune(path.Ext(name))
		if len(end) > 10 {
			end = nil
		}
		name = string(r[:longestFileName-len(end)]) + string(end)
	}
	if name == "" {
		return "没有名称的文件"
	}
	return name
}

// Named is the name with an ending that fits the kind.
func (a Attachment) Named(name string) string {
	ext := strings.ToLower(path.Ext(name))
	for _, e := range a.Endings {
		if ext == e {
			return name
		}
	}
	return name + a.Endings[0]
}

// TooLarge is the fault of a file over its limit, in bytes; size is what came,
// 0 when it was not read to its end.
func TooLarge(name string, size, limit int64) *fault.Error {
	const mega = 1 << 20
	has := ""
	if size > 0 {
		has = fmt.Sprintf("有 %d MB，", (size+mega-1)/mega)
	}
	return fault.Field("files", fmt.Sprintf("“%s”%s超过 %d MB。可以压缩后再传，或分成几个文件", name, has, limit/mega))
}
