package sentence

import (
	"strings"
	"testing"
	"time"
)

// TestHostileText: no text takes more than a moment.
func TestHostileText(t *testing.T) {
	r := NewReader(2023, "云溪市水务局")
	for name, text := range map[string]string{
		"nested":    strings.Repeat("申请1件（", 2500),
		"items":     strings.Repeat("申请1件、", 10000),
		"clauses":   strings.Repeat("申请1件，其中", 5000),
		"sentences": strings.Repeat("公开信息1条。", 10000),
		"words":     strings.Repeat("未收到政府信息公开", 10000),
		"nothing":   strings.Repeat("中", 100000),
		"digits":    strings.Repeat("1", 100000) + "件申请",
	} {
		began := time.Now()
		p := Plain(text)
		r.Section(3, p)
		middle := time.Since(began)
		Sums(p)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: %v (sentences %v)", name, took, middle)
		} else {
			t.Logf("%s: %v (sentences %v)", name, took, middle)
		}
	}
}
