package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/fault"
)

// People writes to a body's own staff: each their own mail, to the address they
// have given. What is written holds numbers, days and addresses of pages, never
// who somebody outside is: mail lies open on its way.
type People struct {
	// Addresses are those of a body's people by their ids; who gave none is left
	// out.
	Addresses func(ctx context.Context, body string, ids []string) (map[string]string, error)
	Queue     func(ctx context.Context, tx *act.Tx, m Message) (string, error)
}

// Mailing is a mail to several people that is ready to be queued inside an act:
// everything was looked up before it begins.
type Mailing struct {
	body          string
	to            map[string]string // by person's id
	subject, text string
}

// Prepare looks up the addresses. Nobody to write to is no error.
func (p People) Prepare(ctx context.Context, body string, people []string, subject, text string) (Mailing, error) {
	to, err := p.Addresses(ctx, body, people)
	if err != nil {
		return Mailing{}, fmt.Errorf("addresses of %s: %w", body, err)
	}
	return Mailing{body, to, subject, text}, nil
}

// Send queues a mailing within an act and says to how many. An address that
// cannot be written to is passed over: what is written of stands in the list of
// what waits too.
func (p People) Send(ctx context.Context, tx *act.Tx, m Mailing) (n int, err error) {
	for _, id := range slices.Sorted(maps.Keys(m.to)) {
		_, err := p.Queue(ctx, tx, Message{Body: m.body, To: m.to[id], Subject: m.subject, Text: m.text})
		switch {
		case fault.Is(err, fault.Invalid):
			continue
		case err != nil:
			return n, err
		}
		n++
	}
	return n, nil
}
