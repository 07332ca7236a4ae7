package desk

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// Who guesses from everywhere, or at everybody from one network, stands in the way
// of nobody who was there before.
func TestTheRightPersonPasses(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		desk, home := caller{address: "2001:db8::f"}, caller{address: "198.51.100.9"}
		must(h.SignIn(h.ctx, "leader", rightPassword, desk))(t)
		// One guess a name, many names, from one /64: a colleague's, say.
		for i := range account.OfNetwork {
			from := caller{address: "2001:db8::" + string(rune('a'+i%6))}
			if _, err := h.SignIn(h.ctx, "guess"+string(rune('a'+i%26))+string(rune('a'+i/26)), "wrong-password-1", from); !fault.Is(err, fault.Invalid) {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		if _, err := h.SignIn(h.ctx, "guessed", "wrong-password-1", desk); !fault.Is(err, fault.Throttled) {
			t.Errorf("the network goes on guessing: %v", err)
		}
		must(h.SignIn(h.ctx, "leader", rightPassword, desk))(t)
		must(h.SignIn(h.ctx, "editor", rightPassword, caller{address: "2001:db8:0:1::1"}))(t)

		// Many guesses at one name from many networks.
		for i := range account.FromUnknown {
			if _, err := h.SignIn(h.ctx, "leader", "wrong-password-1", caller{address: fmt.Sprintf("2001:db8:1:%x::1", i)}); !fault.Is(err, fault.Invalid) {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		if _, err := h.SignIn(h.ctx, "leader", "wrong-password-1", caller{address: "2001:db8:2::1"}); !fault.Is(err, fault.Throttled) {
			t.Errorf("guessing goes on from yet another network: %v", err)
		}
		must(h.SignIn(h.ctx, "leader", rightPassword, desk))(t)
		h.kit.Clock.Advance(time.Second)
		must(h.SignIn(h.ctx, "leader", rightPassword, home))(t)
	})
}

// resets has one administrator ask and another confirm, and gives the link's secret
// and the code.
func (h *house) resets(t *testing.T, person string) (secret, code string) {
	t.Helper()
	code = must(h.AskReset(h.ctx, h.as(t, "security"), h.a, person, "本人当面说明忘记口令"))(t)
	return strings.TrimPrefix(must(h.Reset(h.ctx, h.as(t, "auditor"), h.a, person))(t), setupPath), code
}

// No administrator becomes another person: who asks has a code and no link, who
// confirms a link and no code, the person is written to, and until it is confirmed
// everything stays as it was.
func TestAResetTakesTwo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sec, aud, victim := h.as(t, "security"), h.as(t, "auditor"), h.people["leader"]
		var told []string
		h.mail = func(_ context.Context, _ *act.Tx, _, to, subject, _ string) error {
			told = append(told, to+" "+subject)
			return nil
		}
		if _, err := h.Reset(h.ctx, aud, h.a, victim); !fault.Is(err, fault.Conflict) {
			t.Errorf("nobody has asked: %v", err)
		}
		if _, err := h.AskReset(h.ctx, sec, h.a, victim, " "); fault.As(err) == nil || fault.As(err).Field != "reset_reason" {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := h.AskReset(h.ctx, sec, h.a, sec.ID, "忘记了口令"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("one's own: %v", err)
		}
		code := must(h.AskReset(h.ctx, sec, h.a, victim, "本人当面说明手机遗失"))(t)
		must(h.SignIn(h.ctx, "leader", rightPassword, here))(t)
		for because, who := range map[string]identity.Actor{"who asked": sec, "the person": h.as(t, "leader"), "no administrator": h.as(t, "editor"), "another body's": h.as(t, "security-b")} {
			if _, err := h.Reset(h.ctx, who, h.a, victim); err == nil {
				t.Errorf("%s confirms", because)
			}
		}
		link := must(h.Reset(h.ctx, aud, h.a, victim))(t)
		secret := strings.TrimPrefix(link, setupPath)
		if _, err := h.SignIn(h.ctx, "leader", rightPassword, here); !fault.Is(err, fault.Invalid) {
			t.Errorf("the old password after it: %v", err)
		}
		mine := setUp{Password: "Brook-stone-77", Repeat: "Brook-stone-77"}
		for because, c := range map[string]string{"who confirmed has no code": "", "guesses one": "AAAAAAAAAA"} {
			mine.Code = c
			if err := h.SetUp(h.ctx, secret, "", mine); fault.As(err) == nil || fault.As(err).Field != "setup_code" {
				t.Errorf("%s: %v", because, err)
			}
		}
		if err := h.SetUp(h.ctx, code, "", mine); !fault.Is(err, fault.NotFound) {
			t.Errorf("who asked has no link: %v", err)
		}
		mine.Code = strings.ToLower(code[:5]) + " " + code[5:]
		if err := h.SetUp(h.ctx, secret, "", mine); err != nil {
			t.Errorf("the person with both: %v", err)
		}
		if len(told) != 2 || !strings.HasPrefix(told[0], "leader@example.gov.cn 有人申请重置") || !strings.HasPrefix(told[1], "leader@example.gov.cn 您的登录已经重置") {
			t.Errorf("the person was told %q", told)
		}
		var stored string
		if err := h.db.QueryRowContext(h.ctx, `SELECT code_hash FROM setup_token WHERE code_hash <> ''`).Scan(&stored); err != nil || strings.Contains(strings.ToUpper(stored), code) {
			t.Errorf("the code stands open: %v", err)
		}
		must(h.AskReset(h.ctx, sec, h.a, victim, "本人当面说明手机遗失"))(t)
		h.kit.Clock.Advance(24 * time.Hour)
		if _, err := h.Reset(h.ctx, aud, h.a, victim); !fault.Is(err, fault.Conflict) {
			t.Errorf("a day later: %v", err)
		}
		if h.acts(t, "account.reset_ask") != 2 || h.acts(t, "account.person_reset") != 1 {
			t.Error("the audit log does not hold both steps")
		}
	})
}
