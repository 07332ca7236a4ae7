package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// command runs one command line as the program would.
func command(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		args    []string
		code    int
		out     string // stands in the output
		errOut  string // stands in the error output
		because string
	}{
		{nil, Done, "用法：", "", "no command: how to use it"},
		{[]string{"--help"}, Done, "report", "", "help lists the commands"},
		{[]string{"report", "check", "--help"}, Done, "--previous", "", "every command has its own help"},
		{[]string{"version"}, Done, "yangguang", "", "the version"},
		{[]string{"config", "describe"}, Done, "YANGGUANG_DATABASE_FILE", "", "secrets may stand in files"},
		{[]string{"nonsense"}, Refused, "", "nonsense", "an unknown command"},
		{[]string{"report", "check"}, Refused, "", "--help", "nothing to check"},
		{[]string{"report", "check", filepath.Join(dir, "none.html")}, Refused, "", "none.html", "a file that is not there is named"},
		{[]string{"report", "build", "--format", "pdf", "-o", "-"}, Refused, "", "year", "which year"},
		{[]string{"fee", "--items", "20", "--json"}, Done, `"fen": 100000`, "", "ten are free, ten cost 100 yuan each"},
		{[]string{"fee"}, Refused, "", "--items", "items or pages"},
		{[]string{"deadline", "add", "--from", "2024-09-10", "--days", "20", "--json"}, Done, "2024-10-14", "", "over the Mid-Autumn and National Day holidays"},
		{[]string{"deadline", "add", "--from", "2024-09-10", "--days", "20", "--unit", "weeks"}, Refused, "", "weeks", "no such unit"},
		{[]string{"trail", "verify", "--data", filepath.Join(dir, "none")}, Refused, "", "--data", "verifying makes no instance"},
		{[]string{"demo", "--load-only"}, Refused, "", "--data", "where to"},
		{[]string{"demo", "--data", dir, "--scale", "0"}, Refused, "", "--scale", "nothing is no scale"},
		{[]string{"demo", "--scenario", "none"}, Refused, "", "scenario", "an unknown sample"},
	} {
		code, out, errOut := command(t, tt.args...)
		if code != tt.code || !strings.Contains(out, tt.out) || !strings.Contains(errOut, tt.errOut) {
			t.Errorf("%v (%s): exit %d, want %d\nout: %s\nerr: %s", tt.args, tt.because, code, tt.code, out, errOut)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("trail verify made a folder")
	}
}

// TestInstance walks the commands that stand on an instance: the sample year is
// loaded, its report is printed and read back, the log verifies.
func TestInstance(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must := func(args ...string) string {
		t.Helper()
		code, out, errOut := command(t, append(args, "--data", data)...)
		if code != Done {
			t.Fatalf("%v: exit %d\n%s%s", args, code, out, errOut)
		}
		return out
	}
	must("demo", "--load-only")
	if out := must("demo", "--load-only"); out != "" {
		t.Errorf("a demo that is there is loaded again: %s", out)
	}
	must("migrate", "--check")
	tradingCommands(t, data)
	var first string
	for _, format := range []string{"html", "docx", "xlsx", "pdf"} {
		file := filepath.Join(t.TempDir(), "report."+format)
		must("report", "build", "--year", "2024", "--format", format, "-o", file)
		code, out, errOut := command(t, "report", "check", "--json", file)
		if code != Done {
			t.Fatalf("%s read back: exit %d\n%s%s", format, code, out, errOut)
		}
		var read []struct {
			Body     string
			Year     int
			Tables   json.RawMessage
			Findings []any
		}
		if err := json.Unmarshal([]byte(out), &read); err != nil || len(read) != 1 {
			t.Fatalf("%s: %v %s", format, err, out)
		}
		if first == "" {
			first = string(read[0].Tables)
		}
		if read[0].Body != "保山市政务服务管理局" || read[0].Year != 2024 || len(read[0].Findings) > 0 || string(read[0].Tables) != first {
			t.Errorf("%s read back: %s", format, out)
		}
	}
	if out := must("report", "build", "--year", "2024", "--format", "json", "-o", "-"); !strings.Contains(out, `"hotline.valid":73001`) {
		t.Errorf("the figures are not in the JSON: %s", out)
	}
	if out := must("report", "build", "--year", "2025", "--format", "json", "-o", "-"); !strings.Contains(out, `"year":2025`) {
		t.Errorf("a draft is not printed: %s", out)
	}
	if code, _, errOut := command(t, "report", "build", "--year", "1999", "--format", "pdf", "-o", "-", "--data", data); code != Refused || !strings.Contains(errOut, "1999") {
		t.Errorf("a year without a report: exit %d %s", code, errOut)
	}
	checkpoint := filepath.Join(t.TempDir(), "checkpoint.txt")
	must("trail", "checkpoint", "-o", checkpoint)
	if out := must("trail", "verify", "--json", "--checkpoint", checkpoint); !strings.Contains(out, `"ok":true`) {
		t.Errorf("verify: %s", out)
	}
}

func TestSetup(t *testing.T) {
	dir := t.TempDir()
	args := []string{"setup", "--data", filepath.Join(dir, "data"), "--out", dir, "--url", "https://xxgk.example.gov.cn"}
	code, out, errOut := command(t, args...)
	if code != Done || !strings.Contains(out, "https://xxgk.example.gov.cn/setup?key=") {
		t.Fatalf("exit %d\n%s%s", code, out, errOut)
	}
	env, err := os.ReadFile(filepath.Join(dir, "yangguang.env"))
	if err != nil || !strings.Contains(string(env), "YANGGUANG_URL=https://xxgk.example.gov.cn\n") {
		t.Errorf("the environment file: %v\n%s", err, env)
	}
	if code, _, errOut := command(t, args...); code != Refused || !strings.Contains(errOut, "已经有了") {
		t.Errorf("a second setup overwrites the first: exit %d %s", code, errOut)
	}
}
