package cases

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/request"
	"yangguang/internal/vault"
	"yangguang/internal/web/form"
)

// Values is what a field holds.
func (in Intake) Values(name string) []string {
	one := map[string]string{"kind": in.Kind, "name": in.Name, "document": in.Document, "identity": in.Identity, "phone": in.Phone, "email": in.Email,
		"address": in.Address, "wanted": in.Wanted, "form": in.Form, "help_note": in.HelpNote, "agent_name": in.Agent.Name,
		"agent_document": in.Agent.Document, "agent_identity": in.Agent.Identity, "agent_phone": in.Agent.Phone}
	if name == "help" {
		return in.Help
	}
	if one[name] == "" {
		return nil
	}
	return []string{one[name]}
}

// Line is an agent in one line, each piece as show gives it.
func (a Agent) Line(show func(string, vault.Kind) string) string {
	pieces := []string{show(a.Name, vault.Name), form.Label(a.Document, DocumentOptions()) + " " + show(a.Identity, vault.Identity), show(a.Phone, vault.Phone)}
	return strings.Join(slices.DeleteFunc(pieces, func(s string) bool { return strings.TrimSpace(s) == "" }), "，")
}

// Intake is what an applicant, or a clerk for one, fills in. It is kept as JSON
// in drafts, sealed.
type Intake struct {
	Kind     string   `json:"Kind"`
	Name     string   `json:"Name"`
	Document string   `json:"Document"` // kind of the proof; without it it is told from the number
	Identity string   `json:"Identity"` // number of the proof
	Phone    string   `json:"Phone"`
	Email    string   `json:"Email"`
	Address  string   `json:"Address"`
	Agent    Agent    `json:"Agent"` // who acts for the applicant; the zero value is nobody
	Wanted   string   `json:"Wanted"`
	Form     string   `json:"Form"`
	Help     []string `json:"Help"` // codes of the book's HelpKinds (条例 43)
	HelpNote string   `json:"HelpNote"`
	Key      string   `json:"Key"` // of the form, so that it is kept once however often it is sent

	Channel string `json:"Channel"` // a clerk tells the way
	On      string `json:"On"`      // and the day it came in
	Origin  Origin `json:"Came"`    // and what else is known of it
}

// Agent is somebody who applies for the applicant (代理人).
type Agent struct {
	Name     string `json:"Name"`
	Document string `json:"Document"`
	Identity string `json:"Identity"`
	Phone    string `json:"Phone"`
}

func (a Agent) Empty() bool { return a.Name == "" && a.Identity == "" && a.Phone == "" }

// Origin is how an application came in, as far as a clerk knows more than its day.
type Origin struct {
	Confirmed string `json:"Confirmed"` // day on which both sides confirmed it; "" while nobody has
	Proof     string `json:"Proof"`     // number of the registered letter, or of the application in another system
	System    string `json:"Origin"`    // name of the other system
	Oral      bool   `json:"Oral"`      // told by word of mouth and written down by the clerk (条例 29①)
	ReadBack  bool   `json:"ReadBack"`  // the applicant has confirmed what was written down
}

// Forms are the words that name the ways to receive information (条例 29②(三)) in
// forms, interfaces and the database.
func Forms() (words []string) {
	for _, w := range request.Ways() {
		words = append(words, w.Stored)
	}
	return words
}

const (
	Longest     = 4000 // characters of what is asked for
	LongestName = 200  // characters of a name or a number
	LongestHelp = 500  // characters about the help that is wanted
	ShortestKey = 20   // characters of a form's key
	LongestKey  = 64
)

// Tidy is the intake as it is kept: every character as it came, without blanks
// around. Names are kept byte for byte, for a person of another character is
// another person; what nobody can read is refused by Check.
func (in Intake) Tidy() Intake {
	for _, s := range []*string{&in.Kind, &in.Name, &in.Document, &in.Phone, &in.Email, &in.Address, &in.Form, &in.HelpNote, &in.Key, &in.Channel, &in.On,
		&in.Origin.Confirmed, &in.Origin.Proof, &in.Origin.System, &in.Agent.Name, &in.Agent.Document, &in.Agent.Phone} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	in.Wanted = strings.TrimSpace(strings.ReplaceAll(in.Wanted, "\r\n", "\n"))
	in.Identity, in.Agent.Identity = request.TidyNumber(in.Identity), request.TidyNumber(in.Agent.Identity)
	if in.Document == "" && in.Identity != "" {
		in.Document = string(request.DocumentOf(request.ApplicantKind(in.Kind), in.Identity))
	}
	if in.Agent.Document == "" && in.Agent.Identity != "" {
		in.Agent.Document = string(request.ResidentID)
	}
	return in
}

// checkCharacters refuses what cannot be read or printed as it was meant.
func (in Intake) checkCharacters() (all fault.List) {
	for _, f := range []struct{ name, value string }{{"name", in.Name}, {"identity", in.Identity}, {"phone", in.Phone}, {"email", in.Email}, {"address", in.Address},
		{"wanted", in.Wanted}, {"help_note", in.HelpNote}, {"agent_name", in.Agent.Name}, {"agent_identity", in.Agent.Identity}, {"agent_phone", in.Agent.Phone}} {
		lines := f.name == "wanted" || f.name == "help_note" || f.name == "address"
		if why := Illegible(f.value, lines); why != "" {
			all.Add(f.name, why)
		}
	}
	return all
}

// Illegible says which character of a text cannot be kept, by its number and
// place, "" where every one can: controls, private use (which shows another
// character on every machine), the mark of what was lost, marks that turn the
// direction of writing, invalid bytes. Joiners stay: scripts and emoji need them.
func Illegible(s string, lines bool) string {
	place := 0
	for i, r := range s {
		place++
		bad := unicode.IsControl(r) || unicode.Is(unicode.Co, r) || r == utf8.RuneError || unicode.Is(unicode.Noncharacter_Code_Point, r) ||
			unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d'
		if lines && (r == '\n' || r == '\t') || !bad {
			continue
		}
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return fmt.Sprintf("第 %d 个字符不是有效的文字（字节 0x%02X），没有收。重新输入这个字", place, s[i])
			}
		}
		hint := "删去或者重新输入这个字符"
		if unicode.Is(unicode.Co, r) {
			hint = "这是自造字的编码，别的电脑上会变成另一个字。改用标准编码输入，或者到窗口、邮寄递交"
		}
		return fmt.Sprintf("第 %d 个字符 U+%04X 不能保存，没有收。%s", place, r, hint)
	}
	return ""
}

// Check reports what is missing or cannot be; steps names the fields looked at,
// none for all. today bounds dates of birth.
func (in Intake) Check(today calendar.Day, steps ...string) error {
	in = in.Tidy()
	contact := slices.IndexFunc([]string{in.Phone, in.Email, in.Address}, func(s string) bool { return s != "" })
	a := request.Application{Kind: request.ApplicantKind(in.Kind), Name: in.Name, Identity: in.Identity, Description: in.Wanted, Form: in.Form,
		Oral: in.Origin.Oral, ReadBack: in.Origin.ReadBack, WrittenBy: "the clerk who registers it"}
	if contact >= 0 {
		a.Contact = "given"
	}
	all := fault.ListOf(a.Check())
	fields := map[string]string{"contact": "phone", "description": "wanted", "written_by": "read_back"}
	for _, f := range all {
		if to := fields[f.Field]; to != "" {
			f.Field = to
		}
	}
	all = append(all, in.checkCharacters()...)
	all = append(all, in.checkWho(today)...)
	all = append(all, in.checkWhat()...)
	if len(steps) > 0 {
		all = slices.DeleteFunc(all, func(f *fault.Error) bool { return !slices.Contains(steps, f.Field) })
	}
	return all.Err()
}

// checkWho looks at the applicant and the agent.
func (in Intake) checkWho(today calendar.Day) (all fault.List) {
	if in.Kind != "" && !form.Known(in.Kind, KindOptions()) {
		all.Add("kind", "选择申请人类别")
	}
	all = append(all, checkNumber(in.Document, in.Identity, "document", "identity", today)...)
	if in.Kind == string(request.Person) && in.Document == string(request.CreditCode) && in.Identity != "" {
		all.Add("document", "自然人选择身份证件；统一社会信用代码是单位用的")
	}
	if why := request.CheckPhone(in.Phone); in.Phone != "" && why != "" {
		all.Add("phone", why)
	}
	if why := request.CheckMail(in.Email); in.Email != "" && why != "" {
		all.Add("email", why)
	}
	if g := in.Agent; !g.Empty() {
		if g.Name == "" {
			all.Add("agent_name", "填写代理人的姓名；没有代理人的，代理人各项都留空")
		}
		if g.Identity == "" {
			all.Add("agent_identity", "填写代理人的身份证号码")
		}
		all = append(all, checkNumber(g.Document, g.Identity, "agent_document", "agent_identity", today)...)
		if why := request.CheckPhone(g.Phone); g.Phone != "" && why != "" {
			all.Add("agent_phone", why)
		}
	}
	for _, f := range []struct{ name, value string }{{"name", in.Name}, {"agent_name", in.Agent.Name}} {
		if n := utf8.RuneCountInString(f.value); n > LongestName {
			all.Add(f.name, fmt.Sprintf("不超过 %d 字，现在是 %d 字", LongestName, n))
		}
	}
	return all
}

// checkNumber puts the book's faults of a proof onto the form's fields.
func checkNumber(document, number, documentField, numberField string, today calendar.Day) (all fault.List) {
	if number == "" {
		return nil
	}
	f := fault.As(request.CheckDocument(request.Document(document), number, today))
	if f == nil {
		return nil
	}
	if f.Field == "document" {
		f.Field = documentField
	} else {
		f.Field = numberField
	}
	return fault.List{f}
}

// checkWhat looks at what is wanted, how, and how it came.
func (in Intake) checkWhat() (all fault.List) {
	if n := utf8.RuneCountInString(in.Wanted); n > Longest {
		all.Add("wanted", fmt.Sprintf("不超过 %d 字，现在是 %d 字", Longest, n))
	}
	if w := request.WayOf(in.Form); w.Way != "" {
		all = append(all, w.CheckContact(in.Phone, in.Email, in.Address)...)
	} else if in.Form != "" {
		all.Add("form", "选择获取信息的方式")
	}
	for _, code := range in.Help {
		if !slices.ContainsFunc(request.HelpKinds(), func(h request.Help) bool { return h.Code == code }) {
			all.Add("help", "从列出的帮助中选择")
		}
	}
	if n := utf8.RuneCountInString(in.HelpNote); n > LongestHelp {
		all.Add("help_note", fmt.Sprintf("不超过 %d 字，现在是 %d 字", LongestHelp, n))
	}
	for _, f := range []struct{ name, value string }{{"proof", in.Origin.Proof}, {"origin", in.Origin.System}} {
		if n := utf8.RuneCountInString(f.value); n > LongestName {
			all.Add(f.name, fmt.Sprintf("不超过 %d 字，现在是 %d 字", LongestName, n))
		}
	}
	return all
}

// Encode is the intake as drafts keep it and fingerprints are made of.
func (in Intake) Encode() ([]byte, error) {
	data, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("encode intake: %w", err)
	}
	return data, nil
}
