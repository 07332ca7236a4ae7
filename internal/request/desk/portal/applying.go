package portal

import (
	"context"
	"fmt"

	"yangguang/internal/guide"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Applying is what the guide to a body's information says of applications:
// under which name the body deals with them, how to apply, how long it takes,
// what it costs, and what can be done against an answer.
func (d *Portal) Applying(ctx context.Context, body string) (guide.Applying, error) {
	profile, err := d.Cases.Profile(ctx, d.DB, body)
	if err != nil {
		return guide.Applying{}, err
	}
	apply := guide.Part{ID: "apply", Heading: "怎样申请公开", Lines: request.HowToApply(),
		Buttons: []guide.Link{{Label: "在网上申请", Href: cases.Column + "sq"}, {Label: "查询申请进度", Href: cases.Column + "jd"}}}
	remedies := guide.Part{ID: "remedies", Heading: "不服怎么办", Lines: request.WhatAnswersOffer(profile.Where(false))}
	return guide.Applying{Office: profile.Name, Parts: []guide.Part{apply, limitsPart(), feePart(profile), remedies}}, nil
}

func limitsPart() guide.Part {
	received := guide.Table{Caption: "收到之日怎样确定", Head: []string{"渠道", "哪一天算收到", "依据"}}
	for _, c := range request.Channels() {
		day := "提交或者签收之日"
		if c.Confirms {
			day = "双方确认之日"
		}
		received.Rows = append(received.Rows, []string{c.Label, day, c.Cite.String()})
	}
	limits := guide.Table{Caption: "期限", Head: []string{"事项", "期限", "依据"}}
	for _, l := range request.Limits() {
		term := l.Term.String()
		if l.Doubtful {
			term += "（待核）"
		}
		limits.Rows = append(limits.Rows, []string{l.Label, term, l.Cite.String()})
	}
	return guide.Part{ID: "limits", Heading: "多久答复", Lines: []string{request.WhenAnswered()}, Tables: []guide.Table{received, limits},
		Links: []guide.Link{{Label: "填日期，看哪一天到期", Href: cases.Column + "qx"}}}
}

func feePart(profile cases.Profile) guide.Part {
	p := guide.Part{ID: "fees", Heading: "收费", Lines: []string{request.WhatItCosts()}}
	rows := func(tiers []request.Tier, unit, last string) (out [][]string) {
		for i, t := range tiers {
			span := fmt.Sprintf("第 %d 至 %d %s", t.From, t.To, unit)
			if i == len(tiers)-1 {
				span = fmt.Sprintf("第 %d %s以上%s", t.From, unit, last)
			}
			each := feeText(t.FenEach)
			if t.FenEach > 0 {
				each += "/" + unit
			}
			out = append(out, []string{span, each})
		}
		return out
	}
	p.Tables = []guide.Table{{Caption: "按件：同一申请人一个自然月内累计", Head: []string{"件数", "每件"}, Rows: rows(request.ItemTiers(), "件", "，每增加 10 件提高 100 元"), Numbers: true},
		{Caption: "按量：一件申请的页数，A4 及以下单面算一页", Head: []string{"页数", "每页"}, Rows: rows(request.PageTiers(), "页", ""), Numbers: true}}
	if profile.HowToPay != "" {
		p.Lines = append(p.Lines, "缴纳方式："+profile.HowToPay)
	}
	return p
}

// feeText writes an amount for readers.
func feeText(fen int64) string {
	switch {
	case fen == 0:
		return "免费"
	case fen%100 == 0:
		return fmt.Sprintf("%d 元", fen/100)
	}
	return fmt.Sprintf("%d.%02d 元", fen/100, fen%100)
}
