package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"yangguang/internal/calendar"
)

func TestDeadlineAdd(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		from, unit  string
		n           int
		due         string
		provisional bool
		because     string
	}{
		{"2024-09-10", "", 20, "2024-10-14", false, "working days unless something else is asked for"},
		{"2026-11-20", "working", 20, "2026-12-18", false, "an ordinary month"},
		{"2026-12-18", "working", 20, "2027-01-18", true, "2027 has no notice yet"},
		{"2026-01-30", "natural", 60, "2026-03-31", false, "sixty days to ask for review"},
		{"2026-11-06", "natural", 15, "2026-11-23", false, "the last day is a Saturday"},
		{"2025-08-31", "months", 6, "2026-02-28", false, "six months to sue, February has no 31st"},
	} {
		var out, errOut bytes.Buffer
		if code := deadlineAdd(&out, &errOut, cal, tt.from, tt.n, tt.unit, true); code != 0 {
			t.Errorf("%s: exit %d: %s", tt.because, code, errOut.String())
			continue
		}
		var got struct {
			From, Due   string
			Days        int
			Provisional bool
			List        []struct {
				Date   string
				Counts bool
				N      int
				Why    string
			}
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Due != tt.due || got.Provisional != tt.provisional || got.From != tt.from || got.Days != tt.n {
			t.Errorf("%s: got %+v", tt.because, got)
		}
		if last := got.List[len(got.List)-1]; last.Date != tt.due || last.Why == "" {
			t.Errorf("%s: the list ends with %+v", tt.because, last)
		}
	}
}

func TestDeadlineAddSpeaksToPeople(t *testing.T) {
	var out, errOut bytes.Buffer
	if code := deadlineAdd(&out, &errOut, calendar.New(), "2026-09-30", 2, "", false); code != 0 {
		t.Fatal(errOut.String())
	}
	for _, want := range []string{"2026年9月30日起2个工作日", "末日为2026年10月9日", "2026-10-01    不计  放假（国庆节）", "2026-10-09  第  2日  工作日"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestDeadlineAddRefuses(t *testing.T) {
	for _, tt := range []struct {
		from, unit string
		n          int
		want       string
	}{
		{"2026-02-30", "", 20, "不是日期"},
		{"", "", 20, "不是日期"},
		{"2026-02-03", "weeks", 20, "没有“weeks”这种单位"},
		{"2026-02-03", "", -1, "超出"},
		{"2026-02-03", "months", 1000, "超出"},
	} {
		var out, errOut bytes.Buffer
		code := deadlineAdd(&out, &errOut, calendar.New(), tt.from, tt.n, tt.unit, true)
		if code != 2 || !strings.Contains(errOut.String(), tt.want) || out.Len() > 0 {
			t.Errorf("%+v: exit %d, %s%s", tt, code, errOut.String(), out.String())
		}
	}
	var out, errOut bytes.Buffer
	if deadlineAdd(&out, &errOut, calendar.New(), "2026-02-03", 0, "", true); !strings.Contains(out.String(), `"list": []`) {
		t.Errorf("an empty list is a list: %s", out.String())
	}
}
