package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// The public calculator says the day that the book says, and refuses in the
// book's words beside the field.
func TestReckon(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	for _, tt := range []struct {
		query   string
		status  int
		says    string
		because string
	}{
		{"channel=in_person&from=2024-09-12", 200, "2024年10月16日（周三）", "条例 33②; the vector of the clock"},
		{"channel=online&from=2024-09-10&confirmed=2024-09-12", 200, "2024年10月16日（周三）", "条例 31(三): from the day both sides confirm"},
		{"channel=online&from=2024-09-10", 422, "填写双方确认收到的日期", "not confirmed, not begun"},
		{"channel=in_person&from=2026-11-20", 200, "2026年12月18日（周五）", "handbook §8"},
		{"channel=in_person&from=2026-12-20", 200, "2027年的放假安排还没有公布", "a year nobody knows yet"},
		{"channel=in_person&from=2026-11-20&asked1=2026-11-24&whom1=third&answered1=2026-11-26", 200, "2026年12月22日（周二）", "条例 33③: two days out"},
		{"channel=in_person&from=2026-11-20&extended=2026-12-01&days=21", 422, "超过最长20个工作日", "条例 33②"},
		{"channel=in_person&from=2026-11-20&extended=2026-12-01&days=x", 422, "填写 1 至 20 的整数", "no number"},
		{"channel=in_person&from=2026-11-20&correct_asked=2026-11-24", 200, "从收到补正的申请之日", "条例 30: no due day until it comes"},
		{"channel=in_person&from=2026-11-20&correct_asked=2026-11-24&corrected=2026-11-30", 200, "2026年12月28日（周一）", "begins anew"},
		{"channel=in_person&from=2026-11-20&fee_told=2026-11-24", 200, "从缴费之日", "109号"},
		{"channel=in_person&from=2026-11-20&asked1=2026-11-24&whom1=organ", 200, "没有法定的答复期限", "no joint making, no end"},
		{"channel=in_person&from=2026-1-1x", 422, "填写日期", "no day"},
		{"channel=in_person&from=", 422, "填写提交", "no day"},
		{"channel=pigeon&from=2026-11-20", 422, "选择提出申请的渠道", "no such way"},
		{"", 200, "答复期限计算", "the empty form"},
	} {
		w := webtest.Get(h.Web, "", "/zfxxgk/ysqgk/qx?"+tt.query)
		doc := webtest.CheckPage(t, w.Body.String())
		webtest.CheckMeta(t, doc, "column")
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) {
			t.Errorf("%s: %d, without %q because %s\n%s", tt.query, w.Code, tt.says, tt.because, doc.Find("main").Text())
		}
		if tt.status == http.StatusUnprocessableEntity && doc.Find(".field.bad").Length() == 0 {
			t.Errorf("%s: no field is marked", tt.query)
		}
	}
}
