package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tradingCommands imports notices into an instance and exports what is released,
// which is nothing as long as the head has not released it.
func tradingCommands(t *testing.T, data string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	const head = "PURCHASE_PROJECT_CODE,WIN_BID_BULLETIN_TITLE,WIN_BID_BULLETIN_START_TIME,WIN_BID_PRICE,PRICE_UNIT,WINNINGBIDDER_NAME,URL\n"
	good := write("BID_DEAL_ANNOUNCE.csv", head+"ZC1,门锁采购成交公告,2024-05-06 09:00:00,118.6,万元,云溪锁业有限公司,u1\n")
	bad := write("bad.csv", "TABLE,"+head+"BID_DEAL_ANNOUNCE,ZC2,物业成交公告,2024-05-06,5,斤,云溪物业有限公司,u2\nBID_DEAL_ANNOUNCE,ZC3,绿化成交公告,2024-05-06,5,万元,云溪绿化有限公司,u3\n")
	broken := write("broken.json", "{")
	for _, tt := range []struct {
		files                   []string
		code                    int
		added, unchanged, aside int
		because                 string
	}{
		{[]string{good}, Done, 1, 0, 0, "a file of the exchange"},
		{[]string{good}, Done, 0, 1, 0, "the same file again"},
		{[]string{bad}, Wrong, 1, 0, 1, "a wrong unit: the rest goes in"},
		{[]string{dir}, Wrong, 0, 2, 2, "a folder, with a file that cannot be read"},
		{[]string{broken}, Refused, 0, 0, 0, "nothing can be read"},
	} {
		code, out, errOut := command(t, append([]string{"import", "trading", "--json", "--data", data}, tt.files...)...)
		if code != tt.code {
			t.Fatalf("%s: exit %d, want %d\n%s%s", tt.because, code, tt.code, out, errOut)
		}
		if code == Refused {
			continue
		}
		var r struct {
			New, Unchanged int
			Refused        []struct {
				File, Why string
				Line      int
			}
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil || r.New != tt.added || r.Unchanged != tt.unchanged || len(r.Refused) != tt.aside {
			t.Errorf("%s: %v %s", tt.because, err, out)
		}
	}
	file := filepath.Join(dir, "ocds.json")
	code, _, errOut := command(t, "export", "ocds", "--data", data, "-o", file)
	if _, err := os.Stat(file); code != Refused || !strings.Contains(errOut, "没有已签发的公告") || err == nil {
		t.Errorf("what the head has not released is exported: %d %s", code, errOut)
	}
	if code, _, errOut := command(t, "export", "ocds", "--data", data, "-o", file, "--part", "all"); code != Refused || !strings.Contains(errOut, "part") {
		t.Errorf("purchases and sales in one file: %d %s", code, errOut)
	}
}
