// Package golden holds what is kept as JSON to the form in which it was first
// kept. Rows, sealed columns, jobs and files written by an earlier release are
// read by every later one, so a type that is kept has a golden file under its
// package's testdata/stored: a value with every field filled, as the program
// wrote it. A golden file changes only together with a migration of what is kept.
package golden

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Check reads testdata/stored/NAME.json into a T and gives it back. The test
// fails when the file holds a name that T does not know, when T is written in
// other bytes than it was read from (blanks between them apart), when a field
// without omitempty or omitzero is empty, which a new field is, and when a field
// has no declared name, so that renaming it would rename what is kept.
func Check[T any](t *testing.T, name string) T {
	t.Helper()
	var value T
	for _, fault := range faults(File(t, name+".json"), &value) {
		t.Errorf("%s.json: %s", name, fault)
	}
	return value
}

// Job is Check of a job's arguments; the file is named job_KIND, since the kind
// is kept too.
func Job[T interface{ Kind() string }](t *testing.T) {
	t.Helper()
	var zero T
	Check[T](t, "job_"+zero.Kind())
}

// Named reports the fields of T that have no declared name, for what is printed
// as JSON and not read back.
func Named[T any](t *testing.T) {
	t.Helper()
	for _, fault := range unnamed(reflect.TypeFor[T](), map[reflect.Type]bool{}) {
		t.Error(fault)
	}
}

// File is the content of a file under testdata/stored.
func File(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "stored", file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// faults decodes data into what into points at, and says what Check reports.
func faults(data []byte, into any) []string {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return []string{"cannot be read any more: " + err.Error()}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return []string{"holds more than one value"}
	}
	value := reflect.ValueOf(into).Elem()
	found := append(unnamed(value.Type(), map[reflect.Type]bool{}), empty("", value, false)...)
	out, err := json.Marshal(value.Interface())
	if err != nil {
		return append(found, "cannot be written: "+err.Error())
	}
	var was bytes.Buffer
	if err := json.Compact(&was, data); err != nil {
		return append(found, err.Error())
	}
	if !bytes.Equal(was.Bytes(), out) {
		found = append(found, fmt.Sprintf("is written in other bytes:\nwas %s\nis  %s", was.Bytes(), out))
	}
	return found
}

// unnamed lists the exported fields without a name in a json tag, of t and of
// all structs that are reached from it.
func unnamed(t reflect.Type, seen map[reflect.Type]bool) (found []string) {
	if seen[t] || leaf(t) {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return unnamed(t.Elem(), seen)
	case reflect.Map:
		return append(unnamed(t.Key(), seen), unnamed(t.Elem(), seen)...)
	case reflect.Struct:
		for f := range t.Fields() {
			name, _, inline := tag(f)
			switch {
			case name == "-" || !f.IsExported() && !inline:
				continue
			case name == "" && !inline:
				found = append(found, fmt.Sprintf("%s.%s has no name in a json tag", t, f.Name))
			}
			found = append(found, unnamed(f.Type, seen)...)
		}
	}
	return found
}

// empty lists where v holds nothing; may says that v itself may.
func empty(path string, v reflect.Value, may bool) (found []string) {
	if v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0 {
		if may || v.Kind() == reflect.Struct && v.NumField() == 0 {
			return nil
		}
		return []string{path + " is empty: a new field needs omitempty or omitzero, or a migration and a new golden file"}
	}
	if leaf(v.Type()) {
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return empty(path, v.Elem(), false)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			found = append(found, empty(fmt.Sprintf("%s[%d]", path, i), v.Index(i), false)...)
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			found = append(found, empty(fmt.Sprintf("%s[%v]", path, key), value, false)...)
		}
	case reflect.Struct:
		for f, value := range v.Fields() {
			name, omits, inline := tag(f)
			if name != "-" && (f.IsExported() || inline) {
				found = append(found, empty(path+"."+f.Name, value, omits)...)
			}
		}
	}
	return found
}

// tag reads a field's json tag: the name, whether an empty field is left out,
// and whether the fields of an embedded struct stand in place of the field.
func tag(f reflect.StructField) (name string, omits, inline bool) {
	parts := strings.Split(f.Tag.Get("json"), ",")
	if len(parts) > 1 && parts[0] == "-" { // "-," is the name -
		return "", slices.Contains(parts, "omitempty"), false
	}
	omits = slices.Contains(parts[1:], "omitempty") || slices.Contains(parts[1:], "omitzero")
	inner := f.Type
	if inner.Kind() == reflect.Pointer {
		inner = inner.Elem()
	}
	return parts[0], omits, f.Anonymous && parts[0] == "" && inner.Kind() == reflect.Struct
}

// leaf reports a type that writes itself, or bytes.
func leaf(t reflect.Type) bool {
	if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
		return true
	}
	for _, own := range []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()} {
		if t.Implements(own) || reflect.PointerTo(t).Implements(own) {
			return true
		}
	}
	return false
}
