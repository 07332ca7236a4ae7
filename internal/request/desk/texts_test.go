package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/webtest"
)

// What people write about an application stands sealed in every column, is found
// by its words all the same, is masked in lists, and is shown whole to who says why.
func TestWhatIsAskedForIsSealedAndMasked(t *testing.T) {
	const number, wanted = "11010519491231002X", "本人身份证号11010519491231002X在青石桥社区的安置补偿协议"
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Register(t, 1, "2026-11-18", wanted)
		if _, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, c, "u2", "请查身份证号11010519491231002X的卷宗", "2026-11-25"); err != nil {
			t.Fatal(err)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "note", "写明"+number+"的哪一份协议", "until", "2026-12-04")
		for q, because := range map[string]string{
			`SELECT wanted FROM request_case`:                       "what is asked for",
			`SELECT question FROM request_errand`:                   "a question to a unit",
			`SELECT note FROM request_event WHERE note <> ''`:       "a note to a step",
			`SELECT payload FROM request_event WHERE payload <> ''`: "an event is days and numbers",
		} {
			rows, err := sqldb.List(h.Ctx, h.DB, "text", func(row sqldb.Row) (s string, err error) { return s, row.Scan(&s) }, q)
			if err != nil || len(rows) == 0 {
				t.Fatalf("%s: %v, %d rows", because, err, len(rows))
			}
			for _, s := range rows {
				if strings.Contains(s, number) || strings.Contains(s, "协议") {
					t.Errorf("%s stands open: %s", because, s)
				}
			}
		}
		if err := h.Cases.Index(h.Ctx); err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"青石桥", "安置补偿", number} {
			if got := h.Shown(t, identity.Clerk, "/console/requests?q="+url.QueryEscape(words)); len(got) != 1 || got[0] != c.No() {
				t.Errorf("%s finds %v", words, got)
			}
		}
		list := webtest.Get(h.Web, identity.Clerk, "/console/requests").Body.String()
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID)
		if page.Code != http.StatusOK {
			t.Fatalf("the page: %d", page.Code)
		}
		for where, text := range map[string]string{"the queue": list, "the page of the application": page.Body.String()} {
			if strings.Contains(text, wanted) || !strings.Contains(text, "青石桥社区的安置补偿协议") || !strings.Contains(text, "*") {
				t.Errorf("%s shows what is asked for otherwise than masked", where)
			}
		}
		shown := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/reveal", url.Values{"reason": {"核对申请的是哪一份协议"}}).Body.String()
		if !strings.Contains(shown, wanted) {
			t.Error("who says why does not see it whole")
		}
		if detail := h.LastDetail(t, "request.reveal"); !strings.Contains(detail, `"wanted":true`) {
			t.Errorf("the audit log does not tell that it was seen: %s", detail)
		}
		for _, line := range h.Download(t, identity.Clerk, "what", "cases") {
			if strings.Contains(strings.Join(line, ","), number) {
				t.Errorf("the file of applications without a reason tells the number: %v", line)
			}
		}
	})
}
