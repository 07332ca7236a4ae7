package desk

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/redress"
	"yangguang/internal/register"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Contest is one review or suit as it is kept.
type Contest struct {
	ID, Body        string
	Kind            redress.Kind
	Year, Number    int
	Review          string // id of the review a suit follows
	Application     string
	ApplicationNo   string
	Wanted          string
	AnswerNo        string
	AnswerServedOn  string // the day the answer reached the applicant, "" where it is not known
	AnswerSentOn    string // the day it left the body
	ReviewFirst     int    // 1: review has to come first; 2: against the part that is withheld
	Authority       string
	AuthorityNo     string
	Claim, Agent    string
	Third, Opponent vault.Sealed
	Joined          int // 1: only as the authority that reviewed another's act; counts nowhere
	Stage           redress.Stage
	Rev             int64
	BegunOn         string
	ConcludedOn     string
	CreatedBy       string
	CreatedAt       sqldb.Time
}

// No is the number as people read it: 2026-FY-0003 for a review, 2026-SS-0001
// for a suit.
func (c Contest) No() string {
	mark := "FY"
	if c.Kind == redress.Suit {
		mark = "SS"
	}
	return fmt.Sprintf("%d-%s-%04d", c.Year, mark, c.Number)
}

// fields are who else takes part.
var fields = vault.NewFields("contest_case", "id", func(c *Contest) string { return c.ID },
	vault.Field[Contest]{Column: "third", In: func(c *Contest) *vault.Sealed { return &c.Third }},
	vault.Field[Contest]{Column: "opponent", In: func(c *Contest) *vault.Sealed { return &c.Opponent }},
)

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	save := d.Recorder.Reseal("contest.reseal")
	return append(fields.Columns(d.DB, save), wantedText.Sealed(d.DB, save), claimText.Sealed(d.DB, save), events.Sealed(d.DB, save))
}

// What was asked for and what is claimed; see vault.TextColumn.
var (
	wantedText = vault.NewText("contest_case", "wanted", "id")
	claimText  = vault.NewText("contest_case", "claim", "id")
)

// LoggedEvent is one event as it was put down.
type LoggedEvent = register.Entry[redress.Event]

// The ledger's tables that are like every ledger's.
var (
	cases = register.NewTable("contest_case", register.Words{
		Noun:    "contest",
		Missing: "没有这件复议或者诉讼。回到复议诉讼列表再打开",
		Stale:   "这一件刚被别人办过下一步，刚才填的没有保存。看过现在的经过再办",
		Foreign: "这一件由别的机关办理，只能查看",
	})
	numbers = register.NewSeries("contest_number")
	events  = register.NewLog[redress.Event](cases, "contest_event", "contest")
)

// Evidence is one line of the list of evidence and norms.
type Evidence struct {
	ID, Contest         string
	Seq                 int
	Name, Proves        string
	MadeOn              string
	Permitted           int
	AddedBy             string
	AddedAt             sqldb.Time
	StruckBy, StruckWhy string
}

type scanner = sqldb.Row

const caseColumns = `id, body, kind, year, number, review, application, application_no, wanted, answer_no, answer_served_on, review_first,
	authority, authority_no, claim, agent, third, opponent, stage, rev, begun_on, concluded_on, created_by, created_at, joined, answer_sent_on`

func scanContest(row scanner) (c Contest, err error) {
	err = row.Scan(&c.ID, &c.Body, &c.Kind, &c.Year, &c.Number, &c.Review, &c.Application, &c.ApplicationNo, wantedText.Into(&c.Wanted, &c.ID), &c.AnswerNo, &c.AnswerServedOn,
		&c.ReviewFirst, &c.Authority, &c.AuthorityNo, claimText.Into(&c.Claim, &c.ID), &c.Agent, &c.Third, &c.Opponent, &c.Stage, &c.Rev, &c.BegunOn, &c.ConcludedOn,
		&c.CreatedBy, &c.CreatedAt, &c.Joined, &c.AnswerSentOn)
	return c, err
}

// contestOf loads one contest; NotFound when there is none of that id.
func contestOf(ctx context.Context, db sqldb.Reader, id string) (Contest, error) {
	c, err := scanContest(sqldb.One(ctx, db, `SELECT `+caseColumns+` FROM contest_case WHERE id = $1`, id))
	return c, cases.Loaded(err, id)
}

// contestsOf lists a body's contests, the latest first.
func contestsOf(ctx context.Context, db sqldb.Reader, body string) ([]Contest, error) {
	return query(ctx, db, scanContest, `SELECT `+caseColumns+` FROM contest_case WHERE body = $1 ORDER BY id DESC`, body)
}

// contestsAbout lists the contests over one application, the earliest first.
func contestsAbout(ctx context.Context, db sqldb.Reader, application string) ([]Contest, error) {
	return query(ctx, db, scanContest, `SELECT `+caseColumns+` FROM contest_case WHERE application = $1 ORDER BY id`, application)
}

// contestsApart lists a body's contests that no application is behind, the
// earliest first.
func contestsApart(ctx context.Context, db sqldb.Reader, body string) ([]Contest, error) {
	return query(ctx, db, scanContest, `SELECT `+caseColumns+` FROM contest_case WHERE body = $1 AND application = '' ORDER BY id`, body)
}

func evidenceOf(ctx context.Context, db sqldb.Reader, id string) ([]Evidence, error) {
	return query(ctx, db, func(row scanner) (e Evidence, err error) {
		return e, row.Scan(&e.ID, &e.Contest, &e.Seq, &e.Name, &e.Proves, &e.MadeOn, &e.Permitted, &e.AddedBy, &e.AddedAt, &e.StruckBy, &e.StruckWhy)
	}, `SELECT id, contest, seq, name, proves, made_on, permitted, added_by, added_at, struck_by, struck_why
		FROM contest_evidence WHERE contest = $1 ORDER BY seq`, id)
}

func insertContest(ctx context.Context, tx *act.Tx, c Contest) error {
	wanted, err := wantedText.Seal(tx, c.Wanted, c.ID)
	if err != nil {
		return fmt.Errorf("insert contest %s: %w", c.ID, err)
	}
	claim, err := claimText.Seal(tx, c.Claim, c.ID)
	if err != nil {
		return fmt.Errorf("insert contest %s: %w", c.ID, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO contest_case (`+caseColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20, $21, $22, $23, $24, $25)`,
		c.ID, c.Body, c.Kind, c.Year, c.Number, c.Review, c.Application, c.ApplicationNo, wanted, c.AnswerNo, c.AnswerServedOn, c.ReviewFirst,
		c.Authority, c.AuthorityNo, claim, c.Agent, c.Third, c.Opponent, c.Stage, c.BegunOn, c.ConcludedOn, c.CreatedBy, c.CreatedAt, c.Joined, c.AnswerSentOn)
	if err != nil {
		return fmt.Errorf("insert contest %s: %w", c.ID, err)
	}
	tx.Vouch(vouchedContest, c.ID, facts(c)...)
	return nil
}

// claim takes a contest at the revision a person looked at; a later one is a
// Conflict. What is read after it stands still until the act ends.
func claim(ctx context.Context, tx *act.Tx, id string, seen int64) (Contest, error) {
	if err := cases.Bump(ctx, tx, id, seen); err != nil {
		return Contest{}, err
	}
	return contestOf(ctx, tx, id)
}

// moveContest writes down where a claimed contest stands now.
func moveContest(ctx context.Context, tx *act.Tx, c Contest) error {
	_, err := tx.ExecContext(ctx, `UPDATE contest_case SET stage = $2, begun_on = $3, concluded_on = $4, authority_no = $5 WHERE id = $1`,
		c.ID, c.Stage, c.BegunOn, c.ConcludedOn, c.AuthorityNo)
	if err != nil {
		return fmt.Errorf("move contest %s: %w", c.ID, err)
	}
	tx.Vouch(vouchedContest, c.ID, facts(c)...)
	return nil
}

func insertEvidence(ctx context.Context, tx *act.Tx, e Evidence) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO contest_evidence (id, contest, seq, name, proves, made_on, permitted, added_by, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, e.ID, e.Contest, e.Seq, e.Name, e.Proves, e.MadeOn, e.Permitted, e.AddedBy, e.AddedAt)
	if err != nil {
		return fmt.Errorf("insert evidence of %s: %w", e.Contest, err)
	}
	return nil
}

// strikeEvidence takes a line off the list; false when it is not there or
// struck already.
func strikeEvidence(ctx context.Context, tx *act.Tx, id, evidence, by, why string) (bool, error) {
	res, err := tx.ExecContext(ctx, `UPDATE contest_evidence SET struck_by = $3, struck_why = $4 WHERE contest = $1 AND id = $2 AND struck_by = ''`,
		id, evidence, by, why)
	if err != nil {
		return false, fmt.Errorf("strike evidence %s: %w", evidence, err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// query runs a SELECT and scans every row.
func query[T any](ctx context.Context, db sqldb.Reader, scan func(scanner) (T, error), q string, args ...any) ([]T, error) {
	return sqldb.List(ctx, db, "contest", scan, q, args...)
}

// dayOf reads a day as it is kept; 0 for none.
func dayOf(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		return 0
	}
	return d
}
