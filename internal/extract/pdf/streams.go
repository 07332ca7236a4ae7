package pdf

import (
	"context"

	"yangguang/internal/document"
)

// Streams gives every stream of a PDF unpacked, those of all revisions, and
// every string of its dictionaries decoded, for a search through bytes.
func Streams(data []byte) [][]byte {
	f := open(context.Background(), &document.Holding{}, data)
	f.scan()
	var all [][]byte
	for _, num := range f.order {
		for _, v := range f.objects[num] {
			if s, ok := v.value.(*stream); ok {
				body, _ := f.decoded(s)
				all = append(all, body)
			}
			f.strings(v.value, "", 0)
		}
	}
	for _, p := range f.h.Passages {
		all = append(all, []byte(p.Text))
	}
	return all
}
