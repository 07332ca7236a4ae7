package cases

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// Paying is how a fee is paid, as the body has told.
func (p Profile) Paying() string {
	var list []string
	for _, s := range []string{p.HowToPay, p.FeeAccount, p.Contact} {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return strings.Join(list, "；")
}

// Body is what letters have to know of a public body.
type Body struct {
	Name   string
	Symbol string // 机关代字 of answers: 云建公复 in 云建公复〔2026〕3号
	// What follows from its record, until the body keeps a profile of its own.
	Kind    request.BodyKind // who reviews its acts
	Above   string           // name of the government that does; "" where the record does not tell
	Contact string           // address, telephone, hours
}

// Profile is what a body's letters say of the body itself.
type Profile struct {
	Body           string
	Name           string // in full, from the body's own record
	Rev            int64  // 0 while the body has kept none
	Symbol         string // 机关代字: 云建公复 in 云建公复〔2026〕3号
	Kind           request.BodyKind
	Reviewers      []string // who reviews its acts; two where the applicant may choose
	Court          string
	Online         string // where review can be applied for over the internet
	Contact        string // address, telephone, hours
	FeeAccount     string
	HowToPay       string
	CorrectionDays int // working days given for a correction
	By             string
	At             sqldb.Time
}

// defaultCorrection is how many working days a correction is given where the
// body has not said; the statute only asks for a reasonable time (条例 30).
const defaultCorrection = 10

// Where is what a remedy names. served says that the letter is had over the internet
// too, as every answer is on the progress page: then the address for applying for
// review over the internet is obligatory (复议法 22②).
func (p Profile) Where(served bool) request.Where {
	return request.Where{Reviewers: p.Reviewers, Online: p.Online, Served: served}
}

// Check reports what of a profile cannot be accepted, field by field.
func (p Profile) Check() error {
	var all fault.List
	if !letter.NumberForm(letter.WriteNumber(p.Symbol, 2026, 1)) {
		all.Add("symbol", "机关代字只用汉字和字母，例如“云建公复”，年份和序号由程序编排")
	}
	rule, ok := request.ReviewerOf(p.Kind)
	if !ok {
		all.Add("kind", "选择本机关属于哪一类，它决定由谁复议")
	}
	switch n := len(p.Reviewers); {
	case n == 0:
		all = append(all, request.NeedReviewers.Unmet("reviewers"))
	case ok && n != len(rule.By):
		all = append(all, &fault.Error{Kind: fault.Invalid, Field: "reviewers", Cite: rule.Cite,
			Message: fmt.Sprintf("这一类机关的复议机关有 %d 个（%s），现在写了 %d 个", len(rule.By), strings.Join(rule.By, "、"), n)})
	}
	if p.Online != "" {
		if at, err := url.Parse(p.Online); err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
			all.Add("online", "网上申请行政复议的地址应当以 https:// 开头")
		}
	}
	if p.CorrectionDays < 1 || p.CorrectionDays > 60 {
		all.Add("correction_days", "补正期限填 1 至 60 个工作日")
	}
	for name, text := range map[string]string{"court": p.Court, "online": p.Online, "contact": p.Contact, "fee_account": p.FeeAccount, "how_to_pay": p.HowToPay} {
		if utf8.RuneCountInString(text) > 500 {
			all.Add(name, "不超过 500 字")
		}
	}
	return all.Err()
}

// NewBodies remembers what ask answers about a body for a short while.
func NewBodies(ask func(ctx context.Context, id string) (Body, error), now func() time.Time) *Bodies {
	return &Bodies{Ask: ask, Now: now, Had: map[string]Remembered{}}
}

// Bodies remembers what bodies are called. An act asks in the middle of a
// transaction, where it must not wait for another connection.
type Bodies struct {
	Ask func(ctx context.Context, id string) (Body, error)
	Now func() time.Time
	mu  sync.Mutex
	Had map[string]Remembered
}

type Remembered struct {
	body Body
	at   time.Time
}

// of gives a body; what is remembered may be as old as fresh, 0 for any age.
func (b *Bodies) of(ctx context.Context, id string, fresh time.Duration) (Body, error) {
	b.mu.Lock()
	r, ok := b.Had[id]
	b.mu.Unlock()
	if ok && (fresh == 0 || b.Now().Sub(r.at) < fresh) {
		return r.body, nil
	}
	body, err := b.Ask(ctx, id)
	if err != nil {
		return body, fmt.Errorf("load body %s: %w", id, err)
	}
	b.mu.Lock()
	b.Had[id] = Remembered{body, b.Now()}
	b.mu.Unlock()
	return body, nil
}

// Ready has what letters say of a body at hand before an act begins.
func (d *Cases) Ready(ctx context.Context, body string) error {
	_, err := d.BodyCache.of(ctx, body, time.Minute)
	return err
}

// Profile is what letters say of a body: what it has kept, else what follows
// from its record.
func (d *Cases) Profile(ctx context.Context, db sqldb.Reader, body string) (Profile, error) {
	b, err := d.BodyCache.of(ctx, body, 0)
	if err != nil {
		return Profile{}, err
	}
	p, err := ProfileOf(ctx, db, body)
	if err != nil {
		return p, err
	}
	if p.Rev == 0 {
		p = Profile{Body: body, Symbol: b.Symbol, Kind: b.Kind, Contact: b.Contact, CorrectionDays: defaultCorrection}
		if b.Above != "" {
			p.Reviewers = []string{b.Above}
		}
	}
	p.Name = b.Name
	return p, nil
}

// SaveProfile keeps what a body's letters say of it. seen is the revision the
// person looked at, 0 where there was none.
func (d *Cases) SaveProfile(ctx context.Context, who identity.Actor, seen int64, p Profile) error {
	p.Body = who.Body
	if err := p.Check(); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.profile", Body: p.Body, Subject: p.Body}, func(tx *act.Tx) error {
		p.By, p.At = who.ID, sqldb.Time{Time: tx.Now()}
		tx.Detail("symbol", p.Symbol)
		tx.Detail("reviewers", p.Reviewers)
		tx.Detail("court", p.Court)
		tx.Detail("online", p.Online)
		tx.Detail("correction_days", p.CorrectionDays)
		return saveProfile(ctx, tx, p, seen)
	})
}

// TemplateRoles are the roles that look after what letters say.
func TemplateRoles() []identity.Role {
	return []identity.Role{identity.Leader, identity.Editor}
}

func (d *Cases) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/request-profile", Roles: TemplateRoles(), Whole: true, Do: d.showProfile},
		{Pattern: "POST /console/request-profile", Roles: TemplateRoles(), Whole: true, Do: d.doProfile},
	}
}

type ProfilePage struct {
	web.Shell
	Rev    int64
	Number string // as it will look
	By     string // who reviews, in the words of the statute
	Fields []web.Field
}

// bodyKinds are the kinds of bodies by who reviews them, for a form.
func bodyKinds() (list []string) {
	for _, r := range request.Reviewers() {
		list = append(list, string(r.Kind), r.Label)
	}
	return list
}

func newProfilePage(p Profile, year int, errs fault.List) *ProfilePage {
	page := &ProfilePage{Shell: web.Shell{Title: "文书信息", Current: "/console/request-templates", Errors: errs}, Rev: p.Rev,
		Number: letter.WriteNumber(p.Symbol, year, 1)}
	if r, ok := request.ReviewerOf(p.Kind); ok {
		page.By = strings.Join(r.By, "，或者") + "（依据" + r.Cite.String() + "，" + r.Since.Chinese() + "起）"
	}
	add := func(f web.Field, value string) {
		f.Value, f.Fault = value, web.NewField(errs, f.Name, "", "").Fault
		page.Fields = append(page.Fields, f)
	}
	add(form.Text("symbol", "机关代字", "用在文号里，年份和序号由程序编排"), p.Symbol)
	add(form.Choice("kind", "本机关属于哪一类", bodyKinds()...), string(p.Kind))
	add(form.Area("reviewers", "行政复议机关", "全称，一行一个；申请人可以选择的写两个"), strings.Join(p.Reviewers, "\n"))
	add(form.Text("court", "通常应诉的人民法院（可不填）", "只在复议诉讼台账里预填；文书一律写“有管辖权的人民法院”"), p.Court)
	add(form.Text("online", "网上申请行政复议的地址", "答复都可以在查询页看到，没有这个地址不能起草答复书（《复议法》第二十二条第二款）"), p.Online)
	add(form.Text("contact", "联系方式", "地址、电话、办公时间"), p.Contact)
	add(form.Text("fee_account", "信息处理费的缴款账户", ""), p.FeeAccount)
	add(form.Area("how_to_pay", "缴费的办法", "收费通知书里告知申请人"), p.HowToPay)
	add(form.Number("correction_days", "告知补正时默认给几个工作日", "", ""), strconv.Itoa(p.CorrectionDays))
	return page
}

func (d *Cases) showProfile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := d.Ready(r.Context(), who.Body); err != nil {
		return err
	}
	p, err := d.Profile(r.Context(), d.DB, who.Body)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/request_profile", newProfilePage(p, d.Today().Year(), nil))
}

func (d *Cases) doProfile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	if err := d.Ready(r.Context(), who.Body); err != nil {
		return err
	}
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	days, _ := strconv.Atoi(v("correction_days"))
	seen := form.Rev(r)
	p := Profile{Rev: seen, Symbol: v("symbol"), Kind: request.BodyKind(v("kind")), Court: v("court"), Online: v("online"), Contact: v("contact"),
		FeeAccount: v("fee_account"), HowToPay: v("how_to_pay"), CorrectionDays: days}
	for _, name := range strings.FieldsFunc(v("reviewers"), func(r rune) bool { return r == '、' || r == '\n' || r == '\r' }) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(p.Reviewers, name) {
			p.Reviewers = append(p.Reviewers, name)
		}
	}
	err := d.SaveProfile(r.Context(), who, seen, p)
	if err == nil {
		web.Notice(r, "文书信息已保存，以后的文书按它写")
		return web.SeeOther(w, r, "/console/request-profile")
	}
	var s web.Shell
	if !s.ShowFaults(err) {
		return err
	}
	page := newProfilePage(p, d.Today().Year(), s.Errors)
	return d.Views.Render(w, r, s.FailStatus(), "console/request_profile", page)
}
