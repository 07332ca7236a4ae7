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

// voiceLetter is a row of voiceLetters.
type voiceLetter struct {
	Kind, Result string
	letter       letter.Code
	decision     string
}

// voiceLetters are the letters by which what an applicant said is answered, and
// the sentence that tells each result. Reasons (条例 35) are no demand; no letter
// answers them.
var voiceLetters = []voiceLetter{
	{"rectify", "corrected", request.LetterRectification, "经审核属实，有关记录已经更正。"},
	{"rectify", "not_so", request.LetterRectification, "经审核不属实，有关记录不予更正。"},
	{"rectify", "passed_on", request.LetterRectification, "要求更正的事项不属于本机关职能范围，已经转送有权更正的行政机关处理。"},
	{"rectify", "told_where", request.LetterRectification, "要求更正的事项不属于本机关职能范围，可以向有权更正的行政机关提出。"},
	{"publish", "published", request.LetterProposal, "建议公开的信息属于主动公开的范围，本机关已经主动公开。"},
	{"publish", "not_in_scope", request.LetterProposal, "经审核，建议公开的信息不属于主动公开的范围，本机关不主动公开。"},
}

// answerVoice issues the letter that answers what an applicant said, inside the
// act that settles it. It was said on the progress page and is served there.
func (d *Feedback) answerVoice(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, v Voice, told string) error {
	for _, row := range voiceLetters {
		if row.Kind != v.Kind || row.Result != v.Result {
			continue
		}
		p, err := d.Cases.Profile(ctx, tx, c.Body)
		if err != nil {
			return err
		}
		said, err := d.Vault.Open(v.Said, v.Place("said"))
		if err != nil {
			return err
		}
		kind, _ := request.KindOf(row.letter)
		common, err := answers.Framework(c, p, kind, calendar.At(tx.Now()))
		if err != nil {
			return err
		}
		x := answers.Issued{Kind: kind, Online: true, Facts: answers.Facts(c, p, request.Clock{}, nil), Elements: common}
		maps.Copy(x.Elements, request.Draft{request.Decision: row.decision, request.Law: answers.FullCites(kind.Cites), request.Reason: told})
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
		tx.Detail("letter", l.No(cases.Body{}))
		return nil
	}
	return nil
}
