package apiclient

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// The headers of a message, as the Standard Webhooks have them.
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp"
	HeaderSignature = "Webhook-Signature"
)

// Window is how far a message's time may be from the receiver's clock before it
// must be taken for a replay.
const Window = 5 * time.Minute

// keyMark begins a signing key as it is handed over.
const keyMark = "whsec_"

// KeyBytes is how long a signing key is.
const KeyBytes = 32

// WriteKey is a signing key as it is handed over.
func WriteKey(key []byte) string { return keyMark + base64.StdEncoding.EncodeToString(key) }

// ReadKey reads what WriteKey wrote.
func ReadKey(text string) ([]byte, error) {
	rest, ok := strings.CutPrefix(text, keyMark)
	key, err := base64.StdEncoding.DecodeString(rest)
	if !ok || err != nil || len(key) != KeyBytes {
		return nil, errors.New("this is no signing key")
	}
	return key, nil
}

// MAC authenticates data under a key: HMAC-SHA-256.
type MAC func(key, data []byte) []byte

// signed is what is authenticated: id, time and body, so that none can be
// exchanged for another's.
func signed(id string, at int64, body []byte) []byte {
	return append([]byte(id+"."+strconv.FormatInt(at, 10)+"."), body...)
}

// Sign is the signature header of a message at a time (seconds): one signature
// for each key, so that a receiver who still holds the old one can check too.
func Sign(mac MAC, keys [][]byte, id string, at int64, body []byte) string {
	var all []string
	for _, k := range keys {
		all = append(all, "v1,"+base64.StdEncoding.EncodeToString(mac(k, signed(id, at, body))))
	}
	return strings.Join(all, " ")
}

// What a receiver refuses a message for.
var (
	ErrStale  = errors.New("the message's time is too far from now")
	ErrForged = errors.New("no signature of the message is right")
)

// Verify is what a receiver does: the time must be within Window, one of the
// signatures right.
func Verify(mac MAC, key []byte, id, timestamp, signatures string, body []byte, now time.Time) error {
	at, err := strconv.ParseInt(timestamp, 10, 64)
	if d := now.Sub(time.Unix(at, 0)); err != nil || d > Window || d < -Window {
		return ErrStale
	}
	want := mac(key, signed(id, at, body))
	for s := range strings.FieldsSeq(signatures) {
		text, ok := strings.CutPrefix(s, "v1,")
		got, err := base64.StdEncoding.DecodeString(text)
		if ok && err == nil && same(got, want) {
			return nil
		}
	}
	return ErrForged
}

// same compares in a time that does not tell how much was right.
func same(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	var differ byte
	for i := range a {
		differ |= a[i] ^ b[i]
	}
	return differ == 0
}
