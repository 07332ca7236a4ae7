package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// passkeys are at most this many a person.
const passkeyLimit = 10

// key is one passkey as its owner's list shows it.
type key struct {
	ID, Label, Host string
	Created, Used   sqldb.Time
	credential      webauthn.Credential
}

// owner is a person as the webauthn library sees one. Its handle is the id, of
// which nothing can be told.
type owner struct {
	p    account.Person
	keys []key
}

func (o owner) WebAuthnID() []byte          { return []byte(o.p.ID) }
func (o owner) WebAuthnName() string        { return o.p.Login }
func (o owner) WebAuthnDisplayName() string { return o.p.Name }
func (o owner) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(o.keys))
	for i, k := range o.keys {
		out[i] = k.credential
	}
	return out
}

// relying is the relying party of the host that was asked for. Passkeys are
// bound to a host name; an address in digits cannot have any.
func relying(r *http.Request) (*webauthn.WebAuthn, error) {
	host := hostName(r.Host)
	if host == "" || net.ParseIP(strings.Trim(host, "[]")) != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Message: "用 IP 地址打开的网站不能使用通行密钥，改用域名打开"}
	}
	origins := []string{"https://" + r.Host}
	if host == "localhost" {
		origins = append(origins, "http://"+r.Host)
	}
	w, err := webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: "政府信息公开平台", RPOrigins: origins})
	if err != nil {
		return nil, fmt.Errorf("passkeys for %s: %w", host, err)
	}
	return w, nil
}

// beginPasskey gives what the browser is asked for a new passkey, and what must
// be remembered until it answers.
func (d *Desk) beginPasskey(r *http.Request, who identity.Actor) (options *protocol.CredentialCreation, remember string, err error) {
	rp, o, err := d.party(r, who.Body, who.ID)
	if err != nil {
		return nil, "", err
	}
	if len(o.keys) >= passkeyLimit {
		return nil, "", &fault.Error{Kind: fault.Conflict, Message: "已有 10 个通行密钥，先删除不用的"}
	}
	var known []protocol.CredentialDescriptor
	for _, k := range o.keys {
		known = append(known, k.credential.Descriptor())
	}
	options, session, err := rp.BeginRegistration(o, webauthn.WithExclusions(known))
	if err != nil {
		return nil, "", fmt.Errorf("begin passkey: %w", err)
	}
	b, err := json.Marshal(session)
	return options, string(b), err
}

func (d *Desk) party(r *http.Request, body, person string) (*webauthn.WebAuthn, owner, error) {
	rp, err := relying(r)
	if err != nil {
		return nil, owner{}, err
	}
	p, err := readPerson(r.Context(), d.db, body, person)
	if err != nil {
		return nil, owner{}, err
	}
	keys, err := d.readKeys(r.Context(), d.db, person, hostName(r.Host))
	return rp, owner{p.Person, keys}, err
}

// addPasskey keeps the passkey that the browser made.
func (d *Desk) addPasskey(r *http.Request, who identity.Actor, remember, label string, answer []byte) error {
	rp, o, err := d.party(r, who.Body, who.ID)
	if err != nil {
		return err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal([]byte(remember), &session); err != nil {
		return expired()
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return refusedKey(d, err)
	}
	c, err := rp.CreateCredential(o, session, parsed)
	if err != nil {
		return refusedKey(d, err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if label = strings.TrimSpace(label); label == "" || len([]rune(label)) > 20 {
		label = "通行密钥"
	}
	id := sqldb.NewID()
	sealed, err := d.vault.Seal(string(b), passkeyPlace(id))
	if err != nil {
		return err
	}
	err = d.office.Do(r.Context(), who, act.Entry{Name: "account.passkey_add", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		if err := insertKey(r.Context(), tx, who.ID, key{ID: id, Label: label, Host: hostName(r.Host), credential: *c}, sealed); err != nil {
			return err
		}
		tx.Detail("passkey", id)
		return promote(r.Context(), tx, who)
	})
	if sqldb.IsUnique(err) {
		return &fault.Error{Kind: fault.Conflict, Message: "这个通行密钥已经登记过"}
	}
	return err
}

func expired() error {
	return &fault.Error{Kind: fault.Invalid, Message: "这次验证已过期，重新开始"}
}

// refusedKey tells the person little and the log what the library found.
func refusedKey(d *Desk, err error) error {
	d.log.Info("passkey refused", "error", err)
	return &fault.Error{Kind: fault.Invalid, Message: "没有通过通行密钥验证。确认用的是登记过的设备，再试一次"}
}

// beginAssertion gives what the browser is asked to sign, and what must be
// remembered until it answers.
func (d *Desk) beginAssertion(r *http.Request, body, person string) (options *protocol.CredentialAssertion, remember string, err error) {
	rp, o, err := d.party(r, body, person)
	if err != nil {
		return nil, "", err
	}
	if len(o.keys) == 0 {
		return nil, "", &fault.Error{Kind: fault.NotFound, Message: "这个网站没有登记您的通行密钥，改用动态码"}
	}
	options, session, err := rp.BeginLogin(o)
	if err != nil {
		return nil, "", fmt.Errorf("begin passkey sign-in: %w", err)
	}
	b, err := json.Marshal(session)
	return options, string(b), err
}

// verifyPasskey finishes a sign-in with the browser's answer.
func (d *Desk) verifyPasskey(r *http.Request, x account.Session, p staff, remember string, answer []byte, from caller) error {
	rp, o, err := d.party(r, p.Body, p.ID)
	if err != nil {
		return err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal([]byte(remember), &session); err != nil {
		return expired()
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return refusedKey(d, err)
	}
	ctx := r.Context()
	return d.factor(ctx, x, p, "passkey", from, func(tx *act.Tx) (bool, error) {
		c, err := rp.ValidateLogin(o, session, parsed)
		if err != nil {
			d.log.Info("passkey refused", "error", err)
			return false, nil
		}
		// A counter that went back tells of a copied key.
		if c.Authenticator.CloneWarning {
			return false, nil
		}
		return d.usedKey(ctx, tx, o, c)
	})
}

// usedKey keeps the key's new counter.
func (d *Desk) usedKey(ctx context.Context, tx *act.Tx, o owner, c *webauthn.Credential) (bool, error) {
	for _, k := range o.keys {
		if string(k.credential.ID) != string(c.ID) {
			continue
		}
		b, err := json.Marshal(c)
		if err != nil {
			return false, err
		}
		sealed, err := d.vault.Seal(string(b), passkeyPlace(k.ID))
		if err != nil {
			return false, err
		}
		return updateKey(ctx, tx, k.ID, sealed)
	}
	return false, nil
}

// RemovePasskey ends one of the actor's passkeys after the password was given
// again.
func (d *Desk) RemovePasskey(ctx context.Context, who identity.Actor, id, present string) error {
	me, err := readPerson(ctx, d.db, who.Body, who.ID)
	if err != nil {
		return err
	}
	if err := d.confirm(ctx, who, me, present); err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Entry{Name: "account.passkey_remove", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		if err := lock(ctx, tx, who.ID); err != nil {
			return err
		}
		me, err := readPerson(ctx, tx, who.Body, who.ID)
		if err != nil {
			return err
		}
		left := me.Passkeys - 1
		if me.HasTOTP {
			left++
		}
		if err := d.keepsFactor(who, left); err != nil {
			return err
		}
		ok, err := endKey(ctx, tx, who.ID, id)
		if err == nil && !ok {
			err = gone("个通行密钥")
		}
		return err
	})
}

// challengeLife bounds how old a remembered challenge may be.
const challengeLife = 5 * time.Minute
