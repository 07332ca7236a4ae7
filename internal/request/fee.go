package request

import (
	"fmt"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Tier is one step of the information-processing fee, in 分: the parts numbered
// From to To, how many of them are charged, and at what each.
type Tier struct {
	From    int   `json:"from"`
	To      int   `json:"to"`
	Count   int   `json:"count"`
	FenEach int64 `json:"fen_each"`
	Fen     int64 `json:"fen"`
}

// Fee is an amount with the steps that make it up.
type Fee struct {
	Fen   int64  `json:"fen"`
	Tiers []Tier `json:"tiers"`
}

// step is a row of the tariff: parts from first on cost fen each; where every
// is set, the price rises by rise for each further so many parts.
type step struct {
	first     int
	fen, rise int64
	every     int
}

// The most parts a fee is calculated for; more is a slip of the pen.
const (
	MostItems = 10_000
	MostPages = 1_000_000
)

// FeeCite is what a fee rests on: only applications whose number or frequency
// is clearly beyond reason may be charged, after that has been found in writing.
func FeeCite() []law.Ref {
	return []law.Ref{law.Art("条例", 42).Para(1), law.Art("收费办法", 0)}
}

// FeeSince is the day from which the tariff applies.
func FeeSince() calendar.Day { return feeInForce }

// FreeItems is how many applications of one applicant in a calendar month can
// never be charged for by item.
func FreeItems() int { return itemTariff()[1].first - 1 }

// itemTariff (按件): the first ten applications of a calendar month are free,
// the next twenty cost 100 元, then every ten cost 100 元 more.
func itemTariff() []step {
	return []step{{first: 1}, {first: 11, fen: 100_00}, {first: 31, fen: 200_00, rise: 100_00, every: 10}}
}

// pageTariff (按量): thirty pages are free, then 10, 20 and 40 元 a page.
func pageTariff() []step {
	return []step{{first: 1}, {first: 31, fen: 10_00}, {first: 101, fen: 20_00}, {first: 201, fen: 40_00}}
}

// ItemFee is the fee for n applications (or their smallest reasonable parts) of
// one applicant, when already of them have been counted in the same calendar
// month.
func ItemFee(already, n int) (Fee, error) {
	if n < 0 || already < 0 || already+n > MostItems {
		return Fee{}, fault.Field("items", fmt.Sprintf("件数应当在0至%d之间。", MostItems))
	}
	return charge(itemTariff(), already+1, already+n), nil
}

// PageFee is the fee for one application answered with n pages (A4 or smaller,
// one side). Pages of several applications are not added up.
func PageFee(n int) (Fee, error) {
	if n < 0 || n > MostPages {
		return Fee{}, fault.Field("pages", fmt.Sprintf("页数应当在0至%d之间。", MostPages))
	}
	return charge(pageTariff(), 1, n), nil
}

// ItemTiers and PageTiers are the tariff as a table: as many tiers as are told
// before the price only goes on rising.
func ItemTiers() []Tier { f, _ := ItemFee(0, 50); return f.Tiers }

// PageTiers is the tariff by pages.
func PageTiers() []Tier { f, _ := PageFee(201); return f.Tiers }

// charge adds up the tiers that parts from to to fall in.
func charge(tariff []step, from, to int) Fee {
	fee := Fee{Tiers: []Tier{}}
	for i, s := range tariff {
		end := to
		if i+1 < len(tariff) {
			end = tariff[i+1].first - 1
		}
		width := end - s.first + 1
		if s.every > 0 {
			width = s.every
		}
		for first, each := s.first, s.fen; first <= end && first <= to; first, each = first+width, each+s.rise {
			a, b := max(first, from), min(first+width-1, to)
			if a > b {
				continue
			}
			t := Tier{From: a, To: b, Count: b - a + 1, FenEach: each, Fen: int64(b-a+1) * each}
			fee.Fen += t.Fen
			fee.Tiers = append(fee.Tiers, t)
		}
	}
	return fee
}

// ChargedTwice is the refusal, as Unlawful, of a second notice of a fee: an
// application is charged by item or by page, once.
func ChargedTwice() error {
	return &fault.Error{Kind: fault.Unlawful, Message: "这件申请已经发过收费通知；按件、按量选一种，一件申请不重复收费", Cite: law.Art("收费办法", 0)}
}

// Chargeable refuses, as Unlawful, the notice of a fee of nothing, counted by
// page or by item.
func (f Fee) Chargeable(byPage bool) error {
	if f.Fen != 0 {
		return nil
	}
	upTo := fmt.Sprintf("同一申请人一个自然月内 %d 件以内", FreeItems())
	if byPage {
		upTo = "30 页以内"
	}
	return &fault.Error{Kind: fault.Unlawful, Cite: law.Art("收费办法", 0), Message: "按标准算出来是 0 元（" + upTo + "不收费），不发收费通知"}
}

// FeeLapsed refuses, as Unlawful, to end an application for want of a fee on a
// day on which the clock has not.
func (c Clock) FeeLapsed(today calendar.Day) error {
	switch {
	case c.End != 0:
		return nil
	case c.Provisional && c.PayBy < today:
		return &fault.Error{Kind: fault.Unlawful, Message: "缴费期限落在还没有放假安排的年份，是暂定的，不能据此终止；录入放假安排后再办", Cite: law.Art("收费办法", 0)}
	}
	return &fault.Error{Kind: fault.Unlawful, Message: "缴费期限到" + c.PayBy.Chinese() + "为止，尚未届满", Cite: law.Art("收费办法", 0)}
}
