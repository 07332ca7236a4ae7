package handle_test

import (
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
)

// asked is an application of whose applicant the reasons were asked for today, by
// 2026-12-04.
func asked(t *testing.T, h *desktest.House, key int) cases.Case {
	return h.Do(t, identity.Clerk, handed(t, h, key), request.ActionAskReasons, "note", "一个月内300件")
}

// trying takes a step that has to be refused, and gives its screen.
func trying(make func(*testing.T, *desktest.House, int) cases.Case, role identity.Role, by request.Action, pairs ...string) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.Try(t, role, make(t, h, key), by, pairs...))
	}
}

// volume drafts that an unusual number is not dealt with, on a day, with what the
// applicant has said of it.
func volume(t *testing.T, h *desktest.House, c cases.Case, day, said string) string {
	h.Stand(day)
	w := h.TryFill(t, c, "abusive_volume 18", values([]string{"reasons_said", said}))
	if w.Code < 400 {
		return "drafted"
	}
	return screen(t, w)
}

// triesOfTheRecord are the tries that bend what the record says happened.
var triesOfTheRecord = []attempt{
	{"T6", "a letter that asks a third party arrives after its day", trying(handed, identity.Clerk, request.ActionConsult, "who", "third", "delivered", "2026-11-19", "proof", "EMS 61"),
		[]string{"早于发出日2026年11月20日", "第三十二条"}, nil},
	{"T6", "and what was typed stays", func(t *testing.T, h *desktest.House, key int) string {
		return h.Try(t, identity.Clerk, handed(t, h, key), request.ActionConsult, "who", "third", "delivered", "2026-11-19", "proof", "EMS 61").Body.String()
	}, []string{`value="EMS 61"`, `value="2026-11-19"`}, nil},
	{"T6", "nor is it put down afterwards", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Clerk, handed(t, h, key), request.ActionConsult, "who", "third")
		h.Stand("2026-11-23")
		return screen(t, h.Try(t, identity.Clerk, c, request.ActionProve, "at", "2026-11-19", "proof", "EMS 62"))
	}, []string{"早于发出日2026年11月20日", "第三十二条"}, nil},
	{"T6", "of a fee too", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Leader, handed(t, h, key), request.ActionFindExcessive, "note", "一个月内300件")
		return screen(t, h.Try(t, identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "31", "delivered", "2026-11-19", "proof", "EMS 63"))
	}, []string{"早于发出日2026年11月20日", "收费办法"}, nil},
	{"T4", "not dealt with on the day the reasons were asked", func(t *testing.T, h *desktest.House, key int) string {
		return volume(t, h, asked(t, h, key), "2026-11-20", "")
	}, []string{"期限到2026年12月4日为止", "第三十五条"}, []string{"drafted"}},
	{"T4", "nor on the last day for them", func(t *testing.T, h *desktest.House, key int) string {
		return volume(t, h, asked(t, h, key), "2026-12-04", "")
	}, []string{"尚未届满"}, []string{"drafted"}},
	{"T4", "on the day after it is", func(t *testing.T, h *desktest.House, key int) string {
		return volume(t, h, asked(t, h, key), "2026-12-07", "")
	}, []string{"drafted"}, nil},
	{"T4", "and once they have come", func(t *testing.T, h *desktest.House, key int) string {
		return volume(t, h, asked(t, h, key), "2026-11-23", "2026年11月23日来信：写论文")
	}, []string{"drafted"}, nil},
	{"T4", "what was drafted is not signed after a later demand", func(t *testing.T, h *desktest.House, key int) string {
		c := asked(t, h, key)
		h.Stand("2026-12-07")
		c = h.FillIn(t, c, "abusive_volume 18", values([]string{"reasons_said", ""}))
		c = h.Do(t, identity.UnitHandler, c, request.ActionPass)
		c = h.Do(t, identity.Reviewer, c, request.ActionPass)
		h.Stand("2026-12-04") // a clock that was set wrong when it was drafted
		return screen(t, h.Try(t, identity.Leader, c, request.ActionSign))
	}, []string{"尚未届满", "第三十五条"}, nil},
	{"D6", "a delay without reasons that were asked for", trying(handed, identity.Leader, request.ActionDelay, "until", "2027-03-31", "note", "数量多", "said", "写论文"),
		[]string{"没有要求过申请人说明理由", "第三十五条"}, nil},
	{"D6", "and a delay without reasons that were given", trying(asked, identity.Leader, request.ActionDelay, "until", "2027-03-31", "note", "数量多", "said", ""),
		[]string{"写明申请人说明的理由"}, nil},
	{"T8", "a third party's rights on an objection that is not sound", func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.TryFill(t, heardOf(t, h, key), "third_party_rights 09a", values([]string{"reason_sound", "no", "harm", "有损害"})))
	}, []string{"第三方的理由不合理", "第三十二条"}, nil},
	{"T8", "the body's own reason of harm carries it", func(t *testing.T, h *desktest.House, key int) string {
		return string(h.FillIn(t, heardOf(t, h, key), "third_party_rights 09a", values([]string{"reason_sound", "no", "harm", "报价构成商业秘密，公开后同行可以据此压价。"})).State)
	}, []string{"drafted"}, nil},
	{"T10", "a consent before the receipt", trying(handed, identity.Leader, request.ActionExtend, "days", "20", "note", "情况复杂", "consented", "2026-11-19"),
		[]string{"同意之日不早于收到申请之日", "第三十三条第二款"}, nil},
}
