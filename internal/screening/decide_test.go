package screening

import (
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

func TestDecide(t *testing.T) {
	reviewer := identity.Actor{ID: "p1", Roles: []identity.Role{identity.Reviewer}}
	clerk := identity.Actor{ID: "p2", Roles: []identity.Role{identity.Clerk}}
	good := Decision{Verdict: Opened, Ground: "个保法 13①", Reason: "处罚决定依法公示"}
	for _, tt := range []struct {
		who     identity.Actor
		brought string
		kind    Kind
		d       Decision
		want    string // the fault's field, "ok" for none
		because string
	}{
		{reviewer, "p2", IDCard, good, "ok", "on a ground, with a reason, by another person"},
		{reviewer, "p2", Phone, Decision{Verdict: Harmless, Reason: "项目编号"}, "ok", "a false alarm needs no ground"},
		{reviewer, "p2", IDCard, Decision{Verdict: Opened, Reason: "公示"}, "ground", "no ground"},
		{reviewer, "p2", IDCard, Decision{Verdict: Opened, Ground: "条例 99", Reason: "公示"}, "ground", "no such article"},
		{reviewer, "p2", IDCard, Decision{Verdict: Opened, Ground: "条例", Reason: "公示"}, "ground", "an act alone is no ground"},
		{reviewer, "p2", IDCard, Decision{Verdict: Opened, Ground: "条例 15", Reason: " "}, "reason", "no reason"},
		{reviewer, "p2", IDCard, Decision{Verdict: Harmless}, "reason", "no reason for a false alarm"},
		{reviewer, "p1", IDCard, good, "verdict", "one's own file"},
		{clerk, "p3", IDCard, good, "", "a clerk does not decide"},
		{reviewer, "p2", SecretMark, good, "verdict", "nothing releases a mark of secrecy"},
		{reviewer, "p2", IDCard, Decision{Verdict: Covered, Ground: "条例 15", Reason: "x"}, "verdict", "covering is done, not declared"},
		{reviewer, "p2", IDCard, Decision{Verdict: "maybe", Reason: "x"}, "verdict", "no such verdict"},
	} {
		got, err := tt.d.Decide(tt.who, tt.brought, tt.kind)
		all := fault.ListOf(err)
		if one := fault.As(err); len(all) == 0 && one != nil {
			all = fault.List{one}
		}
		if tt.want == "ok" {
			if err != nil || got.Verdict != tt.d.Verdict || (got.Ground == "") != (tt.d.Ground == "") {
				t.Errorf("%s: %+v %v", tt.because, got, err)
			}
			continue
		}
		if len(all) != 1 || all[0].Field != tt.want {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
	if len(Releasing()) != 2 {
		t.Error("what releases is a false alarm or a ground")
	}
}

func TestReport(t *testing.T) {
	found := time.Date(2026, 11, 20, 16, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		r       Report
		now     time.Duration
		fields  string
		late    bool
		because string
	}{
		{Report{Secrecy: "当面", Superior: "电话"}, time.Hour, "reported_at", false, "no time"},
		{Report{ReportedAt: found.Add(2 * time.Hour), Secrecy: "当面"}, 3 * time.Hour, "superior", false, "both are told"},
		{Report{ReportedAt: found.Add(2 * time.Hour), Superior: "电话"}, 3 * time.Hour, "secrecy", false, "both are told"},
		{Report{ReportedAt: found.Add(5 * time.Hour), Secrecy: "a", Superior: "b"}, 3 * time.Hour, "reported_at", false, "to come"},
		{Report{ReportedAt: found.Add(-time.Minute), Secrecy: "a", Superior: "b"}, 3 * time.Hour, "reported_at", false, "before it was found"},
		{Report{ReportedAt: found.Add(24 * time.Hour), Secrecy: "a", Superior: "b"}, 30 * time.Hour, "", false, "the 24th hour is in time (保密实施条例 61①)"},
		{Report{ReportedAt: found.Add(24*time.Hour + time.Second), Secrecy: "a", Superior: "b"}, 30 * time.Hour, "", true, "behind it is not"},
		{Report{Secrecy: "a", Superior: "b"}, 25 * time.Hour, "reported_at", true, "missing after 24 hours, whatever day it is"},
	} {
		tt.r.FoundAt = found
		var fields []string
		for _, f := range fault.ListOf(tt.r.Check(found.Add(tt.now))) {
			fields = append(fields, f.Field)
		}
		if got := strings.Join(fields, " "); got != tt.fields || tt.r.Late(found.Add(tt.now)) != tt.late {
			t.Errorf("%s: %q, late %v", tt.because, got, tt.r.Late(found.Add(tt.now)))
		}
	}
}

func TestReadWords(t *testing.T) {
	list, err := ReadWords("# 2026 年\n内部掌握\t保密办\t不得公开清单3\n\n 工作秘密 \n")
	if err != nil || len(list) != 2 || list[0] != (Word{"内部掌握", "保密办", "不得公开清单3"}) || list[1] != (Word{Text: "工作秘密"}) {
		t.Errorf("%v %v", list, err)
	}
	for _, bad := range []string{"", "# 只有注释", "密", strings.Repeat("长", 51), strings.Repeat("词语\n", mostWords+1)} {
		if _, err := ReadWords(bad); err == nil {
			t.Errorf("%.20q was taken", bad)
		}
	}
}

func TestOwnForm(t *testing.T) {
	for v, want := range map[string]string{"138-0013-8000": "13800138000", " Office@Yunxi.example ": "office@yunxi.example", "0571-0000 0000": "", "23800138000": "", "1380013800": "",
		"@yunxi.example": "", "a@b": "", "a b@yunxi.example": "", "a@b@yunxi.example": ""} {
		if got := OwnForm(v); got != want {
			t.Errorf("%q: %q, want %q", v, got, want)
		}
	}
}

func TestMaskedText(t *testing.T) {
	r := Redaction{Strings: []string{"11010519491231002X"}}
	if got := r.MaskedText("证号 110105 1949 1231 002x，其余照旧"); got != "证号 110****2X，其余照旧" {
		t.Error(got)
	}
}
