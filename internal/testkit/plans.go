package testkit

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"yangguang/internal/sqldb"
)

// Every statement that the program runs in a suite on SQLite is explained when
// its test ends, on a database without statistics: a ledger is never read whole,
// and never by what most of its rows share (the public body, the lane of the
// queue) unless the statement stops after so many rows in the order of an index.
// A new query is looked at because a test runs it; what may read more is listed
// below with its reason.

// small are tables that do not grow with the years, or are read by people who
// look after the instance.
var small = map[string]string{
	"request_template":   "texts of letters, by the few versions a body has written",
	"request_tier":       "days of reminders, by unit",
	"request_digest":     "people who want a daily mail",
	"request_search":     "a row a day",
	"request_rating":     "one an application at most, counted for a year on a page that is seldom opened",
	"body":               "public bodies of an instance",
	"body_host":          "names of the bodies' sites",
	"person":             "people who work in the bodies",
	"account_policy":     "a row for each change of the rules of signing in",
	"api_client":         "systems that a body lets in",
	"almanac_year":       "a row for each version of a year's holidays",
	"almanac_notice":     "a row a year",
	"contest_case":       "reviews and lawsuits: some dozens a year, on a page that shows them all",
	"publication_column": "columns of a body's portal: some dozens",
	"report":             "some versions a year and body",
	"vault_key":          "keys of the ring, a row for each that was ever made",
	"screening_own":      "telephones and mailboxes of a body",
	"screening_secret":   "files with a mark of secrecy that were brought: each is an accident",
	"paper_file":         "the table of the suite of files",
	"screening_words":    "versions of a body's list of words",
	"objection_letter":   "the table of the suite of letters",
	"objection_template": "the table of the suite of letters",
	"call_tier":          "the table of the suite of reminders",
	"call_digest":        "the table of the suite of reminders",
	"thing":              "the table of the suite of lists",
}

// whole are statements that read a ledger whole on purpose, by a piece of their
// text that no other has.
var whole = map[string]string{
	"SELECT seq, link FROM audit_entry WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1": "the last entry, by the table's own key",
	"WHERE body = $1\n\t\t\tUNION\n\t\t\tSELECT body, ":                                 "the same recount, for the years that stand in either",
	"AS both_sides": "a recount holds every counter against every application, on demand",
	"SELECT body, received_year, ended_year, report_row, applicant_kind, COUNT(*) FROM request_case": "the bench's and the suites' recount of a year",
	"FROM audit_entry WHERE ($1 LIKE":                           "an auditor looks back through the log, from the newest entry on, until the page is full",
	"SELECT count(*) FROM audit_entry":                          "how long the log is, on the auditors' own page",
	"FROM audit_entry WHERE seq > $1 AND seq <= $2":             "a stretch of the log, as long as who verifies it asks for",
	"AND year = $2 AND number IS NOT NULL ORDER BY number":      "the numbers of a year from their index alone: what is missing among them is only seen in all",
	"d.state = 'dead' AND c.revoked_at IS NULL":                 "an index of what was set aside: as much as people have to look at",
	"AND kind = 'normative' AND withdrawal IN ":                 "an index of a body's normative documents: some dozens a year",
	"FROM request_errand WHERE state = 'open' AND due_on <= $1": "an index of what is open: as much as people have to answer",
}

// broad are columns in which most rows of a ledger may hold the same.
var broad = strings.Fields(`body lane state year kind channel received_year ended_year counted_year closed_on clock what act`)

// watched are the statements of one database.
type watched struct {
	mu   sync.Mutex
	seen map[string]bool // whether the program itself ran it, and not a test
}

// note is told of a statement before it is run.
func (w *watched) note(q string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen[q] {
		return
	}
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	w.seen[q] = !byTest()
}

// wrapper are the functions through which statements of others go.
var wrapper = regexp.MustCompile(`internal/sqldb\.|internal/act\.\(\*Tx\)|\.query\[|/cases\.List\[`)

// byTest reports whether a statement stands in a test or in what helps tests:
// the nearest caller outside of sqldb and the wrappers around it.
func byTest() bool {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		switch {
		case wrapper.MatchString(f.Function):
		case strings.HasSuffix(f.File, "_test.go") || strings.Contains(f.Function, "/testkit.") || strings.Contains(f.Function, "/desktest."):
			return true
		default:
			return false
		}
		if !more {
			return false
		}
	}
}

// explained are the statements of this process that were looked at.
var explained sync.Map

var lists = regexp.MustCompile(`\$\d+(?:, \$\d+){2,}`)

// check explains what was not explained before.
func (w *watched) check(t testing.TB, db *sqldb.DB) {
	if _, measures := t.(*testing.B); measures || db.Dialect() != sqldb.SQLite {
		return
	}
	w.mu.Lock()
	seen := maps.Clone(w.seen)
	w.mu.Unlock()
	for _, q := range slices.Sorted(maps.Keys(seen)) {
		verb, _, _ := strings.Cut(strings.TrimSpace(q), " ")
		if !seen[q] || !slices.Contains([]string{"SELECT", "WITH", "UPDATE", "DELETE", "INSERT"}, verb) {
			continue
		}
		if verb == "INSERT" && !strings.Contains(q, "SELECT") {
			continue
		}
		if _, known := explained.LoadOrStore(lists.ReplaceAllString(q, "$$*"), true); known {
			continue
		}
		plan, err := Plan(context.Background(), db, q)
		if err != nil && strings.Contains(err.Error(), "no such table") {
			continue // a test of what happens without it
		}
		if err != nil {
			t.Errorf("testkit: %v", err)
			continue
		}
		one, err := keys(context.Background(), db)
		if err != nil {
			t.Fatalf("testkit: %v", err)
		}
		if why := unbounded(q, plan, one); why != "" {
			t.Errorf("a statement whose cost grows with a ledger: %s\n%s\n\t%s\ngive it an index or a bound, or list it with a reason in internal/testkit/plans.go", why, q, strings.Join(plan, "\n\t"))
		}
	}
}

var mark = regexp.MustCompile(`\$(\d+)`)

// Plan is how SQLite would run a statement, line by line.
func Plan(ctx context.Context, db *sqldb.DB, q string) ([]string, error) {
	n := strings.Count(q, "?")
	for _, m := range mark.FindAllStringSubmatch(q, -1) {
		i, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, fmt.Errorf("explain: %w", err)
		}
		n = max(n, i)
	}
	plan, err := sqldb.List(ctx, db, "plan", func(row sqldb.Row) (line string, err error) {
		var id, parent, unused int
		return line, row.Scan(&id, &parent, &unused, &line)
	}, "EXPLAIN QUERY PLAN "+q, make([]any, n)...)
	if err != nil {
		return nil, fmt.Errorf("explain %s: %w", q, err)
	}
	return plan, nil
}

var (
	step     = regexp.MustCompile(`^(SCAN|SEARCH) (\S+)(?: USING (AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?(?:INDEX (\S+)|INTEGER PRIMARY KEY|PRIMARY KEY))?(?: \((.*)\))?`)
	from     = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)(?:\s+(?:AS\s+)?([a-z_]+))?`)
	bound    = regexp.MustCompile(`(?i)\bLIMIT\b`)
	column   = regexp.MustCompile(`(\w+)(=|>|<)\?`)
	internal = regexp.MustCompile(`^(migration_|sqlite_|river_|pragma_|json_)|_(number|count)$`) // the database's and the jobs' own; a series of numbers has a row a year, a counter one for each bucket
)

// keys are the unique indexes, each with how many columns it has.
func keys(ctx context.Context, db *sqldb.DB) (map[string]int, error) {
	type key struct {
		name    string
		columns int
	}
	found, err := sqldb.List(ctx, db, "key", func(row sqldb.Row) (k key, err error) { return k, row.Scan(&k.name, &k.columns) },
		`SELECT i.name, (SELECT COUNT(*) FROM pragma_index_info(i.name)) FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table' AND i."unique" = 1`)
	all := map[string]int{}
	for _, k := range found {
		all[k.name] = k.columns
	}
	return all, err
}

// unbounded says why a plan reads more than it should, "" where it does not; one
// are the unique indexes.
func unbounded(q string, plan []string, one map[string]int) string {
	for piece := range whole {
		if strings.Contains(q, piece) {
			return ""
		}
	}
	tables := map[string]string{}
	for _, m := range from.FindAllStringSubmatch(q, -1) {
		tables[m[1]] = m[1]
		if m[2] != "" {
			tables[m[2]] = m[1]
		}
	}
	sorts := slices.ContainsFunc(plan, func(line string) bool { return strings.HasPrefix(line, "USE TEMP B-TREE FOR ORDER BY") })
	for _, line := range plan {
		m := step.FindStringSubmatch(line)
		if m == nil || strings.Contains(line, "VIRTUAL TABLE") {
			continue
		}
		table := tables[m[2]]
		if table == "" || small[table] != "" || internal.MatchString(table) {
			continue
		}
		switch {
		case m[3] != "":
			return "it builds an index of " + table + " for itself"
		case m[1] == "SCAN":
			return "it reads all of " + table
		case strings.HasPrefix(q, "DELETE") && strings.HasSuffix(m[5], "<?"): // what is too old: it reads what it takes away
		case narrow(m[5]) || one[m[4]] > 0 && strings.Count(m[5], "=?") == one[m[4]]:
		case !bound.MatchString(q):
			return "it reads " + table + " by " + m[5] + " alone, without a LIMIT"
		case sorts:
			return "it reads " + table + " by " + m[5] + " alone and sorts what it finds"
		}
	}
	return ""
}

// narrow reports whether one of the columns of a search names few rows.
func narrow(columns string) bool {
	for _, m := range column.FindAllStringSubmatch(columns, -1) {
		if m[2] == "=" && !slices.Contains(broad, m[1]) {
			return true
		}
	}
	return columns == "" || strings.Contains(columns, "rowid=?")
}
