package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/list"
)

// endpoint is where a client wants to be told.
type endpoint struct {
	ID, Client, Body  string
	URL               string
	Events            apiclient.Wanted
	Secret, OldSecret vault.Sealed
	OldEnds           sqldb.Time
	On                bool
	Last              int64
	CreatedAt         sqldb.Time
}

const endpointColumns = `id, client, body, url, events, secret, old_secret, old_ends_at, state, last, created_at`

func scanEndpoint(row scanner) (e endpoint, err error) {
	var events, state string
	err = row.Scan(&e.ID, &e.Client, &e.Body, &e.URL, &events, &e.Secret, &e.OldSecret, &e.OldEnds, &state, &e.Last, &e.CreatedAt)
	e.Events, e.On = apiclient.ParseWanted(events), state == "on"
	return e, err
}

// hookFields are the keys an endpoint's messages are signed with.
var hookFields = vault.NewFields("api_endpoint", "id", func(e *endpoint) string { return e.ID },
	vault.Field[endpoint]{Column: "secret", In: func(e *endpoint) *vault.Sealed { return &e.Secret }},
	vault.Field[endpoint]{Column: "old_secret", In: func(e *endpoint) *vault.Sealed { return &e.OldSecret }},
)

func (e endpoint) place(column sqldb.Name) vault.Location { return hookFields.At(e.ID, column) }

// endpointOf loads an endpoint; NotFound when there is none of that id.
func endpointOf(ctx context.Context, db sqldb.Reader, id string) (endpoint, error) {
	e, err := scanEndpoint(db.QueryRowContext(ctx, `SELECT `+endpointColumns+` FROM api_endpoint WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return e, &fault.Error{Kind: fault.NotFound, Message: "没有这个接收网址。回到接入方页面再看"}
	}
	if err != nil {
		return e, fmt.Errorf("load endpoint %s: %w", id, err)
	}
	return e, nil
}

// endpointsOf lists a client's endpoints, the oldest first.
func endpointsOf(ctx context.Context, db sqldb.Reader, id string) ([]endpoint, error) {
	return query(ctx, db, scanEndpoint, `SELECT `+endpointColumns+` FROM api_endpoint WHERE client = $1 ORDER BY id LIMIT 50`, id)
}

func insertEndpoint(ctx context.Context, tx *act.Tx, e endpoint, by string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO api_endpoint (id, client, body, url, events, secret, state, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'on', $7, $8)`, e.ID, e.Client, e.Body, e.URL, e.Events.String(), e.Secret, by, tx.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("insert endpoint: %w", err)
	}
	return nil
}

func updateEndpoint(ctx context.Context, tx *act.Tx, e endpoint) error {
	state := "off"
	if e.On {
		state = "on"
	}
	_, err := tx.ExecContext(ctx, `UPDATE api_endpoint SET state = $2, secret = $3, old_secret = $4, old_ends_at = $5 WHERE id = $1`,
		e.ID, state, e.Secret, e.OldSecret, e.OldEnds)
	if err != nil {
		return fmt.Errorf("update endpoint %s: %w", e.ID, err)
	}
	return nil
}

// nextSequence gives an endpoint's next message its number and holds the
// endpoint until the act ends, so that a message that ends meanwhile sees the
// new one, or the new one sees that it has ended.
func nextSequence(ctx context.Context, tx *act.Tx, id string) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `UPDATE api_endpoint SET last = last + 1 WHERE id = $1 RETURNING last`, id).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("number message to %s: %w", id, err)
	}
	return n, nil
}

func hold(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE api_endpoint SET last = last WHERE id = $1`, id); err != nil {
		return fmt.Errorf("hold endpoint %s: %w", id, err)
	}
	return nil
}

// delivery is one message to an endpoint.
type delivery struct {
	ID, Endpoint, Client, Body string
	Seq                        int64
	Type                       apiclient.EventType
	Subject, Payload           string
	State                      apiclient.State
	Attempts, Status           int
	Error                      string
	Made, Tried, Next, Ended   sqldb.Time
}

const deliveryColumns = `id, endpoint, client, body, seq, type, subject, payload, state, attempts, status, error, made_at, tried_at, next_at, ended_at`

func scanDelivery(row scanner) (x delivery, err error) {
	err = row.Scan(&x.ID, &x.Endpoint, &x.Client, &x.Body, &x.Seq, &x.Type, &x.Subject, &x.Payload, &x.State, &x.Attempts, &x.Status, &x.Error,
		&x.Made, &x.Tried, &x.Next, &x.Ended)
	return x, err
}

// deliveryOf loads a message; NotFound when there is none of that id.
func deliveryOf(ctx context.Context, db sqldb.Reader, id string) (delivery, error) {
	x, err := scanDelivery(db.QueryRowContext(ctx, `SELECT `+deliveryColumns+` FROM api_delivery WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, &fault.Error{Kind: fault.NotFound, Message: "没有这条通知。回到通知列表再看"}
	}
	if err != nil {
		return x, fmt.Errorf("load message %s: %w", id, err)
	}
	return x, nil
}

// deliveries are messages from the newest on; addresses of older ones say
// before=.
func deliveries() list.Source[delivery] {
	return list.Source[delivery]{What: "message", Columns: deliveryColumns, From: "FROM api_delivery", Scan: scanDelivery,
		Order: list.Keyset{Keys: []list.Key{{Column: "id"}}, Desc: true, Older: true}, Mark: func(x delivery) list.Mark { return list.Mark{x.ID} }}
}

// sentTo narrows messages to those of a client, of one state or of all ("").
func sentTo(client, state string) *list.Where {
	var w list.Where
	w.And("client = ?", client)
	w.If(state != "", "state = ?", state)
	return &w
}

// deliveriesOf lists a client's newest messages, of one state or of all (""), at
// most limit.
func deliveriesOf(ctx context.Context, db sqldb.Reader, client, state string, limit int) ([]delivery, error) {
	return deliveries().Page(ctx, db, sentTo(client, state), list.Place{}, limit)
}

func insertDelivery(ctx context.Context, tx *act.Tx, x delivery) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO api_delivery (id, endpoint, client, body, seq, type, subject, payload, state, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9)`, x.ID, x.Endpoint, x.Client, x.Body, x.Seq, string(x.Type), x.Subject, x.Payload, tx.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("insert message: %w", err)
	}
	return nil
}

func updateDelivery(ctx context.Context, tx *act.Tx, x delivery) error {
	_, err := tx.ExecContext(ctx, `UPDATE api_delivery SET state = $2, attempts = $3, status = $4, error = $5, tried_at = $6, next_at = $7, ended_at = $8
		WHERE id = $1 AND state <> 'delivered'`, x.ID, string(x.State), x.Attempts, x.Status, x.Error, x.Tried, x.Next, x.Ended)
	if err != nil {
		return fmt.Errorf("update message %s: %w", x.ID, err)
	}
	return nil
}

// blocked reports whether an earlier message on the same subject still waits.
func blocked(ctx context.Context, db sqldb.Reader, x delivery) (bool, error) {
	var n int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM api_delivery WHERE endpoint = $1 AND subject = $2 AND state = 'waiting' AND seq < $3`,
		x.Endpoint, x.Subject, x.Seq).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look before message %s: %w", x.ID, err)
	}
	return n > 0, nil
}

// following is the id of the next message on the same subject that waits, "" for
// none.
func following(ctx context.Context, tx *act.Tx, x delivery) (id string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id FROM api_delivery WHERE endpoint = $1 AND subject = $2 AND state = 'waiting' AND seq > $3
		ORDER BY seq LIMIT 1`, x.Endpoint, x.Subject, x.Seq).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look after message %s: %w", x.ID, err)
	}
	return id, nil
}

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	return hookFields.Columns(d.DB, d.Recorder.Reseal("client.reseal"))
}

// again lets a message wait anew, with all its attempts before it.
func again(ctx context.Context, tx *act.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `UPDATE api_delivery SET state = 'waiting', attempts = 0, ended_at = NULL, next_at = NULL WHERE id = $1`, id)
	if err != nil {
		return fmt.Errorf("send message %s again: %w", id, err)
	}
	return nil
}

// deadOf counts a body's messages that were set aside, by client.
func deadOf(ctx context.Context, db sqldb.Reader, body string) ([]deadClient, error) {
	return query(ctx, db, func(r scanner) (x deadClient, err error) { return x, r.Scan(&x.ID, &x.Name, &x.N) },
		`SELECT c.id, c.name, count(*) FROM api_delivery d JOIN api_client c ON c.id = d.client
		WHERE d.body = $1 AND d.state = 'dead' AND c.revoked_at IS NULL GROUP BY c.id, c.name ORDER BY c.id`, body)
}

// deadClient is a client with messages that were set aside.
type deadClient struct {
	ID, Name string
	N        int
}
