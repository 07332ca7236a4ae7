package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is how hard one password is made to guess: argon2id's memory in KiB,
// passes and lanes.
type Cost struct {
	Memory  uint32
	Passes  uint32
	Threads uint8
}

// DefaultCost takes some 19 MiB for a moment; hashing is bounded to a few at
// once, so that a crowd at the door does not fill the memory.
func DefaultCost() Cost { return Cost{Memory: 19 * 1024, Passes: 2, Threads: 1} }

// hasher makes and checks password hashes, few at a time.
type hasher struct {
	cost  Cost
	seats chan struct{}
	// decoy is checked where there is no such login name, so that its answer
	// takes as long as another.
	decoy string
}

// seats is how many hashes are made at once: on half of the processors, so that
// the portal keeps answering while a whole office signs in, and four at most.
func seats() int { return min(4, max(1, runtime.GOMAXPROCS(0)/2)) }

func newHasher(c Cost, seats int) *hasher {
	if c == (Cost{}) {
		c = DefaultCost()
	}
	h := &hasher{cost: c, seats: make(chan struct{}, seats)}
	// No password has this hash; checking one against it takes as long as any.
	salt, key := make([]byte, 16), make([]byte, 32)
	rand.Read(salt) // never fails: crypto/rand ends the program instead
	rand.Read(key)
	h.decoy = phc(c, salt, key)
	return h
}

// phc writes a hash in PHC form.
func phc(c Cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Threads, b64(salt), b64(key))
}

func (h *hasher) sit(ctx context.Context) (stand func(), err error) {
	select {
	case h.seats <- struct{}{}:
		return func() { <-h.seats }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// make gives the hash of a password in PHC form.
func (h *hasher) make(ctx context.Context, password string) (string, error) {
	stand, err := h.sit(ctx)
	if err != nil {
		return "", err
	}
	defer stand()
	salt := make([]byte, 16)
	rand.Read(salt) // never fails: crypto/rand ends the program instead
	key := argon2.IDKey([]byte(password), salt, h.cost.Passes, h.cost.Memory, h.cost.Threads, 32)
	return phc(h.cost, salt, key), nil
}

// check reports whether the password has the hash; stale says that the hash was
// made at another cost and should be made anew.
func (h *hasher) check(ctx context.Context, password, stored string) (ok, stale bool, err error) {
	var c Cost
	var version int
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, fmt.Errorf("check password: the stored hash is not argon2id")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false, fmt.Errorf("check password: argon2 version %q", parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Threads); err != nil {
		return false, false, fmt.Errorf("check password: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, false, fmt.Errorf("check password: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) < 16 || len(want) > 128 || c.Passes == 0 || c.Passes > 16 ||
		c.Threads == 0 || c.Threads > 16 || c.Memory > 1<<18 {
		return false, false, fmt.Errorf("check password: the stored hash is damaged")
	}
	stand, err := h.sit(ctx)
	if err != nil {
		return false, false, err
	}
	defer stand()
	key := argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(key, want) == 1, c != h.cost, nil
}

// token is 160 random bits as text that goes into an address.
func token() string { return strings.ToLower(rand.Text() + rand.Text())[:32] }

// digest is what of a secret is stored: tokens have entropy enough to need no
// salt or stretching.
func digest(kind, secret string) string {
	s := sha256.Sum256([]byte("yangguang " + kind + "\x00" + secret))
	return hex.EncodeToString(s[:])
}
