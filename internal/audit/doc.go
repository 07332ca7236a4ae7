// Package audit is the audit log as a ledger that one can read and verify.
//
// Every act leaves an entry, and the entries are linked by their hashes
// (package chain). Walking the chain shows an entry that was edited, taken out,
// put in or swapped. It cannot show that the tail was cut off, that an old copy
// was restored, or that the whole chain was computed anew: whoever can write
// the table can do that too. Signed checkpoints can. A checkpoint says "entry
// number n has this link"; it is signed, linked to the checkpoint before it,
// written beside the data every minute, and given to a witness outside. The
// chain must still pass through every checkpoint ever given away.
//
// What remains invisible, and is said on the page: entries after the last
// checkpoint rewritten before the next one; and against somebody who holds the
// machine with its keys, everything after the last checkpoint that a witness
// outside has kept.
//
// This package is the rules: the checkpoint's text, the walk, the findings, how
// long the log is kept. Reading the table and the files is the desk's work.
package audit

import (
	"strconv"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// LeastRetention is how many days the log must be kept: six months
// (网络安全法, the article on network logs; GB/T 22239 level 3).
const LeastRetention = 180

// DefaultRetention is three years, in days.
const DefaultRetention = 1095

// CheckRetention refuses a configuration that would keep the log for fewer days
// than the law demands.
func CheckRetention(days int) error {
	if days >= LeastRetention {
		return nil
	}
	return &fault.Error{Kind: fault.Unlawful, Field: "retention",
		Message: "审计日志至少保存 " + strconv.Itoa(LeastRetention) + " 天，现在设为 " + strconv.Itoa(days) + " 天。改为 " + strconv.Itoa(LeastRetention) + " 天以上再启动",
		Cite:    law.Art("网络安全法", 0)}
}
