package audit

import (
	"encoding/json"
	"strings"
)

// rows is what the log says of rows of data: acts leave in their entries what
// the rows are that they wrote (package act, Vouch), by "KIND ID".
type rows struct {
	known    map[string]int // place in said
	said     []said
	baseline map[string]bool // kinds of which every row is vouched for
	read     [][2]string     // of the entry that is being read
}

type said struct {
	digest string
	seq    int64
	met    bool
}

// BaselineAct is the act whose subject is a kind of which every row is vouched
// for from then on.
const BaselineAct = "trail.baseline"

// rowsKey is act.RowsKey, which the book cannot import.
const rowsKey = "rows"

// note takes what one entry says.
func (r *rows) note(e *Record) {
	if e.Action == BaselineAct && e.Subject != "" {
		if r.baseline == nil {
			r.baseline = map[string]bool{}
		}
		r.baseline[e.Subject] = true
	}
	before, text, found := strings.Cut(e.Detail, `"`+rowsKey+`":{`)
	if !found {
		return
	}
	if r.plain(before, text) {
		for _, x := range r.read {
			r.put(x[0], x[1], e.Seq)
		}
		return
	}
	var detail struct {
		Rows map[string]string `json:"rows"`
	}
	if json.Unmarshal([]byte(e.Detail), &detail) != nil {
		return
	}
	for row, digest := range detail.Rows {
		r.put(row, digest, e.Seq)
	}
}

// put takes what one entry says of one row. The strings may lie in a text that
// is not kept.
func (r *rows) put(row, digest string, seq int64) {
	if r.known == nil {
		r.known = map[string]int{}
	}
	at, ok := r.known[row]
	if !ok {
		at = len(r.said)
		r.known[strings.Clone(row)] = at
		r.said = append(r.said, said{})
	}
	r.said[at] = said{digest: strings.Clone(digest), seq: seq}
}

// plain reads the rows of a detail as acts write it, which is most of what
// verifying a long log would spend on JSON: before and text stand around the
// opening of the rows. False for anything else.
func (r *rows) plain(before, text string) bool {
	r.read = r.read[:0]
	if !strings.HasPrefix(before, "{") || strings.ContainsAny(before[1:], "{[") {
		return false // they may be rows of something within
	}
	for {
		if !strings.HasPrefix(text, `"`) {
			return false
		}
		row, rest, found := strings.Cut(text[1:], `"`)
		if !found || strings.IndexByte(row, '\\') >= 0 || !strings.HasPrefix(rest, `:"`) {
			return false
		}
		digest, rest, found := strings.Cut(rest[2:], `"`)
		if !found || strings.IndexByte(digest, '\\') >= 0 || rest == "" {
			return false
		}
		r.read = append(r.read, [2]string{row, digest})
		switch {
		case rest[0] == '}': // what follows is the act's, and the chain tells whether it still is
			return rest == "}}" || strings.HasPrefix(rest, `},"`) && !strings.Contains(rest, `"`+rowsKey+`":`)
		case rest[0] != ',':
			return false
		}
		text = rest[1:]
	}
}

// Last is the number of the last record given.
func (v *Verifier) Last() int64 { return v.last }

// Leaf takes what an entry says that has no place in the chain yet.
func (v *Verifier) Leaf(r Record) { v.rows.note(&r) }

// Table is a table whose rows the log vouches for.
type Table struct{ Kind, Label string }

// Row holds a row of data, read after the last entry, against what the log says
// of it. digest is act.RowDigest of what stands there.
func (v *Verifier) Row(t Table, id, digest string) {
	v.report.Rows++
	row := t.Kind + " " + id
	at, known := v.rows.known[row]
	var s *said
	if known {
		s = &v.rows.said[at]
	}
	switch {
	case !known && v.rows.baseline[t.Kind]:
		v.find(Finding{Kind: RowInserted, Message: t.Label + " " + id + " 没有任何记录提到过",
			Meaning: "这一行不是通过程序写进数据库的，不能作为依据。查明是谁，以数据库管理员身份改回"})
		return
	case !known:
		return // older than the log's vouching
	case s.digest != digest:
		v.find(Finding{Kind: RowChanged, Seq: s.seq, Message: t.Label + " " + id + " 与" + entry(s.seq) + "记录的不一致",
			Meaning: "这一行在那次操作之后被直接改动过。以审计日志和备份为准改回，查明是谁"})
	}
	s.met = true
}

// RowsRead says that all rows of a table have been given to Row: those that the
// log vouches for and that were not among them are gone.
func (v *Verifier) RowsRead(t Table) {
	for row, at := range v.rows.known {
		s := v.rows.said[at]
		kind, id, _ := strings.Cut(row, " ")
		if kind == t.Kind && !s.met && s.digest != "" {
			v.find(Finding{Kind: RowLost, Seq: s.seq, Message: t.Label + " " + id + " 不见了，" + entry(s.seq) + "记录过它",
				Meaning: "这一行被直接从数据库删除。从备份找回，查明是谁"})
		}
	}
}
