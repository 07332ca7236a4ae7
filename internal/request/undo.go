package request

import (
	"slices"

	"yangguang/internal/identity"
)

// takeBack finds which events are taken back up to the day looked at. An event
// is taken back once, by one put down after it; what takes back cannot itself be
// taken back, the mistaken event is put down again instead. Order is that of the
// days.
func (r *replay) takeBack(events []Event, order []int) {
	for at, i := range order {
		e := &events[i]
		if e.Type != Undone || e.At > r.asOf || e.Of == nil {
			continue
		}
		of := *e.Of
		if slices.Contains(order[:at], of) && events[of].Type != Undone && !slices.Contains(r.undone, of) {
			r.undone = append(r.undone, of, i)
		}
	}
}

// notUndone says why an event took nothing back.
func (r *replay) notUndone(e *Event) *Note {
	switch {
	case e.Of == nil:
		return &Note{text: "没有写明撤销哪一条登记"}
	case slices.Contains(r.undone, *e.Of):
		return &Note{text: "这一条登记已经撤销过"}
	}
	return &Note{text: "要撤销的登记不存在、在此之后，或者本身是撤销；撤销不能再撤销，把原来的事重新登记一次"}
}

// Undoable reports whether an event of a type may be taken back on the desk as
// put down by mistake.
func Undoable(t EventType) bool { return UndoneBy(t) != "" }

// UndoneBy is who may take back an event of a type; "" for one that is never taken
// back, or is not known.
func UndoneBy(t EventType) identity.Role {
	if r := t.rule(); r != nil {
		return r.UndoneBy
	}
	return ""
}
