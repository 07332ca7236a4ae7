package handle

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// clockParts is what the case page says of hearings, fees, findings, and of a
// receipt that nobody has confirmed.
type clockParts struct {
	Chase    []chased
	Hearings []heardRow
	Fees     []feeRow
	Found    []foundRow
	Undoes   bool // somebody may take events back now
}

// chased is a sentence about a receipt that waits; Late ones are in red.
type chased struct {
	Text string
	Late bool
}

type heardRow struct {
	Heard
	Contact, Said string // masked, until they are revealed
	Sound         string
	Last          string
	Used, Of      int // working days of its own term
	Say           string
	Assesses      bool
	Fields        []web.Field
}

type feeRow struct {
	Amount, Measured, Said, How string
	Tiers                       []string
}

type foundRow struct{ Kind, Label, Content, Day, Who string }

// chase says what is to be done about an application nobody has confirmed.
func (d *Handling) chase(cal *calendar.Calendar, c cases.Case) []chased {
	rule, _ := request.RuleOf(c.Channel)
	if c.State != request.Unconfirmed || !rule.Confirms {
		return nil
	}
	n, late := d.Queue.Waited(cal, c)
	if rule.SameDay {
		if late {
			return []chased{{"平常信函应当在收到的当日与申请人确认（" + rule.Cite.String() + "），当日没有确认；尽快确认，并记录原因", true}}
		}
		return []chased{{"平常信函应当在收到的当日与申请人确认（" + rule.Cite.String() + "），今天内确认", false}}
	}
	text := fmt.Sprintf("已等待确认 %d 个工作日。双方确认以后才起算答复期限（%s），宜在 %d 个工作日内确认", n, rule.Cite.String(), cmp.Or(d.ConfirmWithin, queue.ConfirmWithin))
	if at, err := calendar.Parse(c.SubmittedOn); err == nil {
		text += "。自提交之日算的答复期限到" + request.ShadowDue(cal, c.Channel, at).Chinese() + "届满，法院可能按这一天认定（指导案例26号）"
	}
	return []chased{{text, late}}
}

// fillClock adds the parts of the case page that stand in this file.
func (d *Handling) fillClock(ctx context.Context, p *CasePage, who identity.Actor, had []cases.LoggedEvent) error {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	c := p.Case
	p.Chase = d.chase(cal, c)
	if days, unit, late := d.Queue.Overlong(cal, c); late {
		p.Days, p.Unit, p.Tone = days, unit, "r"
	}
	if p.Clock.End != 0 && c.State == request.AwaitingFee {
		p.State, p.Days, p.Unit, p.Tone = "已终止（逾期未缴费）", "结", "待发文书", "a"
	}
	heard, err := d.Hearings(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	for _, h := range heard {
		row, err := d.heardRow(h, c, p.Mine && who.Has(identity.Clerk))
		if err != nil {
			return err
		}
		p.Hearings = append(p.Hearings, row)
	}
	if p.Fees, err = d.feeRows(ctx, p); err != nil {
		return err
	}
	if err := d.foundRows(ctx, p); err != nil {
		return err
	}
	p.Undoes = p.Mine && slices.Contains(request.Workflow().Offer(c.State, who.Roles...), request.ActionUndo)
	for i, x := range had {
		undoing := cases.Undoing(x, p.Clock, d.Cases.Today())
		p.Past[i].Seq, p.Past[i].Struck = i+1, slices.Contains(p.Clock.Undone, i)
		p.Past[i].Undoes = p.Undoes && !p.Past[i].Struck && request.MayUndo(who, undoing) == nil
		p.Past[i].Fields = []web.Field{form.Text(cases.UndoReason(i+1), "撤销的原因", "登记有误时才撤销；原来的登记保留，划去")}
		if undoing.Proved() {
			p.Past[i].Fields = append(p.Past[i].Fields, form.Text(cases.UndoProof(i+1), "登记有误的凭据", "答复期限已经届满，撤销会改变期限：写明回执、邮件记录、缴费凭证的编号"))
		}
		if c.State == request.Ceased && !x.Event.Type.Ceases() {
			p.Past[i].Undoes = false
		}
	}
	if p.Mine {
		x := offered{Today: d.Cases.Today(), Case: c, Clock: p.Clock, Charged: len(p.Fees) > 0, Excessive: slices.ContainsFunc(p.Found, func(f foundRow) bool { return f.Kind == cases.Excessive })}
		x.Unheard, x.Unproved = unheard(heard)
		if p.Clock.FeeUnproved != nil {
			x.Unproved = append(x.Unproved, web.Option{Value: feeOption, Label: "收费通知（" + had[*p.Clock.FeeUnproved].Event.At.String() + " 发出）"})
		}
		p.OpenSteps = d.openSteps(x, who.Roles)
	}
	return nil
}

func (d *Handling) heardRow(h Heard, c cases.Case, clerk bool) (heardRow, error) {
	row := heardRow{Heard: h, Sound: yesNo(h.ReasonSound), Used: h.Own.Used}
	row.Contact = d.Vault.Masked(h.Hearing.Contact, h.Place("contact"), "free")
	row.Said = d.Vault.Masked(h.Hearing.Said, h.Place("said"), "free")
	if h.Own.Last != 0 {
		row.Last = h.Own.Last.ChineseFull()
		row.Of = request.LimitOn(request.ThirdPartyLimit, d.Cases.Today()).Term.N
	}
	row.Say = says(h)
	if row.Assesses = clerk && h.Kind == answers.ThirdParty && h.Opinion != "" && c.ClosedOn == ""; row.Assesses {
		options := []string{"", "还没有判断", string(request.Yes), "是", string(request.No), "否"}
		if h.Opinion == request.Objected {
			f := form.Choice("sound_"+h.ID, "不同意的理由是否合理", options...)
			f.Value = string(h.ReasonSound)
			row.Fields = append(row.Fields, f)
		}
		f := form.Choice("good_"+h.ID, "不公开是否会对公共利益造成重大影响", options...)
		f.Value = string(h.PublicGood)
		row.Fields = append(row.Fields, f)
	}
	return row, nil
}

// says is what a hearing means for the answer.
func says(h Heard) string {
	switch {
	case h.Opinion == request.Silent && h.Kind == answers.ThirdParty:
		return "期满没有答复不是同意，由本机关依照条例决定是否公开（《条例》第三十二条）"
	case h.Opinion == request.Silent && h.Consent:
		return "期满没有提出意见，视为同意公开（《条例》第三十四条）"
	case h.Opinion == request.Silent:
		return "没有送达凭据，不能视为同意（《条例》第三十四条）"
	case h.Opinion != "":
		return ""
	case h.Own.Over:
		return "期限已满还没有意见：登记“期满没有答复”，或者补登收到的意见"
	case h.DeliveredOn == "" && h.Kind != answers.OtherAgency:
		return "还没有登记送达，期限没有起算；现在的日期是推算的，不会期满，登记送达以后确定"
	case h.Own.Last == 0:
		return "不是共同制作的信息，没有法定期限，要催办（《条例》第十一条）"
	}
	return ""
}

func yesNo(a request.Answer) string {
	return map[request.Answer]string{request.Yes: "是", request.No: "否"}[a]
}

func (d *Handling) feeRows(ctx context.Context, p *CasePage) (list []feeRow, err error) {
	all, err := cases.FeesOf(ctx, d.DB, p.Case.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		row := feeRow{Amount: figure.Yuan(f.Amount), Measured: measured(f.Basis, f.Parts, f.Already), How: f.PayHow}
		var tiers []request.Tier
		if err := json.Unmarshal([]byte(f.Tiers), &tiers); err != nil {
			return nil, fmt.Errorf("read tiers of %s: %w", f.ID, err)
		}
		row.Tiers = tierLines(f.Basis, tiers)
		switch {
		case f.PaidOn != "":
			row.Said = f.PaidOn + " 已缴，票据 " + f.Receipt
		case p.Clock.FeeUnproved != nil:
			row.Said = "还没有登记送达，缴费期限没有起算，不会期满；送达以后登记"
		case p.Clock.PayBy != 0:
			row.Said = "缴费期限到 " + p.Clock.PayBy.ChineseFull() + "（含当日）"
		case p.Clock.Outcome == request.FeeOverdue:
			row.Said = "逾期未缴，不再处理；要发不再处理告知书（文书 20）"
		}
		list = append(list, row)
	}
	return list, nil
}

func (d *Handling) foundRows(ctx context.Context, p *CasePage) error {
	all, err := cases.Findings(ctx, d.DB, p.Case.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	var ids []string
	for _, f := range all {
		ids = append(ids, f.Person)
	}
	slices.Sort(ids)
	names, err := d.People(ctx, slices.Compact(ids))
	if err != nil {
		return fmt.Errorf("name who has found: %w", err)
	}
	labels := map[string]string{cases.Guidance: "指导和释明", cases.Reasons: "申请人说明的理由", cases.Excessive: "认定数量、频次明显超过合理范围", cases.NoCause: "认定逾期不补正没有正当理由",
		cases.AnsweredAtOnce: "当场答复", cases.ArchivedAs: "归档"}
	for _, f := range all {
		p.Found = append(p.Found, foundRow{Kind: f.Kind, Label: labels[f.Kind], Content: f.Content, Day: calendar.At(f.At.Time).String(), Who: cmp.Or(names[f.Person], f.Person)})
	}
	return nil
}

// unheard lists the hearings without an opinion, and those whose delivery is not
// proved yet, as choices.
func unheard(heard []Heard) (open, unproved []web.Option) {
	for _, h := range heard {
		o := web.Option{Value: h.ID, Label: h.Who + " " + h.Party + "（" + h.AskedOn + " 发出）"}
		if h.Opinion == "" {
			open = append(open, o)
			if h.DeliveredOn == "" {
				unproved = append(unproved, o)
			}
		}
	}
	return open, unproved
}
