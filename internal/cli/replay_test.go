package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
)

const history = `{"events":[
 {"type":"received","at":"2024-09-10","channel":"online","confirmed":"2024-09-12"},
 {"type":"third_party_asked","at":"2024-09-20","delivered":"2024-09-23"},
 {"type":"third_party_answered","at":"2024-09-27"},
 {"type":"extended","at":"2024-10-22","days":21},
 {"type":"decided","at":"2024-10-25","outcome":"third_party_rights","basis":"15"}],
 "as_of":"2024-11-01"}`

func TestDeadlineReplay(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.json")
	if err := os.WriteFile(file, []byte(history), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	if code := deadlineReplay(nil, &out, &errOut, calendar.New(), file, true); code != 0 {
		t.Fatalf("exit %d: %s", code, errOut.String())
	}
	for _, want := range []string{
		`"received": "2024-09-12"`, `"due": "2024-10-23"`, `"status": "ended"`, `"used": 22`, `"left": 0`, `"row": 8`, `"remedy": "B"`,
		`"event": 3`, `延长21个工作日，超过最长20个工作日（条例 33②）`, `"late_days": 2`, `"条例 15"`, `"warnings": []`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, out.String())
		}
	}
	var text bytes.Buffer
	if code := deadlineReplay(strings.NewReader(history), &text, &errOut, calendar.New(), "-", false); code != 0 {
		t.Fatalf("exit %d: %s", code, errOut.String())
	}
	for _, want := range []string{"收到之日：2024年9月12日", "期限届满：2024年10月23日", "逾期：2个工作日", "计入年报表三：第8行", "先申请行政复议", "未采用第3个事件：延长21个工作日", "依据：条例 31(三)、条例 33②"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %s in\n%s", want, text.String())
		}
	}
}

// A calculator exits 0 whenever it could calculate, whatever it found.
func TestDeadlineReplayExit(t *testing.T) {
	for _, tt := range []struct {
		in      string
		code    int
		because string
	}{
		{`{"events":[],"as_of":"2024-10-08"}`, 0, "nothing happened"},
		{`{"events":[{"type":"fee_paid","at":"2024-10-08"}]}`, 0, "everything was refused"},
		{`{"events":[{"type":"received","at":"2024-10-08"}],"as_of":"2030-01-01"}`, 0, "long overdue"},
		{`not json`, 2, "unreadable"},
		{`{"events":[{"type":"other","at":"2024-10-08"}]}`, 2, "an unknown event"},
	} {
		var out, errOut bytes.Buffer
		if code := deadlineReplay(strings.NewReader(tt.in), &out, &errOut, calendar.New(), "-", true); code != tt.code {
			t.Errorf("%s: exit %d %s", tt.because, code, errOut.String())
		}
		if (out.Len() > 0) != (tt.code == 0) || (errOut.Len() > 0) != (tt.code == 2) {
			t.Errorf("%s: out %q, err %q", tt.because, out.String(), errOut.String())
		}
	}
	var out, errOut bytes.Buffer
	if code := deadlineReplay(nil, &out, &errOut, calendar.New(), "no/such/file", true); code != 2 || !strings.Contains(errOut.String(), "打不开") {
		t.Errorf("no file: exit %d %s", code, errOut.String())
	}
}

// The machine's zone changes no byte of the answer.
func TestZoneChangesNothing(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	here := time.Local
	defer func() { time.Local = here }()
	var answers []string
	for _, zone := range []*time.Location{time.UTC, shanghai, time.FixedZone("west", -11*3600)} {
		time.Local = zone
		var out, errOut bytes.Buffer
		deadlineReplay(strings.NewReader(history), &out, &errOut, calendar.New(), "-", true)
		deadlineAdd(&out, &errOut, calendar.New(), "2026-12-20", 20, "working", true)
		answers = append(answers, out.String()+errOut.String())
	}
	if answers[0] != answers[1] || answers[0] != answers[2] {
		t.Error("the answers differ from zone to zone")
	}
}

func TestFee(t *testing.T) {
	n := func(n int) *int { return &n }
	for _, tt := range []struct {
		items, pages *int
		already      int
		code         int
		want         string
		because      string
	}{
		{n(41), nil, 0, 0, `"fen": 430000`, "41 applications in a month"},
		{n(1), nil, 10, 0, `"fen": 10000`, "the eleventh of the month"},
		{nil, n(201), 0, 0, `"fen": 274000`, "201 pages"},
		{n(0), nil, 0, 0, `"tiers": []`, "no application, no fee"},
		{n(-1), nil, 0, 2, "件数应当是不小于0", "less than nothing"},
		{nil, nil, 0, 2, "写明--items", "neither"},
		{n(1), n(1), 0, 2, "只用一个", "both"},
		{nil, n(1), 3, 2, "不累加", "pages of several applications are not added up"},
	} {
		var out, errOut bytes.Buffer
		code := fee(&out, &errOut, tt.items, tt.pages, tt.already, true)
		if code != tt.code || !strings.Contains(out.String()+errOut.String(), tt.want) {
			t.Errorf("%s: exit %d, %s%s", tt.because, code, out.String(), errOut.String())
		}
	}
	var out, errOut bytes.Buffer
	if fee(&out, &errOut, n(12), nil, 0, false); !strings.Contains(out.String(), "信息处理费：200元") || !strings.Contains(out.String(), "第11至12件：2件 × 100元 = 200元") {
		t.Errorf("got %s", out.String())
	}
}
