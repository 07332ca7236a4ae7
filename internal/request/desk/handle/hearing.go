package handle

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

func hearingKinds() []string {
	return []string{answers.ThirdParty, "第三方", answers.JointAgency, "共同制作的机关", answers.OtherAgency, "其他机关"}
}

func opinions() []string {
	return []string{string(request.Agreed), "同意公开", string(request.Objected), "不同意公开", string(request.Silent), "期满没有答复"}
}

// hearingSteps are the steps of hearing a third party or another organ.
func (d *Handling) hearingSteps() []step {
	return []step{
		{Action: request.ActionConsult, Read: d.consulting, Fields: func(x offered) []web.Field {
			return outside(form.Choice("who", "征求意见的对象", hearingKinds()...), form.Text("party", "名称或者姓名", "加密保存"), form.Text("contact", "联系方式或者送达地址", "加密保存"),
				form.Area("concerned", "征求意见的政府信息（征求第三方意见的必填）", "写信息的名称和内容，写进征求意见书；不照抄申请人的原话，不写申请人"),
				on(x, "发出之日"), form.Date("delivered", "送达之日（可不填）", "15 个工作日从送达的次日起算；还没有送达的，以后登记", ""),
				form.Text("proof", "送达凭据", "填写了送达之日的，写明邮件号或者回执编号"), form.Text("note", "征求什么意见（可不填）", "不写对方的姓名、名称"))
		}},
		{Action: request.ActionProve, Read: d.proving, Leads: func(x offered) bool { return len(x.Unproved) > 0 }, Fields: func(x offered) []web.Field {
			of := web.Field{Name: "of", Label: "送达的是哪一件", Kind: "select", Options: x.Unproved}
			return []web.Field{of, on(x, "送达之日"), form.Text("proof", "送达凭据", "邮件号、回执编号")}
		}},
		{Action: request.ActionHearBack, Read: d.hearingBack, Leads: func(x offered) bool { return len(x.Unheard) > 0 }, Fields: func(x offered) []web.Field {
			yesNo := []string{"", "还没有判断", string(request.Yes), "是", string(request.No), "否"}
			of := web.Field{Name: "of", Label: "哪一件征求意见", Kind: "select", Options: x.Unheard}
			return []web.Field{of, form.Choice("opinion", "意见", opinions()...), on(x, "收到意见之日"), form.Area("said", "意见和理由的原文", "加密保存；期满没有答复的不填"),
				form.Choice("sound", "第三方不同意的理由是否合理", yesNo...), form.Choice("good", "不公开是否会对公共利益造成重大影响", yesNo...)}
		}},
	}
}

// consulting begins a hearing.
func (d *Handling) consulting(_ context.Context, f *form.Reader, do *stepForm) error {
	kind := f.Value("who")
	do.Party, do.Contact, do.Proof, do.Note = f.Text("party", "写明征求谁的意见"), f.Note("contact"), f.Note("proof"), f.Note("note")
	do.Event = request.Event{Type: request.AgencyAsked, At: f.Day("at"), Delivered: f.DayOrNone("delivered")}
	switch kind {
	case answers.ThirdParty:
		do.Event.Type = request.ThirdPartyAsked
		if do.Contact == "" {
			f.Add("contact", "写明征求意见书送到哪里，第三方要书面征求")
		}
		if concerned := f.Note("concerned"); concerned != "" {
			do.Says = letter.Content{request.Concerned: concerned}
		} else {
			f.Refuse(request.NeedConcerned.Unmet("concerned"))
		}
	case answers.JointAgency, answers.OtherAgency:
		joint := kind == answers.JointAgency
		do.Event.Joint = &joint
	default:
		f.Add("who", "选择征求意见的对象")
	}
	if do.Event.Delivered != 0 && do.Proof == "" {
		f.Add("proof", "写明送达的凭据，没有凭据不能从这一天起算")
	}
	if do.Proof != "" {
		do.How = "书面送达"
	}
	h := cases.Hearing{ID: sqldb.NewID(), Request: do.Case.ID, Kind: kind, AskedOn: do.Event.At.String(), DeliveredOn: do.Event.Delivered.String(), Proof: do.Proof}
	do.Keep = func(ctx context.Context, tx *act.Tx, at cases.Applied) error {
		h.AskedSeq, h.Person, h.At = at.Seq, at.Person, at.Now
		if err := cases.HearingFields.Seal(d.Vault, &h, map[string]string{"party": do.Party, "contact": do.Contact}); err != nil {
			return err
		}
		return cases.InsertHearing(ctx, tx, h)
	}
	return nil
}

// pending finds the hearing a form names, or the only one there is that waits.
func (d *Handling) pending(ctx context.Context, f *form.Reader, c cases.Case, waits func(cases.Hearing) bool) (cases.Hearing, error) {
	all, err := cases.HearingsOf(ctx, d.DB, c.ID)
	if err != nil {
		return cases.Hearing{}, err
	}
	all = slices.DeleteFunc(all, func(h cases.Hearing) bool { return !waits(h) })
	of := f.Value("of")
	for _, h := range all {
		if h.ID == of || of == "" && len(all) == 1 {
			return h, nil
		}
	}
	f.Add("of", "选择哪一件征求意见")
	return cases.Hearing{}, nil
}

// proving is the proof that a question, or the notice of a fee, has reached whom
// it was sent to. Its own days run from then.
func (d *Handling) proving(ctx context.Context, f *form.Reader, do *stepForm) error {
	seq, err := d.unprovedBy(ctx, f, do.Case)
	if err != nil || seq == 0 {
		return err
	}
	had, err := cases.CaseEvents.Of(ctx, d.DB, do.Case.ID)
	if err != nil {
		return err
	}
	of := seq - 1
	do.Event = request.Event{Type: request.Delivered, At: f.Day("at"), Of: &of}
	if of < len(had) {
		if no := had[of].Event.Arrived(do.Event.At); no != nil {
			f.Refuse(no)
		}
	}
	do.Proof, do.Note = f.Text("proof", "写明送达的凭据"), "登记送达，期限从送达的次日起算"
	do.Keep = func(ctx context.Context, tx *act.Tx, at cases.Applied) error {
		if err := cases.HearingArrived(ctx, tx, at.Case.ID, seq, do.Event.At.String(), do.Proof); err != nil {
			return err
		}
		return arrived(ctx, tx, at.Case.ID, seq, do.Event.At.String(), do.Proof)
	}
	return nil
}

// unprovedBy is the place of the event whose letter a form names, or of the only
// one there is that nothing proves to have arrived; 0 with a fault where it names
// none.
func (d *Handling) unprovedBy(ctx context.Context, f *form.Reader, c cases.Case) (int, error) {
	_, clock, _, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return 0, err
	}
	var open []int
	if clock.FeeUnproved != nil {
		open = append(open, *clock.FeeUnproved+1)
	}
	all, err := cases.HearingsOf(ctx, d.DB, c.ID)
	if err != nil {
		return 0, err
	}
	for _, h := range all {
		if h.Opinion == "" && h.DeliveredOn == "" {
			open = append(open, h.AskedSeq)
			if h.ID == f.Value("of") {
				return h.AskedSeq, nil
			}
		}
	}
	if of := f.Value("of"); of == "" && len(open) == 1 || of == feeOption && clock.FeeUnproved != nil {
		return open[0], nil
	}
	f.Add("of", "选择送达的是哪一件")
	return 0, nil
}

// feeOption is the choice of the notice of a fee among what may have arrived.
const feeOption = "fee"

// hearingBack ends a hearing: by an answer, or because its days are over without
// one. Silence is no event: the clock has ended the hearing already.
func (d *Handling) hearingBack(ctx context.Context, f *form.Reader, do *stepForm) error {
	c := do.Case
	h, err := d.pending(ctx, f, c, func(h cases.Hearing) bool { return h.Opinion == "" })
	if err != nil || h.ID == "" {
		return err
	}
	h.Opinion = request.Opinion(f.Value("opinion"))
	said := ""
	switch h.Opinion {
	case request.Silent:
		if err := d.overdue(ctx, c, h); err != nil {
			return err
		}
	case request.Agreed, request.Objected:
		of := h.AskedSeq - 1
		do.Event = request.Event{Type: request.AgencyAnswered, At: f.Day("at"), Of: &of}
		if h.Kind == answers.ThirdParty {
			do.Event.Type = request.ThirdPartyAnswered
		}
		do.Note = form.Label(string(h.Opinion), form.Options(opinions()...))
		h.AnsweredOn, said = do.Event.At.String(), f.Text("said", "写明意见和理由的原文")
	default:
		f.Add("opinion", "选择答复的意见")
	}
	assess(&h, request.Answer(f.Value("sound")), request.Answer(f.Value("good")))
	do.Keep = func(ctx context.Context, tx *act.Tx, at cases.Applied) error {
		if do.Event.Type != "" {
			h.AnsweredSeq = at.Seq
		}
		if err := cases.HearingFields.Seal(d.Vault, &h, map[string]string{"said": said}); err != nil {
			return err
		}
		return cases.UpdateHearing(ctx, tx, h)
	}
	return nil
}

// overdue refuses to take silence for an answer while it may still come.
func (d *Handling) overdue(ctx context.Context, c cases.Case, h cases.Hearing) error {
	cal, clock, _, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return err
	}
	for _, x := range clock.Hearings(cal) {
		if x.Event == h.AskedSeq-1 {
			return x.Silent()
		}
	}
	return nil
}

// Heard is a hearing as pages and letters need it.
type Heard struct {
	cases.Hearing
	Own     request.Hearing // its own clock; zero where an order to answer anew has begun another term
	Who     string          // kind in words
	Party   string          // masked
	Word    string          // opinion in words
	Consent bool            // it counts as consent
}

// Hearings lists what third parties and organs were asked and have said. For a
// third party silence is never consent; for who made the information jointly it
// is, where its delivery is proved (条例 32, 34).
func (d *Handling) Hearings(ctx context.Context, db sqldb.Reader, caseID string) ([]Heard, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	clock, err := cases.ClockOf(ctx, db, cal, d.Cases.Today(), caseID)
	if err != nil {
		return nil, err
	}
	all, err := cases.HearingsOf(ctx, db, caseID)
	if err != nil {
		return nil, err
	}
	var list []Heard
	for _, h := range all {
		x := Heard{Hearing: h, Who: form.Label(h.Kind, form.Options(hearingKinds()...)), Word: form.Label(string(h.Opinion), form.Options(opinions()...))}
		for _, own := range clock.Hearings(cal) {
			if own.Event == h.AskedSeq-1 {
				x.Own = own
			}
		}
		if x.Party, err = d.party(h); err != nil {
			return nil, fmt.Errorf("mask party of %s: %w", h.ID, err)
		}
		x.Consent = h.Opinion == request.Agreed || h.Kind == answers.JointAgency && h.DeliveredOn != "" && h.Opinion == request.Silent
		list = append(list, x)
	}
	return list, nil
}

// arrived puts down on the letter that told of an event that it has arrived.
func arrived(ctx context.Context, tx *act.Tx, id string, seq int, on, proof string) error {
	all, err := cases.LetterTable.Of(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Seq != seq || l.State != letter.Signed {
			continue
		}
		if err := l.Serve(on, "书面送达", proof); err != nil {
			return err
		}
		if err := cases.LetterTable.Update(ctx, tx, l); err != nil {
			return err
		}
	}
	return nil
}

// party names who is heard: an organ in full, anybody else masked.
func (d *Handling) party(h cases.Hearing) (string, error) {
	plain, err := d.Vault.Open(h.Party, h.Place("party"))
	if err != nil {
		return "", err
	}
	name := plain.Text()
	switch {
	case h.Kind != answers.ThirdParty:
		return name, nil
	case utf8.RuneCountInString(name) > 4:
		return vault.Firm.Mask(name), nil
	}
	return vault.Name.Mask(name), nil
}

// revealHeard adds what third parties are called and have said to what somebody
// sees who has given a reason.
func (d *Handling) revealHeard(ctx context.Context, tx *act.Tx, c cases.Case, reason string, shown map[string]string) error {
	all, err := cases.HearingsOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, h := range all {
		revealed, err := cases.HearingFields.Reveal(d.Vault, &h, reason, tx.Detail)
		if err != nil {
			return err
		}
		for _, x := range revealed {
			if x.Text != "" {
				shown[h.ID+" "+x.Column] = x.Text
			}
		}
	}
	return nil
}

// showHeard puts what was revealed in the place of what was masked.
func (p *CasePage) showHeard(shown map[string]string) {
	for i := range p.Hearings {
		x := &p.Hearings[i]
		for column, to := range map[string]*string{"party": &x.Party, "contact": &x.Contact, "said": &x.Said} {
			if text, ok := shown[x.ID+" "+column]; ok {
				*to = text
			}
		}
	}
}
