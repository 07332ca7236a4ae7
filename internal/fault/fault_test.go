package fault

import (
	"errors"
	"fmt"
	"testing"

	"yangguang/internal/law"
)

func TestErrorShowsItsBasis(t *testing.T) {
	for _, tt := range []struct {
		err     *Error
		want    string
		because string
	}{
		{&Error{Message: "延长超过20个工作日"}, "延长超过20个工作日", "no clause, no brackets"},
		{&Error{Message: "延长超过20个工作日", Cite: law.Art("条例", 33).Para(2)}, "延长超过20个工作日（依据《条例》第三十三条第二款）", "the clause follows"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("%s: got %s", tt.because, got)
		}
	}
}

func TestOfAndIs(t *testing.T) {
	f := &Error{Kind: Conflict, Message: "别人已经提交"}
	wrapped := fmt.Errorf("submit report: %w", f)
	if As(wrapped) != f || !Is(wrapped, Conflict) || Is(wrapped, Invalid) {
		t.Error("a fault is found through wrapping")
	}
	if As(errors.New("disk full")) != nil || As(nil) != nil || Is(nil, Conflict) {
		t.Error("a failure of the program is no fault")
	}
}

func TestList(t *testing.T) {
	var l List
	if l.Err() != nil {
		t.Error("an empty list is no error")
	}
	l.Add("name", "填写姓名")
	l.Add("phone", "填写电话")
	err := fmt.Errorf("apply: %w", l.Err())
	if got := l.Error(); got != "填写姓名；填写电话" {
		t.Errorf("got %s", got)
	}
	if f := As(err); f == nil || f.Field != "name" || !Is(err, Invalid) {
		t.Errorf("the first fault of the list is found: %v", f)
	}
	if len(ListOf(err)) != 2 || ListOf(l[0]) != nil || ListOf(nil) != nil {
		t.Error("the list itself is found through wrapping, and only a list")
	}
}

func TestRenamed(t *testing.T) {
	up := func(field string) string { return "seat_" + field }
	one := Field("unit", "选一个单位")
	if got := As(Renamed(one, up)); got.Field != "seat_unit" || got.Message != one.Message || one.Field != "unit" {
		t.Errorf("one fault: %+v, the one before %+v", got, one)
	}
	list := ListOf(Renamed(List{one, Field("reason", "写明理由")}, up))
	if len(list) != 2 || list[0].Field != "seat_unit" || list[1].Field != "seat_reason" {
		t.Errorf("a list: %v", list)
	}
	whole := &Error{Kind: Conflict, Message: "刚被别人办过"}
	if got := Renamed(whole, up); !errors.Is(got, whole) {
		t.Errorf("a fault about the whole: %v", got)
	}
}
