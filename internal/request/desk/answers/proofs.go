package answers

import (
	"context"

	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Proofs lists what the body has to prove for the answer in hand, should it be
// contested; before there is one, what each outcome would ask for. had reports
// which of both it is.
func (d *Answers) Proofs(_ context.Context, drawn []cases.Letter) (list []request.Proof, had bool, err error) {
	l, ok := Current(drawn)
	if !ok {
		var all []request.Outcome
		for _, o := range request.Outcomes() {
			all = append(all, o.Outcome)
		}
		return request.Grounds{}.Proofs(all...), false, nil
	}
	a, err := d.Answer(l)
	if err != nil {
		return nil, false, err
	}
	outcomes := []request.Outcome{a.Outcome}
	for _, x := range a.Items {
		outcomes = append(append(outcomes, x.Outcome), x.Withheld...)
	}
	return a.Grounds.Proofs(append(outcomes, a.Withheld...)...), true, nil
}
