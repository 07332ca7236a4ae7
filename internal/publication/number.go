package publication

import (
	"fmt"
	"regexp"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Numbering is what the number of a kind of document looks like.
type Numbering string

// The ways of numbering documents.
const (
	NoNumber       Numbering = ""
	DocumentNumber Numbering = "document" // 云建规〔2026〕9号
	OrderNumber    Numbering = "order"    // 云溪市人民政府令第12号, 2026年第3号
)

var (
	documentForm = regexp.MustCompile(`^[\p{Han}A-Za-z]+〔(19|20)\d{2}〕[1-9]\d*号$`)
	orderForm    = regexp.MustCompile(`^([\p{Han}]+第[1-9]\d*号|(19|20)\d{2}年第[1-9]\d*号)$`)
	// loose is a number with the slips that are made: other brackets, 第, noughts
	// in front.
	loose      = regexp.MustCompile(`^([\p{Han}A-Za-z]+)[\[【〔(（［]((?:19|20)\d{2})[\]】〕)）］]第?0*([1-9]\d*)号?$`)
	looseOrder = regexp.MustCompile(`^([\p{Han}]*|(?:19|20)\d{2}年)第?0*([1-9]\d*)号?$`)
)

// Numbered says of a number what is wrong with it. Repaired is what it would be,
// for a person to take over; "" where that would be a guess.
type Numbered struct {
	Fault    *fault.Error
	Repaired string
}

// Check holds a number against its form. A number that keeps it has no fault.
func (n Numbering) Check(text string) Numbered {
	wrong := func(message, repaired string) Numbered {
		return Numbered{&fault.Error{Kind: fault.Invalid, Field: "document_number", Message: message, Cite: law.Art("公文格式", 0)}, repaired}
	}
	plain := narrow(text)
	switch {
	case text == "" && n == DocumentNumber:
		return wrong("填写发文字号，例如 云建规〔2026〕9号", "")
	case text == "" && n == OrderNumber:
		return wrong("填写编号，例如 云溪市人民政府令第12号，或者 2026年第3号", "")
	case n == NoNumber && text == "", n == DocumentNumber && documentForm.MatchString(text), n == OrderNumber && orderForm.MatchString(text),
		n == NoNumber && (documentForm.MatchString(text) || orderForm.MatchString(text)):
		return Numbered{}
	}
	if m := loose.FindStringSubmatch(plain); m != nil && n != OrderNumber {
		fixed := fmt.Sprintf("%s〔%s〕%s号", m[1], m[2], m[3])
		return wrong("发文字号的年份用六角括号〔〕，序号不编虚位、不加“第”，不空格。改为 "+fixed, fixed)
	}
	if m := looseOrder.FindStringSubmatch(plain); m != nil && n == OrderNumber && m[1] != "" {
		fixed := fmt.Sprintf("%s第%s号", strings.TrimSuffix(m[1], "第"), m[2])
		return wrong("令、公告的编号写“第”，序号不编虚位，不空格。改为 "+fixed, fixed)
	}
	if n == OrderNumber {
		return wrong("编号写成 云溪市人民政府令第12号，或者 2026年第3号", "")
	}
	return wrong("发文字号写成 机关代字〔四位年份〕序号号，例如 云建规〔2026〕9号", "")
}

// narrow leaves out space and writes full-width digits and letters as ordinary
// ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\u3000' || r == '\t' || r == '\u00a0':
			return -1
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
			return r - 0xFEE0
		}
		return r
	}, s)
}

// IndexPattern is how a body makes its index numbers (索引号). Localities differ;
// a number once given is never given again.
type IndexPattern struct {
	Code   string // of the body
	Joint  string // between code and year
	Digits int    // of the running number
}

// Pattern is the pattern of a body that has set none: 990100456/2026-00187.
func Pattern(code string) IndexPattern {
	return IndexPattern{Code: code, Joint: "/", Digits: 5}
}

// Format makes the number of a year and a running number.
func (p IndexPattern) Format(year, n int) string {
	return fmt.Sprintf("%s%s%d-%0*d", p.Code, p.Joint, year, p.Digits, n)
}
