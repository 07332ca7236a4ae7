package flow

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

type (
	state string
	deed  string
	role  string
)

func letter() Machine[state, deed, role] {
	return Machine[state, deed, role]{
		Start: "draft",
		Steps: []Step[state, deed, role]{
			{"draft", "submit", "review", "clerk", Run, law.Art("条例", 45)},
			{"review", "return", "draft", "reviewer", Run, law.Ref{}},
			{"review", "return", "draft", "leader", Run, law.Ref{}},
			{"review", "sign", "signed-off", "leader", Stop, law.Art("条例", 33).Para(2)},
		},
		Guards:  []Guard[state, deed]{{"review", "sign", "not_drafter", "起草人不能签发自己起草的答复书。", law.Art("条例", 45)}},
		States:  map[state]string{"draft": "起草", "review": "审核", "signed-off": "已签发"},
		Actions: map[deed]string{"submit": "提交审核", "return": "退回", "sign": "签发"},
		Roles: func(r role) string {
			return map[role]string{"clerk": "经办", "reviewer": "审查", "leader": "负责人"}[r]
		},
	}
}

func TestNext(t *testing.T) {
	for _, tt := range []struct {
		from    state
		act     deed
		by      []role
		to      state
		kind    fault.Kind
		because string
	}{
		{"draft", "submit", []role{"clerk"}, "review", 0, "the row is there"},
		{"review", "sign", []role{"clerk", "leader"}, "signed-off", 0, "one of several roles is enough"},
		{"review", "sign", []role{"clerk"}, "", fault.Forbidden, "a clerk does not sign, a leader could"},
		{"draft", "sign", []role{"leader"}, "", fault.Conflict, "nobody signs a draft"},
		{"review", "sign", nil, "", fault.Forbidden, "nobody without a role does anything"},
		{"nowhere", "sign", []role{"leader"}, "", fault.Conflict, "an unknown state allows nothing"},
	} {
		step, err := letter().Next(tt.from, tt.act, tt.by...)
		if tt.kind == 0 {
			if err != nil || step.To != tt.to {
				t.Errorf("%s from %s by %v (%s): got %q, %v", tt.act, tt.from, tt.by, tt.because, step.To, err)
			}
			continue
		}
		if !errors.Is(err, ErrNotAllowed) || !fault.Is(err, tt.kind) {
			t.Errorf("%s from %s by %v (%s): got %v", tt.act, tt.from, tt.by, tt.because, err)
		}
	}
	_, err := letter().Next("review", "return", "clerk")
	if got, want := err.Error(), "“退回”需要由“审查”或者“负责人”办理，当前账号没有这个角色。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAllowAsksGuards(t *testing.T) {
	yes, no := func(string) bool { return true }, func(string) bool { return false }
	if _, err := letter().Allow("review", "sign", yes, "leader"); err != nil {
		t.Errorf("the guard holds: %v", err)
	}
	for name, holds := range map[string]func(string) bool{"does not hold": no, "is not answered": nil} {
		_, err := letter().Allow("review", "sign", holds, "leader")
		if !fault.Is(err, fault.Unlawful) || !errors.Is(err, ErrNotAllowed) {
			t.Errorf("a guard that %s must refuse: %v", name, err)
		}
	}
	if _, err := letter().Allow("draft", "submit", nil, "clerk"); err != nil {
		t.Errorf("a row without guards needs no answer: %v", err)
	}
}

func TestOfferAndStates(t *testing.T) {
	m := letter()
	if got := m.Offer("review", "leader", "reviewer"); !slices.Equal(got, []deed{"return", "sign"}) {
		t.Errorf("offer: %v", got)
	}
	if got := m.Offer("review", "clerk"); got != nil {
		t.Errorf("a clerk is offered nothing in review: %v", got)
	}
	if got := m.All(); !slices.Equal(got, []state{"draft", "review", "signed-off"}) {
		t.Errorf("states: %v", got)
	}
	if m.Final("draft") || !m.Final("signed-off") {
		t.Error("only the signed letter is final")
	}
}

func TestCheck(t *testing.T) {
	if err := letter().Check(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		spoil   func(*Machine[state, deed, role])
		want    string
		because string
	}{
		{func(m *Machine[state, deed, role]) {
			m.Steps = append(m.Steps, Step[state, deed, role]{"draft", "submit", "signed-off", "clerk", Run, law.Ref{}})
		}, "two rows for submit", "the same person could end in two places"},
		{func(m *Machine[state, deed, role]) {
			m.Steps = append(m.Steps, Step[state, deed, role]{"lost", "return", "draft", "clerk", Run, law.Ref{}})
		}, "lost cannot be reached", "no row leads there"},
		{func(m *Machine[state, deed, role]) { delete(m.States, "review") }, "state review has no label", "people would see the identifier"},
		{func(m *Machine[state, deed, role]) { delete(m.Actions, "sign") }, "act sign has no label", "a button would have no name"},
		{func(m *Machine[state, deed, role]) { m.Guards[0].From = "draft" }, "guard not_drafter", "the guard would never be asked"},
		{func(m *Machine[state, deed, role]) { m.Guards[0].Message = "" }, "no message", "the person would not be told why"},
	} {
		m := letter()
		tt.spoil(&m)
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.because, err, tt.want)
		}
	}
}

func TestMermaid(t *testing.T) {
	want := `stateDiagram-v2
    draft: 起草
    review: 审核
    signed_off: 已签发
    [*] --> draft
    draft --> review: 提交审核（经办） 条例 45
    review --> draft: 退回（审查、负责人）
    review --> signed_off: 签发（负责人） 条例 33②
    signed_off --> [*]
`
	if got := letter().Mermaid(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
