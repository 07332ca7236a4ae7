package answers_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/testkit"
	"yangguang/internal/testkit/poppler"
)

var (
	look   = flag.String("look", "", "folder to write the letters to, as docx and pdf, to be looked at")
	update = flag.Bool("update", false, "write the golden letters anew; their first line, which says what was changed, stays")
)

// print is one letter that is read from its paper.
type print struct {
	name string
	day  string // on which the application is answered; "" is 2026-11-20
	make func(t *testing.T, h *desktest.House, c cases.Case) cases.Case
	kind string // of the letter that is read; "" for the answer
}

// answered drafts and signs an answer.
func answered(choice string, pairs ...string) func(*testing.T, *desktest.House, cases.Case) cases.Case {
	return func(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
		more := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			more.Set(pairs[i], pairs[i+1])
		}
		return h.Signed(t, h.FillIn(t, h.Founded(t, c, answers.Chosen(choice).Outcome), choice, more))
	}
}

// anew answers after an order of a review or a court, whose words are told.
func anew(basis, ref, choice string, pairs ...string) func(*testing.T, *desktest.House, cases.Case) cases.Case {
	return func(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
		c = h.Served(t, answered("process_information 09b", "category", "过程稿")(t, h, c))
		e := request.Event{Type: request.Remitted, At: h.Cases.Today(), Basis: basis}
		if err := h.Cases.Record(h.Ctx, desktest.Leader, c, c.Rev, cases.Command{By: request.ActionReopen, Event: e, Note: ref, Holds: func(string) bool { return true }}); err != nil {
			t.Fatal(err)
		}
		return answered(choice, pairs...)(t, h, h.Again(t, c))
	}
}

func step(role identity.Role, by request.Action, pairs ...string) func(*testing.T, *desktest.House, cases.Case) cases.Case {
	return func(t *testing.T, h *desktest.House, c cases.Case) cases.Case { return h.Do(t, role, c, by, pairs...) }
}

// heard asks a third party or another organ, and puts down what it says.
func heard(opinion, sound string, good ...string) func(*testing.T, *desktest.House, cases.Case) cases.Case {
	return func(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
		c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "party", "中元设计院", "contact", "云溪市文澜路2号", "note", "设计变更审批文件中的报价明细是否同意公开")
		if opinion == "" {
			return c
		}
		all, err := cases.HearingsOf(h.Ctx, h.DB, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		return h.Do(t, identity.Clerk, c, request.ActionHearBack, "of", all[0].ID, "opinion", opinion, "said", "报价是本院的商业秘密", "sound", sound, "good", cmp.Or(append(good, "no")...))
	}
}

// silent lets the days of a third party pass after its letter reached it.
func silent(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
	all, err := cases.HearingsOf(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.Stand("2026-11-23")
	c = h.Do(t, identity.Clerk, c, request.ActionProve, "of", all[0].ID, "at", "2026-11-23", "proof", "EMS 2")
	h.Stand("2026-12-16")
	return h.Do(t, identity.Clerk, c, request.ActionHearBack, "of", all[0].ID, "opinion", "silent")
}

// after makes one thing follow another.
func after(all ...func(*testing.T, *desktest.House, cases.Case) cases.Case) func(*testing.T, *desktest.House, cases.Case) cases.Case {
	return func(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
		for _, do := range all {
			c = do(t, h, c)
		}
		return c
	}
}

// founded is what an outcome follows from.
func founded(o request.Outcome) func(*testing.T, *desktest.House, cases.Case) cases.Case {
	return func(t *testing.T, h *desktest.House, c cases.Case) cases.Case { return h.Founded(t, c, o) }
}

// delayed sets a later day for the answer to an unusual number.
func delayed(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
	e := request.Event{Type: request.Delayed, At: h.Cases.Today(), Until: h.Cases.Today() + 60}
	if err := h.Cases.Record(h.Ctx, desktest.Leader, c, c.Rev, cases.Command{By: request.ActionDelay, Event: e, Note: "理由合理，但申请数量较大，需要逐件核对。"}); err != nil {
		t.Fatal(err)
	}
	return h.Again(t, c)
}

func nothing(_ *testing.T, _ *desktest.House, c cases.Case) cases.Case { return c }

// voided voids an answer that was served.
func voided(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
	c = h.Served(t, c)
	l, _ := answers.Current(h.LettersOf(t, c))
	if err := h.Answers.Void(h.Ctx, desktest.Leader, c, c.Rev, l.ID, "附件有误。"); err != nil {
		t.Fatal(err)
	}
	return h.Again(t, c)
}

// settled is what an applicant says of an answer, and its settlement.
func settled(kind, result, told string) func(*testing.T, *desktest.House, cases.Case) cases.Case {
	return func(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
		c = h.Served(t, answered("granted 07")(t, h, c))
		applicant := identity.Actor{Body: "b1", Roles: []identity.Role{identity.Public}}
		if err := h.Feedback.Submit(h.Ctx, applicant, c, kind, "第2页的建筑面积应当是86平方米，有不动产权证书。"); err != nil {
			t.Fatal(err)
		}
		all, err := feedback.EntriesOf(h.Ctx, h.DB, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Feedback.Settle(h.Ctx, desktest.Clerk, c, all[0].ID, result, told); err != nil {
			t.Fatal(err)
		}
		return h.Again(t, c)
	}
}

// threeItems asks for three things that are answered in three ways.
func items(pairs ...string) []string {
	return append([]string{"items_n", "3", "item1_wanted", "设计变更审批单", "item2_wanted", "变更讨论会记录", "item3_wanted", "施工许可证", "access", "网上查看，文件见附件。", "attachments", "设计变更审批单"}, pairs...)
}

var prints = []print{
	{name: "01-receipt", make: nothing, kind: "01"},
	{name: "02-correction", make: step(identity.Clerk, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明所需文件形成的年份。"), kind: "02"},
	{name: "03-extension", make: step(identity.Leader, request.ActionExtend, "days", "10", "noticed", "2026-11-20", "note", "所申请的文件分散在三个单位，需要核对。"), kind: "03"},
	{name: "04-third-party", make: heard("", ""), kind: "04"},
	{name: "04b-disclosure", make: after(heard("objected", "no"), answered("granted 07", "third_party", "objected", "reason_sound", "no", "third_what", "设计变更审批单中的变更金额，不含单价", "third", "变更金额属于财政资金的使用情况，不构成商业秘密。")), kind: "04b"},
	{name: "05-agency-joint", make: step(identity.Clerk, request.ActionConsult, "who", "joint", "party", "云溪市财政局", "note", "资金安排表是否同意公开"), kind: "05"},
	{name: "05-agency-other", make: step(identity.Clerk, request.ActionConsult, "who", "organ", "party", "云溪市财政局", "note", "资金安排表是否同意公开"), kind: "05"},
	{name: "06-published", make: answered("granted 06", "access", "本机关网站“政府信息公开”栏目，标题《城北片区改造方案》，2025年3月4日发布。")},
	{name: "07-granted", make: answered("granted 07", "access", "网上查看，文件见附件。", "attachments", "设计变更审批单\n设计变更说明")},
	{name: "07-granted-2025", day: "2025-05-20", make: answered("granted 07")},
	{name: "08-partly", make: answered("partly_granted 08", "withheld_1", "process_information", "withheld_1_category", "讨论记录", "withheld_1_what", "附件二《变更讨论会记录》", "withheld_1_reason", "记录的是决定作出前各方的意见。", "withheld_1_discretion", "公开会影响今后讨论时如实发表意见，且决定的结果和理由已经公开。")},
	{name: "08-partly-two-grounds", make: after(heard("objected", "yes"), answered("partly_granted 08", "withheld_1", "third_party_rights", "withheld_1_interest", "商业秘密", "withheld_1_what", "附件三中的单价", "withheld_1_reason", "第三方说明了保密措施和竞争上的损失。", "withheld_1_third_party", "objected", "withheld_1_reason_sound", "yes", "reason_sound", "no",
		"withheld_2", "internal_affairs", "withheld_2_category", "人事管理", "withheld_2_what", "第5页的值班表", "withheld_2_reason", "是本机关的值班安排。", "withheld_2_discretion", "与申请的事项无关，公开会影响值班安全。", "third_party", "agreed"))},
	{name: "08-partly-no-information", make: answered("partly_granted 08", "withheld_1", "other", "withheld_1_what", "第9页夹存的商业广告", "withheld_1_reason", "不是本机关履行职能中制作或者获取的信息。")},
	{name: "08-partly-before-2026-07", day: "2026-06-29", make: answered("partly_granted 08", "withheld_1", "process_information", "withheld_1_category", "过程稿")},
	{name: "08-items", make: answered("partly_granted 08", items("item1_outcome", "granted 07", "item2_outcome", "process_information 09b", "item2_category", "讨论记录", "item3_outcome", "not_held 12", "item3_other_body", "云溪市行政审批局，电话 0000-0000001", "item3_reason", "施工许可由该局核发。")...)},
	{name: "08-items-perhaps", make: answered("partly_granted 08", items("item1_outcome", "partly_granted 08", "item1_withheld", "internal_affairs", "item1_category", "人事管理", "item1_part_held", "第3页的值班表", "item2_outcome", "publication 17", "item2_access", "《云溪年鉴》2025年卷，市图书馆可以借阅。", "item3_outcome", "not_held 11")...)},
	{name: "09-items-nothing-given", make: answered("internal_affairs 09b", items("item1_outcome", "state_secret 09a", "item2_outcome", "internal_affairs 09b", "item2_category", "内部工作流程", "item3_outcome", "not_held 11")...)},
	{name: "09a-state-secret", make: answered("state_secret 09a")},
	{name: "09a-forbidden", make: answered("forbidden_by_law 09a", "norm", "《中华人民共和国统计法》第九条")},
	{name: "09a-safety", make: answered("safety_and_stability 09a", "danger", "公共安全", "facts", "经查，所申请的信息是本机关保存的供水泵站管线布置图，标明了阀门和取水口的位置。", "reason", "公开后可能被用来破坏供水设施。")},
	{name: "09a-third-party", make: after(heard("objected", "yes"), answered("third_party_rights 09a", "interest", "商业秘密"))},
	{name: "09b-internal", make: answered("internal_affairs 09b", "category", "人事管理")},
	{name: "09b-process", make: answered("process_information 09b", "category", "请示报告")},
	{name: "09b-process-before-2026-07", day: "2026-06-29", make: answered("process_information 09b", "category", "请示报告")},
	{name: "09b-file", make: answered("enforcement_file 09b")},
	{name: "10-inquiry", make: answered("administrative_inquiry 10", "norm", "《不动产登记暂行条例》第二十七条", "norm_level", "administrative_regulation", "access", "请持身份证明到云溪市不动产登记中心查询窗口办理。")},
	{name: "10-inquiry-before-2025-06", day: "2025-05-20", make: answered("administrative_inquiry 10", "norm", "《不动产登记暂行条例》第二十七条", "norm_level", "administrative_regulation")},
	{name: "11-not-held", make: answered("not_held 11", "search_record", "以“城北片区”“设计变更”为关键词检索了办公系统和档案室2015年以来的文件，并询问了城建科。")},
	{name: "12-other-body", make: answered("not_held 12", "other_body", "云溪市自然资源和规划局，电话 0000-0000002")},
	{name: "12-unknown-body", make: answered("not_held 12", "other_known", "no", "other_body", "")},
	{name: "13-creation", make: answered("needs_creation 13")},
	{name: "14-unclear", make: answered("still_unclear 14")},
	{name: "15-petition", make: answered("petition 15", "access", "信访事项可以向云溪市信访局提出，电话 0000-0000003。")},
	{name: "16-repeated-opened", make: answered("repeated 16", "earlier_opened", "yes")},
	{name: "17-publication", make: answered("publication 17", "access", "《云溪年鉴》2025年卷，市图书馆可以借阅。")},
	{name: "18-abusive", make: answered("abusive_volume 18")},
	{name: "18a-reasons", make: founded(request.AbusiveVolume), kind: "18a"},
	{name: "18b-delay", make: after(founded(request.AbusiveVolume), delayed), kind: "18b"},
	{name: "18c-reconfirmation", make: answered("reconfirmation 18c", "law", "《中华人民共和国政府信息公开条例》第二条")},
	{name: "19-fee", make: after(step(identity.Leader, request.ActionFindExcessive, "note", "一个月内300件"), step(identity.Leader, request.ActionNoticeFee, "basis", "pages", "parts", "101")), kind: "19"},
	{name: "20-no-correction", make: answered("correction_overdue 20")},
	{name: "20-no-fee", make: answered("fee_overdue 20")},
	{name: "20b-other", make: answered("other 20b", "own", "这件申请与2026-YSQ-0001号申请内容相同，并入该件一并答复，本件办理终结。", "law", "《中华人民共和国政府信息公开条例》第三十三条第二款")},
	{name: "21-withdrawal", make: step(identity.Clerk, request.ActionWithdraw), kind: "21"},
	{name: "22-rectification", make: settled("rectify", "corrected", "不动产权证书载明建筑面积86平方米。"), kind: "22"},
	{name: "22-rectification-as-outcome", make: answered("other 22", "own", "经审核属实，有关记录已经更正。")},
	{name: "23-voided", make: after(answered("granted 07"), voided), kind: "23"},
	{name: "24-confirmation", make: nil, kind: "24"},
	{name: "25-inspection", make: after(answered("granted 07"), func(t *testing.T, h *desktest.House, c cases.Case) cases.Case {
		c = h.Served(t, c)
		if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/letters/new/arrange", url.Values{"arrange_access": {"11月25日9时，本机关档案室，带身份证。"}, "rev": {fmt.Sprint(c.Rev)}}); w.Code != 303 {
			t.Fatal(w.Code, w.Body)
		}
		return h.Again(t, c)
	}), kind: "25"},
	{name: "26-proposal", make: settled("publish", "published", "已在本机关网站“城市更新”栏目公开。"), kind: "26"},
	{name: "28-anew-after-review", make: anew("复议法 64①(一)", "云溪市人民政府云政复决〔2026〕1号", "granted 28:07", "attachments", "设计变更审批单")},
	{name: "28-anew-procedure", make: anew("复议法 64①(三)", "云溪市人民政府云政复决〔2026〕2号", "process_information 28:09b", "category", "过程稿")},
	{name: "28-anew-performance", make: anew("复议法 66", "云溪市人民政府云政复决〔2026〕3号", "not_held 28:11")},
	{name: "28-anew-judgment", make: anew("行诉法 70", "云溪市云溪区人民法院（2026）行初1号", "partly_granted 28:08", "withheld_1", "process_information", "withheld_1_category", "过程稿")},
	{name: "07-public-interest", make: after(heard("objected", "yes", "yes"), answered("granted 07", "third_party", "objected", "reason_sound", "yes", "public_good", "yes", "third_what", "设计变更审批单中的变更金额，不含单价", "third", "变更金额关系到公共资金的使用，不公开会妨碍公众监督。", "reason", "改造使用公共资金，变更金额关系到资金的使用，不公开会妨碍公众监督。"))},
	{name: "09a-third-party-silent", make: after(heard("", ""), silent, answered("third_party_rights 09a", "interest", "个人隐私", "third_party", "silent", "reason", "审批文件载明设计人员的住址和电话，公开会损害其个人隐私。"))},
	{name: "09a-third-party-unheard", make: answered("third_party_rights 09a", "interest", "商业秘密", "third_party", "")},
}

// TestLettersAsPrinted reads every kind of letter from its paper: what is printed is
// what stands in its golden file, under a line that says what was changed when it
// was last read aloud.
func TestLettersAsPrinted(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	for i, p := range prints {
		day := p.day
		if day == "" {
			day = "2026-11-20"
		}
		h.Stand(day)
		in := desktest.Intake(i)
		var c cases.Case
		var err error
		if p.make == nil { // sent over the internet, and confirmed
			c, _ = h.Submit(t, in)
			c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		} else {
			in.Channel, in.On, in.Form, in.Email, in.Address = "in_person", day, cases.Forms()[0], "w@example.cn", "云溪市文澜路1号"
			if c, _, err = h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in); err != nil {
				t.Fatal(err)
			}
			c = p.make(t, h, c)
		}
		l, ok := answers.Current(h.LettersOf(t, c))
		for _, x := range h.LettersOf(t, c) {
			if p.kind != "" && string(x.Kind) == p.kind {
				l, ok = x, true
				break
			}
		}
		if !ok {
			t.Fatalf("%s: no letter", p.name)
		}
		a, err := h.Answers.Answer(l)
		if err != nil {
			t.Fatal(err)
		}
		to, err := h.Answers.Addressee(c, l)
		if err != nil {
			t.Fatal(err)
		}
		doc := answers.Document(l, a, to)
		same(t, p.name, paper(doc))
		for _, format := range []string{"pdf", "docx"} {
			var b bytes.Buffer
			if err := h.Answers.Print(h.Ctx, &b, c, l, format); err != nil {
				t.Errorf("%s: %v", p.name, err)
			}
			if format == "pdf" {
				structured(t, p.name, doc, b.Bytes())
			}
			if *look != "" {
				if err := os.WriteFile(filepath.Join(*look, p.name+"."+format), b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// structured reads a letter from its tags, as a screen reader does: it says what
// the letter says, and what is printed beside the page numbers.
func structured(t *testing.T, name string, doc render.Doc, file []byte) {
	t.Helper()
	items := poppler.Structure(t, file)
	got, want := poppler.Said(items), poppler.Squeeze(regexp.MustCompile(`(?m)^附件 1：(.*(?:\n附件 \d：.*)*)`).ReplaceAllStringFunc(paper(doc), func(list string) string {
		if strings.Count(list, "附件") == 1 {
			return "附件：" + strings.TrimPrefix(list, "附件 1：")
		}
		return "附件：" + regexp.MustCompile(`附件 (\d)：`).ReplaceAllString(list, "$1.")
	}))
	if got != want {
		t.Errorf("%s: the structure says\n%s\nand the letter\n%s", name, got, want)
	}
	if printed := regexp.MustCompile(`—\d+—`).ReplaceAllString(poppler.Squeeze(poppler.Text(t, file)), ""); printed != got {
		t.Errorf("%s: printed is\n%s\nand the structure says\n%s", name, printed, got)
	}
	kinds := map[string]int{}
	for _, x := range items {
		kinds[x.Kind]++
	}
	if kinds["Document"] != 1 || kinds["H1"] != 1 || kinds["P"] < 5 {
		t.Errorf("%s has the elements %v", name, kinds)
	}
}

// paper is what a letter says, a line a paragraph.
func paper(doc render.Doc) string {
	lines := []string{doc.Head.Mark, doc.Head.Number, doc.Title}
	for _, b := range doc.Blocks {
		switch x := b.(type) {
		case render.Paragraph:
			var line strings.Builder
			for _, r := range x.Runs {
				line.WriteString(r.Text)
			}
			lines = append(lines, line.String())
		case render.Attachments:
			for i, name := range x.Names {
				lines = append(lines, fmt.Sprintf("附件 %d：%s", i+1, name))
			}
		case render.Signature:
			lines = append(lines, x.Body, x.Date)
		default:
			lines = append(lines, fmt.Sprintf("%T", b))
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// same compares a print with its golden file below testdata/letters.
func same(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "letters", name+".txt")
	had, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	said, want, _ := strings.Cut(string(had), "\n")
	if *update {
		if !strings.HasPrefix(said, "# ") {
			said = "# "
		}
		if err := os.WriteFile(file, []byte(said+"\n"+got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("%s is printed as\n%s\nand not as\n%s", name, got, want)
	}
	if !strings.HasPrefix(said, "# ") || len(said) < 10 {
		t.Errorf("%s does not say what was changed when it was read", name)
	}
}
