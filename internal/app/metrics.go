package app

import (
	"fmt"
	"net/http"
	"runtime"
)

// metrics tells a collector on the same machine how the program is doing, in
// Prometheus' text format.
func (a *App) metrics() http.Handler {
	started := a.now()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		waiting, err := a.jobs.Waiting(r.Context(), 1000)
		if err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
			return
		}
		dead, err := a.jobs.Dead(r.Context(), 1000)
		if err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		for _, g := range []struct {
			name, help string
			value      float64
		}{
			{"yangguang_uptime_seconds", "Seconds since start.", a.now().Sub(started).Seconds()},
			{"yangguang_heap_bytes", "Bytes of live heap.", float64(m.HeapAlloc)},
			{"yangguang_goroutines", "Goroutines.", float64(runtime.NumGoroutine())},
			{"yangguang_jobs_waiting", "Jobs not done yet, at most 1000.", float64(len(waiting))},
			{"yangguang_jobs_dead", "Jobs set aside after too many failures, at most 1000.", float64(len(dead))},
		} {
			fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s gauge\n%s %g\n", g.name, g.help, g.name, g.name, g.value)
		}
		a.alarmMetrics(r.Context(), func(format string, args ...any) { fmt.Fprintf(w, format, args...) })
	})
}
