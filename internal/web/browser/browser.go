// Package browser walks through pages in Debian's Chromium for the tests: keys,
// clicks, screenshots, accessibility rules, and a look at what the browser
// complained about. It fails, never skips, where Chromium or axe is missing.
package browser

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Page is one tab of a browser of its own.
type Page struct {
	t    testing.TB
	ctx  context.Context
	base string

	mu         sync.Mutex
	complaints []string
}

// stepLimit is how long one step may take; a walk that needs more is stuck.
const stepLimit = 30 * time.Second

// Open starts a browser with an empty profile for the server at base
// (http://127.0.0.1:…) and gives its tab, 1440 wide. It is closed when the test
// ends.
func Open(t testing.TB, base string) *Page {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("browser: chromium is missing; run make tools")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "zh-CN"),
		chromedp.Flag("hide-scrollbars", true), chromedp.WindowSize(1440, 900))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocated)
	p := &Page{t: t, ctx: ctx, base: strings.TrimSuffix(base, "/")}
	// Stopping waits for the process; only then may the profile be removed.
	t.Cleanup(func() { cancel(); stop() })
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatalf("browser: start chromium: %v", err)
	}
	p.Width(1440, 900)
	return p
}

// hear collects what the browser reports, and leaves pages that ask to stay.
func (p *Page) hear(ev any) {
	switch e := ev.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && e.Entry.Source != "network" {
			p.complain("log: " + e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		p.complain("exception: " + text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			var b strings.Builder
			for _, a := range e.Args {
				fmt.Fprintf(&b, " %s%s", a.Value, a.Description)
			}
			p.complain("console:" + b.String())
		}
	case *network.EventLoadingFailed:
		if e.BlockedReason != "" {
			p.complain("blocked: " + string(e.BlockedReason))
		}
	case *page.EventJavascriptDialogOpening:
		go func() {
			_, _ = chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	}
}

func (p *Page) complain(s string) {
	p.mu.Lock()
	p.complaints = append(p.complaints, s)
	p.mu.Unlock()
}

// do runs steps within that time.
func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("browser: %s: %v", what, err)
	}
}

// Go opens a path of the server.
func (p *Page) Go(path string) *Page {
	p.t.Helper()
	p.do("open "+path, chromedp.Navigate(p.base+path))
	return p
}

// Width sets the size of the window in CSS pixels.
func (p *Page) Width(width, height int64) *Page {
	p.t.Helper()
	p.do("resize", chromedp.EmulateViewport(width, height))
	return p
}

// Type types text into whatever has the focus.
func (p *Page) Type(text string) *Page {
	p.t.Helper()
	for _, r := range text {
		if _, known := kb.Keys[r]; known {
			p.stroke(string(r), r, 0)
		} else {
			p.do("type "+text, chromedp.KeyEvent(string(r)))
		}
	}
	return p
}

var keys = map[string]string{
	"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown,
	"ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "Home": kb.Home, "End": kb.End, "Backspace": kb.Backspace,
	"Delete": kb.Delete, "Space": " ", "PageDown": kb.PageDown, "PageUp": kb.PageUp, "F2": kb.F2,
}

// Press presses keys, each written like "Enter", "Shift+Tab", "Alt+ArrowRight"
// or "Control+k".
func (p *Page) Press(combinations ...string) *Page {
	p.t.Helper()
	for _, c := range combinations {
		parts := strings.Split(c, "+")
		key := parts[len(parts)-1]
		if k, ok := keys[key]; ok {
			key = k
		}
		var held chromedp.Modifier
		for _, m := range parts[:len(parts)-1] {
			switch m {
			case "Control":
				held |= kb.ModifierCtrl
			case "Alt":
				held |= kb.ModifierAlt
			case "Shift":
				held |= kb.ModifierShift
			default:
				p.t.Fatalf("browser: no modifier %q", m)
			}
		}
		p.stroke(c, []rune(key)[0], held)
	}
	return p
}

// stroke sends one key as a keyboard does: the character follows only when the
// page lets the key through, as with a real one.
func (p *Page) stroke(what string, key rune, held chromedp.Modifier) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	var down, up *input.DispatchKeyEventParams
	text := ""
	for _, e := range kb.Encode(key) {
		switch e.Type {
		case input.DispatchKeyEventTypeChar:
			text = e.Text
		case input.DispatchKeyEventTypeKeyUp:
			up = e
		default:
			down = e
		}
	}
	if down == nil || up == nil {
		p.t.Fatalf("browser: no key %q", what)
	}
	down.Type, down.Modifiers, up.Modifiers = input.DispatchKeyEventTypeKeyDown, down.Modifiers|held.Int64(), up.Modifiers|held.Int64()
	if held&(kb.ModifierCtrl|kb.ModifierAlt) == 0 {
		down.Text = text
	}
	for _, e := range []*input.DispatchKeyEventParams{down, up} {
		if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, *e); err != nil {
			p.t.Fatalf("browser: press %s: %v", what, err)
		}
	}
}

// Click clicks the first element of a CSS selector.
func (p *Page) Click(selector string) *Page {
	p.t.Helper()
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
	return p
}

// Submit clicks and waits for the page that follows.
func (p *Page) Submit(selector string) *Page {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		p.t.Fatalf("browser: submit %s: %v", selector, err)
	}
	return p
}

// Fill replaces what stands in a field by typing.
func (p *Page) Fill(selector, text string) *Page {
	p.t.Helper()
	p.Eval(`(document.querySelector(` + strconv.Quote(selector) + `).select(),"")`)
	p.do("fill "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
	return p
}

// Upload chooses files in a file field.
func (p *Page) Upload(selector string, files ...string) *Page {
	p.t.Helper()
	p.do("upload", chromedp.SetUploadFiles(chromedp.CSS(selector), files))
	return p
}

// Eval is the value of a script as text: null is "", objects are JSON.
func (p *Page) Eval(script string) string {
	p.t.Helper()
	s, err := p.value(script)
	if err != nil {
		p.t.Fatalf("browser: %s: %v", script, err)
	}
	return s
}

func (p *Page) value(script string) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	wrapped := `(async()=>{const v=await (` + script + `);return v==null?"":typeof v==="object"?JSON.stringify(v):String(v)})()`
	return chromedp.Run(ctx, chromedp.Evaluate[string](wrapped, chromedp.EvalAwaitPromise))
}

// Text is the visible text of the first element; "" when there is none.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return p.Eval(fmt.Sprintf(`document.querySelector(%q)?.innerText`, selector))
}

// Value is what stands in a field.
func (p *Page) Value(selector string) string {
	p.t.Helper()
	return p.Eval(fmt.Sprintf(`document.querySelector(%q)?.value`, selector))
}

// Has reports whether an element is there and visible.
func (p *Page) Has(selector string) bool {
	p.t.Helper()
	return p.Eval(fmt.Sprintf(`!!document.querySelector(%q)?.checkVisibility()`, selector)) == "true"
}

// Focused describes the focused element: its id, else its name, else its tag.
func (p *Page) Focused() string {
	p.t.Helper()
	return p.Eval(`(e=>e?.id||e?.getAttribute("name")||e?.tagName||"")(document.activeElement)`)
}

// Path is the path the browser is at.
func (p *Page) Path() string {
	p.t.Helper()
	return p.Eval(`location.pathname`)
}

// Wait waits until a script is true, on the page it is run on or on one that
// takes its place meanwhile.
func (p *Page) Wait(script string) *Page {
	p.t.Helper()
	deadline := time.Now().Add(stepLimit)
	for {
		s, err := p.value(`!!(` + script + `)`)
		switch {
		case err == nil && s == "true":
			return p
		case err != nil && !strings.Contains(err.Error(), "navigated or closed"): // the page went while it was asked
			p.t.Fatalf("browser: %s: %v", script, err)
		case time.Now().After(deadline):
			p.t.Fatalf("browser: never came true: %s", script)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Cookie sets a cookie of the server, such as a session.
func (p *Page) Cookie(c *http.Cookie) *Page {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	_, err := chromedp.Call(ctx, network.SetCookies, network.SetCookiesParams{
		Cookies: []*network.CookieParam{{Name: c.Name, Value: c.Value, URL: p.base + "/", HTTPOnly: c.HttpOnly}}})
	if err != nil {
		p.t.Fatalf("browser: set a cookie: %v", err)
	}
	return p
}

// Clean fails the test for everything the browser complained about so far:
// refused by the content security policy, script errors, console errors.
func (p *Page) Clean() *Page {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.complaints {
		p.t.Errorf("browser: %s", c)
	}
	p.complaints = nil
	return p
}

// Shot writes a picture of the whole page to shots/name.png at the module's
// root, for people to look at; nothing compares it. Without YANGGUANG_SHOTS in
// the environment it does nothing, so that a usual run is not slowed.
func (p *Page) Shot(name string) *Page {
	p.t.Helper()
	if os.Getenv("YANGGUANG_SHOTS") == "" {
		return p
	}
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatalf("browser: picture %s: %v", name, err)
	}
	dir := filepath.Join(root(p.t), "shots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// Picture writes what the window shows to a file, as JPEG where its name ends so.
func (p *Page) Picture(file string) *Page {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	how := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng}
	if filepath.Ext(file) == ".jpg" {
		quality := int64(72)
		how = page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatJpeg, Quality: &quality}
	}
	shown, err := chromedp.Call(ctx, page.CaptureScreenshot, how)
	if err != nil {
		p.t.Fatalf("browser: picture %s: %v", file, err)
	}
	if err := os.WriteFile(file, shown.Data, 0o644); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// root is the module's folder.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("browser: go.mod not found above the test")
		}
		dir = up
	}
}
