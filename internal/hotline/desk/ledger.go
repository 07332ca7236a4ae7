package desk

import (
	"context"

	"yangguang/internal/fault"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:   "hotline",
		Menu:   d.Menu(),
		Routes: d.Routes(),
		Acts:   acts(),
		Assets: assets,
		Sealed: d.Columns(),
		Todos:  []ledger.Todos{d.Todos},
		Find:   []ledger.Find{d.Find},
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	all := map[string]string{"hotline.reveal": "查看来电人", "hotline.reseal": "重新封存来电人资料", "hotline.profile": "选定热线的本地规则", "hotline.item": "增加派单目录", "hotline.end_item": "停用派单目录"}
	for _, s := range append(hotline.Workflow().Steps, hotline.Workflow().Steps[0]) {
		all["hotline."+string(s.Action)] = "热线：" + s.Action.Label()
	}
	all["hotline.register"] = "热线：登记诉求"
	return all
}

// Find finds an order by its number, for who may know of it.
func (d *Desk) Find(ctx context.Context, who identity.Actor, words string) ([]web.Found, error) {
	if !who.Has(everybody()...) {
		return nil, nil
	}
	o, err := numbered(ctx, d.DB, who.Body, words)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	if _, err := d.visible(ctx, who, o.ID); err != nil {
		return nil, ignoreMissing(err)
	}
	return []web.Found{{Label: o.No + " " + o.Title, Href: path + "/orders/" + o.ID}}, nil
}

// Todos are the orders that wait for a person.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(everybody()...) {
		return nil, nil
	}
	org, err := d.Organisation(ctx)
	if err != nil {
		return nil, err
	}
	var items []todo.Item
	for _, x := range []struct {
		role  identity.Role
		state hotline.State
		label string
	}{{identity.Dispatcher, hotline.Waiting, "热线待派"}, {identity.Dispatcher, hotline.Objected, "热线异议待裁定"}, {identity.Dispatcher, hotline.Checking, "热线待审核"}, {identity.Inspector, hotline.Calling, "热线待回访"}} {
		if !who.Has(x.role) {
			continue
		}
		w, err := column(who.Body, x.state, viewer(who), org.Tree)
		if err != nil {
			return nil, err
		}
		n, err := byDue.Count(ctx, d.DB, w, counted)
		if err != nil {
			return nil, err
		}
		first, err := byDue.Page(ctx, d.DB, w, list.Place{}, 1)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			items = append(items, todo.Item{Label: x.label, Href: path + "/board/" + string(x.state), Count: n, Due: dueDay(first[0])})
		}
	}
	if who.Has(identity.UnitHandler) {
		all, err := unitOrders(ctx, d.DB, places(who, org), []hotline.State{hotline.Assigned, hotline.InHand}, d.Now().UnixMilli(), viewer(who), org.Tree)
		if err != nil {
			return nil, err
		}
		if len(all) > 0 {
			items = append(items, todo.Item{Label: "12345 工单待办", Href: path + "/unit", Count: len(all), Due: dueDay(all[0])})
		}
	}
	return items, nil
}

func dueDay(o Order) string {
	if o.DueAt == 0 {
		return ""
	}
	return instant(o.DueAt).In(zone()).Format("2006-01-02")
}

// ignoreMissing is nil for what is not there.
func ignoreMissing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
