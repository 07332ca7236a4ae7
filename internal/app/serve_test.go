package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/web"
)

type deafArgs struct{}

func (deafArgs) Kind() string { return "test_deaf" }

type willingArgs struct{}

func (willingArgs) Kind() string { return "test_willing" }

// An instance ends although a job listens to nothing and holds the writer, and a
// download goes on and on: its own limits come to two seconds, the test's are
// wide, since other tests run beside it.
func TestAnInstanceEndsWhateverRuns(t *testing.T) {
	a := newOffice(t, newConfig(t, "")).App
	until := make(chan struct{}) // what is left behind ends with the test
	defer close(until)
	deaf, cancelled := make(chan struct{}), make(chan struct{})
	a.jobs.Register(
		job.Every("听不见的任务", time.Hour, func(ctx context.Context, _ deafArgs) error {
			return a.office.Do(ctx, identity.Job("b1"), act.Entry{Name: "test.deaf", Body: "b1"}, func(*act.Tx) error {
				close(deaf)
				<-until
				return errors.New("undone")
			})
		}),
		job.Every("听话的任务", time.Hour, func(ctx context.Context, _ willingArgs) error {
			<-ctx.Done()
			close(cancelled)
			return ctx.Err()
		}))
	told := make(chan struct{})
	a.server.Mount(web.Route{Pattern: "GET /zfxxgk/test-download", Roles: []identity.Role{identity.Public}, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, "一行\n"); err != nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		close(told)
		return nil
	}})
	a.config.Addr = "127.0.0.1:0"
	l, err := a.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- errors.Join(a.Serve(ctx, l), a.Close()) }()
	r, err := http.Get("http://" + l.Addr().String() + "/zfxxgk/test-download")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if _, err := io.ReadFull(r.Body, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	<-deaf
	stop()
	for what, c := range map[string]<-chan struct{}{"the download": told, "the job that listens": cancelled} {
		select {
		case <-c:
		case <-time.After(15 * time.Second):
			t.Errorf("%s is not told that it is over", what)
		}
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("the instance does not end")
	}
}
