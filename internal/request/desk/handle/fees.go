package handle

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// feeSteps are the steps about the fee.
func (d *Handling) feeSteps() []step {
	return []step{
		{Action: request.ActionFindExcessive, Read: findingExcess, Leads: func(x offered) bool { return !x.Excessive && !x.Charged }, Fields: func(offered) []web.Field {
			return []web.Field{form.Area("note", "认定的根据", "同一申请人申请的数量、频次，为什么明显超过合理范围")}
		}},
		{Action: request.ActionNoticeFee, Read: d.noticing, Leads: func(x offered) bool { return x.Excessive && !x.Charged }, Fields: func(x offered) []web.Field {
			return outside(form.Choice("basis", "计费的方式", "items", "按件", "pages", "按量（页）"),
				form.Number("parts", "件数或者页数", "按件：本件按合理的最小单位算几件；按量：A4 及以下单面为 1 页", "1"), on(x, "发出通知之日"),
				form.Date("delivered", "送达之日（可不填）", "缴费期限从送达的次日起算", ""), form.Text("proof", "送达凭据", "填写了送达之日的，写明邮件号或者回执编号"),
				form.Text("pay", "缴纳方式（可不填）", "不填的，按文书信息里的办法"))
		}},
		{Action: request.ActionPayFee, Read: d.paying, Leads: func(x offered) bool { return x.Clock.End == 0 }, Fields: func(x offered) []web.Field {
			return []web.Field{on(x, "缴费之日"), form.Text("amount", "实收金额（元）", "与通知的数额一致"), form.Text("receipt", "财政票据号", "")}
		}},
		{Action: request.ActionCease, Read: ceasing, Leads: func(x offered) bool { return x.Clock.End != 0 }, Fields: func(offered) []web.Field {
			return []web.Field{form.Text("note", "说明（可不填）", "缴费期限届满仍未缴费的，不再处理")}
		}},
	}
}

func findingExcess(_ context.Context, f *form.Reader, do *stepForm) error {
	do.Keep = find(cases.Excessive, f.Text("note", "写明认定的根据"))
	return nil
}

func ceasing(_ context.Context, f *form.Reader, do *stepForm) error {
	do.Note, do.Keep = f.Note("note"), lapsed
	return nil
}

// FeeOf is the fee an application would cost by the tariff: parts are items, or
// pages. already is how many items of the same applicant count before it in the
// calendar month of its receipt.
func (d *Handling) FeeOf(ctx context.Context, c cases.Case, basis string, parts int) (fee request.Fee, already int, err error) {
	if basis == "pages" {
		fee, err = request.PageFee(parts)
		return fee, 0, err
	}
	if already, err = cases.ItemsBefore(ctx, d.DB, c); err != nil {
		return fee, 0, err
	}
	fee, err = request.ItemFee(already, parts)
	return fee, already, err
}

// noticing is the notice of a fee: of how much, by the tariff.
func (d *Handling) noticing(ctx context.Context, f *form.Reader, do *stepForm) error {
	c := do.Case
	holds, err := cases.Found(ctx, d.DB, c)
	if err != nil {
		return err
	}
	old, err := cases.FeesOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if len(old) > 0 {
		return request.ChargedTwice()
	}
	basis, parts := form.Pick(f, "basis", "选择计费的方式", "items", "pages"), f.Int("parts", "填写件数或者页数，大于 0 的整数")
	do.Event = request.Event{Type: request.FeeNoticed, At: f.Day("at"), Delivered: f.DayOrNone("delivered")}
	if do.Holds, do.Proof = holds, f.Note("proof"); do.Proof != "" {
		do.How = "书面送达"
	}
	if do.Event.Delivered != 0 && do.Proof == "" {
		f.Add("proof", "写明送达的凭据")
	}
	if f.Faults() != nil || parts == 0 {
		if parts == 0 {
			f.Add("parts", "填写件数或者页数，大于 0 的整数")
		}
		return nil
	}
	fee, already, err := d.FeeOf(ctx, c, basis, parts)
	if err != nil {
		if x := fault.As(err); x != nil {
			f.Add("parts", x.Message)
			return nil
		}
		return err
	}
	if err := fee.Chargeable(basis == "pages"); err != nil {
		f := fault.As(err)
		f.Field = string(request.ActionNoticeFee) + "_parts"
		return f
	}
	tiers, err := json.Marshal(fee.Tiers)
	if err != nil {
		return fmt.Errorf("encode tiers: %w", err)
	}
	do.Note = fmt.Sprintf("信息处理费 %s 元（%s）", figure.Yuan(fee.Fen), measured(basis, parts, already))
	do.Says = letter.Content{request.Amount: fmt.Sprintf("%s元（%s）：%s", figure.Yuan(fee.Fen), measured(basis, parts, already), strings.Join(tierLines(basis, fee.Tiers), "；"))}
	if pay := f.Note("pay"); pay != "" {
		do.Says[request.HowToPay] = pay
	}
	n := cases.FeeNotice{Basis: basis, Parts: parts, Already: already, Month: c.ReceivedOn[:min(7, len(c.ReceivedOn))], Amount: fee.Fen, Tiers: string(tiers), PayHow: f.Note("pay")}
	do.Keep = func(ctx context.Context, tx *act.Tx, at cases.Applied) error {
		n.ID, n.Request, n.Seq, n.Person, n.At = sqldb.NewID(), at.Case.ID, at.Seq, at.Person, at.Now
		tx.Detail("fen", n.Amount)
		return cases.InsertFee(ctx, tx, n)
	}
	return nil
}

// tierLines writes out how an amount comes about, step by step.
func tierLines(basis string, tiers []request.Tier) (list []string) {
	unit := map[string]string{"items": "件", "pages": "页"}[basis]
	for _, t := range tiers {
		which := fmt.Sprintf("第%d至%d%s", t.From, t.To, unit)
		if t.From == t.To {
			which = fmt.Sprintf("第%d%s", t.From, unit)
		}
		list = append(list, fmt.Sprintf("%s：%d%s×%s元=%s元", which, t.Count, unit, figure.Yuan(t.FenEach), figure.Yuan(t.Fen)))
	}
	return list
}

func measured(basis string, parts, already int) string {
	if basis == "pages" {
		return fmt.Sprintf("按量，%d页", parts)
	}
	if parts == 1 {
		return fmt.Sprintf("按件，本月第%d件", already+1)
	}
	return fmt.Sprintf("按件，本月第%d至%d件", already+1, already+parts)
}

// fen reads an amount in 元 with at most two decimals.
func fen(text string) (int64, bool) {
	whole, part, _ := strings.Cut(strings.NewReplacer(",", "", "，", "", "元", "", " ", "").Replace(text), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/100-1 || len(part) > 2 {
		return 0, false
	}
	cents := int64(0)
	if part != "" {
		if cents, err = strconv.ParseInt((part + "0")[:2], 10, 64); err != nil || cents < 0 {
			return 0, false
		}
	}
	return n*100 + cents, true
}

// paying is the payment of the fee that was asked for, no more and no less.
func (d *Handling) paying(ctx context.Context, f *form.Reader, do *stepForm) error {
	c := do.Case
	all, err := cases.FeesOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return cases.Stale()
	}
	n := all[len(all)-1]
	if got, ok := fen(f.Value("amount")); !ok {
		f.Add("amount", "填写金额，例如 "+figure.Yuan(n.Amount))
	} else if got != n.Amount {
		f.Add("amount", "通知的数额是 "+figure.Yuan(n.Amount)+" 元，与实收不一致；先核对再登记")
	}
	n.Receipt = f.Text("receipt", "填写财政票据号")
	do.Event = request.Event{Type: request.FeePaid, At: f.Day("at")}
	do.Note = "缴纳 " + figure.Yuan(n.Amount) + " 元，票据 " + n.Receipt
	n.PaidOn = do.Event.At.String()
	do.Keep = func(ctx context.Context, tx *act.Tx, at cases.Applied) error {
		n.PaidSeq = at.Seq
		tx.Detail("fen", n.Amount)
		return cases.UpdateFee(ctx, tx, n)
	}
	return nil
}

// lapsed refuses to end an application for want of a fee before the clock has.
func lapsed(_ context.Context, _ *act.Tx, at cases.Applied) error {
	return at.Clock.FeeLapsed(calendar.At(at.Now.Time))
}
