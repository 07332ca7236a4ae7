package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// flatReport is the report book's fixture: a flattened text whose relations
// all hold.
func flatReport(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("../report/testdata/flat.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func put(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReportCheck(t *testing.T) {
	good := flatReport(t)
	row := "一、本年新收政府信息公开申请数量 | 0 |"
	for _, tt := range []struct {
		name, text string
		code       int
		says, errs string
		because    string
	}{
		{"holds", good, 0, "没有发现问题", "", "every relation holds"},
		{"hotline", strings.Replace(good, "73001", "73002", 1), 1, "有效诉求 73002件", "", "the parts add up to 73001"},
		{"cell", strings.Replace(good, row, strings.Replace(row, "0", "1", 1), 1), 1, "自然人：收到数与办理数差 1 件；1 + 0 = 1 ≠ 0 + 0 = 0", "", "one received, none handled"},
		{"blank", strings.Replace(good, row, strings.Replace(row, "0", "", 1), 1), 1, "自然人为空白", "", "a blank is not 0"},
		{"not a report", "关于召开会议的通知\n定于下周一开会。\n", 2, "", "不是政府信息公开工作年度报告", "a type of its own"},
		{"empty", "", 2, "", "empty.txt", "the file is named"},
	} {
		var out, errOut bytes.Buffer
		file := put(t, strings.ReplaceAll(tt.name, " ", "-")+".txt", tt.text)
		if code := reportCheck(context.Background(), []string{file}, "", false, &out, &errOut); code != tt.code {
			t.Errorf("%s (%s): exit %d, want %d\n%s%s", tt.name, tt.because, code, tt.code, &out, &errOut)
		}
		if !strings.Contains(out.String(), tt.says) || !strings.Contains(errOut.String(), tt.errs) {
			t.Errorf("%s:\n%s%s", tt.name, &out, &errOut)
		}
	}
}

func TestReportCheckJSON(t *testing.T) {
	good := flatReport(t)
	one := put(t, "a.txt", good)
	last := put(t, "last.txt", strings.ReplaceAll(good, "2024", "2023"))
	blank := put(t, "b.txt", strings.Replace(good, "一、本年新收政府信息公开申请数量 | 0 |", "一、本年新收政府信息公开申请数量 | / |", 1))
	var out, errOut bytes.Buffer
	if code := reportCheck(context.Background(), []string{one, blank}, last, true, &out, &errOut); code != 1 {
		t.Fatalf("exit %d\n%s", code, &errOut)
	}
	var got []struct {
		File, Body, Format string
		Year               int
		OK                 bool
		Tables             struct {
			Two   map[string]any
			Three [][]*int64
			Four  map[string][]*int64
		}
		Sections []struct {
			Number, Characters int
			Title              string
		}
		Findings []struct {
			Rule, Severity, Message string
			Table, Column           *string
			Row                     any
		}
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || !got[0].OK || got[0].Body != "保山市政务服务管理局" || got[0].Year != 2024 || got[0].Format != "2021" || len(got[0].Sections) != 6 || len(got[0].Findings) != 0 {
		t.Errorf("%s", &out)
	}
	if tables := got[0].Tables; len(tables.Three) != 25 || len(tables.Three[0]) != 7 || tables.Two["fees"] != "0" || len(tables.Four["direct_suit"]) != 5 {
		t.Errorf("%+v", tables)
	}
	if b := got[1]; b.OK || b.Tables.Three[0][0] != nil || len(b.Findings) != 1 || b.Findings[0].Rule != "R9" || b.Findings[0].Row != 1.0 ||
		*b.Findings[0].Table != "three" || *b.Findings[0].Column != "自然人" || !strings.Contains(b.Findings[0].Message, "“/”") {
		t.Errorf("%+v", b.Findings)
	}
}

// TestReportCheckGoesOn: a file that cannot be read is named, and the others
// are checked all the same.
func TestReportCheckGoesOn(t *testing.T) {
	good := put(t, "a.txt", flatReport(t))
	var out, errOut bytes.Buffer
	if code := reportCheck(context.Background(), []string{"no-such-file.txt", good}, "", false, &out, &errOut); code != 2 {
		t.Errorf("exit %d, want 2", code)
	}
	if !strings.Contains(errOut.String(), "no-such-file.txt") || !strings.Contains(out.String(), "没有发现问题") {
		t.Errorf("%s%s", &out, &errOut)
	}
	if code := reportCheck(context.Background(), []string{good}, "no-such-file.txt", false, &out, &errOut); code != 2 {
		t.Errorf("unreadable --previous: exit %d, want 2", code)
	}
	if code := reportCheck(context.Background(), nil, "", false, &out, &errOut); code != 2 {
		t.Errorf("no files: exit %d, want 2", code)
	}
}

func BenchmarkReportCheckThousand(b *testing.B) {
	file := put(b, "a.txt", flatReport(b))
	files := make([]string, 1000)
	for i := range files {
		files[i] = file
	}
	for b.Loop() {
		var out, errOut bytes.Buffer
		if code := reportCheck(context.Background(), files, "", true, &out, &errOut); code != 0 {
			b.Fatal(errOut.String())
		}
	}
}
