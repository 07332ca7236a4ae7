package desktest

import (
	"context"
	"slices"
	"sync"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/notify"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/webtest"
)

// testStaff is a body with two units, somebody of every role in the first and a
// unit handler in the second; all of it invented.
func testStaff() cases.Staff {
	other := webtest.Somebody(identity.UnitHandler)
	other.ID, other.Name, other.Unit = "p-other", "林涛", "u2"
	people := []identity.Actor{other}
	for _, role := range []identity.Role{identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader, identity.Editor} {
		people = append(people, webtest.Somebody(role))
	}
	return cases.Staff{
		Units: func(_ context.Context, body string) ([]cases.Unit, error) {
			if body != "b1" {
				return nil, nil
			}
			return []cases.Unit{{ID: "u1", Name: "公开科"}, {ID: "u2", Name: "建设科"}}, nil
		},
		People: func(_ context.Context, body string) ([]identity.Actor, error) {
			if body != "b1" {
				return nil, nil
			}
			return people, nil
		},
		Mails: func(_ context.Context, _ string, ids []string) (map[string]string, error) {
			mails := map[string]string{}
			for _, p := range people {
				if p.ID != "p-reviewer" && slices.Contains(ids, p.ID) {
					mails[p.ID] = p.ID + "@example.org"
				}
			}
			return mails, nil
		},
	}
}

func testSite(context.Context, string) (string, error) { return "https://zjj.yunxi.example", nil }

// outbox keeps what the desk would send.
type outbox struct {
	mu   sync.Mutex
	sent []notify.Message
}

func (o *outbox) keep(_ context.Context, _ *act.Tx, m notify.Message) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, m)
	return sqldb.NewID(), nil
}

// Take gives what was sent since the last look.
func (o *outbox) Take() []notify.Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	sent := o.sent
	o.sent = nil
	return sent
}
