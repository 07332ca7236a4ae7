package releases

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
)

// Publishing is all that the other rooms and the desk know of answers made
// public: the review by somebody else, the days of waiting and the public text
// are behind it. The publication ledger takes it over, see decision 22.
type Publishing interface {
	// PrepareRelease offers a text about an application that has been answered,
	// for somebody else to pass. Invalid for what cannot be public, Unlawful where
	// the answer does not let it be, Conflict where a text about the item stands.
	PrepareRelease(ctx context.Context, who identity.Actor, c cases.Case, x Release) error
	// ReleasesAbout lists the texts about an application with where each stands,
	// the newest first.
	ReleasesAbout(ctx context.Context, application string) ([]Release, error)
	// Openings lists what an answer wants public and has no text yet.
	Openings(ctx context.Context, c cases.Case) ([]ItemRow, error)

	// MayChangeFiles, ChangeFiles and MatterOf are what screening asks of the files
	// that go with texts.
	MayChangeFiles(ctx context.Context, who identity.Actor, release string) error
	ChangeFiles(ctx context.Context, tx *act.Tx, release string) error
	MatterOf(ctx context.Context, who identity.Actor, release string) (cases.Case, error)

	// PublicReleases lists a body's public texts that hold every one of up to
	// three words, the latest first, from behind a place in the list on.
	PublicReleases(ctx context.Context, body string, words []string, from list.Place, limit int) ([]Release, error)
	// SearchReleased is PublicReleases for the portal's search field.
	SearchReleased(ctx context.Context, site web.Site, words string) ([]web.Found, error)

	// OpennessTodos is what waits for a person, Jobs and Routes are the rest of
	// what the ledger hands over of it; the list, a text and the feed are pages.
	OpennessTodos(ctx context.Context, who identity.Actor) ([]todo.Item, error)
	Jobs() []job.Kind
	Routes() []web.Route
}

var _ Publishing = (*Releases)(nil) // the room stands behind it today

// ReleasesAbout lists the texts about an application, the newest first.
func (d *Releases) ReleasesAbout(ctx context.Context, application string) ([]Release, error) {
	return ReleasesOf(ctx, d.DB, application)
}

// PublicReleases lists a body's public texts that hold every one of up to three
// words, the latest first, from behind a place on.
func (d *Releases) PublicReleases(ctx context.Context, body string, words []string, from list.Place, limit int) ([]Release, error) {
	return publicReleases().Page(ctx, d.DB, publicIn(body, words), from, limit)
}
