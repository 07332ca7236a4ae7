package app

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"strings"

	clientdesk "yangguang/internal/client/desk"
)

// openClients opens the desk of API clients. It comes after the ledgers whose
// calls it describes.
func (a *App) openClients() error {
	networks, err := a.config.hookNetworks()
	if err != nil {
		return err
	}
	a.client, err = clientdesk.New(clientdesk.Config{DB: a.db, Office: a.office, Vault: a.vault, Now: a.now, People: a.account.People,
		Base: a.config.Address(), Networks: networks})
	return err
}

// people gives names to ids of people, and of API clients, who act under ids of
// their own.
func (a *App) people(ctx context.Context, ids []string) (map[string]string, error) {
	names, err := a.account.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	clients, err := a.client.Names(ctx, ids)
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
