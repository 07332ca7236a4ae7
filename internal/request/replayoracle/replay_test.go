package replayoracle_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/cli"
	"yangguang/internal/request/replayoracle"
)

// The ordinary suite replays this many histories; YANGGUANG_REPLAY_HISTORIES
// asks for more, YANGGUANG_REPLAY_SEED for others:
//
//	YANGGUANG_REPLAY_HISTORIES=100000 go test -timeout 60m -run RandomHistories -v ./internal/request/replayoracle
const ordinary = 3000

// printed is what the program writes, as far as the contract names it.
type printed struct {
	replayoracle.Output
	Clauses  []string `json:"clauses"`
	Refused  []note   `json:"refused"`
	Warnings []note   `json:"warnings"`
	Days     []struct {
		replayoracle.Day
		Why string `json:"why"`
	} `json:"days"`
}

type note struct {
	Event int    `json:"event"`
	Why   string `json:"why"`
}

// bench runs histories through the program and through the oracle.
type bench struct {
	t    testing.TB
	week replayoracle.Week
	file string
}

func newBench(t testing.TB) bench {
	return bench{t, replayoracle.NewWeek(calendar.BuiltIn()), filepath.Join(t.TempDir(), "history.json")}
}

// program gives what `yangguang deadline replay FILE --json` prints.
func (b bench) program(data []byte) (string, int) {
	if err := os.WriteFile(b.file, data, 0o600); err != nil {
		b.t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	code := cli.Run(context.Background(), []string{"deadline", "replay", b.file, "--json"}, &out, &errOut)
	return out.String() + errOut.String(), code
}

// differences names each field in which the two answers differ, with both
// values; none is an agreement.
func (b bench) differences(h replayoracle.History) []string {
	data, err := json.Marshal(h)
	if err != nil {
		b.t.Fatal(err)
	}
	text, code := b.program(data)
	want, err := replayoracle.Replay(b.week, data)
	if err != nil || code != 0 {
		if err != nil && code == 2 {
			return nil
		}
		return []string{fmt.Sprintf("exit: oracle %v, program %d %s", err, code, text)}
	}
	var got printed
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		return []string{"json: " + err.Error()}
	}
	return compare(want, got)
}

func compare(want replayoracle.Output, got printed) []string {
	var found []string
	differ := func(field string, a, b any) {
		x, errX := json.Marshal(a)
		y, errY := json.Marshal(b)
		if errX != nil || errY != nil || !bytes.Equal(x, y) {
			found = append(found, fmt.Sprintf("%s: oracle %s, program %s", field, x, y))
		}
	}
	differ("received", want.Received, got.Received)
	differ("starts", want.Starts, got.Starts)
	differ("due", want.Due, got.Due)
	differ("status", want.Status, got.Status)
	differ("used", want.Used, got.Used)
	differ("left", want.Left, got.Left)
	differ("provisional", want.Provisional, got.Provisional)
	differ("row", want.Row, got.Row)
	differ("remedy", want.Remedy, got.Remedy)
	differ("late_days", want.LateDays, got.LateDays)
	differ("end", want.End, got.End)
	slices.Sort(got.Deemed) // in which order they stand nobody has said
	differ("deemed_consent", want.Deemed, got.Deemed)
	differ("clauses 复议法 23①(四)", want.ReviewFirst, slices.Contains(got.Clauses, "复议法 23①(四)"))
	differ("clauses 复议法实施条例 31", want.Regulation, slices.Contains(got.Clauses, "复议法实施条例 31"))
	days := []replayoracle.Day{}
	for _, d := range got.Days {
		days = append(days, d.Day)
		if d.Why == "" {
			found = append(found, "days: no reason for "+d.Date)
		}
	}
	differ("days", want.Days, days)
	differ("refused", want.Refused, events(got.Refused, nil))
	may := slices.DeleteFunc(slices.Clone(want.MayWarn), func(i int) bool { return slices.Contains(want.Warnings, i) })
	differ("warnings", want.Warnings, events(got.Warnings, may))
	for _, n := range slices.Concat(got.Refused, got.Warnings) {
		if n.Why == "" {
			found = append(found, fmt.Sprintf("event %d: no reason", n.Event))
		}
	}
	return found
}

// events are the events of notes, in order and once, without those left out.
func events(notes []note, without []int) []int {
	found := []int{}
	for _, n := range notes {
		if !slices.Contains(without, n.Event) {
			found = append(found, n.Event)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// fields are the names of the fields that differ.
func fields(differences []string) string {
	var names []string
	for _, d := range differences {
		name, _, _ := strings.Cut(d, ":")
		names = append(names, name)
	}
	return strings.Join(names, ",")
}

// Random histories come out alike from the program and from the oracle.
func TestRandomHistories(t *testing.T) {
	b := newBench(t)
	n, seed := number(t, "YANGGUANG_REPLAY_HISTORIES", ordinary), number(t, "YANGGUANG_REPLAY_SEED", 1)
	g := replayoracle.NewGenerator(b.week, uint64(seed))
	kinds := map[string]int{}
	first := map[string]string{}
	different := 0
	for range n {
		h := g.Next()
		if len(b.differences(h)) == 0 {
			continue
		}
		different++
		if len(first) > 400 {
			continue
		}
		small := b.shrink(h)
		kind := kindOf(small, b.differences(small))
		if kinds[kind]++; kinds[kind] == 1 {
			first[kind] = b.show(small)
		}
	}
	names := make([]string, 0, len(kinds))
	for k := range kinds {
		names = append(names, k)
	}
	sort.Slice(names, func(i, j int) bool { return kinds[names[i]] > kinds[names[j]] })
	for _, k := range names {
		t.Errorf("%d times %s\n%s", kinds[k], k, first[k])
	}
	t.Logf("%d histories, %d differ in %d kinds", n, different, len(kinds))
}

// kindOf names a kind of difference: the events of the smallest history and the
// fields that differ.
func kindOf(h replayoracle.History, differences []string) string {
	var events []string
	for _, e := range h.Events {
		events = append(events, e.Type)
	}
	return strings.Join(events, " ") + " → " + fields(differences)
}

func (b bench) show(h replayoracle.History) string {
	data, err := json.Marshal(h)
	if err != nil {
		b.t.Fatal(err)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "  %s\n", data)
	for _, d := range b.differences(h) {
		fmt.Fprintf(&text, "  %.600s\n", d)
	}
	want, err := replayoracle.Replay(b.week, data)
	want.Days = nil
	oracle, _ := json.Marshal(want) // an output is always printable
	got, code := b.program(data)
	if code == 0 {
		got = flat(got)
	}
	fmt.Fprintf(&text, "  oracle:  %s %v\n  program: %s\n", oracle, err, got)
	return text.String()
}

// flat is the program's answer on one line, without its days.
func flat(answer string) string {
	var v map[string]json.RawMessage
	if json.Unmarshal([]byte(answer), &v) != nil {
		return answer
	}
	delete(v, "days")
	var line bytes.Buffer
	data, err := json.Marshal(v)
	if err != nil || json.Compact(&line, data) != nil {
		return answer
	}
	return line.String()
}

func number(t *testing.T, name string, otherwise int) int {
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}
