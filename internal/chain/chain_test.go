package chain

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"testing"

	"github.com/emmansun/gmsm/sm3"
	"pgregory.net/rapid"
)

func sha(b []byte) []byte     { s := sha256.Sum256(b); return s[:] }
func shangmi(b []byte) []byte { s := sm3.Sum(b); return s[:] }
func unhex(s string) []byte   { b, _ := hex.DecodeString(s); return b }
func fields(e *Entry) []*string {
	return []*string{&e.ID, &e.Actor, &e.Role, &e.Action, &e.Body, &e.Subject, &e.Reason, &e.Detail, &e.Address}
}

var first = Entry{Seq: 1, At: 1795305600000, ID: "0199a000-0000-7000-8000-000000000001", Actor: "p-1", Role: "editor,leader",
	Action: "report.submit", Body: "b-1", Subject: "r-2025", Reason: "年报编制完成", Detail: `{"year":2025}`, Address: "127.0.0.1"}

var second = Entry{Seq: 2, At: 1795305600001, ID: "0199a000-0000-7000-8000-000000000002", Role: "public",
	Action: "request.receive", Body: "b-1", Detail: "{}", Address: "::1"}

// The format is what every log ever written was hashed with: these bytes were
// computed by another program from the description, and never change.
func TestGoldenVector(t *testing.T) {
	const canonical = "0000000000000001000001a2008d74000000002430313939613030302d303030302d373030302d383030302d303030303030303030303031" +
		"00000003702d310000000d656469746f722c6c65616465720000000d7265706f72742e7375626d697400000003622d3100000006722d32303235" +
		"00000012e5b9b4e68aa5e7bc96e588b6e5ae8ce688900000000d7b2279656172223a323032357d000000093132372e302e302e31"
	if got := hex.EncodeToString(first.Canonical()); got != canonical {
		t.Errorf("canonical bytes changed: %s", got)
	}
	for _, c := range []struct {
		name     string
		hash     Hash
		one, two string
	}{
		{"SHA-256", sha, "0fedac4d5eb875f6f47eadc1b62665e416d2d0164c932146d52031199d46fc5c", "a792b20678b005b89918f22bc8a42ac1aa27964974ac0260f1dc0806af9e8bf0"},
		{"SM3", shangmi, "e3c229f3566e16d455aa7ac6bad2c3a055fcce1914626820d233647f18c10fca", "ba8191c094f8b57b1fa118afd8c27dc47ad1338581e64dfa01d33df520eebb55"},
	} {
		one := Link(c.hash, nil, first)
		if !bytes.Equal(one, unhex(c.one)) || !bytes.Equal(Link(c.hash, one, second), unhex(c.two)) {
			t.Errorf("%s: the links are %x and %x", c.name, one, Link(c.hash, one, second))
		}
	}
}

func TestLinkLeavesTheLinkBeforeAlone(t *testing.T) {
	before := make([]byte, 32, 4096) // room behind it: append would write there
	want := bytes.Clone(before[:4096])
	Link(sha, before, first)
	if !bytes.Equal(before[:4096], want) {
		t.Error("Link wrote behind the slice it was given")
	}
}

// decode is the slow oracle: it reads canonical bytes back by the description.
func decode(b []byte) (e Entry) {
	e.Seq, e.At = int64(binary.BigEndian.Uint64(b)), int64(binary.BigEndian.Uint64(b[8:]))
	b = b[16:]
	for _, f := range fields(&e) {
		n := binary.BigEndian.Uint32(b)
		*f, b = string(b[4:4+n]), b[4+n:]
	}
	return e
}

// That the bytes can be read back is what makes Canonical injective.
func TestCanonicalIsInjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Entry{Seq: rapid.Int64().Draw(t, "seq"), At: rapid.Int64().Draw(t, "at")}
		for _, f := range fields(&e) {
			*f = rapid.String().Draw(t, "field")
		}
		if decode(e.Canonical()) != e {
			t.Fatalf("%+v does not read back", e)
		}
	})
}

func TestEveryFieldChangesTheLink(t *testing.T) {
	base := Link(sha, nil, first)
	changed := map[string]func(*Entry){
		"seq": func(e *Entry) { e.Seq++ }, "at": func(e *Entry) { e.At++ },
		"id": func(e *Entry) { e.ID += "0" }, "actor": func(e *Entry) { e.Actor = "" }, "role": func(e *Entry) { e.Role = "editor" },
		"act": func(e *Entry) { e.Action = "report.Submit" }, "body": func(e *Entry) { e.Body = "b-2" }, "subject": func(e *Entry) { e.Subject += " " },
		"reason": func(e *Entry) { e.Reason = "" }, "detail": func(e *Entry) { e.Detail = `{"year":2024}` }, "address": func(e *Entry) { e.Address = "::1" },
		"text moved from one field to the next": func(e *Entry) { e.Body, e.Subject = e.Body+e.Subject, "" },
	}
	for name, edit := range changed {
		e := first
		edit(&e)
		if bytes.Equal(Link(sha, nil, e), base) {
			t.Errorf("%s: the link is the same", name)
		}
	}
	if bytes.Equal(Link(sha, []byte{0}, first), base) {
		t.Error("the link before does not count")
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add(int64(1), "a", "bc", int64(1), "ab", "c")
	f.Add(int64(1), "", "\x00\x00\x00\x00", int64(1), "\x00\x00\x00\x00", "")
	f.Fuzz(func(t *testing.T, seq1 int64, a, b string, seq2 int64, c, d string) {
		x := Entry{Seq: seq1, Actor: a, Role: b}
		y := Entry{Seq: seq2, Actor: c, Role: d}
		if (x == y) != bytes.Equal(x.Canonical(), y.Canonical()) {
			t.Errorf("%+v and %+v", x, y)
		}
	})
}
