package handle_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/guide"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// attempt is one try of the legal audit on the desk as it stands: what a clerk
// posts, or the letter that is built, what the screen or the paper says of it with
// its article, and what it must not say. bent_test.go holds the tries that bend days;
// those about reports, reviews and suits stand in their own ledgers.
type attempt struct {
	id, because string
	does        func(t *testing.T, h *desktest.House, key int) string // the page or the letter
	says, not   []string
}

// handed is an application of the day, dealt with by the next one.
func handed(t *testing.T, h *desktest.House, key int) cases.Case {
	t.Helper()
	return h.Handed(t, key, h.Cases.Today().String())
}

// screen is what a refused post shows.
func screen(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code < 400 || w.Code >= 500 {
		t.Errorf("%d, not refused", w.Code)
	}
	return webtest.CheckPage(t, w.Body.String()).Find("body").Text()
}

// refusing drafts an answer and gives the screen that refuses it.
func refusing(choice string, pairs ...string) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.TryFill(t, handed(t, h, key), choice, values(pairs)))
	}
}

func values(pairs []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// answering drafts an answer and gives the letter.
func answering(choice string, pairs ...string) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, key int) string {
		return paper(t, h, h.FillIn(t, handed(t, h, key), choice, values(pairs)), "")
	}
}

// paper is the text of a case's newest letter of a kind, "" for its answer.
func paper(t *testing.T, h *desktest.House, c cases.Case, kind letter.Code) string {
	t.Helper()
	for _, l := range h.LettersOf(t, c) {
		if l.Kind != kind && (kind != "" || l.Outcome == "") {
			continue
		}
		a, err := h.Answers.Answer(l)
		if err != nil {
			t.Fatal(err)
		}
		to, err := h.Answers.Addressee(c, l)
		if err != nil {
			t.Fatal(err)
		}
		return desktest.Printed(answers.Document(l, a, to))
	}
	t.Fatalf("no letter %q", kind)
	return ""
}

// noticed is an application whose notice of a fee went out without proof that it
// arrived.
func noticed(t *testing.T, h *desktest.House, key int) cases.Case {
	c := h.Do(t, identity.Leader, handed(t, h, key), request.ActionFindExcessive, "note", "一个月内300件")
	return h.Do(t, identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "31")
}

// heardOf is an application about which a third party was asked and has said no.
func heardOf(t *testing.T, h *desktest.House, key int) cases.Case {
	c := h.Do(t, identity.Clerk, handed(t, h, key), request.ActionConsult, "who", "third", "concerned", "设计变更审批文件中的报价表")
	all, err := cases.HearingsOf(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return h.Do(t, identity.Clerk, c, request.ActionHearBack, "of", all[0].ID, "opinion", "objected", "said", "报价是本院的独门算法，不得外传", "sound", "no", "good", "no")
}

// two are two items, one given, one as told.
func two(second string, pairs ...string) []string {
	return append([]string{"items_n", "2", "item1_wanted", "设计变更审批单", "item1_outcome", "granted 07", "item2_wanted", "投标文件", "item2_outcome", second, "access", "见附件。"}, pairs...)
}

// kept posts the body's record of whom its remedies name.
func kept(pairs ...string) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, _ int) string {
		form := url.Values{"rev": {"1"}, "symbol": {"云建公复"}, "kind": {"department"}, "reviewers": {"云溪市人民政府"}, "correction_days": {"10"}}
		for name, v := range values(pairs) {
			form[name] = v
		}
		return screen(t, h.Post(t, identity.Leader, "/console/request-profile", form))
	}
}

// answeredBefore is an application of the same applicant that was answered, or of
// another one.
func answeredBefore(t *testing.T, h *desktest.House, key int, other bool) cases.Case {
	in := desktest.Intake(key)
	in.Channel, in.On = "in_person", h.Cases.Today().String()
	if other {
		in.Identity = desktest.Card(key % 900)
	}
	c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	return h.Served(t, h.Signed(t, h.FillIn(t, c, "granted 07", nil)))
}

// repeating answers an application as one that repeats another.
func repeating(before func(*testing.T, *desktest.House, int) cases.Case, refused bool) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, key int) string {
		number := before(t, h, key+1000).No()
		c := handed(t, h, key)
		more := url.Values{"earlier": {number}, "earlier_answer": {""}}
		if refused {
			return screen(t, h.TryFill(t, c, "repeated 16", more))
		}
		return paper(t, h, h.FillIn(t, c, "repeated 16", more), "")
	}
}

// told is a case's page as the head of the office reads it.
func told(t *testing.T, h *desktest.House, c cases.Case) string {
	t.Helper()
	return webtest.CheckPage(t, h.Page(t, identity.Leader, c)).Find("body").Text()
}

// triesOfAnswers are the tries about what answers and letters say.
var triesOfAnswers = []attempt{
	{"A4", "an item that another body has says so, on its own clause", answering("partly_granted 08", two("not_held 12", "item2_reason", "由市水务局制作，不属于本机关负责公开。")...),
		[]string{"该项信息不属于本机关负责公开", "第三十六条第（五）项", "第三十六条第（二）项"}, []string{"不存在", "第三十六条第（四）项", "第三十六条第（一）项"}},
	{"A6", "of a mixed letter review comes first for the part that is withheld alone", answering("partly_granted 08", two("process_information 09b", "item2_reason", "公开会影响评审。")...),
		[]string{"对其中不予公开的部分（第二项）不服的，应当自收到之日起60日内先向", "对其余部分（第一项）不服的", "6个月", "第二十三条第一款第（四）项"}, nil},
	{"A7", "36(七) refuses nothing", answering("administrative_inquiry 10", "norm", "《不动产登记暂行条例》第二十七条"), []string{"请依照该规定办理", "第二十七条", "第三十六条第（七）项"}, []string{"不予公开"}},
	{"A8", "an answer to a request for correction says what was corrected", answering("other 22"), []string{"经审核属实，有关记录已经更正。", "第四十一条"}, []string{"不再按政府信息公开申请办理"}},
	{"A10", "a third party is told what is opened, not only why", func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.TryFill(t, heardOf(t, h, key), "granted 07", values([]string{"third", "不构成商业秘密。", "third_what", "", "public_good", "yes", "reason_sound", "no"})))
	}, []string{"写明决定公开的政府信息内容", "第三十二条"}, nil},
	{"A11", "nobody knows which body has it", answering("not_held 12", "other_known", "no", "other_body", ""), []string{"不能确定由哪个机关负责公开", "第三十六条第（五）项"}, []string{"检索的过程"}},
	{"A11", "and who says nothing of it is asked", refusing("not_held 12", "other_known", "", "other_body", ""), []string{"能不能确定由哪个机关负责公开", "第三十六条第（五）项"}, []string{"写明检索的过程"}},
	{"B1", "one danger, with its facts", answering("safety_and_stability 09a"), []string{"可能危及公共安全", "第十四条"}, []string{"国家安全、公共安全、经济安全"}},
	{"B1", "which one is chosen", refusing("safety_and_stability 09a", "danger", ""), []string{"选定公开后可能危及的是哪一种", "第十四条"}, nil},
	{"B2", "what of the third party is named", answering("third_party_rights 09a", "interest", "个人隐私"), []string{"涉及第三方的个人隐私", "第十五条"}, nil},
	{"B2", "and has to be", refusing("third_party_rights 09a", "interest", ""), []string{"选定涉及第三方的什么", "第十五条"}, nil},
	{"B3", "the category stands in the letter", answering("internal_affairs 09b", "category", "人事管理"), []string{"人事管理方面的内部事务信息", "第十六条第一款"}, nil},
	{"B3", "of the four too", answering("process_information 09b", "category", "磋商信函"), []string{"磋商信函", "第十六条第二款"}, nil},
	{"B4", "14 to 16 are the regulation's own, and the letter says nothing of laws alone", answering("granted 07"), []string{"没有依法不予公开的情形"}, []string{"不属于法律、行政法规规定不予公开的情形"}},
	{"B5", "which court depends on who is sued", answering("process_information 09b"), []string{"有管辖权的人民法院"}, []string{"云溪市人民法院"}},
	{"B6", "a repetition names the application that was answered", refusing("repeated 16", "earlier_answer", "某某随便写"), []string{"关联已经答复过的申请", "第三十六条第（六）项"}, nil},
	{"B6", "an unknown number is none", refusing("repeated 16", "earlier", "2026-YSQ-9999"), []string{"关联已经答复过的申请", "第三十六条第（六）项"}, nil},
	{"B6", "one that waits for its answer was not answered", repeating(handed, true), []string{"还没有答复", "第三十六条第（六）项"}, nil},
	{"B6", "another's application is no repetition, whatever is ticked", repeating(func(t *testing.T, h *desktest.House, key int) cases.Case { return answeredBefore(t, h, key, true) }, true),
		[]string{"别人提出的", "第三十六条第（六）项"}, nil},
	{"B6", "the own one is named by its letter", repeating(func(t *testing.T, h *desktest.House, key int) cases.Case { return answeredBefore(t, h, key, false) }, false),
		[]string{"已经作出的答复：2026年11月20日的《公开告知书》（云建公复〔2026〕", "第三十六条第（六）项"}, nil},
	{"B10", "the third party's words are not put before the applicant", func(t *testing.T, h *desktest.House, key int) string {
		return paper(t, h, h.FillIn(t, heardOf(t, h, key), "third_party_rights 09a", url.Values{"reason_sound": {"yes"}}), "")
	}, []string{"书面征求第三方意见", "不同意公开"}, []string{"独门算法"}},
	{"B13", "an answer anew after a judgment names the judgment", func(t *testing.T, h *desktest.House, key int) string {
		c := answeredBefore(t, h, key, false)
		e := request.Event{Type: request.Remitted, At: h.Cases.Today(), Basis: "行诉法 70"}
		if err := h.Cases.Record(h.Ctx, desktest.Leader, c, c.Rev, cases.Command{By: request.ActionReopen, Event: e, Note: "（2026）云0102行初9号", Holds: func(string) bool { return true }}); err != nil {
			t.Fatal(err)
		}
		return paper(t, h, h.FillIn(t, h.Again(t, c), "granted 28:07", nil), "")
	}, []string{"（2026）云0102行初9号行政判决，判决撤销原答复", "责令本机关重新作出答复"}, []string{"行政复议决定"}},
}

// triesOfSteps are the tries about steps, days and what else pages say.
var triesOfSteps = []attempt{
	{"A2", "no delivery, no lapse", func(t *testing.T, h *desktest.House, key int) string {
		c := noticed(t, h, key)
		h.Stand("2026-12-25")
		return screen(t, h.TryFill(t, c, "fee_overdue 20", nil))
	}, []string{"没有送达凭据", "收费办法"}, nil},
	{"A2", "the clock ends nothing by itself", func(t *testing.T, h *desktest.House, key int) string {
		c := noticed(t, h, key)
		h.Stand("2026-12-25")
		return screen(t, h.Try(t, identity.Leader, c, request.ActionCease))
	}, nil, nil},
	{"A2", "the notice tells of days from its receipt", func(t *testing.T, h *desktest.House, key int) string { return paper(t, h, noticed(t, h, key), "19") },
		[]string{"自收到本通知次日起20个工作日内缴纳", "第四十二条第一款"}, []string{"请在2026年"}},
	{"A2", "the delivery is put down later, and the days run from it", func(t *testing.T, h *desktest.House, key int) string {
		c := noticed(t, h, key)
		h.Stand("2026-11-23")
		c = h.Do(t, identity.Clerk, c, request.ActionProve, "proof", "EMS 5")
		_, clock, _, err := h.Cases.Replay(h.Ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		return clock.PayBy.String()
	}, []string{"2026-12-21"}, nil}, // twenty working days after Monday the 23rd
	{"A14", "an office by district has two reviewers", kept("kind", "district_office"), []string{"复议机关有 2 个", "第二十四条第四款"}, nil},
	{"A14", "a sub-district office is reviewed by who has set it up", kept("kind", "dispatched_organ", "symbol", ""), []string{"设立它的人民政府", "第二十四条第一款第（三）项"}, nil},
	{"A14", "a branch of the State Council's departments by that department", kept("kind", "state_council_branch", "symbol", ""), []string{"设立它的国务院部门", "第二十五条第（二）项"}, nil},
	{"A14", "an inner unit of a department by who reviews the department", kept("kind", "department_unit", "symbol", ""), []string{"对设立它的行政机关有管辖权的行政复议机关", "第三十三条", "2026年7月1日起"}, nil},
	{"A15", "what was filed as an application is answered as one", func(t *testing.T, h *desktest.House, _ int) string {
		return screen(t, h.Post(t, identity.Clerk, "/console/requests/aside", url.Values{"on": {"2026-11-20"}, "channel": {"in_person"}, "sort": {"complaint"}, "filed": {"no"},
			"what": {"政府信息公开申请表：举报物业公司"}, "reason": {"举报，不是要已有的信息"}, "told": {"信访局"}}))
	}, []string{"不能登记成", "第三十九条第一款"}, nil},
	{"A22", "every day says that it is included", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Clerk, handed(t, h, key), request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
		return paper(t, h, c, "01") + paper(t, h, c, "02")
	}, []string{"在2026年12月18日（含当日）前作出答复", "请在2026年12月4日（含当日）前补正"}, nil},
	{"A22", "of an extension too", func(t *testing.T, h *desktest.House, key int) string {
		return paper(t, h, h.Do(t, identity.Leader, handed(t, h, key), request.ActionExtend, "days", "20", "note", "情况复杂"), "03")
	}, []string{"（含当日）", "第三十三条第二款"}, nil},
	{"A22", "and of reasons that are asked for", func(t *testing.T, h *desktest.House, key int) string {
		return paper(t, h, h.Do(t, identity.Clerk, handed(t, h, key), request.ActionAskReasons, "note", "一个月内300件"), "18a")
	}, []string{"（含当日）前书面说明", "第三十五条"}, nil},
	{"B7", "who signed for a letter is proved", func(t *testing.T, h *desktest.House, key int) string {
		in := desktest.Intake(key)
		return screen(t, h.Post(t, identity.Clerk, "/console/requests/new", url.Values{"kind": {in.Kind}, "name": {in.Name}, "identity": {in.Identity}, "phone": {in.Phone}, "wanted": {in.Wanted},
			"form": {in.Form}, "key": {in.Key}, "channel": {"registered_mail"}, "on": {"2026-11-19"}, "proof": {""}}))
	}, []string{"填写邮件号码，作为签收的凭据", "第三十一条第（二）项"}, nil},
	{"B8", "a page says what the body does, no more", func(t *testing.T, h *desktest.House, _ int) string {
		return webtest.Get(h.Web, "", "/zfxxgk/ysqgk/").Body.String() + guide.Content{}.With(nil)[guide.Access]
	}, []string{"可以检索、查阅、下载"}, []string{"支持 IPv6", "公报"}},
	{"B9", "what 条例 12② asks for and nobody told is said to be missing", func(*testing.T, *desktest.House, int) string {
		return fmt.Sprint(guide.Article(guide.Content{guide.Phone: "0571-0000 0000"}, guide.Applying{}))
	}, []string{"传真号码 尚未登记", "互联网联系方式 尚未登记", "联系电话 0571-0000 0000"}, nil},
	{"B10", "the applicant's words are not passed on", func(t *testing.T, h *desktest.House, key int) string {
		return paper(t, h, h.Do(t, identity.Clerk, handed(t, h, key), request.ActionConsult, "who", "third", "concerned", "贵院2025年投标文件的报价表"), "04")
	}, []string{"涉及你方的政府信息是：贵院2025年投标文件的报价表", "自收到本征求意见书之日起15个工作日内", "第三十二条"}, []string{desktest.Intake(0).Wanted}},
	{"B10", "and what is asked about is named", func(t *testing.T, h *desktest.House, key int) string {
		return screen(t, h.Try(t, identity.Clerk, handed(t, h, key), request.ActionConsult, "who", "third", "concerned", ""))
	}, []string{"写明征求意见的是哪些政府信息", "第三十二条"}, nil},
	{"B11", "an answer on paper stands on the progress page too, and tells where a review is applied for over the internet", func(t *testing.T, h *desktest.House, key int) string {
		return paper(t, h, h.FillIn(t, h.Registered(t, key, request.WayOf("纸质，邮寄").Stored), "granted 07", nil), "")
	}, []string{"行政复议申请书也可以通过互联网提交：https://fy.yunxi.example"}, nil},
	{"B11", "a body that has no such address answers nothing", func(t *testing.T, h *desktest.House, key int) string {
		save := func(seen int64, online string) {
			p := desktest.OwnProfile()
			p.Online = online
			if err := h.Cases.SaveProfile(h.Ctx, desktest.Leader, seen, p); err != nil {
				t.Fatal(err)
			}
		}
		save(1, "")
		defer save(2, desktest.OwnProfile().Online)
		return screen(t, h.TryFill(t, h.Registered(t, key, request.WayOf("纸质，邮寄").Stored), "granted 07", nil))
	}, []string{"提交行政复议申请书的互联网渠道", "第二十二条第二款"}, nil},
	{"B12", "the term is extended while an answer is with the reviewer", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Leader, h.Refuse(t, handed(t, h, key)), request.ActionExtend, "days", "20", "note", "情况复杂")
		return c.DueOn + string(c.State) + told(t, h, c)
	}, []string{"2027-01-18" + string(request.Drafted), "第三十三条第二款"}, nil},
	{"B14", "an order of fifteen days counts days, not working days", func(*testing.T, *desktest.House, int) string {
		days := 15
		day := func(s string) calendar.Day { d, _ := calendar.Parse(s); return d }
		return request.Replay(calendar.New(), request.History{AsOf: day("2026-11-03"), Events: []request.Event{{Type: request.Received, At: day("2026-10-12"), Channel: request.InPerson},
			{Type: request.Decided, At: day("2026-10-20"), Outcome: request.Granted}, {Type: request.Remitted, At: day("2026-11-02"), Days: &days, Unit: calendar.NaturalDays}}}).Due.String()
	}, []string{"2026-11-17"}, nil},
	{"C", "guiding case 26: before the confirmation a shadow term runs from the submission", func(t *testing.T, h *desktest.House, key int) string {
		c, _ := h.Submit(t, desktest.Intake(key))
		return told(t, h, c)
	}, []string{"指导案例26号", "2026年12月18日"}, nil},
	{"D", "an application that is given in part counts in row 4 alone", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Served(t, h.Signed(t, h.FillIn(t, handed(t, h, key), "partly_granted 08", values(two("process_information 09b", "item2_reason", "公开会影响评审。")))))
		return fmt.Sprintf("row %d", c.Row)
	}, []string{"row 4"}, nil},
	{"D", "a withdrawal counts in row 23", func(t *testing.T, h *desktest.House, key int) string {
		return fmt.Sprintf("row %d", h.Do(t, identity.Clerk, handed(t, h, key), request.ActionWithdraw).Row)
	}, []string{"row 23"}, nil},
	{"F", "the sources that were found stand in the table of acts", func(*testing.T, *desktest.House, int) string {
		var list []string
		for _, name := range []string{"复议公开意见", "公开办复函", "指导案例26号", "公开解释"} {
			act, _ := law.Lookup(name)
			list = append(list, act.Number+" since "+act.Effective)
		}
		return strings.Join(list, "\n")
	}, []string{"国办函〔2021〕132号 since 2021-12-22", "国办公开办函〔2015〕207号", "指导案例26号", "法释〔2025〕8号 since 2025-06-01"}, nil},
	{"F", "silence after the due day: review first, a suit neither promised nor denied", func(t *testing.T, h *desktest.House, key int) string {
		in := desktest.Intake(key)
		in.Channel, in.On = "in_person", "2026-10-12"
		_, code, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		all, err := cases.List(h.Ctx, h.DB, cases.ScanCase, `SELECT `+cases.CaseColumns+` FROM request_case ORDER BY number DESC LIMIT 1`)
		if err != nil {
			t.Fatal(err)
		}
		return h.Told(t, url.Values{"number": {all[0].No()}, "code": {code}})
	}, []string{"先向云溪市人民政府申请行政复议", "复议法实施条例》第三十条第一款"}, []string{"可以直接起诉", "不能起诉", "不得起诉"}},
	{"G", "a term is extended once", func(t *testing.T, h *desktest.House, key int) string {
		c := h.Do(t, identity.Leader, handed(t, h, key), request.ActionExtend, "days", "5", "note", "情况复杂")
		return screen(t, h.Try(t, identity.Leader, c, request.ActionExtend, "days", "5", "note", "情况复杂"))
	}, []string{"只延长一次", "33②"}, nil},
	{"G", "the fee of 41 items in a month", func(t *testing.T, _ *desktest.House, _ int) string {
		fee, err := request.ItemFee(0, 41)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(fee.Fen)
	}, []string{"430000"}, nil},
	{"G", "who keeps the machine sees no application", func(t *testing.T, h *desktest.House, key int) string {
		c := handed(t, h, key)
		for _, role := range []identity.Role{identity.SystemAdmin, identity.SecurityAdmin, identity.AuditAdmin} {
			if w := webtest.Get(h.Web, role, "/console/requests/"+c.ID); w.Code != http.StatusForbidden {
				t.Errorf("%s: %d", role, w.Code)
			}
		}
		return ""
	}, nil, nil},
}

// TestTriesOfTheAudit repeats the tries of the legal audit: each is refused or right,
// with its article on the screen or in the letter.
func TestTriesOfTheAudit(t *testing.T) {
	for _, table := range []struct {
		name string
		all  []attempt
		key  int
	}{{"answers", triesOfAnswers, 1}, {"steps", triesOfSteps, 500}, {"record", triesOfTheRecord, 800}, {"bends", triesOfTheBends, 830}} {
		t.Run(table.name, func(t *testing.T) {
			desktest.Each(t, func(t *testing.T, h *desktest.House) {
				for i, x := range table.all {
					h.Stand("2026-11-20")
					t.Run(x.id+" "+x.because, func(t *testing.T) {
						text := x.does(t, h, table.key+i)
						plain := strings.Join(strings.Fields(text), "")
						for _, want := range x.says {
							if !strings.Contains(text, want) && !strings.Contains(plain, desktest.Bare(want)) {
								t.Errorf("%q is not told: %.1200s", want, text)
							}
						}
						for _, no := range x.not {
							if strings.Contains(text, no) || strings.Contains(plain, desktest.Bare(no)) {
								t.Errorf("%q is told: %.1200s", no, text)
							}
						}
					})
				}
			})
		})
	}
}
