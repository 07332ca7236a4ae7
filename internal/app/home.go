package app

import (
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"yangguang/internal/web"
)

//go:embed all:templates
var templates embed.FS

// mostReports is how many annual reports the portal's first page lists.
const mostReports = 5

// reportsBlock is the portal's list of the annual reports published last: of
// the site's own body, and for a city's site of its other bodies in a second one.
func (a *App) reportsBlock(others bool) func(*http.Request) (*web.Block, error) {
	return func(r *http.Request) (*web.Block, error) {
		site := web.SiteOf(r)
		if others && !site.City {
			return nil, nil
		}
		scope, title := site.BodyID, "政府信息公开年报"
		if others {
			scope, title = "", "各单位年报"
		}
		records, err := a.report.Latest(r.Context(), scope, 50)
		if err != nil {
			return nil, fmt.Errorf("latest reports: %w", err)
		}
		bodies, err := a.account.Bodies(r.Context())
		if err != nil {
			return nil, err
		}
		var lines []web.Found
		for _, x := range records {
			b, ok := bodies.Find(x.Body)
			if !ok || others && x.Body == site.BodyID || len(lines) == mostReports {
				continue
			}
			line := web.Found{Label: fmt.Sprintf("%s%d年政府信息公开工作年度报告", b.Name, x.Year), Day: x.PublishedOn,
				Href: site.Prefix + "/zfxxgk/gknb/" + strconv.Itoa(x.Year)}
			if x.Body != site.BodyID {
				line.Href += "?body=" + url.QueryEscape(b.Code)
			}
			lines = append(lines, line)
		}
		if len(lines) == 0 {
			return nil, nil
		}
		body, err := a.views.Block("public/home", "reports", lines)
		if err != nil {
			return nil, err
		}
		return &web.Block{Title: title, More: web.Link{Label: "全部年报", Href: "/zfxxgk/gknb/"}, Body: body}, nil
	}
}
