// Package unsent is what people have typed into a form and not handed in: under
// which name it is kept, what of it may be kept, for how long, and where two
// windows differ.
package unsent

import (
	"maps"
	"slices"
	"strings"

	"yangguang/internal/fault"
)

// Days is how long a draft is kept after it was last saved.
const Days = 30

// MostBytes is how large the text of one form may be.
const MostBytes = 256 << 10

// Fields are the values of a form by the names of its fields.
type Fields map[string][]string

// never are fields that are not kept: secrets, and what only this page may say.
var never = map[string]bool{"form_token": true, "draft_form": true, "rev": true, "version": true, "password": true, "again": true, "code": true, "key": true, "files": true}

// Keepable are the values of a posted form that may be kept.
func Keepable(posted map[string][]string) Fields {
	f := Fields{}
	for name, values := range posted {
		if !never[name] && !strings.Contains(name, "password") {
			f[name] = slices.Clone(values)
		}
	}
	return f
}

// Empty reports a form in which nobody has typed a word.
func (f Fields) Empty() bool {
	for _, values := range f {
		if slices.ContainsFunc(values, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			return false
		}
	}
	return true
}

// Check refuses what is too large to be kept.
func (f Fields) Check() error {
	n := 0
	for name, values := range f {
		n += len(name)
		for _, v := range values {
			n += len(v)
		}
	}
	if n > MostBytes {
		return &fault.Error{Kind: fault.Invalid, Message: "这一页的内容超过 256 KB，没有自动保存。缩短后再试，或者先提交一部分"}
	}
	return nil
}

// Values are the fields as a form posts them.
func (f Fields) Values() map[string][]string { return maps.Clone(f) }

// Key is the name of a form: the path it is sent to and, where several forms of
// a page go there, the act it asks for.
func Key(path string, posted map[string][]string) string {
	for _, name := range []string{"act", "do", "step"} {
		if v := posted[name]; len(v) > 0 && v[0] != "" {
			return path + "#" + v[0]
		}
	}
	return path
}

// CheckKey refuses a name that is no path of the console.
func CheckKey(key string) error {
	if !strings.HasPrefix(key, "/") || strings.HasPrefix(key, "//") || len(key) > 300 {
		return &fault.Error{Kind: fault.Invalid, Message: "这一页的地址读不出来，没有自动保存。刷新后再试"}
	}
	return nil
}

// Difference is a field that two windows fill in differently.
type Difference struct{ Field, Mine, Kept string }

// Differences are the fields in which mine is not as kept, by their names.
func Differences(mine, kept Fields) (all []Difference) {
	names := slices.Sorted(maps.Keys(mine))
	for name := range kept {
		if _, ok := mine[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if a, b := text(mine[name]), text(kept[name]); a != b {
			all = append(all, Difference{name, a, b})
		}
	}
	return all
}

// text is what stands in a field, its lines ended alike.
func text(values []string) string {
	return strings.ReplaceAll(strings.Join(values, "、"), "\r\n", "\n")
}
