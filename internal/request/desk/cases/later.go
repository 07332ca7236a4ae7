package cases

import (
	"context"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

// IndexArgs is the job that writes down what applications are found by: tokens
// for the search, bands for what is nearly the same. It follows the intake by
// seconds; whoever searches meanwhile is shown what came in since as well. What
// an earlier version kept is gone through by it too, from where it was broken
// off.
type IndexArgs struct{}

// Kind names the job.
func (IndexArgs) Kind() string { return "request_index" }

// indexBatch is how many applications are indexed in one transaction: acts wait
// for it, and cost falls with its size.
const indexBatch = 50

// Index indexes every application that is not indexed yet, until ctx ends.
func (d *Cases) Index(ctx context.Context) error {
	for !RunsOut(ctx) {
		texts, err := unindexed(ctx, d.DB, indexBatch)
		if err != nil || len(texts) == 0 {
			return err
		}
		err = d.Recorder.Keep(ctx, func(tx *act.Tx) error {
			for _, t := range texts {
				if err := d.index(ctx, tx, t); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("index applications: %w", err)
		}
	}
	return nil
}

// RunsOut reports whether a job's time is nearly over: the next one goes on.
func RunsOut(ctx context.Context) bool {
	until, ok := ctx.Deadline()
	return ok && time.Until(until) < 20*time.Second
}

// waitsForIndex reports whether an application is not indexed yet.
func (d *Cases) waitsForIndex(ctx context.Context) (bool, error) {
	texts, err := unindexed(ctx, d.DB, 1)
	return len(texts) > 0, err
}

// tokensOf are the tokens of a body's words.
func (d *Cases) tokensOf(body string, words []string) ([]string, error) {
	all := make([]string, len(words))
	for i, word := range words {
		token, err := d.Vault.Token(body, word)
		if err != nil {
			return nil, err
		}
		all[i] = token
	}
	return all, nil
}

// Candidates are the ids of a body's applications that may hold every letter and
// digit of a text, at most limit; what is indexed says, so that those of
// Unindexed are not among them, and the text itself decides.
func (d *Cases) Candidates(ctx context.Context, body, text string, limit int) ([]string, error) {
	words, err := d.tokensOf(body, sqldb.Asked(text))
	if err != nil {
		return nil, err
	}
	return tokens.Find(ctx, d.Dialect, d.DB, words, limit)
}

// Compared takes applications from those of Uncompared.
func (d *Cases) Compared(ctx context.Context, ids []string) error {
	return d.keepEach(ctx, ids, Compared)
}

// CompareAgain puts applications back among those of Uncompared.
func (d *Cases) CompareAgain(ctx context.Context, ids []string) error {
	return d.keepEach(ctx, ids, CompareAgain)
}

func (d *Cases) keepEach(ctx context.Context, ids []string, do func(context.Context, *act.Tx, string) error) error {
	if len(ids) == 0 {
		return nil
	}
	return d.Recorder.Keep(ctx, func(tx *act.Tx) error {
		for _, id := range ids {
			if err := do(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}
