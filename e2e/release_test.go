package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yangguang/internal/web/browser"
)

// widths are those at which the pages are looked at.
var widths = []struct {
	width int64
	mark  string
}{{375, "-375"}, {768, "-768"}, {1440, ""}}

// looked takes the pictures of a page at every width, the widest last.
func looked(p *browser.Page, name string) {
	for _, w := range widths {
		p.Width(w.width, 900).Accessible().Clean().Shot(name + w.mark)
	}
}

// applicant is who applied in the demo for what waits for the reviewer.
const applicant = "杨春和"

// TestReleasedFileIsStoppedRedactedPublicWithdrawn: a file that goes with an answer
// made public is stopped while the applicant's name stands in it; redacted, it is
// passed, downloaded by everybody, and gone when the text is withdrawn.
func TestReleasedFileIsStoppedRedactedPublicWithdrawn(t *testing.T) {
	h := open(t)
	at := as(t, h.base, "clerk").inReview()
	as(t, h.base, "reviewer").step(at, "pass")
	as(t, h.base, "leader").step(at, "sign")
	as(t, h.base, "clerk").step(at, "serve", "how", "网上查看", "proof", "登载记录1")
	clerk := h.walk(t, "clerk")
	text := at + "/release"
	clerk.Go(text)
	for name, value := range map[string]string{"title": "绩效考核办法和考核结果", "asked": "综合窗口的绩效考核办法和考核结果", "answered": "考核办法已公开，结果见附件。", "days": "0"} {
		clerk.Fill("#f-"+name, value)
	}
	clerk.Submit(`form[action$="/release"] button`)
	name := filepath.Join(t.TempDir(), "考核结果.txt")
	if err := os.WriteFile(name, []byte("考核结果如下。\n来信人"+applicant+"所问的三项都是优秀。\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	clerk.Upload(`form[enctype] input[type=file]`, name).Submit(`form[enctype] button`)
	looked(clerk, "release-file")

	// Stopped: the reviewer may not pass it, and is told in which file what stands.
	reviewer := h.walk(t, "reviewer")
	pass := `form[action$="/release/pass"] button`
	reviewer.Go(text).Submit(pass)
	if said := reviewer.Text("#summary"); !strings.Contains(said, "申请人的姓名") || strings.Contains(said, applicant) {
		t.Fatalf("a file with the applicant's name is passed, or the name told: %s", reviewer.Text("main"))
	}
	if !reviewer.Has(`#summary a[href*="/console/screening/files/"]`) {
		t.Error("what stopped it does not lead to the file")
	}
	looked(reviewer, "release-stopped")

	// Redacted in the console, by hand: it is no finding of its own.
	clerk.Go(text).Submit(`.ap-files a[href*="/console/screening/files/"]`)
	clerk.Fill("[name=texts]", applicant)
	clerk.Submit(".sc-form button")
	if said := clerk.Text("main"); !strings.Contains(said, "四种读法都读不到") || strings.Contains(clerk.Text(".sc-page"), applicant) {
		t.Fatalf("the file was not made anew: %.800s", said)
	}
	looked(clerk, "release-redacted")
	reviewer.Go(text).Submit(pass)
	if said := reviewer.Text("main"); !strings.Contains(said, "已通过，待公开") {
		t.Fatalf("the text is not passed: %s", said)
	}

	// Public, and downloaded by everybody.
	h.restart(t) // what is due is made public when the house starts
	everybody := h.walk(t, "")
	var public string
	for deadline := time.Now().Add(30 * time.Second); public == ""; time.Sleep(200 * time.Millisecond) {
		for _, link := range as(t, h.base, "").links("/zfxxgk/ysqgk/gk/", "/zfxxgk/ysqgk/gk/") {
			if _, page := as(t, h.base, "").do(http.MethodGet, link, nil); strings.Contains(page, "绩效考核办法和考核结果</h1>") {
				public = link
			}
		}
		if time.Now().After(deadline) {
			t.Fatal("the text is not public")
		}
	}
	everybody.Go(public)
	looked(everybody, "release-public")
	file := everybody.Eval(`document.querySelector('article a[href*="/gk/"]').getAttribute("href")`)
	given, data := everybody.Download(`article .list a`)
	if got := string(data); !strings.Contains(given, "遮盖件") || strings.Contains(got, applicant) || !strings.Contains(got, "三项都是优秀") {
		t.Fatalf("%s holds %q", given, got)
	}

	// Withdrawn: the page and the file are gone.
	leader := h.walk(t, "leader")
	leader.Go(text).Fill("[name=release_note]", "考核结果有误").Submit(`form[action$="/release/withdraw"] button`)
	for _, gone := range []string{public, file} {
		if r, page := as(t, h.base, "").do(http.MethodGet, gone, nil); r.StatusCode != http.StatusNotFound || strings.Contains(page, "三项都是优秀") {
			t.Errorf("%s after withdrawal: %d", gone, r.StatusCode)
		}
	}
}

// TestPhotographIsCovered: a photograph that goes with an answer is covered where
// somebody draws, and given without what it shows there.
func TestPhotographIsCovered(t *testing.T) {
	h := open(t)
	clerk := as(t, h.base, "clerk")
	at := clerk.inReview()
	picture := image.NewGray(image.Rect(0, 0, 600, 400))
	for i := range picture.Pix {
		picture.Pix[i] = 230
	}
	for y := 40; y < 100; y++ { // what is to be covered
		for x := 60; x < 360; x++ {
			picture.SetGray(x, y, color.Gray{Y: uint8(x * y)})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	if r, page := clerk.send(at+"/answer-files", "现场照片.png", b.String()); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("put a photograph to the answer: %d %.600s", r.StatusCode, page)
	}
	photo := clerk.links("/console/screening?view=all", "/console/screening/files/")[0]
	p := h.walk(t, "clerk")
	p.Go(photo).Wait(`document.querySelector(".sc-sheet img")?.complete`)
	p.Eval(`(() => { const f = document.querySelector(".sc-sheet"); f.scrollIntoView(); const r = f.getBoundingClientRect();
		const e = (type, x, y) => f.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: r.left + r.width * x, clientY: r.top + r.height * y }));
		e("pointerdown", 0.08, 0.08); e("pointerup", 0.62, 0.27); })()`)
	if v := p.Value(`[name=boxes]`); !strings.HasPrefix(v, "1:") {
		t.Fatalf("drawing gives %q", v)
	}
	looked(p, "screening-photo")
	p.Submit(".sc-scan form button")
	if said := p.Text("main"); !strings.Contains(said, "按图像重做") {
		t.Fatalf("the photograph was not made anew: %.600s", said)
	}
	looked(p.Wait(`document.querySelector(".sc-sheet img")?.complete`), "screening-photo-covered")
}
