package vault

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

const (
	// packed stands in the algorithm byte of a text that was deflated before it was
	// sealed.
	packed = 0x80
	// packFrom is from how many bytes on that is tried: below, little is won.
	packFrom = 512
	// unpackedLimit bounds what a packed text holds, in bytes.
	unpackedLimit = 64 << 20
)

// pack deflates a text; ok is false where that makes it no shorter.
func (v *Vault) pack(text []byte) (short []byte, ok bool) {
	if len(text) < packFrom {
		return nil, false
	}
	var b bytes.Buffer
	w, ok := v.packers.Get().(*flate.Writer)
	if ok {
		w.Reset(&b)
	} else {
		var err error
		if w, err = flate.NewWriter(&b, flate.BestSpeed); err != nil {
			return nil, false // there is no such level: kept as it is
		}
	}
	defer v.packers.Put(w)
	if _, err := w.Write(text); err != nil {
		return nil, false
	}
	if err := w.Close(); err != nil {
		return nil, false
	}
	return b.Bytes(), b.Len() < len(text)
}

// unpack is the inverse of pack.
func unpack(short []byte) ([]byte, error) {
	r := flate.NewReader(bytes.NewReader(short))
	text, err := io.ReadAll(io.LimitReader(r, unpackedLimit+1))
	if err == nil && len(text) > unpackedLimit {
		err = fmt.Errorf("more than %d bytes", unpackedLimit)
	}
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return text, nil
}
