package desk

import (
	"context"

	"yangguang/internal/fault"
	"yangguang/internal/law"
	"yangguang/internal/request"
)

// onTheSpot is an answer given by word of mouth or hand on the day the
// application came (条例 33①): only what is given or told, never a refusal.
func onTheSpot(f *reading, c Case, do *Doing) error {
	cite := law.Art("条例", 33).Para(1)
	if c.ReceivedOn != f.today.String() {
		return &fault.Error{Kind: fault.Unlawful, Message: "当场答复只在收到申请的当日登记；已经过了当日的，拟写答复书", Cite: cite}
	}
	said := f.want("note", "写明答复的内容")
	do.Proof = f.want("proof", "写明申请人签收的凭据")
	do.Event = request.Event{Type: request.Decided, At: f.today, Outcome: request.Granted}
	do.How, do.Note = "当场答复", clip(f.v("what"))+"："+said
	do.keep = find(answeredAtOnce, said+"（凭据："+do.Proof+"）")
	return nil
}

// archiving is the last of the five stages, when the book finds the other four
// complete.
func (d *Desk) archiving(ctx context.Context, f *reading, c Case, do *Doing) error {
	cal, clock, had, err := d.replay(ctx, c)
	if err != nil {
		return err
	}
	file, err := d.dossier(ctx, d.DB, cal, c, clock, had)
	if err != nil {
		return err
	}
	if c.State == request.Answered || c.State == request.Ceased {
		if err := file.Archivable(); err != nil {
			return err
		}
	}
	do.Note = f.want("place", "填写卷宗号或者存放位置")
	do.keep = find(archivedAs, do.Note)
	return nil
}
