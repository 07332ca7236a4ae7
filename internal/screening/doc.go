// Package screening is the book of what may not leave with a file: it finds
// identity numbers, telephones, bank cards, passports, plates, home addresses,
// mailboxes, lists of people in need, marks of secrecy and listed words in what
// a file holds (document.Holding). It reads no file: package extract does.
//
// A finding blocks or warns. It carries its place and a masked text; what was
// found is never printed, and two findings of the same thing can be told apart
// and known again after the text around them was edited (Finding.Key), so that
// a decision on one stays with it.
package screening

import "yangguang/internal/law"

// Kind is what was found.
type Kind string

// The kinds, under the names the command line and stored decisions use.
const (
	IDCard        Kind = "id_card"
	Phone         Kind = "phone"
	BankCard      Kind = "bank_card"
	Passport      Kind = "passport"
	Plate         Kind = "plate"
	Address       Kind = "address"
	Mail          Kind = "mail"
	Benefit       Kind = "benefit"
	SecretMark    Kind = "secret_mark"
	ListedWord    Kind = "listed_word"
	HiddenContent Kind = "hidden_content"
)

// Severity is what a finding does to a publication.
type Severity string

// Block holds it up until the finding is gone or a ground is recorded; Warn
// wants a person to look.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
)

// KindRule is what is known of a kind.
type KindRule struct {
	Kind     Kind
	Label    string
	Severity Severity // what it has unless a finder doubts
	Ground   law.Ref  // why it may not leave
	Final    bool     // no ground releases it
}

// kinds is the table of kinds, in the order of the contract.
var kinds = []KindRule{
	{IDCard, "身份证件号码", Block, law.Art("个保法", 25), false},
	{Phone, "手机号码", Block, law.Art("个保法", 25), false},
	{BankCard, "银行卡号", Block, law.Art("个保法", 28).Para(1), false},
	{Passport, "护照、通行证号码", Block, law.Art("个保法", 25), false},
	{Plate, "车牌号码", Block, law.Art("个保法", 25), false},
	{Address, "家庭住址", Block, law.Art("个保法", 25), false},
	{Mail, "邮箱", Warn, law.Art("个保法", 25), false},
	{Benefit, "困难、患病、未成年人员名单", Warn, law.Art("个保法", 28).Para(1), false},
	{SecretMark, "密级标志", Block, law.Art("条例", 14), true},
	{ListedWord, "清单词语", Block, law.Ref{}, false},
	{HiddenContent, "隐藏或读不出的内容", Warn, law.Ref{}, false},
}

// RuleOf gives what is known of a kind; of an unknown one only its name.
func RuleOf(k Kind) KindRule {
	for _, r := range kinds {
		if r.Kind == k {
			return r
		}
	}
	return KindRule{Kind: k, Label: string(k), Severity: Block}
}

// Kinds lists every kind in the order of the contract.
func Kinds() []KindRule { return append([]KindRule(nil), kinds...) }
