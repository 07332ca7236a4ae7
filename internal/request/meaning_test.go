package request

import (
	"testing"
	"unicode/utf8"
)

// Whoever gets a letter finds it explained: each kind that goes to an applicant
// or a third party once, no kind that goes to another body.
func TestEveryLetterIsExplained(t *testing.T) {
	told := map[string]int{}
	for _, m := range Meanings() {
		k, ok := KindOf(m.Code)
		if !ok || k.To == "organ" {
			t.Errorf("%s explains no letter that people get", m.Code)
		}
		told[string(m.Code)]++
		if m.Means == "" || m.Then == "" || utf8.RuneCountInString(m.Means) > 60 || utf8.RuneCountInString(m.Then) > 45 {
			t.Errorf("%s: one sentence what it says, one what to do: %q %q", k.Name, m.Means, m.Then)
		}
	}
	for _, k := range Letters() {
		if k.To != "organ" && k.Free == nil && told[string(k.Code)] != 1 {
			t.Errorf("%s (%s) is explained %d times", k.Name, k.Code, told[string(k.Code)])
		}
	}
}
