package request

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/calendar"
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

// Leak is something in a text for the public that tells who somebody is.
type Leak struct {
	Kind string // in Chinese: 身份证号码, 手机号码, 申请人的姓名
	Text string // covered, but for its first character and its last
}

// Known is what must not stand in a text: the applicant's own data, with the
// word for it.
type Known struct{ Kind, Text string }

// Leaks finds identity numbers and mobile numbers, however they are spaced, and
// what is known of the applicant. It finds too much rather than too little: a
// person then words the text otherwise.
func Leaks(text string, known []Known) (list []Leak) {
	add := func(kind, found string) {
		l := Leak{kind, cover(found)}
		if !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	for _, run := range runs(text) {
		switch digits := strings.TrimSuffix(run, "X"); {
		case len(run) == 18 && len(digits) >= 17 && identityDate(run[:2], run[6:10], run[10:12], run[12:14]):
			add("身份证号码", run)
		case len(run) == 15 && run == digits && identityDate(run[:2], "19"+run[6:8], run[8:10], run[10:12]):
			add("身份证号码", run)
		case mobile(run):
			add("手机号码", run)
		}
	}
	plain := plainText(text)
	for _, k := range known {
		if s := plainText(k.Text); utf8.RuneCountInString(s) >= 2 && strings.Contains(plain, s) {
			add(k.Kind, k.Text)
		}
	}
	return list
}

// plainText leaves out what separates characters, and writes full width as half,
// so that 王 小 溪 is 王小溪.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // full-width forms lie 0xFEE0 above ASCII
			r -= 0xFEE0
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("-—·•_", r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// runs are the rows of figures in a text, across spaces and hyphens; an X may end
// one.
func runs(text string) (list []string) {
	var run []rune
	end := func() {
		if len(run) >= 11 {
			list = append(list, string(run))
		}
		run = nil
	}
	for _, r := range text {
		if r >= '０' && r <= '９' || r == 'Ｘ' || r == 'ｘ' {
			r -= 0xFEE0
		}
		switch {
		case r >= '0' && r <= '9':
			run = append(run, r)
		case (r == 'X' || r == 'x') && len(run) == 17:
			run = append(run, 'X')
			end()
		case r == ' ' || r == '-' || r == '\u3000' || unicode.Is(unicode.Cf, r):
		default:
			end()
		}
	}
	end()
	return list
}

// identityDate reports whether province and day of birth can be those of a
// person.
func identityDate(province, year, month, day string) bool {
	if province < "11" || province > "83" {
		return false
	}
	d, err := calendar.Parse("2000-" + month + "-" + day) // a leap year knows every day
	return err == nil && d != 0 && year >= "1900" && year <= "2099"
}

// mobile reports a mobile number, with or without the country's.
func mobile(run string) bool {
	run = strings.TrimPrefix(run, "0086")
	if len(run) == 13 {
		run = strings.TrimPrefix(run, "86")
	}
	return len(run) == 11 && run[0] == '1' && run[1] >= '3'
}

func cover(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) < 3 {
		return string(r[:min(len(r), 1)]) + "*"
	}
	return string(r[:1]) + strings.Repeat("*", min(len(r)-2, 8)) + string(r[len(r)-1:])
}
