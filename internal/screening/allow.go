package screening

import (
	"strings"
	"time"
)

// Own is a telephone or mailbox that the body itself publishes.
type Own struct {
	Value    string // 13800000000 or office@example.gov.cn
	Owner    string // who answers for it
	ReviewOn time.Time
}

// Allowed is a body's list of its own telephones and mailboxes. An entry
// without an owner, or past its review date, allows nothing.
type Allowed struct{ list map[string]Own }

// NewAllowed makes the list.
func NewAllowed(own []Own) Allowed {
	a := Allowed{list: map[string]Own{}}
	for _, o := range own {
		a.list[plain(o.Value)] = o
	}
	return a
}

// plain is the one spelling of a telephone or mailbox.
func plain(v string) string {
	v = strings.ToLower(strings.TrimSpace(v))
	if strings.Contains(v, "@") {
		return v
	}
	return strings.NewReplacer(" ", "", "-", "").Replace(v)
}

func (a Allowed) has(v string, today time.Time) bool {
	o, ok := a.list[v]
	return ok && o.Owner != "" && !today.After(o.ReviewOn)
}

func (a Allowed) phone(v string, today time.Time) bool { return a.has(v, today) }
func (a Allowed) mail(v string, today time.Time) bool  { return a.has(v, today) }

// hasMails reports whether the body lists mailboxes at all.
func (a Allowed) hasMails() bool {
	for v := range a.list {
		if strings.Contains(v, "@") {
			return true
		}
	}
	return false
}
