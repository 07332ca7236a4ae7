package request

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

func TestDocuments(t *testing.T) {
	today := calendar.On(2026, 11, 20)
	for _, tt := range []struct {
		doc          Document
		number, want string
		because      string
	}{
		{ResidentID, "330000199001010006", "", "GB 11643: the check digit fits"},
		{ResidentID, " 330000 19900101 0006 ", "", "typed in groups, as it stands on the card"},
		{ResidentID, "33000019900101000", "应为 18 位，现在是 17 位", "one is missing"},
		{ResidentID, "330000900101000", "现在是 15 位", "numbers of 15 digits ended in 2013"},
		{ResidentID, "３３0000199001010006", "前 17 位应为数字", "wide digits are told, not guessed"},
		{ResidentID, "330000199001010005", "对不上", "another check digit"},
		{ResidentID, "330000199001010060", "对不上", "two digits swapped"},
		{ResidentID, "990000199001010006", "省级行政区划代码，现在是 99", "no such province"},
		{ResidentID, "530521197809230009", "", "born before 1980, as many are"},
		{ResidentID, "530502196907080004", "", "and before 1970"},
		{ResidentID, "330000199013010006", "出生日期，现在是 19901301", "no thirteenth month"},
		{ResidentID, "330000190002290006", "出生日期", "1900 had no 29 February"},
		{ResidentID, "330000202611210006", "出生日期", "born tomorrow"},
		{ResidentID, "330000180001010006", "出生日期", "older than anybody"},
		{ResidentID, "33000019900101000A", "数字或 X", "a letter"},
		{ResidencePass, "810000199001010000", "", "Hong Kong"},
		{CreditCode, "11330000000000000C", "", "GB 32100: the check fits"},
		{CreditCode, "11330000000000000c", "", "in small letters"},
		{CreditCode, "11330000000000000D", "对不上", "another check"},
		{CreditCode, "1133000000000000", "现在是 16 位", "two are missing"},
		{CreditCode, "1133000000I000000C", "第 11 位是 I", "I is not used"},
		{Passport, "E00000000", "", "a passport"},
		{Passport, "E0000 护照", "只含字母和数字", "words"},
		{HomePermit, "H00000000", "", "to the mainland"},
		{PermanentPass, "XXX000000000000", "", "the older form"},
		{OtherDocument, "学生证2026第12号", "", "any other, in words"},
		{OtherDocument, "证", "4 至 40 位", "too short"},
		{OtherDocument, "学生证\x00\x00", "只含", "control characters"},
		{Document("x"), "1", "选择证件", "no such kind"},
	} {
		err := CheckDocument(tt.doc, tt.number, today)
		if f := fault.As(err); (f == nil) != (tt.want == "") || f != nil && !strings.Contains(f.Message, tt.want) {
			t.Errorf("%s %s (%s): %v", tt.doc, tt.number, tt.because, err)
		}
	}
	if DocumentOf(Person, "x") != ResidentID || DocumentOf(Business, "11330000000000000C") != CreditCode || DocumentOf(OtherKind, "330000199001010006") != ResidentID {
		t.Error("the kind of a number")
	}
}

// Neither code forgives one wrong character, nor two neighbours swapped.
func TestCheckDigitsFindOneMistake(t *testing.T) {
	today := calendar.On(2026, 11, 20)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(14, 17).Draw(t, "at") // not in the province or the date, which are looked at before
		b := []byte("330000199001010006")
		b[at] = byte(rapid.IntRange('0', '9').Draw(t, "digit"))
		if fine := CheckDocument(ResidentID, string(b), today) == nil; fine != (string(b) == "330000199001010006") {
			t.Errorf("%s: %v", b, fine)
		}
		at = rapid.IntRange(0, 17).Draw(t, "at")
		b = []byte("11330000000000000C")
		b[at] = creditAlphabet[rapid.IntRange(0, 30).Draw(t, "character")]
		if fine := CheckDocument(CreditCode, string(b), today) == nil; fine != (string(b) == "11330000000000000C") {
			t.Errorf("%s: %v", b, fine)
		}
	})
}

func TestContacts(t *testing.T) {
	for _, tt := range []struct{ phone, want, because string }{
		{"13800006021", "", "a mobile number"}, {"+86 138-0000-6021", "", "with the country before it"}, {"0571-0000 0001", "", "a line"},
		{"0571-00000001-802", "", "with an extension"}, {"00000001", "", "without area"}, {"+852 0000 0001", "", "abroad"},
		{"1380000602", "应为 11 位数字，现在是 10 位", "one is missing"}, {"138000060211", "现在是 12 位", "one too many"},
		{"11000006021", "13 至 19", "no such network"}, {"123", "7 至 16 位", "too short"}, {"电话", "只写数字", "words"}, {"１３800006021", "只写数字", "wide digits"},
	} {
		if why := CheckPhone(tt.phone); (why == "") != (tt.want == "") || !strings.Contains(why, tt.want) {
			t.Errorf("%s (%s): %q", tt.phone, tt.because, why)
		}
	}
	for _, tt := range []struct {
		mail    string
		fine    bool
		because string
	}{
		{"name@example.cn", true, "an address"}, {"a.b+c@mail.example.com.cn", true, "with a tag"}, {"name.example.cn", false, "no @"}, {"name@example", false, "no domain"},
		{"@example.cn", false, "nobody"}, {"a@b@example.cn", false, "two"}, {"a b@example.cn", false, "a blank"}, {"a@example.cn,b@example.cn", false, "two addresses"},
		{"a@example.cn\r\nBcc: b@example.cn", false, "a header smuggled in"}, {"a@.cn", false, "no name of a domain"}, {"a@x..cn", false, "an empty label"},
	} {
		if why := CheckMail(tt.mail); (why == "") != tt.fine {
			t.Errorf("%s (%s): %q", tt.mail, tt.because, why)
		}
	}
	for _, tt := range []struct {
		way                          string
		phone, mail, address, fields string
		because                      string
	}{
		{"电子文件，在网上查看", "", "", "", "", "nothing is sent"}, {"电子文件，发到电子邮箱", "1", "", "", "email", "where to"},
		{"纸质，邮寄", "1", "a@b.cn", "", "address", "where to"}, {"纸质，邮寄", "", "", "云溪市文澜路1号", "", "enough"},
		{"纸质，邮寄", "", "", "云溪市", "address", "no house"}, {"纸质，到本机关领取", "", "a@b.cn", "", "phone", "to agree on a time"},
		{"到本机关查阅、抄录", "", "", "", "phone", "条例 40"},
	} {
		for _, w := range Ways() {
			if w.Stored != tt.way {
				continue
			}
			var fields []string
			for _, f := range w.CheckContact(tt.phone, tt.mail, tt.address) {
				fields = append(fields, f.Field)
			}
			if strings.Join(fields, ",") != tt.fields {
				t.Errorf("%s (%s): %v", tt.way, tt.because, fields)
			}
		}
	}
}

// The words are stored with every application; the label may be reworded, and
// nothing but the label changes.
func TestRewordingAWayChangesNoLaw(t *testing.T) {
	for _, tt := range []struct {
		stored  string
		way     Way
		onPage  bool
		because string
	}{
		{"电子文件，在网上查看", WayOnline, true, "what stands on the page has reached who reads there"},
		{"电子文件，发到电子邮箱", WayMail, false, "a mail is not proof that it arrived"},
		{"纸质，邮寄", WayPost, false, "by post"},
		{"纸质，到本机关领取", WayCollect, false, "by hand"},
		{"到本机关查阅、抄录", WayInspect, false, "条例 40: on the premises"},
		{"电子邮件之外的方式", "", false, "unknown words are no way, whatever they begin with"},
	} {
		reworded := Ways()
		for i := range reworded {
			reworded[i].Label = "另一种说法" + string(reworded[i].Way)
		}
		for name, w := range map[string]WayRule{"as it comes": WayOf(tt.stored), "reworded": wayAmong(reworded, tt.stored)} {
			if w.Way != tt.way || w.OnPage != tt.onPage || w.Stored != tt.stored {
				t.Errorf("%s, %s (%s): %+v", tt.stored, name, tt.because, w)
			}
		}
	}
}
