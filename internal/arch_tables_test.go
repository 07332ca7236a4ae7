package internal

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shared names the packages that name a table, the one where it lives first.
type shared struct {
	pkgs []string
	why  string
}

var (
	created = regexp.MustCompile(`CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?([a-z_]+)`)
	named   = regexp.MustCompile(`(?i)\b(FROM|JOIN|INTO|UPDATE)\s+"?([a-z_]+)`)
	follows = regexp.MustCompile(`^"?(?:\s+(?:(?i:AS)\s+)?[a-z_]+)?\s*,\s*"?([a-z_]+)`) // FROM a x, b y
)

// A table's statements stand in one package, so that who changes it has read
// everything that relies on it.
func TestTablesHaveOneRoom(t *testing.T) {
	house := read(t)
	tables := house.tables()
	if len(tables) < 40 {
		t.Fatalf("only %d tables read", len(tables))
	}
	for _, b := range homeless(house.rooms(tables), sharedTables) {
		t.Error(b)
	}
	for table, s := range sharedTables {
		if s.why == "" || len(s.pkgs) < 2 || !tables[table] {
			t.Errorf("the list of shared tables: %s names a table, two packages or more and a reason", table)
		}
	}
}

// rooms are the packages that name a table, each with one place.
func (h *house) rooms(tables map[string]bool) map[string]map[string]string {
	where := map[string]map[string]string{}
	for _, f := range h.files {
		for table, line := range touched(f, tables) {
			if where[table] == nil {
				where[table] = map[string]string{}
			}
			where[table][f.pkg] = line
		}
	}
	return where
}

// homeless compares where tables are named with the list of exceptions.
func homeless(where map[string]map[string]string, list map[string]shared) []string {
	var found []string
	for _, table := range slices.Sorted(maps.Keys(where)) {
		pkgs, listed := slices.Sorted(maps.Keys(where[table])), list[table].pkgs
		if len(listed) == 0 && len(pkgs) > 1 {
			found = append(found, fmt.Sprintf("table %s is named in %s: its SQL stands in one room", table, strings.Join(slices.Sorted(maps.Values(where[table])), " and ")))
		}
		for _, pkg := range pkgs {
			if len(listed) > 0 && !slices.Contains(listed, pkg) {
				found = append(found, fmt.Sprintf("%s names table %s, which lives in %s", where[table][pkg], table, listed[0]))
			}
		}
	}
	for _, table := range slices.Sorted(maps.Keys(list)) {
		for _, pkg := range list[table].pkgs {
			if where[table][pkg] == "" {
				found = append(found, fmt.Sprintf("%s names table %s no more: take it off the list of shared tables", pkg, table))
			}
		}
	}
	return found
}

// touched lists the tables a file's strings name, each with the place: in a
// statement or a piece of one, or alone, as a name handed to a shared piece.
func touched(f file, tables map[string]bool) map[string]string {
	found := map[string]string{}
	if slices.Contains(support, f.pkg) {
		return found
	}
	_, _, desk := deskOf(f.pkg)
	handles := desk || floor(f.pkg) != "" // elsewhere a job may be called like a table
	for at, s := range f.strings {
		for _, table := range tablesOf(s) {
			if tables[table] {
				found[table] = fmt.Sprintf("%s:%d", f.name, f.line(at))
			}
		}
		if tables[s] && strings.Contains(s, "_") && handles {
			found[s] = fmt.Sprintf("%s:%d", f.name, f.line(at))
		}
	}
	return found
}

func tablesOf(sql string) []string {
	var list []string
	for _, m := range named.FindAllStringSubmatchIndex(sql, -1) {
		if strings.HasSuffix(strings.ToUpper(sql[:m[0]]), "DISTINCT ") {
			continue
		}
		list = append(list, sql[m[4]:m[5]])
		for rest := sql[m[5]:]; strings.EqualFold(sql[m[2]:m[3]], "FROM"); {
			next := follows.FindStringSubmatchIndex(rest)
			if next == nil {
				break
			}
			list, rest = append(list, rest[next[2]:next[3]]), rest[next[1]:]
		}
	}
	return list
}

// tables are those the migrations make.
func (h *house) tables() map[string]bool {
	all := map[string]bool{}
	for _, x := range h.texts {
		if strings.HasSuffix(x.name, ".sql") {
			for _, m := range created.FindAllStringSubmatch(x.body, -1) {
				all[m[1]] = true
			}
		}
	}
	return all
}

func TestPlantedTables(t *testing.T) {
	migration := text{"request/desk/migrations/1.sql", "CREATE TABLE request_case (body text);\nCREATE TABLE IF NOT EXISTS body (id text);\nCREATE VIRTUAL TABLE request_find USING fts5(x);"}
	for _, tt := range []struct {
		file, body, want string
		because          string
	}{
		{"request/desk/cases/store.go", "const q = `SELECT id FROM request_case`", "", "the room that has it"},
		{"request/desk/cases/store_count.go", "const q = `UPDATE request_case SET id = $1`", "", "in another file of it"},
		{"request/desk/queue/store.go", "const q = `SELECT id\n\tFROM request_case c`", "request_case", "another room"},
		{"request/desk/store.go", "const q = `DELETE FROM request_case`", "request_case", "the desk itself"},
		{"report/desk/store.go", "const q = `INSERT INTO request_case (id) VALUES ($1)`", "request_case", "another desk"},
		{"request/desk/queue/store.go", "const q = `UPDATE request_case SET id = $1`", "request_case", "changing"},
		{"request/desk/queue/store.go", "const q = `SELECT 1 FROM request_find f JOIN request_case c ON c.id = f.id`", "request_case", "joining"},
		{"request/desk/queue/store.go", "const q = `SELECT 1 FROM request_find AS f, other o, request_case`", "request_case", "joining by a comma"},
		{"request/desk/queue/store.go", "const q = `select id from request_case`", "request_case", "written small"},
		{"request/desk/queue/store.go", "const q = `SELECT id FROM \"request_case\"`", "request_case", "in quotes"},
		{"request/desk/queue/store.go", "const q = ` FROM request_case WHERE ` + w", "request_case", "a piece of a statement"},
		{"request/desk/queue/store.go", "var t = register.NewTable(`request_case`, register.Words{})", "request_case", "the name alone, handed to a shared piece"},
		{"request/desk/cases/store_log.go", "var t = register.NewTable(`request_case`, register.Words{})", "", "in the room that has it"},
		{"register/register.go", "const q = `SELECT id FROM request_case`", "request_case", "the platform"},
		{"app/wiring.go", "const q = `request_case`", "", "a job may be called like a table"},
		{"request/desk/queue/store.go", "const q = `SELECT body FROM request_find`", "", "a column may be called like one"},
		{"request/desk/queue/store.go", "const q = `UPDATE request_find SET x = $1 WHERE x IS DISTINCT FROM body`", "", "also behind DISTINCT FROM"},
		{"testkit/rows.go", "const q = `SELECT id FROM request_case`", "", "test support reads every table"},
	} {
		h := &house{texts: []text{migration}}
		for name, body := range map[string]string{"request/desk/cases/store.go": "const a = `SELECT id FROM request_case`", "account/desk/store.go": "const a = `SELECT id FROM body`", tt.file: tt.body} {
			f, err := parse(name, "package p; "+body)
			if err != nil {
				t.Fatalf("%s: %v", tt.because, err)
			}
			h.files = append(h.files, f)
		}
		got := strings.Join(homeless(h.rooms(h.tables()), nil), "\n")
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s %s (%s): got %q, want %q", tt.file, tt.body, tt.because, got, tt.want)
		}
	}
	where := map[string]map[string]string{"request_case": {"request/desk/cases": "here", "report/desk": "there"}}
	for _, tt := range []struct {
		pkgs          []string
		want, because string
	}{
		{[]string{"request/desk/cases", "report/desk"}, "", "a listed exception"},
		{[]string{"request/desk/cases", "audit/desk"}, "there names table request_case", "it allows those it lists"},
		{[]string{"request/desk/cases", "report/desk", "audit/desk"}, "audit/desk names table request_case no more", "it shrinks"},
	} {
		got := strings.Join(homeless(where, map[string]shared{"request_case": {pkgs: tt.pkgs}}), "\n")
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%v (%s): got %q, want %q", tt.pkgs, tt.because, got, tt.want)
		}
	}
}
