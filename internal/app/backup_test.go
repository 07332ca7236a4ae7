package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/testkit"
)

// office is an instance with a body that takes applications.
type office struct {
	Config
	*App
	body string
	who  identity.Actor
}

func newConfig(t *testing.T, database string) Config {
	t.Helper()
	c, err := Config{Data: filepath.Join(t.TempDir(), "data"), Database: database, Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newOffice(t *testing.T, c Config) *office {
	t.Helper()
	ctx := t.Context()
	a, err := Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	body, err := a.account.CreateBody(ctx, identity.Job(""), account.Body{Code: "zjj", Name: "云溪市住房和城乡建设局", Short: "云溪住建", Kind: account.Department})
	if err != nil {
		t.Fatal(err)
	}
	unit, err := a.account.CreateUnit(ctx, identity.Job(body), account.Unit{Body: body, Name: "政务公开科", Order: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.account.SetOffice(ctx, identity.Job(body), body, unit); err != nil {
		t.Fatal(err)
	}
	return &office{c, a, body, identity.Actor{ID: "p-1", Body: body, Sees: []string{body}, Roles: []identity.Role{identity.Clerk}}}
}

// taken is an application that was acknowledged, and the file handed in with it.
type taken struct {
	id   string
	name string
	file string
	at   time.Time
}

func (o *office) take(ctx context.Context, i int) (taken, error) {
	name := fmt.Sprintf("王%s溪", string(rune('一'+i)))
	info, err := o.files.Put(ctx, strings.NewReader(strings.Repeat(name, 5000+i)), 1<<20)
	if err != nil {
		return taken{}, err
	}
	kept, _, err := o.request.Intakes.Submit(ctx, o.who, o.body, requestdesk.Intake{Kind: string(request.Person), Name: name, Identity: "11010519491231002X",
		Phone: "13800006021", Wanted: "危房鉴定报告", Form: requestdesk.Forms()[0], Channel: string(request.InPerson), On: calendar.At(o.now()).String(), Key: fmt.Sprintf("drill-%028d", i)})
	return taken{kept.ID, name, info.Hash, time.Now()}, err
}

// there reads an application back from its row.
func (o *office) there(ctx context.Context, one taken) error {
	kept, err := o.request.Cases.Visible(ctx, o.who, one.id)
	if err != nil {
		return err
	}
	shown, err := o.request.Handling.Reveal(ctx, o.who, kept, "核对恢复的资料")
	if err == nil && shown["name"] != one.name {
		err = fmt.Errorf("the name is %q", shown["name"])
	}
	return err
}

// TestRestoreDrill loses an instance while people write into it, and gets back
// everything that was acknowledged before the backup.
func TestRestoreDrill(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			from, to := "", ""
			if engine == "postgres" {
				from, to = testkit.Schema(t), testkit.Schema(t)
			}
			drill(t, newConfig(t, from), newConfig(t, to))
		})
	}
}

func drill(t *testing.T, from, to Config) {
	ctx := t.Context()
	o := newOffice(t, from)
	key := filepath.Join(t.TempDir(), "backup.key")
	text, err := BackupKey(from)
	if err == nil {
		err = os.WriteFile(key, []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var acks []taken
	var writers sync.WaitGroup
	running, stop := context.WithCancel(ctx)
	// So many applications come in and no more, however long a backup takes: an
	// increment is as large as what came in since.
	turns := make(chan struct{}, 1000)
	comeIn := func(n int) {
		for range n {
			turns <- struct{}{}
		}
	}
	next := 0
	for range 3 {
		writers.Go(func() {
			for {
				select {
				case <-running.Done():
					return
				case <-turns:
				}
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				one, err := o.take(ctx, i)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				acks = append(acks, one)
				mu.Unlock()
			}
		})
	}
	acknowledged := func(n int) []taken {
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
			mu.Lock()
			all := slices.Clone(acks)
			mu.Unlock()
			if len(all) >= n || time.Now().After(deadline) {
				return all
			}
		}
	}
	comeIn(20)
	acknowledged(20)
	if _, _, err := o.audit.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	// A whole one, then an increment on it: both while people write.
	dir := t.TempDir()
	whole := BackupFile{Name: filepath.Join(dir, "whole.ygb"), Key: key}
	comeIn(30)
	first, err := CreateBackup(ctx, from, whole, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	before := acknowledged(50)
	comeIn(40)
	more := BackupFile{Name: filepath.Join(dir, "more.ygb"), Key: key, Bases: []string{whole.Name}}
	second, err := CreateBackup(ctx, from, more, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	comeIn(10)
	all := acknowledged(100)
	stop()
	writers.Wait()
	if second.Written > second.Data*9/10 || len(first.Bases) > 0 || second.Files < len(before) {
		t.Errorf("the increment: %+v", second)
	}
	keys, err := os.ReadFile(from.Keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(o.Close(), os.RemoveAll(from.Data)); err != nil { // the disaster
		t.Fatal(err)
	}

	began := time.Now()
	if b, err := VerifyBackup(more); err != nil || !b.OK || b.Engine != second.Engine {
		t.Fatalf("%+v %v", b, err)
	}
	if _, err := RestoreBackup(ctx, to, more); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to.Keys, keys, 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if ok, err := VerifyAudit(ctx, to, nil, false, &said); err != nil || !ok {
		t.Errorf("the trail: %v %s", err, &said)
	}
	a, err := Open(ctx, to)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	back := time.Since(began)
	if w.Code != http.StatusOK {
		t.Errorf("/readyz: %d %s", w.Code, w.Body)
	}
	o.App = a
	for _, one := range before {
		if err := o.there(ctx, one); err != nil {
			t.Errorf("%s, acknowledged before the backup: %v", one.name, err)
		}
		if err := a.files.Verify(ctx, one.file); err != nil {
			t.Errorf("%s's file: %v", one.name, err)
		}
	}
	if _, err := o.take(ctx, 9000); err != nil {
		t.Errorf("the restored instance takes no application: %v", err)
	}
	lost := 0
	for _, one := range all {
		if err := o.there(ctx, one); err != nil {
			lost++
		}
	}
	at, err := time.Parse(time.RFC3339Nano, second.Made)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d acknowledged, %d of them before the backup: none of those lost. RPO: %d acknowledged after it lost, %.2f s of work. RTO: %.2f s for %d bytes (verify, restore, verify the trail, open)",
		second.Engine, len(all), len(before), lost, all[len(all)-1].at.Sub(at).Seconds(), back.Seconds(), second.Data)
}
