package figure

import "testing"

func TestYuan(t *testing.T) {
	for _, tt := range []struct {
		fen           int64
		want, because string
	}{
		{0, "0", "nothing"}, {300, "3", "whole 元 have no point"}, {305, "3.05", "分 have two places"}, {350, "3.50", "so have 角"}, {7, "0.07", "less than one 元"},
	} {
		if got := Yuan(tt.fen); got != tt.want {
			t.Errorf("%s: Yuan(%d) = %s, want %s", tt.because, tt.fen, got, tt.want)
		}
	}
}
