package app

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// RecountRequests proves the counters of table three in the instance that c
// describes: every application is replayed from its events, and every counter
// held against the applications. It prints what differs and says whether
// everything agreed. code is a body's code, "" for all bodies. With mend the
// counters that differ are set right first, in an audited act for each body;
// what an application itself keeps is never changed.
func RecountRequests(ctx context.Context, c Config, code string, mend bool, out io.Writer) (ok bool, err error) {
	a, err := Open(ctx, c)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	bodies, err := a.account.Bodies(ctx)
	if err != nil {
		return false, err
	}
	ok = true
	known := false
	for _, b := range bodies {
		if code != "" && b.Code != code {
			continue
		}
		known = true
		if mend {
			if err := a.request.Records.MendCounters(ctx, b.ID); err != nil {
				return false, err
			}
		}
		r, err := a.request.Records.Recount(ctx, b.ID)
		if err != nil {
			return false, err
		}
		if r.Cases > 0 || !r.OK() {
			fmt.Fprintf(out, "%s：重算 %d 件申请，%d 处不符。\n", b.Name, r.Cases, len(r.Differences))
		}
		for _, x := range r.Differences {
			fmt.Fprintf(out, "  %s：记的是 %s，重算为 %s\n", x.Where, x.Kept, x.Found)
		}
		ok = ok && r.OK()
	}
	if !known {
		return false, fmt.Errorf("本实例没有代码为“%s”的单位", code)
	}
	if ok {
		fmt.Fprintln(out, "表三的计数与逐件重算一致。")
	}
	return ok, nil
}
