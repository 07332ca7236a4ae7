package app

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// TestMetricsTell reads what a collector reads: the process, the database and
// the jobs.
func TestMetricsTell(t *testing.T) {
	for name, database := range map[string]string{"sqlite": "", "postgres": testkit.Schema(t)} {
		c, err := Config{Data: filepath.Join(t.TempDir(), "data"), Database: database, Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		a, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.FirstLink(t.Context()); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr = "127.0.0.1:9"
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		want := []string{"process_resident_memory_bytes ", "process_open_fds ", "go_goroutines ", "go_gc_duration_seconds_count ", "yangguang_uptime_seconds ",
			`go_sql_open_connections{db_name="read"} `, `go_sql_wait_duration_seconds_total{db_name="write"} `, "yangguang_acts_waiting 0\n", "yangguang_act_seconds_count ",
			"yangguang_jobs_waiting ", "yangguang_jobs_dead 0\n"}
		if database == "" {
			want = append(want, "yangguang_wal_bytes ", "yangguang_database_bytes ", "yangguang_commit_seconds_count ", "yangguang_commit_acts_sum ")
		}
		for _, metric := range want {
			if !strings.Contains(w.Body.String(), "\n"+metric) {
				t.Errorf("%s: %d without %s", name, w.Code, metric)
			}
		}
		if strings.Contains(w.Body.String(), "yangguang_act_seconds_count 0\n") {
			t.Errorf("%s: no act was counted", name)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestProfilesStayOnThisMachine(t *testing.T) {
	a := newApp(Config{Log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for _, addr := range []string{"0.0.0.0:0", "[::]:0", ":0", "192.0.2.7:0", "localhost:0", "yangguang.example:0", "127.0.0.1"} {
		if err := a.Profile(ctx, addr); err == nil || !strings.Contains(err.Error(), "127.0.0.1:6060") {
			t.Errorf("profiles on %q: %v", addr, err)
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "127.8.9.1:0"} {
		if err := a.Profile(ctx, addr); err != nil {
			t.Errorf("profiles on %q: %v", addr, err)
		}
	}
	for host, status := range map[string]int{"127.0.0.1:6060": 200, "[::1]:6060": 200, "localhost:6060": 200, "localhost": 200, "127.0.0.1": 200,
		"rebound.example:6060": 403, "192.0.2.7:6060": 403, "": 403} {
		r := httptest.NewRequest(http.MethodGet, "/debug/pprof/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		profiles().ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("asked for as %q they answer %d", host, w.Code)
		}
	}
}

// TestSlowStatementsAreTold reads the log of an instance for which every
// statement is slow: their texts stand in it, and nothing of what was sent.
func TestSlowStatementsAreTold(t *testing.T) {
	const secret = "330000199001010006"
	for name, database := range map[string]string{"sqlite": "", "postgres": testkit.Schema(t)} {
		for _, after := range []time.Duration{0, time.Nanosecond, time.Hour} {
			var log bytes.Buffer
			db, err := sqldb.Open(t.Context(), sqldb.Config{Dir: t.TempDir(), URL: database, Slow: after, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				var back string
				if err := db.QueryRowContext(t.Context(), "SELECT\n  CAST($1 AS TEXT)", secret).Scan(&back); err != nil || back != secret {
					t.Fatal(back, err)
				}
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
			told := strings.Count(log.String(), `msg="slow statement"`) >= 2 && strings.Contains(log.String(), `sql="SELECT CAST($1 AS TEXT)"`)
			if want := after == time.Nanosecond; told != want {
				t.Errorf("%s, statements of %s are slow: told %v\n%s", name, after, told, &log)
			}
			if strings.Contains(log.String(), secret) {
				t.Errorf("%s: the log tells a value", name)
			}
		}
	}
}
