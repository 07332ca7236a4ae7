package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yangguang/internal/extract/whole"
)

func TestRedactCommand(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "a.txt"), filepath.Join(dir, "b.txt")
	before := "名单\n张三，身份证号110105 19491231 002X。\n其他照旧。\n"
	if err := os.WriteFile(in, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	mark := []string{"redact", in, "--text", "11010519491231002X", "--text", "李四", "-o", out}

	code, printed, _ := runLine(t, append(mark, "--ground", "条例 15", "--json")...)
	var got redacted
	if err := json.Unmarshal([]byte(printed), &got); err != nil || code != Done || !got.OK {
		t.Fatalf("%d %v %s", code, err, printed)
	}
	if got.Ground != "条例 15" || got.File != in || got.Out != out || len(got.Removed) != 2 || got.Removed[0].Count != 1 ||
		got.Removed[0].Text != "110****2X" || got.Removed[0].Where[0] != "段落 2" || got.Removed[1].Count != 0 || got.Survived == nil {
		t.Errorf("%+v", got)
	}
	made, err := os.ReadFile(out)
	if err != nil || strings.Contains(string(made), "19491231") || !strings.Contains(string(made), "其他照旧") || !strings.Contains(string(made), "已遮盖，依据") {
		t.Errorf("%v %s", err, made)
	}
	if now, err := os.ReadFile(in); err != nil || string(now) != before {
		t.Errorf("the original was changed: %v", err)
	}

	// What survives: OUT, even one of an earlier day, is gone.
	code, printed, _ = runLine(t, "redact", in, "--text", "已遮盖", "--text", "照旧", "--ground", "条例 15", "-o", out)
	if code != Done { // 已遮盖 does not stand in the original, yet the bar says it
		if _, err := os.Stat(out); !os.IsNotExist(err) {
			t.Error("OUT was left")
		}
		if code != Wrong || !strings.Contains(printed, "没有遮盖干净") {
			t.Errorf("%d %s", code, printed)
		}
	} else {
		t.Errorf("the bar's own words passed: %s", printed)
	}

	for _, tt := range []struct {
		args    []string
		because string
	}{
		{append(mark, "--ground", "条例 99"), "no such article"},
		{append(mark, "--ground", "随便"), "no clause"},
		{append(mark, "--ground", "条例"), "an act alone"},
		{mark, "no ground at all"},
		{[]string{"redact", in, "--ground", "条例 15", "-o", out}, "nothing marked"},
		{[]string{"redact", in, "--text", " ", "--ground", "条例 15", "-o", out}, "an empty string"},
		{[]string{"redact", in, "--text", "张三", "--ground", "条例 15", "-o", in}, "onto itself"},
		{[]string{"redact", filepath.Join(dir, "none.txt"), "--text", "x", "--ground", "条例 15", "-o", out}, "no file"},
	} {
		if code, _, errOut := runLine(t, tt.args...); code != Refused || errOut == "" {
			t.Errorf("%s: %d %q", tt.because, code, errOut)
		}
	}
}

// TestRedactScanCommand: a scan is covered by boxes, and the words say that the
// new file has no text.
func TestRedactScanCommand(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "a.pdf"), filepath.Join(dir, "b.pdf")
	file := "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>\nendobj\ntrailer << /Root 1 0 R /Size 4 >>\n%%EOF\n"
	if err := os.WriteFile(in, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	do := func(args ...string) (int, string) {
		code, printed, _ := runLine(t, append([]string{"redact", in, "--ground", "条例 15", "-o", out}, args...)...)
		return code, printed
	}
	code, printed := do("--box", "1:10,10,50,20", "--json")
	var got redacted
	if err := json.Unmarshal([]byte(printed), &got); err != nil || code != Done || !got.OK || got.Boxes != 1 {
		t.Fatalf("%d %v %s", code, err, printed)
	}
	if made, err := os.ReadFile(out); err != nil || !strings.HasPrefix(string(made), "%PDF") || strings.Contains(string(made), "300 400]") {
		t.Errorf("%v", err)
	}
	if code, printed := do("--box", "1:10,10,50,20", "--box", "1:60,60,70,70"); code != Done || !strings.Contains(printed, "按图像遮盖 2 处") || !strings.Contains(printed, "没有文字层") {
		t.Errorf("%d %s", code, printed)
	}
	for _, args := range [][]string{{"--box", "1"}, {"--box", "9:10,10,50,20"}, {"--box", "1:10,10,50,20", "--text", "x"}, {"--box", "1:50,10,10,20"}} {
		if code, printed := do(args...); code != Refused {
			t.Errorf("%v: %d %s", args, code, printed)
		}
	}
}

// TestRedactPictureCommand: a photograph is covered by boxes; its words cannot be.
func TestRedactPictureCommand(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "a.jpg"), filepath.Join(dir, "b.jpg")
	var b bytes.Buffer
	if err := errors.Join(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 200)), nil), os.WriteFile(in, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	if code, printed, _ := runLine(t, "redact", in, "--ground", "条例 15", "-o", out, "--box", "1:10,10,50,20"); code != Done || !strings.Contains(printed, "按图像遮盖 1 处") {
		t.Errorf("%d %s", code, printed)
	}
	if made, err := os.ReadFile(out); err != nil || whole.Format("", made) != "jpg" {
		t.Errorf("%v", err)
	}
	for _, args := range [][]string{{"--box", "2:10,10,50,20"}, {"--text", "某人"}} {
		if code, printed, said := runLine(t, append([]string{"redact", in, "--ground", "条例 15", "-o", out}, args...)...); code != Refused || said == "" {
			t.Errorf("%v: %d %s %s", args, code, printed, said)
		}
	}
}
