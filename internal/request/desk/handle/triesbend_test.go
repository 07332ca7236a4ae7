package handle_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
)

// confirmed is an application that came over the internet and was confirmed on the
// day.
func confirmed(t *testing.T, h *desktest.House, key int) cases.Case {
	c, _ := h.Submit(t, desktest.Intake(key))
	return h.Do(t, identity.Clerk, c, request.ActionConfirm, "how", "电话")
}

// taken says how a try went that may be taken: "taken" or the screen.
func takenOr(t *testing.T, code int, said func() string) string {
	t.Helper()
	if code == http.StatusSeeOther {
		return "taken"
	}
	return said()
}

// undoing takes the first event of an application back on a day.
func undoing(day string, role identity.Role, proof string) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, key int) string {
		c := confirmed(t, h, key)
		h.Stand(day)
		w := h.TryUndoProved(t, role, c, 1, "确认之日写错了", proof)
		return takenOr(t, w.Code, func() string { return screen(t, w) })
	}
}

// withdrawn puts down on a day that an application was withdrawn on the 23rd, with
// the scan or without, and tells how it ended.
func withdrawn(day string, scan bool) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, key int) string {
		c := handed(t, h, key)
		h.Stand(day)
		if !scan {
			return screen(t, h.Try(t, identity.Clerk, c, request.ActionWithdraw, "at", "2026-11-23"))
		}
		w := h.TryScanned(t, identity.Clerk, c, request.ActionWithdraw, "at", "2026-11-23")
		if w.Code != http.StatusSeeOther {
			return screen(t, w)
		}
		_, clock, _, err := h.Cases.Replay(h.Ctx, h.Again(t, c))
		if err != nil {
			t.Fatal(err)
		}
		return told(t, h, c) + " ended " + clock.End.String() + " letters " + h.KindsOf(t, c) + h.LastDetail(t, "request.withdraw")
	}
}

// askedOutside is an application of the 20th about which third parties were asked by
// letters that were sent outside the system, with what each of them has said.
func askedOutside(t *testing.T, h *desktest.House, key int, said ...string) cases.Case {
	t.Helper()
	c := handed(t, h, key)
	h.Stand("2026-11-23")
	for i := range said {
		w := h.TryScanned(t, identity.Clerk, c, request.ActionConsult, "who", "third", "at", "2026-11-20", "party", parties[i], "concerned", "设计变更审批文件中的报价表")
		if w.Code != http.StatusSeeOther {
			t.Fatal(screen(t, w))
		}
		c = h.Again(t, c)
	}
	all, err := cases.HearingsOf(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, opinion := range said {
		c = h.Do(t, identity.Clerk, c, request.ActionHearBack, "of", all[i].ID, "opinion", opinion, "said", "意见如上", "sound", "no", "good", "no")
	}
	return c
}

var parties = []string{"中元设计院", "云溪市正泰建筑公司"}

// opened is an application that is opened against whom told what, signed.
func opened(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
	return h.Signed(t, h.FillIn(t, c, "granted 07", url.Values{"third_party": {"objected"}, "reason_sound": {"no"}, "third": {"不构成商业秘密。"}, "third_what": {"报价表"}}))
}

// disclosed lists whom the letters of the decision to open go to.
func disclosed(t *testing.T, h *desktest.House, c cases.Case) string {
	var list []string
	for _, l := range h.LettersOf(t, c) {
		to, err := h.Answers.Addressee(c, l)
		if err != nil {
			t.Fatal(err)
		}
		if l.Kind == request.LetterDisclosure {
			list = append(list, to)
		}
	}
	slices.Sort(list)
	return "told: " + strings.Join(list, ", ") + "."
}

// unproved is an application on paper whose applicant was asked for a correction until
// 4 December by a letter that nothing proves to have arrived.
func unproved(t *testing.T, h *desktest.House, key int) cases.Case {
	c := h.Registered(t, key, request.WayOf("纸质，邮寄").Stored)
	return h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
}

// arrived puts down on a day that the letter of a kind has arrived.
func arrived(t *testing.T, h *desktest.House, c cases.Case, kind letter.Code, day string) cases.Case {
	t.Helper()
	h.Stand(day)
	for _, l := range h.LettersOf(t, c) {
		if l.Kind == kind {
			w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/letters/"+l.ID+"/serve", url.Values{"letter_how": {"邮寄"}, "letter_proof": {"EMS 9"}})
			if w.Code != http.StatusSeeOther {
				t.Fatal(w.Code)
			}
		}
	}
	return h.Again(t, c)
}

// lapsing finds on 7 December that no correction came, and says how that went.
func lapsing(t *testing.T, h *desktest.House, c cases.Case) string {
	h.Stand("2026-12-07")
	w := h.Try(t, identity.Leader, c, request.ActionFindNoCause, "cause", "none", "note", "联系三次")
	return takenOr(t, w.Code, func() string { return screen(t, w) })
}

// triesOfTheBends are tries to bend what has been put down: taking it back, moving
// it, putting it down later than it happened.
var triesOfTheBends = []attempt{
	{"D2", "a receipt is taken back on its last day by a clerk", undoing("2026-12-18", identity.Clerk, ""), []string{"taken"}, nil},
	{"D2", "after it by nobody but the head", undoing("2026-12-21", identity.Clerk, "邮件"), []string{"答复期限已经届满", "由负责人"}, []string{"taken"}},
	{"D2", "who proves the mistake", undoing("2026-12-21", identity.Leader, ""), []string{"登记有误的凭据", "第三十一条"}, []string{"taken"}},
	{"D2", "and then it is", undoing("2026-12-21", identity.Leader, "邮件记录 7"), []string{"taken"}, nil},
	{"D2", "a receipt that was taken back is not confirmed on a later day without proof", func(t *testing.T, h *desktest.House, key int) string {
		c := confirmed(t, h, key)
		h.Stand("2026-12-17")
		c = h.Undo(t, identity.Clerk, c, 1, "确认之日写错了")
		return screen(t, h.Try(t, identity.Clerk, c, request.ActionConfirm))
	}, []string{"登记有误的凭据", "第三十一条"}, nil},
	{"D4", "a withdrawal dated back wants its scan", withdrawn("2026-12-02", false), []string{"扫描件", "第四十五条"}, nil},
	{"D4", "with it, it is marked as put down later, and its letter goes out", withdrawn("2026-12-02", true),
		[]string{"补录：2026年11月23日收到撤回", "ended 2026-11-23", "21 served", `"put_down_later":"2026-11-23"`}, nil},
	{"D4", "after the due day it ends the application on the day it is put down", withdrawn("2026-12-21", true),
		[]string{"期限届满以后登记，按登记之日办结", "ended 2026-12-21", "21 served"}, nil},
	{"D3", "who objected to a letter sent outside the system is told of the decision to open", func(t *testing.T, h *desktest.House, key int) string {
		c := opened(t, h, askedOutside(t, h, key, "objected"))
		return disclosed(t, h, c) + paper(t, h, c, request.LetterDisclosure)
	}, []string{"told: 中元设计院.", "于2026年11月20日就一件政府信息公开申请书面征求"}, nil},
	{"D3", "before the applicant gets the answer", func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.Try(t, identity.Clerk, opened(t, h, askedOutside(t, h, key, "objected")), request.ActionServe, "how", "邮寄", "proof", "EMS 8"))
	}, []string{"先把决定公开告知书送达第三方", "第三十二条"}, nil},
	{"D5", "an extension while somebody is heard tells no settled day", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Clerk, handed(t, h, key), request.ActionConsult, "who", "third", "delivered", "2026-11-20", "proof", "EMS 1")
		return paper(t, h, h.Do(t, identity.Leader, c, request.ActionExtend, "days", "20", "note", "情况复杂"), "03")
	}, []string{"征求第三方和其他机关意见所需时间不计算在内", "按意见期限推算是2027年2月"}, []string{"答复期限延长至"}},
	{"D5", "nor one where the hearing has no last day", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Clerk, handed(t, h, key), request.ActionConsult, "who", "organ", "delivered", "2026-11-20", "proof", "EMS 1")
		return paper(t, h, h.Do(t, identity.Leader, c, request.ActionExtend, "days", "20", "note", "情况复杂"), "03")
	}, []string{"答复期限予以延长", "届时另行告知"}, []string{"推算"}},
	{"D7", "a correction by the day of its letter", func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.Try(t, identity.Clerk, handed(t, h, key), request.ActionAskCorrect, "until", "2026-11-20", "note", "写明年份"))
	}, []string{"最后一天晚于告知之日", "第三十条"}, nil},
	{"D7", "no correction came, but nothing proves that it was asked for", func(t *testing.T, h *desktest.House, key int) string {
		return lapsing(t, h, unproved(t, h, key))
	}, []string{"补正告知书没有登记送达", "第三十条"}, []string{"taken"}},
	{"D7", "nor that it was in time", func(t *testing.T, h *desktest.House, key int) string {
		return lapsing(t, h, arrived(t, h, unproved(t, h, key), "02", "2026-12-07"))
	}, []string{"补正期限以后才送达"}, []string{"taken"}},
	{"D7", "with the proof it is found", func(t *testing.T, h *desktest.House, key int) string {
		return lapsing(t, h, arrived(t, h, unproved(t, h, key), "02", "2026-11-24"))
	}, []string{"taken"}, nil},
	{"D10", "an answer after a correction answers what was asked for then", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Clerk, handed(t, h, key), request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
		h.Stand("2026-11-24")
		c = h.Do(t, identity.Clerk, c, request.ActionCorrect, "note", "2024年的审批单。")
		return paper(t, h, h.FillIn(t, c, "granted 07", nil), "")
	}, []string{"本机关于2026年11月20日告知补正", "2026年11月24日收到补正。补正后的申请内容是：“2024年的审批单”。"}, nil},
	{"D10", "which has to be put down", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Clerk, handed(t, h, key), request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
		return screen(t, h.Try(t, identity.Clerk, c, request.ActionCorrect, "note", " "))
	}, []string{"写明补正后的申请内容"}, nil},
	{"D11", "nothing to look at goes with a refusal", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Served(t, h.Signed(t, h.Refuse(t, handed(t, h, key))))
		return screen(t, h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/letters/new/arrange", url.Values{"arrange_access": {"11月25日9时，档案室"}}))
	}, []string{"没有可以查阅、抄录的内容", "第四十条"}, nil},
	{"D13", "an application that is registered late is promised no day that is past", func(t *testing.T, h *desktest.House, key int) string {
		return paper(t, h, h.Handed(t, key, "2026-10-12"), "01")
	}, []string{"答复期限届满日是2026年11月9日，已经届满，本机关尽快作出答复。"}, []string{"将在2026年11月9日"}},
	{"D14", "an answer says the way it went, not the one that was asked for", func(t *testing.T, h *desktest.House, key int) string {
		return paper(t, h, h.Served(t, h.Signed(t, h.FillIn(t, handed(t, h, key), "granted 07", nil))), "")
	}, []string{"送达方式：邮寄"}, []string{"在网上查看）"}},
	{"D15", "an answer anew names the order, whatever is written of the facts", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Ordered(t, answeredBefore(t, h, key, false))
		return paper(t, h, h.FillIn(t, c, "granted 28:07", url.Values{"facts": {"经查，信息由本机关保存。"}}), "")
	}, []string{"收到云政复决〔2026〕1号行政复议决定", "经查，信息由本机关保存。"}, nil},
	{"D16", "another organ learns what was asked for, not by whom", func(t *testing.T, h *desktest.House, key int) string {
		in := desktest.Intake(key)
		in.Channel, in.On, in.Wanted = "in_person", "2026-11-20", "本人王小溪（电话13800006021）要城北片区“旧改”审批文件。"
		c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		return paper(t, h, h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "joint", "party", "云溪市财政局"), "05")
	}, []string{"城北片区‘旧改’审批文件”。"}, []string{"王小溪", "13800006021", "。”。"}},
	{"own", "of two who were heard the one that agreed is told of no objection", func(t *testing.T, h *desktest.House, key int) string {
		return disclosed(t, h, opened(t, h, askedOutside(t, h, key, "agreed", "objected")))
	}, []string{"told: 云溪市正泰建筑公司."}, nil},
	{"own", "and who objects among two is told each", func(t *testing.T, h *desktest.House, key int) string {
		return disclosed(t, h, opened(t, h, askedOutside(t, h, key, "objected", "objected")))
	}, []string{"told: 中元设计院, 云溪市正泰建筑公司."}, nil},
	{"own", "an objection that was put down is not passed over", func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.TryFill(t, heardOf(t, h, key), "granted 07", url.Values{"third_party": {"agreed"}, "reason_sound": {""}}))
	}, []string{"不能按没有人反对答复", "第三十二条"}, nil},
	{"own", "nor is one made up", func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.TryFill(t, askedOutside(t, h, key, "agreed"), "third_party_rights 09a", url.Values{"third_party": {"objected"}, "reason_sound": {"yes"}}))
	}, []string{"没有登记过第三方不同意公开的意见", "第三十二条"}, nil},
}
