package request

import (
	"fmt"
	"math/big"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Tier is one step of the information-processing fee, in 分: the parts numbered
// From to To, how many of them are charged, and at what each. Behind the last of
// mostTiers steps one more holds all that is left: FenEach is then what its first
// part costs, FenLast what its last does; elsewhere FenLast is 0.
type Tier struct {
	From    int   `json:"from"`
	To      int   `json:"to"`
	Count   int   `json:"count"`
	FenEach int64 `json:"fen_each"`
	Fen     int64 `json:"fen"`
	FenLast int64 `json:"fen_last,omitempty"`
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

// mostTiers is how many steps are told one by one. The tariff has no upper end,
// and neither has what is calculated by it; only its list ends.
const mostTiers = 10_000

// mostParts is how many parts are looked at at all: far more than have an amount
// that fits, and far fewer than an int counts, so that no sum of places runs over.
const mostParts = 1 << 52

// errTooMuch is a fee that no number here can hold: 92 million billion 元.
func errTooMuch(field string) error {
	return fault.Field(field, "这么多算出来的金额超出能够记录的范围，核对数量。")
}

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
	if n < 0 || already < 0 {
		return Fee{}, fault.Field("items", "件数应当是不小于0的整数。")
	}
	if n > mostParts || already > mostParts {
		return Fee{}, errTooMuch("items")
	}
	fee, ok := charge(itemTariff(), already+1, already+n)
	if !ok {
		return Fee{}, errTooMuch("items")
	}
	return fee, nil
}

// PageFee is the fee for one application answered with n pages (A4 or smaller,
// one side). Pages of several applications are not added up.
func PageFee(n int) (Fee, error) {
	if n < 0 {
		return Fee{}, fault.Field("pages", "页数应当是不小于0的整数。")
	}
	if n > mostParts {
		return Fee{}, errTooMuch("pages")
	}
	fee, ok := charge(pageTariff(), 1, n)
	if !ok {
		return Fee{}, errTooMuch("pages")
	}
	return fee, nil
}

// ItemTiers and PageTiers are the tariff as a table: as many tiers as are told
// before the price only goes on rising.
func ItemTiers() []Tier { f, _ := ItemFee(0, 50); return f.Tiers }

// PageTiers is the tariff by pages.
func PageTiers() []Tier { f, _ := PageFee(201); return f.Tiers }

// charge adds up the tiers that parts from to to fall in; false where the amount
// is too large for an int64.
func charge(tariff []step, from, to int) (fee Fee, ok bool) {
	fee = Fee{Tiers: []Tier{}}
	sum := new(big.Int)
	add := func(t Tier, amount *big.Int) {
		t.Fen = amount.Int64() // of a sum that fits
		sum.Add(sum, amount)
		fee.Tiers = append(fee.Tiers, t)
	}
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
			if s.rise > 0 && len(fee.Tiers) >= mostTiers && to-a >= width {
				t := Tier{From: a, To: to, Count: to - a + 1, FenEach: each}
				t.FenLast = s.fen + int64((to-s.first)/width)*s.rise
				add(t, new(big.Int).Sub(s.upTo(to), s.upTo(a-1)))
				break
			}
			n := b - a + 1
			add(Tier{From: a, To: b, Count: n, FenEach: each}, new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(each)))
		}
	}
	if !sum.IsInt64() {
		return Fee{}, false
	}
	fee.Fen = sum.Int64()
	return fee, true
}

// upTo is what the parts of a rising step up to one cost.
func (s step) upTo(part int) *big.Int {
	if part < s.first {
		return new(big.Int)
	}
	n := int64(part - s.first + 1)
	whole, left := n/int64(s.every), n%int64(s.every)
	// Σ (fen + k·rise) · every for k < whole, and what is left at the next price.
	total := big.NewInt(whole)
	total.Mul(total, big.NewInt(whole-1)).Div(total, big.NewInt(2)).Mul(total, big.NewInt(s.rise))
	total.Add(total, new(big.Int).Mul(big.NewInt(whole), big.NewInt(s.fen))).Mul(total, big.NewInt(int64(s.every)))
	each := new(big.Int).Add(big.NewInt(s.fen), new(big.Int).Mul(big.NewInt(whole), big.NewInt(s.rise)))
	return total.Add(total, each.Mul(each, big.NewInt(left)))
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
	case c.FeeUnproved != nil:
		return &fault.Error{Kind: fault.Unlawful, Message: "收费通知没有登记送达，缴费期限没有起算，不能终止；先登记送达之日和凭据", Cite: law.Art("收费办法", 0)}
	case c.Provisional && c.PayBy < today:
		return &fault.Error{Kind: fault.Unlawful, Message: "缴费期限落在还没有放假安排的年份，是暂定的，不能据此终止；录入放假安排后再办", Cite: law.Art("收费办法", 0)}
	}
	return &fault.Error{Kind: fault.Unlawful, Message: "缴费期限到" + c.PayBy.Chinese() + "为止，尚未届满", Cite: law.Art("收费办法", 0)}
}

func (r *replay) noticeFee(i int, e *Event) *Note {
	art := law.Art("收费办法", 0)
	due := r.due(e.At)
	switch {
	case e.At < feeInForce:
		return refuse(art, "信息处理费的标准自{day}起施行，在此以前不收费").on(feeInForce)
	case r.fee.open:
		return refuse(art, "已经发出收费通知，尚待缴费")
	case r.correction.open:
		return refuse(art, "等待补正期间不能发出收费通知")
	case due != 0 && e.At > due:
		return refuse(art, "收费通知应当在答复期限内发出，期限已于{day}届满").on(due)
	}
	r.fee = fee{sent: true, open: true, event: int32(i)}
	if e.Delivered != 0 {
		r.fee.run(r, e.Delivered)
	}
	r.clauses.add(clauseFee, clauseTariff)
	return nil
}

// run counts the days to pay from the delivery of the notice; without one they do
// not run.
func (f *fee) run(r *replay, delivered calendar.Day) {
	f.delivered, f.lapse = true, r.cal.Add(delivered, r.terms.fee)
	f.provisional = r.cal.Provisional(delivered, f.lapse)
}

func (r *replay) payFee(e *Event) *Note {
	if !r.fee.open {
		return refuse(law.Art("收费办法", 0), "没有尚待缴费的收费通知")
	}
	r.fee.open, r.fee.paid = false, true
	r.restart(e.At)
	return nil
}
