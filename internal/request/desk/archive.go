package desk

import (
	"context"

	"yangguang/internal/fault"
	"yangguang/internal/law"
	"yangguang/internal/request"
	"yangguang/internal/web/form"
)

// onTheSpot is an answer given by word of mouth or hand on the day the
// application came (条例 33①): only what is given or told, never a refusal.
func onTheSpot(_ context.Context, f *form.Reader, do *taking) error {
	cite := law.Art("条例", 33).Para(1)
	if do.Case.ReceivedOn != f.Today().String() {
		return &fault.Error{Kind: fault.Unlawful, Message: "当场答复只在收到申请的当日登记；已经过了当日的，拟写答复书", Cite: cite}
	}
	said := f.Text("note", "写明答复的内容")
	do.Proof = f.Text("proof", "写明申请人签收的凭据")
	do.Event = request.Event{Type: request.Decided, At: f.Today(), Outcome: request.Granted}
	do.How, do.Note = "当场答复", f.Note("what")+"："+said
	do.keep = find(answeredAtOnce, said+"（凭据："+do.Proof+"）")
	return nil
}

// archiving is the last of the five stages, when the book finds the other four
// complete.
func (d *Desk) archiving(ctx context.Context, f *form.Reader, do *taking) error {
	c := do.Case
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
	do.Note = f.Text("place", "填写卷宗号或者存放位置")
	do.keep = find(archivedAs, do.Note)
	return nil
}
