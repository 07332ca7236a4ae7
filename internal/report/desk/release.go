package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/report"
)

// Explain keeps the reason for letting a finding stand, which whoever reviews and
// signs the report sees. key is the finding's. What must be put right (Blocks)
// is Unlawful to explain away.
func (d *Desk) Explain(ctx context.Context, who identity.Actor, id, key, reason string) error {
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) < 4 {
		return fault.Field("reason", "写明保留的理由，至少 4 个字，例如“案件 2025-031 由信访局并案，台账未更新”")
	}
	r, err := record(ctx, d.DB, id)
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "report.explain", Body: r.Body, Subject: id, Reason: reason}, func(tx *act.Tx) error {
		x, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		all := x.check().Findings
		i := slices.IndexFunc(all, func(f report.Finding) bool { return findingKey(f) == key })
		if i < 0 {
			return &fault.Error{Kind: fault.Conflict, Message: "这一处已经变了，不用再说明。刷新后看现在的检查结果"}
		}
		if all[i].Blocks() {
			return &fault.Error{Kind: fault.Unlawful, Message: "表内数字不成立或者缺少内容，只能改正，不能说明理由后保留。改正后再提交"}
		}
		tx.Detail("rule", all[i].Rule)
		tx.Detail("finding", key)
		if _, err := touch(ctx, tx, id); err != nil {
			return err
		}
		return putAnswer(ctx, tx, id, key, reason, who.ID)
	})
}

// open lists the findings of a draft that still stop it: what must be put right,
// and what has no reason yet.
func (x *draft) open(r report.Result) []report.Finding {
	var all []report.Finding
	for _, f := range r.Findings {
		if !x.released(f) {
			all = append(all, f)
		}
	}
	return all
}

// released reports whether somebody wrote why a finding is let stand. What
// blocks is never released.
func (x *draft) released(f report.Finding) bool {
	return !f.Blocks() && x.Answers[findingKey(f)].Reason != ""
}

// findingKey names a finding across saves: the reason given for a doubt holds
// while its figures stay what they are.
func findingKey(f report.Finding) string {
	n := func(p *int64) string {
		if p == nil {
			return ""
		}
		return strconv.FormatInt(*p, 10)
	}
	key := fmt.Sprintf("%s|%s|%v|%s|%s|%s", f.Rule, f.Table, f.Row, f.Column, n(f.Left), n(f.Right))
	if f.Table == "" && f.Left == nil && f.Right == nil {
		key += "|" + f.Message // nothing else tells such findings apart
	}
	return key
}
