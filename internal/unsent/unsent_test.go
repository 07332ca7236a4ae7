package unsent

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func TestKeepable(t *testing.T) {
	got := Keepable(url.Values{"facts": {"经检索，\r\n有三份"}, "password": {"秘密"}, "new_password": {"秘密"}, "form_token": {"x"}, "rev": {"7"}, "code": {"123456"}})
	if len(got) != 1 || got["facts"][0] != "经检索，\r\n有三份" {
		t.Errorf("kept %v: only what a person wrote, no secret and nothing that belongs to this page alone", got)
	}
	if !Keepable(url.Values{"note": {" \n"}}).Empty() || Keepable(url.Values{"note": {"一"}}).Empty() {
		t.Error("a form without a word is empty, with one it is not")
	}
}

func TestKey(t *testing.T) {
	for _, tt := range []struct {
		path string
		form url.Values
		want string
		why  string
	}{
		{"/console/requests/r1/answer", nil, "/console/requests/r1/answer", "one form"},
		{"/console/requests/r1/act", url.Values{"act": {"extend"}}, "/console/requests/r1/act#extend", "several forms go to one address"},
		{"/console/publication/p1", url.Values{"do": {"submit"}}, "/console/publication/p1#submit", "so here"},
	} {
		if got := Key(tt.path, tt.form); got != tt.want {
			t.Errorf("%s: %q", tt.why, got)
		}
	}
	for key, ok := range map[string]bool{"/console/x": true, "": false, "//evil.example": false, "x": false, "/" + strings.Repeat("x", 400): false} {
		if err := CheckKey(key); (err == nil) != ok {
			t.Errorf("%q: %v", key, err)
		}
	}
}

func TestDifferences(t *testing.T) {
	got := Differences(Fields{"facts": {"甲"}, "law": {"一\r\n二"}, "mine": {"只在这里"}}, Fields{"facts": {"乙"}, "law": {"一\n二"}, "kept": {"只在那里"}})
	if fmt.Sprint(got) != "[{facts 甲 乙} {kept  只在那里} {mine 只在这里 }]" {
		t.Errorf("differ in %v: line ends are no difference, a missing field is", got)
	}
}

func TestCheck(t *testing.T) {
	if err := (Fields{"a": {strings.Repeat("字", MostBytes/3+1)}}).Check(); err == nil {
		t.Error("a form beyond the limit was taken")
	}
	if err := (Fields{"a": {"字"}}).Check(); err != nil {
		t.Error(err)
	}
}
