package screening

import (
	"errors"
	"fmt"
	"strings"
)

// mostWords is how many words a list may have.
const mostWords = 50_000

// ReadWords reads a list of words: a word a line, behind tabs who listed it and
// why; # begins a remark.
func ReadWords(text string) ([]Word, error) {
	var list []Word
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.SplitN(line, "\t", 3)
		w := Word{Text: strings.TrimSpace(fields[0])}
		if len([]rune(w.Text)) < 2 || len([]rune(w.Text)) > 50 {
			return nil, fmt.Errorf("第 %d 行：一个词 2 至 50 字", n)
		}
		if len(fields) > 1 {
			w.Who = strings.TrimSpace(fields[1])
		}
		if len(fields) > 2 {
			w.Why = strings.TrimSpace(fields[2])
		}
		list = append(list, w)
	}
	if len(list) > mostWords {
		return nil, fmt.Errorf("有 %d 个词，不超过 %d 个", len(list), mostWords)
	}
	if len(list) == 0 {
		return nil, errors.New("没有词。每行一个词，制表符后写列入的人和理由")
	}
	return list, nil
}

// OwnForm gives the one spelling of a mobile or a mailbox, as an own number is
// kept; "" for anything else.
func OwnForm(v string) string {
	v = plain(v)
	if strings.Contains(v, "@") {
		name, domain, _ := strings.Cut(v, "@")
		if name == "" || !strings.Contains(domain, ".") || strings.ContainsAny(v, " \t,;，；") || strings.Count(v, "@") != 1 {
			return ""
		}
		return v
	}
	if len(v) != 11 || v[0] != '1' || strings.Trim(v, "0123456789") != "" {
		return ""
	}
	return v
}

// MaskedText is a text with every one of the strings masked, in whatever
// spelling it stands there.
func (r Redaction) MaskedText(text string) string {
	for _, s := range r.Strings {
		cover([]*string{&text}, s, MaskText(s))
	}
	return text
}
