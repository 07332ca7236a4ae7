package answers_test

import (
	"slices"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
)

// What is held back of an answer passes the checks of its own ground, and the
// letter names each part with its clauses and its reason (A5).
func TestPartsAreChecked(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c := h.Registered(t, 1, cases.Forms()[0])
	whole := func(parts ...answers.Part) answers.Answer {
		return answers.Answer{Kind: "08", Outcome: request.PartlyGranted, Parts: parts, Grounds: request.Grounds{Separable: request.Yes},
			Elements: letter.Content{request.Facts: "经查。", request.Reason: "能够区分处理。", request.Access: "见附件。"}}
	}
	draft := answers.Part{Ground: request.ProcessInformation, What: "附件二", Reason: "记录的是各方意见", Grounds: request.Grounds{Category: "过程稿", Discretion: "影响讨论", MustBeOpen: request.No}}
	secret := answers.Part{Ground: request.StateSecret, What: "第3页", Reason: "涉密", Grounds: request.Grounds{SecretBasis: "2024年定密"}}
	but := func(x answers.Part, change func(*answers.Part)) answers.Part { change(&x); return x }
	for _, tt := range []struct {
		a       answers.Answer
		field   string
		because string
	}{
		{whole(draft), "", "complete"},
		{whole(draft, secret), "", "two parts, each on its own ground"},
		{whole(), "withheld_1", "on which ground"},
		{whole(but(draft, func(x *answers.Part) { x.What = "" })), "withheld_1_what", "which part"},
		{whole(but(draft, func(x *answers.Part) { x.Reason = "" })), "withheld_1_reason", "条例 37: the reason"},
		{whole(but(draft, func(x *answers.Part) { x.Grounds.Category = "" })), "withheld_1_category", "条例 16②: one of the four"},
		{whole(draft, but(secret, func(x *answers.Part) { x.Grounds.SecretBasis = "" })), "withheld_2_secret_basis", "条例 14"},
		{whole(but(draft, func(x *answers.Part) { x.Grounds.Discretion = "" })), "withheld_1_discretion", "条例 16: may is not must"},
		{whole(answers.Part{Ground: request.ThirdPartyRights, What: "单价", Reason: "商业秘密"}), "withheld_1_interest", "条例 15: which right of the third party"},
	} {
		err := h.Answers.Complete(h.Ctx, c, &tt.a)
		list := fault.ListOf(err)
		if f := fault.As(err); list == nil && f != nil {
			list = fault.List{f}
		}
		found := tt.field == "" && err == nil
		for _, f := range list {
			found = found || f.Field == tt.field
		}
		if !found {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
	a := whole(answers.Part{Ground: request.ThirdPartyRights, What: "单价", Reason: "商业秘密", Grounds: request.Grounds{Interest: "商业秘密"}})
	if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, a); !fault.Is(err, fault.Unlawful) {
		t.Errorf("nobody was heard, and a part is held back for a third party (条例 32): %v", err)
	}
	third := whole(draft)
	third.Third = "不构成商业秘密。"
	if f := fault.ListOf(h.Answers.Complete(h.Ctx, c, &third)); len(f) == 0 || f[0].Field != "third_what" {
		t.Errorf("A10: a third party is told why, and not what: %v", f)
	}
}

// Nothing goes out that names who asked; what is incomplete is told item by item.
func TestItemsAreChecked(t *testing.T) {
	given := answers.Item{Wanted: "甲", Outcome: request.Granted, Elements: letter.Content{request.Facts: "经查，由本机关保存。"}}
	nowhere := answers.Item{Wanted: "乙", Outcome: request.NotHeld, Kind: "11", Reason: "没有制作", Elements: letter.Content{request.Facts: "经检索没有找到。", request.SearchRecord: "检索了档案室。"}}
	secret := answers.Item{Wanted: "丙", Outcome: request.StateSecret, Reason: "涉密", Elements: letter.Content{request.Facts: "经查，已定密。"}, Grounds: request.Grounds{SecretBasis: "2024年3月1日定密"}}
	but := func(x answers.Item, change func(*answers.Item)) answers.Item { change(&x); return x }
	for _, tt := range []struct {
		items   []answers.Item
		field   string
		because string
	}{
		{[]answers.Item{given, nowhere}, "", "complete"},
		{[]answers.Item{given, secret}, "", "complete: every item has what its own statute asks for"},
		{[]answers.Item{but(given, func(x *answers.Item) { x.Wanted = "" }), given}, "item1_wanted", "what is it about"},
		{[]answers.Item{given, but(given, func(x *answers.Item) { x.Outcome = "" })}, "item2_outcome", "not decided"},
		{[]answers.Item{given, but(secret, func(x *answers.Item) { x.Reason = "" })}, "item2_reason", "条例 36(三)"},
		{[]answers.Item{but(given, func(x *answers.Item) { x.Elements = nil }), given}, "item1_facts", "A4: each item has facts of its own"},
		{[]answers.Item{given, but(secret, func(x *answers.Item) { x.Grounds.SecretBasis = "" })}, "item2_secret_basis", "条例 14: a secret was made one by somebody"},
		{[]answers.Item{given, but(nowhere, func(x *answers.Item) { x.Elements = letter.Content{request.Facts: "经检索没有找到。"} })}, "item2_search_record", "条例 36(四): where it was looked for"},
		{[]answers.Item{given, but(nowhere, func(x *answers.Item) {
			x.Kind, x.Elements = "12", letter.Content{request.Facts: "经查不是本机关制作。"}
		})}, "item2_other_body", "条例 36(五): another body has it"},
		{[]answers.Item{given, but(nowhere, func(x *answers.Item) {
			x.Kind, x.Elements, x.Grounds.OtherKnown = "12", letter.Content{request.Facts: "经查不是本机关制作。"}, request.No
		})}, "", "A11: nobody knows which body has it"},
		{[]answers.Item{given, but(given, func(x *answers.Item) {
			x.Outcome, x.Reason, x.Grounds.Separable = request.PartlyGranted, "部分公开", request.Yes
			x.Elements = letter.Content{request.Facts: "经查。", request.PartHeld: "附件二"}
		})}, "item2_withheld", "A5: on which ground a part is held back"},
		{[]answers.Item{given, but(given, func(x *answers.Item) {
			x.Outcome, x.Reason, x.Grounds.Separable, x.Withheld = request.PartlyGranted, "部分公开", request.Yes, []request.Outcome{request.InternalAffairs}
			x.Elements = letter.Content{request.Facts: "经查。", request.PartHeld: "附件二"}
		})}, "item2_discretion", "A5: the ground of a part is checked"},
		{[]answers.Item{{Outcome: request.StateSecret, Release: answers.ToPublic, Days: 5, Title: "甲"}}, "item1_release", "nothing to release"},
		{[]answers.Item{{Outcome: request.Granted, Release: answers.ToPublic, Days: 5}}, "item1_title", "under which title"},
		{[]answers.Item{{Outcome: request.Granted, Release: answers.ToPublic, Title: "甲"}}, "item1_days", "when"},
		{slices.Repeat([]answers.Item{{Wanted: "甲", Outcome: request.Granted}}, answers.MostItems+1), "items_n", "too many"},
	} {
		f := fault.As(answers.Answer{Items: tt.items, Elements: letter.Content{request.Access: "见附件。"}}.CheckItems(calendar.On(2026, 11, 20)).Err())
		if (f == nil) != (tt.field == "") || f != nil && f.Field != tt.field {
			t.Errorf("%s: %v", tt.because, f)
		}
	}
}
