package trading

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// RecordPackage is a record package of the standard.
type RecordPackage struct {
	URI           string    `json:"uri"`
	Version       string    `json:"version"`
	Extensions    []string  `json:"extensions,omitempty"`
	PublishedDate string    `json:"publishedDate"`
	Publisher     NamedOnly `json:"publisher"`
	Records       []Record  `json:"records"`
}

// Record is a project: its releases, what they come to, and the history of every
// field.
type Record struct {
	OCID      string         `json:"ocid"`
	Releases  []Release      `json:"releases"`
	Compiled  map[string]any `json:"compiledRelease"`
	Versioned map[string]any `json:"versionedRelease,omitempty"`
}

// RecordOf makes the record of a project's releases, which stand in the order of
// their dates; there is at least one. The releases stand in it whole.
func RecordOf(releases []Release, versioned bool) (Record, error) {
	last := releases[len(releases)-1]
	record := Record{OCID: last.OCID, Releases: releases, Compiled: map[string]any{}}
	history := map[string]any{}
	for _, r := range releases {
		tree, err := treeOf(r)
		if err != nil {
			return Record{}, err
		}
		for _, own := range []string{"ocid", "id", "date", "tag"} {
			delete(tree, own)
		}
		record.Compiled = merged(record.Compiled, tree).(map[string]any)
		addVersions(history, tree, map[string]any{"releaseID": r.ID, "releaseDate": r.Date, "releaseTag": anys(r.Tag)})
	}
	c := record.Compiled
	c["ocid"], c["id"], c["date"], c["tag"] = last.OCID, last.OCID+"-"+last.Date, last.Date, []any{"compiled"}
	if versioned {
		history["ocid"] = last.OCID
		record.Versioned = history
	}
	return record, nil
}

// treeOf is a release as JSON sees it, with its numbers as they are written.
func treeOf(r Release) (map[string]any, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode release: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	tree := map[string]any{}
	if err := dec.Decode(&tree); err != nil {
		return nil, fmt.Errorf("decode release: %w", err)
	}
	return tree, nil
}

func anys(list []string) (all []any) {
	for _, s := range list {
		all = append(all, s)
	}
	return all
}

// byID reports whether a value is a list of objects that bear ids, whose members
// are merged one by one; other lists are replaced whole.
func byID(v any) ([]any, bool) {
	list, ok := v.([]any)
	for _, x := range list {
		object, is := x.(map[string]any)
		ok = ok && is && object["id"] != nil
	}
	return list, ok && len(list) > 0
}

// merged is what stands after a later value.
func merged(old, new any) any {
	if object, ok := new.(map[string]any); ok {
		into, _ := old.(map[string]any)
		all := map[string]any{}
		for k, v := range into {
			all[k] = v
		}
		for k, v := range object {
			all[k] = merged(all[k], v)
		}
		return all
	}
	list, ok := byID(new)
	if !ok {
		return new
	}
	before, _ := old.([]any)
	all := append([]any(nil), before...)
	for _, x := range list {
		if i := place(all, x); i >= 0 {
			all[i] = merged(all[i], x)
		} else {
			all = append(all, merged(nil, x))
		}
	}
	return all
}

// place finds the member of the same id, -1 for none.
func place(list []any, x any) int {
	for i := range list {
		if list[i].(map[string]any)["id"] == x.(map[string]any)["id"] {
			return i
		}
	}
	return -1
}

// same reports whether two values are written alike.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// addVersions adds what a release says to the history of each field. A value
// that did not change adds nothing.
func addVersions(history, tree, release map[string]any) {
	for k, v := range tree {
		switch list, objects := byID(v); {
		case objects:
			members, _ := history[k].([]any)
			for _, x := range list {
				i := place(members, x)
				if i < 0 {
					members = append(members, map[string]any{"id": x.(map[string]any)["id"]})
					i = len(members) - 1
				}
				rest := map[string]any{}
				for name, value := range x.(map[string]any) {
					if name != "id" {
						rest[name] = value
					}
				}
				addVersions(members[i].(map[string]any), rest, release)
			}
			history[k] = members
		default:
			if object, ok := v.(map[string]any); ok {
				inner, _ := history[k].(map[string]any)
				if inner == nil {
					inner = map[string]any{}
				}
				addVersions(inner, object, release)
				history[k] = inner
				continue
			}
			versions, _ := history[k].([]any)
			if n := len(versions); n > 0 && same(versions[n-1].(map[string]any)["value"], v) {
				continue
			}
			entry := map[string]any{"value": v}
			for name, value := range release {
				entry[name] = value
			}
			history[k] = append(versions, entry)
		}
	}
}
