package desk

import (
	"net/http"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
)

func zone() *time.Location { return calendar.Zone() }

// boardColumn is one column of the board.
type boardColumn struct {
	State, Label, Count string
	Rows                []row
	More                bool
}

type boardPage struct {
	web.Shell
	Lanes    []boardColumn
	Objected []row
	Others   []boardColumn
	Empty    bool
}

// onBoard is how many cards a column shows, counted how far it counts.
const (
	onBoard = 8
	counted = 1000
	onPage  = 50
)

func (d *Desk) showBoard(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	org, err := d.Organisation(ctx)
	if err != nil {
		return err
	}
	p := &boardPage{Shell: web.Shell{Title: "派单与督办", Current: path + "/board", Wide: true, Keys: []web.Key{{Keys: []string{"J", "K"}, Does: "上一件、下一件"}},
		Status: "数据截至 " + d.Now().In(zone()).Format("15:04:05")}, Empty: true}
	for _, s := range []hotline.State{hotline.Waiting, hotline.Assigned, hotline.InHand, hotline.Checking, hotline.Calling, hotline.Objected, hotline.Terminating, hotline.Rated, hotline.Merged} {
		where, err := column(who.Body, s, viewer(who), org.Tree)
		if err != nil {
			return err
		}
		all, err := byDue.Page(ctx, d.DB, where, list.Place{}, onBoard)
		if err != nil {
			return err
		}
		n, err := byDue.Count(ctx, d.DB, where, counted)
		if err != nil {
			return err
		}
		c := boardColumn{State: string(s), Label: s.Label(), Count: list.Counted(n, counted), Rows: rows(all, org, d.Now(), ""), More: n > len(all)}
		p.Empty = p.Empty && n == 0
		switch s {
		case hotline.Objected:
			p.Objected = c.Rows
		case hotline.Terminating, hotline.Rated, hotline.Merged:
			if n > 0 {
				p.Others = append(p.Others, c)
			}
		default:
			p.Lanes = append(p.Lanes, c)
		}
	}
	return d.views.Render(w, r, http.StatusOK, "console/board", p)
}

type columnPage struct {
	web.Shell
	Label string
	Rows  []row
	Pager web.Pager
	Tabs  []web.Tab
	Unit  bool
}

// showColumn lists all orders of one state.
func (d *Desk) showColumn(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	s := hotline.State(r.PathValue("state"))
	if s.Label() == "" {
		return orders.NotFound()
	}
	org, err := d.Organisation(r.Context())
	if err != nil {
		return err
	}
	where, err := column(who.Body, s, viewer(who), org.Tree)
	if err != nil {
		return err
	}
	all, pager, err := byDue.Shown(r, d.DB, where, onPage)
	if err != nil {
		return err
	}
	p := &columnPage{Shell: web.Shell{Title: "工单：" + s.Label(), Current: path + "/board"}, Label: s.Label(), Rows: rows(all, org, d.Now(), ""), Pager: pager}
	for _, x := range hotline.Workflow().All() {
		p.Tabs = append(p.Tabs, web.Tab{Label: x.Label(), Href: path + "/board/" + string(x), On: x == s})
	}
	return d.views.Render(w, r, http.StatusOK, "console/orders", p)
}

// showUnit lists the orders that a person's unit leads or helps with.
func (d *Desk) showUnit(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	org, err := d.Organisation(r.Context())
	if err != nil {
		return err
	}
	views := []struct {
		show, label string
		states      []hotline.State
	}{{"", "要办的", []hotline.State{hotline.Assigned, hotline.InHand}}, {"sent", "等热线机构", []hotline.State{hotline.Objected, hotline.Terminating, hotline.Checking}},
		{"done", "已反馈", []hotline.State{hotline.Calling, hotline.Rated, hotline.Closed}}}
	p := &columnPage{Shell: web.Shell{Title: "12345 工单", Current: path + "/unit", Keys: []web.Key{{Keys: []string{"J", "K"}, Does: "上一件、下一件"}}}, Unit: true}
	show := r.URL.Query().Get("show")
	for _, v := range views {
		p.Tabs = append(p.Tabs, web.Tab{Label: v.label, Href: path + "/unit?show=" + v.show, On: v.show == show})
		if v.show != show {
			continue
		}
		all, err := unitOrders(r.Context(), d.DB, places(who, org), v.states, d.Now().UnixMilli(), viewer(who), org.Tree)
		if err != nil {
			return err
		}
		p.Label, p.Rows = v.label, rows(all, org, d.Now(), "")
	}
	return d.views.Render(w, r, http.StatusOK, "console/orders", p)
}
