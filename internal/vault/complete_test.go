package vault

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// A ring that an earlier version wrote has no key for searching: it gets one,
// once, however many processes open it, and keeps those it has.
func TestAnEarlierRingIsCompleted(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	v, err := Open(path, National, noon)
	if err != nil {
		t.Fatal(err)
	}
	var f ringFile
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	f.Keys = f.Keys[:len(f.Keys)-1]
	if last := v.ring.Keys[len(v.ring.Keys)-1]; last.Purpose != ForSearch {
		t.Fatalf("the last key is for %s", last.Purpose)
	}
	if data, err = json.Marshal(f); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	tokens := make([]string, 8)
	var wait sync.WaitGroup
	for i := range tokens {
		wait.Go(func() {
			w, err := Open(path, International, noon)
			if err != nil {
				t.Error(err)
				return
			}
			if tokens[i], err = w.Token("b1", "安置"); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, token := range tokens {
		if token == "" || token != tokens[0] {
			t.Fatalf("processes search by different keys: %v", tokens)
		}
	}
	ring, err := readRing(path)
	if err != nil || len(ring.Keys) != len(f.Keys)+1 {
		t.Fatalf("%d keys after %d: %v", len(ring.Keys), len(f.Keys), err)
	}
	if k, ok := ring.current(ForSearch); !ok || k.Suite != National {
		t.Errorf("the new key is %+v", k)
	}
	if _, err := os.Stat(path + ".adding"); !os.IsNotExist(err) {
		t.Errorf("the mark stays: %v", err)
	}
}

// A token tells one word of one scope from every other, under one ring alone.
func TestToken(t *testing.T) {
	v, err := New(International, noon)
	if err != nil {
		t.Fatal(err)
	}
	w, err := New(International, noon)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, x := range []struct {
		v           *Vault
		scope, word string
	}{{v, "b1", "安置"}, {v, "b1", "安"}, {v, "b2", "安置"}, {w, "b1", "安置"}} {
		token, err := x.v.Token(x.scope, x.word)
		if err != nil || len(token) != 8 || seen[token] {
			t.Errorf("%s %s: %q %v", x.scope, x.word, token, err)
		}
		seen[token] = true
		if again, _ := x.v.Token(x.scope, x.word); again != token {
			t.Errorf("%s %s: another token the second time", x.scope, x.word)
		}
	}
}
