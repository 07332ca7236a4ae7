package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// helpPath is where the console shows the manual.
const helpPath = "/console/help/"

// manual is the user's manual, by the names of its pages without .md; README is
// the first one.
type manual struct {
	pages map[string]manualPage
	files fs.FS
}

// manualPage is one page: whom it is for, and beside which pages of the console
// it opens.
type manualPage struct {
	Name   string
	Blocks []block
	roles  []identity.Role
	beside []string // addresses, each with what is below it
}

// of says in a page's comment whom it is for: <!-- roles: clerk unit; pages: /console/requests -->
var of = regexp.MustCompile(`(?m)^<!--(?: roles: ([^;]*);)? pages: (.*) -->$`)

// newManual reads the pages (*.md) of files; nil files are no manual.
func newManual(files fs.FS) (*manual, error) {
	m := &manual{pages: map[string]manualPage{}, files: files}
	if files == nil {
		return m, nil
	}
	names, err := fs.Glob(files, "*.md")
	if err != nil {
		return nil, fmt.Errorf("list the manual: %w", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the manual: %w", err)
		}
		var p manualPage
		p.Name, p.Blocks = readProse(string(text))
		if p.Name == "" {
			return nil, fmt.Errorf("manual %s has no title", name)
		}
		if said := of.FindStringSubmatch(string(text)); said != nil {
			for role := range strings.FieldsSeq(said[1]) {
				p.roles = append(p.roles, identity.Role(role))
			}
			p.beside = strings.Fields(said[2])
		}
		m.pages[strings.TrimSuffix(name, ".md")] = p
	}
	return m, nil
}

// beside is the address of the page that explains a page of the console to
// somebody: the one that names the longest part of the address, and of several
// the one for a role they have. "" without a manual.
func (m *manual) beside(at string, who identity.Actor) string {
	best, score := "", 0
	for name, p := range m.pages {
		for _, prefix := range p.beside {
			if !strings.HasPrefix(at+"/", strings.TrimSuffix(prefix, "/")+"/") {
				continue
			}
			n := 2 * len(prefix)
			if who.Has(p.roles...) {
				n++
			}
			if n > score || n == score && name < best {
				best, score = name, n
			}
		}
	}
	switch {
	case len(m.pages) == 0:
		return ""
	case best == "" || best == "README":
		return helpPath
	}
	return helpPath + best
}

// manualShown is a page of the manual in the console.
type manualShown struct {
	Shell
	manualPage
}

func (s *Server) showManual(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	name := r.PathValue("page")
	if name == "" {
		name = "README"
	}
	x, ok := s.manual.pages[name]
	if !ok || r.PathValue("page") == "README" {
		return &fault.Error{Kind: fault.NotFound, Message: "使用说明里没有这一页。从使用说明的首页找"}
	}
	p := &manualShown{manualPage: x}
	p.Title, p.Current = x.Name, helpPath
	return s.views.Render(w, r, http.StatusOK, "console/manual", p)
}

// sendPicture sends a picture of the manual.
func (s *Server) sendPicture(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	name := r.PathValue("file")
	kind := map[string]string{".jpg": "image/jpeg", ".png": "image/png"}[path.Ext(name)]
	if kind == "" || s.manual.files == nil {
		return &fault.Error{Kind: fault.NotFound, Message: "没有这张图"}
	}
	b, err := fs.ReadFile(s.manual.files, "images/"+name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return &fault.Error{Kind: fault.NotFound, Message: "没有这张图"}
	}
	if err != nil {
		return fmt.Errorf("read picture: %w", err)
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(b) // the client may have disconnected
	return nil
}

// Link is the address of what a page of the manual refers to: another page, or
// something outside.
func (p *manualShown) Link(href string) string {
	if name, ok := strings.CutSuffix(href, ".md"); ok && !strings.Contains(name, "/") {
		return p.Site.Prefix + helpPath + strings.TrimSuffix(name, "README")
	}
	return href
}
