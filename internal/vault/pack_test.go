package vault

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLongTextsArePacked(t *testing.T) {
	noise := make([]rune, 600)
	for i := range noise {
		noise[i] = rune(0x4e00 + rand.IntN(20_000))
	}
	for _, suite := range []Suite{International, National} {
		v, err := New(suite, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			because, text string
			packed        bool
		}{
			{"a short text is kept as it is", strings.Repeat("答", packFrom/3), false},
			{"a long one is packed", strings.Repeat("不予公开的理由。", 200), true},
			{"one that packing makes longer is not", string([]byte(randomText(4096))), false},
			{"ideographs without an order", string(noise), true},
		} {
			s, err := v.Seal(tt.text, home)
			if err != nil {
				t.Fatal(err)
			}
			_, alg, box, err := parseSealed(s.text)
			if err != nil || (alg&packed != 0) != tt.packed || tt.packed && len(box) >= len(tt.text) {
				t.Errorf("%s: algorithm byte %x, %d bytes of %d, %v", tt.because, alg, len(box), len(tt.text), err)
			}
			if p, err := v.Open(s, home); err != nil || p.Text() != tt.text {
				t.Errorf("%s: it does not come back: %v", tt.because, err)
			}
			// The byte is bound: what is packed does not pass for what is not.
			raw := []byte(s.text)
			if i := strings.LastIndexByte(s.text, '.') + 1; raw[i] == 'g' {
				raw[i] = 'A' // 0x81 -> 0x01
			} else {
				raw[i] = 'g'
			}
			if _, err := v.Open(Sealed{string(raw)}, home); err == nil {
				t.Errorf("%s: it opens with another algorithm byte", tt.because)
			}
		}
	}
}

func randomText(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.IntN(256))
	}
	return string(b)
}

func TestPackedComesBack(t *testing.T) {
	v, err := New(International, noon)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.String().Draw(t, "text"), rapid.IntRange(1, 100).Draw(t, "times"))
		s, err := v.Seal(text, home)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := v.Open(s, home); err != nil || p.Text() != text {
			t.Fatalf("%d bytes do not come back: %v", len(text), err)
		}
	})
}

func TestWhatIsNoDeflatedTextDoesNotOpen(t *testing.T) {
	for _, b := range [][]byte{nil, {0}, {0xff, 0xff, 0xff}, []byte("公开")} {
		if text, err := unpack(b); err == nil {
			t.Errorf("%x unpacks to %q", b, text)
		}
	}
}
