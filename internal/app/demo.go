package app

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"yangguang/internal/account"
	accountdesk "yangguang/internal/account/desk"
	"yangguang/internal/calendar"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	reportdesk "yangguang/internal/report/desk"
)

// DemoPassword is every demo account's. Nothing else in the program knows a
// password, and only an instance made by LoadDemo accepts this one.
const DemoPassword = "demo-Yangguang-1"

//go:embed demo/baoshan-2024.json
var baoshan []byte

//go:embed demo/neighbours.json
var neighbours []byte

// demoMark is the file that tells a demo's folder from a real instance's.
const demoMark = "demo.txt"

// DemoConfig is the configuration of a demo in the folder dir.
func DemoConfig(dir, addr string) Config { return Config{Data: dir, Addr: addr, Demo: true} }

// DemoOptions says what a demo is filled with.
type DemoOptions struct {
	Scenario string
	Scale    int          // how many times the invented bodies are there, at least 1
	Say      func(string) // is told what is being done
}

// sample is one body of the demo.
type sample struct {
	Body struct {
		Code, Name, Short, English, Seal, Kind, Parent, Theme, Address, Phone, Hours string
	}
	People []samplePerson
	Years  []sampleYear

	id     string
	actors map[identity.Role]identity.Actor
}

type samplePerson struct {
	Login, Name, Title, Unit string
	Role                     identity.Role
}

type sampleYear struct {
	Year        int
	PublishedOn string `json:"published_on"` // day; "" while it is in preparation
	Figures     map[string]string
	Tables      map[string]any // by a cell's key, a number or fees in 万元
	Sections    []string

	id string
}

// demoPeople are the accounts of the contract, all of the scenario's own body.
var demoPeople = []samplePerson{
	{"admin", "何建平", "信息科科员", "办公室", identity.SystemAdmin},
	{"security", "周宁", "信息科科员", "办公室", identity.SecurityAdmin},
	{"auditor", "许文", "机关纪委干事", "办公室", identity.AuditAdmin},
	{"editor", "林晓岚", "政务公开科科员", "政务公开科", identity.Editor},
	{"reviewer", "赵启明", "政务公开科科长", "政务公开科", identity.Reviewer},
	{"leader", "沈国栋", "副局长", "", identity.Leader},
	{"clerk", "方静", "政务公开科科员", "政务公开科", identity.Clerk},
	{"agent", "罗小雨", "话务员", "12345热线管理科", identity.Agent},
	{"dispatcher", "唐一鸣", "派单员", "12345热线管理科", identity.Dispatcher},
	{"unit", "马志远", "公共资源交易管理科科员", "公共资源交易管理科", identity.UnitHandler},
	{"inspector", "秦月", "质检员", "12345热线管理科", identity.Inspector},
}

var demoUnits = []string{"办公室", "政务公开科", "12345热线管理科", "公共资源交易管理科"}

// LoadDemo fills the instance that c describes with a demo's sample year, all of
// it through the desks' acts. A folder that holds the demo already is left as it
// is; one that holds anything else is refused.
func LoadDemo(ctx context.Context, c Config, o DemoOptions) (err error) {
	mark := filepath.Join(c.Data, demoMark)
	state, err := os.ReadFile(mark)
	switch {
	case err == nil && strings.HasPrefix(string(state), "ready"):
		return nil
	case err == nil:
		return fmt.Errorf("%s 里的演示数据没有装完，删掉这个目录再来", c.Data)
	}
	if entries, err := os.ReadDir(c.Data); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s 不是空目录，也不是演示实例。演示账号的口令是公开的，换一个空目录", c.Data)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("建立数据目录：%w", err)
	}
	if err := os.WriteFile(mark, []byte("loading\n"), 0o600); err != nil {
		return err
	}
	now := time.Now
	if c.Now != nil {
		now = c.Now
	}
	l := &loader{clock: &demoClock{limit: now()}, say: o.Say}
	if l.say == nil {
		l.say = func(string) {}
	}
	if err := l.read(max(o.Scale, 1)); err != nil {
		return err
	}
	c.Now = l.clock.now
	l.clock.set("2024-12-16")
	l.say("建库")
	a, err := Open(ctx, c)
	if err != nil {
		return err
	}
	l.a = a
	had, err := a.account.Bodies(ctx)
	if err == nil && len(had) > 0 {
		err = fmt.Errorf("数据库里已经有单位。演示账号的口令是公开的，换一个空库")
	}
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if err := errors.Join(l.load(ctx), a.db.Optimize(ctx), a.Close()); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte("ready\n演示实例：账号的口令是公开的，不要用于真实工作。\n"), 0o600)
}

// demoClock is the clock of the sample's acts: it stands where it was set, and
// every look at it is a second later. It never passes limit.
type demoClock struct {
	mu    sync.Mutex
	at    time.Time
	limit time.Time
}

func (c *demoClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.Before(c.limit) {
		c.at = c.at.Add(time.Second)
	}
	return c.at
}

// set moves the clock on to nine in the morning of a day.
func (c *demoClock) set(day string) {
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" 09:00", calendar.Zone())
	if err != nil {
		panic(err) // the days stand in this program
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.limit) {
		at = c.limit
	}
	if at.After(c.at) {
		c.at = at
	}
}

// loader fills one demo.
type loader struct {
	a      *App
	clock  *demoClock
	say    func(string)
	bodies []*sample
}

// read unpacks the samples; the invented bodies are there scale times.
func (l *loader) read(scale int) error {
	own := &sample{}
	if err := json.Unmarshal(baoshan, own); err != nil {
		return fmt.Errorf("read the sample: %w", err)
	}
	own.People = demoPeople
	l.bodies = []*sample{own}
	for n := range scale {
		var more []*sample
		if err := json.Unmarshal(neighbours, &more); err != nil {
			return fmt.Errorf("read the neighbours: %w", err)
		}
		for _, s := range more {
			if n > 0 {
				s.renamed(n + 1)
			}
		}
		l.bodies = append(l.bodies, more...)
	}
	return nil
}

// renamed makes the n-th copy of an invented body another one.
func (s *sample) renamed(n int) {
	tail := fmt.Sprintf("-%d", n)
	s.Body.Code += tail
	s.Body.Name += fmt.Sprintf("（样例%d）", n)
	if s.Body.Parent != "" {
		s.Body.Parent += tail
	}
	for i := range s.People {
		s.People[i].Login += tail
	}
}

func (l *loader) load(ctx context.Context) error {
	l.say("单位、机构、人员")
	for _, s := range l.bodies {
		if err := l.open(ctx, s); err != nil {
			return fmt.Errorf("open %s: %w", s.Body.Code, err)
		}
	}
	for _, year := range []int{2024, 2025} {
		l.say(fmt.Sprintf("%d 年度报告：编制、审核、签发、公布", year))
		if err := l.year(ctx, year); err != nil {
			return err
		}
	}
	l.say("依申请公开：登记、办理、答复")
	if err := l.requests(ctx); err != nil {
		return err
	}
	_, _, err := l.a.audit.Checkpoint(ctx)
	return err
}

// open makes a body with its units and people.
func (l *loader) open(ctx context.Context, s *sample) error {
	b := account.Body{Code: s.Body.Code, Name: s.Body.Name, Short: s.Body.Short, English: s.Body.English, Seal: s.Body.Seal,
		Kind: account.Kind(s.Body.Kind), Theme: s.Body.Theme, Address: s.Body.Address, Phone: s.Body.Phone, Hours: s.Body.Hours,
		Domain: s.Body.Code + ".example", SiteIDCode: "0000000000", ICP: "ICP备00000000号", PoliceRecord: "公安备案00000000000000号"}
	for _, x := range l.bodies {
		if x.Body.Code == s.Body.Parent {
			b.Parent, b.Supervisor = x.id, x.id
		}
	}
	var err error
	if s.id, err = l.a.account.CreateBody(ctx, identity.Job(""), b); err != nil {
		return err
	}
	program := identity.Job(s.id)
	units := map[string]string{"": ""}
	if s == l.bodies[0] {
		for i, name := range demoUnits {
			if units[name], err = l.a.account.CreateUnit(ctx, program, account.Unit{Body: s.id, Name: name, Order: i + 1}); err != nil {
				return err
			}
		}
		if err := l.a.account.SetOffice(ctx, program, s.id, units["政务公开科"]); err != nil {
			return err
		}
	}
	s.actors = map[identity.Role]identity.Actor{}
	for _, p := range s.People {
		id, _, err := l.a.account.CreatePerson(ctx, program, accountdesk.NewPerson{Body: s.id, Unit: units[p.Unit], Login: p.Login, Name: p.Name, Title: p.Title})
		if err != nil {
			return fmt.Errorf("%s: %w", p.Login, err)
		}
		if err := l.a.account.SetPassword(ctx, program, s.id, id, DemoPassword); err != nil {
			return fmt.Errorf("%s: %w", p.Login, err)
		}
		if _, err := l.a.account.Grant(ctx, program, account.Grant{Person: id, Role: p.Role, Body: s.id}); err != nil {
			return fmt.Errorf("%s: %w", p.Login, err)
		}
		s.actors[p.Role] = identity.Actor{ID: id, Name: p.Name, Body: s.id, Unit: units[p.Unit], Roles: []identity.Role{p.Role}, Sees: []string{s.id}}
	}
	return nil
}

// year brings all bodies' reports of a year as far as they got, in the order of
// the days on which it happened.
func (l *loader) year(ctx context.Context, year int) error {
	type entry struct {
		s *sample
		y *sampleYear
	}
	var all []entry
	for _, s := range l.bodies {
		for i := range s.Years {
			if s.Years[i].Year == year {
				all = append(all, entry{s, &s.Years[i]})
			}
		}
	}
	for _, e := range all {
		l.clock.set(fmt.Sprintf("%d-01-06", year+1))
		if err := l.draft(ctx, e.s, e.y); err != nil {
			return fmt.Errorf("report %d of %s: %w", year, e.s.Body.Code, err)
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return strings.Compare(a.y.PublishedOn, b.y.PublishedOn) })
	for _, step := range []struct {
		act report.Act
		by  identity.Role
		day string
	}{{report.Submit, identity.Editor, "01-13"}, {report.Approve, identity.Reviewer, "01-15"}, {report.Issue, identity.Leader, "01-17"},
		{report.Publish, identity.Editor, ""}} {
		for _, e := range all {
			if e.y.PublishedOn == "" {
				continue
			}
			day := e.y.PublishedOn
			if step.day != "" {
				day = fmt.Sprintf("%d-%s", year+1, step.day)
			}
			l.clock.set(day)
			if err := l.a.report.Step(ctx, e.s.actors[step.by], e.y.id, step.act, ""); err != nil {
				return fmt.Errorf("%s report %d of %s: %w", step.act, year, e.s.Body.Code, err)
			}
		}
	}
	return nil
}

// draft starts a report and types in what is known of it.
func (l *loader) draft(ctx context.Context, s *sample, y *sampleYear) error {
	editor := s.actors[identity.Editor]
	var err error
	if y.id, err = l.a.report.Start(ctx, editor, y.Year); err != nil {
		return err
	}
	var changes []reportdesk.Change
	for _, name := range slices.Sorted(maps.Keys(y.Figures)) {
		changes = append(changes, reportdesk.Change{Field: reportdesk.Field{Figure: figure.Named(name)}, Text: y.Figures[name], Reason: "业务科室提供"})
	}
	for _, key := range slices.Sorted(maps.Keys(y.Tables)) {
		changes = append(changes, reportdesk.Change{Field: reportdesk.Field{Figure: figure.ReadName(key)}, Text: fmt.Sprint(y.Tables[key]), Reason: "登记簿"})
	}
	for i, text := range y.Sections {
		changes = append(changes, reportdesk.Change{Field: reportdesk.Field{Part: i + 1}, Text: text})
	}
	saved, err := l.a.report.Save(ctx, editor, y.id, 1, changes)
	if err != nil {
		return err
	}
	for field, message := range saved.Errors {
		return fmt.Errorf("%s: %s", field, message)
	}
	return nil
}

// DemoCard is what the demo tells on the terminal: where to look, and who to
// sign in as.
func DemoCard(c Config) string {
	at := c.Address()
	var b strings.Builder
	fmt.Fprintf(&b, "\n演示已就绪。口令公开，数据是样例，不要用于真实工作。按 Ctrl+C 结束。\n\n")
	fmt.Fprintf(&b, "  门户         %s/\n  公开年报     %s/zfxxgk/gknb/\n  工作台       %s/console/\n  其他单位     %s/b/yunxi/  %s/b/yxzjj/\n\n", at, at, at, at, at)
	fmt.Fprintf(&b, "  账号（口令都是 %s）\n", DemoPassword)
	for _, p := range demoPeople {
		fmt.Fprintf(&b, "    %-12s %s\n", p.Login, p.Role.Label())
	}
	fmt.Fprintf(&b, "    %-12s %s（云溪市政府；同样有 yunxi-reviewer、yunxi-leader、yunxi-supervisor）\n\n", "yunxi-editor", identity.Editor.Label())
	return b.String()
}
