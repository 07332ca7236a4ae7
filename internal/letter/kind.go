package letter

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Element is something a letter must hold. The strings are stored.
type Element string

// The elements that every letter has in its frame (GB/T 9704): around the text,
// never in it. What a ledger's texts say are elements of its own.
const (
	Title       Element = "title"
	Number      Element = "number"
	Addressee   Element = "addressee"
	Signature   Element = "signature" // name of the body and seal
	IssuedDay   Element = "issued_day"
	Service     Element = "service" // how it is served
	Attachments Element = "attachments"
)

// Framed lists the elements of the frame.
func Framed() []Element {
	return []Element{Title, Number, Addressee, Signature, IssuedDay, Service, Attachments}
}

// Frame are the elements that every kind of letter needs, with those of its own.
func Frame(more ...Element) []Element {
	return append([]Element{Title, Number, Addressee, Signature, IssuedDay}, more...)
}

// Kind is one kind of letter. Remedied letters end with a remedy; letters about
// procedure carry none.
type Kind struct {
	Code     Code
	Name     string // follows the body's name in the title
	Cites    []law.Ref
	To       string // whom it goes to, in the ledger's words
	Remedied bool
	Needs    []Element
}

// Content is what each element of a letter says.
type Content map[Element]string

// Missing lists the elements that a letter of a kind needs and a draft lacks, by
// their fields, on the first clause of the kind.
func (l Language) Missing(k Kind, d Content) (faults fault.List) {
	for _, e := range k.Needs {
		if strings.TrimSpace(d[e]) == "" {
			faults = append(faults, k.lacks(string(e), "缺少“"+l.Label(e)+"”"))
		}
	}
	return faults
}

// lacks is the fault of a letter without something that its kind asks for.
func (k Kind) lacks(field, message string) *fault.Error {
	f := &fault.Error{Kind: fault.Unlawful, Field: field, Message: message}
	if len(k.Cites) > 0 {
		f.Cite = k.Cites[0]
	}
	return f
}

// WriteNumber writes the number of a letter: 某公复〔2026〕7号.
func WriteNumber(prefix string, year, n int) string {
	return fmt.Sprintf("%s〔%d〕%d号", prefix, year, n)
}

// numberForm is the form of a number: the mark, the whole year in 六角括号, the
// ordinal without leading zeros.
var numberForm = regexp.MustCompile(`^[\p{Han}A-Za-z]+〔(19|20)\d{2}〕[1-9]\d*号$`)

// numberWithin finds a number in a text.
var numberWithin = regexp.MustCompile(`([\p{Han}A-Za-z]+)〔((?:19|20)\d{2})〕([1-9]\d{0,8})号`)

// NumberIn is the first number of a letter that a text names, "" for none. A text
// without a break before the number may be taken for a part of its mark.
func NumberIn(text string) string { return numberWithin.FindString(text) }

// ReadNumber takes a number apart: its mark, year and ordinal; 0 for what is none.
func ReadNumber(no string) (mark string, year, n int) {
	m := numberWithin.FindStringSubmatch(no)
	if m == nil {
		return "", 0, 0
	}
	year, _ = strconv.Atoi(m[2])
	n, _ = strconv.Atoi(m[3])
	return m[1], year, n
}

// NumberForm reports whether a number is written as it should be.
func NumberForm(s string) bool { return numberForm.MatchString(s) }
