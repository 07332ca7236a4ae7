package cases

import (
	"context"
	"iter"
	"strconv"

	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

// The positions in the queue, in its order: where an application stands while
// nobody looks. Migration 0007 has the same.
const (
	PositionRuns    = 0 // its term runs, or has run out
	PositionStopped = 1 // somebody is heard, or a correction or a fee is awaited
	PositionWaits   = 2 // not confirmed, or ended by the clock with its letter still to go out
	PositionDone    = 3
)

func (c Case) QueuePosition() int {
	settled := c.State == request.Answered || c.State == request.Ceased || c.State == request.Archived
	switch {
	case c.ClosedOn != "" && settled:
		return PositionDone
	case c.ClosedOn != "" || c.Clock == request.NotStarted || c.Clock == "":
		return PositionWaits
	case c.Clock == request.Stopped:
		return PositionStopped
	}
	return PositionRuns
}

// EventsOf loads the events of several applications, each in order.
func EventsOf(ctx context.Context, db sqldb.Reader, ids []string) (map[string][]request.Event, error) {
	had, err := CaseEvents.OfAll(ctx, db, ids)
	all := make(map[string][]request.Event, len(had))
	for id, past := range had {
		for _, h := range past {
			all[id] = append(all[id], h.Event)
		}
	}
	return all, err
}

// ByID are applications in the order they came in.
func ByID() list.Source[Case] {
	return list.Source[Case]{What: "Case", Columns: CaseColumns, From: "FROM request_case", Scan: ScanCase,
		Order: list.Keyset{Keys: []list.Key{{Column: "id"}}}, Mark: func(c Case) list.Mark { return list.Mark{c.ID} }}
}

// ByNumber are the applications of one body by their number.
func ByNumber() list.Source[Case] {
	s := ByID()
	s.Order.Keys = []list.Key{{Column: "year", Number: true}, {Column: "number", Number: true}}
	s.Mark = func(c Case) list.Mark { return list.Mark{strconv.Itoa(c.Year), strconv.Itoa(c.Number)} }
	return s
}

// All walks through all applications of a body ("" for all bodies), size of them
// at a time.
func All(ctx context.Context, db sqldb.Reader, body string, size int) iter.Seq2[[]Case, error] {
	var w list.Where
	if body == "" {
		w.And("id > ''")
		return ByID().Batches(ctx, db, &w, size)
	}
	w.And("body = ?", body)
	return ByNumber().Batches(ctx, db, &w, size)
}

// Since walks through a body's applications from those of a year on.
func Since(ctx context.Context, db sqldb.Reader, body string, year, size int) iter.Seq2[[]Case, error] {
	var w list.Where
	w.And("body = ? AND year >= ?", body, year)
	return ByNumber().Batches(ctx, db, &w, size)
}

// Open walks through the applications of all bodies that have not ended, size of
// them at a time.
func Open(ctx context.Context, db sqldb.Reader, size int) iter.Seq2[[]Case, error] {
	var w list.Where
	w.And("closed_on = '' AND id > ''")
	return ByID().Batches(ctx, db, &w, size)
}
