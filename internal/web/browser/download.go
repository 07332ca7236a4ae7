package browser

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// Download clicks an element that gives a file, and gives the name and the content
// of what the browser has kept.
func (p *Page) Download(selector string) (name string, data []byte) {
	p.t.Helper()
	dir := p.t.TempDir()
	if _, err := chromedp.Call(p.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir}); err != nil {
		p.t.Fatalf("browser: take downloads: %v", err)
	}
	p.Click(selector)
	for end := time.Now().Add(stepLimit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		found, err := os.ReadDir(dir)
		if err != nil {
			p.t.Fatalf("browser: downloads: %v", err)
		}
		for _, f := range found {
			if strings.HasSuffix(f.Name(), ".crdownload") || strings.HasPrefix(f.Name(), ".") {
				continue
			}
			if data, err = os.ReadFile(filepath.Join(dir, f.Name())); err == nil && len(data) > 0 {
				return f.Name(), data
			}
		}
	}
	p.t.Fatalf("browser: %s gives no file", selector)
	return "", nil
}
