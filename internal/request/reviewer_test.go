package request

import (
	"strings"
	"testing"
)

// Whom an applicant turns to for review, by what kind of body has answered: the
// wanted authorities are those of the statute, read by hand.
func TestReviewers(t *testing.T) {
	for _, tt := range []struct {
		kind        BodyKind
		by          string
		cite, since string
		because     string
	}{
		{Department, "本级人民政府", "复议法 24①(一)", "2024-01-01", "since 2024 a department is no longer reviewed by the department above it"},
		{Government, "上一级人民政府", "复议法 24①(二)", "2024-01-01", "of a township too: the county"},
		{Provincial, "作出行政行为的省、自治区、直辖市人民政府", "复议法 24②", "2024-01-01", "a province reviews itself, 26 leads on"},
		{DispatchedAgency, "设立它的人民政府", "复议法 24①(三)", "2024-01-01", "a sub-district office: not the government above the one that has set it up"},
		{Prefectural, "省、自治区人民政府设立的派出机关（行政公署）", "复议法 24③", "2024-01-01", "a prefecture reviews as a city with districts would"},
		{DispatchedOffice, "设立它的部门的本级人民政府", "复议法 24④", "2024-01-01", "the government of the department, not the department"},
		{DistrictOffice, "设立它的部门的本级人民政府|它所在地的人民政府", "复议法 24④", "2024-01-01", "A14: 也可以 leaves the choice to the applicant, so both are named"},
		{Authorised, "管理它的人民政府，或者管理它的部门的本级人民政府", "复议法 24①(四)", "2024-01-01", "one government, whoever manages it"},
		{InternalUnit, "设立它的行政机关", "复议法实施条例 33", "2026-07-01", "an organ with the duty to review reviews its own unit"},
		{DepartmentUnit, "对设立它的行政机关有管辖权的行政复议机关", "复议法实施条例 33", "2026-07-01", "a local department has no such duty: the government that reviews the department"},
		{StateCouncilOffice, "本部门", "复议法 25(一)", "2024-01-01", "a department of the State Council reviews itself"},
		{StateCouncilBranch, "设立它的国务院部门", "复议法 25(二)", "2024-01-01", "its branches, by laws, regulations or rules in their own name"},
		{StateCouncilMandated, "管理它的国务院部门", "复议法 25(三)", "2024-01-01", "and organisations that it manages"},
		{Vertical, "上一级主管部门", "复议法 27", "2024-01-01", "a tax office is reviewed by the office above it, not by the government beside it"},
		{Justice, "本级人民政府|上一级司法行政部门", "复议法 28", "2024-01-01", "who would review itself: the applicant chooses"},
	} {
		r, ok := ReviewerOf(tt.kind)
		if got := strings.Join(r.By, "|"); !ok || got != tt.by || r.Cite.Short() != tt.cite || r.Since.String() != tt.since || r.Cite.Check() != nil || r.Label == "" {
			t.Errorf("%s: %s is reviewed by %q on %s since %s", tt.because, tt.kind, got, r.Cite.Short(), r.Since)
		}
	}
	if n := len(Reviewers()); n != 15 {
		t.Errorf("%d kinds, 15 are read here", n)
	}
	if _, ok := ReviewerOf("hospital"); ok {
		t.Error("nobody reviews what is no body")
	}
}
