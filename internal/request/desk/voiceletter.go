package desk

import (
	"context"
	"maps"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
)

// voiceLetter is a row of voiceLetters.
type voiceLetter struct {
	kind, result string
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
func (d *Desk) answerVoice(ctx context.Context, tx *act.Tx, who identity.Actor, c Case, v voice, told string) error {
	for _, row := range voiceLetters {
		if row.kind != v.Kind || row.result != v.Result {
			continue
		}
		p, err := d.profile(ctx, tx, c.Body)
		if err != nil {
			return err
		}
		said, err := d.Vault.Open(v.Said, v.place("said"))
		if err != nil {
			return err
		}
		kind, _ := request.KindOf(row.letter)
		common, err := framework(c, p, kind, calendar.At(tx.Now()))
		if err != nil {
			return err
		}
		x := issued{kind: kind, online: true, facts: facts(c, p, request.Clock{}, nil), elements: common}
		maps.Copy(x.elements, request.Draft{request.Decision: row.decision, request.Law: fullCites(kind.Cites), request.Reason: told})
		if kind.Remedied {
			where := p.where(true)
			if err := (Answer{Kind: kind.Code, Where: where}).whereLacks().Err(); err != nil {
				return err
			}
			x.elements[request.Facts] = "本机关于" + dayText(v.SaidOn) + "收到" + x.facts[request.CallThem] + "就政府信息公开申请（申请编号" + c.No() + "）的答复提出的更正要求：\n" + strings.TrimSpace(said.Text())
			x.elements[request.RemedyTold] = request.RemedyA.Text(where)
		}
		l, err := d.issue(ctx, tx, who, c, x)
		if err != nil {
			return err
		}
		tx.Detail("letter", l.no(Body{}))
		return nil
	}
	return nil
}
