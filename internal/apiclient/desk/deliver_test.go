package desk

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

// receiver is somebody else's server that takes messages.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []message
	answer func(message) int // status; nil: 204
	came   chan struct{}
}

type message struct {
	id, stamp, sign string
	body            []byte
	subject         string
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{came: make(chan struct{}, 1000)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		m := message{id: q.Header.Get(apiclient.HeaderID), stamp: q.Header.Get(apiclient.HeaderTimestamp), sign: q.Header.Get(apiclient.HeaderSignature), body: body}
		var e apiclient.Envelope
		_ = json.Unmarshal(body, &e)
		m.subject = e.Subject
		r.mu.Lock()
		r.got = append(r.got, m)
		status := http.StatusNoContent
		if r.answer != nil {
			status = r.answer(m)
		}
		r.mu.Unlock()
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		r.came <- struct{}{}
	}))
	t.Cleanup(r.Close)
	return r
}

// wait returns once n messages have come in all.
func (r *receiver) wait(t *testing.T, n int) []message {
	t.Helper()
	for {
		r.mu.Lock()
		got := append([]message(nil), r.got...)
		r.mu.Unlock()
		if len(got) >= n {
			return got
		}
		select {
		case <-r.came:
		case <-time.After(30 * time.Second):
			t.Fatalf("%d messages came, %d are wanted", len(got), n)
		}
	}
}

// hook makes a client with an endpoint at url and gives the signing key.
func (h *house) hook(t *testing.T, url string) (id, key string) {
	t.Helper()
	id, _ = h.client(t, apiclient.Webhooks)
	key, err := h.AddEndpoint(h.ctx, admin, id, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return id, key
}

// tell performs an act that a client is told of.
func (h *house) tell(t *testing.T, id, number string, types ...apiclient.EventType) {
	t.Helper()
	for _, e := range types {
		err := h.Recorder.Do(h.ctx, identity.Job("b1"), act.Entry{Name: "request.move", Body: "b1"}, func(tx *act.Tx) error {
			return h.Tell(h.ctx, tx, apiclient.Event{Client: id, Body: "b1", Type: e, Number: number, External: "YWTB-7", State: "handling", Label: "办理中"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// start does jobs until the test ends.
func (h *house) start(t *testing.T) {
	t.Helper()
	jobs, err := job.New(h.kit.DB, job.Options{Poll: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	jobs.Register(h.Jobs()...)
	if err := jobs.Start(h.ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := jobs.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// settled waits until no message of a client waits any more.
func (h *house) settled(t *testing.T, id string) []delivery {
	t.Helper()
	for range 600 {
		waiting, err := deliveriesOf(h.ctx, h.DB, id, string(apiclient.Waiting), 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(waiting) == 0 {
			all, err := deliveriesOf(h.ctx, h.DB, id, "", 100)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("messages still wait")
	return nil
}

func (h *house) verify(key string, m message) error {
	k, err := apiclient.ReadKey(key)
	if err != nil {
		return err
	}
	return apiclient.Verify(mac, k, m.id, m.stamp, m.sign, m.body, h.Now())
}

// The receiver fails once; the message comes again with the same id, the
// signature holds, and nothing about the same application overtakes it.
func TestRetriesKeepTheOrder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := receive(t)
		fails := 1
		r.answer = func(m message) int {
			if m.subject == "2026-YSQ-0001" && fails > 0 {
				fails--
				return http.StatusInternalServerError
			}
			return http.StatusOK
		}
		id, key := h.hook(t, r.URL+"/hooks")
		h.tell(t, id, "2026-YSQ-0001", apiclient.Received, apiclient.Confirmed, apiclient.Extended, apiclient.Answered)
		h.tell(t, id, "2026-YSQ-0002", apiclient.Received)
		h.start(t)
		r.wait(t, 3)
		all := h.settled(t, id)
		got := r.wait(t, 6)
		var order []string
		ids := map[string]bool{}
		for _, m := range got {
			if err := h.verify(key, m); err != nil {
				t.Errorf("a message does not verify: %v", err)
			}
			m.body = append([]byte(nil), m.body...)
			m.body[len(m.body)/2] ^= 1
			if err := h.verify(key, m); !errors.Is(err, apiclient.ErrForged) {
				t.Errorf("a changed message verifies: %v", err)
			}
			var e apiclient.Envelope
			if err := json.Unmarshal(got[0].body, &e); err != nil {
				t.Fatal(err)
			}
			if m.subject == "2026-YSQ-0001" && !ids[m.id] {
				ids[m.id] = true
				order = append(order, m.id)
			}
		}
		if len(order) != 4 {
			t.Fatalf("%d different messages about the first application", len(order))
		}
		seqs := map[string]int64{}
		for _, x := range all {
			seqs[x.ID] = x.Seq
			if x.State != apiclient.Delivered || x.Subject == "2026-YSQ-0001" && x.Seq == 1 && x.Attempts != 1 {
				t.Errorf("%+v", x)
			}
		}
		for i := 1; i < len(order); i++ {
			if seqs[order[i]] <= seqs[order[i-1]] {
				t.Errorf("out of order: %v", seqs)
			}
		}
		// Of the six, the other application's did not wait for the failing one.
		for i, m := range got {
			if m.subject == "2026-YSQ-0002" && i > 2 {
				t.Errorf("another application's message came only as number %d", i+1)
			}
		}
	})
}

// The program dies between the commit and the delivery: another one delivers.
// An act that fails leaves no message.
func TestNothingIsLostNothingIsMadeUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := receive(t)
		id, key := h.hook(t, r.URL)
		h.tell(t, id, "2026-YSQ-0001", apiclient.Answered)
		err := h.Recorder.Do(h.ctx, identity.Job("b1"), act.Entry{Name: "request.move", Body: "b1"}, func(tx *act.Tx) error {
			if err := h.Tell(h.ctx, tx, apiclient.Event{Client: id, Type: apiclient.Ended, Number: "2026-YSQ-0001"}); err != nil {
				return err
			}
			return fault.Field("x", "doch nicht")
		})
		if err == nil {
			t.Fatal("the act was to fail")
		}
		later := openWith(t, h.kit, h.keys, true) // nothing of the first program is left but the database
		later.start(t)
		got := r.wait(t, 1)
		all := later.settled(t, id)
		if len(all) != 1 || len(r.wait(t, 1)) != 1 || later.verify(key, got[0]) != nil {
			t.Errorf("%+v", all)
		}
	})
}

func TestReceiverThatNeverAnswersWell(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	r := receive(t)
	status := http.StatusFound
	r.answer = func(message) int { return status }
	id, _ := h.hook(t, r.URL)
	h.tell(t, id, "2026-YSQ-0001", apiclient.Received, apiclient.Confirmed)
	all, err := deliveriesOf(h.ctx, h.DB, id, "", 10)
	if err != nil || len(all) != 2 {
		t.Fatal(err)
	}
	first, second := all[1], all[0]
	if err := h.deliver(h.ctx, deliverArgs{second.ID}); err != nil || len(r.got) != 0 {
		t.Errorf("the second overtakes the first: %v", err)
	}
	for n := 1; n <= apiclient.MostAttempts; n++ {
		if err := h.deliver(h.ctx, deliverArgs{first.ID}); err == nil || strings.Contains(err.Error(), r.URL) {
			t.Fatalf("attempt %d: %v", n, err)
		}
	}
	if len(r.got) != apiclient.MostAttempts {
		t.Errorf("%d attempts; a redirect was followed or an attempt not made", len(r.got))
	}
	if x, err := deliveryOf(h.ctx, h.DB, first.ID); err != nil || x.State != apiclient.Dead || !strings.Contains(x.Error, "跳转") {
		t.Errorf("%+v %v", x, err)
	}
	if todos, err := h.Todos(h.ctx, admin); err != nil || len(todos) != 1 || todos[0].Count != 1 {
		t.Errorf("nobody is asked to look: %v %v", todos, err)
	}
	if todos, err := h.Todos(h.ctx, stranger); err != nil || len(todos) != 0 {
		t.Errorf("another body's administrator is asked: %v %v", todos, err)
	}
	if err := h.deliver(h.ctx, deliverArgs{second.ID}); err == nil {
		t.Error("302 counts as taken")
	}
	if len(r.got) != apiclient.MostAttempts+1 {
		t.Error("a dead message blocks those after it for ever")
	}
	status = http.StatusGone
	if err := h.deliver(h.ctx, deliverArgs{second.ID}); err != nil {
		t.Errorf("410: %v", err)
	}
	if x, err := deliveryOf(h.ctx, h.DB, second.ID); err != nil || x.State != apiclient.Dropped {
		t.Errorf("%+v %v", x, err)
	}
	status = http.StatusOK
	if err := h.Redeliver(h.ctx, admin, id, first.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Redeliver(h.ctx, admin, id, first.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("sent again while it waits: %v", err)
	}
	if err := h.Redeliver(h.ctx, stranger, id, first.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("another body's administrator sends again: %v", err)
	}
	h.start(t)
	for _, x := range h.settled(t, id) {
		if x.ID == first.ID && x.State != apiclient.Delivered {
			t.Errorf("%+v", x)
		}
	}
}

func TestEndpointsThatAreClosedAreNotWrittenTo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := receive(t)
		id, _ := h.hook(t, r.URL)
		hooks, err := endpointsOf(h.ctx, h.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		h.tell(t, id, "2026-YSQ-0001", apiclient.Received)
		if err := h.Switch(h.ctx, admin, id, hooks[0].ID, false); err != nil {
			t.Fatal(err)
		}
		h.tell(t, id, "2026-YSQ-0001", apiclient.Confirmed)
		h.start(t)
		all := h.settled(t, id)
		if len(all) != 1 || all[0].State != apiclient.Dropped || len(r.got) != 0 {
			t.Errorf("%+v, %d came", all, len(r.got))
		}
		if err := h.Switch(h.ctx, admin, id, hooks[0].ID, true); err != nil {
			t.Fatal(err)
		}
		if err := h.Revoke(h.ctx, admin, id, 1, "合作结束"); err != nil {
			t.Fatal(err)
		}
		h.tell(t, id, "2026-YSQ-0001", apiclient.Answered)
		if all := h.settled(t, id); len(all) != 1 {
			t.Error("a revoked client is told")
		}
	})
}

func TestOnlyWhatWasAskedFor(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	id, _ := h.client(t, apiclient.Webhooks)
	if _, err := h.AddEndpoint(h.ctx, admin, id, "https://portal.example/a", apiclient.Wanted{apiclient.Answered}); err != nil {
		t.Fatal(err)
	}
	h.tell(t, id, "2026-YSQ-0001", apiclient.Received, apiclient.Answered)
	h.tell(t, "nobody", "2026-YSQ-0001", apiclient.Received)
	all, err := deliveriesOf(h.ctx, h.DB, id, "", 10)
	if err != nil || len(all) != 1 || all[0].Type != apiclient.Answered {
		t.Errorf("%+v %v", all, err)
	}
	reader, _ := h.client(t, apiclient.ReadRequests)
	if _, err := h.AddEndpoint(h.ctx, admin, reader, "https://portal.example/a", nil); fault.As(err) == nil {
		t.Error("a client without the scope has an endpoint")
	}
}

// A receiver with the old key and one with the new both verify for a day; the
// vault's own key can be rotated too.
func TestSigningKeysRotate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := receive(t)
		id, old := h.hook(t, r.URL)
		hooks, err := endpointsOf(h.ctx, h.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		key, err := h.RotateKey(h.ctx, admin, id, hooks[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.keys.Rotate(vault.ForSealing, vault.International, h.Now()); err != nil {
			t.Fatal(err)
		}
		if n, err := h.keys.Reseal(h.ctx, h.Columns(), 10); err != nil || n != 2 {
			t.Errorf("%d values sealed again: %v", n, err)
		}
		if n, err := h.keys.Reseal(h.ctx, h.Columns(), 10); err != nil || n != 0 {
			t.Errorf("%d values left behind: %v", n, err)
		}
		h.start(t)
		if err := h.Ping(h.ctx, admin, id, hooks[0].ID); err != nil {
			t.Fatal(err)
		}
		m := r.wait(t, 1)[0]
		if h.verify(old, m) != nil || h.verify(key, m) != nil {
			t.Error("one of the two keys does not verify")
		}
		h.kit.Clock.Advance(oldKeyLives)
		if err := h.Ping(h.ctx, admin, id, hooks[0].ID); err != nil {
			t.Fatal(err)
		}
		m = r.wait(t, 2)[1]
		if h.verify(old, m) == nil || h.verify(key, m) != nil {
			t.Error("the old key lives on, or the new one does not")
		}
		h.settled(t, id)
	})
}

func TestReceiversAddress(t *testing.T) {
	k := testkit.SQLite(t, Migrations())
	keys, err := vault.New(vault.International, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	h := openWith(t, k, keys, false)
	h.Networks = []netip.Prefix{netip.MustParsePrefix("10.7.0.0/16")}
	for text, ok := range map[string]bool{
		"https://portal.example.gov.cn/hooks": true, "https://portal.example.gov.cn:8443/hooks?a=b": true, "https://10.7.1.2/hooks": true, "https://[2400:3200::1]/": true,
		"http://portal.example.gov.cn/": false, "https://127.0.0.1/": false, "https://localhost/": false, "https://[::1]/": false, "https://10.8.1.2/": false,
		"https://192.168.0.1/": false, "https://169.254.169.254/latest/meta-data": false, "https://[fe80::1]/": false, "https://[fd00::1]/": false,
		"https://[::ffff:127.0.0.1]/": false, "https://[64:ff9b::7f00:1]/": false, "https://100.64.0.1/": false, "https://0.0.0.0/": false, "https://224.0.0.1/": false,
		"https://user:pass@portal.example/": false, "https://portal.example/#x": false, "ftp://portal.example/": false, "//portal.example/": false, "portal.example": false,
		"": false, "https://": false, "https://portal.example/" + strings.Repeat("a", longestURL): false, "file:///etc/passwd": false,
	} {
		if _, err := h.receiver(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A name that is public when it is typed and leads inside when it is used: the
// connection itself is refused.
func TestNamesThatLeadInside(t *testing.T) {
	k := testkit.SQLite(t, Migrations())
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	keys, err := vault.New(vault.International, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	h := openWith(t, k, keys, false)
	reached := 0
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer inside.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(inside.URL, "https://"), ":")
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://localhost:"+port, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.post.Do(q); err == nil || !strings.Contains(err.Error(), "not public") || reached != 0 {
		t.Errorf("%v, reached %d times", err, reached)
	}
}
