package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// scanned is a PDF of one page that is a picture.
const scanned = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n" +
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>\nendobj\n" +
	"4 0 obj\n<< /Length 30 >>\nstream\nq 595 0 0 842 0 0 cm /I Do Q   \nendstream\nendobj\n" +
	"5 0 obj\n<< /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>\nstream\n\xF0\xFF\xE0\xF8\nendstream\nendobj\ntrailer << /Root 1 0 R /Size 6 >>\n%%EOF\n"

// TestFindingsAreCoveredInTheirPlaces: the document shows its findings in their
// places and takes the keys; a scan is covered where somebody draws.
func TestFindingsAreCoveredInTheirPlaces(t *testing.T) {
	h := open(t)
	clerk := as(t, h.base, "clerk")
	at := clerk.inReview()
	const cell = `</t></is></c><c t="inlineStr"><is><t>`
	rows := "申请人" + cell + "证件号码" + cell + "住址" + cell + "电话"
	for _, r := range [][]string{{"陈国华", hiddenNumber, "文澜街道文澜社区3组27号", "13800138000"}, {"李桂芳", "110105********002X", "东湖街道", "138****8000"}, {"孙志强", "１１０１０５ 19491231 002X", "东湖街道翠湖社区5组2号", ""}} {
		rows += `</t></is></c></row><row><c t="inlineStr"><is><t>` + strings.Join(r, cell)
	}
	if r, page := clerk.send(at+"/answer-files", "名单.xlsx", string(workbookWithHiddenSheet(t, rows, "底"))); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("put a workbook to the answer: %d %.600s", r.StatusCode, page)
	}
	found := clerk.links(at, "/console/screening/files/")
	p := h.walk(t, "clerk")
	for _, w := range []struct {
		width int64
		mark  string
	}{{1440, ""}, {768, "-768"}, {375, "-375"}} {
		p.Width(w.width, 900).Go(found[0]).Accessible().Clean().Shot("screening-table" + w.mark)
	}
	if text := p.Text(".sc-page table"); !strings.Contains(text, "陈国华") || strings.Contains(text, hiddenNumber) {
		t.Fatalf("the table of the document: %s", text)
	}
	p.Width(1440, 900).Go(found[0]).Press("j")
	if at := p.Focused(); !strings.Contains(at, "nr-1") && !strings.Contains(p.Eval(`document.activeElement.id`), "nr-1") {
		t.Errorf("J goes to %s", at)
	}

	if r, page := clerk.send(at+"/answer-files", "协议.pdf", scanned); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("put a scan to the answer: %d %.600s", r.StatusCode, page)
	}
	var scan string
	for _, link := range clerk.links("/console/screening?view=all", "/console/screening/files/") {
		if link != found[0] && scan == "" { // the latest comes first
			scan = link
		}
	}
	p.Go(scan).Wait(`document.querySelector(".sc-sheet img")?.complete`)
	p.Eval(`(() => { const f = document.querySelector(".sc-sheet"); f.scrollIntoView(); const r = f.getBoundingClientRect();
		const e = (type, x, y) => f.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: r.left + r.width * x, clientY: r.top + r.height * y }));
		e("pointerdown", 0.1, 0.1); e("pointerup", 0.6, 0.25); })()`)
	if v := p.Value(`[name=boxes]`); !strings.HasPrefix(v, "1:10,10,60,25") {
		t.Fatalf("drawing gives %q", v)
	}
	for _, w := range []struct {
		width int64
		mark  string
	}{{375, "-375"}, {768, "-768"}, {1440, ""}} {
		p.Width(w.width, 900).Accessible().Clean().Shot("screening-scan" + w.mark)
	}
	p.Submit(".sc-scan form button")
	if text := p.Text("main"); !strings.Contains(text, "按图像重做") || !strings.Contains(text, "没有文字层") {
		t.Fatalf("the scan was not made anew: %.600s", text)
	}
}
