package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed static
var staticFiles embed.FS

//go:embed all:dist
var distFiles embed.FS

// file is one static file as it is served.
type file struct {
	name, hashed, kind string
	plain, small       []byte // small: gzip, nil where it is not smaller
}

// assets are static files by plain and by hashed name.
type assets map[string]*file

// ownAssets are the platform's files, read once.
var ownAssets = sync.OnceValue(func() assets {
	all := assets{}
	_ = all.read(staticFiles, "static") // what is embedded can be read
	_ = all.read(distFiles, "dist")
	return all
})

// newAssets are the platform's files and those of ledgers, which lie below
// assets/ in each tree. It fails when two have one name.
func newAssets(ledgers []fs.FS) (assets, error) {
	all := maps.Clone(ownAssets())
	for _, tree := range ledgers {
		if err := all.read(tree, "assets"); err != nil {
			return nil, fmt.Errorf("read assets: %w", err)
		}
	}
	return all, nil
}

func (a assets) read(tree fs.FS, root string) error {
	return fs.WalkDir(tree, root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		data, err := fs.ReadFile(tree, p)
		if err != nil {
			return err
		}
		f := newFile(strings.TrimPrefix(p, root+"/"), data)
		if a[f.name] != nil {
			return fmt.Errorf("two files are called %s", f.name)
		}
		a[f.name], a[f.hashed] = f, f
		return nil
	})
}

// address is where a file is served: its name with a hash of its content, so
// that browsers may keep it for ever; "" when there is no such file.
func (a assets) address(name string) string {
	if f := a[name]; f != nil {
		return "/static/" + f.hashed
	}
	return ""
}

func newFile(name string, data []byte) *file {
	ext := path.Ext(name)
	sum := fmt.Sprintf("%x", sha256.Sum256(data))[:12]
	f := &file{name: name, hashed: strings.TrimSuffix(name, ext) + "." + sum + ext, plain: data, kind: mime.TypeByExtension(ext)}
	switch ext { // the machine's table of types may lack or differ
	case ".js":
		f.kind = "text/javascript; charset=utf-8"
	case ".css":
		f.kind = "text/css; charset=utf-8"
	case ".svg":
		f.kind = "image/svg+xml"
	case ".woff2":
		f.kind = "font/woff2"
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = z.Write(data)
	_ = z.Close()
	if b.Len() < len(data) {
		f.small = b.Bytes()
	}
	return f
}

// Asset is the address of one of the platform's static files: its name with a
// hash of its content; "" when there is no such file. A page finds those of its
// ledger with Shell.Asset.
func Asset(name string) string { return ownAssets().address(name) }

// built are the files that the build of the interface makes. A program built
// without it lacks them, and its pages work without them.
var built = []string{"app.js"}

// named is Asset for templates: {{asset "base.css"}}. A name that the platform
// lacks is an error, so that no page is shown without its sheet; what is built is
// "" where it is not there.
func named(name string) (string, error) {
	if at := Asset(name); at != "" || slices.Contains(built, name) {
		return at, nil
	}
	return "", fmt.Errorf("the platform has no file %s", name)
}

// Asset is the address of a static file of the platform or of a ledger, for a
// page's template: {{.Asset "report.css"}}. A file that no ledger has handed
// over is an error, so that no page is shown without its sheet; outside a server
// it is "".
func (s *Shell) Asset(name string) (string, error) {
	if s.server == nil {
		return Asset(name), nil
	}
	if at := s.server.assets.address(name); at != "" {
		return at, nil
	}
	return "", fmt.Errorf("no ledger has the file %s", name)
}

func (s *Server) serveStatic(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/static/")
	f := s.assets[name]
	if f == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if name == f.hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	data := f.plain
	if f.small != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		data = f.small
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}
