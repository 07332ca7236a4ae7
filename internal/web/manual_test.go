package web

import (
	"testing"
	"testing/fstest"

	"yangguang/internal/identity"
)

func TestProse(t *testing.T) {
	title, blocks := readProse("# 办理\n\n<!-- pages: /console/x -->\n\n先看**到期**，再按 `J`。\n接着[看这里](b.md)。\n\n## 一步\n\n1. 收\n2. 办\n\n- 甲\n\n![图](images/a.jpg)\n")
	if title != "办理" || len(blocks) != 5 {
		t.Fatalf("%q %+v", title, blocks)
	}
	p := blocks[0]
	if p.Kind != "p" || len(p.Text) != 8 || !p.Text[1].Bold || p.Text[1].Text != "到期" || !p.Text[3].Code || p.Text[6].Href != "b.md" {
		t.Errorf("%+v", p)
	}
	if blocks[1].Kind != "h2" || blocks[2].Kind != "ol" || len(blocks[2].Items) != 2 || blocks[2].Items[1][0].Text != "办" || blocks[3].Kind != "ul" || blocks[4].Src != "images/a.jpg" || blocks[4].Alt != "图" {
		t.Errorf("%+v", blocks[1:])
	}
}

func TestManualBeside(t *testing.T) {
	m, err := newManual(fstest.MapFS{
		"README.md": {Data: []byte("# 使用说明\n\n<!-- pages: /console/ -->\n")},
		"clerk.md":  {Data: []byte("# 经办\n\n<!-- roles: clerk; pages: /console/requests -->\n")},
		"leader.md": {Data: []byte("# 负责人\n\n<!-- roles: leader; pages: /console/requests /console/reports -->\n")},
		"new.md":    {Data: []byte("# 窗口\n\n<!-- roles: clerk; pages: /console/requests/new -->\n")},
		"alone.md":  {Data: []byte("# 另外\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	clerk, leader := identity.Actor{Roles: []identity.Role{identity.Clerk}}, identity.Actor{Roles: []identity.Role{identity.Leader}}
	for _, tt := range []struct {
		at      string
		who     identity.Actor
		want    string
		because string
	}{
		{"/console/requests/42", clerk, "/console/help/clerk", "below a page that it names"},
		{"/console/requests/42", leader, "/console/help/leader", "of two the one for the role"},
		{"/console/requests/new", clerk, "/console/help/new", "the longer address"},
		{"/console/requests/new", leader, "/console/help/new", "the page counts more than the role"},
		{"/console/requests-old", clerk, "/console/help/", "no part of a name"},
		{"/console/trail", clerk, "/console/help/", "nothing is said of it"},
	} {
		if got := m.beside(tt.at, tt.who); got != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.at, got, tt.want, tt.because)
		}
	}
	none, err := newManual(nil)
	if err != nil || none.beside("/console/", clerk) != "" {
		t.Errorf("no manual, no help: %v", err)
	}
	if _, err := newManual(fstest.MapFS{"x.md": {Data: []byte("text")}}); err == nil {
		t.Error("a page without a title was taken")
	}
}
