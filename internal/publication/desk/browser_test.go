package desk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// The pages at three widths: no rule of accessibility broken, nothing refused by
// the policy, nothing wider than the window.
func TestPagesInTheBrowser(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	const text = "各区（县）住房和城乡建设局，市住房保障中心：\n为规范城镇住房保障家庭资格审核，保障公平，根据《公共租赁住房管理办法》，制定本办法。\n本办法适用于城镇规划区内公共租赁住房、保障性租赁住房的资格审核、公示和年度复核。\n街道办事处自受理之日起10个工作日内完成初审。"
	wrong := h.write(t, publication.Normative, "document_number", "云建规[2026]010号", "title", "城镇住房保障家庭资格审核办法", "content", text+"联系人手机13700005529。", "effective_on", "2027-01-01")
	review := h.submit(t, h.write(t, publication.Penalty, "title", "2026年11月行政处罚决定信息公示", "content", text))
	public := h.release(t, h.write(t, publication.Normative, "document_number", "云建规〔2026〕9号", "record_number", "GF-9", "title", "预售资金监管办法", "content", text, "effective_on", "2027-01-01"))
	gone := h.do(t, identity.Leader, h.release(t, h.write(t, publication.Notice)), publication.Withdraw, "withdrawal", "mistaken", "opinion", "名单有误，更正后再发布")
	at := h.kit.Clock.Now()
	h.kit.Clock.Set(at.AddDate(0, 0, -120))
	h.release(t, h.write(t, publication.Statistics, "place", h.column(t, "办事统计", "20.4", "periodic", "3").ID, "title", "二季度办事统计", "formed_on", "2026-07-01"))
	h.kit.Clock.Set(at)
	h.column(t, "规范性文件", "20.1", "notices", "")
	s := httptest.NewServer(h.web)
	t.Cleanup(s.Close)
	p := browser.Open(t, s.URL)
	for _, x := range []struct {
		name, at string
		role     identity.Role
	}{{"column", column, ""}, {"document", column + public.ID, ""}, {"gone", column + gone.ID, ""},
		{"board", boardPath, identity.Editor}, {"list", path, identity.Editor}, {"kinds", path + "/new", identity.Editor}, {"draft", path + "/" + wrong.ID, identity.Editor},
		{"review", path + "/" + review.ID, identity.Reviewer}, {"public", path + "/" + public.ID, identity.Leader}} {
		if x.role != "" {
			p.Cookie(&http.Cookie{Name: "role", Value: string(x.role)})
		}
		p.Go(x.at)
		for _, width := range []int64{375, 768, 1440} {
			p.Width(width, 900).Accessible().Shot(fmt.Sprintf("publication-%s-%d", x.name, width))
			if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d is %s px too wide", x.at, width, over)
			}
		}
	}
	p.Clean()
}
