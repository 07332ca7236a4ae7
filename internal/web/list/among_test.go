package list

import (
	"fmt"
	"slices"
	"testing"
)

// Pages of rows in memory begin and end where those of a database do.
func TestAmong(t *testing.T) {
	type row struct{ lane, id string }
	s := Source[row]{Order: Keyset{Keys: []Key{{Column: "lane", Number: true}, {Column: "id"}}}, Mark: func(r row) Mark { return Mark{r.lane, r.id} }}
	rows := []row{{"10", "a"}, {"2", "c"}, {"2", "b"}, {"1", "z"}}
	s.Sort(rows)
	if got := fmt.Sprint(rows); got != "[{1 z} {2 b} {2 c} {10 a}]" {
		t.Fatalf("numbers are compared as numbers: %s", got)
	}
	for _, tt := range []struct {
		at      Place
		want    []row
		because string
	}{
		{Place{}, rows[:2], "the beginning"},
		{Place{Mark: Mark{"2", "b"}}, rows[2:4], "behind a row"},
		{Place{Mark: Mark{"2", "bb"}}, rows[2:4], "behind where one stood"},
		{Place{Mark: Mark{"10", "a"}}, nil, "behind the last"},
		{Place{Mark: Mark{"10", "a"}, Back: true}, rows[1:3], "in front of the last"},
		{Place{Mark: Mark{"2", "b"}, Back: true}, rows[:1], "fewer than a page in front"},
	} {
		if got := s.Among(rows, tt.at, 2); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.because, got, tt.want)
		}
	}
	s.Order.Desc = true
	s.Sort(rows)
	if got := fmt.Sprint(s.Among(rows, Place{Mark: Mark{"2", "c"}}, 9)); got != "[{2 b} {1 z}]" {
		t.Errorf("the last first: %s", got)
	}
}
