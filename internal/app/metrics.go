package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// measure adds to what /metrics shows of the process and of answers: the
// database and the jobs.
func (a *App) measure() error {
	started := a.now()
	uptime := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yangguang_uptime_seconds", Help: "Seconds since start."},
		func() float64 { return a.now().Sub(started).Seconds() })
	var errs []error
	for _, c := range append(a.db.Collectors(), uptime, stateCollector{a}) {
		errs = append(errs, a.server.Registry.Register(c))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// stateCollector counts jobs and alarms when it is asked.
type stateCollector struct{ a *App }

// mostJobs is up to how many jobs are counted.
const mostJobs = 1000

func (c stateCollector) descriptions() (waiting, dead, alarm, free *prometheus.Desc) {
	return prometheus.NewDesc("yangguang_jobs_waiting", "Jobs not done yet, at most 1000.", nil, nil),
		prometheus.NewDesc("yangguang_jobs_dead", "Jobs set aside after too many failures, at most 1000.", nil, nil),
		prometheus.NewDesc("yangguang_alarm", "1 while something is wrong with the instance.", []string{"reason"}, nil),
		prometheus.NewDesc("yangguang_disk_free_bytes", "Space left where the instance keeps things.", []string{"folder"}, nil)
}

// Describe implements prometheus.Collector.
func (c stateCollector) Describe(out chan<- *prometheus.Desc) {
	waiting, dead, alarm, free := c.descriptions()
	out <- waiting
	out <- dead
	out <- alarm
	out <- free
}

// Collect implements prometheus.Collector; what a database that does not answer
// cannot tell is left out.
func (c stateCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	waiting, dead, alarm, free := c.descriptions()
	c.a.alarmMetrics(ctx, out, alarm)
	c.a.diskMetrics(out, free)
	tell := func(d *prometheus.Desc, n int, err error) {
		if err != nil {
			out <- prometheus.NewInvalidMetric(d, err)
			return
		}
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n))
	}
	w, err := c.a.jobs.Waiting(ctx, mostJobs)
	tell(waiting, len(w), err)
	x, err := c.a.jobs.Dead(ctx, mostJobs)
	tell(dead, len(x), err)
}

// Profile serves the runtime's profiles on addr until ctx ends.
// They tell what passes through memory, so that addr must be an address of this
// machine alone, and only its own names are answered: a page that a browser on
// this machine shows is kept out by the name it asks for.
func (a *App) Profile(ctx context.Context, addr string) error {
	if err := loopback(addr); err != nil {
		return fmt.Errorf("--pprof：%w", err)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("--pprof：监听 %s 不成功，换一个端口：%w", addr, err)
	}
	s := &http.Server{Handler: profiles(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = s.Close()
	}()
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("profiles", "error", err.Error())
		}
	}()
	a.log.Info("profiles", "address", "http://"+l.Addr().String()+"/debug/pprof/")
	return nil
}

// loopback refuses an address that others than this machine reach.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("%q 不是地址，写成 127.0.0.1:6060", addr)
	}
	if ip, err := netip.ParseAddr(host); err != nil || !ip.IsLoopback() {
		return fmt.Errorf("%q 不是本机回环地址。性能数据里有内存中的内容，只能在本机看，写成 127.0.0.1:6060", addr)
	}
	return nil
}

// longestProfile bounds how long the processor is profiled for one question.
const longestProfile = 5 * time.Minute

// profiles answers with the runtime's profiles under the addresses of
// net/http/pprof, which go tool pprof knows. That package itself would also open
// them on http.DefaultServeMux, and is a third of a megabyte.
func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "profile?seconds=30")
		for _, p := range pprof.Profiles() {
			fmt.Fprintln(w, p.Name(), p.Count())
		}
	})
	mux.HandleFunc("GET /debug/pprof/profile", profileProcessor)
	mux.HandleFunc("GET /debug/pprof/{name}", func(w http.ResponseWriter, r *http.Request) {
		p := pprof.Lookup(r.PathValue("name"))
		if p == nil {
			http.NotFound(w, r)
			return
		}
		debug, _ := strconv.Atoi(r.FormValue("debug")) // 0 is for go tool pprof
		_ = p.WriteTo(w, debug)                        // the asker may have gone
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ownName(r.Host) {
			http.Error(w, "loopback only", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// profileProcessor profiles the processor for the seconds asked for.
func profileProcessor(w http.ResponseWriter, r *http.Request) {
	seconds, err := strconv.Atoi(r.FormValue("seconds"))
	if err != nil || seconds < 1 {
		seconds = 30
	}
	if err := pprof.StartCPUProfile(w); err != nil {
		http.Error(w, err.Error(), http.StatusConflict) // another one is being taken
		return
	}
	defer pprof.StopCPUProfile()
	select {
	case <-time.After(min(time.Duration(seconds)*time.Second, longestProfile)):
	case <-r.Context().Done():
	}
}

// ownName reports whether a Host header names this machine.
func ownName(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	ip, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && ip.IsLoopback()
}
