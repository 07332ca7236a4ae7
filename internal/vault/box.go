package vault

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// Box is the key of one file. A file is sealed under a key of its own, made at
// random, and that key is sealed in the database for its place: changing the
// house's key touches a short column (Reseal), never the files, and who deletes
// the column has deleted the file wherever copies of it lie.
type Box struct {
	key      Handle
	provider Provider
}

// NewBox makes a key for one file, and its sealed form for the column at.
func (v *Vault) NewBox(at Location) (Box, Sealed, error) {
	k, provider := v.current(ForSealing)
	key, err := provider.NewKey(ForSealing)
	if err != nil {
		return Box{}, Sealed{}, fmt.Errorf("make a file's key: %w", err)
	}
	sealed, err := v.Seal(string(k.Suite)+"."+base64.RawStdEncoding.EncodeToString(key), at)
	return Box{key, provider}, sealed, err
}

// OpenBox gives the key of a file from its column. ErrSealed when the column
// was changed or moved.
func (v *Vault) OpenBox(s Sealed, at Location) (Box, error) {
	plain, err := v.Open(s, at)
	if err != nil {
		return Box{}, err
	}
	suite, b64, _ := strings.Cut(plain.Text(), ".")
	key, err := base64.RawStdEncoding.DecodeString(b64)
	provider := v.providers[Suite(suite)]
	if err != nil || len(key) == 0 || provider == nil {
		return Box{}, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, ErrSealed)
	}
	return Box{key, provider}, nil
}

// Seal encrypts one piece of the file; bound is authenticated with it.
func (b Box) Seal(plain, bound []byte) ([]byte, error) { return b.provider.Seal(b.key, plain, bound) }

// Open undoes Seal; ErrSealed when piece or bound was changed.
func (b Box) Open(piece, bound []byte) ([]byte, error) {
	plain, err := b.provider.Open(b.key, piece, bound)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
