package account

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
)

// Unit is one of a body's internal units (内设机构). Parent is "" at the top.
type Unit struct {
	ID, Body, Parent string
	Name             string
	Order            int // among its siblings
	Version          int64
	Ended            bool
}

// Units is every unit of one body.
type Units []Unit

// Find returns the unit with the id.
func (us Units) Find(id string) (Unit, bool) {
	i := slices.IndexFunc(us, func(u Unit) bool { return u.ID == id })
	if i < 0 {
		return Unit{}, false
	}
	return us[i], true
}

// Subtree lists the ids of the unit and of all below it, sorted; nil when the
// unit is not there.
func (us Units) Subtree(id string) []string {
	if _, ok := us.Find(id); !ok {
		return nil
	}
	out := append(below(id, us, func(u Unit) (string, string) { return u.ID, u.Parent }), id)
	slices.Sort(out)
	return out
}

// Placed is a unit with its depth in the tree, as a list shows it.
type Placed struct {
	Unit
	Depth int
}

// Walk lists the tree from the top, siblings by order and then name. Units
// whose parent is missing stand at the top rather than vanish.
func (us Units) Walk() []Placed {
	kids := map[string][]Unit{}
	for _, u := range us {
		p := u.Parent
		if _, ok := us.Find(p); !ok {
			p = ""
		}
		kids[p] = append(kids[p], u)
	}
	var out []Placed
	var visit func(parent string, depth int)
	visit = func(parent string, depth int) {
		list := kids[parent]
		slices.SortFunc(list, func(a, b Unit) int {
			return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
		})
		for _, u := range list {
			out = append(out, Placed{u, depth})
			visit(u.ID, depth+1)
		}
	}
	visit("", 0)
	return out
}

// Check says what of a unit cannot be accepted among us: its name, or a place
// that is another body's, gone, or below itself.
func (us Units) Check(u Unit) error {
	var l fault.List
	if n := utf8.RuneCountInString(strings.TrimSpace(u.Name)); n < 2 || n > 40 {
		l.Add("name", "填写机构名称，2 至 40 个字")
	}
	for _, s := range us {
		if s.ID != u.ID && s.Parent == u.Parent && s.Name == u.Name && !s.Ended {
			l.Add("name", "同一上级下已经有“"+u.Name+"”，换一个名称")
		}
	}
	if u.Parent != "" {
		p, ok := us.Find(u.Parent)
		switch {
		case !ok || p.Body != u.Body || p.Ended:
			l.Add("parent", "上级机构已不在本单位，重新选择")
		case slices.Contains(us.Subtree(u.ID), u.Parent):
			l.Add("parent", "不能移到它自己或它的下级之下，换一个上级机构")
		}
	}
	return l.Err()
}

// CheckEnd says whether a unit can be ended: nothing below it and nobody in it
// may still be active, and it must not be the body's open-government office.
func (us Units) CheckEnd(id, office string, people int) error {
	for _, u := range us {
		if u.Parent == id && !u.Ended {
			return fault.Field("unit", "下面还有“"+u.Name+"”，先移走或撤销下级机构")
		}
	}
	if people > 0 {
		return fault.Field("unit", "还有人员在这个机构，先把他们调到别的机构")
	}
	if id == office {
		return fault.Field("unit", "这是负责公开工作的机构，先在“单位”中另行指定")
	}
	return nil
}
