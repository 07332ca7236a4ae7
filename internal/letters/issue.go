package letters

import (
	"context"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/letter"
	"yangguang/internal/register"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Drawn is what a new letter is drawn up from. The ledger has checked what it
// says.
type Drawn[O ~string] struct {
	Owner, Body string // the matter it belongs to, and whose letter it is
	Kind        letter.Code
	Outcome     O
	Basis       string
	Says        string // as the ledger encodes it
	To          string // whom it goes to; "" for whom the matter is about
	Seq         int    // of the event it tells of, 0 for none
	Replaces    string // letter it takes the place of, "" for none
}

// Draw makes a draft, sealed but not kept yet.
func (t Table[O]) Draw(tx *act.Tx, v *vault.Vault, who string, x Drawn[O]) (Letter[O], error) {
	l := Letter[O]{ID: sqldb.NewID(), Owner: x.Owner, Body: x.Body, Kind: x.Kind, Outcome: x.Outcome, Basis: x.Basis, State: letter.Draft,
		DraftedBy: who, DraftedAt: sqldb.Time{Time: tx.Now()}, Seq: x.Seq, Replaces: x.Replaces}
	var err error
	if l.Elements, err = v.Seal(x.Says, t.Says(l)); err != nil {
		return l, fmt.Errorf("seal letter: %w", err)
	}
	if l.Addressee, err = v.Seal(x.To, t.To(l)); err != nil {
		return l, fmt.Errorf("seal addressee of a letter: %w", err)
	}
	return l, nil
}

// Issue draws a letter up, signs it under the next number of its body's series
// and keeps it, inside the act that sends it. service says how it reached whom it
// goes to and by what proof, once it has its number; where either is empty, its
// service is recorded later.
func (t Table[O]) Issue(ctx context.Context, tx *act.Tx, v *vault.Vault, series register.Series, who, prefix string, x Drawn[O], service func(no string) (how, proof string)) (Letter[O], error) {
	l, err := t.Draw(tx, v, who, x)
	if err != nil {
		return l, err
	}
	if err := l.Sign(ctx, tx, series, who, prefix); err != nil {
		return l, err
	}
	if how, proof := service(l.No("")); strings.TrimSpace(how) != "" && strings.TrimSpace(proof) != "" {
		if err := l.Serve(l.SignedOn, how, proof); err != nil {
			return l, err
		}
	}
	return l, t.Insert(ctx, tx, l)
}

// Addressee opens whom a letter goes to; "" for whom the matter is about.
func (t Table[O]) Addressee(v *vault.Vault, l Letter[O]) (string, error) {
	plain, err := v.Open(l.Addressee, t.To(l))
	if err != nil {
		return "", fmt.Errorf("open addressee of %s: %w", l.ID, err)
	}
	return plain.Text(), nil
}

// Opened is what a letter says, as the ledger encoded it.
func (t Table[O]) Opened(v *vault.Vault, l Letter[O]) (string, error) {
	plain, err := v.Open(l.Elements, t.Says(l))
	if err != nil {
		return "", fmt.Errorf("open letter %s: %w", l.ID, err)
	}
	return plain.Text(), nil
}
