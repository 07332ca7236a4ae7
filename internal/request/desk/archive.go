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

// stage is one of the five things an application's rules provide for (条例 45).
type stage struct {
	Label string
	Done  bool
	Lacks string
}

// stages says how far an application has come: registered, reviewed, dealt with,
// answered. What was withdrawn or lapsed needs no review of an answer.
func (d *Desk) stages(ctx context.Context, c Case) ([]stage, error) {
	all, err := letters(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	found, err := findings(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	spoken := false
	for _, f := range found {
		spoken = spoken || f.Kind == answeredAtOnce
	}
	reviewed, served := c.State == request.Ceased || spoken, c.State == request.Ceased || spoken
	for _, l := range all {
		if l.State == "served" && l.Outcome != "" {
			reviewed = reviewed || l.PassedBy != "" && l.ScreenedBy != "" && l.SignedBy != ""
			served = served || l.Proof != ""
		}
	}
	return []stage{
		{"登记", c.ReceivedOn != "" || c.State == request.Ceased, "收到之日没有登记"},
		{"审核", reviewed, "答复书没有经过科室审核、保密审查和签发"},
		{"办理", c.ClosedOn != "", "申请还没有办结"},
		{"答复", served, "答复书没有送达，或者没有送达凭据"},
	}, nil
}

// archiving is the last of the five stages, when the other four are complete.
func (d *Desk) archiving(ctx context.Context, f *reading, c Case, do *Doing) error {
	all, err := d.stages(ctx, c)
	if err != nil {
		return err
	}
	for _, s := range all {
		if !s.Done && (c.State == request.Answered || c.State == request.Ceased) {
			return &fault.Error{Kind: fault.Unlawful, Message: "“" + s.Label + "”环节不完备：" + s.Lacks + "，补齐后再归档", Cite: law.Art("条例", 45)}
		}
	}
	do.Note = f.want("place", "填写卷宗号或者存放位置")
	do.keep = find(archivedAs, do.Note)
	return nil
}
