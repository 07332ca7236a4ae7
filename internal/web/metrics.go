package web

import (
	"crypto/subtle"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// newMetrics is the registry of a server: the process, the Go runtime, and how
// long answers take by route and status. Routes are named by their pattern, so
// that no address with an id ever becomes a label.
func newMetrics() (*prometheus.Registry, *prometheus.HistogramVec) {
	r := prometheus.NewRegistry()
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yangguang_http_seconds", Help: "Time to answer, by route and status.",
		Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10}}, []string{"route", "status"})
	r.MustRegister(took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r, took
}

// observe notes one answer of a route.
func (s *Server) observe(route Route, w http.ResponseWriter, began time.Time) {
	status := 0
	if seen := under[*watched](w); seen != nil {
		status = seen.status
	}
	if c := under[*capture](w); c != nil && c.kept {
		status = http.StatusOK
	}
	s.took.WithLabelValues(route.Pattern, strconv.Itoa(status)).Observe(time.Since(began).Seconds())
}

// metrics answers a process on the same machine, or whoever knows the token.
func (s *Server) metrics(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	near := ip != nil && ip.IsLoopback() && r.Header.Get("X-Forwarded-For") == ""
	token, sent := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	known := sent && s.o.MetricsToken != "" && subtle.ConstantTimeCompare([]byte(token), []byte(s.o.MetricsToken)) == 1
	if !near && !known {
		http.NotFound(w, r)
		return
	}
	promhttp.HandlerFor(s.Registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError} /* what can be told is told while the database is away */).ServeHTTP(w, r)
}
