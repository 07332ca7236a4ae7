package publication

import (
	"fmt"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Withdrawal is why something public is taken down. The strings are stored.
type Withdrawal string

// The reasons of withdrawal.
const (
	Corrected Withdrawal = "corrected" // another text stands in its place
	Revoked   Withdrawal = "revoked"   // the decision was changed, revoked or found unlawful
	Ended     Withdrawal = "ended"     // its time of being shown is over
	Mistaken  Withdrawal = "mistaken"  // it should never have been public
)

// WithdrawalRule is what holds for one reason of withdrawal.
type WithdrawalRule struct {
	Withdrawal Withdrawal
	Label      string // what somebody chooses
	Notice     string // what stands at the address from then on
	Waits      bool   // not before the time it must be shown is over
	Blank      bool   // the text is taken out of the record too; its digest stays
	Cite       law.Ref
}

// Withdrawals are the reasons, those a person chooses from first.
func Withdrawals() []WithdrawalRule {
	return []WithdrawalRule{
		{Revoked, "撤销：所据的决定已变更、撤销或者确认违法、无效", "所据的决定已经变更、撤销或者确认违法、无效", false, false, law.Art("处罚法", 48).Para(2)},
		{Ended, "期满：公示的时间已到", "公示的时间已到", true, false, law.Ref{}},
		{Mistaken, "误发：本来不该公开", "这条信息不应当公开", false, true, law.Art("条例", 15)},
		{Corrected, "更正：由更正后的代替", "已由更正后的信息代替", false, false, law.Art("条例", 6).Para(2)},
	}
}

// WithdrawalOf finds a reason.
func WithdrawalOf(w Withdrawal) (WithdrawalRule, bool) {
	for _, x := range Withdrawals() {
		if x.Withdrawal == w {
			return x, true
		}
	}
	return WithdrawalRule{}, false
}

// Label is the reason in Chinese, "" for none.
func (w Withdrawal) Label() string {
	x, _ := WithdrawalOf(w)
	return x.Label
}

// MayWithdraw refuses to take down what must still be shown. What was revoked or
// should never have been public goes at any time.
func MayWithdraw(cal *calendar.Calendar, k KindRule, w Withdrawal, public, today calendar.Day) error {
	rule, ok := WithdrawalOf(w)
	if !ok {
		return fault.Field("withdrawal", "选择撤下的原因")
	}
	if last := k.Showing.Last(cal, public); rule.Waits && today <= last {
		return &fault.Error{Kind: fault.Unlawful, Field: "withdrawal", Cite: k.Showing.Cite,
			Message: fmt.Sprintf("%s公告不少于%s，要到%s期满，%s以后才能撤下", k.Label, k.Showing.Term, last.Chinese(), last.Chinese())}
	}
	return nil
}
