package vault

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"time"

	"yangguang/internal/durable"
)

// Purpose says what a key is for; a key serves one purpose only.
type Purpose string

const (
	ForSealing    Purpose = "seal"       // personal data in columns
	ForIndex      Purpose = "index"      // blind indexes of sealed columns
	ForCheckpoint Purpose = "checkpoint" // signing the audit log's checkpoints
	ForSession    Purpose = "session"    // tokens of sessions and links
	ForSearch     Purpose = "find"       // words by which sealed texts are found
)

var purposes = []Purpose{ForSealing, ForIndex, ForCheckpoint, ForSession, ForSearch}

// ErrUnknownKey is returned for a value made with a key that is not in the ring.
var ErrUnknownKey = errors.New("the key is not in the ring")

// FileName is the key ring's name under the data directory.
const FileName = "keys.json"

// Path is where the key ring stands: the file the configuration names
// (YANGGUANG_KEYS_FILE), else keys.json under the data directory. A file
// outside the data directory keeps keys and data out of one backup.
func Path(dataDir, configured string) string {
	if configured != "" {
		return configured
	}
	return filepath.Join(dataDir, FileName)
}

// Purposes are what an administrator rotates keys for.
func Purposes() []Purpose { return []Purpose{ForSealing, ForIndex, ForCheckpoint} }

// Key is one key of the ring. Its secret cannot be read through it.
type Key struct {
	ID      string
	Purpose Purpose
	Suite   Suite
	Created time.Time
	Retired time.Time // zero while new values are made with it
	secret  *string   // a pointer to a string never prints what it points to
}

// handle is what the provider is given.
func (k Key) handle() Handle {
	if k.secret == nil {
		return nil
	}
	return Handle(*k.secret)
}

// Ring is the content of the key file.
type Ring struct {
	Chain Suite // whose hash links the audit log; fixed at creation
	Keys  []Key
}

func (r Ring) current(p Purpose) (Key, bool) {
	for i := len(r.Keys) - 1; i >= 0; i-- {
		if k := r.Keys[i]; k.Purpose == p && k.Retired.IsZero() {
			return k, true
		}
	}
	return Key{}, false
}

func (r Ring) find(id string, p Purpose) (Key, bool) {
	for _, k := range r.Keys {
		if k.ID == id && k.Purpose == p {
			return k, true
		}
	}
	return Key{}, false
}

// with is the ring after k has been brought in.
func (r Ring) with(k Key, now time.Time) Ring {
	keys := make([]Key, 0, len(r.Keys)+1)
	for _, old := range r.Keys {
		if old.Purpose == k.Purpose && old.Retired.IsZero() {
			old.Retired = now.UTC().Truncate(time.Second)
		}
		keys = append(keys, old)
	}
	return Ring{Chain: r.Chain, Keys: append(keys, k)}
}

// ringFile and keyFile are the JSON in the file, where the secret does stand.
type ringFile struct {
	Version int       `json:"version"`
	Chain   Suite     `json:"chain"`
	Keys    []keyFile `json:"keys"`
}

type keyFile struct {
	ID      string     `json:"id"`
	Purpose Purpose    `json:"purpose"`
	Suite   Suite      `json:"suite"`
	Created time.Time  `json:"created"`
	Retired *time.Time `json:"retired,omitempty"`
	Secret  string     `json:"secret"`
}

var keyID = regexp.MustCompile(`^[a-z]-[0-9a-f]{12}$`)

func newKeyID(p Purpose) (string, error) {
	b := make([]byte, 6)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	return string(p[:1]) + "-" + hex.EncodeToString(b), nil
}

// parseRing reads the key file's JSON. Its errors never quote the content.
func parseRing(data []byte) (Ring, error) {
	var f ringFile
	if err := json.Unmarshal(data, &f); err != nil {
		return Ring{}, errors.New("it is not a key ring in JSON")
	}
	if f.Version != 1 {
		return Ring{}, fmt.Errorf("its version is %d, this program reads version 1", f.Version)
	}
	if f.Chain == "" {
		return Ring{}, errors.New("it does not say which suite links the audit log")
	}
	ring := Ring{Chain: f.Chain}
	seen := map[string]bool{}
	for i, k := range f.Keys {
		secret, err := base64.StdEncoding.DecodeString(k.Secret)
		if err != nil || len(secret) == 0 {
			return Ring{}, fmt.Errorf("the secret of key %d is not base64", i+1)
		}
		if !keyID.MatchString(k.ID) || seen[k.ID] {
			return Ring{}, fmt.Errorf("the id of key %d is malformed or used twice", i+1)
		}
		seen[k.ID] = true
		text := string(secret)
		key := Key{ID: k.ID, Purpose: k.Purpose, Suite: k.Suite, Created: k.Created, secret: &text}
		if k.Retired != nil {
			key.Retired = *k.Retired
		}
		ring.Keys = append(ring.Keys, key)
	}
	return ring, nil
}

func (r Ring) encode() ([]byte, error) {
	f := ringFile{Version: 1, Chain: r.Chain}
	for _, k := range r.Keys {
		kf := keyFile{ID: k.ID, Purpose: k.Purpose, Suite: k.Suite, Created: k.Created,
			Secret: base64.StdEncoding.EncodeToString(k.handle())}
		if !k.Retired.IsZero() {
			kf.Retired = &k.Retired
		}
		f.Keys = append(f.Keys, kf)
	}
	b, err := json.MarshalIndent(f, "", "  ")
	return append(b, '\n'), err
}

const ringLimit = 1 << 20 // a ring of thousands of keys is some other file

func readRing(path string) (Ring, error) {
	f, err := os.Open(path)
	if err != nil {
		return Ring{}, fmt.Errorf("open key ring: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Ring{}, fmt.Errorf("open key ring: %w", err)
	}
	// Windows has no such bits; there the folder's access list decides.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return Ring{}, fmt.Errorf("key ring %s may be read by others than its owner (mode %04o): set it to 0600 and rotate the keys",
			path, info.Mode().Perm())
	}
	data, err := io.ReadAll(io.LimitReader(f, ringLimit+1))
	if err != nil {
		return Ring{}, fmt.Errorf("read key ring: %w", err)
	}
	if len(data) > ringLimit {
		return Ring{}, fmt.Errorf("key ring %s is larger than %d bytes", path, ringLimit)
	}
	ring, err := parseRing(data)
	if err != nil {
		return Ring{}, fmt.Errorf("key ring %s: %w", path, err)
	}
	return ring, nil
}

// createRing writes a new key file; one that is there already stays as it is.
func createRing(path string, r Ring) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("create key ring: %w", err)
	}
	if err := durable.Create(path, r.write); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("create key ring: %w", err)
	}
	return nil
}

func replaceRing(path string, r Ring) error {
	if err := durable.Replace(path, r.write); err != nil {
		return fmt.Errorf("write key ring: %w", err)
	}
	return nil
}

func (r Ring) write(w io.Writer) error {
	data, err := r.encode()
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
