// Package backup writes an instance into one file and reads it back: the
// database, the files, the checkpoints of the audit log. The keys are never
// among them.
//
// A backup is read from its beginning to its end and in no other way:
//
//	yangguang-backup/1 and a line feed
//	length of the header (4 bytes, big endian), header (JSON)
//	records
//	SHA-256 of everything before it (32 bytes)
//
// A record is a letter, its length in 4 bytes, its content. C is a chunk: the
// SHA-256 of the plain chunk, how it is written (0 as it is, 1 DEFLATE), the
// chunk. M is the manifest (JSON), the last record: which parts there are, and
// which chunks each part is made of, in their order. Equal chunks stand once. An
// increment leaves out the chunks that stand in the backups it builds on, which
// its header names; nothing else is different about it.
//
// With a key the records are encrypted as a stream, in the construction of age
// (STREAM of Hoang, Reyhanitabar, Rogaway and Vizár): segments of 64 KiB, each
// sealed under a nonce of its number and of whether it is the last, with a key
// derived for this file alone from the given one, a random salt and the header.
// AES-256-GCM or SM4-GCM does the sealing. What was changed, left out, put in or
// cut off is noticed; without a key the digest at the end notices accidents, not
// intent.
package backup

import "errors"

var (
	// ErrDamaged says that a file is no backup, or not as it was written.
	ErrDamaged = errors.New("the backup is damaged or incomplete")
	// ErrKey says that a backup is encrypted and no key, or another, was given.
	ErrKey = errors.New("the backup needs its key")
	// ErrBase says that an increment lacks a backup it builds on.
	ErrBase = errors.New("the backup needs the backups it builds on")
)

const (
	mark        = "yangguang-backup/1\n"
	headerLimit = 1 << 20
	chunkLimit  = 1 << 20 // of a plain chunk
	sumSize     = 32
)

// The letters of records.
const (
	recordChunk    = 'C'
	recordManifest = 'M'
)

// How a chunk is written.
const (
	asItIs   = 0
	deflated = 1
)
