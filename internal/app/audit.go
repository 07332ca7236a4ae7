package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	accountdesk "yangguang/internal/account/desk"
	"yangguang/internal/act"
	"yangguang/internal/audit"
	auditdesk "yangguang/internal/audit/desk"
	hotlinedesk "yangguang/internal/hotline/desk"
	redressdesk "yangguang/internal/redress/desk"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/sqldb"
)

// VerifyAudit walks the audit log of the instance that c describes and holds it
// against the checkpoints beside the data and those in outside, files kept
// elsewhere. It prints the report, as JSON when asked, and says whether the log
// holds. It makes nothing: an instance that is not there is an error.
func VerifyAudit(ctx context.Context, c Config, outside []string, asJSON bool, out io.Writer) (ok bool, err error) {
	o := auditdesk.VerifyOptions{}
	for _, name := range outside {
		text, err := os.ReadFile(name)
		if err != nil {
			return false, fmt.Errorf("检查点文件读不出：%w", err)
		}
		o.Outside = append(o.Outside, auditdesk.File{Name: name, Text: string(text)})
	}
	a, err := openAudit(ctx, c)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	r, err := a.audit.Verify(ctx, o)
	if err != nil {
		return false, err
	}
	if asJSON {
		return r.OK, JSON(out).Encode(printed(r))
	}
	fmt.Fprintf(out, "审计日志 %d 条，最后一条编号 %d；核对了 %d 个检查点（其中外部 %d 个），覆盖到编号 %d。\n", r.Entries, r.Head, r.Checkpoints, r.Outside, r.Covered)
	if r.Key != "" {
		fmt.Fprintf(out, "检查点密钥 %s，指纹 %s：与外部保存的对照。\n", r.Key, r.Fingerprint)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(out, "  [%s] %s\n      %s\n", f.Kind, f.Message, f.Meaning)
	}
	if r.More > 0 {
		fmt.Fprintf(out, "  另有 %d 处未列出。\n", r.More)
	}
	if r.Rows > 0 {
		fmt.Fprintf(out, "核对了 %d 行数据（授权、口令、申请、经过、复议诉讼）与日志的记录。\n", r.Rows)
	}
	if r.OK {
		fmt.Fprintln(out, "完整，没有发现改动。")
	}
	return r.OK, nil
}

// Checkpoint signs the end of the instance's audit log, when there are entries
// no checkpoint covers yet, and gives the newest checkpoint's line for a witness
// outside.
func Checkpoint(ctx context.Context, c Config) (line string, err error) {
	a, err := openAudit(ctx, c)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if _, _, err := a.audit.Checkpoint(ctx); err != nil {
		return "", err
	}
	return a.audit.Latest()
}

// printedFinding is a finding as scripts read it: entry is its number.
type printedFinding struct {
	audit.Finding
	Entry int64 `json:"entry"`
}

type printedReport struct {
	audit.Report
	Findings []printedFinding `json:"findings"`
}

func printed(r audit.Report) printedReport {
	p := printedReport{Report: r, Findings: []printedFinding{}}
	for _, f := range r.Findings {
		p.Findings = append(p.Findings, printedFinding{f, f.Seq})
	}
	return p
}

// ExportAudit writes the audit log of the instance that c describes in the form
// of docs/trail-format.md, for a verifier elsewhere.
func ExportAudit(ctx context.Context, c Config, w io.Writer) (err error) {
	a, err := openAudit(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return a.audit.Dump(ctx, w)
}

// vouched are the rows of data that the audit log vouches for, of all ledgers.
func vouched() []act.Vouched {
	return slices.Concat(accountdesk.Vouched(), requestdesk.Vouched(), redressdesk.Vouched(), hotlinedesk.Vouched())
}

// openAudit opens as much of an existing instance as the audit log needs.
func openAudit(ctx context.Context, c Config) (*App, error) {
	a := newApp(c)
	if _, err := os.Stat(c.Keys); err != nil {
		return nil, fmt.Errorf("这里没有实例，用 --data 指数据目录：%w", err)
	}
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Data, "yangguang.db")); err != nil {
			return nil, fmt.Errorf("数据目录里没有数据库：%w", err)
		}
	}
	err := a.openStores(ctx)
	if err == nil {
		a.office = act.New(a.db, act.Options{Clock: a.now, Hash: a.vault.Hash})
		a.audit, err = auditdesk.New(auditdesk.Options{DB: a.db, Recorder: a.office, Vault: a.vault, Dir: c.Witness, Clock: a.now, Vouched: vouched()})
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Pending lists the migrations that the database of c still lacks, as
// "report/0001_report.sql".
func Pending(ctx context.Context, c Config) (list []string, err error) {
	db, err := sqldb.Open(ctx, sqldb.Config{URL: c.Database, Dir: c.Data})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Pending(ctx, lines(openings())...)
}

// Migrate brings the database of c up to this program.
func Migrate(ctx context.Context, c Config) (err error) {
	db, err := sqldb.Open(ctx, sqldb.Config{URL: c.Database, Dir: c.Data})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Migrate(ctx, lines(openings())...)
}
