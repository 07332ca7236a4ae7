package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
)

// Sum is the SHA-256 of a chunk.
type Sum [sha256.Size]byte

// MarshalText writes a sum as hexadecimal digits.
func (s Sum) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Sum) UnmarshalText(text []byte) error {
	if len(text) != 2*len(s) || strings.ToLower(string(text)) != string(text) {
		return fmt.Errorf("a chunk's sum has the wrong length: %w", ErrDamaged)
	}
	if _, err := hex.Decode(s[:], text); err != nil {
		return fmt.Errorf("a chunk's sum is not hexadecimal: %w", ErrDamaged)
	}
	return nil
}

// Base is a backup that an increment builds on.
type Base struct {
	ID   string `json:"id"`
	Made int64  `json:"made"` // ms UTC
}

// header stands before the records, in clear.
type header struct {
	ID     string `json:"id"`
	Made   int64  `json:"made"`             // ms UTC: the instant the data is of
	Bases  []Base `json:"bases,omitempty"`  // of an increment
	Cipher string `json:"cipher,omitempty"` // international or national; "" when nothing is encrypted
	KeyID  string `json:"key_id,omitempty"`
	Salt   []byte `json:"salt,omitempty"`
}

// The kinds of parts.
const (
	Database   = "database"   // the SQLite file
	Table      = "table"      // the rows of a PostgreSQL table, as COPY writes them
	Sequences  = "sequences"  // where the sequences of PostgreSQL stand
	Stored     = "file"       // a file handed in, by its hash
	Checkpoint = "checkpoint" // a file of the folder of checkpoints
)

// Part is one stream of a backup: a file, or the rows of a table.
type Part struct {
	Kind   string   `json:"kind"`
	Name   string   `json:"name"`
	Fields []string `json:"fields,omitempty"` // of a table
	Size   int64    `json:"size,omitempty"`
	Chunks []Sum    `json:"chunks,omitempty"`
}

// Manifest says what a backup holds.
type Manifest struct {
	Engine   string           `json:"engine"`   // sqlite or postgres
	Versions map[string]int64 `json:"versions"` // of the migrations, by line
	Chain    string           `json:"chain"`    // suite of the audit log
	Keys     []string         `json:"keys"`     // ids of the keys that the data was sealed under, to find the ring
	Parts    []Part           `json:"parts"`
}

// Of gives the parts of a kind.
func (m Manifest) Of(kind string) []Part {
	var list []Part
	for _, p := range m.Parts {
		if p.Kind == kind {
			list = append(list, p)
		}
	}
	return list
}

// Size is how many bytes the parts have together.
func (m Manifest) Size() int64 {
	var n int64
	for _, p := range m.Parts {
		n += p.Size
	}
	return n
}

// check refuses what restoring could not be trusted with: a name that leads
// elsewhere, a part that stands twice.
func (m Manifest) check() error {
	if m.Engine != "sqlite" && m.Engine != "postgres" {
		return fmt.Errorf("engine %q: %w", m.Engine, ErrDamaged)
	}
	seen := map[string]bool{}
	for _, p := range m.Parts {
		switch p.Kind {
		case Database, Table, Sequences, Stored, Checkpoint:
		default:
			return fmt.Errorf("part of kind %q: %w", p.Kind, ErrDamaged)
		}
		if p.Name == "" || p.Name != path.Base(p.Name) || strings.HasPrefix(p.Name, ".") || strings.ContainsAny(p.Name, "\\\x00") || p.Size < 0 {
			return fmt.Errorf("part %q: %w", p.Name, ErrDamaged)
		}
		if p.Kind == Stored && (len(p.Name) != 64 || strings.Trim(p.Name, "0123456789abcdef") != "") {
			return fmt.Errorf("file %q: %w", p.Name, ErrDamaged)
		}
		if seen[p.Kind+" "+p.Name] {
			return fmt.Errorf("part %q stands twice: %w", p.Name, ErrDamaged)
		}
		seen[p.Kind+" "+p.Name] = true
	}
	return nil
}
