package vault

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)

// both runs a test under each suite.
func both(t *testing.T, f func(t *testing.T, v *Vault)) {
	for _, s := range []Suite{International, National} {
		t.Run(string(s), func(t *testing.T) {
			v, err := New(s, noon)
			if err != nil {
				t.Fatal(err)
			}
			f(t, v)
		})
	}
}

func TestSuitesAgreeWithPublishedVectors(t *testing.T) {
	for _, c := range []struct {
		suite   Suite
		of      string
		want    string
		because string
	}{
		{International, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "FIPS 180-4"},
		{National, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", "GB/T 32905 A.1"},
	} {
		if got := hex.EncodeToString(c.suite.Hash()([]byte(c.of))); got != c.want {
			t.Errorf("%s: %s, want %s: %s", c.suite, got, c.want, c.because)
		}
	}
	if Suite("rot13").Hash() != nil || Suite("rot13").Verify(nil, nil, nil) {
		t.Error("an unknown suite hashes or verifies")
	}
	if _, err := ParseSuite("rot13"); err == nil {
		t.Error("an unknown suite was accepted")
	}
}

func TestSignatures(t *testing.T) {
	both(t, func(t *testing.T, v *Vault) {
		s, err := v.Sign([]byte("第 7 条"))
		if err != nil {
			t.Fatal(err)
		}
		if !s.Suite.Verify(s.Public, []byte("第 7 条"), s.Bytes) {
			t.Error("the signature does not verify")
		}
		if s.Suite.Verify(s.Public, []byte("第 8 条"), s.Bytes) {
			t.Error("it verifies another message")
		}
		for _, i := range []int{0, len(s.Bytes) / 2, len(s.Bytes) - 1} {
			bad := bytes.Clone(s.Bytes)
			bad[i] ^= 1
			if s.Suite.Verify(s.Public, []byte("第 7 条"), bad) {
				t.Errorf("it verifies with byte %d flipped", i)
			}
		}
		other, err := v.Rotate(ForCheckpoint, s.Suite, noon)
		if err != nil {
			t.Fatal(err)
		}
		_, public, err := v.PublicKey(other.ID)
		if err != nil || s.Suite.Verify(public, []byte("第 7 条"), s.Bytes) {
			t.Errorf("it verifies under another key (%v)", err)
		}
		suite, old, err := v.PublicKey(s.Key)
		if err != nil || suite != s.Suite || !bytes.Equal(old, s.Public) {
			t.Errorf("the retired key is not found: %v", err)
		}
		if _, _, err := v.PublicKey("c-000000000000"); !errors.Is(err, ErrUnknownKey) {
			t.Errorf("unknown key: %v", err)
		}
	})
}

func TestMACDependsOnKeyAndData(t *testing.T) {
	both(t, func(t *testing.T, v *Vault) {
		id, a, err := v.MAC(ForSession, []byte("x"))
		_, b, _ := v.MAC(ForSession, []byte("y"))
		_, c, _ := v.MAC(ForIndex, []byte("x"))
		if err != nil || len(a) != 32 || bytes.Equal(a, b) || bytes.Equal(a, c) || id[0] != 's' {
			t.Errorf("%v %x %x %x %s", err, a, b, c, id)
		}
	})
}

func TestRingFile(t *testing.T) {
	path := Path(filepath.Join(t.TempDir(), "data"), "")
	v, err := Open(path, National, noon)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	at := Location{"request", "phone", "r1"}
	s, err := v.Seal("13800006021", at)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Open(path, International, noon)
	if err != nil {
		t.Fatal(err)
	}
	if again.Chain() != National {
		t.Error("the chain's suite changed with the configuration")
	}
	if p, err := again.Open(s, at); err != nil || p.Text() != "13800006021" {
		t.Errorf("after reopening: %v %q", err, p.Text())
	}
	// A command rotates beside the running server: the server learns of it.
	if _, err := again.Rotate(ForSealing, International, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	s2, err := again.Seal("13900000001", at)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := v.Open(s2, at); err != nil || p.Text() != "13900000001" {
		t.Errorf("the other process's key: %v", err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode after rotation %v", info.Mode())
	}
	for _, k := range v.Keys() {
		if k.secret != nil {
			t.Error("Keys hands out secrets")
		}
	}
}

func TestRingRefusesOpenFile(t *testing.T) {
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644, 0o660, 0o620} {
		path := filepath.Join(t.TempDir(), FileName)
		if _, err := Open(path, International, noon); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, International, noon); err == nil || !strings.Contains(err.Error(), "0600") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestRingThatCannotBeRead(t *testing.T) {
	good, err := New(International, noon)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := good.ring.encode()
	if err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) string { return strings.Replace(string(whole), old, new, 1) }
	for because, content := range map[string]string{
		"empty file":             "",
		"not JSON":               "keys",
		"other version":          edit(`"version": 1`, `"version": 2`),
		"no chain suite":         edit(`"chain": "international"`, `"chain": ""`),
		"unknown suite":          edit(`"chain": "international"`, `"chain": "rot13"`),
		"key of unknown suite":   edit(`"suite": "international"`, `"suite": "rot13"`),
		"no key for a purpose":   edit(`"purpose": "index"`, `"purpose": "seal"`),
		"secret is not base64":   edit(`"secret": "`, `"secret": "!`),
		"id with a dot":          edit(`"id": "s-`, `"id": "s.`),
		"larger than a key ring": strings.Repeat(" ", ringLimit+1),
	} {
		path := filepath.Join(t.TempDir(), FileName)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, International, noon); err == nil {
			t.Errorf("%s: was accepted", because)
		}
		if after, _ := os.ReadFile(path); string(after) != content {
			t.Errorf("%s: the file was overwritten", because)
		}
	}
}

func TestRingMadeOnceByManyStarts(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	var wg sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		wg.Go(func() {
			v, err := Open(path, International, noon)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = v.Keys()[0].ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("different rings: %v", ids)
		}
	}
}

func FuzzRing(f *testing.F) {
	v, err := New(National, noon)
	if err != nil {
		f.Fatal(err)
	}
	whole, _ := v.ring.encode()
	f.Add(whole)
	f.Add([]byte(`{"version":1,"chain":"national","keys":[{"id":"s-000000000000","secret":"AA=="}]}`))
	f.Add([]byte(`{"version":1,"chain":"national","keys":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseRing(data)
		if err != nil {
			return
		}
		b, err := r.encode()
		if err != nil {
			t.Skip() // a year beyond 9999 does not marshal; such a ring is never written
		}
		again, err := parseRing(b)
		if err != nil || len(again.Keys) != len(r.Keys) {
			t.Errorf("does not read back: %v", err)
		}
	})
}
