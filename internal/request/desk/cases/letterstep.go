package cases

import (
	"yangguang/internal/letter"
)

// Take moves a letter on in its life.
func (l *Letter) Take(by letter.Action, hand letter.Hand) (err error) {
	l.State, err = l.State.Take(by, hand)
	return err
}

// Serve records on which day, how, and by what proof a letter reached whom it
// was sent to.
func (l *Letter) Serve(on, how, proof string) error {
	l.ServedOn, l.ServedHow, l.Proof = on, how, proof
	return l.Take(letter.Serve, letter.Server)
}
