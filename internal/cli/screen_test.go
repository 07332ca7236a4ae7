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

// run runs one command line and gives its exit code and both outputs.
func runLine(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestScreenCommand(t *testing.T) {
	dir := t.TempDir()
	put := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	clean := put("clean.txt", "通知\n咨询电话：0875-2198298，邮箱 bszwzx@126.com。\n")
	id := put("id.txt", "名单\n张三，身份证号11010519491231002X。\n")
	page := put("page.html", "<p>公示</p><!-- 13800138000 -->")
	table := put("t.csv", "姓名,证件号码\n张三,110105\u200B19491231002X\n")
	broken := put("b.docx", "PK\x03\x04 no package")
	words := put("words.tsv", "# 词\n内部掌握\t保密办\t不得公开清单3\n")
	listed := put("listed.txt", "此数仅供内部掌握。")
	allow := put("allow.tsv", "13800138000\t办公室\t2099-01-31\n")
	mine := put("mine.txt", "值班手机 138-0013-8000")

	starred := put("starred.txt", "张建国，110105********002X")
	other := put("other.txt", "张建国，11010519491231****")

	for _, tt := range []struct {
		args    []string
		code    int
		want    string
		because string
	}{
		{[]string{clean}, Done, "没有发现", "landlines and the office's mailbox are public"},
		{[]string{id}, Wrong, "110****2X（段落 2）", "found and masked, with its place"},
		{[]string{page}, Wrong, "138****8000（注释）", "a comment of the page"},
		{[]string{table}, Wrong, "（表 1 行 2）", "a cell, invisible characters inside"},
		{[]string{broken}, Wrong, "读不", "what cannot be read is a finding"},
		{[]string{listed}, Done, "", "without a list no word is found"},
		{[]string{"--words", words, listed}, Wrong, "不得公开清单3", "who listed it says why"},
		{[]string{mine}, Wrong, "138****8000", "a mobile is always found"},
		{[]string{"--allow", allow, mine}, Done, "", "unless the body's list names it"},
		{[]string{filepath.Join(dir, "none.txt")}, Refused, "", "no such file"},
		{[]string{dir}, Refused, "", "a folder"},
		{[]string{starred}, Done, "", "a starred number"},
		{[]string{starred, other}, Wrong, "合起来可以拼出号码", "two pages of one release tell it together"},
		{nil, Refused, "", "no file at all"},
	} {
		code, out, errOut := runLine(t, append([]string{"screen"}, tt.args...)...)
		if code != tt.code || !strings.Contains(out, tt.want) || code == Refused && errOut == "" {
			t.Errorf("%s (%v): %d\n%s%s", tt.because, tt.args, code, out, errOut)
		}
		if strings.Contains(out, "11010519491231002X") || strings.Contains(out, "13800138000") {
			t.Errorf("%s: printed unmasked", tt.because)
		}
	}
}

func TestScreenJSON(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(name, []byte("名单\n张三，身份证号11010519491231002X。"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, _ := runLine(t, "screen", "--json", name)
	var got []map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != Wrong || len(got) != 1 {
		t.Fatalf("%d %v %s", code, err, out)
	}
	if got[0]["file"] != name || got[0]["ok"] != false {
		t.Errorf("%v", got[0])
	}
	f := got[0]["findings"].([]any)[0].(map[string]any)
	want := map[string]any{"kind": "id_card", "severity": "block", "text": "110****2X", "where": "段落 2", "offset": 7.0}
	for k, v := range want {
		if f[k] != v {
			t.Errorf("%s is %v, want %v", k, f[k], v)
		}
	}
	if len(f) != len(want) {
		t.Errorf("fields %v", f)
	}
}
