package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// waited is how long one who adds keys is waited for, before it counts as dead.
const waited = 5 * time.Second

// later are the purposes that came after the first version: a ring that was
// written before has no key for them. One that lacks any other is damaged.
var later = []Purpose{ForSearch}

// complete makes the keys of later purposes that the ring does not know: under
// the suite of the blind indexes. Of several processes that open the ring one
// makes them.
func (v *Vault) complete(now time.Time) error {
	if v.lacking() == "" {
		return nil
	}
	mark := v.path + ".adding"
	f, err := os.OpenFile(mark, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	for began := time.Now(); errors.Is(err, fs.ErrExist) && time.Since(began) < waited; time.Sleep(20 * time.Millisecond) {
		if v.ring, err = readRing(v.path); err != nil {
			return err
		}
		if v.lacking() == "" {
			return nil
		}
		f, err = os.OpenFile(mark, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("add a key to the ring, whose folder must be writable: %w", err)
	}
	if f != nil {
		f.Close()
	}
	defer os.Remove(mark)
	// Another one may have been through meanwhile.
	if v.ring, err = readRing(v.path); err != nil {
		return err
	}
	for p := v.lacking(); p != ""; p = v.lacking() {
		like, ok := v.ring.current(ForIndex)
		if !ok {
			return nil // usable says what is wrong
		}
		if _, err := v.Rotate(p, like.Suite, now); err != nil {
			return err
		}
	}
	return nil
}

// lacking is a later purpose that the ring has no key for, current or retired.
func (v *Vault) lacking() Purpose {
	for _, p := range later {
		known := false
		for _, k := range v.ring.Keys {
			known = known || k.Purpose == p
		}
		if !known {
			return p
		}
	}
	return ""
}
