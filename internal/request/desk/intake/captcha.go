package intake

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/dchest/captcha"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/throttle"
	"yangguang/internal/vault"
)

// MostApplications is how many applications an hour an address (of IPv6 its /64)
// hands in before the form asks for the digits of a picture or a sound. None is
// refused: who reads the digits goes on, and letter and counter stand beside.
const MostApplications = 30

// captchaLasts is how long digits may be typed.
const captchaLasts = 15 * time.Minute

// digits are how many a captcha has.
const digits = 6

// Captcha is what the last step asks for: digits as a picture and as a sound, by
// a token that holds them sealed. Nothing of it is kept but that it was used.
type Captcha struct{ Token string }

func captchaPlace(id string) vault.Location {
	return vault.Location{Table: "request_captcha", Column: "digits", Row: id}
}

// newCaptcha makes digits and their token.
func (d *Intakes) newCaptcha() (*Captcha, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return nil, fmt.Errorf("make digits: %w", err)
	}
	id := rand.Text()
	sealed, err := d.Vault.Seal(fmt.Sprintf("%0*d.%d", digits, n, d.Now().Add(captchaLasts).Unix()), captchaPlace(id))
	if err != nil {
		return nil, err
	}
	text, err := sealed.Value()
	if err != nil {
		return nil, err
	}
	return &Captcha{id + "~" + fmt.Sprint(text)}, nil
}

// captchaOf reads a token: its id and its digits, "" when it is none or its time
// is over.
func (d *Intakes) captchaOf(token string) (id, want string) {
	id, text, _ := strings.Cut(token, "~")
	var s vault.Sealed
	if s.Scan(text) != nil || text == "" {
		return "", ""
	}
	plain, err := d.Vault.Open(s, captchaPlace(id))
	if err != nil {
		return "", ""
	}
	want, until, _ := strings.Cut(plain.Text(), ".")
	if end, err := strconv.ParseInt(until, 10, 64); err != nil || d.Now().Unix() > end {
		return "", ""
	}
	return id, want
}

// sent is the count of what an address has handed in this hour, of all bodies.
func (d *Intakes) sent(address string) (throttle.Bucket, error) {
	from, err := d.digestOf("applies", address)
	return d.Tries.Hour(from, MostApplications), err
}

// many reports whether an address has handed in so many that digits are asked for.
func (d *Intakes) many(ctx context.Context, address string) (bool, error) {
	b, err := d.sent(address)
	if err != nil {
		return false, err
	}
	err = d.Tries.Check(ctx, "", b)
	if fault.Is(err, fault.Throttled) {
		return true, nil
	}
	return false, err
}

// counted counts one application of an address.
func (d *Intakes) counted(ctx context.Context, address string) error {
	b, err := d.sent(address)
	if err != nil {
		return err
	}
	if err := d.Tries.Try(ctx, "", b); err != nil && !fault.Is(err, fault.Throttled) {
		return err
	}
	return nil
}

// askDigits puts digits on the last step of somebody who has handed in many.
func (d *Intakes) askDigits(r *http.Request, p *ApplyPage, who identity.Actor) error {
	asked, err := d.many(r.Context(), who.Address)
	if err != nil || !asked {
		return err
	}
	p.Captcha, err = d.newCaptcha()
	return err
}

// human decides whether the digits were read where they are asked for; a fault on
// the field says what to do. A token holds once.
func (d *Intakes) human(ctx context.Context, r *http.Request, who identity.Actor) error {
	if asked, err := d.many(ctx, who.Address); err != nil || !asked {
		return err
	}
	typed := strings.Map(func(c rune) rune {
		if c >= '０' && c <= '９' {
			c += '0' - '０'
		}
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, r.PostFormValue("captcha"))
	id, want := d.captchaOf(r.PostFormValue("captcha_token"))
	if want == "" || subtle.ConstantTimeCompare([]byte(typed), []byte(want)) != 1 {
		return fault.Field("captcha", "填写图片上的六个数字；看不清可以听声音，也可以邮寄或者当面提交申请")
	}
	used, err := d.Vault.Index("captcha "+id, vault.Free)
	if err != nil {
		return err
	}
	err = d.Tries.Try(ctx, "", d.Tries.Hour(used, 1))
	if fault.Is(err, fault.Throttled) {
		return fault.Field("captcha", "这六个数字用过了。填写新的图片上的数字")
	}
	return err
}

// sendCaptcha draws or speaks the digits of a token.
func (d *Intakes) sendCaptcha(media string) func(http.ResponseWriter, *http.Request, identity.Actor) error {
	return func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
		id, want := d.captchaOf(r.URL.Query().Get("t"))
		if want == "" {
			return &fault.Error{Kind: fault.NotFound, Message: "这组数字已经过期。回到申请页，点“提交申请”换一组"}
		}
		shown := make([]byte, len(want))
		for i := range want {
			shown[i] = want[i] - '0'
		}
		var drawn io.WriterTo = captcha.NewImage(id, shown, 240, 80)
		if media == "audio/wav" {
			drawn = captcha.NewAudio(id, shown, "zh")
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "no-store")
		_, err := drawn.WriteTo(w)
		return err
	}
}
