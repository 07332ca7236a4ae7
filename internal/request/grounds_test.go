package request

import (
	"errors"
	"slices"
	"testing"

	"yangguang/internal/fault"
)

// complete holds what every outcome could ask for.
func complete() Grounds {
	return Grounds{Danger: "公共安全", Interest: "商业秘密", Own: "转送有权机关。", Facts: "事实", Reason: "理由", SecretBasis: "某密〔2024〕1号", Norm: "《统计法》第九条", NormLevel: Statute,
		Discretion: "公开会影响讨论的坦率", MustBeOpen: No, ThirdParty: Objected, ReasonSound: Yes, Separable: No,
		Search: "检索了档案系统", Access: "见附件", Earlier: "r-1", EarlierSame: true, VolumeFacts: "一个月58件", ReasonsAsked: true}
}

func TestGrounds(t *testing.T) {
	for _, o := range Outcomes() {
		g := complete()
		if kinds := Categories(o.Outcome); kinds != nil {
			g.Category = kinds[0]
		}
		switch o.Outcome {
		case Granted:
			g.ThirdParty = Agreed
		case PartlyGranted:
			g.ThirdParty, g.Separable = NotHeard, Yes
		}
		if err := g.Check(o.Outcome); err != nil {
			t.Errorf("%s: everything is there, but %v", o.Outcome, err)
		}
	}
	for _, tt := range []struct {
		outcome Outcome
		spoil   func(*Grounds)
		field   string
		because string
	}{
		{StateSecret, func(g *Grounds) { g.SecretBasis = "" }, "secret_basis", "a secret was made one on some day"},
		{ForbiddenByLaw, func(g *Grounds) { g.NormLevel = LocalRegulation }, "norm_level", "a local regulation cannot forbid"},
		{ForbiddenByLaw, func(g *Grounds) { g.Norm = "" }, "norm", "which clause"},
		{SafetyAndStability, func(g *Grounds) { g.Reason = " " }, "reason", "an empty reason"},
		{SafetyAndStability, func(g *Grounds) { g.Danger = "" }, "danger", "which of the four (B1)"},
		{SafetyAndStability, func(g *Grounds) { g.Danger = "形象" }, "danger", "none of the four"},
		{ThirdPartyRights, func(g *Grounds) { g.Interest = "" }, "interest", "a secret of business or of a person (B2)"},
		{Other, func(g *Grounds) { g.Own = " " }, "own", "no sentence fits all of row 23 (A8)"},
		{ThirdPartyRights, func(g *Grounds) { g.ThirdParty = Agreed }, "third_party", "the third party agreed"},
		{ThirdPartyRights, func(g *Grounds) { g.PublicGood = true }, "public_good", "the public interest outweighs"},
		{ThirdPartyRights, func(g *Grounds) { g.ReasonSound = NotAnswered }, "reason_sound", "somebody must judge the reason"},
		{InternalAffairs, func(g *Grounds) { g.Category = "过程稿" }, "category", "not one of the three"},
		{ProcessInformation, func(g *Grounds) { g.Category = "" }, "category", "one of the four"},
		{ProcessInformation, func(g *Grounds) { g.Category = "过程稿"; g.Discretion = "" }, "discretion", "may is not must"},
		{EnforcementFile, func(g *Grounds) { g.MustBeOpen = NotAnswered }, "must_be_open", "asked first"},
		{EnforcementFile, func(g *Grounds) { g.MustBeOpen = Yes }, "must_be_open", "a rule says it is open"},
		{AdministrativeInquiry, func(g *Grounds) { g.NormLevel = DepartmentRule }, "norm_level", "a rule is too low"},
		{NotHeld, func(g *Grounds) { g.Search = "" }, "search", "not there, but nobody looked"},
		{NotHeld, func(g *Grounds) { g.OtherKnown = Yes }, "other_body", "known, but not named"},
		{NotHeld, func(g *Grounds) { g.OtherKnown = No; g.Reason = "" }, "reason", "not ours, but why"},
		{NotHeld, func(g *Grounds) { g.OtherKnown = No; g.HeldFrom = "society" }, "held_from", "who keeps it answers"},
		{NeedsCreation, func(g *Grounds) { g.Separable = Yes }, "separable", "what can be separated is given"},
		{NeedsCreation, func(g *Grounds) { g.Separable = NotAnswered }, "separable", "asked first"},
		{Petition, func(g *Grounds) { g.Access = "" }, "access", "which way instead"},
		{Repeated, func(g *Grounds) { g.Earlier = "" }, "earlier", "repeated what"},
		{Repeated, func(g *Grounds) { g.EarlierSame = false }, "earlier", "somebody else asked the same"},
		{AbusiveVolume, func(g *Grounds) { g.VolumeFacts = "" }, "volume_facts", "how many"},
		{AbusiveVolume, func(g *Grounds) { g.ReasonsAsked = false }, "reasons_asked", "nobody asked why"},
		{Granted, func(g *Grounds) { g.PublicGood, g.ThirdTold = true, false }, "third_told", "the third party hears of it first"},
		{Granted, func(g *Grounds) {
			g.ThirdTold, g.PublicGood, g.Reason = true, true, "经公开前审查，所申请的信息没有依法不予公开的情形。"
		}, "reason", "条例 15: it is opened although it falls under it"},
		{Granted, func(g *Grounds) { g.ThirdTold = true }, "public_good", "a sound objection stands"},
		{Granted, func(g *Grounds) { g.ThirdParty = Agreed; g.Access = "" }, "access", "granted, but how to get it"},
		{PartlyGranted, func(g *Grounds) { g.ThirdParty = Silent }, "separable", "partly, but not separable"},
	} {
		g := complete()
		if kinds := Categories(tt.outcome); kinds != nil {
			g.Category = kinds[0]
		}
		tt.spoil(&g)
		var list fault.List
		if err := g.Check(tt.outcome); !errors.As(err, &list) || !slices.ContainsFunc(list, func(f *fault.Error) bool {
			return f.Field == tt.field && f.Kind == fault.Unlawful && f.Cite.Check() == nil
		}) {
			t.Errorf("%s (%s): got %v", tt.outcome, tt.because, err)
		}
	}
}

func TestSameAgain(t *testing.T) {
	old := Event{Outcome: ProcessInformation, Basis: "16②"}
	for _, tt := range []struct {
		after     Event
		procedure bool
		warned    bool
		because   string
	}{
		{old, false, true, "the same outcome on the same clause"},
		{old, true, false, "the old one fell for its procedure alone"},
		{Event{Outcome: ProcessInformation, Basis: "16①"}, false, false, "another clause"},
		{Event{Outcome: Granted, Basis: "36(二)"}, false, false, "another outcome"},
	} {
		if got := SameAgain(old, tt.after, tt.procedure); (got != nil) != tt.warned {
			t.Errorf("%s: got %v", tt.because, got)
		}
	}
}
