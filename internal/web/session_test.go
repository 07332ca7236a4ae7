package web

import (
	"maps"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"yangguang/internal/testkit/golden"
)

func TestSessionsAreReadAsTheyWereWritten(t *testing.T) {
	until := time.Date(2026, 11, 30, 20, 1, 2, 345, time.UTC)
	for because, values := range map[string]map[string]any{
		"nothing":       {},
		"texts":         {"session": "s-1", "notice": "已经保存", "empty": ""},
		"a number":      {"n": 1, "notice": "x"},
		"no text":       {"x": "\xff\x00"},
		"bytes in text": {"x": "{\"a\":\"\u2028<\"}\n\x00"},
	} {
		for name, write := range map[string]scs.Codec{"now": sessionCodec{}, "by an earlier version": scs.GobCodec{}} {
			b, err := write.Encode(until, values)
			if err != nil {
				t.Fatal(err)
			}
			had, got, err := (sessionCodec{}).Decode(b)
			if err != nil || !had.Equal(until) || !maps.Equal(got, values) {
				t.Errorf("%s, written %s: %v %v, %v", because, name, had, got, err)
			}
		}
	}
	for _, broken := range []string{"", "{", "{\"until\":1}", "x"} {
		if _, _, err := (sessionCodec{}).Decode([]byte(broken)); err == nil {
			t.Errorf("%q is no session", broken)
		}
	}
}

func TestStoredSession(t *testing.T) { golden.Check[session](t, "session") }
