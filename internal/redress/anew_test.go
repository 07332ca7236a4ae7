package redress

import (
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// TestOrderWithoutTerm: what is ordered without a term has the one of the law, by
// the day the order took effect.
func TestOrderWithoutTerm(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		kind     Kind
		apart    bool
		events   []string
		due      string
		cite     string
		doubtful bool
		because  string
	}{
		{Review, false, []string{"2026-07-01 accepted", "2026-07-20 decided review_revoked orders"}, "2026-08-17", "复议法实施条例 58①", false, "an application has a term of law: twenty working days (条例 33②)"},
		{Review, false, []string{"2026-05-01 accepted", "2026-06-01 decided review_revoked orders"}, "2026-06-30", "条例 33②", true, "the same before the regulation, not certain"},
		{Review, true, []string{"2026-07-01 accepted", "2026-07-20 decided review_revoked orders"}, "2026-09-18", "复议法实施条例 58①", false, "published information has none: sixty natural days"},
		{Review, true, []string{"2026-07-01 accepted", "2026-07-20 decided review_revoked orders 15"}, "2026-08-04", "复议法 64①", false, "fifteen where the decision says so, in its own unit"},
		{Review, true, []string{"2026-07-01 accepted", "2026-07-20 decided review_revoked orders 15 working"}, "2026-08-10", "复议法 64①", false, "working days where it says so"},
		{Review, true, []string{"2026-05-01 accepted", "2026-06-01 decided review_revoked orders"}, "", "复议法 64①", false, "before the regulation nobody set one"},
		{Review, true, []string{"2026-07-01 accepted", "2026-07-20 decided review_perform"}, "", "复议法实施条例 58①", false, "58① is about acts that were revoked, not about performing"},
		{Suit, false, []string{"2026-02-01 accepted", "2026-06-30 judged suit_revoked orders", "2026-07-16 effective"}, "2026-08-13", "公开解释 11", false, "a judgment: twenty working days"},
		{Suit, false, []string{"2025-02-01 accepted", "2025-04-30 judged suit_revoked orders", "2025-05-16 effective"}, "2025-06-16", "条例 33②", true, "before 2025-06-01 by the term of the application"},
		{Suit, true, []string{"2026-02-01 accepted", "2026-06-30 judged suit_revoked orders", "2026-07-16 effective"}, "", "行诉法 70", false, "and over publication none is set"},
	} {
		c := Replay(cal, History{Kind: tt.kind, Apart: tt.apart, Events: told(t, tt.events...), AsOf: on(t, "2026-11-20")})
		if c.Order < 0 || len(c.Refused) > 0 {
			t.Fatalf("%v (%s): no order, %v", tt.events, tt.because, c.Refused)
		}
		if x := c.Runs[c.Order]; x.Due.String() != tt.due || x.Cite.Short() != tt.cite || x.Doubtful != tt.doubtful {
			t.Errorf("%v (%s): due %s by %s, doubtful %t; want %s by %s, %t", tt.events, tt.because, x.Due, x.Cite.Short(), x.Doubtful, tt.due, tt.cite, tt.doubtful)
		}
	}
	for _, r := range AnewRules() {
		if err := r.Cite.Check(); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

// TestAppear: one or two of the body's own staff appear, not a lawyer alone.
func TestAppear(t *testing.T) {
	for _, tt := range []struct {
		kind    Kind
		at      string
		staff   string
		refused string
		because string
	}{
		{Review, "2026-07-01", "", "实施条例》第十八条第二款", "实施条例 18②: somebody of the staff has to appear"},
		{Review, "2026-07-01", "周敏", "", "one"},
		{Review, "2026-07-01", "周敏 李复核", "", "or two"},
		{Review, "2026-07-01", "周敏 李复核 王局", "实施条例》第十八条第二款", "not three"},
		{Review, "2026-06-30", "", "", "before the regulation took effect nobody asked"},
		{Suit, "2026-06-30", "", "行政诉讼法》第三条第三款", "行诉法 3③: the head or somebody of the staff, at any time"},
		{Suit, "2026-06-30", "周敏", "", "one is enough"},
	} {
		err := Appear(tt.kind, on(t, tt.at), strings.Fields(tt.staff))
		if (err == nil) != (tt.refused == "") || err != nil && !strings.Contains(fault.As(err).Error()+fault.As(err).Cite.Full(), tt.refused) {
			t.Errorf("%s %s %q (%s): %v", tt.kind, tt.at, tt.staff, tt.because, err)
		}
	}
}

// TestSlightlyUnlawful: a term or a service that was slightly unlawful is found
// unlawful, and counts as corrected (实施条例 59, 复议法 65).
func TestSlightlyUnlawful(t *testing.T) {
	c := Replay(calendar.New(), History{Kind: Review, Events: told(t, "2026-07-01 accepted", "2026-08-20 decided review_unlawful_slightly"), AsOf: on(t, "2026-11-20")})
	if got, ok := c.Counts(2026); !ok || got != Corrected {
		t.Errorf("counts as %s", got)
	}
}
