package audit

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"

	"yangguang/internal/chain"
)

// Record is one row of the log as it is stored.
type Record struct {
	chain.Entry
	Link string // hex
	// Broken names the column that could not be read; the entry is then
	// incomplete.
	Broken string
}

// Verifier walks the log from its first entry to its last, in the order of the
// numbers, and holds it against checkpoints:
//
//	v := audit.NewVerifier(crypto, marks)
//	for each record { v.Next(record) }
//	report := v.Done()
//
// Each link is computed over the link stored before it, so that one change is
// one finding and not as many as there are entries behind it.
type Verifier struct {
	c      Cryptography
	report Report
	marks  map[int64][]Mark
	ahead  []Mark // of all marks, to be met or missed

	from    int64  // 0 unless From was called
	partial bool   // set by Unsigned: the walk is for signing the first checkpoint
	last    int64  // number of the record before
	stored  []byte // its link as stored
	walk    walk
	rows    rows
	buf     []byte
	text    [64]byte
}

// NewVerifier checks the checkpoints and begins a walk. problems are findings
// made before, by ParseMarks or about the files.
func NewVerifier(c Cryptography, marks []Mark, problems ...Finding) *Verifier {
	v := &Verifier{c: c, marks: make(map[int64][]Mark)}
	for _, f := range problems {
		v.find(f)
	}
	good, bad := checkMarks(marks, c)
	for _, f := range bad {
		v.find(f)
	}
	for _, m := range good {
		v.marks[m.Seq] = append(v.marks[m.Seq], m)
	}
	v.ahead = good
	v.walk.v = v
	return v
}

// From begins the walk behind entry number seq, whose link is known, instead of
// at the first entry. The report then counts only what was walked.
func (v *Verifier) From(instance string, seq int64, link string) {
	v.report.Instance, v.from = instance, seq
	v.last, v.stored = seq, unhex(link)
	v.report.Head, v.report.Link = seq, link
}

// Unsigned says that there is no checkpoint yet because one is about to be
// signed.
func (v *Verifier) Unsigned() { v.partial = true }

// find notes a finding; those beyond the limit are only counted.
func (v *Verifier) find(f Finding) {
	if len(v.report.Findings) < FindingLimit {
		v.report.Findings = append(v.report.Findings, f)
	} else {
		v.report.More++
	}
}

// Next takes the next record.
func (v *Verifier) Next(r Record) {
	v.report.Entries++
	v.rows.note(&r)
	if v.report.Entries == 1 && v.from == 0 {
		v.report.Instance = r.ID
		v.belongs(r.ID)
	}
	switch {
	case r.Broken != "":
		v.walk.flush()
		v.find(Finding{Kind: Unreadable, Seq: r.Seq,
			Message: entry(r.Seq) + "读不出（" + r.Broken + "）",
			Meaning: "这一条的存储内容被改成了不可能的值，从备份中找出原来的内容"})
		v.step(r, unhex(r.Link))
		return
	case r.Seq <= v.last || r.Seq < 1:
		v.find(Finding{Kind: Duplicate, Seq: r.Seq,
			Message: "编号 " + strconv.FormatInt(r.Seq, 10) + " 出现两次或小于 1",
			Meaning: "有记录被插入。同一编号只有一条是真的"})
		return
	case r.Seq > v.last+1:
		v.gap(r.Seq)
		// What the record was linked to is gone, so it cannot be checked.
		v.walk.flush()
		v.step(r, unhex(r.Link))
		return
	}
	v.buf = append(v.buf[:0], v.stored...)
	v.buf = r.Entry.AppendCanonical(v.buf)
	link := v.c.Hash(v.buf)
	hex.Encode(v.text[:], link)
	if string(v.text[:]) == r.Link && (len(v.stored) > 0) == (v.last > 0) {
		v.walk.good()
	} else {
		computed := link
		link = unhex(r.Link)
		v.walk.mismatch(r, computed)
	}
	v.step(r, link)
}

// step makes r the record before the next, and holds it against checkpoints.
func (v *Verifier) step(r Record, link []byte) {
	v.last, v.stored = r.Seq, link
	v.report.Head, v.report.Link = r.Seq, r.Link
	if len(v.marks) == 0 {
		return
	}
	for _, m := range v.marks[r.Seq] {
		if m.Link != r.Link && m.Instance == v.report.Instance {
			v.find(Finding{Kind: Forked, Seq: r.Seq, Source: m.Source,
				Message: entry(r.Seq) + "与检查点（" + m.Source + "）不一致",
				Meaning: "这一条或它以前的记录在检查点之后被重写，整段校验值重新计算过，或恢复过旧副本后又写入了新记录"})
		}
	}
}

func (v *Verifier) gap(to int64) {
	from := v.last + 1
	f := Finding{Kind: Missing, Seq: from,
		Message: "缺少" + entry(from),
		Meaning: "记录被删除。从备份或外部转发的日志中找回"}
	if to-1 > from {
		f.To = to - 1
		f.Message = "缺少第 " + strconv.FormatInt(from, 10) + " 至 " + strconv.FormatInt(to-1, 10) + " 条"
	}
	v.find(f)
}

// belongs looks for checkpoints of another instance.
func (v *Verifier) belongs(instance string) {
	for _, m := range v.ahead {
		if m.Instance == instance {
			continue
		}
		v.find(Finding{Kind: Foreign, Seq: m.Seq, Source: m.Source,
			Message: "检查点（" + m.Source + "）不是这份日志的：第一条记录不同",
			Meaning: "选错了检查点文件，或者整份日志（从第一条起）被换掉"})
	}
}

// Done ends the walk and gives the report. Began, Ended and Suite are left to
// the caller.
func (v *Verifier) Done() Report {
	v.walk.flush()
	r := &v.report
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return cmp.Compare(a.Seq, b.Seq) })
	cut := false
	for _, m := range v.ahead {
		switch {
		case r.Entries > 0 && m.Instance != r.Instance:
			continue
		case m.Seq <= v.last:
			r.Checkpoints++
			if !m.Own {
				r.Outside++
			}
		case !cut:
			cut = true // one finding for all that lie beyond the end
			v.find(Finding{Kind: TailCut, Seq: v.last + 1, To: m.Seq, Source: m.Source,
				Message: "日志到第 " + strconv.FormatInt(v.last, 10) + " 条为止，检查点（" + m.Source + "）证明至少有 " + strconv.FormatInt(m.Seq, 10) + " 条",
				Meaning: "末尾的记录被删去，或者恢复了旧副本"})
		}
		if m.Seq >= r.Covered && m.Seq <= v.last {
			r.Covered, r.Key, r.Fingerprint = m.Seq, m.Key, Fingerprint(v.c.Hash, m.Public)
		}
	}
	if r.Entries > 0 && len(v.ahead) == 0 && v.from == 0 && !v.partial {
		v.find(Finding{Kind: Unsigned,
			Message: "有 " + strconv.FormatInt(r.Entries, 10) + " 条记录，却没有找到任何检查点：末尾是否被截断无法证明",
			Meaning: "检查点文件被删除，或者目录指错了（YANGGUANG_CHECKPOINTS）。用外部保存的检查点核对（--checkpoint）；刚建的实例运行一分钟后再核对"})
	}
	r.OK = len(r.Findings) == 0
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	return *r
}

func entry(seq int64) string { return "第 " + strconv.FormatInt(seq, 10) + " 条" }

// unhex is nil for what is not hex.
func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}
