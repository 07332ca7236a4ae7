package app

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	apiclientdesk "yangguang/internal/apiclient/desk"
	"yangguang/internal/ledger"
	"yangguang/internal/request"
)

// openClients opens the desk of API clients. It comes after the ledgers whose
// calls it describes.
func (a *App) openClients() (_ ledger.Ledger, err error) {
	networks, err := a.config.hookNetworks()
	if err != nil {
		return ledger.Ledger{}, err
	}
	a.apiclient, err = apiclientdesk.New(apiclientdesk.Config{DB: a.db, Recorder: a.office, Vault: a.vault, Now: a.now, People: a.account.People,
		Base: a.config.Address(), Networks: networks}, a.request.API.Operations()...)
	if err != nil {
		return ledger.Ledger{}, err
	}
	act.On(a.office, func(ctx context.Context, tx *act.Tx, m request.Moved) error {
		if m.Client == "" || m.Event.Internal() { // a finding of the body's own moves nothing that others see
			return nil
		}
		return a.apiclient.Tell(ctx, tx, apiclient.Event{Client: m.Client, Body: m.Body, Type: toldAs(m), Number: m.Number, External: m.External,
			State: string(m.State), Label: request.Workflow().StateLabel(m.State), Due: m.Due})
	})
	return a.apiclient.Ledger(), nil
}

// toldAs is the event that a client is told of when an application moved.
func toldAs(m request.Moved) apiclient.EventType {
	switch m.Event {
	case request.Received:
		if m.By == "" {
			return apiclient.Received
		}
		return apiclient.Confirmed
	case request.CorrectionAsked:
		return apiclient.CorrectionAsked
	case request.CorrectionReceived:
		return apiclient.Corrected
	case request.ThirdPartyAsked, request.AgencyAsked:
		return apiclient.Stopped
	case request.ThirdPartyAnswered, request.AgencyAnswered:
		if m.State != request.Consulting {
			return apiclient.Resumed
		}
	case request.Extended, request.Delayed:
		return apiclient.Extended
	case request.FeeNoticed:
		return apiclient.FeeAsked
	case request.FeePaid:
		return apiclient.FeePaid
	case request.Decided:
		if m.State != request.Ceased {
			return apiclient.Answered
		}
		return apiclient.Ended
	case request.Withdrawn:
		return apiclient.Ended
	case request.Remitted:
		return apiclient.Reopened
	}
	return apiclient.Changed
}

// people gives names to ids of people, and of API clients, who act under ids of
// their own.
func (a *App) people(ctx context.Context, ids []string) (map[string]string, error) {
	names, err := a.account.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	clients, err := a.apiclient.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	maps.Copy(clients, names)
	return clients, nil
}

// hookNetworks are the non-public networks that messages may be sent into.
func (c Config) hookNetworks() ([]netip.Prefix, error) {
	var list []netip.Prefix
	for s := range strings.SplitSeq(c.Hooks, ",") {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("YANGGUANG_WEBHOOK_NETWORKS: %q 不是网段，例如 10.20.0.0/16", s)
		}
		list = append(list, p)
	}
	return list, nil
}
