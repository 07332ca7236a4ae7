package answers

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
)

// LetterRow is a letter in the list of a case.
type LetterRow struct {
	ID, Name, No, State, Note string
	To                        string // 第三方, 机关; "" for the applicant
	Path                      string // of its files, without the format
	Voided, Serves, Voids     bool   // struck out; its service may be put down; it may be voided
	Received                  string // of an answer: when it reached the applicant, and how that is known; "" while it is not
	Receives                  bool   // its receipt may be put down
	Differs                   string // the form given is not the form asked for
	Ways                      []web.Option
}

// letterState is a letter's state as lists say it: what was signed waits for
// its service.
func letterState(state letter.State) string {
	if state == letter.Signed {
		return state.Label() + "，待送达"
	}
	return state.Label()
}

// LetterRows are the letters of a case as its page lists them, the newest first.
func (d *Answers) LetterRows(ctx context.Context, c cases.Case, drawn []cases.Letter, who identity.Actor, mine bool) (rows []LetterRow, err error) {
	receipts, err := ReceiptsOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	last, _ := Current(drawn)
	flow := request.Workflow()
	for _, l := range drawn {
		kind, _ := request.KindOf(l.Kind)
		row := LetterRow{ID: l.ID, Name: kind.Name, No: l.No(""), State: letterState(l.State), Note: cmp.Or(l.VoidReason, l.Note, l.Proof), Voided: l.State == letter.Voided,
			Path: "/console/requests/" + c.ID + "/letters/" + l.ID + "/"}
		if l.ServedHow != "" && l.Proof != "" && l.VoidReason == "" {
			row.Note = l.ServedHow + "，" + l.Proof
		}
		if n := c.Way().Differs(l.Outcome, l.ServedHow); n != nil && l.State == letter.Served {
			row.Differs = n.Why()
		}
		if kind.To != "applicant" {
			row.To = kind.Recipient()
		}
		row.Serves = mine && l.State == letter.Signed && l.Outcome == "" && who.Has(identity.Clerk)
		row.Voids = mine && l.ID == last.ID && l.Number.Valid && slices.Contains(flow.Offer(c.State, who.Roles...), request.ActionVoid)
		row.receipt(l, receipts[l.ID], mine && who.Has(identity.Clerk))
		rows = append(rows, row)
	}
	return rows, nil
}

// LetterOf finds a letter of an application; another's, or none, is NotFound.
func LetterOf(all []cases.Letter, id string) (cases.Letter, error) {
	for _, l := range all {
		if l.ID == id {
			return l, nil
		}
	}
	return cases.Letter{}, cases.Missing()
}

func (d *Answers) ShowOneLetter(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Visible(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	all, err := cases.LetterTable.Of(r.Context(), d.DB, c.ID)
	if err != nil {
		return err
	}
	l, err := LetterOf(all, r.PathValue("letter"))
	if err != nil {
		return err
	}
	format, ok := strings.CutPrefix(r.PathValue("file"), "letter.")
	if !ok {
		return cases.Missing()
	}
	if err := d.Opened(r.Context(), who, c, l); err != nil {
		return err
	}
	return d.WriteLetter(w, r, c, l, format)
}

// Opened puts down who of the staff opens a letter: it names the applicant.
func (d *Answers) Opened(ctx context.Context, who identity.Actor, c cases.Case, l cases.Letter) error {
	if err := d.Cases.Personal(who, c); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.letter_open", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		tx.Detail("letter", l.ID)
		return nil
	})
}

// WriteLetter sends a letter as pdf or docx.
func (d *Answers) WriteLetter(w http.ResponseWriter, r *http.Request, c cases.Case, l cases.Letter, format string) error {
	if format != "pdf" && format != "docx" {
		return cases.Missing()
	}
	var b bytes.Buffer
	if err := d.Print(r.Context(), &b, c, l, format); err != nil {
		return err
	}
	send.File{Name: c.No() + "-" + string(l.Kind) + "." + format}.Send(w, b.Bytes())
	return nil
}

// SendFree sends a free letter (request.Free) with what a person wrote in it.
// In a state in which the kind may not be sent it is a Conflict.
func (d *Answers) SendFree(ctx context.Context, who identity.Actor, c cases.Case, seen int64, kind request.LetterKind, said func(field string) string) error {
	written, err := kind.Written(said)
	if err != nil {
		return err
	}
	if !slices.Contains(kind.Free.Open, c.State) {
		return cases.Stale()
	}
	if err := d.Cases.Ready(ctx, c.Body); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request." + kind.Free.Name, Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		all, err := cases.LetterTable.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if l, ok := Current(all); ok && l.State != letter.Returned {
			if err := kind.Free.Beside(l.Outcome, kind.Cites); err != nil {
				return err
			}
		}
		p, err := d.Cases.Profile(ctx, tx, c.Body)
		if err != nil {
			return err
		}
		common, err := CommonElements(c, p, kind, calendar.At(tx.Now()))
		if err != nil {
			return err
		}
		x := Issued{Kind: kind, Facts: Facts(c, p, request.Clock{}, nil), Elements: common}
		if slices.Contains(kind.Needs, request.Law) {
			x.Elements[request.Law] = FullCites(kind.Cites)
		}
		maps.Copy(x.Elements, written)
		if _, err := d.Issue(ctx, tx, who, c, x); err != nil {
			return err
		}
		return cases.MoveCase(ctx, tx, c, seen)
	})
}
