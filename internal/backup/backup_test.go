package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"yangguang/internal/testkit/golden"
	"yangguang/internal/vault"
)

var made = time.Date(2025, 11, 17, 2, 0, 0, 0, time.UTC)

// content is what a test's backup is made of, by kind and name.
type content map[[2]string][]byte

// sample is an instance of some hundred kilobytes.
func sample(seed uint64) content {
	r := rand.New(rand.NewPCG(seed, 1))
	noise := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	var table strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&table, "%d\t依申请公开\t%d\n", i, r.Uint32())
	}
	return content{
		{Database, "yangguang.db"}:                    bytes.Repeat(append(noise(4096), make([]byte, 4096)...), 40),
		{Stored, strings.Repeat("ab", 32)}:            noise(100_000),
		{Stored, strings.Repeat("cd", 32)}:            nil,
		{Table, "request_case"}:                       []byte(table.String()),
		{Checkpoint, "checkpoints.log"}:               []byte("yangguang-checkpoint/1 …\n"),
		{Sequences, "sequences.json"}:                 []byte("[]"),
		{Stored, "0" + strings.Repeat("e", 62) + "f"}: noise(fixed),
	}
}

func write(t testing.TB, c content, key Key, bases ...*Archive) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, made, key, bases...)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range c {
		p := w.Part(name[0], name[1])
		for rest := text; len(rest) > 0; { // pieces of any size
			n := min(len(rest), 7777)
			if _, err := p.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(Manifest{Engine: "sqlite", Versions: map[string]int64{"act": 2}, Chain: "national", Keys: []string{"s-0123456789ab"}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, file []byte, key Key, bases ...*Archive) *Set {
	t.Helper()
	s, err := Check(opened(t, file, key), bases...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func opened(t testing.TB, file []byte, key Key) *Archive {
	t.Helper()
	a, err := Open(bytes.NewReader(file), key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// memory is a file that is written anywhere.
type memory struct{ b []byte }

func (m *memory) WriteAt(p []byte, at int64) (int, error) {
	if need := int(at) + len(p); need > len(m.b) {
		m.b = append(m.b, make([]byte, need-len(m.b))...)
	}
	return copy(m.b[at:], p), nil
}

func extract(t testing.TB, s *Set) content {
	t.Helper()
	files := map[[2]string]*memory{}
	err := s.Extract(func(p Part) (io.WriterAt, error) {
		name := [2]string{p.Kind, p.Name}
		if files[name] == nil {
			files[name] = &memory{}
		}
		return files[name], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out := content{}
	for name, m := range files {
		out[name] = m.b
	}
	return out
}

func equal(t testing.TB, got, want content) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d parts instead of %d", len(got), len(want))
	}
	for name, text := range want {
		if !bytes.Equal(got[name], text) {
			t.Errorf("%s: %d bytes, want %d, or others", name, len(got[name]), len(text))
		}
	}
}

// keys are none, and one of each suite.
func keys(t testing.TB) map[string]Key {
	t.Helper()
	all := map[string]Key{"open": {}}
	for _, s := range []vault.Suite{vault.International, vault.National} {
		k, err := NewKey(s)
		if err != nil {
			t.Fatal(err)
		}
		all[string(s)] = k
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	for name, key := range keys(t) {
		t.Run(name, func(t *testing.T) {
			c := sample(1)
			s := read(t, write(t, c, key), key)
			equal(t, extract(t, s), c)
			if !s.Archive.Made().Equal(made) || s.Archive.Encrypted() != (name != "open") || s.Manifest.Versions["act"] != 2 {
				t.Errorf("%+v", s.Manifest)
			}
		})
	}
}

func TestNothingReadableWithKey(t *testing.T) {
	for name, key := range keys(t) {
		file := write(t, content{{Stored, strings.Repeat("ab", 32)}: []byte("张三 110101199003070000")}, key)
		if got := bytes.Contains(file, []byte("张三")) || bytes.Contains(file, []byte(strings.Repeat("ab", 32))); got != (name == "open") {
			t.Errorf("%s: readable is %t", name, got)
		}
	}
}

// TestFlippedBytes: 200 single bytes, anywhere, are each found.
func TestFlippedBytes(t *testing.T) {
	for name, key := range keys(t) {
		file := write(t, sample(2), key)
		r := rand.New(rand.NewPCG(3, 3))
		for i := range 200 {
			at := r.IntN(len(file))
			if i < 40 { // the head and the end surely
				at = i
			} else if i < 80 {
				at = len(file) - 1 - (i - 40)
			}
			bad := bytes.Clone(file)
			bad[at] ^= byte(1 + r.IntN(255))
			if _, err := Open(bytes.NewReader(bad), key); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: byte %d of %d changed: %v", name, at, len(file), err)
			}
		}
		for _, n := range []int{0, 1, 50, len(file) / 2, len(file) - 1} {
			if _, err := Open(bytes.NewReader(file[:n]), key); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: cut at %d: %v", name, n, err)
			}
		}
	}
}

// resealed gives a file whose digest fits what was done to it, as somebody who
// means it would.
func resealed(file []byte) []byte {
	body := file[:len(file)-sumSize]
	sum := sumOf(body)
	return append(bytes.Clone(body), sum[:]...)
}

// TestMeant: whoever computes the digest anew is found by the key.
func TestMeant(t *testing.T) {
	for name, key := range keys(t) {
		if name == "open" {
			continue
		}
		file := write(t, sample(4), key)
		body := bytes.Index(file, []byte("}")) // of the header
		for _, at := range []int{len(mark) + 20, body + 10, len(file) / 2, len(file) - sumSize - 1} {
			bad := bytes.Clone(file)
			bad[at] ^= 1
			a, err := Open(bytes.NewReader(resealed(bad)), key)
			if err == nil {
				_, err = Check(a)
			}
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrKey) {
				t.Errorf("%s: byte %d: %v", name, at, err)
			}
		}
		// Whole segments left out at the end, and two swapped.
		head := body + 1
		box := segment + 16
		cut := append(bytes.Clone(file[:head+box]), file[len(file)-sumSize:]...)
		swapped := bytes.Clone(file)
		copy(swapped[head:], file[head+box:head+2*box])
		copy(swapped[head+box:], file[head:head+box])
		for what, bad := range map[string][]byte{"cut": cut, "swapped": swapped} {
			a, err := Open(bytes.NewReader(resealed(bad)), key)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Check(a); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: segments %s: %v", name, what, err)
			}
		}
	}
}

func TestKeys(t *testing.T) {
	all := keys(t)
	for name, key := range all {
		file := write(t, sample(5), key)
		for other, given := range all {
			_, err := Open(bytes.NewReader(file), given)
			if ok := name == other || name == "open"; ok != (err == nil) || !ok && !errors.Is(err, ErrKey) {
				t.Errorf("sealed with %s, opened with %s: %v", name, other, err)
			}
		}
		if name == "open" {
			continue
		}
		again, err := ParseKey(key.Text())
		if err != nil || again.id() != key.id() {
			t.Errorf("%s: %v", name, err)
		}
		if s := fmt.Sprintf("%v %+v %#v %s", key, key, key, key); strings.Contains(s, "[") {
			t.Errorf("%s prints its secret", name)
		}
	}
	for _, text := range []string{"", "x", keyMark, keyMark + " international AAAA", keyMark + " other " + strings.Repeat("A", 44)} {
		if _, err := ParseKey(text); err == nil {
			t.Errorf("%q is a key", text)
		}
	}
}

func TestIncrement(t *testing.T) {
	for name, key := range keys(t) {
		c := sample(6)
		whole := write(t, c, key)
		base := opened(t, whole, key)
		// One page of the database, and one row, are new.
		db := bytes.Clone(c[[2]string{Database, "yangguang.db"}])
		db[200_000] ^= 1
		c[[2]string{Database, "yangguang.db"}] = db
		table := c[[2]string{Table, "request_case"}]
		c[[2]string{Table, "request_case"}] = append([]byte("-1\t新的一行\t0\n"), table...)
		more := write(t, c, key, base)
		if len(more) > len(whole)/2 {
			t.Errorf("%s: the increment has %d bytes, the whole %d", name, len(more), len(whole))
		}
		equal(t, extract(t, read(t, more, key, base)), c)
		if _, err := Check(opened(t, more, key)); !errors.Is(err, ErrBase) {
			t.Errorf("%s: without its base: %v", name, err)
		}
		other := opened(t, write(t, c, key), key)
		if _, err := Check(opened(t, more, key), other); !errors.Is(err, ErrBase) {
			t.Errorf("%s: with another base: %v", name, err)
		}
		// On two bases, in any order.
		second := opened(t, more, key)
		third := write(t, c, key, base, second)
		equal(t, extract(t, read(t, third, key, second, base)), c)
	}
}

func TestManifestCheck(t *testing.T) {
	for _, p := range []Part{
		{Kind: "other", Name: "a"}, {Kind: Stored, Name: "../../etc/passwd"}, {Kind: Database, Name: "../x"}, {Kind: Database, Name: ".."},
		{Kind: Table, Name: ""}, {Kind: Checkpoint, Name: "a/b"}, {Kind: Stored, Name: strings.Repeat("AB", 32)}, {Kind: Database, Name: "x", Size: -1},
		{Kind: Checkpoint, Name: ".hidden"}, {Kind: Checkpoint, Name: `a\b`},
	} {
		if err := (Manifest{Engine: "sqlite", Parts: []Part{p}}).check(); !errors.Is(err, ErrDamaged) {
			t.Errorf("%+v passes", p)
		}
	}
	twice := Part{Kind: Database, Name: "yangguang.db"}
	if err := (Manifest{Engine: "sqlite", Parts: []Part{twice, twice}}).check(); !errors.Is(err, ErrDamaged) {
		t.Error("a part twice passes")
	}
}

func TestStored(t *testing.T) {
	golden.Check[header](t, "header")
	golden.Check[Manifest](t, "manifest")
	// A file that an earlier release wrote.
	a, err := Open(bytes.NewReader(golden.File(t, "small.ygb")), Key{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Check(a)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, extract(t, s), content{{Database, "yangguang.db"}: []byte("pages"), {Stored, strings.Repeat("ab", 32)}: []byte("一份文件")})
}

func FuzzOpen(f *testing.F) {
	f.Add(write(f, content{{Database, "yangguang.db"}: []byte("pages")}, Key{}))
	f.Add(write(f, content{{Table, "t"}: bytes.Repeat([]byte("1\t2\n"), 40000), {Stored, strings.Repeat("ab", 32)}: nil}, Key{}))
	f.Add([]byte(mark))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) >= sumSize { // else nothing gets past the digest
			file = resealed(file)
		}
		a, err := Open(bytes.NewReader(file), Key{})
		var s *Set
		if err == nil {
			s, err = Check(a)
		}
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrKey) && !errors.Is(err, ErrBase) {
				t.Fatalf("an error of its own: %v", err)
			}
			return
		}
		var total int64
		for _, m := range extract(t, s) {
			total += int64(len(m))
		}
		if total != s.Manifest.Size() {
			t.Fatalf("%d bytes instead of %d", total, s.Manifest.Size())
		}
	})
}
