package act

import (
	"context"
	"fmt"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/job"
)

// claim takes the act's key for this act, or finds what was done with it. On
// PostgreSQL the INSERT waits for another transaction that holds the key.
func (tx *Tx) claim(ctx context.Context, d Entry) (known bool, result string, err error) {
	r, err := tx.ExecContext(ctx, `INSERT INTO idempotency (body, key, act, print, result, at)
		VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT (body, key) DO NOTHING`,
		d.Body, d.Key, d.Name, d.Print, tx.now.UnixMilli())
	if err != nil {
		return false, "", fmt.Errorf("claim key of %s: %w", d.Name, err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return false, "", fmt.Errorf("claim key of %s: %w", d.Name, err)
	}
	if n == 1 {
		return false, "", nil
	}
	var act, print string
	err = tx.QueryRowContext(ctx, `SELECT act, print, result FROM idempotency WHERE body = $1 AND key = $2`,
		d.Body, d.Key).Scan(&act, &print, &result)
	if err != nil {
		return false, "", fmt.Errorf("read key of %s: %w", d.Name, err)
	}
	if act != d.Name || print != d.Print {
		return false, "", &fault.Error{Kind: fault.Conflict,
			Message: "这次提交的编号已用于另一份内容，本次内容没有保存。刷新页面后重新提交。"}
	}
	return true, result, nil
}

// settle keeps the result for those who repeat the key.
func (tx *Tx) settle(ctx context.Context, d Entry, result string) error {
	_, err := tx.ExecContext(ctx, `UPDATE idempotency SET result = $3 WHERE body = $1 AND key = $2`, d.Body, d.Key, result)
	if err != nil {
		return fmt.Errorf("keep result of %s: %w", d.Name, err)
	}
	return nil
}

// keyLife is how long a key is remembered: longer than anybody tries again.
const keyLife = 30 * 24 * time.Hour

// forget is the daily job of forgetting keys.
type forget struct{}

// Kind names the job.
func (forget) Kind() string { return "act_forget" }

// Jobs are the kinds of jobs that keep the office tidy.
func (o *Recorder) Jobs() []job.Kind {
	return []job.Kind{job.Every("清理过期的提交编号", 24*time.Hour, func(ctx context.Context, _ forget) error {
		_, err := o.Forget(ctx, o.now().Add(-keyLife))
		return err
	})}
}

// Forget drops the idempotency keys claimed before an instant and returns how
// many; a key repeated after that is taken for a new one.
func (o *Recorder) Forget(ctx context.Context, before time.Time) (int64, error) {
	var n int64
	err := o.Keep(ctx, func(tx *Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM idempotency WHERE at < $1`, before.UnixMilli())
		if err != nil {
			return fmt.Errorf("forget idempotency keys: %w", err)
		}
		n, err = r.RowsAffected()
		return err
	})
	return n, err
}
