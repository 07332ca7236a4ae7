// Package chain is the audit entry and how entries are linked: each link is
// the hash of the link before it and of the entry's canonical bytes, so that an
// entry cannot be edited, taken out, put in or swapped without every later link
// changing. A chain alone cannot show a cut tail or a restored old copy; signed
// checkpoints kept elsewhere do that (package audit).
package chain

import (
	"encoding/binary"
	"slices"
)

// Entry is one audited act. It holds no personal data in clear: people and
// records stand in it by id, Detail holds names of fields and figures.
type Entry struct {
	Seq     int64  // place in the chain, from 1 without gaps
	ID      string // uuid v7 of the entry
	At      int64  // instant, ms UTC
	Actor   string // person's id, "system", or "" for a visitor
	Role    string // roles held, comma-separated
	Action  string // "report.submit"
	Body    string // id of the body whose record it is
	Subject string // id of the record
	Reason  string
	Detail  string // JSON object, keys sorted
	Address string // network address of the request
}

// Canonical is the byte string that is hashed: every field in order, each with
// its length before it, so that no two entries share one.
func (e Entry) Canonical() []byte { return e.AppendCanonical(make([]byte, 0, 256)) }

// AppendCanonical appends the canonical bytes to b, for walking a long chain
// without an allocation for each entry.
func (e *Entry) AppendCanonical(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At))
	for _, s := range [...]string{e.ID, e.Actor, e.Role, e.Action, e.Body, e.Subject, e.Reason, e.Detail, e.Address} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return b
}

// Hash makes a digest; package vault provides SHA-256 and SM3.
type Hash func(data []byte) []byte

// Link is the chain's value after entry e, given the value before it (nil at
// the start).
func Link(hash Hash, before []byte, e Entry) []byte {
	return hash(append(slices.Clone(before), e.Canonical()...))
}
