package request

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/flow"
	"yangguang/internal/identity"
)

func TestReleaseLife(t *testing.T) {
	if err := ReleaseLife().Check(); err != nil {
		t.Fatal(err)
	}
	// The strings stand in databases since the first release.
	if got := ReleaseLife().All(); !slices.Equal(got, []ReleaseState{"draft", "passed", "returned", "public", "withdrawn"}) {
		t.Errorf("states: %q", got)
	}
	another := func(guard string) bool { return guard == NotDrafter }
	for _, tt := range []struct {
		from    ReleaseState
		by      ReleaseAction
		who     identity.Role
		holds   func(string) bool
		to      ReleaseState
		kind    fault.Kind
		because string
	}{
		{ReleaseDraft, PassRelease, identity.Reviewer, another, ReleasePassed, 0, "somebody else has read it"},
		{ReleaseDraft, PassRelease, identity.Leader, another, ReleasePassed, 0, "the head may, too"},
		{ReleaseDraft, PassRelease, identity.Reviewer, nil, "", fault.Unlawful, "whoever drafted does not review"},
		{ReleaseDraft, PassRelease, identity.Clerk, another, "", fault.Forbidden, "who prepares is no reviewer"},
		{ReleaseDraft, PublishRelease, identity.System, nil, "", fault.Conflict, "nothing is public unreviewed"},
		{ReleaseDraft, WithdrawRelease, identity.Leader, nil, "", fault.Conflict, "what was never passed is returned"},
		{ReleaseReturned, PassRelease, identity.Reviewer, another, "", fault.Conflict, "it is prepared anew"},
		{ReleasePassed, PublishRelease, identity.System, nil, ReleasePublic, 0, "its days are over"},
		{ReleasePassed, PublishRelease, identity.Leader, nil, "", fault.Forbidden, "nobody shortens the days"},
		{ReleasePassed, WithdrawRelease, identity.Leader, nil, ReleaseWithdrawn, 0, "found wrong in time"},
		{ReleasePublic, WithdrawRelease, identity.Reviewer, nil, ReleaseWithdrawn, 0, "found wrong too late"},
		{ReleaseWithdrawn, PublishRelease, identity.System, nil, "", fault.Conflict, "what was withdrawn stays so"},
	} {
		step, err := ReleaseLife().Allow(tt.from, tt.by, tt.holds, tt.who)
		if tt.to == "" {
			if !errors.Is(err, flow.ErrNotAllowed) || !fault.Is(err, tt.kind) {
				t.Errorf("%s of a text that is %s by %s (%s): got %v", tt.by, tt.from, tt.who, tt.because, err)
			}
			continue
		}
		if err != nil || step.To != tt.to {
			t.Errorf("%s of a text that is %s by %s (%s): got %q, %v", tt.by, tt.from, tt.who, tt.because, step.To, err)
		}
	}
	for s, ends := range map[ReleaseState]bool{ReleaseDraft: false, ReleasePassed: false, ReleasePublic: false, ReleaseReturned: true, ReleaseWithdrawn: true} {
		if s.Ends() != ends {
			t.Errorf("a text that is %s ends: %t", s, s.Ends())
		}
	}
}

func TestLeaks(t *testing.T) {
	known := []Known{{"申请人的姓名", "王小溪"}, {"申请人的地址", "文澜路1号2幢"}, {"申请人的邮箱", "wang@yunxi.example"}, {"", "王"}, {"", ""}}
	for _, tt := range []struct {
		text, kind string
		because    string
	}{
		{"改造面积12000平方米，投资3400万元", "", "figures are no persons"},
		{"证号330000199001010000", "身份证号码", "18 figures with a day of birth"},
		{"证号33000019900101001x。", "身份证号码", "an X at the end"},
		{"证号３３００００１９９００１０１００００", "身份证号码", "full width"},
		{"证号330000 19900101 0000", "身份证号码", "spaced"},
		{"证号330000900101001", "身份证号码", "15 figures, of old"},
		{"项目编号330000209913450000", "", "no month 13"},
		{"统一社会信用代码91330100MA2ABCDE3X", "", "an organisation"},
		{"电话13800006021", "手机号码", "mobile"},
		{"电话+86 138-0000-6021", "手机号码", "with the country's number"},
		{"电话0571-0000 0000", "", "an office's telephone"},
		{"办公座机0875-2198298", "", "an office's telephone"},
		{"12345热线", "", "short"},
		{"2026年11月20日答复，文号云建公复〔2026〕131号", "", "a day and a number"},
		{"王小溪申请的信息", "申请人的姓名", "the name"},
		{"王 小·溪申请的信息", "申请人的姓名", "the name, spaced"},
		{"住址文澜路１号２幢", "申请人的地址", "the address in full width"},
		{"发到WANG@yunxi.example", "申请人的邮箱", "case"},
		{"王某申请的信息", "", "one character of a name says nothing"},
	} {
		got := Leaks(tt.text, known)
		if (len(got) > 0) != (tt.kind != "") || len(got) > 0 && got[0].Kind != tt.kind {
			t.Errorf("%s (%s): %v", tt.text, tt.because, got)
		}
		for _, l := range got {
			if strings.Contains(tt.text, l.Text) || !strings.Contains(l.Text, "*") {
				t.Errorf("%s is not covered", l.Text)
			}
		}
	}
}

func FuzzLeaks(f *testing.F) {
	f.Add("证号330000 19900101 001x", "王小溪")
	f.Fuzz(func(t *testing.T, text, name string) {
		for _, l := range Leaks(text, []Known{{"name", name}}) {
			if l.Text == "" {
				t.Error("a leak without a text")
			}
		}
	})
}
