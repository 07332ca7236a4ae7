package screening

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// regionsTSV lists six-digit codes of GB/T 2260 that were in force in one of
// the editions from about 2009 to 2024: province and prefecture, then the
// counties.
//
//go:embed regions.tsv
var regionsTSV string

// regions are the codes of the table, and its prefectures as four digits, read when
// they are first asked for.
var regions = sync.OnceValues(func() (codes, prefectures map[int]bool) { return readRegions(regionsTSV) })

func readRegions(tsv string) (codes, prefectures map[int]bool) {
	codes, prefectures = map[int]bool{}, map[int]bool{}
	for line := range strings.Lines(tsv) {
		head, rest, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		p, _ := strconv.Atoi(head)
		prefectures[p] = true
		for _, c := range strings.Fields(rest) {
			n, _ := strconv.Atoi(c)
			codes[p*100+n] = true
		}
	}
	return codes, prefectures
}

// region reports whether six digits were a region's code at some time. Codes of
// the editions before 2009 are not all in the table; they are known by how the
// standard numbers: below a province's prefectures 20 to 43 (地区, 盟, 自治州)
// counties up to 60 and cities from 81, below a city of the table likewise.
// 81, 82 and 83 are Hong Kong, Macao and Taiwan (residence permits).
func region(code int) bool {
	codes, prefectures := regions()
	switch {
	case codes[code]:
		return true
	case code == 810000, code == 820000, code == 830000, code/10000 == 71:
		return true
	}
	county := code % 100
	if county > 60 && county < 81 {
		return false
	}
	if prefectures[code/100] {
		return true
	}
	between := code / 100 % 100
	return prefectures[code/10000*100] && !municipality(code/10000) && between >= 20 && between <= 43
}

// municipality: Beijing, Tianjin, Shanghai, Chongqing have no prefectures.
func municipality(province int) bool {
	return province == 11 || province == 12 || province == 31 || province == 50
}
