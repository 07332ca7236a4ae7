package request

import (
	"strings"
	"testing"
)

// TestProofs: what has to be proven per ground (法释〔2025〕8号 5, 6), and what is
// still missing of it.
func TestProofs(t *testing.T) {
	for _, tt := range []struct {
		o       Outcome
		g       Grounds
		cite    string
		says    string
		stands  bool
		because string
	}{
		{Granted, Grounds{Access: "https://zfxxgk.example/1"}, "公开解释 5②(一)", "公开的事实", true, "that it is public, and that the way to it was told"},
		{Granted, Grounds{}, "公开解释 5②(一)", "公开的事实", false, "nothing was told yet"},
		{Granted, Grounds{ThirdParty: Objected, PublicGood: true, Reason: "饮用水安全"}, "公开解释 5②(二)", "公共利益", true, "opened for the public good"},
		{PartlyGranted, Grounds{ThirdParty: Objected, PublicGood: true}, "公开解释 5②(二)", "公共利益", false, "the reason is still missing"},
		{InternalAffairs, Grounds{Category: "后勤管理"}, "公开解释 5②(三)", "人事管理", true, "of the three kinds"},
		{ProcessInformation, Grounds{}, "公开解释 5②(四)", "之前形成", false, "made before the decision"},
		{EnforcementFile, Grounds{Facts: "询问笔录 3 份"}, "公开解释 5②(五)", "执法案卷", true, "made in enforcement and filed"},
		{NotHeld, Grounds{}, "公开解释 5②(六)", "检索", false, "without a record of the search it is missing"},
		{NotHeld, Grounds{Search: "检索 2020 年以来的档案"}, "公开解释 5②(六)", "检索", true, "a reasonable search"},
		{NotHeld, Grounds{OtherKnown: Yes, Facts: "由水务局制作"}, "公开解释 5①", "所根据的事实", true, "where another body answers for it nothing was searched for"},
		{StateSecret, Grounds{SecretBasis: "云密〔2024〕3号"}, "公开解释 6①", "密级标识", true, "the mark, the period"},
		{SafetyAndStability, Grounds{}, "公开解释 6②", "不利影响", false, "what it would do"},
		{ForbiddenByLaw, Grounds{Norm: "档案法第二十八条"}, "公开解释 5①", "条款", true, "the norm"},
		{ThirdPartyRights, Grounds{ThirdParty: Objected}, "公开解释 5①", "征求意见书", true, "who was heard (条例 32)"},
		{ThirdPartyRights, Grounds{Unheard: "公司已经注销"}, "公开解释 5①", "征求意见书", true, "or why nobody could be"},
		{ThirdPartyRights, Grounds{}, "公开解释 5①", "征求意见书", false, "nobody was"},
		{Petition, Grounds{Facts: "要求处理邻里纠纷"}, "公开解释 5①", "所根据的事实", true, "every other outcome: its facts"},
	} {
		list := tt.g.Proofs(tt.o, tt.o)
		if len(list) != 1 {
			t.Fatalf("%s (%s): %v", tt.o, tt.because, list)
		}
		if p := list[0]; p.Cite.Short() != tt.cite || !strings.Contains(p.Proves, tt.says) || (p.Stands != "") != tt.stands {
			t.Errorf("%s (%s): %+v", tt.o, tt.because, p)
		}
	}
	for _, o := range Outcomes() {
		if list := (Grounds{}).Proofs(o.Outcome); len(list) != 1 || list[0].Cite.Check() != nil || list[0].Outcome != o.Label {
			t.Errorf("%s: %+v", o.Outcome, list)
		}
	}
	if list := (Grounds{}).Proofs(Outcome("")); list != nil {
		t.Errorf("no outcome, and %+v is to be proven", list)
	}
}
