package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
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

// files are the static files by plain and by hashed name, read once.
var files = sync.OnceValue(func() map[string]*file {
	all := map[string]*file{}
	for _, tree := range []struct {
		root string
		fs   fs.FS
	}{{"static", staticFiles}, {"dist", distFiles}} {
		_ = fs.WalkDir(tree.fs, tree.root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
				return err
			}
			data, err := fs.ReadFile(tree.fs, p)
			if err != nil {
				return err
			}
			f := newFile(strings.TrimPrefix(p, tree.root+"/"), data)
			all[f.name], all[f.hashed] = f, f
			return nil
		})
	}
	return all
})

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

// Asset is the address of a static file: its name with a hash of its content,
// so that browsers may keep it for ever; "" when there is no such file.
func Asset(name string) string {
	if f := files()[name]; f != nil {
		return "/static/" + f.hashed
	}
	return ""
}

func serveStatic(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/static/")
	f := files()[name]
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
