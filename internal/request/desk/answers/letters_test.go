package answers_test

import (
	"strings"
	"testing"

	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
)

// Every outcome is answered with each kind of its letters, for the first time
// and anew, and what is printed says so.
func TestEveryOutcomeHasItsLetter(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for i, option := range answers.Choices(false) {
			c := h.Came(t, i, cases.Forms()[i%len(cases.Forms())])
			c = h.Signed(t, h.FillIn(t, c, option.Value, nil))
			l, _ := answers.Current(h.LettersOf(t, c))
			if l.Kind != answers.Chosen(option.Value).Kind || l.State != "signed" {
				t.Errorf("%s: %s %s", option.Label, l.Kind, l.State)
			}
			h.Check(t, c, l)
		}
	})
}

func TestEveryOutcomeIsAnsweredAnew(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for i, option := range answers.Choices(true) {
			if option.Value == "correction_overdue 28:20" || option.Value == "fee_overdue 28:20" {
				continue // the days to correct or to pay are over, and cannot lapse again
			}
			c := h.Came(t, i, cases.Forms()[0])
			c = h.Served(t, h.Signed(t, h.FillIn(t, c, "petition 15", nil)))
			c = h.Ordered(t, c)
			c = h.Signed(t, h.FillIn(t, c, option.Value, nil))
			all := h.LettersOf(t, c)
			l, _ := answers.Current(all)
			a, err := h.Answers.Answer(l)
			if err != nil || l.Kind != "28" || !strings.Contains(a.Elements[request.EarlierAnswer], "不作为政府信息公开申请处理告知书") || l.Replaces == "" {
				t.Errorf("%s: %v %q %s", option.Label, err, a.Elements[request.EarlierAnswer], l.Kind)
			}
			h.Check(t, c, l)
		}
	})
}
