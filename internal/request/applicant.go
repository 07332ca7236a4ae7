package request

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Document is a kind of proof of identity (条例 29②(一)). The statute names no
// kind, so that others than the listed ones are accepted as OtherDocument.
type Document string

// The kinds of proof that applicants bring.
const (
	ResidentID     Document = "resident_id"    // 居民身份证, 18 digits by GB 11643-1999
	CreditCode     Document = "credit_code"    // 统一社会信用代码, 18 characters by GB 32100-2015
	ResidencePass  Document = "residence_pass" // 港澳台居民居住证, numbered like a resident's card
	HomePermit     Document = "home_permit"    // 来往内地（大陆）通行证
	Passport       Document = "passport"       // 护照
	PermanentPass  Document = "permanent_pass" // 外国人永久居留身份证
	OtherDocument  Document = "other_document" // anything else, told in words
	AgencyDocument Document = "organ_document" // 登记证书 of an organisation without a credit code
)

// What an identity or an address cannot be beyond.
const (
	identityLength = 18  // characters, of GB 11643 and of GB 32100
	oldestYears    = 130 // nobody has grown older
	mobileLength   = 11  // digits of a mobile number
	longestAddress = 200 // characters
	longestMail    = 254 // bytes, RFC 5321
)

// NamedDocument is a kind of proof with its name in Chinese.
type NamedDocument struct {
	Document Document
	Label    string
}

// Documents lists the kinds with their labels, in the order a form shows them.
func Documents() []NamedDocument {
	return []NamedDocument{
		{ResidentID, "居民身份证"}, {CreditCode, "统一社会信用代码"}, {ResidencePass, "港澳台居民居住证"}, {HomePermit, "来往内地（大陆）通行证"},
		{Passport, "护照"}, {PermanentPass, "外国人永久居留身份证"}, {AgencyDocument, "单位登记证书"}, {OtherDocument, "其他证件"},
	}
}

// DocumentOf tells the kind of a number given without one: a person's is taken
// for a resident's card, an organisation's for its credit code unless it is
// somebody's card.
func DocumentOf(kind ApplicantKind, number string) Document {
	if kind == Person || len(number) == identityLength && checkDigit(number) == number[identityLength-1] {
		return ResidentID
	}
	return CreditCode
}

// TidyNumber is a number as it is kept: without blanks and hyphens, letters
// large.
func TidyNumber(number string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '　', '-', '－', '\t':
			return -1
		}
		return r
	}, number))
}

// CheckDocument says what is wrong with the number of a proof of identity, nil
// when nothing is: length, characters, province, date of birth and check digit
// of a resident's card (GB 11643-1999), characters and check of a credit code
// (GB 32100-2015); other numbers only for their characters. today bounds the
// date of birth. The fault stands on the field "identity".
func CheckDocument(doc Document, number string, today calendar.Day) error {
	number = TidyNumber(number)
	why := ""
	switch doc {
	case ResidentID, ResidencePass:
		why = cardFault(doc, number, today)
	case CreditCode:
		why = creditFault(number)
	case Passport, HomePermit, PermanentPass, AgencyDocument, OtherDocument:
		why = plainFault(doc, number)
	default:
		return fault.Field("document", "选择证件的种类")
	}
	if why == "" {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Field: "identity", Message: why, Cite: law.Art("条例", 29).Para(2).At(1)}
}

// provinces are the first two digits of GB/T 2260: provinces, autonomous
// regions, municipalities, Taiwan, Hong Kong and Macau.
var provinces = []string{"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46",
	"50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82"}

func cardFault(doc Document, number string, today calendar.Day) string {
	name := "身份证号码"
	if doc == ResidencePass {
		name = "居住证号码"
	}
	if n := utf8.RuneCountInString(number); n != identityLength {
		return fmt.Sprintf("%s应为 18 位，现在是 %d 位", name, n)
	}
	for i := range number {
		if (number[i] < '0' || number[i] > '9') && (i < identityLength-1 || number[i] != 'X') {
			return name + "的前 17 位应为数字，最后一位是数字或 X"
		}
	}
	// 83 is the residence pass's own code for Taiwan (since 2018).
	if !slices.Contains(provinces, number[:2]) && (doc != ResidencePass || number[:2] != "83") {
		return name + "的前两位应为省级行政区划代码，现在是 " + number[:2]
	}
	// Not calendar.Parse: its days are those of proceedings, people are older.
	born, err := time.Parse("20060102", number[6:14])
	if err != nil || born.After(today.Time()) || today.Year()-born.Year() > oldestYears {
		return name + "的第 7 至 14 位应为出生日期，现在是 " + number[6:14]
	}
	if checkDigit(number) != number[identityLength-1] {
		return name + "的最后一位与前 17 位对不上，对照证件逐位核对"
	}
	return ""
}

// checkDigit is the eighteenth character of GB 11643-1999 (ISO 7064, mod 11-2)
// for the first seventeen; 0 when they are not digits.
func checkDigit(number string) byte {
	sum := 0
	for i, w := range [identityLength - 1]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		if number[i] < '0' || number[i] > '9' {
			return 0
		}
		sum += int(number[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

// creditAlphabet are the 31 characters of GB 32100-2015, without I O S V Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

func creditFault(number string) string {
	if n := utf8.RuneCountInString(number); n != identityLength {
		return fmt.Sprintf("统一社会信用代码应为 18 位，现在是 %d 位", n)
	}
	sum, weight := 0, 1
	for i := range identityLength - 1 {
		v := strings.IndexByte(creditAlphabet, number[i])
		if v < 0 { // all before it were of one byte, so that i counts characters
			return "统一社会信用代码只含数字和大写字母，不含 I、O、S、V、Z；第 " + fmt.Sprint(i+1) + " 位是 " + string([]rune(number)[i])
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	if creditAlphabet[(31-sum%31)%31] != number[identityLength-1] {
		return "统一社会信用代码的最后一位与前 17 位对不上，对照证书逐位核对"
	}
	return ""
}

func plainFault(doc Document, number string) string {
	label := "证件号码"
	for _, d := range Documents() {
		if d.Document == doc && doc != OtherDocument {
			label = d.Label + "的号码"
		}
	}
	n := utf8.RuneCountInString(number)
	if n < 4 || n > 40 {
		return fmt.Sprintf("%s应为 4 至 40 位，现在是 %d 位", label, n)
	}
	for _, r := range number {
		letter := r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		wordy := doc == OtherDocument || doc == AgencyDocument // 学生证（2026）第12号
		if !letter && !(wordy && r > ' ' && r != 0x7f && (r < 0x80 || r >= 0xa1)) {
			return label + "只含字母和数字"
		}
	}
	return ""
}

// CheckPhone says what is wrong with a telephone number, "" when nothing is:
// eleven digits of a mobile number, otherwise seven to sixteen. Blanks,
// hyphens, brackets and +86 do not matter.
func CheckPhone(phone string) string {
	plain := strings.NewReplacer(" ", "", "　", "", "-", "", "－", "", "—", "", "(", "", ")", "", "（", "", "）", "").Replace(phone)
	foreign := false
	for _, prefix := range []string{"+86", "0086", "+"} {
		if rest, ok := strings.CutPrefix(plain, prefix); ok {
			plain, foreign = rest, prefix == "+"
			break
		}
	}
	for _, r := range plain {
		if r < '0' || r > '9' {
			return "电话只写数字，分机号写在“-”后面"
		}
	}
	n := len(plain)
	switch {
	case !foreign && n > 8 && plain[0] == '1' && n != mobileLength:
		return fmt.Sprintf("手机号应为 11 位数字，现在是 %d 位", n)
	case n == mobileLength && plain[0] == '1' && plain[1] < '3' && !foreign:
		return "手机号应以 13 至 19 开头，现在是 " + plain[:2]
	case n < 7 || n > 16:
		return fmt.Sprintf("电话应为 7 至 16 位数字，现在是 %d 位", n)
	}
	return ""
}

// CheckMail says what is wrong with an electronic mail address, "" when nothing
// is that can be seen without sending.
func CheckMail(mail string) string {
	local, host, found := strings.Cut(mail, "@")
	switch {
	case !found || local == "" || host == "":
		return "电子邮箱应含 @，例如 name@example.cn"
	case strings.ContainsAny(mail, " \t\r\n,;<>\"()，；") || strings.Contains(host, "@"):
		return "电子邮箱只写一个地址，不含空格和标点"
	case len(mail) > longestMail || !strings.Contains(strings.Trim(host, "."), ".") || strings.Contains(host, ".."):
		return "电子邮箱 @ 后面应为完整的域名，例如 name@example.cn"
	}
	return ""
}

// Way is the way in which an applicant wants to receive information (条例 29②(三))
// and the body provides it (40).
type Way string

// The ways.
const (
	WayOnline  Way = "online"  // an electronic file, read on the progress page
	WayMail    Way = "mail"    // an electronic file, sent by electronic mail
	WayPost    Way = "post"    // on paper, sent by post
	WayCollect Way = "collect" // on paper, collected
	WayInspect Way = "inspect" // looked at and copied on the premises
)

// WayRule is what follows from a way. Nothing follows from its label.
type WayRule struct {
	Way     Way
	Stored  string  // the words by which databases, drafts and interfaces name it; they never change
	Label   string  // as pages and letters name it today
	Service Service // by which an answer goes out that way
	OnPage  bool    // letters count as served when they stand on the progress page
	Mail    bool    // needs an electronic mail address
	Address bool    // needs a postal address
	Phone   bool    // needs a telephone number, to agree on a time
}

// Ways lists the ways in the order a form shows them.
func Ways() []WayRule {
	return []WayRule{
		{Way: WayOnline, Stored: "电子文件，在网上查看", Label: "电子文件，在网上查看", Service: ServedOnPage, OnPage: true},
		{Way: WayMail, Stored: "电子文件，发到电子邮箱", Label: "电子文件，发到电子邮箱", Service: ServedByMail, Mail: true},
		{Way: WayPost, Stored: "纸质，邮寄", Label: "纸质，邮寄", Service: ServedByPost, Address: true},
		{Way: WayCollect, Stored: "纸质，到本机关领取", Label: "纸质，到本机关领取", Service: ServedByHand, Phone: true},
		{Way: WayInspect, Stored: "到本机关查阅、抄录", Label: "到本机关查阅、抄录", Service: ServedByHand, Phone: true},
	}
}

// WayOf reads the words a way is stored by. Words that name none are a rule that
// asks for nothing, is not electronic, and has the words as its label.
func WayOf(stored string) WayRule { return wayAmong(Ways(), stored) }

func wayAmong(rules []WayRule, stored string) WayRule {
	for _, w := range rules {
		if w.Stored == stored {
			return w
		}
	}
	return WayRule{Stored: stored, Label: stored}
}

// CheckContact reports what a way of receiving needs and is not there; the
// faults stand on "email", "address" and "phone".
func (w WayRule) CheckContact(phone, mail, address string) (faults fault.List) {
	cite := law.Art("条例", 29).Para(2).At(1)
	add := func(field, message string) {
		faults = append(faults, &fault.Error{Kind: fault.Invalid, Field: field, Message: message, Cite: cite})
	}
	if w.Mail && mail == "" {
		add("email", "填写电子邮箱，文件发到这里")
	}
	switch n := utf8.RuneCountInString(address); {
	case w.Address && n == 0:
		add("address", "填写邮寄地址，写到门牌号")
	case w.Address && n < 6:
		add("address", "邮寄地址写到门牌号，现在只有 "+fmt.Sprint(n)+" 个字")
	case n > longestAddress:
		add("address", fmt.Sprintf("邮寄地址不超过 %d 字", longestAddress))
	}
	if w.Phone && phone == "" {
		add("phone", "填写联系电话，约定领取或者查阅的时间")
	}
	return faults
}

// Help is help wanted by who cannot write, see or hear well (条例 43, 29①).
type Help struct{ Code, Label string }

// HelpKinds lists the kinds of help in the order a form shows them.
func HelpKinds() []Help {
	return []Help{{"large_print", "大字"}, {"read_aloud", "朗读"}, {"writing", "手语或者文字沟通"}, {"scribe", "代为填写"}, {"other", "其他帮助"}}
}

// given are the ways of service by which a way of receiving is kept to.
var given = map[Way][]string{
	WayOnline: {"网上查看"}, WayMail: {"电子邮件"}, WayPost: {"邮寄"}, WayCollect: {"当面领取"}, WayInspect: {"当面领取"},
}

// Differs says that information was given in another form than the applicant asked
// for, which wants its reason (条例 40); nil where it was given as asked, nothing
// was given, or the way asks for nothing.
func (w WayRule) Differs(o Outcome, how string) *Note {
	if o != Granted && o != PartlyGranted || how == "" || given[w.Way] == nil || slices.Contains(given[w.Way], how) {
		return nil
	}
	return &Note{Cite: law.Art("条例", 40), text: "申请人要求“" + w.Label + "”，答复以“" + how + "”送达：按要求的形式提供；危及载体安全或者成本过高的，在答复书里写明理由"}
}

// FiledAsApplication reports whether what came in calls itself an application for
// government information: then it is answered as one, whatever it is about
// (条例 39①).
func FiledAsApplication(text string) bool {
	for _, word := range []string{"信息公开申请", "申请信息公开", "申请政府信息公开", "申请公开", "依申请公开"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
