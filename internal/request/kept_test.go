package request_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// TestKeptHistoriesReplayAsTheOracleFinds keeps 100,000 random histories in each
// database as the desk keeps them, 50,000 by each zone, and replays what is read
// back: what was stored is what happened.
func TestKeptHistoriesReplayAsTheOracleFinds(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	var histories []request.History
	var want []string
	for _, zone := range []*time.Location{time.UTC, shanghai} {
		r, look := rand.New(rand.NewPCG(30, uint64(len(zone.String())))), request.Slow(zone)
		for range 50_000 {
			h := request.Invent(r)
			histories, want = append(histories, h), append(want, look(h))
		}
	}
	cal := calendar.New()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		keep(t, k, histories)
		for i, events := range read(t, k, len(histories)) {
			got := request.Told(request.Replay(cal, request.History{Events: events, AsOf: histories[i].AsOf}))
			if got != want[i] {
				t.Fatalf("history %d: %+v\nbook   %s\noracle %s", i, events, got, want[i])
			}
		}
	}, desk.Migrations())
}

// keep stores histories as events of one application, the history's place in the
// note, many rows to a statement.
func keep(t *testing.T, k *testkit.Kit, histories []request.History) {
	t.Helper()
	const rows, width = 500, 4
	var args []any
	seq := 0
	err := k.DB.Write(context.Background(), func(w sqldb.Writer) error {
		_, err := w.ExecContext(context.Background(), `INSERT INTO request_case (id, body, year, number, code_hash, channel, applicant_kind, name, identity, phone,
			phone_index, address, wanted, form, submitted_on, state, rev, created_by, created_at)
			VALUES ('c', 'b', 2026, 1, '', 'online', 'person', '', '', '', '', '', '', '', '2026-01-01', 'handling', 1, '', 0)`)
		flush := func() {
			if err == nil && len(args) > 0 {
				_, err = w.ExecContext(context.Background(), `INSERT INTO request_event (request, seq, payload, note, person, created_at) VALUES `+
					places(len(args)/width), args...)
			}
			args = args[:0]
		}
		for i, h := range histories {
			for _, e := range h.Events {
				payload, failed := json.Marshal(e)
				if failed != nil {
					return failed
				}
				seq++
				args = append(args, "c", seq, string(payload), strconv.Itoa(i))
			}
			if len(args) >= rows*width {
				flush()
			}
		}
		flush()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// places writes n rows of placeholders.
func places(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("($" + strconv.Itoa(4*i+1) + ",$" + strconv.Itoa(4*i+2) + ",$" + strconv.Itoa(4*i+3) + ",$" + strconv.Itoa(4*i+4) + ",'',0)")
	}
	return b.String()
}

func read(t *testing.T, k *testkit.Kit, n int) [][]request.Event {
	t.Helper()
	rows, err := k.DB.QueryContext(context.Background(), `SELECT payload, note FROM request_event WHERE request = 'c' ORDER BY seq`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := make([][]request.Event, n)
	for rows.Next() {
		var payload, note string
		if err := rows.Scan(&payload, &note); err != nil {
			t.Fatal(err)
		}
		var e request.Event
		if err := json.Unmarshal([]byte(payload), &e); err != nil {
			t.Fatal(err)
		}
		i, err := strconv.Atoi(note)
		if err != nil {
			t.Fatal(err)
		}
		all[i] = append(all[i], e)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
