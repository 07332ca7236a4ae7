package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// makes refuses everybody but a system administrator of the body.
func makes(who identity.Actor, body string) error {
	if who.Body != body || body == "" {
		return missing()
	}
	if !who.Has(identity.SystemAdmin) {
		return &fault.Error{Kind: fault.Forbidden, Message: "接入方由本机关的系统管理员登记和修改，安全管理员可以查看和停用"}
	}
	return nil
}

// visible gives a client to the administrators of its body.
func (d *Desk) visible(ctx context.Context, who identity.Actor, id string) (apiclient.Client, error) {
	c, err := clientOf(ctx, d.DB, id)
	if err != nil {
		return c, err
	}
	if who.Body != c.Body || !who.Has(keepers()...) {
		return apiclient.Client{}, missing()
	}
	return c, nil
}

// Create keeps a new client of the actor's body and returns its secret, which
// is told here and never again; "" when the same form (key) was sent before.
func (d *Desk) Create(ctx context.Context, who identity.Actor, c apiclient.Client, key string) (id, secret string, err error) {
	if err := makes(who, who.Body); err != nil {
		return "", "", err
	}
	c.Name, c.About = strings.TrimSpace(c.Name), strings.TrimSpace(c.About)
	if err := c.Check(); err != nil {
		return "", "", err
	}
	c.ID, c.Body, c.CreatedBy = sqldb.NewID(), who.Body, who.ID
	secret, prefix, hash := newSecret()
	entry := act.Entry{Name: "client.create", Body: c.Body, Subject: c.ID, Key: key, Print: fmt.Sprintf("%q %q %v %d", c.Name, c.About, c.Scopes, c.PerMinute)}
	id, repeated, err := d.Recorder.Once(ctx, who, entry, func(tx *act.Tx) (string, error) {
		if err := insertClient(ctx, tx, c); err != nil {
			return "", err
		}
		tx.Detail("name", c.Name)
		tx.Detail("scopes", scopesText(c.Scopes))
		tx.Detail("prefix", prefix)
		return c.ID, insertSecret(ctx, tx, apiclient.Secret{Client: c.ID, Prefix: prefix, Hash: hash, MadeBy: who.ID})
	})
	if repeated {
		secret = ""
	}
	return id, secret, err
}

// Change keeps a new description of a client; seen is the revision its author
// looked at.
func (d *Desk) Change(ctx context.Context, who identity.Actor, next apiclient.Client, seen int64) error {
	c, err := d.open(ctx, who, next.ID)
	if err != nil {
		return err
	}
	c.Name, c.About, c.Scopes, c.PerMinute = strings.TrimSpace(next.Name), strings.TrimSpace(next.About), next.Scopes, next.PerMinute
	if err := c.Check(); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "client.change", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		tx.Detail("name", c.Name)
		tx.Detail("scopes", scopesText(c.Scopes))
		tx.Detail("per_minute", c.PerMinute)
		return updateClient(ctx, tx, c, seen)
	})
}

// open gives a client that may be changed: of the actor's body, not revoked.
func (d *Desk) open(ctx context.Context, who identity.Actor, id string) (apiclient.Client, error) {
	c, err := d.visible(ctx, who, id)
	if err != nil {
		return c, err
	}
	if err := makes(who, c.Body); err != nil {
		return c, err
	}
	if c.Revoked() {
		return c, &fault.Error{Kind: fault.Conflict, Message: "这个接入方已经停用，不能再改。需要时登记一个新的"}
	}
	return c, nil
}

// Rotate gives a client a new secret, told here and never again; the old ones
// end after the overlap. seen keeps two administrators from rotating at once.
func (d *Desk) Rotate(ctx context.Context, who identity.Actor, id string, seen int64, overlap apiclient.Overlap) (string, error) {
	c, err := d.open(ctx, who, id)
	if err != nil {
		return "", err
	}
	secret, prefix, hash := newSecret()
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "client.rotate", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		if err := updateClient(ctx, tx, c, seen); err != nil {
			return err
		}
		tx.Detail("prefix", prefix)
		tx.Detail("overlap", overlap.Code)
		if err := endSecrets(ctx, tx, c.ID, sqldb.Time{Time: tx.Now().Add(overlap.Long)}); err != nil {
			return err
		}
		return insertSecret(ctx, tx, apiclient.Secret{Client: c.ID, Prefix: prefix, Hash: hash, MadeBy: who.ID})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// Revoke shuts a client out at once and for good; its waiting messages are not
// sent. A security administrator may do it too.
func (d *Desk) Revoke(ctx context.Context, who identity.Actor, id string, seen int64, reason string) error {
	c, err := d.visible(ctx, who, id)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > 300 {
		return fault.Field("reason", "写明停用的原因，不超过 300 字，会记入审计日志")
	}
	if c.Revoked() {
		return &fault.Error{Kind: fault.Conflict, Message: "这个接入方已经停用"}
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "client.revoke", Body: c.Body, Subject: c.ID, Reason: reason}, func(tx *act.Tx) error {
		c.RevokedBy, c.RevokedAt, c.Reason = who.ID, tx.Now(), reason
		return updateClient(ctx, tx, c, seen)
	})
}

// oldKeyLives is how long a signing key goes on signing beside its successor.
const oldKeyLives = 24 * time.Hour

// AddEndpoint registers where a client wants to be told, and returns the
// signing key, told here and never again.
func (d *Desk) AddEndpoint(ctx context.Context, who identity.Actor, id, url string, wanted apiclient.Wanted) (string, error) {
	c, err := d.open(ctx, who, id)
	if err != nil {
		return "", err
	}
	if !c.Has(apiclient.Webhooks) {
		return "", fault.Field("url", "这个接入方没有“接收通知”权限，先在上面选中并保存")
	}
	e := endpoint{ID: sqldb.NewID(), Client: c.ID, Body: c.Body, Events: wanted}
	if e.URL, err = d.receiver(url); err != nil {
		return "", err
	}
	key, err := d.newKey(&e)
	if err != nil {
		return "", err
	}
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "client.hook_add", Body: c.Body, Subject: e.ID}, func(tx *act.Tx) error {
		tx.Detail("client", c.ID)
		tx.Detail("url", e.URL)
		return insertEndpoint(ctx, tx, e, who.ID)
	})
	return key, err
}

// newKey gives an endpoint a signing key.
func (d *Desk) newKey(e *endpoint) (string, error) {
	key := make([]byte, apiclient.KeyBytes)
	_, _ = rand.Read(key) // never fails, see crypto/rand
	text := apiclient.WriteKey(key)
	sealed, err := d.Vault.Seal(text, e.place("secret"))
	if err != nil {
		return "", fmt.Errorf("seal signing key: %w", err)
	}
	e.Secret = sealed
	return text, nil
}

// RotateKey gives an endpoint a new signing key, told here and never again.
// For a day messages are signed with both.
func (d *Desk) RotateKey(ctx context.Context, who identity.Actor, id, hook string) (string, error) {
	e, err := d.endpoint(ctx, who, id, hook)
	if err != nil {
		return "", err
	}
	old, err := d.Vault.Open(e.Secret, e.place("secret"))
	if err != nil {
		return "", fmt.Errorf("open signing key of %s: %w", e.ID, err)
	}
	if e.OldSecret, err = d.Vault.Seal(old.Text(), e.place("old_secret")); err != nil {
		return "", fmt.Errorf("seal signing key: %w", err)
	}
	key, err := d.newKey(&e)
	if err != nil {
		return "", err
	}
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "client.hook_rotate", Body: e.Body, Subject: e.ID}, func(tx *act.Tx) error {
		e.OldEnds = sqldb.Time{Time: tx.Now().Add(oldKeyLives)}
		return updateEndpoint(ctx, tx, e)
	})
	return key, err
}

// Switch turns an endpoint on or off. What waits for one that is off is not
// sent any more.
func (d *Desk) Switch(ctx context.Context, who identity.Actor, id, hook string, on bool) error {
	e, err := d.endpoint(ctx, who, id, hook)
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "client.hook_switch", Body: e.Body, Subject: e.ID}, func(tx *act.Tx) error {
		e.On = on
		tx.Detail("on", on)
		return updateEndpoint(ctx, tx, e)
	})
}

// endpoint is an endpoint of a client that may be changed.
func (d *Desk) endpoint(ctx context.Context, who identity.Actor, id, hook string) (endpoint, error) {
	c, err := d.open(ctx, who, id)
	if err != nil {
		return endpoint{}, err
	}
	e, err := endpointOf(ctx, d.DB, hook)
	if err == nil && e.Client != c.ID {
		err = missing()
	}
	return e, err
}
