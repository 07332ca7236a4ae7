package audit

import (
	"encoding/json"
	"strings"
)

// rows is what the log says of rows of data: acts leave in their entries what
// the rows are that they wrote (package act, Vouch), by "KIND ID".
type rows struct {
	said     map[string]said
	baseline map[string]bool // kinds of which every row is vouched for
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
	if !strings.Contains(e.Detail, `"`+rowsKey+`":{`) {
		return
	}
	var detail struct {
		Rows map[string]string `json:"rows"`
	}
	if json.Unmarshal([]byte(e.Detail), &detail) != nil {
		return
	}
	if r.said == nil {
		r.said = map[string]said{}
	}
	for row, digest := range detail.Rows {
		r.said[row] = said{digest: digest, seq: e.Seq}
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
	s, known := v.rows.said[row]
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
	v.rows.said[row] = s
}

// RowsRead says that all rows of a table have been given to Row: those that the
// log vouches for and that were not among them are gone.
func (v *Verifier) RowsRead(t Table) {
	for row, s := range v.rows.said {
		kind, id, _ := strings.Cut(row, " ")
		if kind == t.Kind && !s.met && s.digest != "" {
			v.find(Finding{Kind: RowLost, Seq: s.seq, Message: t.Label + " " + id + " 不见了，" + entry(s.seq) + "记录过它",
				Meaning: "这一行被直接从数据库删除。从备份找回，查明是谁"})
		}
	}
}
