package desk

import (
	"context"
	"fmt"
	"net/netip"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/vault"
)

// How often somebody may be wrong: in a minute from one address, in a minute
// from everywhere, and in an hour about one telephone number. The numbers are
// counted in the database, so that several servers share them.
const mostFromOne, mostFromAll, mostOfPhone = 10, 600, 5

// tally is one count of tries and how many it allows.
type tally struct {
	name string // a keyed digest; 'all' for everybody's
	slot int64  // the minute in which it begins
	most int
}

// buckets are the counts of somebody at an address; IPv6 counts by its /64,
// which one subscriber has to himself.
func (d *Desk) buckets(address string) ([]tally, error) {
	if a, err := netip.ParseAddr(address); err == nil {
		bits := 32
		if a = a.Unmap().WithZone(""); a.Is6() {
			bits = 64
		}
		p, _ := a.Prefix(bits) // the bits fit the address
		address = p.String()
	}
	from, err := d.Vault.Index("address "+address, vault.Free)
	if err != nil {
		return nil, fmt.Errorf("digest of an address: %w", err)
	}
	minute := d.Now().Unix() / 60
	return []tally{{"all", minute, mostFromAll}, {from, minute, mostFromOne}}, nil
}

func tooOften() error {
	return &fault.Error{Kind: fault.Throttled, Message: "查询太频繁。过一会儿再查"}
}

// slow refuses who has been wrong too often.
func (d *Desk) slow(ctx context.Context, body string, counts []tally) error {
	for _, b := range counts {
		n, err := triesOf(ctx, d.DB, body, b)
		if err != nil {
			return err
		}
		if n >= b.most {
			return tooOften()
		}
	}
	return nil
}

// tried counts one try in every bucket, and refuses it where that is one too many.
func (d *Desk) tried(ctx context.Context, body string, counts []tally) error {
	over := false
	err := d.Office.Keep(ctx, func(tx *act.Tx) error {
		over = false
		for _, b := range counts {
			n, err := addTry(ctx, tx, body, b)
			if err != nil {
				return err
			}
			over = over || n > b.most
		}
		return nil
	})
	if err == nil && over {
		err = tooOften()
	}
	return err
}
