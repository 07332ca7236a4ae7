// Package vault keeps what must stay secret: the keys, and the personal data
// sealed under them.
//
// All cryptography goes through one seam, Provider, with two built-in suites:
// international (AES-256-GCM, SHA-256, Ed25519, HMAC-SHA-256) and national
// (SM4-GCM, SM3, SM2, HMAC-SM3). A provider is given handles, never asked for
// key bytes, so that a certified module (SDF, PKCS#11, a KMS) can stand behind
// it. The built-in suites are software: they make an assessment under
// GB/T 39786 possible to prepare, they do not pass it.
//
// The keys live outside the database in one file (see Open). Every sealed value
// carries the id of its key and its algorithm, so that a new key can be brought
// in at any time and old values stay readable until they are sealed again
// (Reseal).
//
// A desk stores personal data so: the column is a Sealed, made by Vault.Seal
// for its Place (table, column, row); where the value must be found by
// equality, a second column holds Vault.Index, and the search asks for
// Vault.Indexes. Pages show Vault.Masked. To show the whole value the desk
// performs an act of its own and calls Vault.Reveal inside it, see there.
package vault

import (
	"fmt"
	"sync"
	"time"
)

// Vault is the key ring together with the providers that use it. It is safe
// for concurrent use.
type Vault struct {
	path      string // "" when the ring lives in memory only
	providers map[Suite]Provider
	mu        sync.RWMutex
	ring      Ring
	told      map[string]bool // incidents of values that cannot be read
	packers   sync.Pool       // *flate.Writer
}

// Open reads the key ring at path, or creates it with random keys of the given
// suite when there is none. Providers given here stand in place of the built-in
// one of the same suite. It fails when the file can be read by group or others,
// when it cannot be parsed, and when a purpose has no current key.
//
// The suite decides the keys made now and the hash of the audit chain, which
// never changes afterwards; of an existing ring it is ignored.
func Open(path string, suite Suite, now time.Time, providers ...Provider) (*Vault, error) {
	v := newVault(path, providers)
	ring, err := readRing(path)
	if isMissing(err) {
		if err := v.create(suite, now); err != nil {
			return nil, err
		}
		// Another process may have been faster: what stands in the file counts.
		ring, err = readRing(path)
	}
	if err != nil {
		return nil, err
	}
	v.ring = ring
	if err := v.complete(now); err != nil {
		return nil, err
	}
	return v, v.usable()
}

// New makes a vault whose keys live in memory and end with the process: for
// tests, and for reading other people's checkpoints.
func New(suite Suite, now time.Time, providers ...Provider) (*Vault, error) {
	v := newVault("", providers)
	ring, err := v.fresh(suite, now)
	if err != nil {
		return nil, err
	}
	v.ring = ring
	return v, nil
}

func newVault(path string, providers []Provider) *Vault {
	v := &Vault{path: path, told: map[string]bool{}, providers: map[Suite]Provider{
		International: international{}, National: national{},
	}}
	for _, p := range providers {
		v.providers[p.Suite()] = p
	}
	return v
}

// fresh makes one key for every purpose.
func (v *Vault) fresh(suite Suite, now time.Time) (Ring, error) {
	ring := Ring{Chain: suite}
	for _, p := range purposes {
		k, err := v.newKey(p, suite, now)
		if err != nil {
			return Ring{}, err
		}
		ring.Keys = append(ring.Keys, k)
	}
	return ring, nil
}

func (v *Vault) create(suite Suite, now time.Time) error {
	ring, err := v.fresh(suite, now)
	if err != nil {
		return err
	}
	return createRing(v.path, ring)
}

// usable reports a ring in which a purpose has no current key, or a key asks
// for a suite nobody provides.
func (v *Vault) usable() error {
	for _, k := range v.ring.Keys {
		if v.providers[k.Suite] == nil {
			return fmt.Errorf("key ring %s: key %s: no provider for suite %q", v.path, k.ID, k.Suite)
		}
	}
	if v.providers[v.ring.Chain] == nil {
		return fmt.Errorf("key ring %s: no provider for suite %q of the audit chain", v.path, v.ring.Chain)
	}
	for _, p := range purposes {
		if _, ok := v.ring.current(p); !ok {
			return fmt.Errorf("key ring %s: no current key for %s", v.path, p)
		}
	}
	return nil
}

// Chain names the suite whose hash links the audit log of this instance.
func (v *Vault) Chain() Suite {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.ring.Chain
}

// Hash is the digest that links the audit log: SHA-256 or SM3, fixed when the
// ring was created. It has the type chain.Hash asks for.
func (v *Vault) Hash(data []byte) []byte { return v.providers[v.Chain()].Hash(data) }

// Keys lists what is in the ring, in the order of creation, without secrets.
func (v *Vault) Keys() []Key {
	v.mu.RLock()
	defer v.mu.RUnlock()
	keys := make([]Key, len(v.ring.Keys))
	copy(keys, v.ring.Keys)
	for i := range keys {
		keys[i].secret = nil
	}
	return keys
}

// Rotate brings in a new key of a suite for a purpose and retires the ones
// before it, which go on opening and verifying what they made. It is written
// to the key file before it returns.
func (v *Vault) Rotate(p Purpose, suite Suite, now time.Time) (Key, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	k, err := v.newKey(p, suite, now)
	if err != nil {
		return Key{}, err
	}
	ring := v.ring
	if v.path != "" {
		// Start from the file: another process may have rotated meanwhile.
		if ring, err = readRing(v.path); err != nil {
			return Key{}, err
		}
	}
	ring = ring.with(k, now)
	if v.path != "" {
		if err := replaceRing(v.path, ring); err != nil {
			return Key{}, err
		}
	}
	v.ring = ring
	k.secret = nil
	return k, nil
}

func (v *Vault) newKey(p Purpose, suite Suite, now time.Time) (Key, error) {
	provider := v.providers[suite]
	if provider == nil {
		return Key{}, fmt.Errorf("make %s key: no provider for suite %q", p, suite)
	}
	h, err := provider.NewKey(p)
	if err != nil {
		return Key{}, fmt.Errorf("make %s key: %w", p, err)
	}
	id, err := newKeyID(p)
	if err != nil {
		return Key{}, err
	}
	text := string(h)
	return Key{ID: id, Purpose: p, Suite: suite, Created: now.UTC().Truncate(time.Second), secret: &text}, nil
}

// current gives the key that new values of a purpose are made with.
func (v *Vault) current(p Purpose) (Key, Provider) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	k, _ := v.ring.current(p)
	return k, v.providers[k.Suite]
}

// find gives a key by its id, current or retired. An unknown id makes it read
// the file again, since a command may have rotated beside a running server.
func (v *Vault) find(id string, p Purpose) (Key, Provider, error) {
	v.mu.RLock()
	k, ok := v.ring.find(id, p)
	v.mu.RUnlock()
	if !ok && v.path != "" {
		ring, err := readRing(v.path)
		if err != nil {
			return Key{}, nil, err
		}
		v.mu.Lock()
		v.ring = ring
		err = v.usable()
		v.mu.Unlock()
		if err != nil {
			return Key{}, nil, err
		}
		k, ok = ring.find(id, p)
	}
	if !ok {
		return Key{}, nil, fmt.Errorf("%s key %q: %w", p, id, ErrUnknownKey)
	}
	return k, v.providers[k.Suite], nil
}

// MAC authenticates data under the current key of a purpose and names that key.
func (v *Vault) MAC(p Purpose, data []byte) (key string, mac []byte, err error) {
	k, provider := v.current(p)
	mac, err = provider.MAC(k.handle(), data)
	return k.ID, mac, err
}

// Sign signs a message with the current checkpoint key. It returns the key's id,
// its suite and its public half, which the signature is to be kept with.
func (v *Vault) Sign(message []byte) (Signature, error) {
	k, provider := v.current(ForCheckpoint)
	return signWith(k, provider, message)
}

// Signer gives the id, suite and public half of the key that Sign uses now.
// Sign may use a newer one if the ring is rotated in between: compare.
func (v *Vault) Signer() (Signature, error) {
	k, provider := v.current(ForCheckpoint)
	public, err := provider.Public(k.handle())
	return Signature{Key: k.ID, Suite: k.Suite, Public: public}, err
}

// PublicKey gives suite and public half of a checkpoint key of this ring,
// current or retired. ErrUnknownKey when it is not one.
func (v *Vault) PublicKey(id string) (Suite, []byte, error) {
	k, provider, err := v.find(id, ForCheckpoint)
	if err != nil {
		return "", nil, err
	}
	public, err := provider.Public(k.handle())
	return k.Suite, public, err
}

// Signature is what Sign returns: who signed, and the signature.
type Signature struct {
	Key    string
	Suite  Suite
	Public []byte
	Bytes  []byte
}

func signWith(k Key, provider Provider, message []byte) (Signature, error) {
	public, err := provider.Public(k.handle())
	if err != nil {
		return Signature{}, fmt.Errorf("public half of %s: %w", k.ID, err)
	}
	sig, err := provider.Sign(k.handle(), message)
	if err != nil {
		return Signature{}, fmt.Errorf("sign with %s: %w", k.ID, err)
	}
	return Signature{Key: k.ID, Suite: k.Suite, Public: public, Bytes: sig}, nil
}
