package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/form"
)

// Intake is a contest as it is registered.
type Intake struct {
	Application string // id; "" for a contest that no application is behind
	Matter      string // then what it is about
	Joined      bool   // only as the authority that reviewed another's act (共同被告)
	Kind        string // review, suit
	Review      string // id of the review a suit follows; "" for a suit that skips it
	Authority   string
	AuthorityNo string
	Claim       string
	Agent       string
	Third       string // named third persons
	Opponent    string // who acts for the other side
	First       string // the event it begins with: lodged, accepted, served
	On          string
	Procedure   string
	UntoldFrom  string // of a review: sued from this day, since nobody had told that review comes first,
	UntoldTo    string // to the service of the ruling that dismissed the suit; "" for none
	Key         string // idempotency key of the form
}

// mostText is how long a text may be, in characters.
const mostText = 4000

// check reports what cannot be registered like this.
func (in Intake) check(today calendar.Day) (calendar.Day, error) {
	var all fault.List
	if k := redress.Kind(in.Kind); k.Label() == "" {
		all.Add("kind", "选择行政复议或者行政诉讼")
	} else if _, ok := redress.ActOf(k, redress.EventType(in.First)); !ok || !slices.Contains(firsts(), redress.EventType(in.First)) {
		all.Add("first", "选择已经知道的第一件事：收到副本、受理（立案）或者复议机关收到申请")
	}
	if strings.TrimSpace(in.Authority) == "" {
		all.Add("authority", "填写复议机关或者人民法院的名称")
	}
	if in.Kind == string(redress.Review) && in.Review != "" {
		all.Add("review", "行政复议不跟在另一件复议之后，这一项留空")
	}
	if in.Application == "" && strings.TrimSpace(in.Matter) == "" {
		all.Add("matter", "写明争议的是什么：公开了哪条信息，或者没有公开什么")
	}
	if in.Joined && (in.Kind != string(redress.Suit) || in.Application != "") {
		all.Add("joined", "只有行政诉讼、而且原行为不是本机关作出的，才是作为复议机关的共同被告")
	}
	all = append(all, in.untold()...)
	on, err := form.Day("on", in.On, today)
	if err != nil {
		var f fault.List
		if !errors.As(err, &f) {
			f = fault.List{fault.As(err)}
		}
		all = append(all, f...)
	}
	for field, text := range map[string]string{"authority": in.Authority, "authority_no": in.AuthorityNo, "matter": in.Matter, "claim": in.Claim, "agent": in.Agent, "third": in.Third, "opponent": in.Opponent} {
		if utf8.RuneCountInString(text) > mostText {
			all.Add(field, fmt.Sprintf("超过%d字，写要点，全文放进案卷", mostText))
		}
	}
	return on, all.Err()
}

// untold reports what is wrong with the days that do not count (复议法实施条例 26).
func (in Intake) untold() (all fault.List) {
	from, to := dayOf(in.UntoldFrom), dayOf(in.UntoldTo)
	switch {
	case in.UntoldFrom == "" && in.UntoldTo == "":
	case in.Kind != string(redress.Review):
		all.Add("untold_from", "只有行政复议填写；诉讼留空")
	case from == 0 || to == 0:
		all.Add("untold_from", "起诉之日和驳回起诉裁定送达之日都要填写")
	case to < from:
		all.Add("untold_to", "裁定送达之日不早于起诉之日")
	}
	return all
}

// firsts are the events a contest can begin with.
func firsts() []redress.EventType {
	return []redress.EventType{redress.Served, redress.Accepted, redress.Lodged}
}

// Register takes down a review or a suit: over an application, or one that none
// is behind (条例 50①(三) counts both).
func (d *Desk) Register(ctx context.Context, who identity.Actor, in Intake) (Contest, error) {
	on, err := in.check(d.today())
	if err != nil {
		return Contest{}, err
	}
	a := Application{Body: who.Body, Wanted: strings.TrimSpace(in.Matter)}
	if in.Application != "" {
		a, err = d.Application(ctx, who, in.Application)
	}
	if err != nil {
		return Contest{}, err
	}
	if a.Body != who.Body {
		return Contest{}, &fault.Error{Kind: fault.Forbidden, Message: "这件申请由别的机关办理，由办理它的机关登记"}
	}
	c := Contest{Body: a.Body, Kind: redress.Kind(in.Kind), Application: a.ID, ApplicationNo: a.No, Wanted: a.Wanted, AnswerNo: a.AnswerNo, AnswerServedOn: a.ServedOn, AnswerSentOn: a.SentOn,
		Authority: strings.TrimSpace(in.Authority), AuthorityNo: strings.TrimSpace(in.AuthorityNo), Claim: strings.TrimSpace(in.Claim), Agent: strings.TrimSpace(in.Agent),
		CreatedBy: who.ID, Rev: 1}
	switch {
	case a.ReviewPart:
		c.ReviewFirst = 2
	case a.ReviewFirst:
		c.ReviewFirst = 1
	}
	if in.Joined {
		c.Joined = 1
	}
	if in.Review != "" {
		r, err := d.visible(ctx, who, in.Review)
		if err != nil || r.Kind != redress.Review || r.Application != a.ID {
			return Contest{}, fault.Field("review", "选择同一件事的行政复议")
		}
		c.Review = r.ID
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return Contest{}, err
	}
	e := redress.Event{Type: redress.EventType(in.First), At: on, Procedure: redress.Procedure(in.Procedure), UntoldFrom: dayOf(in.UntoldFrom), UntoldTo: dayOf(in.UntoldTo)}
	return d.register(ctx, who, cal, c, in, e)
}

func (d *Desk) register(ctx context.Context, who identity.Actor, cal *calendar.Calendar, c Contest, in Intake, e redress.Event) (Contest, error) {
	entry := act.Entry{Name: "contest.register", Body: c.Body, Subject: c.Application, Key: in.Key}
	id, _, err := d.Recorder.Once(ctx, who, entry, func(tx *act.Tx) (id string, err error) {
		c.ID, c.CreatedAt, c.Year = sqldb.NewID(), sqldb.Time{Time: tx.Now()}, calendar.At(tx.Now()).Year()
		err = fields.Seal(d.Vault, &c, map[string]string{"third": strings.TrimSpace(in.Third), "opponent": strings.TrimSpace(in.Opponent)})
		if err != nil {
			return "", err
		}
		h := redress.History{Kind: c.Kind, Events: []redress.Event{e}, AsOf: calendar.At(tx.Now())}
		clock := redress.Replay(cal, h)
		if len(clock.Refused) > 0 {
			return "", &fault.Error{Kind: fault.Unlawful, Field: "on", Message: clock.Refused[0].Text, Cite: clock.Refused[0].Cite}
		}
		c.show(clock)
		if c.Number, err = numbers.Next(ctx, tx, c.Body, c.Year, string(c.Kind)); err != nil {
			return "", err
		}
		if err := insertContest(ctx, tx, c); err != nil {
			return "", err
		}
		tx.Detail("number", c.No())
		tx.Detail("application", c.ApplicationNo)
		return c.ID, events.Append(ctx, tx, c.ID, 1, LoggedEvent{Event: e, Person: who.ID, At: c.CreatedAt})
	})
	if err != nil {
		return Contest{}, err
	}
	return contestOf(ctx, d.DB, id)
}

// show writes down what the clock found.
func (c *Contest) show(clock redress.Clock) {
	c.Stage, c.BegunOn, c.ConcludedOn = clock.Stage, clock.Begun.String(), clock.Concluded.String()
}

// visible gives a contest to somebody of its body, or to who may read there.
func (d *Desk) visible(ctx context.Context, who identity.Actor, id string) (Contest, error) {
	c, err := contestOf(ctx, d.DB, id)
	if err == nil {
		err = cases.Visible(who, c.Body)
	}
	if err == nil {
		err = d.reach(ctx, who, c)
	}
	return c, err
}

// editable is sees for somebody who may also change it.
func (d *Desk) editable(ctx context.Context, who identity.Actor, id string) (Contest, error) {
	c, err := contestOf(ctx, d.DB, id)
	if err == nil {
		err = cases.Editable(who, c.Body)
	}
	if err == nil {
		err = d.reach(ctx, who, c)
	}
	return c, err
}

// history is what the book has to know of a contest.
func history(ctx context.Context, db sqldb.Reader, c Contest, had []LoggedEvent, today calendar.Day) (redress.History, error) {
	h := redress.History{Kind: c.Kind, After: c.Review != "", Apart: c.Application == "", ReviewFirst: c.ReviewFirst == 1, ReviewPart: c.ReviewFirst == 2, Unanswered: c.AnswerSentOn == "", AnswerServed: dayOf(c.AnswerServedOn), AsOf: today}
	for _, x := range had {
		h.Events = append(h.Events, x.Event)
	}
	if c.Review == "" {
		return h, nil
	}
	before, err := events.Of(ctx, db, c.Review)
	for _, x := range before {
		if x.Event.Type == redress.Decided {
			h.ReviewServed = cmp.Or(x.Event.Delivered, x.Event.At)
		}
	}
	return h, err
}

// answerLacks is what the body's answer to a review or a suit leaves out, by the
// fields of its form: who appears, and the three columns of a written answer.
func answerLacks(k redress.Kind, e redress.Event) error {
	list := fault.ListOf(redress.Reasoned(k, e.At, e.Reply))
	if f := fault.As(redress.Appear(k, e.At, e.Staff)); f != nil {
		list = append(list, f)
	}
	for _, f := range list {
		f.Field = string(e.Type) + "_" + f.Field
	}
	return list.Err()
}

// Record puts down what happened in a contest. seen is the revision the person
// looked at; a later one is a Conflict. What the law does not allow is an
// Unlawful fault in the book's words. An order to answer anew is told to the
// ledger of applications inside the same act.
func (d *Desk) Record(ctx context.Context, who identity.Actor, c Contest, seen int64, e redress.Event, note string) error {
	rule, ok := redress.ActOf(c.Kind, e.Type)
	field := func(name string) string { return string(e.Type) + "_" + name }
	switch {
	case !ok:
		return cases.NotFound()
	case !who.Has(rule.By):
		return &fault.Error{Kind: fault.Forbidden, Message: fmt.Sprintf("“%s”由%s办理。", rule.Label, rule.By.Label())}
	case e.Type == redress.Complied && note == "":
		return fault.Field(field("note"), "写明履行的凭据，例如新答复的文号和送达日")
	case e.Type == redress.Undone && note == "":
		return fault.Field(field("note"), "写明撤销的原因")
	case e.Type == redress.Answered:
		if err := answerLacks(c.Kind, e); err != nil {
			return err
		}
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	entry := act.Entry{Name: "contest." + string(e.Type), Body: c.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		had, err := events.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		h, err := history(ctx, tx, c, had, calendar.At(tx.Now()))
		if err != nil {
			return err
		}
		before := redress.Replay(cal, h)
		h.Events = append(h.Events, e)
		after := redress.Replay(cal, h)
		if err := lawful(h, before, after); err != nil {
			return err
		}
		c.show(after)
		if err := events.Append(ctx, tx, c.ID, len(had)+1, LoggedEvent{Event: e, Note: note, Person: who.ID, At: sqldb.Time{Time: tx.Now()}}); err != nil {
			return err
		}
		if x, ok := anew(after); ok && !ordered(before) && c.Application != "" {
			tx.Emit(order(who, c, after, x))
		}
		return moveContest(ctx, tx, c)
	})
}

// lawful reports what an event would break: it may not be refused, nor make
// another one refused, nor take an order back that the application has followed.
func lawful(h redress.History, before, after redress.Clock) error {
	if len(after.Refused) > len(before.Refused) {
		n := after.Refused[len(after.Refused)-1]
		if n.Event != len(h.Events)-1 {
			e := h.Events[n.Event]
			n.Text = "与" + e.At.Chinese() + "“" + labelOf(h.Kind, e.Type) + "”的登记冲突：" + n.Text + "。核对日期，或者先撤销那一条"
		}
		return &fault.Error{Kind: fault.Unlawful, Message: n.Text, Cite: n.Cite}
	}
	if _, ok := anew(after); ordered(before) && !ok {
		return &fault.Error{Kind: fault.Unlawful, Message: "责令重新答复已经转给申请办理，这一条不能撤销。结果确有错误的，登记更正的裁判文书"}
	}
	return nil
}

// anew is the order to answer anew, if there is one.
func anew(c redress.Clock) (redress.Run, bool) {
	if c.Order >= 0 && c.Runs[c.Order].Name == redress.AnswerAnew {
		return c.Runs[c.Order], true
	}
	return redress.Run{}, false
}

func ordered(c redress.Clock) bool { _, ok := anew(c); return ok }

// order is what the ledger of applications is told.
func order(who identity.Actor, c Contest, after redress.Clock, x redress.Run) redress.Ordered {
	by := after.Ordering
	end, _ := redress.EndOf(after.End)
	return redress.Ordered{Body: c.Body, Application: c.Application, Contest: c.ID, By: who.ID, On: x.From, Due: x.Due, Days: x.Term.N, Unit: x.Term.Unit,
		Ref: strings.TrimSpace(c.Authority + " " + by.Ref), Reached: cmp.Or(by.Delivered, by.At), Basis: redress.Basis(end, by.Procedural)}
}

// AddEvidence puts a line on the list of evidence and norms.
func (d *Desk) AddEvidence(ctx context.Context, who identity.Actor, c Contest, seen int64, e Evidence) error {
	switch {
	case e.Name == "":
		return fault.Field("name", "填写证据或者依据的名称")
	case utf8.RuneCountInString(e.Name+e.Proves) > mostText:
		return fault.Field("proves", fmt.Sprintf("超过%d字，写要点", mostText))
	}
	if e.MadeOn != "" {
		if _, err := form.Day("made_on", e.MadeOn, d.today()); err != nil {
			return err
		}
	}
	entry := act.Entry{Name: "contest.evidence", Body: c.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		had, err := evidenceOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		e.ID, e.Contest, e.Seq, e.AddedBy, e.AddedAt = sqldb.NewID(), c.ID, len(had)+1, who.ID, sqldb.Time{Time: tx.Now()}
		tx.Detail("evidence", e.Seq)
		return insertEvidence(ctx, tx, e)
	})
}

// Strike takes a line off the list; it stays, struck, with the reason.
func (d *Desk) Strike(ctx context.Context, who identity.Actor, c Contest, seen int64, evidence, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.Field("why", "写明划去的原因")
	}
	entry := act.Entry{Name: "contest.strike", Body: c.Body, Subject: c.ID, Reason: why}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		if _, err := claim(ctx, tx, c.ID, seen); err != nil {
			return err
		}
		done, err := strikeEvidence(ctx, tx, c.ID, evidence, who.ID, why)
		if err == nil && !done {
			err = cases.NotFound()
		}
		return err
	})
}

// Reveal shows who else takes part to somebody who says why; seeing is audited.
func (d *Desk) Reveal(ctx context.Context, who identity.Actor, c Contest, reason string) (shown map[string]string, err error) {
	if who.Body != c.Body && !d.SupervisorReveals {
		return nil, &fault.Error{Kind: fault.Forbidden, Message: "这件由别的机关办理，看不到参加人的资料。确需核查的，向办理机关调取"}
	}
	if err := vault.CheckReason(reason); err != nil {
		return nil, err
	}
	entry := act.Entry{Name: "contest.reveal", Body: c.Body, Subject: c.ID, Reason: reason}
	err = d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		shown = map[string]string{}
		all, err := fields.Reveal(d.Vault, &c, reason, tx.Detail)
		for _, x := range all {
			shown[x.Column] = x.Text
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}
