package sqldb

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are what a database tells of its writing.
type metrics struct {
	waiting atomic.Int64 // acts that wait for the writer or are being written
	acts    prometheus.Histogram
	batches prometheus.Histogram
	sizes   prometheus.Histogram
}

func newMetrics() *metrics {
	seconds := []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 5}
	return &metrics{
		acts:    prometheus.NewHistogram(prometheus.HistogramOpts{Name: "yangguang_act_seconds", Help: "Time from asking for a write to its commit.", Buckets: seconds}),
		batches: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "yangguang_commit_seconds", Help: "Time of a common transaction, its commit included (SQLite).", Buckets: seconds}),
		sizes:   prometheus.NewHistogram(prometheus.HistogramOpts{Name: "yangguang_commit_acts", Help: "Acts that share a commit (SQLite).", Buckets: []float64{1, 2, 4, 8, 16, 32, 64, 128, 256}}),
	}
}

// wrote notes a write that began at an instant.
func (m *metrics) wrote(began time.Time) {
	m.waiting.Add(-1)
	m.acts.Observe(time.Since(began).Seconds())
}

// Collectors are the database's own metrics: its pools, its writer, and on SQLite
// the size of its files.
func (db *DB) Collectors() []prometheus.Collector {
	m := db.metrics
	all := []prometheus.Collector{m.acts,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yangguang_acts_waiting", Help: "Writes that have not ended yet."}, func() float64 { return float64(m.waiting.Load()) }),
		collectors.NewDBStatsCollector(db.read, "read"), collectors.NewDBStatsCollector(db.write, "write")}
	if db.dialect != SQLite {
		return all
	}
	size := func(name, help, tail string) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			info, err := os.Stat(filepath.Join(db.dir, fileName+tail))
			if err != nil {
				return 0 // the log is not there after a clean end
			}
			return float64(info.Size())
		})
	}
	return append(all, m.batches, m.sizes, size("yangguang_database_bytes", "Size of the database file.", ""),
		size("yangguang_wal_bytes", "Size of the write-ahead log.", "-wal"))
}
