package desk

import (
	"context"
	"net/http"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

type ruleRow struct{ What, Says, Cite string }

type profilePage struct {
	web.Shell
	Now                    string
	Rules, Refusals, Terms []ruleRow
	Choices                []web.Option
	Shown                  string
	From                   string
	Lead                   bool
}

func (d *Desk) profilePage(ctx context.Context, who identity.Actor, shown string) (*profilePage, error) {
	now, err := d.profile(ctx, d.DB, who.Body, d.today().String())
	if err != nil {
		return nil, err
	}
	p := &profilePage{Shell: web.Shell{Title: "热线规则", Current: path + "/profile"}, Now: now.Label, Shown: now.Key, From: d.today().String(), Lead: who.Has(identity.Leader)}
	if shown != "" {
		p.Shown = shown
	}
	look := hotline.ProfileOf(p.Shown)
	for _, x := range hotline.Profiles() {
		p.Choices = append(p.Choices, web.Option{Value: x.Key, Label: x.Label})
	}
	for _, c := range look.Clauses {
		p.Rules = append(p.Rules, ruleRow{c.What, c.Says, cited(c.Cite.String())})
	}
	for _, x := range look.Refusals() {
		says := "说明理由"
		if x.Way {
			says += "，告知途径"
		}
		p.Refusals = append(p.Refusals, ruleRow{x.Label, says, cited(x.Cite.String())})
	}
	for _, t := range look.Terms {
		what := t.Stage.Label()
		for _, part := range []string{t.Subject, hotline.LabelOf(hotline.Categories(), t.Category), hotline.LabelOf(hotline.Urgencies(), t.Urgency)} {
			if part != "" {
				what += " · " + part
			}
		}
		p.Terms = append(p.Terms, ruleRow{what, t.Length.String() + "，" + t.From.String() + " 起", cited(t.Cite.String())})
	}
	return p, nil
}

func cited(s string) string {
	if s == "" {
		return "本单位设定"
	}
	return s
}

func (d *Desk) showProfile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.profilePage(r.Context(), who, r.URL.Query().Get("profile"))
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/profile", p)
}

func (d *Desk) doProfile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	key, from := r.PostFormValue("profile"), r.PostFormValue("from")
	err := d.Choose(r.Context(), who, key, from)
	if err == nil {
		web.Notice(r, "从 "+from+" 起的工单按“"+hotline.ProfileOf(key).Label+"”的规则办")
		return web.SeeOther(w, r, path+"/profile")
	}
	p, failed := d.profilePage(r.Context(), who, key)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/profile", p, err, func() { p.From = from })
}

// Choose sets which local profile holds for a body's orders from a day on. What
// has begun keeps its rules, so the day is not past.
func (d *Desk) Choose(ctx context.Context, who identity.Actor, key, from string) error {
	day, err := calendar.Parse(from)
	switch {
	case hotline.ProfileOf(key).Key != key:
		return fault.Field("profile", "选择一个本地档案")
	case err != nil || day < d.today():
		return fault.Field("from", "填写今天或者以后的日期；已经登记的工单不改规则")
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "hotline.profile", Body: who.Body, Subject: key}, func(tx *act.Tx) error {
		tx.Detail("from", from)
		return setProfile(ctx, tx, who.Body, from, key, who.ID)
	})
}

type itemRow struct {
	ID, Code, Subject, Area, Unit, Co, From, Until string
}

type cataloguePage struct {
	web.Shell
	Rows       []itemRow
	Fields     []web.Field
	Dispatcher bool
}

func (d *Desk) cataloguePage(ctx context.Context, who identity.Actor) (*cataloguePage, error) {
	org, err := d.Organisation(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := itemsOf(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	p := &cataloguePage{Shell: web.Shell{Title: "派单目录", Current: path + "/catalogue"}, Dispatcher: who.Has(identity.Dispatcher)}
	for _, i := range kept {
		x := itemRow{ID: i.ID, Code: i.Code, Subject: i.Subject, Area: i.Area, Unit: org.name(i.Unit), From: i.From.String(), Until: i.Until.String()}
		for _, c := range i.Co {
			x.Co += org.name(c) + " "
		}
		p.Rows = append(p.Rows, x)
	}
	units := []web.Option{{Value: "", Label: "还没有选"}}
	for _, u := range org.List {
		units = append(units, web.Option{Value: u.ID, Label: u.Name})
	}
	p.Fields = []web.Field{form.Text("code", "编号", "例如 07-03-12"), form.Text("subject", "主题", "上下级用“/”分开，例如 住房/物业/公共收益"), form.Text("area", "只限的地方（可不填）", "例如 文澜街道"),
		{Name: "unit", Label: "主办单位", Kind: "select", Options: units}, {Name: "co", Label: "协办单位（可不填）", Kind: "select", Options: units}, form.Date("from", "起用日期", "", d.today().String())}
	return p, nil
}

func (d *Desk) showCatalogue(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.cataloguePage(r.Context(), who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/catalogue", p)
}

func (d *Desk) doItem(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	f := form.Read(r, "", d.today())
	i := hotline.Item{Code: f.Text("code", "填写编号"), Subject: strings.Trim(f.Text("subject", "填写主题"), "/"), Area: f.Note("area"), Unit: f.Text("unit", "选择主办单位"), From: f.Until("from", "填写起用日期")}
	if co := f.Value("co"); co != "" {
		i.Co = []string{co}
	}
	err := f.Faults()
	if err == nil {
		err = d.AddItem(r.Context(), who, i)
	}
	if err == nil {
		web.Notice(r, "派单目录已加上 "+i.Code)
		return web.SeeOther(w, r, path+"/catalogue")
	}
	p, failed := d.cataloguePage(r.Context(), who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/catalogue", p, err, func() { form.Retype(p.Fields, r, p.Errors) })
}

// AddItem puts a line into the catalogue of dispatch.
func (d *Desk) AddItem(ctx context.Context, who identity.Actor, i hotline.Item) error {
	org, err := d.Organisation(ctx)
	if err != nil {
		return err
	}
	if _, ok := org.find(i.Unit); !ok {
		return fault.Field("unit", "没有这个单位，重新选择")
	}
	for _, c := range i.Co {
		if _, ok := org.find(c); !ok || c == i.Unit {
			return fault.Field("co", "协办单位是另一个在列的单位")
		}
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "hotline.item", Body: who.Body, Subject: i.Code}, func(tx *act.Tx) error {
		tx.Detail("subject", i.Subject)
		return insertItem(ctx, tx, who.Body, Item{sqldb.NewID(), i}, who.ID)
	})
}

func (d *Desk) doEndItem(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	id := r.PathValue("id")
	err := d.Recorder.Do(r.Context(), who, act.Entry{Name: "hotline.end_item", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		done, err := endItem(r.Context(), tx, who.Body, id, d.today())
		if err == nil && !done {
			err = &fault.Error{Kind: fault.NotFound, Message: "目录里没有这一条，或者已经停用。回到派单目录重新打开"}
		}
		return err
	})
	if err != nil {
		return err
	}
	web.Notice(r, "已停用，今天起不再按它派单")
	return web.SeeOther(w, r, path+"/catalogue")
}
