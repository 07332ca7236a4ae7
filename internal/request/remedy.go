package request

import (
	"fmt"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Remedy is what a letter tells the applicant to do who does not agree.
type Remedy string

// The remedies.
const (
	NoRemedy          Remedy = "none" // letters about procedure, and withdrawals
	RemedyEither      Remedy = "A"    // review within 60 days, or a suit within 6 months
	RemedyReviewFirst Remedy = "B"    // review first, within 60 days; a suit within 15 days of its decision
)

// Cites lists what a remedy rests on.
func (r Remedy) Cites() []law.Ref {
	switch r {
	case RemedyEither:
		return []law.Ref{law.Art("条例", 51), law.Art("复议法", 20).Para(1), law.Art("行诉法", 46).Para(1)}
	case RemedyReviewFirst:
		return []law.Ref{law.Art("条例", 51), law.Art("复议法", 23).Para(1).At(4), law.Art("复议法", 23).Para(2), law.Art("复议法", 20).Para(1), law.Art("行诉法", 45)}
	}
	return nil
}

// Where names the authorities a letter must tell of.
type Where struct {
	Reviewers []string `json:"Reviewers"` // reviewing authorities; two where the applicant may choose (复议法 28)
	Court     string   `json:"Court"`     // people's court; may be empty, "人民法院" then
	Online    string   `json:"Online"`    // address for applying for review over the internet
	Served    bool     `json:"Served"`    // the letter is served over the internet: Online is obligatory (复议法 22②)
}

// Check reports what a remedy would lack: without the authority the time to
// apply for review does not begin to run (复议法 20③).
func (w Where) Check(r Remedy) error {
	if r == NoRemedy {
		return nil
	}
	var faults fault.List
	if len(w.Reviewers) == 0 {
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: "reviewers",
			Message: "写明行政复议机关的名称，缺少它不算告知", Cite: law.Art("复议法", 20).Para(3)})
	}
	if w.Served && w.Online == "" {
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: "online",
			Message: "通过互联网渠道送达的，同时写明提交行政复议申请书的互联网渠道", Cite: law.Art("复议法", 22).Para(2)})
	}
	return faults.Err()
}

// Text is the paragraph a letter ends with. It is empty for letters without a
// remedy; B never offers a suit that skips review.
func (r Remedy) Text(w Where) string {
	reviewer := ""
	for i, name := range w.Reviewers {
		if i > 0 {
			reviewer += "或者"
		}
		reviewer += name
	}
	court := w.Court
	if court == "" {
		court = "人民法院"
	}
	online := ""
	if w.Online != "" {
		online = fmt.Sprintf("行政复议申请书也可以通过互联网提交：%s。", w.Online)
	}
	switch r {
	case RemedyEither:
		return fmt.Sprintf("对本答复不服的，可以自收到之日起60日内向%s申请行政复议，或者自收到之日起6个月内依法向%s提起行政诉讼。", reviewer, court) + online
	case RemedyReviewFirst:
		return fmt.Sprintf("对本决定不服的，应当自收到之日起60日内先向%s申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向%s提起行政诉讼。", reviewer, court) + online
	}
	return ""
}
