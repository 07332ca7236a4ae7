package web_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/web"
)

func TestPartialsOfBothSides(t *testing.T) {
	page := &fstest.MapFile{Data: []byte(`{{define "main"}}{{template "x" .}}{{end}}`)}
	x := &fstest.MapFile{Data: []byte(`{{define "x"}}x{{end}}`)}
	views, err := web.NewViews(fstest.MapFS{"templates/both/_x.html": x, "templates/public/a.html": page, "templates/console/a.html": page}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range views.Names() {
		var b strings.Builder
		if err := views.Template(name).ExecuteTemplate(&b, "main", nil); err != nil || b.String() != "x" {
			t.Errorf("%s: %q, %v", name, &b, err)
		}
	}
	if n := len(views.Names()); n != 2 {
		t.Errorf("%d pages", n)
	}
	if _, err := web.NewViews(fstest.MapFS{"templates/both/a.html": page, "templates/public/_x.html": x, "templates/console/_x.html": x}, nil); err == nil {
		t.Error("a page of no side is dropped without a word")
	}
}
