package records_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/records"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/webtest"
)

func spaceless(s string) string { return strings.Join(strings.Fields(s), "") }

func TestCaseFile(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Records.AuditOf = func(context.Context, string, string) ([]records.Entry, error) {
			return []records.Entry{{At: sqldb.Time{Time: h.Now()}, Label: "签发答复", Person: "p-clerk", Reason: "测试的理由"}}, nil
		}
		c := h.Answered(t, 1)
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID+"/file").Body.String()
		if doc := webtest.CheckPage(t, page); doc.Find("ul.steps li").Length() != 5 || strings.Contains(doc.Find("ul.steps").Text(), "不全") {
			t.Errorf("all five stages are on record: %s", doc.Find("ul.steps").Text())
		}
		masked := desktest.PdfAs(t, webtest.Get(h.Web, identity.Reviewer, "/console/requests/"+c.ID+"/file.pdf").Body.Bytes(), "-raw")
		for _, want := range []string{"政府信息公开申请卷宗", c.No(), "目录", c.Wanted, "收到申请", "作出答复", "第20日", "云建公复〔2026〕", "公开会影响值班人员安全。", "先向云溪市人民政府", "网上送达记录", "审计记录", "测试的理由"} {
			if !strings.Contains(spaceless(masked), want) {
				t.Errorf("the file does not hold %q", want)
			}
		}
		if strings.Contains(masked, "王小溪") || strings.Contains(masked, "13800006021") || strings.Contains(masked, desktest.Intake(1).Identity) {
			t.Error("the masked file tells who applies")
		}
		for _, reason := range []string{"", "看看"} {
			if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/file", url.Values{"reason": {reason}}); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("the whole file for the reason %q: %d", reason, w.Code)
			}
		}
		if w := h.Post(t, identity.Reviewer, "/console/requests/"+c.ID+"/file", url.Values{"reason": {"向复议机关提交证据"}}); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
			t.Errorf("who does not deal with it has the whole file: %d", w.Code)
		}
		w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/file", url.Values{"reason": {"向复议机关提交证据"}, "as": {"pdf"}})
		if full := desktest.PdfText(t, w.Body.Bytes()); w.Code != 200 || !strings.Contains(full, "王小溪") || !strings.Contains(full, desktest.Intake(1).Identity) {
			t.Errorf("the whole file does not tell who applies: %d %.900s", w.Code, full)
		}
		w = h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/file", url.Values{"reason": {"归档移交档案室"}, "as": {"zip"}})
		z, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range z.File {
			names = append(names, f.Name)
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, _ := io.ReadAll(r)
			if magic := map[bool]string{true: "%PDF", false: "PK"}[strings.HasSuffix(f.Name, ".pdf")]; !strings.HasPrefix(string(data), magic) {
				t.Errorf("%s is no such file", f.Name)
			}
		}
		if list := strings.Join(names, " "); !strings.Contains(list, "卷宗.pdf 答复期限计算表.pdf") || !strings.Contains(list, "不予公开告知书.docx") || !strings.Contains(list, "不予公开告知书.pdf") {
			t.Errorf("packed are %s", list)
		}
		stranger := desktest.Clerk
		stranger.Body, stranger.Sees = "b2", []string{"b2"}
		if _, err := h.Cases.Visible(h.Ctx, stranger, c.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body: %v", err)
		}
	})
}

// Every part begins on the page that the index names.
func TestIndexOfTheCaseFile(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Answered(t, 1)
		f, err := h.Records.Bind(h.Ctx, desktest.Clerk, c, "")
		if err != nil {
			t.Fatal(err)
		}
		data, err := f.Pdf()
		if err != nil {
			t.Fatal(err)
		}
		pages := strings.Split(desktest.PdfText(t, data), "\f")
		row := regexp.MustCompile(`^\s*(\d+)\s+(\S.*?)\s+(\d+)\s*$`)
		found := 0
		for _, line := range strings.Split(pages[0]+pages[1], "\n") {
			m := row.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			found++
			n := 0
			fmt.Sscan(m[3], &n)
			if n < 2 || n > len(pages) || !strings.Contains(spaceless(pages[n-1]), spaceless(m[2])) || !strings.HasPrefix(spaceless(pages[n-1]), spaceless(m[2])) {
				t.Errorf("%s does not begin on page %d", m[2], n)
			}
		}
		if found != len(f.Parts) {
			t.Errorf("the index names %d of %d parts:\n%s", found, len(f.Parts), pages[0])
		}
		fonts, err := render.LoadFonts(render.FontFiles{})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := f.Document(fonts)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := fonts.Pages(doc); err != nil || n != len(pages)-1 {
			t.Errorf("%d pages are counted, %d printed: %v", n, len(pages)-1, err)
		}
	})
}

func TestArchivedWithAllFiveStages(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Answered(t, 1)
		e, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, h.Again(t, h.TakenIn(t, 2)), "u1", "查档", "2026-11-25")
		if err != nil {
			t.Fatal(err)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionArchive, "place", "2026-YSQ-1")
		if c.State != request.Archived {
			t.Errorf("%+v", c)
		}
		other, err := cases.CaseOf(h.Ctx, h.DB, e.Request)
		if err != nil {
			t.Fatal(err)
		}
		other = h.Do(t, identity.Clerk, other, request.ActionWithdraw)
		if w := h.Try(t, identity.Clerk, other, request.ActionArchive, "place", "2026-YSQ-2"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "交科室协办的事项还没有答复或者撤回") {
			t.Errorf("put away while a unit owes its answer: %d", w.Code)
		}
		e.State = "open"
		if err := h.SubRequests.TakeBack(h.Ctx, desktest.Clerk, e, 1, "申请人已经撤回申请"); err != nil {
			t.Fatal(err)
		}
		if other = h.Do(t, identity.Clerk, other, request.ActionArchive, "place", "2026-YSQ-2"); other.State != request.Archived {
			t.Errorf("%+v", other)
		}
	})
}
