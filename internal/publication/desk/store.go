package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/counters"
	"yangguang/internal/publication"
	"yangguang/internal/register"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

// Item is one document as it is kept.
type Item struct {
	ID, Body       string
	Rev            int64
	Kind           publication.Kind
	Entry          publication.Item
	Title, Content string
	DocumentNumber string
	RecordNumber   string
	IndexNumber    string
	Openness       publication.Openness
	Ground, Reason string
	FormedOn       string
	BeganOn        string
	EffectiveOn    string
	UntilOn        string
	RepealedOn     string
	Replaces       string
	Successor      string
	Corrects       string
	State          publication.State
	Version        int
	DueOn          string
	PublishOn      string
	PublicOn       string
	PublicAt       sqldb.Time
	CountedYear    int // of the annual report; 0: it counts in none
	Withdrawal     publication.Withdrawal
	WithdrawnOn    string
	Why            string
	Digest         string
	DraftedBy      string
	DraftedAt      sqldb.Time
	EditedBy       string
	Place          string // id of the portal's column it stands in
	Keeper         string // who goes on with it: who drafted it, until it is handed over
}

// LoggedEvent is one event as it was put down.
type LoggedEvent = register.Entry[publication.Event]

// The ledger's tables that are like every ledger's.
var (
	items = register.NewTable("publication_item", register.Words{
		Noun:    "document",
		Missing: "没有这件公开信息。回到采编与发布的列表再打开",
		Stale:   "这一件刚被别人改过，刚才填的没有保存。看过现在的内容再改",
		Foreign: "这一件由别的机关办理，只能查看",
	})
	numbers = register.NewSeries("publication_number")
	events  = register.NewLog[publication.Event](items, "publication_event", "item")
)

// The lanes of the list: what is worked on, what is public, what is over.
const (
	working = "work"
	shown   = "public"
	over    = "ended"
)

// lane is where an item stands in the list.
func (x Item) lane() string {
	switch x.State {
	case publication.IsPublic:
		return shown
	case publication.Filed, publication.Withdrawn, publication.Discarded:
		return over
	}
	return working
}

// force is the days on which a document holds.
func (x Item) force() publication.Force {
	return publication.Force{From: dayOf(x.EffectiveOn), Until: dayOf(x.UntilOn), Repealed: dayOf(x.RepealedOn)}
}

const itemColumns = `id, body, rev, kind, entry, title, content, document_number, record_number, index_number, openness, ground, reason, formed_on, began_on,
	effective_on, until_on, repealed_on, replaces, successor, corrects, state, version, due_on, publish_on, public_on, public_at, counted_year, withdrawal, withdrawn_on, why, digest,
	drafted_by, drafted_at, edited_by, place, keeper`

func scanItem(row sqldb.Row) (x Item, err error) {
	return x, row.Scan(&x.ID, &x.Body, &x.Rev, &x.Kind, &x.Entry, &x.Title, &x.Content, &x.DocumentNumber, &x.RecordNumber, &x.IndexNumber, &x.Openness, &x.Ground, &x.Reason,
		&x.FormedOn, &x.BeganOn, &x.EffectiveOn, &x.UntilOn, &x.RepealedOn, &x.Replaces, &x.Successor, &x.Corrects, &x.State, &x.Version, &x.DueOn, &x.PublishOn, &x.PublicOn,
		&x.PublicAt, &x.CountedYear, &x.Withdrawal, &x.WithdrawnOn, &x.Why, &x.Digest, &x.DraftedBy, &x.DraftedAt, &x.EditedBy, &x.Place, &x.Keeper)
}

// itemOf loads one item; NotFound when there is none of that id.
func itemOf(ctx context.Context, db sqldb.Reader, id string) (Item, error) {
	x, err := scanItem(db.QueryRowContext(ctx, `SELECT `+itemColumns+` FROM publication_item WHERE id = $1`, id))
	return x, items.Loaded(err, id)
}

// byNumber lists a body's documents of a number, the latest first.
func byNumber(ctx context.Context, db sqldb.Reader, body, number string) ([]Item, error) {
	return sqldb.List(ctx, db, "document", scanItem, `SELECT `+itemColumns+` FROM publication_item WHERE body = $1 AND document_number = $2 ORDER BY id DESC LIMIT 20`, body, number)
}

// scheduled lists what was signed for a day that has come.
func scheduled(ctx context.Context, db sqldb.Reader, day string) ([]Item, error) {
	return sqldb.List(ctx, db, "document", scanItem, `SELECT `+itemColumns+` FROM publication_item WHERE state = 'scheduled' AND publish_on <= $1 ORDER BY publish_on, id LIMIT 500`, day)
}

// inLane are a body's items of one lane: those due first come first, the latest
// first where nothing is due any more.
func inLane(latest bool) list.Source[Item] {
	s := list.Source[Item]{What: "document", Columns: itemColumns, From: "FROM publication_item", Scan: scanItem,
		Order: list.Keyset{Keys: []list.Key{{Column: "due_on"}, {Column: "id"}}, Desc: latest}, Mark: func(x Item) list.Mark { return list.Mark{x.DueOn, x.ID} }}
	return s
}

// made is what is public, the latest first.
func made() list.Source[Item] {
	return list.Source[Item]{What: "document", Columns: itemColumns, From: "FROM publication_item", Scan: scanItem,
		Order: list.Keyset{Keys: []list.Key{{Column: "public_on"}, {Column: "id"}}, Desc: true}, Mark: func(x Item) list.Mark { return list.Mark{x.PublicOn, x.ID} }}
}

// mostWords is how many words are looked for in what is public.
const mostWords = 3

// publicIn narrows to a body's public documents, of one entry where one is asked
// for, that hold each of the first words.
func publicIn(body, entry string, words []string) *list.Where {
	var w list.Where
	w.And("body = ? AND state = 'public'", body)
	w.If(entry != "", "entry = ?", entry)
	for _, word := range words[:min(len(words), mostWords)] {
		w.Holds("title || ' ' || document_number || ' ' || index_number || ' ' || content", word)
	}
	return &w
}

func insertItem(ctx context.Context, tx *act.Tx, x Item) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO publication_item (`+itemColumns+`, lane)
		VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37)`,
		x.ID, x.Body, x.Kind, x.Entry, x.Title, x.Content, x.DocumentNumber, x.RecordNumber, x.IndexNumber, x.Openness, x.Ground, x.Reason, x.FormedOn, x.BeganOn,
		x.EffectiveOn, x.UntilOn, x.RepealedOn, x.Replaces, x.Successor, x.Corrects, x.State, x.Version, x.DueOn, x.PublishOn, x.PublicOn, x.PublicAt, x.CountedYear, x.Withdrawal,
		x.WithdrawnOn, x.Why, x.Digest, x.DraftedBy, x.DraftedAt, x.EditedBy, x.Place, x.Keeper, x.lane())
	if err != nil {
		return fmt.Errorf("insert document %s: %w", x.ID, err)
	}
	return nil
}

// claim takes an item at the revision a person looked at; a later one is a
// Conflict. What is read after it stands still until the act ends.
func claim(ctx context.Context, tx *act.Tx, id string, seen int64) (Item, error) {
	if err := items.Bump(ctx, tx, id, seen); err != nil {
		return Item{}, err
	}
	return itemOf(ctx, tx, id)
}

// saveItem writes a claimed item as it is now.
func saveItem(ctx context.Context, tx *act.Tx, x Item) error {
	_, err := tx.ExecContext(ctx, `UPDATE publication_item SET entry = $2, title = $3, content = $4, document_number = $5, record_number = $6, index_number = $7, openness = $8,
		ground = $9, reason = $10, formed_on = $11, began_on = $12, effective_on = $13, until_on = $14, repealed_on = $15, replaces = $16, successor = $17, state = $18, version = $19,
		due_on = $20, publish_on = $21, public_on = $22, public_at = $23, withdrawal = $24, withdrawn_on = $25, why = $26, digest = $27, edited_by = $28, lane = $29, counted_year = $30, place = $31 WHERE id = $1`,
		x.ID, x.Entry, x.Title, x.Content, x.DocumentNumber, x.RecordNumber, x.IndexNumber, x.Openness, x.Ground, x.Reason, x.FormedOn, x.BeganOn, x.EffectiveOn, x.UntilOn,
		x.RepealedOn, x.Replaces, x.Successor, x.State, x.Version, x.DueOn, x.PublishOn, x.PublicOn, x.PublicAt, x.Withdrawal, x.WithdrawnOn, x.Why, x.Digest, x.EditedBy, x.lane(), x.CountedYear, x.Place)
	if err != nil {
		return fmt.Errorf("save document %s: %w", x.ID, err)
	}
	return nil
}

// version is a text as it was handed in.
type version struct {
	Seq            int
	Title, Content string
	Digest, MadeBy string
	MadeAt         sqldb.Time
}

func insertVersion(ctx context.Context, tx *act.Tx, item string, v version) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO publication_version (item, seq, title, content, digest, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		item, v.Seq, v.Title, v.Content, v.Digest, v.MadeBy, v.MadeAt)
	if err != nil {
		return fmt.Errorf("insert version %d of %s: %w", v.Seq, item, err)
	}
	return nil
}

// versionsOf lists the texts of an item in the order in which they were handed in.
func versionsOf(ctx context.Context, db sqldb.Reader, item string) ([]version, error) {
	return sqldb.List(ctx, db, "version", func(row sqldb.Row) (v version, err error) {
		return v, row.Scan(&v.Seq, &v.Title, &v.Content, &v.Digest, &v.MadeBy, &v.MadeAt)
	}, `SELECT seq, title, content, digest, made_by, made_at FROM publication_version WHERE item = $1 ORDER BY seq`, item)
}

// blankVersions takes the texts of an item out of the record; their digests stay.
func blankVersions(ctx context.Context, tx *act.Tx, item string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE publication_version SET title = '', content = '' WHERE item = $1`, item); err != nil {
		return fmt.Errorf("blank versions of %s: %w", item, err)
	}
	return nil
}

// bucket is where a document counts.
type bucket struct {
	Body string
	Year int
	Kind string
}

// released counts the documents of a year by kind.
var released = counters.NewTable("publication_count", counters.Matters{Table: "publication_item", Since: "counted_year"},
	counters.Column[bucket]{Name: "body", Of: "body", Field: func(b *bucket) any { return &b.Body }},
	counters.Column[bucket]{Name: "counted_year", Of: "counted_year", Field: func(b *bucket) any { return &b.Year }},
	counters.Column[bucket]{Name: "kind", Of: "kind", Field: func(b *bucket) any { return &b.Kind }})

// releasedIn counts what a body made public in a year, by kind; a correction does
// not count again.
func releasedIn(ctx context.Context, db sqldb.Reader, body string, year int) (map[publication.Kind]int64, error) {
	all, err := sqldb.List(ctx, db, "count", released.Scan, `SELECT body, counted_year, kind, n FROM publication_count WHERE body = $1 AND counted_year = $2 ORDER BY kind`, body, year)
	counts := map[publication.Kind]int64{}
	for _, c := range all {
		counts[publication.Kind(c.Bucket.Kind)] = c.N
	}
	return counts, err
}

// normatives are a body's normative documents that stand, by their days: those
// public and those that were revoked, not what was corrected or mistaken.
func normatives(ctx context.Context, db sqldb.Reader, body, until string) ([]Item, error) {
	return sqldb.List(ctx, db, "document", scanItem, `SELECT `+itemColumns+` FROM publication_item
		WHERE body = $1 AND public_on > '' AND public_on <= $2 AND kind = 'normative' AND withdrawal IN ('', 'revoked', 'ended') ORDER BY public_on, id`, body, until)
}

// known reports whether a body has anything in the ledger.
func known(ctx context.Context, db sqldb.Reader, body string) (bool, error) {
	var one int
	err := db.QueryRowContext(ctx, `SELECT 1 FROM publication_item WHERE body = $1 AND public_on > '' LIMIT 1`, body).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for documents of %s: %w", body, err)
	}
	return true, nil
}

// dayOf reads a day as it is kept; 0 for none.
func dayOf(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		return 0
	}
	return d
}
