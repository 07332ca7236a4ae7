package web

import (
	"strings"
	"testing"
)

func TestPhrases(t *testing.T) {
	for _, tt := range []struct{ name, want, because string }{
		{"云溪市住房和城乡建设局", "云溪市|住房和城乡建设局", "城乡 is one word"},
		{"保山市政务服务管理局", "保山市|政务服务管理局", "市政 across the place and the office is no word"},
		{"云溪市市政管理局", "云溪市|市政管理局", "a line never begins with the rest of a place"},
		{"云溪市城市管理局", "云溪市|城市管理局", "城市 is one word"},
		{"云溪高新技术产业开发区管理委员会政务服务管理办公室", "云溪高新技术产业开发区|管理委员会|政务服务管理办公室", "behind the zone, behind its committee"},
		{"云溪市北庄镇人民政府", "云溪市|北庄镇|人民政府", "each place"},
		{"云溪市人民政府", "云溪市|人民政府", "nothing behind the end of the name"},
		{"云溪市清河县乡村振兴局", "云溪市|清河县|乡村振兴局", "乡 begins a word here"},
		{"财政局", "财政局", "nothing to cut"},
		{"", "", "a site before its first body"},
	} {
		if got := strings.Join(phrases(tt.name), "|"); got != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.name, got, tt.want, tt.because)
		}
	}
}

func TestNavMark(t *testing.T) {
	nav := []Link{{"首页", "/"}, {"公开", "/gk/"}, {"申请", "/gk/sq/"}}
	for _, tt := range []struct{ path, current, want, because string }{
		{"/", "/", "page||", "the first page"},
		{"/gk/nb/2024", "/gk/nb/", "|true|", "a page below an entry"},
		{"/gk/sq/jd", "/gk/sq/", "||page", "the page's own entry, and not the one above it"},
		{"/gk/sq/jd", "", "||true", "the longest address"},
		{"/search", "/search", "||", "a page below none"},
	} {
		s := &Shell{Nav: nav, Path: tt.path, Current: tt.current}
		var got []string
		for _, l := range nav {
			got = append(got, s.NavMark(l.Href))
		}
		if marks := strings.Join(got, "|"); marks != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.path, marks, tt.want, tt.because)
		}
	}
}
