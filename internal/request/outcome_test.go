package request

import (
	"strings"
	"testing"
)

// The clauses of the rows which the report's table and this one once cited
// differently, settled by the statute, and the remedy of a row that had two.
func TestClausesOfOutcomes(t *testing.T) {
	for _, tt := range []struct {
		outcome Outcome
		cites   string
		because string
	}{
		{StateSecret, "条例 14、条例 36(三)", "14 forbids opening what is lawfully a state secret; 36(三) is the answer that says so with its reason"},
		{ForbiddenByLaw, "条例 14、条例 36(三)", "14 names what laws and administrative regulations forbid; the answer is 36(三)"},
		{SafetyAndStability, "条例 14、条例 36(三)", "14 names the four dangers in one sentence, without items; the answer is 36(三)"},
		{ThirdPartyRights, "条例 15、条例 32、条例 36(三)", "15 forbids it, 32 says when the third party's objection decides; the answer is 36(三)"},
		{InternalAffairs, "条例 16①、条例 36(三)", "internal affairs stand in the first paragraph of 16; the answer is 36(三)"},
		{ProcessInformation, "条例 16②、条例 36(三)", "process information stands in the second; the answer is 36(三)"},
		{EnforcementFile, "条例 16②、条例 36(三)", "so do enforcement files, in the same sentence; the answer is 36(三)"},
		{StillUnclear, "条例 30、条例 29②(二)", "30 lets it be corrected; unclear is what lacks the description of 29②(二), not the writing of 29① nor the identity of 29②(一)"},
		{FeeOverdue, "条例 42①、收费办法", "42① allows the fee and 42② only says who orders it; that an unpaid application is given up stands in what was ordered"},
		{Reconfirmation, "年报格式", "no clause of the regulation names it, the format alone gives it a row"},
		{Other, "年报格式", "nor what is left over"},
	} {
		rule, ok := OutcomeOf(tt.outcome)
		var cites []string
		for _, r := range rule.Cites {
			cites = append(cites, r.Short())
		}
		if got := strings.Join(cites, "、"); !ok || got != tt.cites {
			t.Errorf("row %d %s (%s): cites %s, want %s", rule.Row, tt.outcome, tt.because, got, tt.cites)
		}
		if noText := tt.cites == "年报格式"; rule.Doubtful != noText {
			t.Errorf("row %d %s (%s): doubtful %v", rule.Row, tt.outcome, tt.because, rule.Doubtful)
		}
	}
	for _, tt := range []struct {
		outcome Outcome
		want    Remedy
		because string
	}{
		{PartlyGranted, RemedyReviewFirst, "refusing a part is refusing (复议法 23①(四)): review first, unless RemedyOf is told that nothing of 14 to 16 is withheld"},
		{Other, RemedyEither, "a letter with this outcome decides on an application (条例 51); a withdrawal counts in the same row and has no letter"},
	} {
		if rule, _ := OutcomeOf(tt.outcome); rule.Remedy != tt.want {
			t.Errorf("row %d %s (%s): remedy %s", rule.Row, tt.outcome, tt.because, rule.Remedy)
		}
	}
}
