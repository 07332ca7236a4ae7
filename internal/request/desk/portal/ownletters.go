package portal

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/attach"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/redress"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/web/send"
)

// payment is what a notice of fees asks for.
type payment struct{ Amount, How, Until string }

// ownLetter is a letter that was served to the applicant.
type ownLetter struct {
	ID, Name, No, Day string
	Voided            bool
	Files             *ownFiles // nil for a letter without any
}

// ownFiles are the files that go with an answer which was served.
type ownFiles struct {
	Rows  []attach.Named
	Until string // last day of the download; "" while no day of receipt is known
	Over  bool   // that day is past: the applicant may renew it
}

// ownLetters lists what was served to the applicant, with the remedy and the
// payment that the letters tell of.
func (d *Portal) ownLetters(ctx context.Context, c cases.Case, x *progress, clock request.Clock, cal *calendar.Calendar) error {
	profile, err := d.Cases.Profile(ctx, d.DB, c.Body)
	if err != nil {
		return err
	}
	where, remedy, from := profile.Where(false), clock.Remedy, clock.Due
	over := x.Stage == request.StageAnswered || x.Stage == request.StageLapsed
	if over {
		from = 0 // the time runs from the receipt: without one no last day is told
	}
	receipts, err := answers.ReceiptsOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if x.Pays {
		x.Pay = payBy(profile.HowToPay, x.Until)
	}
	body, err := d.Body(ctx, c.Body)
	if err != nil {
		return err
	}
	all, err := d.Served(ctx, c)
	if err != nil {
		return err
	}
	decided := false
	for _, l := range all {
		one := listed(l, body.Symbol)
		if one.Files, err = d.ownFiles(ctx, c, l); err != nil {
			return err
		}
		x.Letters = append(x.Letters, one)
		if one.Voided || l.Outcome == "" && !x.Pays {
			continue
		}
		a, err := d.Answers.Answer(l)
		if err != nil {
			return err
		}
		switch {
		case x.Pays && l.Kind == request.LetterFee && x.Pay.Amount == "":
			x.Pay.told(a)
		case l.Outcome != "" && !decided: // the newest answer says who reviews it
			decided = true
			if remedy != request.NoRemedy {
				remedy = request.RemedyRuleOn(l.Outcome, a.Withheld, a.Grounds.EarlierOpened, clock.End).Told
			}
			if on, err := calendar.Parse(receipts[l.ID].On); err == nil && over {
				from = on
			}
			if len(a.Where.Reviewers) > 0 {
				where = a.Where
			}
		}
	}
	x.Advice = request.Advise(x.Stage, remedy, d.Cases.Today(), lastDays(cal, from), where)
	return nil
}

// ownFiles lists the files of an answer that was served, and until when they may be
// downloaded; nil where none go with the letter.
func (d *Portal) ownFiles(ctx context.Context, c cases.Case, l cases.Letter) (*ownFiles, error) {
	if l.Outcome == "" || l.State != letter.Served {
		return nil, nil
	}
	a, err := d.Answers.Answer(l)
	if err != nil || len(a.Files) == 0 {
		return nil, err
	}
	receipts, err := answers.ReceiptsOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	renewed, err := files.RenewedOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	x := &ownFiles{Rows: a.Files}
	received, err := calendar.Parse(receipts[l.ID].On)
	if err != nil {
		return x, nil
	}
	last := request.DownloadUntil(received, renewed[l.ID])
	x.Until, x.Over = last.Chinese(), d.Cases.Today() > last
	return x, nil
}

// giveFile gives the applicant a file of an answer that was served, as long as it
// may be downloaded. A file that is another's, unknown or past its days is missing.
func (d *Portal) giveFile(w http.ResponseWriter, r *http.Request, who identity.Actor, c cases.Case) error {
	own, err := d.Served(r.Context(), c)
	if err != nil {
		return err
	}
	id := r.PostFormValue("file")
	for _, l := range own {
		x, err := d.ownFiles(r.Context(), c, l)
		if err != nil {
			return err
		}
		if x == nil || x.Over || !slices.ContainsFunc(x.Rows, func(f attach.Named) bool { return f.ID == id }) {
			continue
		}
		err = d.Attachments.GiveListed(w, r, who, c, id)
		if f := fault.As(err); f != nil && f.Kind != fault.NotFound {
			// What was found is the body's to know.
			return &fault.Error{Kind: fault.Unlawful, Message: "这个附件正在核对，暂时不能下载。过几天再来，或者打电话问"}
		}
		return err
	}
	return cases.Missing()
}

// renewFiles opens the files of an answer for another month.
func (d *Portal) renewFiles(ctx context.Context, who identity.Actor, c cases.Case, id string) error {
	own, err := d.Served(ctx, c)
	if err != nil {
		return err
	}
	for _, l := range own {
		x, err := d.ownFiles(ctx, c, l)
		if err != nil {
			return err
		}
		if l.ID == id && x != nil {
			return d.Attachments.Renew(ctx, who, c, id)
		}
	}
	return cases.Missing()
}

// listed is a letter as the list of the progress page shows it.
func listed(l cases.Letter, symbol string) ownLetter {
	one := ownLetter{ID: l.ID, No: l.No(symbol), Voided: l.State == letter.Voided}
	if kind, ok := request.KindOf(l.Kind); ok {
		one.Name = kind.Name
	}
	if day, err := calendar.Parse(l.ServedOn); err == nil {
		one.Day = day.Chinese()
	}
	return one
}

// told is what the notice itself says of the payment.
func (p *payment) told(a answers.Answer) {
	p.Amount = a.Elements[request.Amount]
	p.How = cmp.Or(a.Elements[request.HowToPay], p.How)
}

// payBy tells how and until when a fee is paid; without a recorded delivery of the
// notice no last day is told.
func payBy(how string, last calendar.Day) *payment {
	if last == 0 {
		return &payment{How: how, Until: "自收到收费通知次日起 20 个工作日内"}
	}
	return &payment{How: how, Until: last.ChineseFull() + "（含当日）"}
}

// lastDays are those of the remedies whose time runs from a day; none where that
// is not known.
func lastDays(cal *calendar.Calendar, from calendar.Day) request.LastDays {
	if from == 0 {
		return request.LastDays{}
	}
	review, _ := redress.LimitOf(redress.ApplyReview)
	suit, _ := redress.LimitOf(redress.SueDirectly)
	return request.LastDays{Review: cal.End(from, review.Term).Due, Suit: cal.End(from, suit.Term).Due}
}

// Served lists the letters an applicant has been given, the newest first. What
// was sent to third parties and other organs is not among them.
func (d *Portal) Served(ctx context.Context, c cases.Case) ([]cases.Letter, error) {
	all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	var own []cases.Letter
	for _, l := range all {
		if l.ServedOn != "" && l.Addressee.Empty() && (l.State == letter.Served || l.State == letter.Voided) {
			own = append(own, l)
		}
	}
	return own, nil
}

// sendOwn sends one of the letters served to the applicant: the one asked for,
// else the newest answer.
func (d *Portal) sendOwn(w http.ResponseWriter, r *http.Request, c cases.Case) error {
	own, err := d.Served(r.Context(), c)
	if err != nil {
		return err
	}
	_, format, _ := strings.Cut(r.PathValue("step"), ".")
	id := r.PostFormValue("letter")
	for _, l := range own {
		if l.ID != id && (id != "" || l.Outcome == "") {
			continue
		}
		data, as, err := d.Answers.Printed(r.Context(), c, l, format)
		if err != nil {
			return err
		}
		send.File{Name: c.No() + "." + as}.Send(w, data)
		return nil
	}
	return cases.Missing()
}
