package cases_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

func eachBench(b *testing.B, f func(b *testing.B, kit func() *testkit.Kit)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { f(b, func() *testkit.Kit { return testkit.SQLite(b, desk.Migrations()) }) })
	b.Run("postgres", func(b *testing.B) { f(b, func() *testkit.Kit { return testkit.Postgres(b, desk.Migrations()) }) })
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkQueueRatio reports how much longer the queue's page takes with
// 100,000 open and closed applications than with 1,000 (wanted: at most 2).
func BenchmarkQueueRatio(b *testing.B) {
	eachBench(b, func(b *testing.B, kit func() *testkit.Kit) {
		few, many := desktest.Open(b, kit()), desktest.Open(b, kit())
		few.Fill(b, 1_000, true)
		many.Fill(b, 100_000, true)
		paths := []string{"/console/requests", "/console/requests?show=ended"} // both are full pages
		took := map[*desktest.House][]time.Duration{}
		for b.Loop() {
			for _, h := range []*desktest.House{few, many} {
				began := time.Now()
				for _, path := range paths {
					if w := webtest.Get(h.Web, identity.Clerk, path); w.Code != http.StatusOK {
						b.Fatal(path, w.Code)
					}
				}
				took[h] = append(took[h], time.Since(began))
			}
		}
		x, y := median(took[few]), median(took[many])
		b.ReportMetric(float64(y)/float64(x), "100000/1000")
		b.ReportMetric(float64(y)/float64(time.Millisecond)/float64(len(paths)), "ms/page")
	})
}

// BenchmarkThreeRatio reports how much longer a full recount of table three over
// 1,000,000 applications takes than reading its counters (wanted: at least 20).
// Both must come to the same.
func BenchmarkThreeRatio(b *testing.B) {
	eachBench(b, func(b *testing.B, kit func() *testkit.Kit) {
		h := desktest.Open(b, kit())
		h.Fill(b, 1_000_000, false)
		var kept, again []time.Duration
		for b.Loop() {
			began := time.Now()
			counters, err := h.Cases.Count(h.Ctx, "b1", 2026)
			if err != nil {
				b.Fatal(err)
			}
			kept = append(kept, time.Since(began))
			began = time.Now()
			found, err := cases.Recounted(h.Ctx, h.DB, "b1", 2026)
			if err != nil {
				b.Fatal(err)
			}
			anew := cases.Figures(found, figure.Query{Body: "b1", Year: 2026})
			again = append(again, time.Since(began))
			if !slices.Equal(counters, anew) {
				b.Fatal("the counters are not the recount")
			}
		}
		x, y := median(kept), median(again)
		b.ReportMetric(float64(y)/float64(x), "recount/counters")
		b.ReportMetric(float64(x)/float64(time.Microsecond), "µs/counters")
	})
}
