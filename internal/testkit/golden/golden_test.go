package golden

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

type inner struct {
	N int `json:"n"`
}

type whole struct {
	Text  string         `json:"Text"`
	Flag  bool           `json:"Flag"`
	Maybe string         `json:"Maybe,omitempty"`
	When  time.Time      `json:"When"`
	Next  *inner         `json:"Next"`
	List  []inner        `json:"List"`
	Map   map[string]int `json:"Map"`
}

const golden = `{"Text":"a","Flag":true,"Maybe":"b","When":"2026-11-22T08:00:00Z","Next":{"n":1},"List":[{"n":2}],"Map":{"k":3}}`

func TestFaults(t *testing.T) {
	type embedded struct {
		inner
		Text string `json:"Text"`
	}
	type added struct {
		whole
		New string `json:"New"`
	}
	type omitted struct {
		whole
		New inner `json:"New,omitzero"`
	}
	type bare struct {
		Text string
		List []struct{ N int }
	}
	type renamed struct {
		Words string `json:"Words"`
	}
	type swapped struct {
		Flag string `json:"Text"`
		Text bool   `json:"Flag"`
	}
	type exchanged struct {
		B string `json:"b"`
		A string `json:"a"`
	}
	for _, c := range []struct {
		data    string
		into    any
		want    []string // a piece of each fault, in order
		because string
	}{
		{golden, new(whole), nil, "all is filled and named"},
		{"{\n \"n\": 1,\n \"Text\": \"a\"\n}", new(embedded), nil, "an embedded struct has no name of its own, blanks do not count"},
		{golden, new(added), []string{".New is empty", "other bytes"}, "a new field that is always written"},
		{golden, new(omitted), nil, "a new field that is left out while empty changes no row"},
		{`{"Text":"a","List":[{"N":1}]}`, new(bare), []string{"bare.Text has no name", "bare.List has no name", ".N has no name"}, "a rename would rename what is kept"},
		{`{"Text":"a"}`, new(renamed), []string{"cannot be read"}, "what was kept under the old name is lost"},
		{`{"text":"a","Flag":true}`, new(swapped), []string{"other bytes"}, "names are read in any case but written in one"},
		{`{"a":"1","b":"2"}`, new(exchanged), []string{"other bytes"}, "the order of the names is in a fingerprint"},
		{strings.Replace(golden, "true", "false", 1), new(whole), []string{".Flag is empty"}, "a golden file fills everything"},
		{strings.Replace(golden, `[{"n":2}]`, "[]", 1), new(whole), []string{".List is empty"}, "an empty list shows no element"},
		{strings.Replace(golden, `[{"n":2}]`, `[{"n":0}]`, 1), new(whole), []string{".List[0] is empty"}, "elements are looked into"},
		{strings.Replace(golden, `{"n":1}`, "null", 1), new(whole), []string{".Next is empty"}, "pointers too"},
		{strings.Replace(golden, `"k":3`, `"k":0`, 1), new(whole), []string{".Map[k] is empty"}, "maps too"},
		{strings.Replace(golden, "2026-11-22T08", "0001-01-01T00", 1), new(whole), []string{".When is empty"}, "a type that writes itself too"},
		{golden + golden, new(whole), []string{"more than one"}, "one value a file"},
		{`{}`, new(struct{}), nil, "a job without arguments"},
	} {
		found := faults([]byte(c.data), c.into)
		ok := len(found) == len(c.want)
		for i := range min(len(found), len(c.want)) {
			ok = ok && strings.Contains(found[i], c.want[i])
		}
		if !ok {
			t.Errorf("%s: found %q, want %q", c.because, found, c.want)
		}
	}
}

func TestNamed(t *testing.T) {
	if found := unnamed(reflect.TypeFor[map[string][]struct{ N int }](), map[reflect.Type]bool{}); len(found) != 1 {
		t.Errorf("a field deep inside without a name: %q", found)
	}
}
