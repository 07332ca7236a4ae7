package letter

import (
	"yangguang/internal/flow"
)

// State is where a letter stands in its life. The strings are stored.
type State string

// The states of a letter. A draft that was returned is not continued: what is
// drafted after it is a letter of its own.
const (
	Draft    State = "draft"
	Returned State = "returned"
	Signed   State = "signed" // it has its number, and was not served yet
	Served   State = "served"
	Voided   State = "voided" // its number stays, with the reason
)

// Action is what somebody does with a letter.
type Action string

// The actions on a letter.
const (
	Pass   Action = "pass" // reviewed, and found good
	Return Action = "return"
	Sign   Action = "sign"
	Serve  Action = "serve"
	Void   Action = "void"
)

// Hand is in which capacity somebody handles a letter. Which role of a body acts
// in which capacity is decided by the ledger the letter belongs to: a receipt is
// signed by whoever registers, an answer by the head.
type Hand string

// The capacities of 公文处理: 审核, 签发, 送达.
const (
	Reviewer Hand = "reviewer"
	Signer   Hand = "signer"
	Server   Hand = "server"
)

// Life is the life of every letter: reviewed, signed and numbered, served, and
// voided where it was wrong. A number once given is never given back.
func Life() flow.Machine[State, Action, Hand] {
	return flow.Machine[State, Action, Hand]{
		Start: Draft,
		Steps: []flow.Step[State, Action, Hand]{
			{From: Draft, Action: Pass, To: Draft, By: Reviewer},
			{From: Draft, Action: Return, To: Returned, By: Reviewer},
			{From: Draft, Action: Return, To: Returned, By: Signer},
			{From: Draft, Action: Sign, To: Signed, By: Signer},
			{From: Signed, Action: Serve, To: Served, By: Server},
			{From: Signed, Action: Void, To: Voided, By: Signer},
			{From: Served, Action: Void, To: Voided, By: Signer},
		},
		States:  map[State]string{Draft: "草稿", Returned: "已退回", Signed: "已签发", Served: "已送达", Voided: "已作废"},
		Actions: map[Action]string{Pass: "审核通过", Return: "退回", Sign: "签发", Serve: "送达", Void: "作废"},
		Roles: func(h Hand) string {
			return map[Hand]string{Reviewer: "审核人", Signer: "签发人", Server: "送达人"}[h]
		},
	}
}

// Label is the state's Chinese name.
func (s State) Label() string { return Life().StateLabel(s) }

// Take is the state an action leads to, done in one capacity. What the life of a
// letter does not allow is the refusal of flow.Machine.Next.
func (s State) Take(by Action, hand Hand) (State, error) {
	step, err := Life().Next(s, by, hand)
	if err != nil {
		return s, err
	}
	return step.To, nil
}
