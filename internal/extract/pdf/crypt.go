package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// crypt opens files that are encrypted under the empty password, as those are
// whose author only forbade printing or copying.
type crypt struct {
	key []byte
	aes bool
	v5  bool // AES-256: one key for all
	own int  // number of the dictionary of encryption, which is plain
}

var padding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// unlock computes the key for the empty password, nil when it is another.
func (f *file) unlock() *crypt {
	d := f.dict(f.trailer["Encrypt"])
	c := &crypt{}
	if r, ok := f.trailer["Encrypt"].(ref); ok {
		c.own = r.num
	}
	v, r := f.integer(d["V"]), f.integer(d["R"])
	filter := f.dict(f.dict(d["CF"])[nameOf(f.get(d["StmF"]))])
	switch f.get(filter["CFM"]) {
	case name("AESV2"), name("AESV3"):
		c.aes = true
	}
	o, _ := f.get(d["O"]).(text)
	u, _ := f.get(d["U"]).(text)
	if r >= 5 {
		ue, _ := f.get(d["UE"]).(text)
		return c.modern(r, []byte(u), []byte(ue))
	}
	if v < 1 || v > 4 || len(o) < 32 || len(u) < 16 {
		return nil
	}
	n := 5
	if length := f.integer(d["Length"]); v > 1 && length >= 40 && length <= 128 {
		n = length / 8
	} else if v == 4 {
		n = 16
	}
	var id text
	if ids := f.array(f.trailer["ID"]); len(ids) > 0 {
		id, _ = f.get(ids[0]).(text)
	}
	h := md5.New()
	h.Write(padding)
	h.Write([]byte(o[:32]))
	p := make([]byte, 4)
	binary.LittleEndian.PutUint32(p, uint32(int64(f.number(d["P"]))))
	h.Write(p)
	h.Write([]byte(id))
	if r >= 4 && f.get(d["EncryptMetadata"]) == false {
		h.Write([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	}
	c.key = h.Sum(nil)
	if r >= 3 {
		for range 50 {
			sum := md5.Sum(c.key[:n])
			c.key = sum[:]
		}
	}
	c.key = c.key[:n]
	if !bytes.Equal(c.check(r, id), []byte(u[:16])) {
		return nil
	}
	return c
}

func nameOf(v any) name { n, _ := v.(name); return n }

// check is what stands in U for the empty password.
func (c *crypt) check(r int, id text) []byte {
	if r == 2 {
		return c.rc4(c.key, padding)[:16]
	}
	h := md5.New()
	h.Write(padding)
	h.Write([]byte(id))
	out := h.Sum(nil)
	for i := range 20 {
		key := make([]byte, len(c.key))
		for k := range key {
			key[k] = c.key[k] ^ byte(i)
		}
		out = c.rc4(key, out)
	}
	return out
}

func (c *crypt) rc4(key, b []byte) []byte {
	s, err := rc4.NewCipher(key)
	if err != nil {
		return b
	}
	out := make([]byte, len(b))
	s.XORKeyStream(out, b)
	return out
}

// modern opens AES-256 (revisions 5 and 6).
func (c *crypt) modern(r int, u, ue []byte) *crypt {
	if len(u) < 48 || len(ue) < 32 {
		return nil
	}
	if !bytes.Equal(hash6(r, u[32:40]), u[:32]) {
		return nil
	}
	block, err := aes.NewCipher(hash6(r, u[40:48]))
	if err != nil {
		return nil
	}
	c.key = make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(c.key, ue[:32])
	c.v5, c.aes = true, true
	return c
}

// hash6 is the hash of ISO 32000-2, 7.6.4.3.4, for the empty password.
func hash6(r int, salt []byte) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	if r < 6 {
		return k
	}
	for i := 0; ; i++ {
		k1 := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return k
		}
		e := make([]byte, len(k1))
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, k1)
		mod := 0
		for _, b := range e[:16] {
			mod += int(b)
		}
		switch mod % 3 {
		case 0:
			s := sha256.Sum256(e)
			k = s[:]
		case 1:
			s := sha512.Sum384(e)
			k = s[:]
		default:
			s := sha512.Sum512(e)
			k = s[:]
		}
		if i >= 63 && int(e[len(e)-1]) <= i-31 {
			return k[:32]
		}
	}
}

// object decrypts the strings and the stream of an object.
func (c *crypt) object(v any, num, gen int) any {
	switch v := v.(type) {
	case text:
		return text(c.open([]byte(v), num, gen))
	case array:
		for i := range v {
			v[i] = c.object(v[i], num, gen)
		}
	case dict:
		for k := range v {
			v[k] = c.object(v[k], num, gen)
		}
	case *stream:
		if v.dict["Type"] == name("XRef") {
			return v
		}
		v.dict, _ = c.object(v.dict, num, gen).(dict)
		v.raw = c.open(v.raw, num, gen)
	}
	return v
}

func (c *crypt) open(b []byte, num, gen int) []byte {
	key := c.key
	if !c.v5 {
		k := append(append([]byte(nil), c.key...), byte(num), byte(num>>8), byte(num>>16), byte(gen), byte(gen>>8))
		if c.aes {
			k = append(k, "sAlT"...)
		}
		sum := md5.Sum(k)
		key = sum[:min(len(c.key)+5, 16)]
	}
	if !c.aes {
		return c.rc4(key, b)
	}
	if len(b) < 32 || len(b)%16 != 0 {
		return nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(b)-16)
	cipher.NewCBCDecrypter(block, b[:16]).CryptBlocks(out, b[16:])
	if n := int(out[len(out)-1]); n >= 1 && n <= 16 {
		out = out[:len(out)-n]
	}
	return out
}
