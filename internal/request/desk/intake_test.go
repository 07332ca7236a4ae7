package desk

import (
	"fmt"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
)

// card is a resident's number of nobody: no county has the code 110100, its
// check digit fits.
func card(n int) string {
	for _, check := range "0123456789X" {
		number := fmt.Sprintf("11010019900307%03d%c", n, check)
		if request.CheckDocument(request.ResidentID, number, calendar.On(2026, 11, 20)) == nil {
			return number
		}
	}
	panic("no check digit fits")
}
