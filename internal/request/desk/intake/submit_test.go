package intake_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

func TestIntakeIsChecked(t *testing.T) {
	today := calendar.On(2026, 11, 20)
	for _, tt := range []struct {
		change  func(*cases.Intake)
		field   string
		because string
	}{
		{func(*cases.Intake) {}, "", "complete, without any purpose (条例 27, 29)"},
		{func(in *cases.Intake) { in.Name = "" }, "name", "条例 29②(一)"},
		{func(in *cases.Intake) { in.Name = " \u200b\u202e\x00 " }, "name", "nothing that can be seen"},
		{func(in *cases.Intake) { in.Name = strings.Repeat("长", cases.LongestName+1) }, "name", "too long"},
		{func(in *cases.Intake) { in.Identity = "33000019900101000" }, "identity", "one digit is missing"},
		{func(in *cases.Intake) { in.Document = "x" }, "document", "no such kind of proof"},
		{func(in *cases.Intake) { in.Document = "credit_code"; in.Identity = "11330000000000000C" }, "document", "a person has no credit code"},
		{func(in *cases.Intake) { in.Kind, in.Identity = "business", "11330000000000000C" }, "", "a firm's code is known by its shape"},
		{func(in *cases.Intake) { in.Kind, in.Identity = "business", "11330000000000000D" }, "identity", "a firm's code that does not fit"},
		{func(in *cases.Intake) { in.Document, in.Identity = "passport", "E00000000" }, "", "other proofs are allowed"},
		{func(in *cases.Intake) { in.Phone = "1380000602" }, "phone", "ten digits"},
		{func(in *cases.Intake) { in.Phone = "" }, "phone", "nowhere to answer to"},
		{func(in *cases.Intake) { in.Phone, in.Address = "", "云溪市文澜路1号" }, "", "an address is contact enough"},
		{func(in *cases.Intake) { in.Phone, in.Email = "", "a@example.cn" }, "", "so is a mail address"},
		{func(in *cases.Intake) { in.Form = cases.Forms()[1] }, "email", "to be sent by mail, without an address"},
		{func(in *cases.Intake) { in.Form = cases.Forms()[2] }, "address", "to be posted, without an address"},
		{func(in *cases.Intake) { in.Wanted = "" }, "wanted", "条例 29②(二)"},
		{func(in *cases.Intake) { in.Wanted = strings.Repeat("长", cases.Longest+1) }, "wanted", "too long"},
		{func(in *cases.Intake) { in.Form = "托梦" }, "form", "no such way"},
		{func(in *cases.Intake) { in.Kind = "x" }, "kind", "no such kind"},
		{func(in *cases.Intake) { in.Help = []string{"large_print", "writing"} }, "", "条例 43"},
		{func(in *cases.Intake) { in.Help = []string{"song"} }, "help", "no such help"},
		{func(in *cases.Intake) { in.Agent.Phone = "13800006021" }, "agent_name", "somebody acts, nobody knows who"},
		{func(in *cases.Intake) { in.Agent = cases.Agent{Name: "李云", Identity: desktest.Card(1)} }, "", "an agent"},
		{func(in *cases.Intake) { in.Agent = cases.Agent{Name: "李云", Identity: "1"} }, "agent_identity", "an agent's number is looked at too"},
		{func(in *cases.Intake) { in.Origin.Oral = true }, "read_back", "told by word of mouth and not read back (条例 29①)"},
		{func(in *cases.Intake) { in.Origin.Oral, in.Origin.ReadBack = true, true }, "", "read back and confirmed"},
	} {
		in := desktest.Intake(1)
		tt.change(&in)
		f := fault.As(in.Check(today))
		if (f == nil) != (tt.field == "") || f != nil && f.Field != tt.field {
			t.Errorf("%s: %v", tt.because, f)
		}
	}
}

// A name is kept byte for byte or refused with the number and place of the
// character: one that is dropped or changed makes another person.
func TestNamesAreKeptOrRefused(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for i, x := range []struct{ name, refused, because string }{
			{"张\ue000三", "第 2 个字符 U+E000", "private use shows another character on each machine"},
			{"张\U000f0000三", "第 2 个字符 U+F0000", "the second plane of it too"},
			{"张\U0010fffd", "第 2 个字符 U+10FFFD", "and the third"},
			{"张\ufffd三", "第 2 个字符 U+FFFD", "what was lost on the way, a lone surrogate of JSON too"},
			{"张三\x00", "第 3 个字符 U+0000", "NUL ends texts"},
			{"张\x1b[31m", "第 2 个字符 U+001B", "an escape acts on terminals"},
			{"张\u202e三", "第 2 个字符 U+202E", "turns the direction of what follows"},
			{"张\u200b三", "第 2 个字符 U+200B", "nobody sees it, and it makes another name"},
			{"张\ufdd0", "第 2 个字符 U+FDD0", "is no character"},
			{"张\n三", "第 2 个字符 U+000A", "a name has one line"},
			{"王\xff", "第 2 个字符不是有效的文字（字节 0xFF）", "invalid UTF-8"},
			{"王\xed\xa0\x80", "第 2 个字符不是有效的文字（字节 0xED）", "a surrogate in UTF-8"},
			{"\uf900田", "", "a compatibility ideograph is not its likeness"},
			{"\U0002f800", "", "nor is one of the supplement"},
			{"\U00020bb7野", "", "extension B"},
			{"\U0002a700", "", "extension C"},
			{"\U0002b740", "", "extension D"},
			{"\U0002b820", "", "extension E"},
			{"\U0002ceb0", "", "extension F"},
			{"买买提·艾力", "", "a middle dot"},
			{"阿卜杜拉‧吐尔逊", "", "another one stays another"},
			{"ئابدۇللا", "", "Uyghur"},
			{"བསྟན་འཛིན", "", "Tibetan"},
			{"ᠪᠠᠲᠤ", "", "Mongolian"},
			{"क्\u200dष", "", "a joiner is part of how it is written"},
			{"e\u0301lan", "", "a mark that combines stays apart"},
		} {
			in := desktest.Intake(100 + i)
			in.Name, in.Wanted = x.name, x.name+"的\t档案\n第二行"
			c, _, err := h.Intakes.Submit(h.Ctx, desktest.Visitor, "b1", in)
			if x.refused != "" {
				if f := fault.As(err); f == nil || f.Field != "name" || !strings.Contains(f.Message, x.refused) {
					t.Errorf("%q: %v, want %s, because %s", x.name, err, x.refused, x.because)
				}
				continue
			}
			if err != nil {
				t.Errorf("%q refused, because %s: %v", x.name, x.because, err)
				continue
			}
			name, err := h.Vault.Open(c.Name, c.Place("name"))
			if err != nil || name.Text() != x.name || c.Wanted != in.Wanted {
				t.Errorf("%q became %q, %q, %v, because %s", x.name, name.Text(), c.Wanted, err, x.because)
			}
		}
	})
}

// The day is that of Shanghai: a minute before midnight is today, two minutes
// later tomorrow, whatever the machine's zone; the year of the number too.
func TestTheDayIsShanghais(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for _, tt := range []struct {
			at      time.Time
			day, no string
		}{
			{time.Date(2026, 12, 31, 15, 59, 0, 0, time.UTC), "2026-12-31", "2026-YSQ-0001"},
			{time.Date(2026, 12, 31, 16, 1, 0, 0, time.UTC), "2027-01-01", "2027-YSQ-0001"},
		} {
			h.Kit.Clock.Set(tt.at)
			in := desktest.Intake(int(tt.at.Unix()))
			if c, _ := h.Submit(t, in); c.SubmittedOn != tt.day || c.No() != tt.no {
				t.Errorf("%s: %s %s", tt.at, c.SubmittedOn, c.No())
			}
			in.Key += "x"
			in.Channel, in.On = "in_person", tt.day
			if c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in); err != nil || c.ReceivedOn != tt.day {
				t.Errorf("%s: %+v %v", tt.at, c.ReceivedOn, err)
			}
			in.Key += "y"
			in.On = (calendar.At(tt.at) + 1).String()
			if _, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in); fault.As(err) == nil || fault.As(err).Field != "on" {
				t.Errorf("received tomorrow: %v", err)
			}
			h.Kit.Clock.Set(tt.at) // the numbers of the year before stay as they are
		}
	})
}

// Each way of coming in has its day of receipt (条例 31), and leaves what proves it.
func TestEveryWayOfComingIn(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		base := url.Values{"kind": {"person"}, "name": {"王小溪"}, "document": {"resident_id"}, "identity": {"330000199001010006"}, "phone": {"13800006021"},
			"wanted": {"设计变更审批文件"}, "form": {cases.Forms()[0]}, "on": {"2026-11-18"}}
		for i, tt := range []struct {
			pairs    string
			field    string // that must be mended; "" when it is taken
			received string
			state    request.State
			because  string
		}{
			{"channel=in_person", "", "2026-11-18", request.Handling, "31(一): the day it was handed in"},
			{"channel=oral&read_back=yes", "", "2026-11-18", request.Handling, "29①: written down by staff"},
			{"channel=oral", "read_back", "", "", "29①: the applicant has to confirm"},
			{"channel=registered_mail", "proof", "", "", "31(二): the signature needs its proof"},
			{"channel=registered_mail&proof=XA00000000000", "", "2026-11-18", request.Handling, "31(二): the day it was signed for"},
			{"channel=ordinary_mail", "", "", request.Unconfirmed, "31(二): until both have confirmed it"},
			{"channel=ordinary_mail&confirmed=2026-11-19", "", "2026-11-19", request.Handling, "31(二): the day of the confirmation"},
			{"channel=ordinary_mail&confirmed=2026-11-17", "confirmed", "", "", "confirmed before it came"},
			{"channel=fax&confirmed=2026-11-21", "confirmed", "", "", "confirmed tomorrow"},
			{"channel=fax&confirmed=2026-11-20", "", "2026-11-20", request.Handling, "31(三)"},
			{"channel=online&origin=一网通办&proof=W-1&confirmed=2026-11-20", "", "2026-11-20", request.Handling, "31(三): handed on by another system"},
			{"channel=pigeon", "channel", "", "", "no such way"},
			{"channel=", "channel", "", "", "none told"},
			{"channel=in_person&on=2026-11-21", "on", "", "", "tomorrow"},
			{"channel=in_person&on=2026-02-30", "on", "", "", "no such day"},
			{"channel=in_person&on=", "on", "", "", "no day"},
		} {
			form := url.Values{"key": {"a-form-of-the-register-" + string(rune('a'+i))}}
			for name, v := range base {
				form[name] = v
			}
			more, err := url.ParseQuery(tt.pairs)
			if err != nil {
				t.Fatal(err)
			}
			for name, v := range more {
				form[name] = v
			}
			w := h.Post(t, identity.Clerk, "/console/requests/new", form)
			if tt.field != "" {
				doc := webtest.CheckPage(t, w.Body.String())
				if w.Code != 422 || doc.Find(`.summary a[href="#f-`+tt.field+`"]`).Length() == 0 || doc.Find(`[name=name]`).AttrOr("value", "") != "王小溪" {
					t.Errorf("%s: %d %s", tt.because, w.Code, doc.Find(".summary").Text())
				}
				continue
			}
			if w.Code != http.StatusSeeOther {
				t.Errorf("%s: %d %s", tt.because, w.Code, w.Body)
				continue
			}
			id := strings.Split(w.Header().Get("Location"), "/")[3]
			c := h.Again(t, cases.Case{ID: id})
			if c.ReceivedOn != tt.received || c.State != tt.state {
				t.Errorf("%s: received %q in %s", tt.because, c.ReceivedOn, c.State)
			}
			page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+id).Body.String()
			for _, word := range []string{form.Get("proof"), form.Get("origin")} {
				if !strings.Contains(page, word) {
					t.Errorf("%s: %q is not on the case's page", tt.because, word)
				}
			}
			if form.Get("channel") == intake.Oral && (c.RecordedBy != desktest.Clerk.ID || c.Channel != request.InPerson || !strings.Contains(page, "由周敏代为填写")) {
				t.Errorf("%s: taken by %q", tt.because, c.RecordedBy)
			}
		}
	})
}

// Help that is wanted and who acts for the applicant stand on the case, the
// person masked until somebody says why.
func TestHelpAndAgentOnTheCase(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Help, in.HelpNote, in.Agent = []string{"large_print", "other"}, "答复书用三号字", cases.Agent{Name: "李云", Document: "resident_id", Identity: desktest.Card(7), Phone: "13900006022"}
		c, _ := h.Submit(t, in)
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID).Body.String()
		for _, word := range []string{"大字；其他帮助；答复书用三号字", "李*", "139****6022"} {
			if !strings.Contains(page, word) {
				t.Errorf("%q is missing", word)
			}
		}
		if strings.Contains(page, "李云") || strings.Contains(page, desktest.Card(7)) {
			t.Error("the agent is shown")
		}
		w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/reveal", url.Values{"reason": {"电话核实申请的内容"}})
		if s := w.Body.String(); w.Code != 200 || !strings.Contains(s, "李云") || !strings.Contains(s, desktest.Card(7)) {
			t.Errorf("revealed: %d", w.Code)
		}
	})
}

// A body under another regime takes no applications, and says whom to turn to.
func TestABodyThatTakesNone(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	h.Intakes.Takes = func(context.Context, string) error {
		return account.Body{Kind: account.PublicService}.Answers()
	}
	h.Intakes.Elsewhere = func(context.Context, string) (*intake.Elsewhere, error) {
		return &intake.Elsewhere{Name: "云溪市水务局", Phone: "0571-0000 0003"}, nil
	}
	for _, w := range []interface{ String() string }{webtest.Get(h.Web, "", "/zfxxgk/ysqgk/sq").Body, h.Post(t, "", "/zfxxgk/ysqgk/sq", url.Values{"go": {"submit"}}).Body} {
		doc := webtest.CheckPage(t, w.String())
		if s := doc.Find("main").Text(); !strings.Contains(s, "云溪市水务局") || !strings.Contains(s, "第五十五条") || doc.Find("main input, .summary").Length() > 0 {
			t.Errorf("the page says %s", s)
		}
	}
	if _, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", desktest.Intake(1)); !fault.Is(err, fault.Unlawful) {
		t.Errorf("registered all the same: %v", err)
	}
}

// What is no application is kept with its reason, sealed, and never counted.
func TestSetAside(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		form := url.Values{"on": {"2026-11-20"}, "channel": {"in_person"}, "sort": {"consult"}, "filed": {"no"}, "what": {"王小溪问公积金怎样提取"}, "reason": {"咨询办事流程，不是要已有的信息"}, "told": {"到公积金窗口"}}
		for field, value := range map[string]string{"on": "2026-11-21", "channel": "pigeon", "sort": "x", "what": "", "reason": "短", "told": "", "filed": "yes"} {
			bad := url.Values{}
			for k, v := range form {
				bad[k] = v
			}
			bad.Set(field, value)
			w := h.Post(t, identity.Clerk, "/console/requests/aside", bad)
			if doc := webtest.CheckPage(t, w.Body.String()); w.Code != 422 || doc.Find(`.summary a[href="#f-`+field+`"]`).Length() != 1 {
				t.Errorf("%s=%q: %d", field, value, w.Code)
			}
		}
		titled := url.Values{}
		for k, v := range form {
			titled[k] = v
		}
		titled.Set("what", "政府信息公开申请表：投诉物业公司")
		if w := h.Post(t, identity.Clerk, "/console/requests/aside", titled); w.Code != 422 || !strings.Contains(w.Body.String(), "第三十九条第一款") {
			t.Errorf("what calls itself an application is set aside: %d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, "/console/requests/aside", form); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code, w.Body)
		}
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/aside").Body.String()
		if !strings.Contains(page, "咨询办事流程") || strings.Contains(page, "王小溪") {
			t.Error("the reason is missing, or the person is shown")
		}
		h.Counted(t, 2026, map[string]int64{})
	})
}
