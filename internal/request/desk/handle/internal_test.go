package handle_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

func TestRulerAndSheet(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.HeardCase(t, 1)
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID).Body.String()
		doc := webtest.CheckPage(t, page)
		ticks := doc.Find(".mt-ruler li")
		if ticks.Length() != 25 || doc.Find(".mt-ruler .pz").Length() != 5 || !doc.Find(".mt-ruler").HasClass("n25") {
			t.Errorf("20 working days and 5 that do not count are 25, not %d", ticks.Length())
		}
		var marks []string
		doc.Find(".mt-ruler .mk").Each(func(_ int, s *goquery.Selection) { marks = append(marks, s.Text()) })
		if got := strings.Join(marks, "|"); got != "10-21 收到，次日起算|征求第三方意见|今天|到期" {
			t.Errorf("above the ruler stands %s", got)
		}
		for _, want := range []string{"2026年11月25日（周三）", "已用 17 / 20 个工作日，另有 5 个工作日不计入", "征求第三方和其他机关意见所需时间不计算在内", "查看计算过程"} {
			if !strings.Contains(doc.Find("section[aria-labelledby=clock]").Text(), want) {
				t.Errorf("the ruler does not say %q", want)
			}
		}
		sheet := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID+"/sheet").Body.String()
		paper := webtest.CheckPage(t, sheet)
		if n := paper.Find(".cw-days tbody tr").Length(); n != 35 {
			t.Errorf("22 October to 25 November are 35 days, not %d", n)
		}
		pdf := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID+"/sheet.pdf")
		printed := desktest.PdfText(t, pdf.Body.Bytes())
		for _, want := range []string{"云溪市住房和城乡建设局", c.No(), "2026-11-25", "第20日", "第三十三条第三款", "行政机关征求第三方和其他机关意见所需时间不计算在前款规定的期限内", "打印日期：2026年11月20日", "王*（自然人）"} {
			if !strings.Contains(strings.Join(strings.Fields(printed), ""), strings.Join(strings.Fields(want), "")) {
				t.Errorf("the printed sheet does not say %q", want)
			}
		}
		for _, text := range []string{sheet, printed} {
			if strings.Contains(text, "王小溪") || strings.Contains(text, "13800006021") || strings.Contains(text, "同意公开审批文件") {
				t.Error("the sheet tells who applies, or what somebody wrote")
			}
		}
		if w := webtest.Get(h.Web, identity.Editor, "/console/requests/"+c.ID+"/sheet"); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
			t.Errorf("an editor reads the sheet: %d", w.Code)
		}
	})
}

// What is overdue is counted on, and the sheet says so day by day.
func TestSheetAfterTheTerm(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	in := desktest.Intake(1)
	in.Channel, in.On = "in_person", "2026-10-15"
	c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.Handling.SheetOf(h.Ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	last := s.Days[len(s.Days)-1]
	if last.Date != "2026-11-20" || last.N != "逾期6日" || last.Tone != "r" {
		t.Errorf("20 working days after 15 October end on 12 November, 6 before the 20th: %+v", last)
	}
}

func TestMarksOfTheRulerDoNotMeet(t *testing.T) {
	for n := 1; n <= 60; n++ {
		for now := 0; now < n; now++ {
			ticks := make([]handle.Tick, n)
			for i := range ticks {
				switch {
				case i == now:
					ticks[i].Class = "now"
				case i < now:
					ticks[i].Class = "dn"
				default:
					ticks[i].Class = "lf"
				}
			}
			ticks[n-1].Class += " end"
			handle.MarkRuler(ticks, request.Clock{Starts: 20000, Received: 20000})
			free := 0
			for i, x := range ticks {
				if x.Mark == "" {
					continue
				}
				need := (len([]rune(x.Mark))*13 + 21) / 22
				from := i
				if x.Anchored {
					from = max(0, i-need+1)
				}
				if from < free {
					t.Fatalf("of %d days, today the %dth: %q runs into the mark before it", n, now+1, x.Mark)
				}
				free = from + need
				if x.Anchored {
					free = i + 1
				}
			}
			if !strings.Contains(ticks[n-1].Mark, "到期") {
				t.Fatalf("of %d days, today the %dth: the last is not marked", n, now+1)
			}
		}
	}
}

func TestOfficeInTheBrowser(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	c := h.HeardCase(t, 1)
	for i := 2; i < 6; i++ {
		h.Submit(t, desktest.Intake(i))
	}
	p := browser.Open(t, server.URL)
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.Clerk)})
	if err := h.Handling.Assign(h.Ctx, desktest.Clerk, []string{c.ID}, "u2", "p-clerk"); err != nil {
		t.Fatal(err)
	}
	e, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, h.Again(t, c), "u1", "查 2025 年 3 月以来城北片区的设计变更审批文件和费用依据，列出清单", "2026-11-24")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SubRequests.Answer(h.Ctx, desktest.HandlerHere, subrequests.SubRequest{ID: e.ID, Request: c.ID, Body: "b1", Unit: "u1", State: "open", AskedBy: "p-clerk"}, 1, "检索完成，形成 6 份文件，其中 2 份需区分处理"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, h.Again(t, c), "u1", "核对费用增减的计算口径", "2026-11-24"); err != nil {
		t.Fatal(err)
	}
	if err := h.Handling.Remark(h.Ctx, desktest.Clerk, c, "材料在三楼档案室，找林涛取"); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ name, path string }{{"case", "/console/requests/" + c.ID}, {"sheet", "/console/requests/" + c.ID + "/sheet"}, {"file", "/console/requests/" + c.ID + "/file"},
		{"errands", "/console/errands"}, {"errand", "/console/errands/" + e.ID}, {"alarms", "/console/request-alarms"}, {"notices", "/console/request-notices"}} {
		p.Go(x.path)
		for _, width := range []int64{375, 768, 1440} {
			p.Width(width, 900).Accessible().Shot(fmt.Sprintf("office-%s-%d", x.name, width))
			if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d is %s px too wide", x.name, width, over)
			}
		}
	}
	p.Clean()
}
