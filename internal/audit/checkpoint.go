package audit

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/chain"
)

// Checkpoint says that entry Seq of an instance's chain has a certain link, and
// is signed. Its text is one line of ten words separated by single blanks:
//
//	yangguang-checkpoint/1 INSTANCE SEQ LINK AT SUITE KEY PUBLIC PREVIOUS SIGNATURE
//
// LINK and PREVIOUS are lower-case hex, PUBLIC and SIGNATURE base64 (standard,
// padded), AT milliseconds UTC. PREVIOUS is the digest of the line of the
// checkpoint before it, "-" for the first. The signature is over the nine words
// before it, joined as they stand. The text never changes once written.
type Checkpoint struct {
	Instance  string `json:"instance"` // id of the chain's first entry
	Seq       int64  `json:"seq"`
	Link      string `json:"link"`
	At        int64  `json:"at"`
	Suite     string `json:"suite"` // international: SHA-256 and Ed25519; national: SM3 and SM2
	Key       string `json:"key"`
	Public    []byte `json:"public"`
	Previous  string `json:"previous"`
	Signature []byte `json:"signature"`
}

const checkpointMark = "yangguang-checkpoint/1"

// checkpointLimit bounds a line; a longer one is no checkpoint.
const checkpointLimit = 4096

var errCheckpoint = errors.New("not a checkpoint of version 1")

// Message is what is signed.
func (c Checkpoint) Message() []byte {
	previous := c.Previous
	if previous == "" {
		previous = "-"
	}
	return fmt.Appendf(nil, "%s %s %d %s %d %s %s %s %s", checkpointMark, c.Instance, c.Seq, c.Link, c.At,
		c.Suite, c.Key, base64.StdEncoding.EncodeToString(c.Public), previous)
}

// String is the checkpoint's line, without the line end.
func (c Checkpoint) String() string {
	return string(c.Message()) + " " + base64.StdEncoding.EncodeToString(c.Signature)
}

// Digest is what the next checkpoint's Previous holds.
func (c Checkpoint) Digest(hash chain.Hash) string {
	return hex.EncodeToString(hash([]byte(c.String())))
}

// Fingerprint is the digest of a public key as people compare it: eight groups
// of four hex digits.
func Fingerprint(hash chain.Hash, public []byte) string {
	s := hex.EncodeToString(hash(public))
	var b strings.Builder
	for i := 0; i < 32; i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s[i : i+4])
	}
	return b.String()
}

// ParseCheckpoint reads one line. It accepts exactly what String writes.
func ParseCheckpoint(line string) (Checkpoint, error) {
	w := strings.Split(line, " ")
	if len(line) > checkpointLimit || len(w) != 10 || w[0] != checkpointMark {
		return Checkpoint{}, errCheckpoint
	}
	c := Checkpoint{Instance: w[1], Link: w[3], Suite: w[5], Key: w[6]}
	if w[8] != "-" {
		c.Previous = w[8]
	}
	var err [4]error
	c.Seq, err[0] = strconv.ParseInt(w[2], 10, 64)
	c.At, err[1] = strconv.ParseInt(w[4], 10, 64)
	c.Public, err[2] = base64.StdEncoding.DecodeString(w[7])
	c.Signature, err[3] = base64.StdEncoding.DecodeString(w[9])
	if errors.Join(err[:]...) != nil || c.Seq < 1 || c.Instance == "" || c.Key == "" || !isDigest(c.Link) ||
		c.Previous != "" && !isDigest(c.Previous) || strings.ContainsAny(line, "\r\n\x00") || c.String() != line {
		return Checkpoint{}, errCheckpoint
	}
	return c, nil
}

func isDigest(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// Mark is a checkpoint and where it was found.
type Mark struct {
	Checkpoint
	Source string // "checkpoints.log 第 3 行", a file's name
	Own    bool   // of the log beside the data, whose lines follow one another
}

// Cryptography is what the rules ask of package vault.
type Cryptography struct {
	Hash chain.Hash // of the chain and of the checkpoints' lines
	// Verify checks a signature by a suite's name.
	Verify func(suite string, public, message, signature []byte) bool
	// Known gives the public half of a key in this instance's ring. Nil where
	// there is no ring: then the fingerprint is to be compared by a person.
	Known func(key string) (public []byte, ok bool)
}

// ParseMarks reads a file of checkpoints, one a line; empty lines are passed
// over, any other line that does not parse is a finding. When own is set it is
// the log beside the data: its lines must follow one another, and a last line
// without line end was being written when the machine stopped and is left out.
func ParseMarks(text, source string, own bool) ([]Mark, []Finding) {
	var marks []Mark
	var bad []Finding
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(line) == "" || own && i == len(lines)-1 {
			continue
		}
		where := source + " 第 " + strconv.Itoa(i+1) + " 行"
		c, err := ParseCheckpoint(line)
		if err == nil {
			marks = append(marks, Mark{Checkpoint: c, Source: where, Own: own})
			continue
		}
		bad = append(bad, Finding{Kind: CheckpointForged, Source: where,
			Message: where + "：不是检查点，或已被改动",
			Meaning: "检查点文件被改动过，或选错了文件。用外部留存的检查点再核对一次"})
	}
	return marks, bad
}

// checkMarks verifies signatures, keys and succession. It returns the marks the
// chain must pass through.
func checkMarks(marks []Mark, c Cryptography) (good []Mark, bad []Finding) {
	vouched := vouchedFor(marks, c)
	var before *Mark
	for i := range marks {
		m := &marks[i]
		f := m.authentic(c, vouched[i])
		if f == nil && m.Own {
			f = m.follows(before, c.Hash)
		}
		if m.Own {
			before = m
		}
		if f != nil {
			f.Source = m.Source
			bad = append(bad, *f)
			if f.Kind == CheckpointForged {
				continue
			}
		}
		good = append(good, *m)
	}
	return good, bad
}

// vouchedFor tells which marks of the log need no look at their signature,
// since the next one, itself authentic, holds their digest. A year's log has a
// hundred thousand; a signature takes a hundred times as long as a digest.
func vouchedFor(marks []Mark, c Cryptography) []bool {
	vouched := make([]bool, len(marks))
	next := -1 // the own mark after this one, -1 unless it is authentic
	for i := len(marks) - 1; i >= 0; i-- {
		m := &marks[i]
		if !m.Own {
			continue
		}
		vouched[i] = next >= 0 && marks[next].Previous == m.Digest(c.Hash)
		if next = i; !vouched[i] && !c.Verify(m.Suite, m.Public, m.Message(), m.Signature) {
			next = -1
		}
	}
	return vouched
}

// authentic checks the signature, and that the key is one of ours.
func (m *Mark) authentic(c Cryptography, vouched bool) *Finding {
	if !vouched && !c.Verify(m.Suite, m.Public, m.Message(), m.Signature) {
		return &Finding{Kind: CheckpointForged, Seq: m.Seq,
			Message: m.Source + "：检查点的签名不对",
			Meaning: "这个检查点签名之后被改动过，不能作为依据"}
	}
	if c.Known == nil {
		return nil
	}
	public, ok := c.Known(m.Key)
	if ok && string(public) == string(m.Public) {
		return nil
	}
	return &Finding{Kind: KeySwapped, Seq: m.Seq,
		Message: m.Source + "：检查点由密钥 " + m.Key + "（指纹 " + Fingerprint(c.Hash, m.Public) + "）签名，本机密钥环中没有这把密钥",
		Meaning: "签名密钥被换过，或密钥环不是原来的那一份。与外部留存的指纹比对，不一致时停止使用并报告安全管理员"}
}

// follows checks a mark of the log against the one before it.
func (m *Mark) follows(before *Mark, hash chain.Hash) *Finding {
	want := ""
	if before != nil {
		want = before.Digest(hash)
	}
	switch {
	case m.Previous != want && before == nil:
		return &Finding{Kind: CheckpointLost, Seq: m.Seq,
			Message: m.Source + "：它之前的检查点不见了",
			Meaning: "检查点文件的开头被删去。用外部留存的检查点核对删去的一段"}
	case m.Previous != want:
		return &Finding{Kind: CheckpointLost, Seq: m.Seq,
			Message: m.Source + "：与上一个检查点接不上",
			Meaning: "检查点文件中间有删去、插入或调换。用外部留存的检查点核对这一段"}
	case before != nil && m.Seq <= before.Seq:
		return &Finding{Kind: CheckpointLost, Seq: m.Seq,
			Message: m.Source + "：条目数不比上一个检查点多",
			Meaning: "日志在两个检查点之间变短了，可能恢复过旧副本"}
	}
	return nil
}
