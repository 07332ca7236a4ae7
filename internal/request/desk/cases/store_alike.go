package cases

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

// OfApplicant lists a body's other applications of the same applicant, known by
// the proof of identity, the latest first.
func OfApplicant(ctx context.Context, db sqldb.Reader, c Case) ([]Case, error) {
	if c.IdentityIndex == "" {
		return nil, nil
	}
	return List(ctx, db, ScanCase, `SELECT `+CaseColumns+` FROM request_case WHERE body = $1 AND identity_index = $2 AND id <> $3
		ORDER BY id DESC LIMIT $4`, c.Body, c.IdentityIndex, c.ID, mostAlike)
}

// SentSince lists what an applicant, known by the index of the proof of identity,
// has sent a body since an instant, the latest first.
func SentSince(ctx context.Context, db sqldb.Reader, body, identity string, since sqldb.Time) ([]Case, error) {
	if identity == "" {
		return nil, nil
	}
	return List(ctx, db, ScanCase, `SELECT `+CaseColumns+` FROM request_case WHERE body = $1 AND identity_index = $2 AND created_at >= $3
		ORDER BY id DESC LIMIT $4`, body, identity, since, mostAlike)
}

// Group is a group of mass-identical applications.
type Group struct{ ID, Body, Lead string }

func GroupOf(ctx context.Context, db sqldb.Reader, id string) (g Group, err error) {
	all, err := List(ctx, db, func(row Scanner) (g Group, err error) {
		return g, row.Scan(&g.ID, &g.Body, &g.Lead)
	}, `SELECT id, body, lead FROM request_together WHERE id = $1`, id)
	if err != nil {
		return g, err
	}
	if len(all) == 0 {
		return g, Missing()
	}
	return all[0], nil
}

// Members lists a group's applications in the order in which they came.
func Members(ctx context.Context, db sqldb.Reader, id string) ([]Case, error) {
	return List(ctx, db, ScanCase, `SELECT `+CaseColumns+` FROM request_case WHERE group_id = $1 AND group_id <> '' ORDER BY id`, id)
}

func InsertGroup(ctx context.Context, tx *act.Tx, g Group, by string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_together (id, body, lead, created_by, created_at) VALUES ($1, $2, $3, $4, $5)`,
		g.ID, g.Body, g.Lead, by, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("insert group: %w", err)
	}
	return nil
}

// Part says where one matter of a split application is dealt with.
type Part struct {
	Original string
	Seq      int
	Request  string
	Wanted   string
}

func InsertPart(ctx context.Context, tx *act.Tx, p Part) error {
	wanted, err := partText.Seal(tx, p.Wanted, p.Original, p.Seq)
	if err != nil {
		return fmt.Errorf("insert part of %s: %w", p.Original, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO request_part (original, seq, request, wanted) VALUES ($1, $2, $3, $4)`, p.Original, p.Seq, p.Request, wanted)
	if err != nil {
		return fmt.Errorf("insert part of %s: %w", p.Original, err)
	}
	return nil
}

// PartsOf lists the parts of a split application, the one that stayed first.
func PartsOf(ctx context.Context, db sqldb.Reader, original string) ([]Part, error) {
	return List(ctx, db, func(row Scanner) (p Part, err error) {
		return p, row.Scan(&p.Original, &p.Seq, &p.Request, partText.Into(&p.Wanted, &p.Original, &p.Seq))
	}, `SELECT original, seq, request, wanted FROM request_part WHERE original = $1 ORDER BY seq`, original)
}
