package feedback

import (
	"context"
	"maps"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
)

// answerEntry issues the letter that answers what an applicant said, inside the
// act that settles it. It was said on the progress page and is served there.
func (d *Feedback) answerEntry(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, v Entry, told string) error {
	demand, _ := request.DemandOf(v.Kind)
	row, _ := demand.Result(v.Result)
	if row.Letter == "" {
		return nil
	}
	p, err := d.Cases.Profile(ctx, tx, c.Body)
	if err != nil {
		return err
	}
	said, err := d.Vault.Open(v.Said, v.Place("said"))
	if err != nil {
		return err
	}
	kind, _ := request.KindOf(row.Letter)
	common, err := answers.CommonElements(c, p, kind, calendar.At(tx.Now()))
	if err != nil {
		return err
	}
	x := answers.Issued{Kind: kind, Online: true, Facts: answers.Facts(c, p, request.Clock{}, nil), Elements: common}
	maps.Copy(x.Elements, letter.Content{request.Decision: row.Decision, request.Law: answers.FullCites(kind.Cites), request.Reason: told})
	if kind.Remedied {
		where := p.Where(true)
		if err := (answers.Answer{Kind: kind.Code, Where: where}).WhereLacks().Err(); err != nil {
			return err
		}
		x.Elements[request.Facts] = "本机关于" + cases.DayText(v.SaidOn) + "收到" + x.Facts[request.CallThem] + "就政府信息公开申请（申请编号" + c.No() + "）的答复提出的更正要求：\n" + strings.TrimSpace(said.Text())
		x.Elements[request.RemedyTold] = request.RemedyEither.Text(where)
	}
	l, err := d.Answers.Issue(ctx, tx, who, c, x)
	if err != nil {
		return err
	}
	tx.Detail("letter", l.No(""))
	return nil
}
