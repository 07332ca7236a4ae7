package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
)

// finding is one thing wrong.
type finding struct {
	Kind    string `json:"kind"`
	Entry   int64  `json:"entry"`
	Message string `json:"message"`
}

// most is how many findings are listed.
const most = 200

// line is any line of the file; what is not there is nil.
type line struct {
	Format     *string           `json:"format"`
	Hash       string            `json:"hash"`
	Guarded    bool              `json:"guarded"`
	Baseline   string            `json:"baseline"`
	Keys       map[string]string `json:"keys"`
	Seq        *int64            `json:"seq"`
	Link       string            `json:"link"`
	ID         string            `json:"id"`
	At         int64             `json:"at"`
	Actor      string            `json:"actor"`
	Role       string            `json:"role"`
	Act        string            `json:"act"`
	Body       string            `json:"body"`
	Subject    string            `json:"subject"`
	Reason     string            `json:"reason"`
	Detail     string            `json:"detail"`
	Address    string            `json:"address"`
	Broken     string            `json:"broken"`
	Leaf       bool              `json:"leaf"`
	Checkpoint *string           `json:"checkpoint"`
	Row        *string           `json:"row"`
	Facts      []string          `json:"facts"`
	End        *int64            `json:"end"`
}

// reading is one file under way.
type reading struct {
	out      result
	hash     func([]byte) []byte
	keys     map[string]string
	baseline string
	first    string           // id of the first entry
	last     int64            // number of the last one
	links    map[int64]string // that checkpoints may ask for
	before   []byte
	said     map[string]string // what the entries say of rows
	saidAt   map[string]int64
	kinds    map[string]bool // all of whose rows are vouched for
	met      map[string]bool
	previous string // of the next checkpoint beside the data
	marked   int64  // the largest number a checkpoint beside the data has
	marks    int
}

func (r *reading) wrong(kind string, entry int64, message string) {
	if len(r.out.Findings) < most {
		r.out.Findings = append(r.out.Findings, finding{kind, entry, message})
	}
}

// verify reads one exported log and holds it against itself, the checkpoints in
// it, and those kept outside.
func verify(file io.Reader, outside []string, fingerprint string) result {
	r := &reading{out: result{Findings: []finding{}, Fingerprints: []string{}}, links: map[int64]string{}, said: map[string]string{},
		saidAt: map[string]int64{}, kinds: map[string]bool{}, met: map[string]bool{}, previous: "-"}
	if err := r.read(file); err != nil {
		r.wrong("unreadable", 0, err.Error())
	}
	if r.hash != nil {
		for _, text := range outside {
			if text = strings.TrimRight(text, "\r"); text != "" {
				r.checkpoint(text, false)
			}
		}
		r.finish(fingerprint)
	}
	r.out.OK = len(r.out.Findings) == 0
	return r.out
}

func (r *reading) read(file io.Reader) error {
	in := bufio.NewReaderSize(file, 1<<20)
	for n := int64(0); ; n++ {
		text, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return errors.New("the file has no end")
		}
		if err != nil {
			return err
		}
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			return errors.New("line " + strconv.FormatInt(n+1, 10) + " is no JSON object")
		}
		switch {
		case n == 0:
			if err := r.head(l); err != nil {
				return err
			}
		case l.Seq != nil:
			r.entry(l)
		case l.Leaf:
			r.says(l, 0)
		case l.Checkpoint != nil:
			r.checkpoint(*l.Checkpoint, true)
		case l.Row != nil:
			r.row(*l.Row, l.ID, l.Facts)
		case l.End != nil:
			if *l.End != n {
				return errors.New("lines are missing from the file, or too many")
			}
			if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
				return errors.New("something follows the end")
			}
			return nil
		default:
			return errors.New("line " + strconv.FormatInt(n+1, 10) + " is of no kind")
		}
	}
}

func (r *reading) head(l line) error {
	if l.Format == nil || *l.Format != "yangguang-trail/1" {
		return errors.New("not an exported audit log of version 1")
	}
	switch l.Hash {
	case "sha256":
		r.hash = func(b []byte) []byte { s := sha256.Sum256(b); return s[:] }
	case "sm3":
		r.hash = func(b []byte) []byte { s := sm3.Sum(b); return s[:] }
	default:
		return errors.New("unknown digest " + l.Hash)
	}
	r.keys, r.baseline = l.Keys, l.Baseline
	if !l.Guarded {
		r.wrong("unguarded", 0, "the database no longer refuses changes of the log")
	}
	return nil
}

// text appends a string with its length before it.
func text(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

func (r *reading) entry(l line) {
	seq := *l.Seq
	r.out.Entries++
	if r.out.Entries == 1 {
		r.first = l.ID
	}
	if seq != r.last+1 {
		r.wrong("order", seq, "the entry before it is "+strconv.FormatInt(r.last, 10))
	}
	if l.Broken != "" {
		r.wrong("unreadable", seq, l.Broken)
	}
	b := slices.Clone(r.before)
	b = binary.BigEndian.AppendUint64(b, uint64(seq))
	b = binary.BigEndian.AppendUint64(b, uint64(l.At))
	for _, s := range []string{l.ID, l.Actor, l.Role, l.Act, l.Body, l.Subject, l.Reason, l.Detail, l.Address} {
		b = text(b, s)
	}
	if hex.EncodeToString(r.hash(b)) != l.Link {
		r.wrong("link", seq, "the entry is not what its link says, or the one before it is not")
	}
	// From here on with the link that is written, so that one change is one finding.
	r.before, _ = hex.DecodeString(l.Link)
	r.last = max(r.last, seq)
	r.links[seq] = l.Link
	r.says(l, seq)
}

// says takes what an entry says of rows.
func (r *reading) says(l line, seq int64) {
	if l.Act == r.baseline && l.Subject != "" {
		r.kinds[l.Subject] = true
	}
	var detail struct {
		Rows map[string]string `json:"rows"`
	}
	if json.Unmarshal([]byte(l.Detail), &detail) != nil {
		return
	}
	for row, digest := range detail.Rows {
		r.said[row], r.saidAt[row] = digest, seq
	}
}

func (r *reading) row(kind, id string, facts []string) {
	r.out.Rows++
	b := text(text(nil, kind), id)
	for _, f := range facts {
		b = text(b, f)
	}
	row := kind + " " + id
	said, known := r.said[row]
	r.met[row] = true
	switch {
	case !known && r.kinds[kind]:
		r.wrong("row_inserted", 0, row+" is in no entry")
	case known && said != hex.EncodeToString(r.hash(b)[:16]):
		r.wrong("row_changed", r.saidAt[row], row+" is not what the entry says")
	}
}

// checkpoint holds the log against one line; beside says that it stands beside
// the data, where lines follow one another.
func (r *reading) checkpoint(lineText string, beside bool) {
	r.marks++
	previous := r.previous
	if beside {
		r.previous = hex.EncodeToString(r.hash([]byte(lineText)))
	}
	w := strings.Split(lineText, " ")
	if len(w) != 10 || w[0] != "yangguang-checkpoint/1" {
		r.wrong("checkpoint", 0, "not a checkpoint: "+lineText[:min(len(lineText), 40)])
		return
	}
	seq, err := strconv.ParseInt(w[2], 10, 64)
	public, err2 := base64.StdEncoding.DecodeString(w[7])
	signature, err3 := base64.StdEncoding.DecodeString(w[9])
	if errors.Join(err, err2, err3) != nil {
		r.wrong("checkpoint", seq, "a word of the checkpoint cannot be read")
		return
	}
	if !signed(w[5], public, []byte(strings.Join(w[:9], " ")), signature) {
		r.wrong("signature", seq, "the checkpoint's signature is wrong")
		return
	}
	if r.keys[w[6]] != w[7] {
		r.wrong("key", seq, "the checkpoint is signed by a key the instance does not know: "+r.print(public))
	}
	if f := r.print(public); !slices.Contains(r.out.Fingerprints, f) {
		r.out.Fingerprints = append(r.out.Fingerprints, f)
	}
	if beside && w[8] != previous {
		r.wrong("succession", seq, "the checkpoint does not follow the one before it")
	}
	if beside && seq <= r.marked {
		r.wrong("succession", seq, "the checkpoint covers no more than the one before it")
	}
	if beside {
		r.marked = max(r.marked, seq)
	}
	switch link, ok := r.links[seq]; {
	case r.out.Entries > 0 && w[1] != r.first:
		r.wrong("foreign", seq, "the checkpoint is of another log, or the first entry was exchanged")
	case seq > r.last:
		r.wrong("tail", seq, "the log ends at "+strconv.FormatInt(r.last, 10)+", before the checkpoint")
	case ok && link != w[3]:
		r.wrong("fork", seq, "the entry is not the one that was signed")
	default:
		r.out.Checkpoints++
	}
}

func (r *reading) print(public []byte) string {
	s := hex.EncodeToString(r.hash(public)[:16])
	var groups []string
	for i := 0; i < len(s); i += 4 {
		groups = append(groups, s[i:i+4])
	}
	return strings.Join(groups, " ")
}

func signed(suite string, public, message, signature []byte) bool {
	switch suite {
	case "international":
		return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, message, signature)
	case "national":
		key, err := sm2.NewPublicKey(public)
		return err == nil && sm2.VerifyASN1WithSM2(key, nil, message, signature)
	}
	return false
}

// finish looks for what is missing.
func (r *reading) finish(fingerprint string) {
	if r.out.Entries > 0 && r.marks == 0 {
		r.wrong("no_checkpoint", 0, "there are entries and no checkpoint: a cut tail cannot be seen")
	}
	if fingerprint != "" && (len(r.out.Fingerprints) != 1 || !strings.EqualFold(strings.Join(strings.Fields(fingerprint), " "), r.out.Fingerprints[0])) {
		r.wrong("key", 0, "not signed by the key of that fingerprint alone")
	}
	for row, digest := range r.said {
		kind, _, _ := strings.Cut(row, " ")
		if digest != "" && !r.met[row] && (r.out.Rows > 0 || r.kinds[kind]) {
			r.wrong("row_lost", r.saidAt[row], row+" is gone")
		}
	}
}
