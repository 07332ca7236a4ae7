package apiclient

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yangguang/internal/fault"
)

func mac(key, data []byte) []byte { h := hmac.New(sha256.New, key); h.Write(data); return h.Sum(nil) }

func TestClientCheck(t *testing.T) {
	good := Client{Name: "市一网通办平台", About: "代收申请；联系市数据局", Scopes: []Scope{WriteRequests}, PerMinute: UsualPerMinute}
	for _, tt := range []struct {
		change  func(*Client)
		field   string
		because string
	}{
		{func(*Client) {}, "", "complete"},
		{func(c *Client) { c.Name = "  " }, "name", "blanks are no name"},
		{func(c *Client) { c.Name = strings.Repeat("名", 61) }, "name", "too long for a list"},
		{func(c *Client) { c.About = "" }, "about", "nobody would know what it is for"},
		{func(c *Client) { c.Scopes = nil }, "scopes", "may nothing"},
		{func(c *Client) { c.Scopes = []Scope{"all"} }, "scopes", "no such scope"},
		{func(c *Client) { c.PerMinute = 0 }, "per_minute", "never"},
		{func(c *Client) { c.PerMinute = 1_000_000 }, "per_minute", "no limit at all"},
	} {
		c := good
		tt.change(&c)
		err := c.Check()
		if f := fault.As(err); tt.field == "" && err != nil || tt.field != "" && (f == nil || f.Field != tt.field) {
			t.Errorf("%s: %v, want a fault of %q", tt.because, err, tt.field)
		}
	}
	if !good.Has(WriteRequests) || good.Has(ReadRequests) {
		t.Error("a client holds what it was given and no more")
	}
}

func TestSecretForm(t *testing.T) {
	prefix, letters := "ABCDEFGH23", strings.Repeat("Q7", SecretLetter/2)
	whole := Compose(prefix, letters)
	if p, ok := PrefixOf(whole); !ok || p != prefix {
		t.Errorf("%q %v", p, ok)
	}
	for because, s := range map[string]string{"empty": "", "other mark": "sk" + whole[2:], "cut off": whole[:len(whole)-1], "longer": whole + "A",
		"lower case": strings.ToLower(whole), "a blank inside": whole[:20] + " " + whole[21:], "one part": "yg_" + prefix + letters} {
		if _, ok := PrefixOf(s); ok {
			t.Errorf("%s is taken for a secret: %q", because, s)
		}
	}
	if bits := SecretLetter * 5; bits < 160 {
		t.Errorf("%d bits can be guessed", bits)
	}
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	if s := (Secret{Until: now}); s.Good(now) || !s.Good(now.Add(-1)) || !(Secret{}).Good(now) {
		t.Error("a secret ends when its time has come, and never without one")
	}
}

func TestSignature(t *testing.T) {
	key, other := []byte(strings.Repeat("k", KeyBytes)), []byte(strings.Repeat("o", KeyBytes))
	now := time.Unix(1_790_000_000, 0)
	at := now.Unix()
	body := []byte(`{"id":"m1"}`)
	good := Sign(mac, [][]byte{key}, "m1", at, body)
	for _, tt := range []struct {
		key             []byte
		id, stamp, sign string
		body            string
		now             time.Time
		want            error
		because         string
	}{
		{key, "m1", strconv.FormatInt(at, 10), good, string(body), now, nil, "as it was sent"},
		{key, "m1", strconv.FormatInt(at, 10), good, string(body), now.Add(Window), nil, "as old as may be"},
		{key, "m1", strconv.FormatInt(at, 10), good, string(body), now.Add(Window + time.Second), ErrStale, "sent again later by somebody"},
		{key, "m1", strconv.FormatInt(at, 10), good, string(body), now.Add(-Window - time.Second), ErrStale, "from the future"},
		{key, "m1", strconv.FormatInt(at+1, 10), good, string(body), now, ErrForged, "the time was changed"},
		{key, "m2", strconv.FormatInt(at, 10), good, string(body), now, ErrForged, "another message's signature"},
		{key, "m1", strconv.FormatInt(at, 10), good, string(body) + " ", now, ErrForged, "the body was changed"},
		{other, "m1", strconv.FormatInt(at, 10), good, string(body), now, ErrForged, "somebody else's key"},
		{key, "m1", strconv.FormatInt(at, 10), "", string(body), now, ErrForged, "no signature"},
		{key, "m1", strconv.FormatInt(at, 10), strings.Replace(good, "v1,", "v2,", 1), string(body), now, ErrForged, "a scheme nobody knows"},
		{key, "m1", "soon", good, string(body), now, ErrStale, "no time"},
		{other, "m1", strconv.FormatInt(at, 10), Sign(mac, [][]byte{key, other}, "m1", at, body), string(body), now, nil, "signed with the old key too"},
	} {
		if err := Verify(mac, tt.key, tt.id, tt.stamp, tt.sign, []byte(tt.body), tt.now); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.because, err, tt.want)
		}
	}
	// A vector that others can check their own program with.
	if s := Sign(mac, [][]byte{key}, "msg_1", 1700000000, []byte(`{}`)); s != "v1,"+vector {
		t.Errorf("the signature of the documented example is %s", s)
	}
	if text := WriteKey(key); !strings.HasPrefix(text, "whsec_") {
		t.Error(text)
	} else if k, err := ReadKey(text); err != nil || string(k) != string(key) {
		t.Errorf("%v %q", err, k)
	}
	if _, err := ReadKey("whsec_eA=="); err == nil {
		t.Error("a key of one byte is taken")
	}
}

// Any change of one byte is noticed.
func TestTamperingIsAlwaysNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "body")
		key := rapid.SliceOfN(rapid.Byte(), KeyBytes, KeyBytes).Draw(t, "key")
		at := rapid.Int64Range(1, 4_000_000_000).Draw(t, "at")
		sign := Sign(mac, [][]byte{key}, "m", at, body)
		if err := Verify(mac, key, "m", strconv.FormatInt(at, 10), sign, body, time.Unix(at, 0)); err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(body)-1).Draw(t, "i")
		body[i] ^= rapid.ByteRange(1, 255).Draw(t, "flip")
		if err := Verify(mac, key, "m", strconv.FormatInt(at, 10), sign, body, time.Unix(at, 0)); !errors.Is(err, ErrForged) {
			t.Fatal(err)
		}
	})
}

func TestEnvelopeTellsNothingOfThePerson(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))
	text, err := Event{Client: "c", Body: "b", Type: Answered, Number: "2026-YSQ-0131", External: "YWTB-7", State: "answered", Label: "已答复", Due: "2026-12-18"}.Write("e1", "https://x.example/api/v1", 3, at)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"specversion", "id", "source", "type"} { // what CloudEvents 1.0 requires
		if s, _ := m[name].(string); s == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if m["time"] != "2026-11-22T02:00:00Z" || m["subject"] != "2026-YSQ-0131" {
		t.Error(text)
	}
	data, _ := m["data"].(map[string]any)
	for name := range data {
		switch name {
		case "number", "external_number", "state", "state_label", "due_on", "href":
		default:
			t.Errorf("the message says %s", name)
		}
	}
}

func TestEventsHaveNamesAndCanBeChosen(t *testing.T) {
	seen := map[EventType]bool{}
	for _, e := range Events() {
		if e.Label == "" || seen[e.Type] || e.Type.Label() != e.Label {
			t.Errorf("%+v", e)
		}
		seen[e.Type] = true
	}
	w, err := ReadWanted([]string{"request.answered", "request.answered", "request.ended"})
	if err != nil || w.String() != "request.answered request.ended" || !w.Takes(Answered) || w.Takes(Extended) || !w.Takes(Ping) {
		t.Errorf("%v %v", w, err)
	}
	if again := ParseWanted(w.String()); again.String() != w.String() {
		t.Error(again)
	}
	if !(Wanted{}).Takes(Extended) {
		t.Error("none chosen means all")
	}
	if _, err := ReadWanted([]string{"request.sold"}); fault.As(err) == nil {
		t.Error("an event that does not exist was chosen")
	}
}

func TestRetrySchedule(t *testing.T) {
	var all time.Duration
	for n := 1; n < MostAttempts; n++ {
		if Wait(n) <= Wait(n-1) || After(n) != Waiting {
			t.Errorf("after failure %d: %v %s", n, Wait(n), After(n))
		}
		all += Wait(n)
	}
	if Wait(MostAttempts) != 0 || After(MostAttempts) != Dead || Wait(0) != 0 {
		t.Error("it must end")
	}
	if all < 10*time.Hour || all > 24*time.Hour {
		t.Errorf("a receiver that is down overnight is given %v", all)
	}
	for status, want := range map[int]State{200: Delivered, 204: Delivered, 299: Delivered, 301: Waiting, 400: Waiting, 404: Waiting, 410: Dropped, 500: Waiting, 0: Waiting} {
		if got := Verdict(status); got != want {
			t.Errorf("%d: %s, want %s", status, got, want)
		}
	}
	for _, s := range States() {
		if s.Label() == string(s) {
			t.Errorf("%s has no Chinese name", s)
		}
	}
}

func TestActors(t *testing.T) {
	if id, ok := OfActor(Actor("x")); !ok || id != "x" {
		t.Error(id)
	}
	if _, ok := OfActor("p-clerk"); ok {
		t.Error("a person is taken for a client")
	}
	for _, o := range Overlaps() {
		if got, err := OverlapOf(o.Code); err != nil || got != o {
			t.Errorf("%v %v", got, err)
		}
	}
	if _, err := OverlapOf("ever"); fault.As(err) == nil || fault.As(err).Field != "overlap" {
		t.Error(err)
	}
}

// vector was made with another program (openssl dgst -sha256 -hmac).
const vector = "3sOcjp9LSFloZNG4djSBtbk6gHDplP0wungD5l+W7DU="
