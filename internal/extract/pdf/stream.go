package pdf

import (
	"bytes"
	"compress/flate"
	"encoding/ascii85"
	"io"

	"golang.org/x/image/tiff/lzw"
)

// Limits of what streams unfold to.
const (
	maxStream  = 64 << 20
	maxInflate = 1 << 30 // of one file; streams are let go again
)

// decoded undoes the filters of a stream. ok is false when it could not be
// done to the end; what came until then is given. Pictures stay as they are.
func (f *file) decoded(s *stream) (body []byte, ok bool) {
	body, ok = s.raw, true
	filters, parms := f.list(s.dict, "Filter", "F"), f.list(s.dict, "DecodeParms", "DP")
	for i, filter := range filters {
		var p dict
		if i < len(parms) {
			p = f.dict(parms[i])
		}
		n, _ := f.get(filter).(name)
		var good bool
		body, good = f.undo(n, body, p)
		ok = ok && good
		if f.inflate += len(body); f.inflate > maxInflate {
			return body, false
		}
	}
	return body, ok
}

// list gives an entry that may be one thing or an array of them.
func (f *file) list(d dict, keys ...name) array {
	for _, k := range keys {
		switch v := f.get(d[k]).(type) {
		case nil:
		case array:
			return v
		default:
			if _, text := v.(text); text { // F of a file
				continue
			}
			return array{v}
		}
	}
	return nil
}

func (f *file) undo(filter name, b []byte, parms dict) ([]byte, bool) {
	switch filter {
	case "FlateDecode", "Fl":
		out, ok := inflated(b)
		return f.predicted(out, parms), ok
	case "LZWDecode", "LZW":
		r := lzw.NewReader(bytes.NewReader(b), lzw.MSB, 8)
		out, err := io.ReadAll(io.LimitReader(r, maxStream))
		return f.predicted(out, parms), err == nil || len(out) > 0
	case "ASCIIHexDecode", "AHx":
		l := &lexer{b: append([]byte("<"), b...)}
		return []byte(l.hex()), true
	case "ASCII85Decode", "A85":
		b = bytes.TrimSpace(b)
		b = bytes.TrimPrefix(b, []byte("<~"))
		if i := bytes.Index(b, []byte("~")); i >= 0 {
			b = b[:i]
		}
		out := make([]byte, len(b)*4/5+8+4*bytes.Count(b, []byte("z")))
		n, _, err := ascii85.Decode(out, b, true)
		return out[:n], err == nil
	case "RunLengthDecode", "RL":
		return runs(b)
	case "Crypt":
		return b, true
	}
	return b, true // pictures
}

// inflated unpacks without the check at the end, which cut streams lack.
func inflated(b []byte) ([]byte, bool) {
	if len(b) < 2 {
		return nil, len(b) == 0
	}
	out, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b[2:])), maxStream+1))
	if len(out) > maxStream {
		return out[:maxStream], false
	}
	return out, err == nil
}

func runs(b []byte) ([]byte, bool) {
	var out []byte
	for i := 0; i < len(b) && len(out) < maxStream; {
		n := int(b[i])
		i++
		switch {
		case n == 128:
			return out, true
		case n < 128:
			out = append(out, b[i:min(len(b), i+n+1)]...)
			i += n + 1
		case i < len(b):
			out = append(out, bytes.Repeat(b[i:i+1], 257-n)...)
			i++
		}
	}
	return out, true
}

// predicted undoes PNG and TIFF prediction.
func (f *file) predicted(b []byte, parms dict) []byte {
	p := f.integer(parms["Predictor"])
	if p < 2 {
		return b
	}
	colours, bits, columns := max(f.integer(parms["Colors"]), 1), f.integer(parms["BitsPerComponent"]), max(f.integer(parms["Columns"]), 1)
	if bits == 0 {
		bits = 8
	}
	size, width := max(colours*bits/8, 1), (colours*bits*columns+7)/8
	if width <= 0 || width > 1<<24 || p == 2 {
		return b
	}
	var out []byte
	before := make([]byte, width)
	for len(b) > 1 {
		kind, row := b[0], bytes.Clone(b[1:min(len(b), width+1)])
		b = b[min(len(b), width+1):]
		for len(row) < width {
			row = append(row, 0)
		}
		for i := range row {
			var left, up, corner byte
			up = before[i]
			if i >= size {
				left, corner = row[i-size], before[i-size]
			}
			switch kind {
			case 1:
				row[i] += left
			case 2:
				row[i] += up
			case 3:
				row[i] += byte((int(left) + int(up)) / 2)
			case 4:
				row[i] += paeth(left, up, corner)
			}
		}
		out = append(out, row...)
		before = row
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	da, db, dc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }
