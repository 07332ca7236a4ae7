package request

import (
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Limit is one statutory length of time. A changed statute is a new row with a
// later Since, not an edit.
type Limit struct {
	Name     string // reply, extension, correction, third_party, agency, fee
	Label    string // Chinese
	Term     calendar.Term
	Cite     law.Ref
	Since    calendar.Day // in force from this day
	Doubtful bool         // read in no original text yet; pages say 待核
}

// The names of the limits.
const (
	ReplyLimit      = "reply"
	ExtensionLimit  = "extension"
	CorrectionLimit = "correction"
	ThirdPartyLimit = "third_party"
	AgencyLimit     = "organ"
	FeeLimit        = "fee"
)

// inForce is 2019-05-15, the day from which the regulation in its present text
// applies (条例 56); feeInForce is 2021-01-01, that of the fee's tariff.
const (
	inForce    calendar.Day = 18031
	feeInForce calendar.Day = 18628
)

// reviewFirstSince is 2024-01-01, the day from which review must come first
// against a refusal of information (复议法 23①(四)); detailedSince 2026-07-01, that
// of the regulation which carries it out (国务院令第836号).
const (
	reviewFirstSince calendar.Day = 19723
	detailedSince    calendar.Day = 20635
)

func workingDays(n int) calendar.Term { return calendar.Term{N: n, Unit: calendar.WorkingDays} }

var limits = []Limit{
	{ReplyLimit, "答复期限", workingDays(20), law.Art("条例", 33).Para(2), inForce, false},
	{ExtensionLimit, "延长答复期限（最长）", workingDays(20), law.Art("条例", 33).Para(2), inForce, false},
	{CorrectionLimit, "告知补正的期限", workingDays(7), law.Art("条例", 30), inForce, false},
	{ThirdPartyLimit, "第三方提出意见的期限", workingDays(15), law.Art("条例", 32), inForce, false},
	{AgencyLimit, "共同制作机关提出意见的期限", workingDays(15), law.Art("条例", 34), inForce, false},
	{FeeLimit, "缴纳信息处理费的期限", workingDays(20), law.Art("收费办法", 0), feeInForce, true},
}

// Limits lists every limit of the chapter, earlier rows of one name first.
func Limits() []Limit { return slices.Clone(limits) }

// LimitOn is the row of a name in force on a day; before the first row's day it
// is the first row, so that old cases can at least be calculated.
func LimitOn(name string, day calendar.Day) Limit {
	var found Limit
	for _, l := range limits {
		if l.Name == name && (found.Name == "" || l.Since <= day) {
			found = l
		}
	}
	return found
}

// terms are the lengths a replay needs, looked up once.
type terms struct{ reply, extension, correction, thirdParty, agency, fee int }

// present are the terms in force since the youngest row.
var present = findTerms(feeInForce)

func termsOn(day calendar.Day) *terms {
	if day >= feeInForce {
		return &present
	}
	t := findTerms(day)
	return &t
}

func findTerms(day calendar.Day) terms {
	var t terms
	for _, l := range limits {
		if at := t.field(l.Name); *at == 0 || l.Since <= day {
			*at = l.Term.N
		}
	}
	return t
}

func (t *terms) field(name string) *int {
	switch name {
	case ReplyLimit:
		return &t.reply
	case ExtensionLimit:
		return &t.extension
	case CorrectionLimit:
		return &t.correction
	case ThirdPartyLimit:
		return &t.thirdParty
	case AgencyLimit:
		return &t.agency
	default:
		return &t.fee
	}
}

// ToldWhere is the answer on the spot that says where information stands which is
// public already (条例 36(一)); whatever is given beside it has to be reviewed
// before (条例 17②).
const ToldWhere = "已经主动公开，告知获取的方式、途径"

// AtOnce refuses, as Unlawful, to put down on another day than that of the
// receipt that an application was answered on the spot.
func AtOnce(sameDay bool) error {
	if sameDay {
		return nil
	}
	return &fault.Error{Kind: fault.Unlawful, Message: "当场答复只在收到申请的当日登记；已经过了当日的，拟写答复书", Cite: law.Art("条例", 33).Para(1)}
}

// NoCorrection refuses, as Unlawful, to find that a correction stays out before
// the last day for it has passed. Without a day nothing is refused: the head of
// the office judges.
func (c Clock) NoCorrection(today calendar.Day) error {
	if c.CorrectBy == 0 || today > c.CorrectBy {
		return nil
	}
	return &fault.Error{Kind: fault.Unlawful, Message: "补正期限到" + c.CorrectBy.Chinese() + "为止，尚未届满，届满以后再认定", Cite: law.Art("条例", 30)}
}

// Silent refuses, as Unlawful, to take silence for an answer while one may still
// come: before its last day, where that may still move, and where the statute
// sets none.
func (h Hearing) Silent() error {
	cite := law.Art("条例", 34)
	if h.Third {
		cite = law.Art("条例", 32)
	}
	switch {
	case h.Over:
		return nil
	case h.Last == 0:
		return &fault.Error{Kind: fault.Unlawful, Message: "不是共同制作的信息，征求意见没有法定期限，不能按期满处理；催办，收到答复再登记", Cite: law.Art("条例", 11).Para(1)}
	case !h.Delivered:
		return &fault.Error{Kind: fault.Unlawful, Message: "没有登记送达，意见期限没有起算，不能按期满处理；先登记送达之日和凭据", Cite: cite}
	case h.Provisional:
		return &fault.Error{Kind: fault.Unlawful, Message: "意见期限落在还没有放假安排的年份，" + h.Last.Chinese() + "是暂定的，不能据此认定期满", Cite: cite}
	}
	return &fault.Error{Kind: fault.Unlawful, Message: "意见期限到" + h.Last.Chinese() + "为止，尚未届满", Cite: cite}
}

// tooEarly refuses, as Unlawful, that the letter which tells of an event reached
// anybody before the day of that letter; nil for a day on which it may have.
func (e Event) tooEarly(field string, arrived calendar.Day) *fault.Error {
	r := e.Type.rule()
	if r == nil || arrived == 0 || arrived >= e.At {
		return nil
	}
	return &fault.Error{Kind: fault.Unlawful, Field: field, Message: arrived.Chinese() + "送达，早于发出日" + e.At.Chinese() + "：文书发出以后才能送达", Cite: r.Dated}
}

// Arrived is the fault of the field at where the letter that tells of an event is
// said to have arrived before its own day; nil for another day.
func (e Event) Arrived(on calendar.Day) *fault.Error { return e.tooEarly("at", on) }

// Reasons are what is known on a day of why somebody applies so often (条例 35).
type Reasons struct {
	Asked bool
	By    calendar.Day // the last day for saying why
	Said  bool         // the applicant has said why
}

// ReasonsOn finds in a history what was asked up to a day. days are the working days
// that the body lets an applicant, where the letter names no day.
func (c Clock) ReasonsOn(had []Event, cal *calendar.Calendar, days int, on calendar.Day) (r Reasons) {
	for i, e := range had {
		if e.Type == ReasonsAsked && e.At <= on && !slices.Contains(c.Undone, i) {
			r.Asked, r.By = true, e.reasonsBy(cal, days)
		}
	}
	return r
}

// reasonsBy is the last day for the reasons that an event asks for.
func (e Event) reasonsBy(cal *calendar.Calendar, days int) calendar.Day {
	if e.Until != 0 {
		return e.Until
	}
	return cal.Add(max(e.At, e.Delivered), days)
}

// Open refuses, as Unlawful, to draw anything from reasons that were not asked for, or
// for which the applicant still has time.
func (r Reasons) Open(today calendar.Day) *fault.Error {
	art := law.Art("条例", 35)
	switch {
	case !r.Asked:
		return &fault.Error{Kind: fault.Unlawful, Message: "没有要求过申请人说明理由：先用“要求说明理由”书面要求，申请人说明以后或者期限届满以后再认定", Cite: art}
	case !r.Said && today <= r.By:
		return &fault.Error{Kind: fault.Unlawful, Message: "申请人说明理由的期限到" + r.By.Chinese() + "为止，尚未届满；申请人已经说明的，写明收到之日和说明的内容", Cite: art}
	}
	return nil
}
