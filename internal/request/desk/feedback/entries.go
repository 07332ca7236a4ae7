package feedback

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// results are the ways to settle a demand, as options.
func results(d request.Demand) (list []web.Option) {
	for _, r := range d.Results {
		list = append(list, web.Option{Value: r.Result, Label: r.Label})
	}
	return list
}

// OwnEntry is what was said, as its author reads it; the text is not repeated.
type OwnEntry struct{ Label, Day, Result, Told, SettledOn string }

// The most an applicant may say at once, and how many of a kind may wait.
const (
	longestEntry = 1000
	MostWaiting  = 3
)

// Rate keeps what an applicant says of the answer; saying it again changes it.
func (d *Feedback) Rate(ctx context.Context, who identity.Actor, c cases.Case, v request.Verdict) error {
	if _, ok := request.VerdictOf(v); !ok {
		return fault.Field("verdict", "选择一项")
	}
	if c.State != request.Answered && c.State != request.Archived {
		return &fault.Error{Kind: fault.Unlawful, Message: "答复以后才能评价"}
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.rate", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		tx.Detail("verdict", string(v))
		return saveRating(ctx, tx, c, string(v), calendar.At(tx.Now()).String())
	})
}

// Submit keeps what an applicant says beyond the steps of the workflow, for the
// staff to settle.
func (d *Feedback) Submit(ctx context.Context, who identity.Actor, c cases.Case, kind, said string) error {
	said = strings.TrimSpace(said)
	k, ok := request.DemandOf(kind)
	told, _, _, err := d.Cases.Progress(ctx, c)
	switch n := utf8.RuneCountInString(said); {
	case err != nil:
		return err
	case !ok:
		return cases.Missing()
	case kind == request.DemandReasons && !told.Reasons:
		return &fault.Error{Kind: fault.Unlawful, Message: "现在不需要说明理由", Cite: k.Cite}
	case kind != request.DemandReasons && told.Stage != request.StageAnswered:
		return &fault.Error{Kind: fault.Unlawful, Message: "答复以后才能提出", Cite: k.Cite}
	case n == 0 && k.Lacks != "":
		return fault.Field("said", k.Lacks)
	case n > longestEntry:
		return fault.Field("said", fmt.Sprintf("不超过 %d 字，现在是 %d 字", longestEntry, n))
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.say", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		had, err := EntriesOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		waiting := 0
		for _, v := range had {
			if v.Kind == kind && v.Result == "" {
				waiting++
			}
		}
		if waiting >= MostWaiting {
			return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("“%s”已经提过 %d 次，还在办理，等有结果以后再提", k.Label, waiting)}
		}
		v := Entry{ID: sqldb.NewID(), Request: c.ID, Body: c.Body, Kind: kind, SaidOn: calendar.At(tx.Now()).String()}
		if v.Said, err = d.Vault.Seal(said, v.Place("said")); err != nil {
			return fmt.Errorf("seal feedback: %w", err)
		}
		tx.Detail("kind", kind)
		return insertEntry(ctx, tx, v)
	})
}

// Settle answers what an applicant said. The applicant reads the result and the
// text on the progress page: the statute wants both told (条例 41). A demand for
// correction and a suggestion to publish are answered by a letter of their own
// (kinds 22 and 26).
func (d *Feedback) Settle(ctx context.Context, who identity.Actor, c cases.Case, id, result, told string) error {
	told = strings.TrimSpace(told)
	if err := d.Cases.Ready(ctx, c.Body); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.settle", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		had, err := EntriesOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		for _, v := range had {
			if v.ID != id {
				continue
			}
			k, _ := request.DemandOf(v.Kind)
			_, known := k.Result(result)
			switch n := utf8.RuneCountInString(told); {
			case !known:
				return fault.Field("result_"+id, "选择办理结果")
			case n == 0:
				return &fault.Error{Kind: fault.Invalid, Field: "told_" + id, Message: "写明告知申请人的内容", Cite: k.Cite}
			case n > longestEntry:
				return fault.Field("told_"+id, fmt.Sprintf("不超过 %d 字", longestEntry))
			}
			v.Result, v.SettledBy, v.SettledOn = result, who.ID, calendar.At(tx.Now()).String()
			if v.Told, err = d.Vault.Seal(told, v.Place("told")); err != nil {
				return fmt.Errorf("seal answer to feedback: %w", err)
			}
			tx.Detail("result", result)
			if err := settleEntry(ctx, tx, v); err != nil {
				return err
			}
			return d.answerEntry(ctx, tx, who, c, v, told)
		}
		return cases.Missing()
	})
}
