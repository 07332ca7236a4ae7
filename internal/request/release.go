package request

import (
	"yangguang/internal/flow"
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// ReleaseState is where a text stands by which an answer is made public to
// everybody. The strings are stored.
type ReleaseState string

// The states of a text for the public.
const (
	ReleaseDraft     ReleaseState = "draft"
	ReleaseReturned  ReleaseState = "returned"
	ReleasePassed    ReleaseState = "passed" // waits for its day
	ReleasePublic    ReleaseState = "public"
	ReleaseWithdrawn ReleaseState = "withdrawn"
)

// ReleaseAction is what somebody does with a text for the public.
type ReleaseAction string

// The actions on a text for the public.
const (
	PassRelease     ReleaseAction = "pass"
	ReturnRelease   ReleaseAction = "return"
	PublishRelease  ReleaseAction = "publish" // by the program, on the day
	WithdrawRelease ReleaseAction = "withdraw"
)

// ReleaseLife is the life of a text for the public: somebody else than its
// drafter reviews it, it waits its working days, is public, and can be withdrawn
// before and after. What was returned is prepared anew as another text.
func ReleaseLife() flow.Machine[ReleaseState, ReleaseAction, identity.Role] {
	step := func(from ReleaseState, by ReleaseAction, to ReleaseState, who identity.Role, cite law.Ref) flow.Step[ReleaseState, ReleaseAction, identity.Role] {
		return flow.Step[ReleaseState, ReleaseAction, identity.Role]{From: from, Action: by, To: to, By: who, Cite: cite}
	}
	review := law.Art("条例", 17).Para(2)
	return flow.Machine[ReleaseState, ReleaseAction, identity.Role]{
		Start: ReleaseDraft,
		Steps: []flow.Step[ReleaseState, ReleaseAction, identity.Role]{
			step(ReleaseDraft, PassRelease, ReleasePassed, identity.Reviewer, review),
			step(ReleaseDraft, PassRelease, ReleasePassed, identity.Leader, review),
			step(ReleaseDraft, ReturnRelease, ReleaseReturned, identity.Reviewer, review),
			step(ReleaseDraft, ReturnRelease, ReleaseReturned, identity.Leader, review),
			step(ReleasePassed, PublishRelease, ReleasePublic, identity.System, law.Art("条例", 44).Para(1)),
			step(ReleasePassed, WithdrawRelease, ReleaseWithdrawn, identity.Reviewer, law.Ref{}),
			step(ReleasePassed, WithdrawRelease, ReleaseWithdrawn, identity.Leader, law.Ref{}),
			step(ReleasePublic, WithdrawRelease, ReleaseWithdrawn, identity.Reviewer, law.Ref{}),
			step(ReleasePublic, WithdrawRelease, ReleaseWithdrawn, identity.Leader, law.Ref{}),
		},
		Guards: []flow.Guard[ReleaseState, ReleaseAction]{
			{From: ReleaseDraft, Act: PassRelease, Name: NotDrafter, Message: "准备稿子的人不审核自己的稿子，换一个人审核"},
		},
		States: map[ReleaseState]string{ReleaseDraft: "待审核", ReleaseReturned: "已退回", ReleasePassed: "已通过，待公开",
			ReleasePublic: "已公开", ReleaseWithdrawn: "已撤下"},
		Actions: map[ReleaseAction]string{PassRelease: "审核通过", ReturnRelease: "退回", PublishRelease: "到期公开", WithdrawRelease: "撤下"},
		Roles:   identity.Role.Label,
	}
}

// Label is the state's Chinese name.
func (s ReleaseState) Label() string { return ReleaseLife().StateLabel(s) }

// Ends reports whether nothing can become of a text any more, so that another
// may be prepared in its place.
func (s ReleaseState) Ends() bool { return ReleaseLife().Final(s) }
