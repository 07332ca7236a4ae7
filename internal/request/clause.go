package request

import (
	"slices"

	"yangguang/internal/law"
)

// clause is a place in the table of what a clock can rest on besides the basis
// of a decision. A replay keeps places, not citations: it runs a thousand times
// for a queue, and the citations are wanted for one case.
type clause uint8

const (
	clauseReceipt clause = iota
	clauseInPerson
	clauseMail
	clauseConfirmed
	clauseReply
	clauseCorrection
	clauseThirdParty
	clauseOrgan
	clauseOtherOrgan
	clauseHearing
	clauseVolume
	clauseFee
	clauseTariff
	clauseReview
	clauseJudgment
)

var clauseRefs = [...]law.Ref{
	clauseReceipt:    law.Art("条例", 31),
	clauseInPerson:   law.Art("条例", 31).At(1),
	clauseMail:       law.Art("条例", 31).At(2),
	clauseConfirmed:  law.Art("条例", 31).At(3),
	clauseReply:      law.Art("条例", 33).Para(2),
	clauseCorrection: law.Art("条例", 30),
	clauseThirdParty: law.Art("条例", 32),
	clauseOrgan:      law.Art("条例", 34),
	clauseOtherOrgan: law.Art("条例", 11).Para(1),
	clauseHearing:    law.Art("条例", 33).Para(3),
	clauseVolume:     law.Art("条例", 35),
	clauseFee:        law.Art("条例", 42).Para(1),
	clauseTariff:     law.Art("收费办法", 0),
	clauseReview:     law.Art("复议法", 64).Para(1),
	clauseJudgment:   law.Art("行诉法", 70),
}

// clauses are the places a clock rests on, in the order in which they came up,
// and what its decisions named.
type clauses struct {
	places [len(clauseRefs)]clause
	n      int
	basis  []law.Ref
}

// add puts clauses on the list, each once.
func (c *clauses) add(list ...clause) {
	for _, x := range list {
		if !slices.Contains(c.places[:c.n], x) {
			c.places[c.n] = x
			c.n++
		}
	}
}

// Clauses lists what the clock rests on: receipt, term, what happened to it,
// and the basis of each decision.
func (c Clock) Clauses() []law.Ref {
	refs := make([]law.Ref, 0, c.clauses.n+len(c.clauses.basis))
	for _, x := range c.clauses.places[:c.clauses.n] {
		refs = append(refs, clauseRefs[x])
	}
	for _, ref := range c.clauses.basis {
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}
