package app

import (
	"context"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	requestdesk "yangguang/internal/request/desk"
	screeningdesk "yangguang/internal/screening/desk"
)

// openScreening opens the ledger of screening and joins it to the ledgers that
// keep files: they ask it before they keep one and before they give one out.
func (a *App) openScreening() (_ ledger.Ledger, err error) {
	a.screening, err = screeningdesk.New(screeningdesk.Config{DB: a.db, Recorder: a.office, Vault: a.vault, Now: a.now, People: a.people,
		Fonts: a.fonts, Reader: a.reader, Keeper: a.keeper, Sources: []string{requestdesk.FileSource, requestdesk.ReleaseFileSource}, Tell: a.tell})
	if err != nil {
		return ledger.Ledger{}, err
	}
	act.On(a.office, a.screening.Bound)
	act.On(a.office, a.screening.Staged)
	act.On(a.office, a.screening.Gone)
	act.On(a.office, a.screening.Forgotten)
	act.On(a.office, a.screening.Published)
	act.On(a.office, a.screening.Unpublished)
	return a.screening.Ledger(), nil
}

// gate is what looks into files: the operator's scanner of malware where there is
// one, then screening.
func (a *App) gate() (attach.Gate, error) {
	c, err := attach.ParseClamd(a.config.Clamd)
	if err != nil {
		return nil, fmt.Errorf("YANGGUANG_CLAMD: %w", err)
	}
	if c == nil {
		return a.screening, nil
	}
	return attach.Scanned{Gate: a.screening, Clamd: *c, Log: a.log}, nil
}

// keeper is a ledger whose files are screened.
func (a *App) keeper(source string) (screeningdesk.Keeper, bool) {
	switch source {
	case requestdesk.FileSource:
		return a.requestKeeper(), true
	case requestdesk.ReleaseFileSource:
		return a.releaseKeeper(), true
	}
	return screeningdesk.Keeper{}, false
}

// requestKeeper keeps the files of applications and of their answers.
func (a *App) requestKeeper() screeningdesk.Keeper {
	at := a.request.Attachments
	return screeningdesk.Keeper{Files: at.Files, Original: requestdesk.FileOriginal, Goes: requestdesk.FileGoes, May: at.MayChange, Change: at.Change,
		Matter: func(ctx context.Context, who identity.Actor, owner string) (screeningdesk.Matter, error) {
			c, err := a.request.Cases.Visible(ctx, who, owner)
			return screeningdesk.Matter{Label: "申请 " + c.No(), Href: "/console/requests/" + c.ID}, err
		}}
}

// tell is whom an applicant turns to with a file that is not taken here.
func (a *App) tell(ctx context.Context, body string) (string, error) {
	b, ok, err := a.account.Body(ctx, body)
	if err != nil {
		return "", err
	}
	if !ok {
		return "本机关", nil
	}
	words := []string{b.Name}
	if b.Phone != "" {
		words = append(words, "电话 "+b.Phone)
	}
	return strings.Join(words, "，"), nil
}

// releaseKeeper keeps the files that go with answers made public.
func (a *App) releaseKeeper() screeningdesk.Keeper {
	of := a.request.Publishing
	return screeningdesk.Keeper{Files: a.request.Releases.Files, Original: requestdesk.ReleaseFileOriginal, Goes: requestdesk.ReleaseFileGoes, May: of.MayChangeFiles, Change: of.ChangeFiles,
		Matter: func(ctx context.Context, who identity.Actor, owner string) (screeningdesk.Matter, error) {
			c, err := of.MatterOf(ctx, who, owner)
			return screeningdesk.Matter{Label: "申请 " + c.No() + " 的公开稿", Href: "/console/requests/" + c.ID + "/release"}, err
		}}
}
