package extract

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/fault"
)

// refuse says of a file by name why it is not read and what to do.
func refuse(name, why string) error {
	return &fault.Error{Kind: fault.Invalid, Field: "file", Message: "文件“" + showName(name) + "”" + why}
}

// showName makes a file's name fit to stand in a message: its last element,
// without characters that move the cursor or turn the direction of writing.
func showName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029' {
			return '?'
		}
		return r
	}, name)
	if r := []rune(clean); len(r) > 80 {
		return string(r[:60]) + "…" + string(r[len(r)-15:])
	}
	return clean
}

func tooBig(name string, size int64) error {
	return refuse(name, fmt.Sprintf("有 %.1f MB，超过 100 MB 的上限。压缩文件里的图片，或只保留报告正文和表格后另存再试。", float64(size)/1e6))
}

func tooBigText(name string, size int) error {
	return refuse(name, fmt.Sprintf("的文字部分有 %.1f MB，超过 20 MB 的上限，不像一份报告。核对是否传错文件。", float64(size)/1e6))
}

func locked(name, how string) error {
	return refuse(name, "设有打开密码，读不出内容。"+how)
}

func broken(name, kind string) error {
	return refuse(name, "已损坏，或不是完整的 "+kind+" 文件。用办公软件打开检查，另存为新文件后再试。")
}

func bomb(name string) error {
	return refuse(name, "解压后的内容大得不正常（疑似压缩炸弹），已停止读取。从可靠来源重新取得文件。")
}

func (j *job) imageOnly(pictures int) error {
	if j.doc.Format == "pdf" {
		return refuse(j.name, "是扫描件或图片，没有文字层，读不出数字。改用由 Word、WPS 直接导出的 PDF，或上传 docx、xlsx、html 原文件；只有纸质件的，先做文字识别并逐项核对。")
	}
	return refuse(j.name, fmt.Sprintf("里只有图片（%d 幅），没有文字，读不出数字。改用有文字和表格的原文件。", pictures))
}

// around is the text near byte offset i of s, for showing a place.
func around(s string, i int) string {
	before, after := []rune(s[:i]), []rune(s[i:])
	if len(before) > 8 {
		before = before[len(before)-8:]
	}
	if len(after) > 9 {
		after = after[:9]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(before)+string(after))
}
