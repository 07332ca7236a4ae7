package cases

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// LongestNote is how many characters a remark, a question or its answer may have.
const LongestNote = 2000

// Replay finds what an application's events come to today.
func (d *Cases) Replay(ctx context.Context, c Case) (*calendar.Calendar, request.Clock, []LoggedEvent, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, request.Clock{}, nil, err
	}
	had, err := CaseEvents.Of(ctx, d.DB, c.ID)
	if err != nil {
		return nil, request.Clock{}, nil, err
	}
	return cal, request.Replay(cal, request.History{Events: Events(had), AsOf: d.Today()}), had, nil
}

// Readers are the roles that see the console's pages.
func Readers() []identity.Role {
	return []identity.Role{identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader, identity.Supervisor}
}

func (d *Cases) Today() calendar.Day { return calendar.At(d.Now()) }

// FormHash is what is kept of a form's key.
func FormHash(key string) string {
	sum := sha256.Sum256([]byte("form\x00" + key))
	return hex.EncodeToString(sum[:])
}

// Progress puts into words where an application stands.
func (d *Cases) Progress(ctx context.Context, c Case) (request.Progress, request.Clock, []LoggedEvent, error) {
	cal, clock, had, err := d.Replay(ctx, c)
	if err != nil {
		return request.Progress{}, clock, nil, err
	}
	submitted, err := calendar.Parse(c.SubmittedOn)
	if err != nil {
		return request.Progress{}, clock, nil, err
	}
	ceased := c.State == request.Ceased && clock.Status == request.NotStarted
	return request.Describe(cal, clock, request.Standing(Events(had)), submitted, ceased), clock, had, nil
}

// UnlessStale is what a form was refused for, or that somebody was faster: then
// it was read against what the person has not seen.
func (d *Cases) UnlessStale(ctx context.Context, c Case, seen int64, refused error) error {
	now, err := CaseOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if now.Rev != seen {
		return Stale()
	}
	return refused
}

// Found says which of the workflow's guards the findings of an application
// answer.
func Found(ctx context.Context, db sqldb.Reader, c Case) (func(string) bool, error) {
	all, err := Findings(ctx, db, c.ID)
	if err != nil {
		return nil, err
	}
	had, err := CaseEvents.Of(ctx, db, c.ID)
	if err != nil {
		return nil, err
	}
	asked := 0 // what was found before the present correction was asked for says nothing of it
	for i, x := range had {
		if x.Event.Type == request.CorrectionAsked {
			asked = i + 1
		}
	}
	return func(guard string) bool {
		for _, f := range all {
			if guard == request.NoJustCause && f.Kind == NoCause && f.Seq >= asked || guard == request.FoundExcessive && f.Kind == Excessive {
				return true
			}
		}
		return false
	}, nil
}

// Code is the query code of a form's key: a hundred bits that nobody can find
// without this instance's key, the same when the form is sent again.
func (d *Cases) Code(body, key string) (string, error) {
	_, mac, err := d.Vault.MAC(vault.ForIndex, []byte("request code\x00"+body+"\x00"+key))
	if err != nil {
		return "", fmt.Errorf("make query code: %w", err)
	}
	s := base32.StdEncoding.EncodeToString(mac)[:20]
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:], nil
}

// HashCode is what is kept of a code; spaces, hyphens and case do not matter.
func HashCode(code string) string {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "－", "").Replace(code))
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// CaseFields are the applicant's data.
var CaseFields = vault.NewFields("request_case", "id", func(c *Case) string { return c.ID },
	vault.Field[Case]{Column: "name", Label: "姓名或者名称", Kind: vault.Name, KindOf: nameKind, In: func(c *Case) *vault.Sealed { return &c.Name },
		Index: "name_index", IndexIn: func(c *Case) *string { return &c.NameIndex }},
	vault.Field[Case]{Column: "identity", Label: "身份证明", Kind: vault.Identity, In: func(c *Case) *vault.Sealed { return &c.Identity },
		Index: "identity_index", IndexIn: func(c *Case) *string { return &c.IdentityIndex }},
	vault.Field[Case]{Column: "phone", Label: "电话", Kind: vault.Phone, In: func(c *Case) *vault.Sealed { return &c.Phone },
		Index: "phone_index", IndexIn: func(c *Case) *string { return &c.PhoneIndex }},
	vault.Field[Case]{Column: "address", Label: "邮寄地址", Kind: vault.Address, In: func(c *Case) *vault.Sealed { return &c.Address }},
	vault.Field[Case]{Column: "email", Label: "电子邮箱", Kind: vault.Mail, In: func(c *Case) *vault.Sealed { return &c.Email }},
)

// nameKind is what an applicant's name is.
func nameKind(c *Case) vault.Kind {
	if c.Kind != request.Person {
		return vault.Firm
	}
	return vault.Name
}

func (c Case) Place(column sqldb.Name) vault.Location { return CaseFields.At(c.ID, column) }

// ApplicantMasked is the applicant's name as pages show it, "" where there is none.
func (d *Cases) ApplicantMasked(c Case) (string, error) {
	return d.Vault.Masked(c.Name, c.Place("name"), nameKind(&c)), nil
}

// ReadNumber reads 2026-YSQ-0131; 0 and 0 where it is none.
func ReadNumber(s string) (year, n int) {
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

// Visible gives an application to somebody of its body, or to who may read
// there; NotFound to anybody else.
func (d *Cases) Visible(ctx context.Context, who identity.Actor, id string) (Case, error) {
	c, err := CaseOf(ctx, d.DB, id)
	if err == nil {
		err = CaseTable.Visible(who, c.Body)
	}
	if err == nil {
		err = d.reach(ctx, who, c)
	}
	return c, err
}

// reach is NotFound for an application that a person's grants do not reach.
func (d *Cases) reach(ctx context.Context, who identity.Actor, c Case) error {
	reached, err := d.Reached(ctx, who, []string{c.ID})
	if err == nil && !reached(c.ID) {
		err = Missing()
	}
	return err
}

// Numbered gives an application of a body to somebody whose grants reach it, by
// its number.
func (d *Cases) Numbered(ctx context.Context, who identity.Actor, body string, year, number int) (Case, error) {
	c, err := CaseNumbered(ctx, d.DB, body, year, number)
	if err == nil {
		err = d.reach(ctx, who, c)
	}
	return c, err
}

// Editable is Visible for somebody who may also change it.
func (d *Cases) Editable(ctx context.Context, who identity.Actor, id string) (Case, error) {
	c, err := CaseOf(ctx, d.DB, id)
	if err == nil {
		err = CaseTable.Editable(who, c.Body)
	}
	if err == nil {
		err = d.reach(ctx, who, c)
	}
	return c, err
}
