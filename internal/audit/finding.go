package audit

import "strconv"

// Kind says what is wrong with the log.
type Kind string

const (
	Missing          Kind = "missing"           // numbers are left out, or an entry was taken out and the rest renumbered
	Duplicate        Kind = "duplicate"         // a number or an id twice
	Edited           Kind = "edited"            // the entry is not what was linked
	Relinked         Kind = "relinked"          // only the link itself was changed
	Inserted         Kind = "inserted"          // an entry that was never there
	Swapped          Kind = "swapped"           // two entries changed places
	Renumbered       Kind = "renumbered"        // entries stand under other numbers than they were linked with
	Unreadable       Kind = "unreadable"        // a column holds what cannot be there
	TailCut          Kind = "tail_cut"          // the chain ends before a checkpoint
	Forked           Kind = "forked"            // the chain does not pass through a checkpoint
	Foreign          Kind = "foreign"           // the checkpoint is of another instance
	CheckpointForged Kind = "checkpoint_forged" // its signature or form is wrong
	CheckpointLost   Kind = "checkpoint_lost"   // the checkpoints do not follow one another
	KeySwapped       Kind = "key_swapped"       // signed by a key that is not in the ring
	Unguarded        Kind = "unguarded"         // the database no longer refuses changes of the log
	Unsigned         Kind = "no_checkpoint"     // entries stand, and no checkpoint is to be found
	RowChanged       Kind = "row_changed"       // a row is not what the log says of it
	RowLost          Kind = "row_lost"          // a row the log vouches for is gone
	RowInserted      Kind = "row_inserted"      // no entry knows the row
)

// Kinds lists all of them.
func Kinds() []Kind {
	return []Kind{Missing, Duplicate, Edited, Relinked, Inserted, Swapped, Renumbered, Unreadable,
		TailCut, Forked, Foreign, CheckpointForged, CheckpointLost, KeySwapped, Unguarded,
		Unsigned, RowChanged, RowLost, RowInserted}
}

// Label is the kind's Chinese name.
func (k Kind) Label() string {
	switch k {
	case Missing:
		return "缺失"
	case Duplicate:
		return "重复"
	case Edited:
		return "被改动"
	case Relinked:
		return "校验值被改"
	case Inserted:
		return "被插入"
	case Swapped:
		return "被调换"
	case Renumbered:
		return "编号被改"
	case Unreadable:
		return "读不出"
	case TailCut:
		return "末尾缺失"
	case Forked:
		return "整段被换"
	case Foreign:
		return "不是本系统的"
	case CheckpointForged:
		return "检查点不可信"
	case CheckpointLost:
		return "检查点缺失"
	case KeySwapped:
		return "密钥被换"
	case Unguarded:
		return "保护被拆除"
	case Unsigned:
		return "没有检查点"
	case RowChanged:
		return "数据被改动"
	case RowLost:
		return "数据被删除"
	case RowInserted:
		return "数据被插入"
	}
	return string(k)
}

// Finding is one thing wrong.
type Finding struct {
	Kind    Kind   `json:"kind"`
	Seq     int64  `json:"seq,omitempty"`    // number of the entry; 0 when it is about no entry
	To      int64  `json:"to,omitempty"`     // the last of a range, or the other entry of a swap
	Source  string `json:"source,omitempty"` // of a checkpoint
	Message string `json:"message"`          // what is wrong, in Chinese
	Meaning string `json:"meaning"`          // what it means and what to do, in Chinese
}

// Report is the result of one verification.
type Report struct {
	OK          bool      `json:"ok"`
	Instance    string    `json:"instance"` // id of the first entry; "" of an empty log
	Suite       string    `json:"suite"`
	Entries     int64     `json:"entries"`        // read
	Head        int64     `json:"head"`           // number of the last one
	Link        string    `json:"link"`           // its link
	Checkpoints int       `json:"checkpoints"`    // that the chain was held against
	Covered     int64     `json:"covered"`        // last number that a checkpoint covers
	Key         string    `json:"key"`            // of the newest checkpoint
	Fingerprint string    `json:"fingerprint"`    // of its public half, to compare with the one kept outside
	Outside     int       `json:"outside"`        // of the checkpoints, how many came from outside
	Rows        int64     `json:"rows,omitempty"` // of data, held against what the log says of them
	Began       int64     `json:"began"`          // ms UTC
	Ended       int64     `json:"ended"`          // ms UTC
	Findings    []Finding `json:"findings"`       // the first FindingLimit
	More        int64     `json:"more_findings"`  // how many were found beyond those
}

// FindingLimit is how many findings a report lists.
const FindingLimit = 200

// Uncovered is how many entries at the tail no checkpoint covers yet.
func (r Report) Uncovered() int64 { return max(0, r.Head-r.Covered) }

// Summary is the result in one Chinese sentence.
func (r Report) Summary() string {
	n := strconv.FormatInt(r.Entries, 10)
	if !r.OK {
		return "核对了 " + n + " 条记录，发现 " + strconv.FormatInt(int64(len(r.Findings))+r.More, 10) + " 处问题"
	}
	switch {
	case r.Entries == 0:
		return "审计日志还没有记录"
	}
	return "核对了 " + n + " 条记录和 " + strconv.Itoa(r.Checkpoints) + " 个检查点，没有发现改动"
}
