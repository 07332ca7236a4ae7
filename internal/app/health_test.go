package app

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/operations"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// healthy is an open instance that nobody serves yet.
func healthy(t *testing.T, database string) *App {
	t.Helper()
	c, err := Config{Data: filepath.Join(t.TempDir(), "data"), Database: database, Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// asks reads an address as this machine's monitoring does.
func asks(a *App, path string) (int, string) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = "127.0.0.1:9"
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// TestFullDiskIsTold: by /readyz, a metric, the banner and a to-do, and no more
// once there is space.
func TestFullDiskIsTold(t *testing.T) {
	a := healthy(t, "")
	var left atomic.Int64
	a.free = func(dir string) (int64, error) {
		if dir == a.config.Data {
			return left.Load(), nil
		}
		return 1 << 40, nil
	}
	for _, tt := range []struct {
		left    int64
		full    bool
		because string
	}{
		{1 << 40, false, "space"}, {0, true, "none"}, {16<<20 - 1, true, "less than a form with files takes"}, {16 << 20, false, "just enough"},
	} {
		left.Store(tt.left)
		a.lookDisks(t.Context())
		status, says := asks(a, "/readyz")
		if full := status == http.StatusServiceUnavailable && says == "not ready: disk\n"; full != tt.full || !full && status != http.StatusOK {
			t.Errorf("%s: /readyz %d %q", tt.because, status, says)
		}
		_, metrics := asks(a, "/metrics")
		if strings.Contains(metrics, `yangguang_alarm{reason="disk"} 1`) != tt.full || !strings.Contains(metrics, `yangguang_disk_free_bytes{folder="data"} `) {
			t.Errorf("%s: the metrics do not tell", tt.because)
		}
		if got := strings.Join(a.banner(), ""); (got == operations.Disk.Label()) != tt.full || !tt.full && got != "" {
			t.Errorf("%s: the banner says %q", tt.because, got)
		}
		todo := false
		for _, x := range a.operations.Alarms(t.Context()) {
			todo = todo || x.Reason == operations.Disk
		}
		if todo != tt.full {
			t.Errorf("%s: to-do %t", tt.because, todo)
		}
	}
	a.free = func(string) (int64, error) { return 0, errors.New("input/output error") }
	a.lookDisks(t.Context())
	if status, _ := asks(a, "/readyz"); status != http.StatusServiceUnavailable {
		t.Error("a disk that does not answer is ready")
	}
}

// TestFreeBytes reads what this machine says.
func TestFreeBytes(t *testing.T) {
	if n, err := freeBytes(t.TempDir()); err != nil || n <= 0 {
		t.Errorf("%d %v", n, err)
	}
	if _, err := freeBytes(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there has space")
	}
}

// TestDamagedPagesAreFound after the start, which does not wait for it.
func TestDamagedPagesAreFound(t *testing.T) {
	a := healthy(t, "")
	a.checkPages(t.Context())
	if status, says := asks(a, "/readyz"); status != http.StatusOK {
		t.Fatalf("sound: %d %s", status, says)
	}
	// The start reads the last pages of a database where its statistics stand
	// there: the damage is in a table that nothing asks for.
	err := a.db.Write(t.Context(), func(w sqldb.Writer) error {
		for _, q := range []string{`CREATE TABLE unread (n INTEGER PRIMARY KEY, text TEXT)`,
			`INSERT INTO unread WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000) SELECT n, 'what nobody asks for' FROM c`} {
			if _, err := w.ExecContext(t.Context(), q); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(a.config.Data, "yangguang.db")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) - 3*4096; i < len(b); i++ { // pages that the start does not read
		b[i] ^= 0xff
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	c := a.config
	again, err := Open(t.Context(), c)
	if err != nil {
		t.Fatalf("damage of the last pages keeps it from starting: %v", err)
	}
	defer again.Close()
	again.checkPages(t.Context())
	if status, says := asks(again, "/readyz"); status != http.StatusServiceUnavailable || says != "not ready: damaged\n" {
		t.Errorf("/readyz %d %q", status, says)
	}
	if _, metrics := asks(again, "/metrics"); !strings.Contains(metrics, `yangguang_alarm{reason="damaged"} 1`) {
		t.Error("the metrics do not tell")
	}
}

// TestNightlyCheck: at three in Beijing, once a night.
func TestNightlyCheck(t *testing.T) {
	at := func(text string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for now, want := range map[string]string{"2025-11-17 02:59": "2025-11-17 03:00", "2025-11-17 03:00": "2025-11-18 03:00", "2025-11-17 23:59": "2025-11-18 03:00", "2025-12-31 12:00": "2026-01-01 03:00"} {
		if got := nextCheck(at(now).UTC()); !got.Equal(at(want)) {
			t.Errorf("after %s: %s, want %s", now, got, want)
		}
	}
}

// TestDatabaseAwayIsTold: PostgreSQL's connections are closed, as when it stops.
func TestDatabaseAwayIsTold(t *testing.T) {
	a := healthy(t, testkit.Schema(t))
	a.lookDatabase(t.Context())
	if status, _ := asks(a, "/readyz"); status != http.StatusOK {
		t.Fatalf("/readyz %d", status)
	}
	if err := a.db.Close(); err != nil {
		t.Fatal(err)
	}
	a.lookDatabase(t.Context())
	if status, says := asks(a, "/readyz"); status != http.StatusServiceUnavailable || says != "not ready: database\n" {
		t.Errorf("/readyz %d %q", status, says)
	}
	status, metrics := asks(a, "/metrics")
	if status != http.StatusOK || !strings.Contains(metrics, `yangguang_alarm{reason="database"} 1`) {
		t.Errorf("/metrics %d does not tell", status)
	}
}
