package pattern

import (
	"testing"
)

func TestOf(t *testing.T) {
	year := Of(`^(20[0-9]{2})年$`)
	if m := year().FindStringSubmatch("2024年"); len(m) != 2 || m[1] != "2024" {
		t.Errorf("got %q", m)
	}
	if once, twice := year(), year(); once != twice {
		t.Error("it is compiled twice")
	}
	broken := Of(`(`)
	defer func() {
		if recover() == nil {
			t.Error("a broken expression was compiled")
		}
	}()
	broken()
}
