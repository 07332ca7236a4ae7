package desk

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Intake is what an applicant, or a clerk for one, fills in.
type Intake struct {
	Kind, Name, Identity, Phone, Address string
	Wanted, Form                         string
	Channel, On                          string // a clerk tells the way and the day it came in
	Key                                  string // of the form, so that it is kept once however often it is sent
}

// Forms are the ways to receive information (条例 29②(三)).
func Forms() []string {
	return []string{"电子文件，在网上查看", "电子文件，发到电子邮箱", "纸质，邮寄", "纸质，到本机关领取"}
}

const longest = 4000 // characters of what is asked for

// Check reports what is missing or cannot be; steps names the fields looked at,
// none for all.
func (in Intake) Check(steps ...string) error {
	contact := in.Phone
	if contact == "" {
		contact = in.Address
	}
	var all fault.List
	err := request.Application{Kind: request.ApplicantKind(in.Kind), Name: in.Name, Identity: in.Identity, Contact: contact,
		Description: in.Wanted, Form: in.Form}.Check()
	if l, ok := err.(fault.List); ok {
		all = append(all, l...)
	}
	for _, f := range all {
		switch f.Field {
		case "contact":
			f.Field = "phone"
		case "description":
			f.Field = "wanted"
		}
	}
	if in.Kind != "" && !known(in.Kind, kindOptions()) {
		all.Add("kind", "选择申请人类别")
	}
	if n := digits(in.Phone); in.Phone != "" && (n < 7 || n > 16) {
		all.Add("phone", fmt.Sprintf("电话应为 7 至 16 位数字，现在是 %d 位", n))
	}
	if n := utf8.RuneCountInString(in.Identity); in.Kind == string(request.Person) && in.Identity != "" && n < 6 {
		all.Add("identity", fmt.Sprintf("证件号码太短，现在是 %d 位", n))
	}
	for name, value := range map[string]string{"name": in.Name, "identity": in.Identity, "address": in.Address} {
		if utf8.RuneCountInString(value) > 200 {
			all.Add(name, "不超过 200 字")
		}
	}
	if n := utf8.RuneCountInString(in.Wanted); n > longest {
		all.Add("wanted", fmt.Sprintf("不超过 %d 字，现在是 %d 字", longest, n))
	}
	if in.Form != "" && !known(in.Form, formOptions()) {
		all.Add("form", "选择获取信息的方式")
	}
	if len(steps) == 0 {
		return all.Err()
	}
	var some fault.List
	for _, f := range all {
		for _, s := range steps {
			if f.Field == s {
				some = append(some, f)
			}
		}
	}
	return some.Err()
}

func digits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// code is the query code of a form's key: a hundred bits that nobody can find
// without this instance's key, the same when the form is sent again.
func (d *Desk) code(body, key string) (string, error) {
	_, mac, err := d.Vault.MAC(vault.ForIndex, []byte("request code\x00"+body+"\x00"+key))
	if err != nil {
		return "", fmt.Errorf("make query code: %w", err)
	}
	s := base32.StdEncoding.EncodeToString(mac)[:20]
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:], nil
}

// hashCode is what is kept of a code; spaces, hyphens and case do not matter.
func hashCode(code string) string {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "－", "").Replace(code))
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// Submit keeps an application and returns it with its query code, which is told
// here and never again. The same key gives the same application. A clerk's
// application (Channel told) may be received at once; one from the portal waits
// until both sides have confirmed it (条例 31(三)).
func (d *Desk) Submit(ctx context.Context, who identity.Actor, body string, in Intake) (Case, string, error) {
	if err := in.Check(); err != nil {
		return Case{}, "", err
	}
	if len(in.Key) < 20 {
		return Case{}, "", &fault.Error{Kind: fault.Invalid, Message: "这一页已经失效，没有提交。从第一步重新开始"}
	}
	today := d.today()
	channel, on, err := cameIn(in, today)
	if err != nil {
		return Case{}, "", err
	}
	code, err := d.code(body, in.Key)
	if err != nil {
		return Case{}, "", err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return Case{}, "", err
	}
	_, print, err := d.Vault.MAC(vault.ForIndex, fmt.Appendf(nil, "%q", []string{in.Kind, in.Name, in.Identity, in.Phone, in.Address, in.Wanted, in.Form, in.Channel, in.On}))
	if err != nil {
		return Case{}, "", fmt.Errorf("fingerprint: %w", err)
	}
	deed := act.Deed{Name: "request.submit", Body: body, Key: "request " + in.Key, Print: hex.EncodeToString(print)}
	id, _, err := d.Office.Once(ctx, who, deed, func(tx *act.Tx) (string, error) {
		c := Case{ID: sqldb.NewID(), Body: body, Year: today.Year(), CodeHash: hashCode(code), Channel: channel, Kind: request.ApplicantKind(in.Kind),
			Wanted: in.Wanted, Form: in.Form, SubmittedOn: on.String(), State: request.Unconfirmed, CreatedBy: who.ID, CreatedAt: sqldb.Time{Time: tx.Now()}}
		if err := d.seal(&c, in); err != nil {
			return "", err
		}
		if c.Number, err = nextNumber(ctx, tx, body, c.Year, "case"); err != nil {
			return "", err
		}
		if err := insertCase(ctx, tx, c); err != nil {
			return "", err
		}
		if err := insertBands(ctx, tx, c); err != nil {
			return "", err
		}
		tx.Detail("number", c.No())
		if rule, _ := request.RuleOf(channel); rule.Confirms {
			return c.ID, nil
		}
		c.Rev = 1
		_, err := d.happen(ctx, tx, who, cal, c, Doing{By: request.ActConfirm, Event: request.Event{Type: request.Received, At: on, Channel: channel}})
		return c.ID, err
	})
	if err != nil {
		return Case{}, "", err
	}
	c, err := caseOf(ctx, d.DB, id)
	return c, code, err
}

// cameIn reads the way and the day an application came in.
func cameIn(in Intake, today calendar.Day) (request.Channel, calendar.Day, error) {
	if in.Channel == "" {
		return request.Online, today, nil
	}
	if _, ok := request.RuleOf(request.Channel(in.Channel)); !ok {
		return "", 0, fault.Field("channel", "选择收到申请的渠道")
	}
	on, err := day("on", in.On, today)
	return request.Channel(in.Channel), on, err
}

// day reads a day that is not in the future.
func day(field, text string, today calendar.Day) (calendar.Day, error) {
	d, err := calendar.Parse(strings.TrimSpace(text))
	switch {
	case err != nil:
		return 0, fault.Field(field, "填写日期，例如 "+today.String())
	case d > today:
		return 0, fault.Field(field, d.Chinese()+"还没有到，填写今天或者以前的日期")
	}
	return d, nil
}

// seal puts the applicant's data into their places.
func (d *Desk) seal(c *Case, in Intake) error {
	for _, x := range []struct {
		to            *vault.Sealed
		column, plain string
	}{{&c.Name, "name", in.Name}, {&c.Identity, "identity", in.Identity}, {&c.Phone, "phone", in.Phone}, {&c.Address, "address", in.Address}} {
		sealed, err := d.Vault.Seal(x.plain, c.place(x.column))
		if err != nil {
			return fmt.Errorf("seal %s: %w", x.column, err)
		}
		*x.to = sealed
	}
	index, err := d.Vault.Index(in.Phone, vault.Phone)
	if err != nil {
		return fmt.Errorf("index phone: %w", err)
	}
	c.PhoneIndex = index
	if c.IdentityIndex, err = d.Vault.Index(in.Identity, vault.Identity); err != nil {
		return fmt.Errorf("index identity: %w", err)
	}
	return nil
}

func (c Case) place(column string) vault.Place {
	return vault.Place{Table: "request_case", Column: column, Row: c.ID}
}

// Own finds the application of a number and its code. Unknown numbers and wrong
// codes are answered alike, and at most so many times a minute.
func (d *Desk) Own(ctx context.Context, who identity.Actor, body, number, code string) (Case, error) {
	if !d.tries.allow(who.Address) {
		return Case{}, &fault.Error{Kind: fault.Throttled, Message: "查询太频繁。过一分钟再查"}
	}
	year, n := readNumber(number)
	c, err := caseNumbered(ctx, d.DB, body, year, n)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Case{}, err
	}
	// An unknown number is compared like a known one, so that both take as long.
	if subtle.ConstantTimeCompare([]byte(c.CodeHash), []byte(hashCode(code))) != 1 || err != nil {
		return Case{}, fault.Field("number", "没有查到。核对回执上的申请编号和查询码")
	}
	return c, nil
}

// readNumber reads 2026-YSQ-0131; 0 and 0 where it is none.
func readNumber(s string) (year, n int) {
	parts := strings.Split(strings.ToUpper(strings.TrimSpace(s)), "-")
	if len(parts) != 3 || parts[1] != "YSQ" {
		return 0, 0
	}
	year, err := strconv.Atoi(parts[0])
	if err != nil || year < 2000 || year > 2999 {
		return 0, 0
	}
	if n, err = strconv.Atoi(parts[2]); err != nil || n < 1 || n > 1_000_000_000 {
		return 0, 0
	}
	return year, n
}

// sees gives an application to somebody of its body, or to who may read there.
func (d *Desk) sees(ctx context.Context, who identity.Actor, id string) (Case, error) {
	c, err := caseOf(ctx, d.DB, id)
	if err != nil {
		return Case{}, err
	}
	if !who.SeesBody(c.Body) {
		return Case{}, missing()
	}
	return c, nil
}

// works is sees for somebody who may also change it.
func (d *Desk) works(ctx context.Context, who identity.Actor, id string) (Case, error) {
	c, err := d.sees(ctx, who, id)
	if err == nil && who.Body != c.Body {
		err = &fault.Error{Kind: fault.Forbidden, Message: "这件申请由别的机关办理，只能查看"}
	}
	return c, err
}

// Reveal shows an applicant's data to somebody who says why; seeing is audited.
func (d *Desk) Reveal(ctx context.Context, who identity.Actor, c Case, reason string) (shown map[string]string, err error) {
	if err := vault.CheckReason(reason); err != nil {
		return nil, err
	}
	deed := act.Deed{Name: "request.reveal", Body: c.Body, Subject: c.ID, Reason: reason}
	err = d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
		shown = map[string]string{}
		for _, x := range c.personal() {
			plain, err := d.Vault.Reveal(x.value, c.place(x.column), x.kind, reason, tx.Detail)
			if err != nil {
				return err
			}
			shown[x.column] = plain.Text()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}

type personal struct {
	column, label string
	value         vault.Sealed
	kind          vault.Kind
}

func (c Case) personal() []personal {
	name := vault.Name
	if c.Kind != request.Person {
		name = vault.Free
	}
	return []personal{{"name", "姓名或者名称", c.Name, name}, {"identity", "身份证明", c.Identity, vault.Identity},
		{"phone", "电话", c.Phone, vault.Phone}, {"address", "地址或者邮箱", c.Address, vault.Address}}
}
