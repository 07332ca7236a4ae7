package request

import (
	"fmt"
	"math"
	"testing"
)

func TestFees(t *testing.T) {
	for n, yuan := range map[int]int64{0: 0, 10: 0, 11: 100, 15: 500, 30: 2000, 31: 2200, 40: 4000, 41: 4300, 50: 7000, 51: 7400} {
		f, err := ItemFee(0, n)
		if err != nil || f.Fen != yuan*100 {
			t.Errorf("%d items: got %d fen, want %d yuan (%v)", n, f.Fen, yuan, err)
		}
	}
	for n, yuan := range map[int]int64{0: 0, 30: 0, 31: 10, 44: 140, 68: 380, 72: 420, 100: 700, 101: 720, 200: 2700, 201: 2740} {
		f, err := PageFee(n)
		if err != nil || f.Fen != yuan*100 {
			t.Errorf("%d pages: got %d fen, want %d yuan (%v)", n, f.Fen, yuan, err)
		}
	}
	f, _ := ItemFee(0, 41)
	if got := fmt.Sprint(f.Tiers); got != "[{1 10 10 0 0 0} {11 30 20 10000 200000 0} {31 40 10 20000 200000 0} {41 41 1 30000 30000 0}]" {
		t.Errorf("tiers of 41: %s", got)
	}
	for _, bad := range [][2]int{{0, -1}, {-1, 1}, {0, math.MaxInt}, {math.MaxInt, 1}} {
		if _, err := ItemFee(bad[0], bad[1]); err == nil {
			t.Errorf("%v items must be refused", bad)
		}
	}
	for _, bad := range []int{-1, math.MaxInt} {
		if _, err := PageFee(bad); err == nil {
			t.Errorf("%d pages must be refused", bad)
		}
	}
}

// The tariff has no upper end: thirty items cost 2000 元, then ten at 200, ten at
// 300 and on, 10·(2+3+…) hundreds of 元. However long, the tiers add up.
func TestFeesWithoutEnd(t *testing.T) {
	for _, n := range []int{10_001, 99_999, 100_030, 1_000_000, 100_000_000} {
		f, err := ItemFee(0, n)
		tens, left := int64(n-30)/10, int64(n-30)%10
		want := 2000 + 100*(10*(tens*(tens+3)/2)+left*(tens+2))
		if err != nil || f.Fen != want*100 {
			t.Errorf("%d items: %d fen, want %d (%v)", n, f.Fen, want*100, err)
		}
		sum, at := int64(0), 0
		for _, x := range f.Tiers {
			if x.From != at+1 || x.Count != x.To-x.From+1 {
				t.Fatalf("%d items: a tier %+v behind part %d", n, x, at)
			}
			sum, at = sum+x.Fen, x.To
		}
		if last := f.Tiers[len(f.Tiers)-1]; sum != f.Fen || at != n || len(f.Tiers) > mostTiers+1 || n > 100_030 && last.FenLast != 100*100*((int64(n)-31)/10+2) {
			t.Errorf("%d items: tiers of %d fen up to %d, %d of them, the last %+v", n, sum, at, len(f.Tiers), last)
		}
	}
	if f, err := PageFee(2_000_000); err != nil || f.Fen != 100*(2700+40*(2_000_000-200)) {
		t.Errorf("two million pages: %+v %v", f, err)
	}
}

// The tariff against its formula, one part after another; and a month's fee is
// the same however its applications are put together.
func TestFeesPartByPart(t *testing.T) {
	each := func(k int) int64 {
		switch {
		case k <= 10:
			return 0
		case k <= 30:
			return 100_00
		}
		return int64((k-31)/10+2) * 100_00
	}
	page := func(k int) int64 {
		switch {
		case k <= 30:
			return 0
		case k <= 100:
			return 10_00
		case k <= 200:
			return 20_00
		}
		return 40_00
	}
	var items, pages int64
	for n := 1; n <= 400; n++ {
		items, pages = items+each(n), pages+page(n)
		f, _ := ItemFee(0, n)
		g, _ := PageFee(n)
		if f.Fen != items || g.Fen != pages {
			t.Fatalf("%d: items %d, want %d; pages %d, want %d", n, f.Fen, items, g.Fen, pages)
		}
		for _, fee := range []Fee{f, g} {
			var sum int64
			count := 0
			for _, tier := range fee.Tiers {
				if tier.Fen != int64(tier.Count)*tier.FenEach || tier.To-tier.From+1 != tier.Count {
					t.Fatalf("%d: tier %+v", n, tier)
				}
				sum, count = sum+tier.Fen, count+tier.Count
			}
			if sum != fee.Fen || count != n {
				t.Fatalf("%d: the tiers add up to %d for %d", n, sum, count)
			}
		}
		first, _ := ItemFee(0, n/3)
		rest, _ := ItemFee(n/3, n-n/3)
		if first.Fen+rest.Fen != f.Fen {
			t.Fatalf("%d: %d and then the rest cost %d", n, n/3, first.Fen+rest.Fen)
		}
	}
}
