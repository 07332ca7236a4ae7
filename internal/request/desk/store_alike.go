package desk

import (
	"context"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
)

// The most applications that are compared with one.
const mostAlike = 200

// insertBands puts down by what an application is found to resemble others.
func insertBands(ctx context.Context, tx *act.Tx, c Case) error {
	var rows []string
	args := []any{c.Body, c.ID}
	for place, band := range request.Bands(c.Wanted) {
		rows = append(rows, fmt.Sprintf("($1, $%d, $%d, $2)", len(args)+1, len(args)+2))
		args = append(args, place, band)
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO request_band (body, place, band, request) VALUES `+strings.Join(rows, ", "), args...); err != nil {
		return fmt.Errorf("insert bands of %s: %w", c.ID, err)
	}
	return nil
}

// sharing lists a body's other applications that share a band with this one,
// the latest first.
func sharing(ctx context.Context, db sqldb.Reader, c Case) ([]Case, error) {
	return list(ctx, db, scanCase, `SELECT `+caseColumns+` FROM request_case WHERE body = $1 AND id <> $2 AND id IN (
		SELECT other.request FROM request_band mine JOIN request_band other ON other.body = mine.body AND other.place = mine.place AND other.band = mine.band
		WHERE mine.request = $2) ORDER BY id DESC LIMIT $3`, c.Body, c.ID, mostAlike)
}

// ofApplicant lists a body's other applications of the same applicant, known by
// the proof of identity, the latest first.
func ofApplicant(ctx context.Context, db sqldb.Reader, c Case) ([]Case, error) {
	if c.IdentityIndex == "" {
		return nil, nil
	}
	return list(ctx, db, scanCase, `SELECT `+caseColumns+` FROM request_case WHERE body = $1 AND identity_index = $2 AND id <> $3
		ORDER BY id DESC LIMIT $4`, c.Body, c.IdentityIndex, c.ID, mostAlike)
}

// group is a group of mass-identical applications.
type group struct{ ID, Body, Lead string }

func groupOf(ctx context.Context, db sqldb.Reader, id string) (g group, err error) {
	all, err := list(ctx, db, func(row scanner) (g group, err error) {
		return g, row.Scan(&g.ID, &g.Body, &g.Lead)
	}, `SELECT id, body, lead FROM request_together WHERE id = $1`, id)
	if err != nil {
		return g, err
	}
	if len(all) == 0 {
		return g, missing()
	}
	return all[0], nil
}

// members lists a group's applications in the order in which they came.
func members(ctx context.Context, db sqldb.Reader, id string) ([]Case, error) {
	return list(ctx, db, scanCase, `SELECT `+caseColumns+` FROM request_case WHERE group_id = $1 ORDER BY id`, id)
}

func insertGroup(ctx context.Context, tx *act.Tx, g group, by string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_together (id, body, lead, created_by, created_at) VALUES ($1, $2, $3, $4, $5)`,
		g.ID, g.Body, g.Lead, by, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("insert group: %w", err)
	}
	return nil
}

// part says where one matter of a split application is dealt with.
type part struct {
	Original string
	Seq      int
	Request  string
	Wanted   string
}

func insertPart(ctx context.Context, tx *act.Tx, p part) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_part (original, seq, request, wanted) VALUES ($1, $2, $3, $4)`, p.Original, p.Seq, p.Request, p.Wanted)
	if err != nil {
		return fmt.Errorf("insert part of %s: %w", p.Original, err)
	}
	return nil
}

// partsOf lists the parts of a split application, the one that stayed first.
func partsOf(ctx context.Context, db sqldb.Reader, original string) ([]part, error) {
	return list(ctx, db, func(row scanner) (p part, err error) {
		return p, row.Scan(&p.Original, &p.Seq, &p.Request, &p.Wanted)
	}, `SELECT original, seq, request, wanted FROM request_part WHERE original = $1 ORDER BY seq`, original)
}
