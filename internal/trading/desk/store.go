package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
	"yangguang/internal/trading"
	"yangguang/internal/web/list"
)

// The states of a version.
const (
	waiting     = "waiting"
	released    = "released"
	superseded  = "superseded"
	quarantined = "quarantined"
)

// version is a version of a notice as it is kept.
type version struct {
	ID, Body, Key, Stamp, Print, State string
	Notice                             trading.Notice
	Told                               string // of its periods, a line each
	EnteredBy                          string
	EnteredAt                          sqldb.Time
	ReleasedBy                         string
}

const noticeColumns = `id, body, key, stamp, print, state, content, told, entered_by, entered_at, released_by`

func scanVersion(row sqldb.Row) (v version, err error) {
	var content string
	if err := row.Scan(&v.ID, &v.Body, &v.Key, &v.Stamp, &v.Print, &v.State, &content, &v.Told, &v.EnteredBy, &v.EnteredAt, &v.ReleasedBy); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(content), &v.Notice)
}

func notFound() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有这条公告或者这个项目。从公共资源交易的列表打开"}
}

// versionOf is a version of a body.
func versionOf(ctx context.Context, db sqldb.Reader, body, id string) (version, error) {
	return one(sqldb.List(ctx, db, "notice", scanVersion, `SELECT `+noticeColumns+` FROM trading_notice WHERE id = $1 AND body = $2`, id, body))
}

// one is the first of a list, or NotFound.
func one[T any](all []T, err error) (T, error) {
	if err == nil && len(all) == 0 {
		err = notFound()
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

// versionsOf lists the versions of a key.
func versionsOf(ctx context.Context, db sqldb.Reader, body, key string) ([]version, error) {
	return sqldb.List(ctx, db, "notice", scanVersion, `SELECT `+noticeColumns+` FROM trading_notice WHERE body = $1 AND key = $2 ORDER BY stamp, id`, body, key)
}

// noticesOf lists the versions of a project in some states.
func noticesOf(ctx context.Context, db sqldb.Reader, body, platform, code string, also string) ([]version, error) {
	return sqldb.List(ctx, db, "notice", scanVersion, `SELECT `+noticeColumns+` FROM trading_notice WHERE body = $1 AND project = $2 AND platform = $3 AND state IN ('released', $4) ORDER BY id`, body, code, platform, also)
}

// waitingOf lists the versions that wait longest for their release.
func waitingOf(ctx context.Context, db sqldb.Reader, body string, limit int) ([]version, error) {
	return sqldb.List(ctx, db, "notice", scanVersion, `SELECT `+noticeColumns+` FROM trading_notice WHERE body = $1 AND state = 'waiting' ORDER BY id LIMIT $2`, body, limit)
}

// insertVersion keeps a version.
func insertVersion(ctx context.Context, tx *act.Tx, v version) error {
	content, err := json.Marshal(v.Notice)
	if err != nil {
		return fmt.Errorf("encode notice: %w", err)
	}
	n := v.Notice
	_, err = tx.ExecContext(ctx, `INSERT INTO trading_notice (id, body, key, stamp, print, state, line, kind, platform, project, title, year, content, told, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		v.ID, v.Body, v.Key, v.Stamp, v.Print, v.State, string(n.Line), string(n.Kind), n.Platform, n.Project, n.Title, n.Day(trading.Published).Year(), string(content), v.Told, v.EnteredBy, v.EnteredAt)
	if err != nil {
		return fmt.Errorf("insert notice: %w", err)
	}
	return nil
}

// setState moves a version from one state to another; one that stands in neither
// any more is a Conflict.
func setState(ctx context.Context, tx *act.Tx, v version, to, by string) error {
	at, who := any(nil), v.ReleasedBy
	if to == released {
		at, who = sqldb.Time{Time: tx.Now()}, by
	}
	result, err := tx.ExecContext(ctx, `UPDATE trading_notice SET state = $1, released_by = $2, released_at = COALESCE($3, released_at) WHERE id = $4 AND state = $5`, to, who, at, v.ID, v.State)
	if err != nil {
		return fmt.Errorf("update notice: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return &fault.Error{Kind: fault.Conflict, Message: "这条公告刚被别人处理过。刷新后看现在的状态"}
}

// noticeList is the console's list of notices, the latest first.
func noticeList() list.Source[version] {
	return list.Source[version]{What: "notice", Columns: noticeColumns, From: "FROM trading_notice", Scan: scanVersion,
		Order: list.Keyset{Keys: []list.Key{{Column: "id"}}, Desc: true}, Mark: func(v version) list.Mark { return list.Mark{v.ID} }}
}

// inState narrows the list to a body's versions of a state.
func inState(body, state string) *list.Where {
	w := &list.Where{}
	w.And("body = ? AND state = ?", body, state)
	return w
}

// ofYear narrows the list to the released notices of a year, and of a line.
func ofYear(body string, year int, line trading.Line) *list.Where {
	w := &list.Where{}
	w.And("body = ? AND year = ? AND state = 'released'", body, year)
	w.If(line != "", "line = ?", string(line))
	return w
}

// countYear counts the released notices of a year and a line.
func countYear(ctx context.Context, db sqldb.Reader, body string, year int, line trading.Line) (n int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT COUNT(*) FROM trading_notice WHERE body = $1 AND year = $2 AND line = $3 AND state = 'released'`, body, year, string(line)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count notices: %w", err)
	}
	return n, nil
}

// keptBy reports whether a body has kept a notice of a year or an earlier one.
func keptBy(ctx context.Context, db sqldb.Reader, body string, year int) (bool, error) {
	one, err := sqldb.List(ctx, db, "notice", func(row sqldb.Row) (n int, err error) { return n, row.Scan(&n) },
		`SELECT 1 FROM trading_notice WHERE body = $1 AND year <= $2 LIMIT 1`, body, year)
	return len(one) > 0, err
}

// project is a project as lists show it.
type project struct {
	ID, Body, Platform, Code string
	Line                     trading.Line
	Name, Owner              string
	Step, Stopped, Lots      int
	Budget, Award            int64
	Deadline, Shown, Latest  string
	Notices                  int
}

const projectColumns = `id, body, platform, code, line, name, owner, step, stopped, lots, budget, award, deadline, shown, latest, notices`

func scanProject(row sqldb.Row) (p project, err error) {
	err = row.Scan(&p.ID, &p.Body, &p.Platform, &p.Code, &p.Line, &p.Name, &p.Owner, &p.Step, &p.Stopped, &p.Lots, &p.Budget, &p.Award, &p.Deadline, &p.Shown, &p.Latest, &p.Notices)
	return p, err
}

// projectCoded is the project of a code; of several platforms the first.
func projectCoded(ctx context.Context, db sqldb.Reader, body, code string) (project, error) {
	return one(sqldb.List(ctx, db, "project", scanProject, `SELECT `+projectColumns+` FROM trading_project WHERE body = $1 AND code = $2 ORDER BY platform LIMIT 1`, body, code))
}

// projectList is the portal's list of projects, the last published first.
func projectList() list.Source[project] {
	return list.Source[project]{What: "project", Columns: projectColumns, From: "FROM trading_project", Scan: scanProject,
		Order: list.Keyset{Keys: []list.Key{{Column: "latest"}, {Column: "id"}}, Desc: true}, Mark: func(p project) list.Mark { return list.Mark{p.Latest, p.ID} }}
}

// everyProject walks through all projects of a body.
func everyProject() list.Source[project] {
	s := projectList()
	s.Order, s.Mark = list.Keyset{Keys: []list.Key{{Column: "id"}}}, func(p project) list.Mark { return list.Mark{p.ID} }
	return s
}

// projectsOf narrows the list to a body and a line, by words in name, code or owner.
func projectsOf(body string, line trading.Line, words string) *list.Where {
	w := &list.Where{}
	w.And("body = ?", body)
	w.If(line != "", "line = ?", string(line))
	if words = strings.TrimSpace(words); words != "" {
		w.Holds("name || ' ' || code || ' ' || owner", words)
	}
	return w
}

// putProject keeps what a project's released notices come to.
func putProject(ctx context.Context, tx *act.Tx, body string, p trading.Project) error {
	stopped := 0
	if p.Stopped {
		stopped = 1
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO trading_project (`+projectColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (body, code, platform) DO UPDATE SET line = excluded.line, name = excluded.name, owner = excluded.owner, step = excluded.step, stopped = excluded.stopped, lots = excluded.lots,
		budget = excluded.budget, award = excluded.award, deadline = excluded.deadline, shown = excluded.shown, latest = excluded.latest, notices = excluded.notices`,
		sqldb.NewID(), body, p.Platform, p.Code, string(p.Line), p.Name, p.Owner.Name, p.Step, stopped, len(p.Lots), p.Budget.Fen, p.Award.Fen,
		p.Deadline.String(), p.Shown.String(), p.Notices[len(p.Notices)-1].At, len(p.Notices))
	if err != nil {
		return fmt.Errorf("put project: %w", err)
	}
	return nil
}
