package ledger

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"slices"

	"yangguang/internal/job"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Set is all ledgers of a program, in the order in which they were opened.
type Set []Ledger

// Check reports what two ledgers would both own: a name, an act, a kind of job,
// an entry of the menu or a column of the portal. It also reports a job or an
// act without a label. Routes that collide panic when they are mounted, assets
// are compared by the server.
func (s Set) Check() error {
	owner := map[string]string{}
	for _, l := range s {
		if l.Name == "" {
			return fmt.Errorf("a ledger has no name")
		}
		owns := []string{"ledger " + l.Name}
		for name, label := range l.Acts {
			owns = append(owns, "act "+name)
			if label == "" {
				return fmt.Errorf("ledger %s: act %s has no label", l.Name, name)
			}
		}
		for _, k := range l.Jobs {
			owns = append(owns, "job "+k.Name())
			if k.Label() == "" {
				return fmt.Errorf("ledger %s: job %s has no label", l.Name, k.Name())
			}
		}
		for _, m := range l.Menu {
			owns = append(owns, "menu entry "+m.Href)
		}
		for slug := range l.Columns {
			owns = append(owns, "column "+slug)
		}
		for _, thing := range owns {
			if first, taken := owner[thing]; taken {
				return fmt.Errorf("%s belongs to the ledgers %s and %s", thing, first, l.Name)
			}
			owner[thing] = l.Name
		}
	}
	return nil
}

// Menu is the console's menu: groups in the order given, within a group by
// MenuItem.Order, then in the order of the ledgers. It fails on an entry of an
// unknown group.
func (s Set) Menu(groups []string) ([]web.MenuItem, error) {
	var all []web.MenuItem
	for _, l := range s {
		for _, m := range l.Menu {
			if !slices.Contains(groups, m.Group) {
				return nil, fmt.Errorf("ledger %s: the menu has no group %q for %s", l.Name, m.Group, m.Label)
			}
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(x, y web.MenuItem) int {
		if by := slices.Index(groups, x.Group) - slices.Index(groups, y.Group); by != 0 {
			return by
		}
		return x.Order - y.Order
	})
	return all, nil
}

// Acts names the acts of all ledgers.
func (s Set) Acts() map[string]string {
	all := map[string]string{}
	for _, l := range s {
		maps.Copy(all, l.Acts)
	}
	return all
}

// JobLabels names the kinds of jobs of all ledgers.
func (s Set) JobLabels() map[string]string {
	all := map[string]string{}
	for _, k := range s.Jobs() {
		all[k.Name()] = k.Label()
	}
	return all
}

// Jobs are the kinds of jobs of all ledgers.
func (s Set) Jobs() []job.Kind { return gather(s, func(l Ledger) []job.Kind { return l.Jobs }) }

// Sealed are the sealed columns of all ledgers.
func (s Set) Sealed() []vault.Column {
	return gather(s, func(l Ledger) []vault.Column { return l.Sealed })
}

// Todos are the to-dos of all ledgers.
func (s Set) Todos() []Todos { return gather(s, func(l Ledger) []Todos { return l.Todos }) }

// Figures are the counters of all ledgers.
func (s Set) Figures() []Figures { return gather(s, func(l Ledger) []Figures { return l.Figures }) }

// Search is what answers the portal's search field.
func (s Set) Search() []Search { return gather(s, func(l Ledger) []Search { return l.Search }) }

// Assets are the style sheets and scripts of all ledgers.
func (s Set) Assets() []fs.FS {
	return gather(s, func(l Ledger) []fs.FS {
		if l.Assets == nil {
			return nil
		}
		return []fs.FS{l.Assets}
	})
}

// Sources is what the ledgers give to the pages that belong to none; the tasks
// and counts of the console are not theirs to order.
func (s Set) Sources() web.Sources {
	all := web.Sources{Notes: map[string]func(*http.Request) (string, error){}}
	for _, l := range s {
		for slug, note := range l.Columns {
			all.Notes[slug] = note
		}
		all.Acts = append(all.Acts, l.Shortcuts...)
		for _, b := range l.Blocks {
			all.Blocks = append(all.Blocks, b)
		}
		all.Places = append(all.Places, l.Places...)
		all.Notices = append(all.Notices, l.Notices...)
		for _, f := range l.Search {
			all.Search = append(all.Search, f)
		}
		all.Begins = append(all.Begins, l.Begins...)
		for _, f := range l.Find {
			all.Find = append(all.Find, f)
		}
	}
	return all
}

func gather[T any](s Set, of func(Ledger) []T) []T {
	var all []T
	for _, l := range s {
		all = append(all, of(l)...)
	}
	return all
}
