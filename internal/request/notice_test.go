package request

import (
	"slices"
	"testing"
)

// 个保法 17①(二) wants purpose, way, kinds and term of every processing, 30 the
// need of what is sensitive; an identity number is sensitive in every form.
func TestNoticesAreWhole(t *testing.T) {
	for _, n := range Notices() {
		if n.Form == "" || len(n.Asks) == 0 || n.Why == "" || n.Kept == "" || len(n.Duty) == 0 {
			t.Errorf("%s does not tell all: %+v", n.Form, n)
		}
		if len(n.Sensitive) == 0 || n.Needed == "" {
			t.Errorf("%s asks for identity numbers and does not say why", n.Form)
		}
		for _, c := range n.Duty {
			if err := c.Check(); err != nil {
				t.Errorf("%s: %v", n.Form, err)
			}
		}
	}
	if n := Notices()[0]; !slices.Contains(n.Asks, "联系电话") || n.Duty[0].Short() != "条例 29②" {
		t.Errorf("the form asks what 条例 29② names: %+v", n)
	}
}
