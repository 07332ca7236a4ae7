package whole_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

func pagePlaces() []place {
	page := func(body string) []byte {
		return []byte("<!DOCTYPE html><html><head><title>公示</title></head><body><p>公示</p>" + body + "</body></html>")
	}
	list := []place{
		{name: "paragraph", file: page("<p>" + secret + "</p>"), said: "段落"},
		{name: "number cut by elements", file: page("<p>110105<b>1949</b>1231<i></i>002X</p>"), said: "段落"},
		{name: "number cut over cells", file: page("<table><tr><td>110105</td><td>19491231002X</td></tr></table>"), said: "表 1 行 1"},
		{name: "number in entities", file: page("<p>&#49;&#49;010519491231002&#x58;</p>"), said: "段落"},
		{name: "comment", file: page("<!-- " + secret + " -->"), said: "注释"},
		{name: "script", file: page(`<script>var id="` + secret + `"</script>`), said: "脚本"},
		{name: "element that is not shown", file: page(`<div style="display: none">` + secret + `</div>`), said: "隐藏文字"},
		{name: "class that hides", file: page(`<style>.x{visibility:hidden}</style><span class="x">` + secret + `</span>`), said: "隐藏文字"},
		{name: "white text", file: page(`<p style="color:#FFF">` + secret + `</p>`), said: "隐藏文字"},
		{name: "white text on a dark ground is read", file: page(`<div style="background:#06c"><p style="color:#fff">` + secret + `</p></div>`), said: "段落 2$"},
		{name: "white text in a dark row is read", file: page(`<table><tr bgcolor="#06c"><td style="color:#fff">` + secret + `</td></tr></table>`), said: "表 1 行 1$"},
		{name: "text of size nought", file: page(`<p style="font-size:0px">` + secret + `</p>`), said: "隐藏文字"},
		{name: "hidden row", file: page(`<table><tr hidden><td>` + secret + `</td></tr></table>`), said: "隐藏文字"},
		{name: "hidden field", file: page(`<input type="hidden" value="` + secret + `">`), said: "属性"},
		{name: "data attribute", file: page(`<p data-id="` + secret + `">x</p>`), said: "属性"},
		{name: "alternative text", file: page(`<img alt="` + secret + `" src="a.png">`), said: "替代文字"},
		{name: "metadata", file: page(`<meta name="description" content="` + secret + `">`), said: "元数据"},
		{name: "link", file: page(`<a href="/x?sfz=` + secret + `">x</a>`), said: "链接"},
		{name: "link in percent signs", file: page(`<a href="/x?s=%31%31%30105%319491231002X">x</a>`), said: "链接"},
		{name: "template", file: page(`<template><p>` + secret + `</p></template>`), said: "不显示"},
		{name: "option of a list", file: page(`<select><option>` + secret + `</option></select>`), said: "表单"},
		{name: "picture in the page", file: page(`<img src="data:image/jpeg;base64,` + base64.StdEncoding.EncodeToString(jpegWith(exif(secret))) + `">`), said: "图片元数据"},
		{name: "codes in a script", file: page(`<script>var a="` + coded(secret) + `"</script>`), said: "脚本"},
		{name: "content of a style sheet", file: page(`<style>p::after{content:"` + secret + `"}</style>`), said: "样式表"},
		{name: "page in a frame", file: page(`<iframe srcdoc="&lt;p&gt;` + secret + `&lt;/p&gt;"></iframe>`), said: ""},
		{name: "title of a drawing", file: page(`<svg><title>` + secret + `</title></svg>`), said: ""},
		{name: "text in the page's data", file: page(`<a href="data:text/plain;base64,` + base64.StdEncoding.EncodeToString([]byte(secret)) + `">x</a>`), said: ""},
		{name: "text off the screen", file: page(`<p style="position:absolute;left:-9999px">` + secret + `</p>`), said: ""},
		{name: "UTF-16", file: wide16(page("<p>" + secret + "</p>")), said: "段落"},
	}
	for i := range list {
		list[i].format = "html"
	}
	return list
}

// coded writes each character by its code, as a script may.
func coded(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, `\u%04X`, r)
	}
	return b.String()
}

func wide16(b []byte) []byte {
	out := []byte{0xFF, 0xFE}
	for _, r := range string(b) {
		out = binary.LittleEndian.AppendUint16(out, uint16(r))
	}
	return out
}

func textPlaces() []place {
	return []place{
		{"txt", "line", []byte("名单\n" + secret), "段落 2"},
		{"txt", "number cut over lines", []byte("身份证\n110105\n19491231002X"), "段落"},
		{"txt", "among bytes that are no text", []byte("\x00\x01\xFF" + secret + "\x00\xFE"), "段落"},
		{"md", "comment", []byte("# 公示\n<!-- " + secret + " -->"), "段落"},
		{"md", "target of a link", []byte("[x](http://x.cn/" + secret + ")"), "段落"},
		{"csv", "cell", []byte("姓名,证件\n张三," + secret), "表 1 行 2"},
		{"csv", "number cut over cells", []byte("a,b\n110105,19491231002X"), "表 1 行 2"},
		{"csv", "quoted cell of several lines", []byte("a,b\nx,\"第一行\n" + secret + "\""), "表 1"},
	}
}

// exif is a directory with one text, the author.
func exif(s string) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00\x01\x00")
	b = binary.LittleEndian.AppendUint16(b, 0x013B)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(s)+1))
	b = binary.LittleEndian.AppendUint32(b, 26)
	b = append(b, 0, 0, 0, 0)
	return append(append(b, s...), 0)
}

func jpegSegment(kind byte, body string) string {
	return string([]byte{0xFF, kind, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
}

func jpegWith(tiff []byte, more ...string) []byte {
	s := "\xFF\xD8"
	if tiff != nil {
		s += jpegSegment(0xE1, "Exif\x00\x00"+string(tiff))
	}
	return []byte(s + strings.Join(more, "") + "\xFF\xDA\x00\x02\x00\xFF\xD9")
}

func pngChunk(kind, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+body))))
}

func png(chunks ...string) []byte {
	return []byte("\x89PNG\r\n\x1A\n" + pngChunk("IHDR", strings.Repeat("\x00", 13)) + strings.Join(chunks, "") + pngChunk("IEND", ""))
}

func zlibbed(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func picturePlaces() []place {
	gps := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1A\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	comment := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x86\x92\x07\x00\x1A\x00\x00\x00\x1A\x00\x00\x00\x00\x00\x00\x00ASCII\x00\x00\x00" + secret)
	xp := exif(string(wide16([]byte(secret))[2:]))
	binary.LittleEndian.PutUint16(xp[12:], 1) // bytes, as XPComment has them
	gif := "GIF89a\x01\x00\x01\x00\x00\x00\x00"
	return []place{
		{"jpg", "EXIF text", jpegWith(exif(secret)), "图片元数据"},
		{"jpg", "EXIF user comment", jpegWith(comment), "图片元数据"},
		{"jpg", "EXIF text of Windows (UTF-16)", jpegWith(xp), "图片元数据"},
		{"jpg", "GPS", jpegWith(gps), "hidden GPS"},
		{"jpg", "XMP", jpegWith(nil, jpegSegment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><dc:creator>"+secret+"</dc:creator></x:xmpmeta>")), "图片元数据"},
		{"jpg", "IPTC", jpegWith(nil, jpegSegment(0xED, "Photoshop 3.0\x008BIM\x04\x04\x00\x00"+secret)), "图片元数据"},
		{"jpg", "comment", jpegWith(nil, jpegSegment(0xFE, secret)), "图片注释"},
		{"jpg", "bytes behind its end", append(jpegWith(nil), "          "+secret...), "图片末尾"},
		{"png", "text", png(pngChunk("tEXt", "Author\x00"+secret)), "图片元数据"},
		{"png", "compressed text", png(pngChunk("zTXt", "Author\x00\x00"+zlibbed(secret))), "图片元数据"},
		{"png", "international text", png(pngChunk("iTXt", "Author\x00\x01\x00zh\x00\x00"+zlibbed(secret))), "图片元数据"},
		{"png", "EXIF", png(pngChunk("eXIf", string(exif(secret)))), "图片元数据"},
		{"png", "chunk of its own", png(pngChunk("prVt", secret)), "图片元数据"},
		{"png", "bytes behind its end", append(png(), "      "+secret...), "图片末尾"},
		{"tif", "text", exif(secret), "图片元数据"},
		{"gif", "comment", []byte(gif + "\x21\xFE" + string(rune(len(secret))) + secret + "\x00\x3B"), "图片元数据"},
		{"gif", "application block", []byte(gif + "\x21\xFF\x0BXMP DataXMP" + string(rune(len(secret))) + secret + "\x00\x3B"), "图片元数据"},
	}
}

func mailPlaces() []place {
	head := "From: a@b.cn\r\nTo: c@d.cn\r\nMIME-Version: 1.0\r\n"
	mixed := func(part string) []byte {
		return []byte(head + "Content-Type: multipart/mixed; boundary=\"B\"\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B\r\n" + part + "\r\n--B--\r\n")
	}
	b64 := func(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
	list := []place{
		{name: "text", file: []byte(head + "\r\n" + secret + "\r\n"), said: "正文"},
		{name: "subject, encoded", file: []byte(head + "Subject: =?utf-8?B?" + b64([]byte("证号"+secret)) + "?=\r\n\r\nx"), said: "Subject"},
		{name: "field of its own", file: []byte(head + "X-Id: " + secret + "\r\n\r\nx"), said: "X-Id"},
		{name: "text in base64", file: []byte(head + "Content-Transfer-Encoding: base64\r\n\r\n" + b64([]byte(secret))), said: "正文"},
		{name: "text in quoted-printable", file: []byte(head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n110105=\r\n19491231=30=302X"), said: "正文"},
		{name: "page", file: mixed("Content-Type: text/html\r\n\r\n<p hidden>" + secret + "</p>"), said: "隐藏文字"},
		{name: "attached document", file: mixed("Content-Type: application/octet-stream; name=\"a.docx\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(docx(para("<w:t>"+secret+"</w:t>")))), said: "附件 a.docx"},
		{name: "name of an attachment", file: mixed("Content-Disposition: attachment; filename=\"" + secret + ".txt\"\r\n\r\nx"), said: ""},
		{name: "forwarded mail", file: mixed("Content-Type: message/rfc822\r\n\r\n" + head + "\r\n" + secret), said: "转发的邮件"},
		{name: "before the first boundary", file: []byte(head + "Content-Type: multipart/mixed; boundary=\"B\"\r\n\r\n" + secret + "\r\n--B\r\n\r\nx\r\n--B--\r\n"), said: "分隔线之前"},
		{name: "behind the last boundary", file: append(mixed("\r\nx"), secret...), said: "分隔线之后"},
	}
	for i := range list {
		list[i].format = "eml"
	}
	return list
}
