package desk

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/todo"
)

// deliverArgs is the job of sending one message.
type deliverArgs struct {
	ID string `json:"id"`
}

// Kind names the job.
func (deliverArgs) Kind() string { return "client_deliver" }

// Tell leaves a message for every endpoint of the event's client that wants it,
// inside the act that the event tells of: there is no message without the act
// and no act without its message.
func (d *Desk) Tell(ctx context.Context, tx *act.Tx, e apiclient.Event) error {
	c, err := clientOf(ctx, tx, e.Client)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if c.Revoked() || !c.Has(apiclient.Webhooks) {
		return nil
	}
	all, err := endpointsOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, to := range all { // in the order of their ids, so that two acts never wait for each other
		if to.On && to.Events.Takes(e.Type) {
			if err := d.leave(ctx, tx, to, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// leave puts one message into the outbox.
func (d *Desk) leave(ctx context.Context, tx *act.Tx, to endpoint, e apiclient.Event) error {
	x := delivery{ID: sqldb.NewID(), Endpoint: to.ID, Client: to.Client, Body: to.Body, Type: e.Type, Subject: e.Number}
	var err error
	if x.Seq, err = nextSequence(ctx, tx, to.ID); err != nil {
		return err
	}
	if x.Payload, err = e.Write(x.ID, d.Base+"/api/v1", x.Seq, tx.Now()); err != nil {
		return err
	}
	if err := insertDelivery(ctx, tx, x); err != nil {
		return err
	}
	return tx.Enqueue(ctx, deliverArgs{x.ID})
}

// Ping sends a test to one endpoint.
func (d *Desk) Ping(ctx context.Context, who identity.Actor, id, hook string) error {
	to, err := d.endpoint(ctx, who, id, hook)
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "client.hook_test", Body: to.Body, Subject: to.ID}, func(tx *act.Tx) error {
		return d.leave(ctx, tx, to, apiclient.Event{Client: to.Client, Body: to.Body, Type: apiclient.Ping})
	})
}

// Todos asks a body's system administrators to look at the messages that were
// set aside.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(identity.SystemAdmin) {
		return nil, nil
	}
	dead, err := deadOf(ctx, d.DB, who.Body)
	var todos []todo.Item
	for _, x := range dead {
		todos = append(todos, todo.Item{Label: "发给“" + x.Name + "”的通知多次失败，联系对方后重发", Href: home + "/" + x.ID + "/deliveries?state=dead", Count: x.N})
	}
	return todos, err
}

// Redeliver sends a message again that was taken, given up or dropped.
func (d *Desk) Redeliver(ctx context.Context, who identity.Actor, id, message string) error {
	c, err := d.open(ctx, who, id)
	if err != nil {
		return err
	}
	x, err := deliveryOf(ctx, d.DB, message)
	if err != nil {
		return err
	}
	if x.Client != c.ID {
		return missing()
	}
	if x.State == apiclient.Waiting {
		return &fault.Error{Kind: fault.Conflict, Message: "这条通知还在等待发送，不用重发"}
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "client.redeliver", Body: c.Body, Subject: x.ID}, func(tx *act.Tx) error {
		if err := again(ctx, tx, x.ID); err != nil {
			return err
		}
		return tx.Enqueue(ctx, deliverArgs{x.ID})
	})
}

// deliver sends a message. A message that waits behind an earlier one about the
// same application is left alone: the earlier one takes it along when it ends.
// What it returns is logged and kept with the job.
func (d *Desk) deliver(ctx context.Context, args deliverArgs) error {
	x, err := deliveryOf(ctx, d.DB, args.ID)
	if err != nil {
		return err
	}
	if x.State != apiclient.Waiting && x.State != apiclient.Dead { // Dead: its job was put back by hand
		return nil
	}
	wait, err := blocked(ctx, d.DB, x)
	if err != nil || wait {
		return err
	}
	to, err := endpointOf(ctx, d.DB, x.Endpoint)
	if err != nil {
		return err
	}
	c, err := clientOf(ctx, d.DB, x.Client)
	if err != nil {
		return err
	}
	x.Tried, x.Next = sqldb.Time{Time: d.Now()}, sqldb.Time{}
	if c.Revoked() || !to.On {
		x.State, x.Error = apiclient.Dropped, "接入方或者接收网址已经停用"
		return d.end(ctx, x)
	}
	x.Status, err = d.send(ctx, to, x)
	x.State, x.Error = apiclient.Verdict(x.Status), ""
	if err != nil {
		x.State = apiclient.Waiting
	}
	if x.State == apiclient.Delivered {
		return d.end(ctx, x)
	}
	x.Attempts++
	x.Error = wording(x.Status, err)
	if x.State == apiclient.Dropped {
		return d.end(ctx, x)
	}
	failure := fmt.Errorf("deliver message %s: %s", x.ID, x.Error)
	if x.State = apiclient.After(x.Attempts); x.State == apiclient.Dead {
		return errors.Join(failure, d.end(ctx, x))
	}
	x.Next = sqldb.Time{Time: x.Tried.Add(apiclient.Wait(x.Attempts))}
	return errors.Join(failure, d.Recorder.Keep(ctx, func(tx *act.Tx) error { return updateDelivery(ctx, tx, x) }))
}

// end notes what became of a message, as an act of the program, and sends the
// next about the same application on its way.
func (d *Desk) end(ctx context.Context, x delivery) error {
	entry := act.Entry{Name: "client." + string(x.State), Body: x.Body, Subject: x.ID, Reason: x.Error}
	return d.Recorder.Do(ctx, identity.Job(x.Body), entry, func(tx *act.Tx) error {
		x.Ended = sqldb.Time{Time: tx.Now()}
		tx.Detail("endpoint", x.Endpoint)
		tx.Detail("status", x.Status)
		if err := hold(ctx, tx, x.Endpoint); err != nil {
			return err
		}
		if err := updateDelivery(ctx, tx, x); err != nil {
			return err
		}
		next, err := following(ctx, tx, x)
		if err != nil || next == "" {
			return err
		}
		return tx.Enqueue(ctx, deliverArgs{next})
	})
}

// send posts a message and gives the HTTP status, 0 without an answer.
func (d *Desk) send(ctx context.Context, to endpoint, x delivery) (int, error) {
	keys, err := d.keys(to)
	if err != nil {
		return 0, err
	}
	// The address is looked at again: the configured networks may have changed.
	if _, err := d.receiver(to.URL); err != nil {
		return 0, errClosed
	}
	body := []byte(x.Payload)
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	at := d.Now().Unix()
	q.Header.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
	q.Header.Set("User-Agent", "Yangguang-Webhook/1")
	q.Header.Set(apiclient.HeaderID, x.ID)
	q.Header.Set(apiclient.HeaderTimestamp, strconv.FormatInt(at, 10))
	q.Header.Set(apiclient.HeaderSignature, apiclient.Sign(mac, keys, x.ID, at, body))
	r, err := d.post.Do(q)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 64<<10)) // what it says does not matter
	return r.StatusCode, nil
}

// keys are what an endpoint's messages are signed with now.
func (d *Desk) keys(to endpoint) (keys [][]byte, err error) {
	open := func(column sqldb.Name) error {
		sealed := to.Secret
		if column == "old_secret" {
			sealed = to.OldSecret
		}
		plain, err := d.Vault.Open(sealed, to.place(column))
		if err != nil {
			return fmt.Errorf("open signing key of %s: %w", to.ID, err)
		}
		key, err := apiclient.ReadKey(plain.Text())
		if err != nil {
			return fmt.Errorf("read signing key of %s: %w", to.ID, err)
		}
		keys = append(keys, key)
		return nil
	}
	if err := open("secret"); err != nil {
		return nil, err
	}
	if !to.OldSecret.Empty() && d.Now().Before(to.OldEnds.Time) {
		return keys, open("old_secret")
	}
	return keys, nil
}

func mac(key, data []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(data)
	return h.Sum(nil)
}

var errClosed = errors.New("the address may not be reached")

// wording says why a message was not taken. It never repeats the receiver's own
// words or the address, which may hold what is not ours to log.
func wording(status int, err error) string {
	var wrapped *url.Error
	var dns *net.DNSError
	switch {
	case err == nil && status >= 300 && status < 400:
		return fmt.Sprintf("对方答复 %d 跳转，通知不跟随跳转", status)
	case err == nil:
		return fmt.Sprintf("对方答复 %d", status)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &wrapped) && wrapped.Timeout():
		return fmt.Sprintf("%d 秒内没有答复", int(postTimeout/time.Second))
	case errors.As(err, &dns):
		return "域名没有解析出来"
	case errors.Is(err, errClosed):
		return "地址不在允许的网络内"
	}
	return "没有连接上，或者对方的证书不可信"
}
