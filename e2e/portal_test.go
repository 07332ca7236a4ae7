package e2e

import (
	"net/http"
	"strconv"
	"testing"

	"yangguang/internal/web/browser"
)

// portalPages are pages of the portal of each kind.
var portalPages = []string{"/", "/zfxxgk/", "/zfxxgk/gknb/", "/zfxxgk/gknb/2024", "/zfxxgk/gkzn/", "/zfxxgk/fdzdgknr/", "/zfxxgk/ysqgk/", "/zfxxgk/ysqgk/sq",
	"/zfxxgk/ysqgk/jd", "/zfxxgk/ysqgk/qx", "/zfxxgk/ysqgk/ws", "/ggzy/", "/search?q=收费", "/search?q=火星登陆", "/ysxy/", "/wzdt/", "/jc/", "/wza/", "/nowhere", "/login"}

// smallTargets lists what can be pressed and is lower than 44 px: links and
// buttons that stand alone, not those in running text (WCAG 2.5.8 leaves them out).
const smallTargets = `[...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary")].filter(e=>{
const s=getComputedStyle(e),r=e.getBoundingClientRect();
if(r.width<2||r.height<2||s.visibility==="hidden"||e.matches(".skip,.vh,.vh *")||e.type==="checkbox"||e.type==="radio")return false;
if(s.display==="inline"&&e.matches("p a,li a,dd a,small a,span a,ol.list a,ul.list a,.crumbs a"))return false;
if(e.closest(".crumbs"))return false;
return r.height<43.5}).map(e=>e.tagName+"."+e.className+":"+(e.textContent||e.name).trim().slice(0,12)+" "+Math.round(e.getBoundingClientRect().height)).join("; ")`

// The header on a phone: tools, name and menu, the search on a row of its own;
// the name on one line, what can be pressed at least 44 px high.
func TestPortalOnAPhone(t *testing.T) {
	h := open(t)
	p := h.walk(t, "").Width(375, 812)
	number := func(script string) float64 {
		t.Helper()
		n, err := strconv.ParseFloat(p.Eval(script), 64)
		if err != nil {
			t.Fatalf("%s: %v", script, err)
		}
		return n
	}
	for _, path := range portalPages {
		p.Go(path)
		if p.Has(".brand .search") {
			if w := number(`document.querySelector(".brand .search").getBoundingClientRect().width`); w < 330 {
				t.Errorf("%s: the search field is %v px wide", path, w)
			}
		}
		if n := number(`document.querySelector(".brand .name b").getBoundingClientRect().height`); n > 30 {
			t.Errorf("%s: the name takes %v px, more than a line", path, n)
		}
		// The banner of a demo is not the product's.
		if n := number(`document.querySelector("main").getBoundingClientRect().top-(document.querySelector(".demo")?.getBoundingClientRect().height||0)`); n > 175 {
			t.Errorf("%s: the header ends at %v px", path, n)
		}
		if small := p.Eval(smallTargets); small != "" {
			t.Errorf("%s: %s", path, small)
		}
	}
	p.Go("/zfxxgk/gknb/2024")
	if n := number(`document.querySelector(".report .doc-h1").getBoundingClientRect().top-(document.querySelector(".demo")?.getBoundingClientRect().height||0)`); n > 520 {
		t.Errorf("the first part of a report begins at %v px", n)
	}
	menu(t, p)
}

// menu opens and closes the menu by keyboard.
func menu(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Eval(`document.querySelector(".menu").focus()`)
	p.Press("Enter")
	p.Wait(`document.querySelector(".menu").getAttribute("aria-expanded")==="true"&&document.activeElement.closest("#menu")!==null`)
	p.Accessible()
	p.Press("Escape")
	p.Wait(`document.querySelector(".menu").getAttribute("aria-expanded")==="false"&&document.activeElement.matches(".menu")`)
	if p.Eval(`getComputedStyle(document.getElementById("menu")).display`) != "none" {
		t.Error("the menu is still open")
	}
	p.Clean()
}

// The elder version of every kind of page: sound and within the window at three
// widths. The usual look and the contrast theme are looked at with every page of
// the map.
func TestPortalForTheElder(t *testing.T) {
	h := open(t)
	p := h.walk(t, "")
	p.Cookie(&http.Cookie{Name: "mode", Value: "elder"})
	for _, path := range portalPages {
		for _, width := range []int64{1440, 768, 375} {
			p.Width(width, 812).Go(path).Accessible().Clean()
			if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d is %s px too wide", path, width, over)
			}
		}
	}
}
