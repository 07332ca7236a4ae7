// Package zipped opens the zip containers of office and layout files within
// limits: what unfolds far beyond its size is refused before it does. It also
// gives what lies in a container beside its files: comments, names, bytes
// between and behind the entries.
package zipped

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"sort"
	"strings"
)

// Limits of one container.
const (
	maxEntries = 10_000
	maxPart    = 64 << 20
	maxTotal   = 320 << 20
	maxRatio   = 400 // unpacked to packed, of parts above a megabyte
)

// ErrBomb is a container that unfolds into more than is read, ErrBroken one
// that cannot be read, ErrLocked one under a password.
var (
	ErrBomb   = errors.New("zip unfolds beyond its limits")
	ErrBroken = errors.New("zip is broken")
	ErrLocked = errors.New("zip is encrypted")
)

// Package is an opened container.
type Package struct {
	Files    []*zip.File // in the order of their names; two of one name both
	data     []byte
	unpacked int
	comments []string
}

// Open reads the directory of a container.
func Open(data []byte) (*Package, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxEntries {
		return nil, ErrBomb
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, ErrBroken
	}
	p := &Package{data: data}
	var total uint64
	for _, f := range z.File {
		total += f.UncompressedSize64
		switch {
		case f.Flags&1 != 0:
			return nil, ErrLocked
		case f.UncompressedSize64 > maxPart, total > maxTotal, f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio:
			return nil, ErrBomb
		}
		f.Name = strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if f.Comment != "" {
			p.comments = append(p.comments, f.Comment)
		}
		if len(f.Extra) > 40 {
			p.comments = append(p.comments, string(f.Extra))
		}
		if !strings.HasSuffix(f.Name, "/") {
			p.Files = append(p.Files, f)
		}
	}
	if z.Comment != "" {
		p.comments = append(p.comments, z.Comment)
	}
	sort.SliceStable(p.Files, func(i, j int) bool { return natural(p.Files[i].Name, p.Files[j].Name) })
	return p, nil
}

// natural orders slide2 before slide10.
func natural(a, b string) bool {
	if len(a) != len(b) && strings.TrimRight(stem(a), "0123456789") == strings.TrimRight(stem(b), "0123456789") {
		return len(a) < len(b)
	}
	return a < b
}

func stem(s string) string { s, _, _ = strings.Cut(s, "."); return s }

// Has reports whether a part is there.
func (p *Package) Has(name string) bool {
	for _, f := range p.Files {
		if f.Name == name {
			return true
		}
	}
	return false
}

// Part unpacks the part of a name; it is nil when there is none.
func (p *Package) Part(name string) ([]byte, error) {
	for _, f := range p.Files {
		if f.Name == name {
			return p.Read(f)
		}
	}
	return nil, nil
}

// Read unpacks one entry. The size it declares may lie: memory grows with what
// really comes. What came before a fault is given with it.
func (p *Package) Read(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, ErrBroken
	}
	defer r.Close()
	var b bytes.Buffer
	b.Grow(int(min(f.UncompressedSize64, 1<<20)) + 1)
	_, err = io.Copy(&b, io.LimitReader(r, maxPart+1))
	p.unpacked += b.Len()
	switch {
	case b.Len() > maxPart, p.unpacked > maxTotal:
		return nil, ErrBomb
	case err != nil:
		return b.Bytes(), ErrBroken
	}
	return b.Bytes(), nil
}

// Beside gives what lies in the container outside its files: comments, and
// bytes that no entry covers.
func (p *Package) Beside() []string {
	list := append([]string(nil), p.comments...)
	type piece struct{ from, to int64 }
	var held []piece
	size := int64(len(p.data))
	inside := func(n int64) int64 { return min(max(n, 0), size) }
	for _, f := range p.Files {
		if at, err := f.DataOffset(); err == nil { // what an entry says of itself may lead beyond the end
			held = append(held, piece{inside(at - int64(30+len(f.Name)+64)), inside(at + int64(min(f.CompressedSize64, uint64(size))) + 24)})
		}
	}
	directory := int64(bytes.Index(p.data, []byte("PK\x01\x02")))
	end := int64(bytes.LastIndex(p.data, []byte("PK\x05\x06")))
	if directory < 0 || end < 0 {
		return list
	}
	if end+22 <= int64(len(p.data)) {
		if start := int64(binary.LittleEndian.Uint32(p.data[end+16:])); start > 0 && start < end {
			directory = start
		}
	}
	held = append(held, piece{directory, end + 22})
	sort.Slice(held, func(i, j int) bool { return held[i].from < held[j].from })
	at := int64(0)
	for _, h := range held {
		if h.from-at > 8 {
			list = append(list, string(p.data[at:h.from]))
		}
		at = max(at, h.to)
	}
	if int64(len(p.data))-at > 8 {
		list = append(list, string(p.data[at:]))
	}
	return list
}
