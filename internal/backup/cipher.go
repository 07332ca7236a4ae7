package backup

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"yangguang/internal/vault"
)

const segment = 64 << 10 // plain bytes sealed at once

// Key encrypts backups. It is kept apart from them, and from the data.
type Key struct {
	suite  vault.Suite
	secret []byte
}

const keyMark = "yangguang-backup-key/1"

// NewKey makes a random key of a suite.
func NewKey(suite vault.Suite) (Key, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return Key{}, fmt.Errorf("make a backup key: %w", err)
	}
	return Key{suite, secret}, nil
}

// ParseKey reads a key file's text: its mark, its suite and 32 bytes in base64.
func ParseKey(text string) (Key, error) {
	w := strings.Fields(text)
	if len(w) != 3 || w[0] != keyMark {
		return Key{}, errors.New("this is no key of backups")
	}
	suite, err := vault.ParseSuite(w[1])
	if err != nil {
		return Key{}, err
	}
	secret, err := base64.StdEncoding.DecodeString(w[2])
	if err != nil || len(secret) != 32 {
		return Key{}, errors.New("this is no key of backups")
	}
	return Key{suite, secret}, nil
}

// Text is the key as its file holds it.
func (k Key) Text() string {
	return keyMark + " " + string(k.suite) + " " + base64.StdEncoding.EncodeToString(k.secret) + "\n"
}

// Format keeps the key out of logs, whatever the verb.
func (Key) Format(f fmt.State, _ rune) { io.WriteString(f, "〔密钥〕") }

// Zero reports whether there is no key.
func (k Key) Zero() bool { return len(k.secret) == 0 }

// id tells keys apart without telling the key.
func (k Key) id() string {
	s := sha256.Sum256(append([]byte("yangguang backup key id "+k.suite+" "), k.secret...))
	return hex.EncodeToString(s[:6])
}

// aead is the sealing of one file, whose header is h as it is written.
func (k Key) aead(salt, h []byte) (cipher.AEAD, error) {
	info := "yangguang backup v1 " + string(h)
	var block cipher.Block
	var err error
	if k.suite == vault.National {
		var sub []byte
		if sub, err = hkdf.Key(sm3.New, k.secret, salt, info, 16); err == nil {
			block, err = sm4.NewCipher(sub)
		}
	} else {
		var sub []byte
		if sub, err = hkdf.Key(sha256.New, k.secret, salt, info, 32); err == nil {
			block, err = aes.NewCipher(sub)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("encrypt backup: %w", err)
	}
	return cipher.NewGCM(block)
}

// nonce is that of segment i.
func nonce(i uint64, last bool) []byte {
	n := make([]byte, 12)
	binary.BigEndian.PutUint64(n[3:11], i)
	if last {
		n[11] = 1
	}
	return n
}

// sealer encrypts what is written to it.
type sealer struct {
	w    io.Writer
	aead cipher.AEAD
	i    uint64
	buf  []byte
}

func (s *sealer) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		if len(s.buf) == segment { // more follows, so it is not the last
			if err := s.flush(false); err != nil {
				return 0, err
			}
		}
		take := min(len(p), segment-len(s.buf))
		s.buf = append(s.buf, p[:take]...)
		p = p[take:]
	}
	return n, nil
}

func (s *sealer) flush(last bool) error {
	_, err := s.w.Write(s.aead.Seal(nil, nonce(s.i, last), s.buf, nil))
	s.i++
	s.buf = s.buf[:0]
	return err
}

// Close seals the last segment.
func (s *sealer) Close() error { return s.flush(true) }

// opener decrypts as it is read.
type opener struct {
	r    *bufio.Reader
	aead cipher.AEAD
	i    uint64
	done bool
	box  []byte
	out  []byte
}

func newOpener(r io.Reader, aead cipher.AEAD) *opener {
	return &opener{r: bufio.NewReaderSize(r, segment+64), aead: aead, box: make([]byte, segment+aead.Overhead())}
}

func (o *opener) Read(p []byte) (int, error) {
	for len(o.out) == 0 {
		if o.done {
			return 0, io.EOF
		}
		n, err := io.ReadFull(o.r, o.box)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return 0, err
		}
		_, err = o.r.Peek(1)
		o.done = errors.Is(err, io.EOF)
		plain, err := o.aead.Open(nil, nonce(o.i, o.done), o.box[:n], nil)
		if err != nil {
			return 0, fmt.Errorf("segment %d does not open: %w", o.i, ErrDamaged)
		}
		o.i++
		o.out = plain
	}
	n := copy(p, o.out)
	o.out = o.out[n:]
	return n, nil
}
