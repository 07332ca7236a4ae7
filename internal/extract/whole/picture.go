package whole

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"strings"

	"yangguang/internal/document"
)

const pictureMeta = "图片元数据"

// readPicture reads what a picture holds beside its pixels.
func readPicture(h *document.Holding, data []byte) {
	switch h.Format {
	case "jpg":
		readJPEG(h, data)
	case "png":
		readPNG(h, data)
	case "gif":
		readGIF(h, data)
	case "tif":
		readTIFF(h, data)
	}
}

// meta adds bytes of metadata as text.
func meta(h *document.Holding, where string, data []byte) {
	if s := strings.TrimSpace(printable(data)); s != "" {
		h.Add(document.Passage{Text: s, Where: where, Hidden: true})
	}
	if wide := fromWide(data); wide != "" {
		h.Add(document.Passage{Text: wide, Where: where, Hidden: true})
	}
}

// fromWide reads UTF-16 of either order where most of the bytes look so.
func fromWide(data []byte) string {
	if len(data) < 6 {
		return ""
	}
	for _, big := range [2]bool{false, true} {
		var b strings.Builder
		good := 0
		for i := 0; i+1 < len(data); i += 2 {
			r := rune(binary.LittleEndian.Uint16(data[i:]))
			if big {
				r = rune(binary.BigEndian.Uint16(data[i:]))
			}
			if r == 0 {
				continue
			}
			if r >= 0x20 && r < 0x7F || r >= 0x4E00 && r <= 0x9FFF || r >= 0xFF00 && r < 0xFFEF || r >= 0x3000 && r < 0x303F {
				good++
			}
			b.WriteRune(r)
		}
		if good*4 > len(data)/2*3 {
			return b.String()
		}
	}
	return ""
}

func readJPEG(h *document.Holding, data []byte) {
	i := 2
	for i+4 <= len(data) && data[i] == 0xFF {
		kind := data[i+1]
		if kind == 0xFF {
			i++
			continue
		}
		if kind == 0xDA || kind == 0xD9 {
			break
		}
		n := int(binary.BigEndian.Uint16(data[i+2:]))
		if n < 2 || i+2+n > len(data) {
			h.Conceal("文件", "图片已损坏，元数据没有读完")
			meta(h, pictureMeta, data[i:min(len(data), i+1<<16)])
			return
		}
		segment(h, kind, data[i+4:i+2+n])
		i += 2 + n
	}
	if end := bytes.LastIndex(data, []byte("\xFF\xD9")); end >= 0 && len(data)-end > 10 {
		behind(h, data[end+2:])
	}
}

func segment(h *document.Holding, kind byte, body []byte) {
	switch {
	case kind == 0xFE:
		if s, err := gbOrUTF8(h, body); err == nil {
			h.Add(document.Passage{Text: s, Where: "图片注释", Hidden: true})
		}
	case kind == 0xE1 && bytes.HasPrefix(body, []byte("Exif\x00")):
		readTIFF(h, body[min(6, len(body)):])
	case kind >= 0xE1 && kind <= 0xEF && !bytes.HasPrefix(body, []byte("ICC_PROFILE")) && !bytes.HasPrefix(body, []byte("Adobe\x00")):
		meta(h, pictureMeta, body)
	}
}

// behind reads what was put behind a picture's end.
func behind(h *document.Holding, data []byte) {
	if len(bytes.Trim(data, "\x00\r\n \xFF")) < 4 {
		return
	}
	h.Conceal("图片末尾", "图片数据之后还有内容")
	h.Embed("tail", "图片末尾", data)
}

func readPNG(h *document.Holding, data []byte) {
	for i := 8; i+12 <= len(data); {
		n := int(binary.BigEndian.Uint32(data[i:]))
		kind := string(data[i+4 : i+8])
		if n < 0 || i+12+n > len(data) {
			h.Conceal("文件", "图片已损坏，元数据没有读完")
			meta(h, pictureMeta, data[i:min(len(data), i+1<<16)])
			return
		}
		body := data[i+8 : i+8+n]
		i += 12 + n
		switch kind {
		case "tEXt":
			text(h, bytes.ReplaceAll(body, []byte{0}, []byte(" ")))
		case "zTXt":
			if key, rest, ok := bytes.Cut(body, []byte{0}); ok && len(rest) > 1 {
				text(h, append(append(key, ' '), inflated(h, rest[1:])...))
			}
		case "iTXt":
			internationalText(h, body)
		case "eXIf":
			readTIFF(h, body)
		case "IEND":
			behind(h, data[i:])
			return
		case "IHDR", "PLTE", "IDAT", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "bKGD", "pHYs", "sBIT", "hIST", "sPLT", "tIME", "fdAT", "fcTL", "acTL":
		default:
			meta(h, pictureMeta, body)
		}
	}
}

func text(h *document.Holding, b []byte) {
	if s, err := gbOrUTF8(h, b); err == nil {
		h.Add(document.Passage{Text: s, Where: pictureMeta, Hidden: true})
		return
	}
	meta(h, pictureMeta, b)
}

func internationalText(h *document.Holding, body []byte) {
	key, rest, ok := bytes.Cut(body, []byte{0})
	if !ok || len(rest) < 2 {
		return
	}
	packed := rest[0] == 1
	rest = rest[2:]
	_, rest, _ = bytes.Cut(rest, []byte{0})
	_, value, _ := bytes.Cut(rest, []byte{0})
	if packed {
		value = inflated(h, value)
	}
	text(h, append(append(bytes.Clone(key), ' '), value...))
}

// inflated unpacks a little metadata; more than eight megabytes is refused.
func inflated(h *document.Holding, data []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		h.Conceal(pictureMeta, "压缩的元数据已损坏，读不了")
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(r, 8<<20))
	if err != nil {
		h.Conceal(pictureMeta, "压缩的元数据已损坏，没有读完")
	}
	if len(out) == 8<<20 {
		h.Conceal(pictureMeta, "展开后远超限度，没有读完")
	}
	return out
}

func readGIF(h *document.Holding, data []byte) {
	if len(data) < 13 {
		h.Conceal("文件", "图片已损坏，元数据没有读完")
		return
	}
	i := 13
	if data[10]&0x80 != 0 {
		i += 3 << (data[10]&7 + 1)
	}
	for i < len(data) {
		switch data[i] {
		case 0x2C:
			if i+10 > len(data) {
				return
			}
			flags := data[i+9]
			i += 10
			if flags&0x80 != 0 {
				i += 3 << (flags&7 + 1)
			}
			_, i = blocks(data, i+1)
		case 0x21:
			if i+2 > len(data) {
				return
			}
			kind := data[i+1]
			var body []byte
			body, i = blocks(data, i+2)
			if kind == 0xFE || kind == 0x01 {
				text(h, body)
			} else if kind == 0xFF {
				meta(h, pictureMeta, body)
			}
		case 0x3B:
			behind(h, data[i+1:])
			return
		default:
			behind(h, data[i:])
			return
		}
	}
}

// blocks joins the sub-blocks of a GIF from i on.
func blocks(data []byte, i int) ([]byte, int) {
	var body []byte
	for i < len(data) && data[i] != 0 {
		n := int(data[i])
		body = append(body, data[i+1:min(len(data), i+1+n)]...)
		i += 1 + n
	}
	return body, min(i+1, len(data))
}

// readTIFF reads the directories of a TIFF file or of EXIF: texts, comments,
// and whether a place is told.
func readTIFF(h *document.Holding, data []byte) {
	if len(data) < 8 {
		return
	}
	var order binary.ByteOrder = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	t := &tiff{h: h, data: data, order: order, seen: map[uint32]bool{}}
	for at := order.Uint32(data[4:]); at != 0 && !t.seen[at] && len(t.seen) < 200; {
		at = t.directory(at)
	}
}

type tiff struct {
	h     *document.Holding
	data  []byte
	order binary.ByteOrder
	seen  map[uint32]bool
}

func (t *tiff) directory(at uint32) (next uint32) {
	if t.seen[at] || len(t.seen) > 200 || int(at)+2 > len(t.data) {
		return 0
	}
	t.seen[at] = true
	n := int(t.order.Uint16(t.data[at:]))
	i := int(at) + 2
	for range n {
		if i+12 > len(t.data) {
			t.h.Conceal(pictureMeta, "图片元数据已损坏，没有读完")
			return 0
		}
		t.entry(t.data[i : i+12])
		i += 12
	}
	if i+4 > len(t.data) {
		return 0
	}
	return t.order.Uint32(t.data[i:])
}

var tiffSizes = [...]uint64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}

func (t *tiff) entry(e []byte) {
	tag, kind, count := t.order.Uint16(e), t.order.Uint16(e[2:]), uint64(t.order.Uint32(e[4:]))
	value := t.order.Uint32(e[8:])
	switch tag {
	case 0x8769, 0xA005, 0x014A:
		t.directory(value)
		return
	case 0x8825:
		t.h.Conceal(pictureMeta, "含有拍摄位置（GPS）")
		t.directory(value)
		return
	case 0x0111, 0x0117, 0x0144, 0x0145, 0x8773: // pixels, colour profile
		return
	}
	if int(kind) >= len(tiffSizes) || kind != 1 && kind != 2 && kind != 7 && kind != 6 {
		return
	}
	size := count * tiffSizes[kind]
	body := e[8:12]
	if size > 4 {
		if uint64(value)+size > uint64(len(t.data)) {
			t.h.Conceal(pictureMeta, "图片元数据已损坏，没有读完")
			return
		}
		body = t.data[value : uint64(value)+size]
	}
	body = body[:min(uint64(len(body)), size)]
	if tag == 0x9286 && len(body) > 8 { // UserComment: eight bytes name its code
		body = body[8:]
	}
	if kind == 2 {
		text(t.h, bytes.ReplaceAll(body, []byte{0}, []byte(" ")))
		return
	}
	if len(body) >= 5 {
		meta(t.h, pictureMeta, body)
	}
}
