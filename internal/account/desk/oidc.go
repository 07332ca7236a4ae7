package desk

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"yangguang/internal/account"
	"yangguang/internal/fault"
)

// OIDC names the identity provider of the city, if it has one. With an empty
// Issuer there is no such sign-in. A person is found by the token's subject,
// which a security administrator has put into their account: nobody gets an
// account by being known to the provider.
type OIDC struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Label        string // on the button, e.g. 统一身份认证
}

// provider reads the issuer's description at the first sign-in: the program
// starts without it.
type provider struct {
	OIDC
	mu   sync.Mutex
	held *oidc.Provider
}

func newProvider(c OIDC) *provider {
	if c.Issuer == "" {
		return nil
	}
	if c.Label == "" {
		c.Label = "统一身份认证"
	}
	return &provider{OIDC: c}
}

func (p *provider) get(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held != nil {
		return p.held, nil
	}
	// The provider keeps its keys beyond this request.
	held, err := oidc.NewProvider(context.WithoutCancel(ctx), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("reach the identity provider: %w", err)
	}
	p.held = held
	return held, nil
}

func (p *provider) config(at *oidc.Provider, callback string) oauth2.Config {
	return oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: at.Endpoint(),
		RedirectURL: callback, Scopes: []string{oidc.ScopeOpenID}}
}

// asked is what is remembered while the person is at the provider's.
type asked struct {
	State    string `json:"State"`
	Nonce    string `json:"Nonce"`
	Verifier string `json:"Verifier"`
	Callback string `json:"Callback"`
	Next     string `json:"Next"`
}

// away gives the provider's address to send the browser to.
func (p *provider) away(ctx context.Context, callback, next string) (address string, a asked, err error) {
	at, err := p.get(ctx)
	if err != nil {
		return "", a, err
	}
	a = asked{State: token(), Nonce: token(), Verifier: oauth2.GenerateVerifier(), Callback: callback, Next: next}
	c := p.config(at, callback)
	return c.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), a, nil
}

var errOIDC = &fault.Error{Kind: fault.Invalid, Message: "没有完成统一身份认证，重新登录；仍不行的，改用登录名和口令"}

// back takes the provider's answer and gives the subject it vouches for.
func (p *provider) back(ctx context.Context, a asked, state, code string) (subject string, err error) {
	if a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(state)) != 1 || code == "" {
		return "", errOIDC
	}
	at, err := p.get(ctx)
	if err != nil {
		return "", err
	}
	c := p.config(at, a.Callback)
	t, err := c.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return "", errors.Join(errOIDC, err)
	}
	raw, _ := t.Extra("id_token").(string)
	id, err := at.Verifier(&oidc.Config{ClientID: p.ClientID}).Verify(ctx, raw)
	if err != nil {
		return "", errors.Join(errOIDC, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 || id.Subject == "" {
		return "", errOIDC
	}
	return id.Subject, nil
}

// signInSubject opens the session of the person the provider vouches for. It is
// a first factor like a password; a second one is asked for as always.
func (d *Desk) signInSubject(ctx context.Context, subject string, from caller) (account.Session, error) {
	s, err := readSecret(ctx, d.db, "external_id", subject)
	if err != nil {
		return account.Session{}, err
	}
	if s.ID == "" || s.Disabled {
		if err := d.wrong(ctx, s.Body, s.ID, "oidc", from, 1); !fault.Is(err, fault.Invalid) {
			return account.Session{}, err
		}
		return account.Session{}, &fault.Error{Kind: fault.Forbidden,
			Message: "统一身份认证已通过，但本平台没有给这个身份开通账号。联系本单位安全管理员开通"}
	}
	return d.open(ctx, s, "oidc", from, false)
}
