package hotline

// Contact is what the counting has to know of one. A part that was split off a
// matter is no contact of its own.
type Contact struct {
	Invalid  Invalid
	Category Category
	Handling Handling
	Part     bool
}

// Tally is how many contacts there were: Contacts = valid + invalid, and the
// valid ones once by category and once by handling.
type Tally struct {
	Contacts, Valid int64
	Invalid         map[Invalid]int64
	Category        map[Category]int64
	Handling        map[Handling]int64
}

// Add counts n contacts that are alike.
func (t *Tally) Add(c Contact, n int64) {
	if c.Part {
		return
	}
	if t.Invalid == nil {
		t.Invalid, t.Category, t.Handling = map[Invalid]int64{}, map[Category]int64{}, map[Handling]int64{}
	}
	t.Contacts += n
	if c.Invalid != "" {
		t.Invalid[c.Invalid] += n
		return
	}
	t.Valid += n
	t.Category[c.Category] += n
	t.Handling[c.Handling] += n
}

// Holds reports whether the sums agree: contacts are the valid and the invalid
// ones, and categories and handlings each add up to the valid ones.
func (t Tally) Holds() bool {
	invalid, category, handling := int64(0), int64(0), int64(0)
	for _, n := range t.Invalid {
		invalid += n
	}
	for c, n := range t.Category {
		if category += n; n != 0 && !Known(Categories(), c) {
			return false
		}
	}
	for h, n := range t.Handling {
		if handling += n; n != 0 && !Known(Handlings(), h) {
			return false
		}
	}
	return t.Contacts == t.Valid+invalid && t.Valid == category && t.Valid == handling
}
