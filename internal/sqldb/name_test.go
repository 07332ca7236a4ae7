package sqldb

import "testing"

func TestNamesInStatements(t *testing.T) {
	if got := Name("request_try").SQL(); got != "request_try" {
		t.Errorf("%q", got)
	}
	for _, tt := range []struct {
		name    Name
		because string
	}{
		{"", "nothing is no name"},
		{"request_try; DROP TABLE person", "nor is a statement"},
		{"Request", "names are small letters"},
		{"_try", "and begin with one"},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error(tt.because)
				}
			}()
			_ = tt.name.SQL()
		}()
	}
}
