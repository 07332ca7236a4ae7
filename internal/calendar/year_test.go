package calendar

import (
	"slices"
	"strings"
	"testing"
)

const notice2026 = `一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。`

func TestNoticeReadsAsTheTable(t *testing.T) {
	a, err := ParseYear(2026, notice2026)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Validate(); err != nil {
		t.Error(err)
	}
	for _, built := range BuiltIn() {
		if built.Year == 2026 && !slices.Equal(built.Marks, a.Marks) {
			t.Errorf("got\n%v\nwant\n%v", a.Marks, built.Marks)
		}
	}
}

func TestBuiltInYearsAreValid(t *testing.T) {
	years := BuiltIn()
	if len(years) != 9 || years[0].Year != 2018 || years[8].Year != 2026 {
		t.Fatalf("built in: %d years", len(years))
	}
	for _, a := range years {
		if err := a.Validate(); err != nil {
			t.Errorf("%d: %v", a.Year, err)
		}
	}
}

func TestParseYear(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		because  string
	}{
		{`{"2027-01-01": true, "2027-02-06": false}`, "2027-01-01休节假日 2027-02-06班节假日", "JSON as the holiday feeds write it"},
		{"日期,类型,名称\n2027-01-01,休,元旦\n\n2027-02-06,班,春节", "2027-01-01休元旦 2027-02-06班春节", "CSV with a head line"},
		{"2027-01-01 至 2027-01-03,放假", "2027-01-01休节假日 2027-01-02休节假日 2027-01-03休节假日", "a range without a name"},
		{"2027-01-01\t休\t元旦\r\n", "2027-01-01休元旦", "pasted from a spreadsheet"},
		{"\ufeff2027-01-01，休，元旦", "2027-01-01休元旦", "full-width commas, byte order mark"},
		{"2027-01-01,休,元旦\n2027-01-01,休,元旦", "2027-01-01休元旦", "the same said twice"},
		{"一、元旦：2026年12月31日至2027年1月2日放假，共3天。", "2026-12-31休元旦 2027-01-01休元旦 2027-01-02休元旦", "a notice across the turn of the year"},
		{"元旦：1月1日放假。1月3日（星期日）上班", "2027-01-01休元旦 2027-01-03班元旦", "no numbering, one day"},
	} {
		a, err := ParseYear(2027, tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.because, err)
			continue
		}
		var got []string
		for _, m := range a.Marks {
			kind := "班"
			if m.Off {
				kind = "休"
			}
			got = append(got, m.Day.String()+kind+m.Name)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: got %s", tt.because, s)
		}
	}
}

func TestParseYearRefuses(t *testing.T) {
	for _, tt := range []struct {
		year int
		in   string
		want string
	}{
		{2027, "", "没有内容"},
		{1027, "2027-01-01,休", "核对年份"},
		{2027, "{", "不能按JSON读出"},
		{2027, `{"2027-13-01": true}`, "不是日期"},
		{2027, "2027-01-01", "缺少"},
		{2027, "2027-02-30,休", "第1行"},
		{2027, "2027-01-01,半天", "应当是“休”或者“班”"},
		{2027, "2027-10-07至2027-10-01,休", "颠倒"},
		{2027, "2027-01-01,休\n2027-01-01,班", "既写放假又写上班"},
		{2027, "元旦：1月1日（周一）放假。", "与所写的星期不符"},
		{2027, "元旦：1月1日至3日放假，共4天。", "共4天"},
		{2027, "元旦：2月30日放假。", "不存在的日子"},
		{2027, "国庆：10月7日至1日放假。", "颠倒"},
		{2027, "每月都放假。", "没有读到"},
		{2027, strings.Repeat("x", 1<<20+1), "超过1MB"},
	} {
		a, err := ParseYear(tt.year, tt.in)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.40q: got %v, %v, want %q", tt.in, a.Marks, err, tt.want)
		}
	}
}

func TestValidate(t *testing.T) {
	full := func() Arrangement {
		a, err := ParseYear(2026, notice2026)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, tt := range []struct {
		spoil func(*Arrangement)
		want  string
	}{
		{func(a *Arrangement) { a.Marks = append(a.Marks, Mark{Day: On(2025, 5, 1), Off: true}) }, "不在2026年"},
		{func(a *Arrangement) { a.Marks = append(a.Marks, Mark{Day: On(2026, 11, 20)}) }, "本来就上班"},
		{func(a *Arrangement) { a.Marks = a.Marks[3:] }, "缺少法定节日2026年1月1日（元旦，《放假办法》第二条第（一）项）"},
		{func(a *Arrangement) { a.Marks = nil }, "放假共0天"},
	} {
		a := full()
		tt.spoil(&a)
		if err := a.Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

func FuzzParseYear(f *testing.F) {
	for _, s := range []string{notice2026[:200], "2027-01-01,休,元旦", `{"2027-01-01": true}`, "1月1日至99日放假", "9999年1月1日放假月", "至,休"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseYear(2027, s)
		if err != nil {
			return
		}
		for i, m := range a.Marks {
			if i > 0 && a.Marks[i-1].Day >= m.Day {
				t.Fatalf("marks out of order in %q", s)
			}
		}
		a.Validate()
	})
}
