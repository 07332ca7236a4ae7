package request

import (
	"slices"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// Free is how a letter is sent that neither answers an application nor tells of
// an event: a person opens its form on a case and sends it. A kind that has one
// needs nothing else, neither form nor page nor act of its own.
type Free struct {
	Name  string // of its act in the audit log, after "request.", and of its address; stored
	Label string // of the act, and over the form
	Sent  string // said when it was sent
	Text  string // of the letter as it comes with the program; a body may write its own
	Asks  []Asked
	By    identity.Role
	Open  []State // in which it may be sent
	Opens bool    // it goes with what is opened, and with no other answer
}

// Asked is an element of a free letter that a person writes.
type Asked struct {
	Element     letter.Element
	Label, Hint string // of the form's field
	Lacks       string // told where it is left empty, on the first clause of the kind
}

// The letters that are free. The codes are stored.
const (
	LetterInspection letter.Code = "25" // 查阅、抄录安排通知书
)

// freeLetters are the kinds that are free, each a row that holds all of it.
func freeLetters() []LetterKind {
	return []LetterKind{
		// When and where to look at or copy what is opened: from the drafting of the answer on.
		{Kind: letter.Kind{Code: LetterInspection, Name: "查阅、抄录安排通知书", Cites: []law.Ref{law.Art("条例", 40)}, To: "applicant", Needs: letter.Frame(ApplicationNo, Access)},
			Free: &Free{Name: "arrange", Label: "安排查阅、抄录", Sent: "查阅、抄录安排已发出", By: identity.Clerk, Open: []State{Handling, Serving, Answered}, Opens: true,
				Text: "{称谓}申请（申请编号{申请编号}）的政府信息，查阅、抄录安排如下：\n{获取方式}",
				Asks: []Asked{{Access, "查阅、抄录的安排", "时间、地点、要带的证件；发出查阅、抄录安排通知书", "写明查阅、抄录的时间、地点和要带的证件"}}}},
	}
}

// FreeLetters lists the kinds of letter that a person of these roles may send in
// a state of the application.
func FreeLetters(s State, roles ...identity.Role) (list []LetterKind) {
	for _, k := range freeLetters() {
		if slices.Contains(k.Free.Open, s) && slices.Contains(roles, k.Free.By) {
			list = append(list, k)
		}
	}
	return list
}

// Beside refuses, as Unlawful, a free letter that goes with what is opened where the
// answer opens nothing; o is the outcome of the answer, "" before there is one.
func (f Free) Beside(o Outcome, cites []law.Ref) error {
	if !f.Opens || o == "" || o == Granted || o == PartlyGranted {
		return nil
	}
	no := &fault.Error{Kind: fault.Unlawful, Field: f.Field(f.Asks[0].Element), Message: "答复没有公开信息，没有可以查阅、抄录的内容，不发这份通知书"}
	if len(cites) > 0 {
		no.Cite = cites[0]
	}
	return no
}

// FreeLetter finds a free kind by the name of its act.
func FreeLetter(name string) (LetterKind, bool) {
	for _, k := range freeLetters() {
		if k.Free.Name == name {
			return k, true
		}
	}
	return LetterKind{}, false
}

// FreeActs names the acts by which free letters are sent: "arrange": "安排查阅、抄录".
func FreeActs() map[string]string {
	acts := map[string]string{}
	for _, k := range freeLetters() {
		acts[k.Free.Name] = k.Free.Label
	}
	return acts
}

// Field is the form's field for an element of a free letter.
func (f Free) Field(e letter.Element) string { return f.Name + "_" + string(e) }

// Written takes what a person wrote into the letter, by the fields of its form.
// What is left empty is Invalid on its field.
func (k LetterKind) Written(said func(field string) string) (letter.Content, error) {
	c, faults := letter.Content{}, fault.List{}
	for _, a := range k.Free.Asks {
		field := k.Free.Field(a.Element)
		if c[a.Element] = strings.TrimSpace(said(field)); c[a.Element] != "" {
			continue
		}
		f := &fault.Error{Kind: fault.Invalid, Field: field, Message: a.Lacks}
		if len(k.Cites) > 0 {
			f.Cite = k.Cites[0]
		}
		faults = append(faults, f)
	}
	return c, faults.Err()
}
