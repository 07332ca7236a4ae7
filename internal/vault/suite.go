package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Suite names a set of algorithms that are used together.
type Suite string

const (
	International Suite = "international" // AES-256-GCM, SHA-256, Ed25519, HMAC-SHA-256
	National      Suite = "national"      // SM4-GCM, SM3, SM2, HMAC-SM3
)

// ParseSuite reads a suite's name as the configuration gives it.
func ParseSuite(s string) (Suite, error) {
	switch Suite(s) {
	case International, National:
		return Suite(s), nil
	}
	return "", fmt.Errorf("cryptographic suite %q: known are international and national", s)
}

// Handle stands for a key towards its provider: the secret bytes themselves in
// the built-in suites, a reference into the module for one that keeps its keys.
// It never prints.
type Handle []byte

// Format keeps the handle out of logs, whatever the verb.
func (Handle) Format(f fmt.State, _ rune) { io.WriteString(f, "〔密钥〕") }

// MarshalJSON keeps the handle out of JSON.
func (Handle) MarshalJSON() ([]byte, error) { return []byte(`"〔密钥〕"`), nil }

// Provider is the seam through which all cryptography goes.
type Provider interface {
	// Suite says whose place the provider takes.
	Suite() Suite
	// Hash makes a digest of 32 bytes.
	Hash(data []byte) []byte
	// NewKey makes a random key that fits a purpose.
	NewKey(p Purpose) (Handle, error)
	// Seal encrypts and authenticates; bound is authenticated with it and must
	// be the same in Open. The result carries its own nonce.
	Seal(key Handle, plain, bound []byte) ([]byte, error)
	// Open undoes Seal; it fails when box or bound was changed.
	Open(key Handle, box, bound []byte) ([]byte, error)
	// MAC authenticates data with 32 bytes.
	MAC(key Handle, data []byte) ([]byte, error)
	// Sign signs a message (which the provider digests itself).
	Sign(key Handle, message []byte) ([]byte, error)
	// Public gives the public half of a signing key.
	Public(key Handle) ([]byte, error)
	// Verify checks a signature; it needs no key of the ring.
	Verify(public, message, signature []byte) bool
}

// Hash is the digest of a built-in suite, nil for an unknown one.
func (s Suite) Hash() func([]byte) []byte {
	if p := builtIn(s); p != nil {
		return p.Hash
	}
	return nil
}

// Verify checks a signature by a built-in suite, without any ring: what an
// outside witness needs. An unknown suite verifies nothing.
func (s Suite) Verify(public, message, signature []byte) bool {
	p := builtIn(s)
	return p != nil && p.Verify(public, message, signature)
}

func builtIn(s Suite) Provider {
	switch s {
	case International:
		return international{}
	case National:
		return national{}
	}
	return nil
}

var errBox = errors.New("sealed value is too short")

type international struct{}

func (international) Suite() Suite { return International }

func (international) Hash(data []byte) []byte { s := sha256.Sum256(data); return s[:] }

func (international) NewKey(Purpose) (Handle, error) { return random(32) }

func (international) Seal(key Handle, plain, bound []byte) ([]byte, error) {
	return seal(aes.NewCipher, key, plain, bound)
}

func (international) Open(key Handle, box, bound []byte) ([]byte, error) {
	return open(aes.NewCipher, key, box, bound)
}

func (international) MAC(key Handle, data []byte) ([]byte, error) {
	return mac(sha256.New, key, data), nil
}

func (international) Sign(key Handle, message []byte) ([]byte, error) {
	if len(key) != ed25519.SeedSize {
		return nil, errors.New("ed25519 seed has the wrong length")
	}
	return ed25519.Sign(ed25519.NewKeyFromSeed(key), message), nil
}

func (international) Public(key Handle) ([]byte, error) {
	if len(key) != ed25519.SeedSize {
		return nil, errors.New("ed25519 seed has the wrong length")
	}
	return ed25519.NewKeyFromSeed(key).Public().(ed25519.PublicKey), nil
}

func (international) Verify(public, message, signature []byte) bool {
	return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, message, signature)
}

type national struct{}

func (national) Suite() Suite { return National }

func (national) Hash(data []byte) []byte { s := sm3.Sum(data); return s[:] }

func (national) NewKey(p Purpose) (Handle, error) {
	switch p {
	case ForSealing:
		return random(16)
	case ForCheckpoint:
		k, err := sm2.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		e, err := k.ECDH()
		if err != nil {
			return nil, err
		}
		return e.Bytes(), nil
	}
	return random(32)
}

func (national) Seal(key Handle, plain, bound []byte) ([]byte, error) {
	return seal(sm4.NewCipher, key, plain, bound)
}

func (national) Open(key Handle, box, bound []byte) ([]byte, error) {
	return open(sm4.NewCipher, key, box, bound)
}

func (national) MAC(key Handle, data []byte) ([]byte, error) { return mac(sm3.New, key, data), nil }

// Sign signs as GB/T 32918.2 does, with the default user id, in ASN.1.
func (national) Sign(key Handle, message []byte) ([]byte, error) {
	k, err := sm2.NewPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return k.Sign(rand.Reader, message, sm2.DefaultSM2SignerOpts)
}

// Public is the uncompressed point, 65 bytes.
func (national) Public(key Handle) ([]byte, error) {
	k, err := sm2.NewPrivateKey(key)
	if err != nil {
		return nil, err
	}
	e, err := k.ECDH()
	if err != nil {
		return nil, err
	}
	return e.PublicKey().Bytes(), nil
}

func (national) Verify(public, message, signature []byte) bool {
	pub, err := sm2.NewPublicKey(public)
	return err == nil && sm2.VerifyASN1WithSM2(pub, nil, message, signature)
}

func random(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := rand.Read(b)
	return b, err
}

func mac(h func() hash.Hash, key, data []byte) []byte {
	m := hmac.New(h, key)
	m.Write(data)
	return m.Sum(nil)
}

func seal(block func([]byte) (cipher.Block, error), key, plain, bound []byte) ([]byte, error) {
	b, err := block(key)
	if err != nil {
		return nil, err
	}
	g, err := cipher.NewGCM(b)
	if err != nil {
		return nil, err
	}
	nonce, err := random(g.NonceSize())
	if err != nil {
		return nil, err
	}
	return g.Seal(nonce, nonce, plain, bound), nil
}

func open(block func([]byte) (cipher.Block, error), key, box, bound []byte) ([]byte, error) {
	b, err := block(key)
	if err != nil {
		return nil, err
	}
	g, err := cipher.NewGCM(b)
	if err != nil {
		return nil, err
	}
	if len(box) < g.NonceSize() {
		return nil, errBox
	}
	return g.Open(nil, box[:g.NonceSize()], box[g.NonceSize():], bound)
}
