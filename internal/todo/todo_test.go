package todo

import (
	"fmt"
	"strings"
	"testing"
)

const today = "2026-11-22"

func TestOrder(t *testing.T) {
	todos := []Item{
		{Label: "没有期限"}, {Label: "下月", Due: "2026-12-03"}, {Label: "明天", Due: "2026-11-23"},
		{Label: "急件", Urgent: true}, {Label: "急而有期", Urgent: true, Due: "2026-11-22"},
		{Label: "昨天", Due: "2026-11-21"}, {Label: "上周", Due: "2026-11-14"},
	}
	var got []string
	for _, x := range Order(todos, today) {
		got = append(got, x.Label)
	}
	if s := strings.Join(got, " "); s != "上周 昨天 急件 急而有期 明天 下月 没有期限" {
		t.Errorf("order: %s", s)
	}
	if todos[0].Label != "没有期限" {
		t.Error("the ledger's own list was changed")
	}
}

func TestNote(t *testing.T) {
	for _, tt := range []struct {
		todo    Item
		want    string
		because string
	}{
		{Item{}, "", "one thing without hurry"},
		{Item{Count: 1}, "", "one is not counted"},
		{Item{Count: 12}, "12 件", "several behind one line"},
		{Item{Count: 2, Urgent: true}, "2 件 · 需要马上办", "both"},
		{Item{Urgent: true, Due: "2026-11-21"}, "", "overdue is said by its tag"},
	} {
		if got := tt.todo.Note(today); got != tt.want {
			t.Errorf("%s: %q", tt.because, got)
		}
	}
}

func TestCounts(t *testing.T) {
	got := Counts([]Item{{Href: "/console/requests?due=late", Count: 2}, {Href: "/console/requests"}, {Href: "/console/calendar"}})
	if fmt.Sprint(got) != "map[/console/calendar:1 /console/requests:3]" {
		t.Error(got)
	}
}
