package screening

import (
	"fmt"
	"strings"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// reported is the duty to report a leak or what may be one: within 24 hours, to
// the secrecy administration of the same level and to the body above. The hours
// know no calendar.
var reported = law.Art("保密实施条例", 61).Para(1)

// ReportWithin is the time for that report.
const ReportWithin = 24 * time.Hour

// Addressees are to whom a file with a mark of secrecy is reported.
func Addressees() []string { return []string{"同级保密行政管理部门", "上级主管部门"} }

// ReportBasis is the clause of the duty.
func ReportBasis() law.Ref { return reported }

// Report is what a body puts down of its report.
type Report struct {
	FoundAt    time.Time
	ReportedAt time.Time
	Secrecy    string // who took it at the secrecy administration, and how
	Superior   string // who took it at the body above, and how
}

// Due is the last instant of the report.
func (r Report) Due() time.Time { return r.FoundAt.Add(ReportWithin) }

// Late reports whether it came, or is still missing, after its time.
func (r Report) Late(now time.Time) bool {
	if !r.ReportedAt.IsZero() {
		now = r.ReportedAt
	}
	return now.After(r.Due())
}

// Check refuses a report that does not say both addressees, or is of no time
// that can be.
func (r Report) Check(now time.Time) error {
	var all fault.List
	for i, who := range []struct{ field, said string }{{"secrecy", r.Secrecy}, {"superior", r.Superior}} {
		if strings.TrimSpace(who.said) == "" {
			all.Add(who.field, "写明向"+Addressees()[i]+"报告的方式和接收人")
		}
	}
	switch {
	case r.ReportedAt.IsZero():
		all.Add("reported_at", "填写报告的时间")
	case r.ReportedAt.After(now):
		all.Add("reported_at", "还没有到这个时间，报告以后再登记")
	case r.ReportedAt.Before(r.FoundAt):
		all.Add("reported_at", "比发现的时间早，核对一下")
	}
	return all.Err()
}

// kept forbids keeping a national secret in a system that is not made for it.
var kept = law.Art("保密法", 31).At(3)

// Refused is what whoever brought a file with a mark of secrecy is told: whom to
// tell, and not to destroy it.
func Refused(name, tell string) error {
	f := fault.Field("files", fmt.Sprintf("“%s”带有密级标志，没有保存。不要再上传，也不要用网络、邮件或者即时通信发送；保管好原件，不要自行销毁；马上告诉%s", name, tell))
	f.Cite = kept
	return f
}
