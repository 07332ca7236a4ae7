package desk

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/request/desk/cases"
)

// Vouched are the tables of applications whose rows the audit log vouches for.
func Vouched() []act.Vouched { return cases.Vouched() }

// Numbers are the numbers of applications by their ids; ids of other records are
// left out.
func (d *Desk) Numbers(ctx context.Context, ids []string) (map[string]string, error) {
	found, err := cases.FoundOf(ctx, d.DB, ids)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, c := range found {
		names[c.ID] = c.No()
	}
	return names, nil
}

// Numbered is the id of an application of some bodies by its number, "" for none.
func (d *Desk) Numbered(ctx context.Context, bodies []string, number string) (string, error) {
	year, n := cases.ReadNumber(number)
	for _, body := range bodies {
		if n == 0 {
			break
		}
		c, err := cases.CaseNumbered(ctx, d.DB, body, year, n)
		if err == nil {
			return c.ID, nil
		}
		if f := fault.As(err); f == nil || f.Kind != fault.NotFound {
			return "", err
		}
	}
	return "", nil
}
