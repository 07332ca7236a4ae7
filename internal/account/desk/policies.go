package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// rules refuses everybody but the security administrators of the body that
// keeps this instance: one set of rules holds for all its bodies.
func (m *memory) rules(who identity.Actor) error {
	b, ok := m.bodies.Find(who.Body)
	if who.Has(identity.System) || who.Has(identity.SecurityAdmin) && ok && b.Operator {
		return nil
	}
	return &fault.Error{Kind: fault.Forbidden, Message: "登录规则由平台主办单位的安全管理员制定"}
}

// AddPolicy adds a row of sign-in rules that holds from p.Since on, today at
// the earliest. What holds or held before stays as it is.
func (d *Desk) AddPolicy(ctx context.Context, who identity.Actor, p account.Policy) error {
	m, err := d.recall(ctx)
	if err != nil {
		return err
	}
	if err := m.rules(who); err != nil {
		return err
	}
	if err := p.Check(); err != nil {
		return err
	}
	if p.Since < d.today().String() {
		return fault.Field("since", "开始日期不能早于今天，已经执行的规则不改")
	}
	err = d.office.Do(ctx, who, act.Entry{Name: "account.policy_add", Body: who.Body, Subject: p.Since}, func(tx *act.Tx) error {
		tx.Detail("failures", p.Failures)
		tx.Detail("lock_minutes", int(p.Lock.Minutes()))
		tx.Detail("idle_minutes", int(p.Idle.Minutes()))
		tx.Detail("min_length", p.MinLength)
		if err := insertPolicy(ctx, tx, who, p); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
	if sqldb.IsUnique(err) {
		return fault.Field("since", "这一天已经有一套规则，换一个日期")
	}
	return err
}

// policyPage is /console/sign-in-rules.
type policyPage struct {
	web.Shell
	Rows    []policyRow
	May     bool // add a row
	Form    account.Policy
	Factors []account.FactorRule
}

type policyRow struct {
	account.Policy
	Now, Past bool // in force, or replaced; neither for one to come
}

func (d *Desk) policyPage(r *http.Request, who identity.Actor) (*policyPage, error) {
	m, err := d.recall(r.Context())
	if err != nil {
		return nil, err
	}
	now := account.PolicyOn(m.policies, d.today().String())
	p := &policyPage{Shell: web.Shell{Title: "登录规则", Current: "/console/sign-in-rules"}, May: m.rules(who) == nil, Form: now, Factors: account.FactorRules()}
	p.Form.Since = (d.today() + 1).String()
	for _, x := range m.policies {
		p.Rows = append(p.Rows, policyRow{x, x.Since == now.Since, x.Since < now.Since})
	}
	slices.Reverse(p.Rows)
	return p, nil
}

func (d *Desk) showPolicies(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.policyPage(r, who)
	if err != nil {
		return err
	}
	return d.show(w, r, "console/rules", p)
}

func (d *Desk) doPolicy(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	n := func(name string) int {
		// What is not a number is outside every range.
		v, err := strconv.Atoi(r.PostFormValue(name))
		if err != nil || v > 1_000_000 {
			return -1
		}
		return v
	}
	minutes, hours := time.Minute, time.Hour
	typed := account.Policy{Since: r.PostFormValue("since"), Failures: n("failures"), Lock: time.Duration(n("lock")) * minutes,
		Idle: time.Duration(n("idle")) * minutes, Absolute: time.Duration(n("absolute")) * hours, Link: time.Duration(n("link")) * hours,
		MinLength: n("min_length"), ShortLength: n("short_length"), Classes: n("classes")}
	if err := d.AddPolicy(r.Context(), who, typed); err != nil {
		if fault.Is(err, fault.Forbidden) {
			return err
		}
		p, failed := d.policyPage(r, who)
		if failed != nil {
			return failed
		}
		p.Form = typed
		return form.Again(w, r, d.views, "console/rules", p, err, nil)
	}
	return d.done(w, r, "/console/sign-in-rules", "新规则已登记，从 "+typed.Since+" 起执行")
}
