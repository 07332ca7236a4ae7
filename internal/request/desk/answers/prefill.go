package answers

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// The kinds of hearings.
const (
	ThirdParty  = "third" // 条例 32
	JointAgency = "joint" // the information was made together (34)
	OtherAgency = "organ" // it concerns another organ (11)
)

// Prefill puts into the form of an answer what the hearings and findings of the
// case already say, as far as its outcome asks for it.
func (d *Answers) Prefill(ctx context.Context, c cases.Case, a Answer, form url.Values) error {
	if a.Outcome == request.AbusiveVolume {
		return d.prefillVolume(ctx, c, form)
	}
	if a.Outcome != request.Granted && a.Outcome != request.PartlyGranted && a.Outcome != request.ThirdPartyRights {
		return nil
	}
	all, err := cases.HearingsOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	third := map[request.Opinion]bool{}
	sound, good := request.NotAnswered, false
	for _, h := range all {
		if h.Kind != ThirdParty {
			continue
		}
		third[h.Opinion] = true
		good = good || h.PublicGood == request.Yes
		if h.ReasonSound == request.Yes || sound == "" {
			sound = h.ReasonSound
		}
	}
	// One who objects outweighs those who do not; who has not answered is silent.
	switch {
	case len(third) == 0:
		return nil
	case third[request.Objected]:
		form.Set("third_party", string(request.Objected))
		form.Set("reason_sound", string(sound))
	case third[request.Silent] || third[request.NotHeard]:
		form.Set("third_party", string(request.Silent))
	default:
		form.Set("third_party", string(request.Agreed))
	}
	if good {
		form.Set("public_good", string(request.Yes))
		if g := (request.Grounds{ThirdParty: request.Opinion(form.Get("third_party")), PublicGood: true}); g.Overrides(a.Outcome, a.code()) != nil {
			form.Set(string(request.Reason), "") // what the template begins with is said of what nobody objects to
		}
	}
	return nil
}

// prefillVolume is prefill for an unusual number: whether reasons were asked for,
// and what was found of it.
func (d *Answers) prefillVolume(ctx context.Context, c cases.Case, form url.Values) error {
	_, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return err
	}
	var told []string
	for i, x := range had {
		if x.Event.Type == request.ReasonsAsked && !slices.Contains(clock.Undone, i) {
			form.Set("reasons_asked", string(request.Yes))
			told = append(told, x.Note)
		}
	}
	found, err := cases.Findings(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	for _, f := range found {
		if f.Kind == cases.Excessive {
			told = append(told, f.Content)
		}
	}
	form.Set("volume_facts", strings.Join(told, "\n"))
	return nil
}
