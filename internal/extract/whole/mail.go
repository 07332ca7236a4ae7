package whole

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"yangguang/internal/document"
	"yangguang/internal/extract"
)

// disposition is the field that names an attachment.
const disposition = "content-disposition"

// maxParts bounds the parts of one mail.
const maxParts = 500

// message reads one mail.
type message struct {
	ctx   context.Context
	h     *document.Holding
	parts int
}

func readMail(ctx context.Context, h *document.Holding, data []byte) {
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		h.Conceal("文件", "邮件格式有误，按原文读")
		readText(h, data)
		return
	}
	r := &message{ctx: ctx, h: h}
	r.header(textproto.MIMEHeader(m.Header), "邮件头")
	body, err := io.ReadAll(m.Body)
	if err != nil {
		h.Conceal("文件", "邮件没有读完")
	}
	r.part(textproto.MIMEHeader(m.Header), body, "正文", 0)
}

// header reads every field of a header, decoded and as it stands.
func (r *message) header(head textproto.MIMEHeader, where string) {
	words := mime.WordDecoder{CharsetReader: charset}
	for _, key := range sortedHeader(head) {
		for _, v := range head[key] {
			plain, err := words.DecodeHeader(v)
			if err != nil {
				plain = v
			}
			if plain = strings.TrimSpace(plain); plain != "" {
				r.h.Add(document.Passage{Text: plain, Where: where + " " + key, Hidden: key != "Subject" && key != "From" && key != "To" && key != "Cc"})
			}
		}
	}
}

func sortedHeader(head textproto.MIMEHeader) []string {
	order := []string{"Subject", "From", "To", "Cc"}
	for k := range head {
		if k != "Subject" && k != "From" && k != "To" && k != "Cc" {
			order = append(order, k)
		}
	}
	for i := 4; i < len(order); i++ {
		for j := i + 1; j < len(order); j++ {
			if order[j] < order[i] {
				order[i], order[j] = order[j], order[i]
			}
		}
	}
	return order
}

func charset(name string, in io.Reader) (io.Reader, error) {
	if strings.EqualFold(name, "gb2312") || strings.EqualFold(name, "gbk") {
		name = "gb18030"
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil, err
	}
	return e.NewDecoder().Reader(in), nil
}

func (r *message) part(head textproto.MIMEHeader, body []byte, where string, depth int) {
	if r.parts++; r.parts > maxParts || depth > 20 || r.ctx.Err() != nil {
		r.h.Conceal(where, "邮件的部分太多或时间到，没有读完")
		return
	}
	kind, params, err := mime.ParseMediaType(head.Get("Content-Type"))
	if err != nil && head.Get("Content-Type") != "" {
		kind = strings.ToLower(strings.TrimSpace(strings.Split(head.Get("Content-Type"), ";")[0]))
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		r.multi(body, params["boundary"], where, depth)
		return
	}
	plain, ok := unwrapped(head.Get("Content-Transfer-Encoding"), body)
	if !ok {
		r.h.Conceal(where, "编码有误，没有读完")
	}
	name := fileName(head, params)
	switch {
	case kind == "message/rfc822", kind == "message/global":
		r.h.Embed("message.eml", "转发的邮件", plain)
	case name != "":
		r.h.Add(document.Passage{Text: name, Where: "附件名", Hidden: false})
		r.h.Embed(name, "附件 "+name, plain)
	case kind == "text/html":
		r.h.Embed("body.html", where, []byte(named(params["charset"], plain)))
	case kind == "", strings.HasPrefix(kind, "text/"):
		r.lines(named(params["charset"], plain), where)
	default:
		r.h.Embed("part", "附件（"+kind+"）", plain)
	}
}

func (r *message) lines(s, where string) {
	n := 0
	for line := range strings.Lines(s) {
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) == "" {
			continue
		}
		n++
		r.h.Add(document.Passage{Text: line, Where: where + " 段落 " + strconv.Itoa(n), Joins: n > 1})
	}
}

// multi reads the parts of a body, and what stands before and behind them.
func (r *message) multi(body []byte, boundary, where string, depth int) {
	mark := []byte("--" + boundary)
	if i := bytes.Index(body, mark); i > 0 {
		r.lines(string(body[:i]), where+" 分隔线之前")
	}
	if i := bytes.LastIndex(body, append(bytes.Clone(mark), "--"...)); i >= 0 {
		r.lines(string(body[i+len(mark)+2:]), where+" 分隔线之后")
	} else {
		r.h.Conceal(where, "邮件不完整")
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for n := 1; ; n++ {
		p, err := parts.NextRawPart()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				r.h.Conceal(where, "邮件不完整，按原文读")
				r.lines(string(body), where+" 原文")
			}
			return
		}
		inner, err := io.ReadAll(p)
		if err != nil {
			r.h.Conceal(where, "邮件不完整")
		}
		r.header(p.Header, "邮件部分头")
		r.part(p.Header, inner, where, depth+1)
		if r.parts > maxParts {
			return
		}
	}
}

func fileName(head textproto.MIMEHeader, params map[string]string) string {
	words := mime.WordDecoder{CharsetReader: charset}
	name := params["name"]
	if _, p, err := mime.ParseMediaType(head.Get(disposition)); err == nil && p["filename"] != "" {
		name = p["filename"]
	} else if strings.HasPrefix(strings.ToLower(head.Get(disposition)), "attachment") && name == "" {
		name = "attachment"
	}
	if plain, err := words.DecodeHeader(name); err == nil {
		name = plain
	}
	return strings.ToValidUTF8(name, "")
}

// unwrapped undoes the transfer encoding; what could be read is given.
func unwrapped(encoding string, body []byte) ([]byte, bool) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		clean := bytes.Map(func(r rune) rune {
			if r == '\r' || r == '\n' || r == ' ' || r == '\t' {
				return -1
			}
			return r
		}, body)
		out := make([]byte, base64.StdEncoding.DecodedLen(len(clean)))
		n, err := base64.StdEncoding.Decode(out, clean)
		return out[:n], err == nil
	case "quoted-printable":
		out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		return out, err == nil
	}
	return body, true
}

// named decodes text of a named character set, else by what it looks like.
func named(set string, data []byte) string {
	if set != "" && !strings.EqualFold(set, "utf-8") && !strings.EqualFold(set, "us-ascii") {
		if in, err := charset(set, bytes.NewReader(data)); err == nil {
			if out, err := io.ReadAll(in); err == nil {
				return string(out)
			}
		}
	}
	if s, err := extract.Decode("text", data); err == nil {
		return s
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}
