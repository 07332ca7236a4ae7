package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"yangguang/internal/account"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/trading"
	tradingdesk "yangguang/internal/trading/desk"
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

// bodyCoded is the body of a code, "" for the one that operates the instance.
func (a *App) bodyCoded(ctx context.Context, code string) (account.Body, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return account.Body{}, err
	}
	for _, b := range all {
		if code != "" && b.Code == code || code == "" && b.Operator {
			return b, nil
		}
	}
	return account.Body{}, fmt.Errorf("本实例没有代码为“%s”的单位", code)
}

// ImportTrading takes trading notices out of files into the instance that c
// describes, for a body; they wait there for the head's release. Whoever runs the
// command acts as the program. It says what became of each line; with no file that
// can be read it fails.
func ImportTrading(ctx context.Context, c Config, code string, files map[string][]byte) (report tradingdesk.Report, err error) {
	report = tradingdesk.Report{Quarantined: []tradingdesk.SetAside{}, Refused: []tradingdesk.SetAside{}}
	a, err := Open(ctx, c)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	b, err := a.bodyCoded(ctx, code)
	if err != nil {
		return report, err
	}
	unread := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		r, failed := a.trading.Import(ctx, identity.Job(b.ID), name, files[name])
		if x := fault.As(failed); x != nil {
			r.Refused = append(r.Refused, tradingdesk.SetAside{File: name, Why: x.Message})
			unread++
		} else if failed != nil {
			return report, failed
		}
		report.Add(r)
	}
	if unread == len(files) {
		return report, fmt.Errorf("没有一个文件读得出来。交 JSON，或者第一行是字段名的 CSV（UTF-8 或者 GBK）")
	}
	return report, nil
}

// Export says what an export of open contracting data holds.
type Export = tradingdesk.Wanted

// ExportOCDS writes the open contracting data of a body of the instance that c
// describes, as the portal gives it.
func ExportOCDS(ctx context.Context, c Config, code string, want Export, out io.Writer) (err error) {
	a, err := Open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	b, err := a.bodyCoded(ctx, code)
	if err != nil {
		return err
	}
	site := a.config.Address()
	if !b.Operator {
		site += "/b/" + b.Code
	}
	by := trading.Publisher{Name: b.Name, Site: site, Prefix: a.config.OCDSPrefix}
	return a.trading.Export(ctx, out, by, b.ID, site+"/ocds/", want)
}
