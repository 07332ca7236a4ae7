package law

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRefPrints(t *testing.T) {
	for _, tt := range []struct {
		ref                 Ref
		page, letter, short string
		because             string
	}{
		{Art("条例", 33).Para(2), "《条例》第三十三条第二款", "《中华人民共和国政府信息公开条例》第三十三条第二款", "条例 33②", "paragraph"},
		{Art("条例", 36).At(2), "《条例》第三十六条第（二）项", "《中华人民共和国政府信息公开条例》第三十六条第（二）项", "条例 36(二)", "items without a paragraph"},
		{Art("条例", 50).Para(1).At(4), "《条例》第五十条第一款第（四）项", "《中华人民共和国政府信息公开条例》第五十条第一款第（四）项", "条例 50①(四)", "paragraph and item"},
		{Art("条例", 20).At(15), "《条例》第二十条第（十五）项", "《中华人民共和国政府信息公开条例》第二十条第（十五）项", "条例 20(十五)", "item above ten"},
		{Art("行政诉讼法", 103), "《行政诉讼法》第一百零三条", "《中华人民共和国行政诉讼法》第一百零三条", "行政诉讼法 103", "an alias, above a hundred"},
		{Art("年报格式", 0), "《年报格式》", "《国务院办公厅政府信息与政务公开办公室关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知》", "年报格式", "a document without articles"},
		{Ref{}, "", "", "", "nothing"},
	} {
		if got := tt.ref.String(); got != tt.page {
			t.Errorf("page (%s): got %s, want %s", tt.because, got, tt.page)
		}
		if got := tt.ref.Full(); got != tt.letter {
			t.Errorf("letter (%s): got %s, want %s", tt.because, got, tt.letter)
		}
		if got := tt.ref.Short(); got != tt.short {
			t.Errorf("short (%s): got %s, want %s", tt.because, got, tt.short)
		}
	}
}

func TestLists(t *testing.T) {
	for _, tt := range []struct {
		refs        []Ref
		again       []string
		full, brief string
		because     string
	}{
		{nil, nil, "", "", "nothing"},
		{[]Ref{Art("条例", 36).At(3), Art("条例", 14)}, nil, "《中华人民共和国政府信息公开条例》第三十六条第（三）项、第十四条", "《条例》第三十六条第（三）项、第十四条", "the whole name once"},
		{[]Ref{Art("条例", 37), Art("条例", 37)}, []string{"条例"}, "《中华人民共和国政府信息公开条例》（以下简称《条例》）第三十七条", "《条例》第三十七条、第三十七条", "it is named again"},
		{[]Ref{Art("条例", 42).Para(1), Art("收费办法", 0)}, []string{"复议法"}, "《中华人民共和国政府信息公开条例》第四十二条第一款、《政府信息公开信息处理费管理办法》", "《条例》第四十二条第一款、《收费办法》", "a document as a whole"},
		{[]Ref{Art("条例", 36).At(4), Art("条例", 36).At(5), Art("条例", 16).Para(1), Art("条例", 36).At(3)}, nil, "《中华人民共和国政府信息公开条例》第三十六条第（四）项、第（五）项、第十六条第一款、第三十六条第（三）项",
			"《条例》第三十六条第（四）项、第（五）项、第十六条第一款、第三十六条第（三）项", "items of one article, as long as nothing stands between"},
		{[]Ref{Art("复议法", 64).Para(2), Art("条例", 14), Art("复议法", 20)}, nil, "《中华人民共和国行政复议法》第六十四条第二款、第二十条、《中华人民共和国政府信息公开条例》第十四条", "《复议法》第六十四条第二款、《条例》第十四条、《复议法》第二十条", "clauses of an act stand together"},
	} {
		if got := FullList(tt.refs, tt.again...); got != tt.full {
			t.Errorf("%s: %s", tt.because, got)
		}
		if got := BriefList(tt.refs); got != tt.brief {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
}

func TestNumeral(t *testing.T) {
	for n, want := range map[int]string{0: "零", 9: "九", 10: "十", 11: "十一", 20: "二十", 56: "五十六", 100: "一百", 103: "一百零三", 110: "一百一十", 128: "一百二十八", 1000: "1000"} {
		if got := Numeral(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
	for n := 1; n < 1000; n++ {
		if got := number(Numeral(n)); got != n {
			t.Errorf("%s reads back as %d", Numeral(n), got)
		}
	}
}

func TestParseList(t *testing.T) {
	for _, tt := range []struct {
		in      string
		want    string
		because string
	}{
		{"条例 33②", "条例 33②", "one paragraph"},
		{"复议法 64②，行诉法71", "复议法 64② 行诉法 71", "two acts, the second without a space"},
		{"条例 49、50①(四)", "条例 49 条例 50①(四)", "the act goes on"},
		{"条例 4②(一)–(三)", "条例 4②(一) 条例 4②(二) 条例 4②(三)", "a range of items"},
		{"复议法 24–28", "复议法 24 复议法 25 复议法 26 复议法 27 复议法 28", "a range of articles"},
		{"条例 25①②", "条例 25① 条例 25②", "two paragraphs"},
		{"复议法 23①(四)②", "复议法 23①(四) 复议法 23②", "an item, then another paragraph"},
		{"条例 20(三)(四)(七)", "条例 20(三) 条例 20(四) 条例 20(七)", "several items"},
		{"条例 36(2)", "条例 36(二)", "an item in digits"},
	} {
		refs, err := ParseList(tt.in)
		var got []string
		for _, r := range refs {
			got = append(got, r.Short())
		}
		if s := strings.Join(got, " "); err != nil || s != tt.want {
			t.Errorf("%s (%s): got %s, %v", tt.in, tt.because, s, err)
		}
	}
	for _, bad := range []string{"", "33", "条例", "条例 x", "条例 33(", "条例 33(x)", "条例 33?", "条例 28–24"} {
		if refs, err := ParseList(bad); err == nil {
			t.Errorf("%q must not be read: %v", bad, refs)
		}
	}
	if r, err := Parse("36(二)", "条例"); err != nil || r != Art("条例", 36).At(2) {
		t.Errorf("the act may be given beside: %v %v", r, err)
	}
	if _, err := Parse("条例 25①②", ""); err == nil {
		t.Error("two clauses are not one")
	}
}

func TestActs(t *testing.T) {
	counts := map[string]int{"条例": 56, "复议法": 90, "行诉法": 103, "保密法": 65, "保密实施条例": 74, "个保法": 74,
		"招标法": 68, "招标条例": 84, "采购法": 88, "采购条例": 79, "营商": 72, "信访": 50, "潍坊": 41, "放假办法": 8}
	names := map[string]bool{}
	for _, a := range Acts() {
		if want, ok := counts[a.Short]; ok && len(a.Articles) != want {
			t.Errorf("%s has %d articles, want %d", a.Short, len(a.Articles), want)
		}
		if a.Full == "" || len(a.Effective) != len("2019-05-15") {
			t.Errorf("%s: full name %q, effective %q", a.Short, a.Full, a.Effective)
		}
		for _, name := range slices.Concat([]string{a.Short, a.Full}, a.Aliases) {
			if names[name] && name != a.Full {
				t.Errorf("two acts are called %s", name)
			}
			names[name] = true
		}
	}
}

func TestCheckRef(t *testing.T) {
	for _, tt := range []struct {
		ref     Ref
		ok      bool
		because string
	}{
		{Art("条例", 56), true, "the last article"},
		{Art("条例", 57), false, "there is no such article"},
		{Art("条例", 33).Para(3), true, "third parties' time"},
		{Art("条例", 33).Para(4), false, "33 has three paragraphs"},
		{Art("条例", 36).At(7), true, "the last item"},
		{Art("条例", 36).At(8), false, "36 has seven items"},
		{Art("政府信息公开条例", 1), true, "an alias"},
		{Art("不存在的法", 1), false, "an unknown act"},
		{Art("年报格式", 0), true, "a document as a whole"},
	} {
		if err := tt.ref.Check(); (err == nil) != tt.ok {
			t.Errorf("%s (%s): %v", tt.ref.Short(), tt.because, err)
		}
	}
	if Art("行政复议法", 23).Canonical() != Art("复议法", 23) {
		t.Error("an alias must compare equal to the short name")
	}
}

func TestRegister(t *testing.T) {
	duties := Duties()
	if len(duties) != 273 {
		t.Errorf("the register has %d duties, want 273", len(duties))
	}
	ids := map[string]bool{}
	for _, d := range duties {
		if ids[d.ID] {
			t.Errorf("two duties %s", d.ID)
		}
		ids[d.ID] = true
		for _, r := range d.Cites {
			if err := r.Check(); err != nil {
				t.Errorf("%s: %v", d.ID, err)
			}
		}
		if d.Status.Label() == string(d.Status) {
			t.Errorf("%s has the unknown status %q", d.ID, d.Status)
		}
		if d.Text == "" || d.Who == "" || d.Does == "" || d.Ledger == "" {
			t.Errorf("%s has an empty field", d.ID)
		}
	}
	for n := 1; n <= 56; n++ {
		if !slices.ContainsFunc(duties, func(d Duty) bool {
			return slices.ContainsFunc(d.Cites, func(r Ref) bool { return r.Statute == "条例" && r.Article == n })
		}) {
			t.Errorf("no duty stands under 条例 %d", n)
		}
	}
}

func TestRegisterRefusesBrokenRows(t *testing.T) {
	head := "id\tcites\tduty\twho\tclock\tdoes\tledger\ttest\tstatus\tproof\n"
	for because, row := range map[string]string{
		"too few fields": "x\t条例 1\tduty",
		"no citation":    "x\t\tduty\twho\t—\t规则\trequest\tt\tcoded\trequest.TestX",
	} {
		if _, err := parseDuties(head + row); err == nil {
			t.Errorf("%s: must be refused", because)
		}
	}
}

func FuzzParseList(f *testing.F) {
	for _, s := range []string{"条例 33②", "复议法 64②，行诉法71", "条例 4②(一)–(三)", "条例 (", "–1", "条例 1–999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		refs, err := ParseList(s)
		if err != nil {
			return
		}
		for _, r := range refs {
			if r.Statute == "" || r.Article <= 0 {
				t.Errorf("%q gave %+v", s, r)
			}
		}
	})
}

// A duty that is said to be coded names the test that shows it, and the test is
// there; any other names none.
func TestCodedDutiesAreTested(t *testing.T) {
	read := map[string]string{}
	for _, d := range Duties() {
		folder, name, named := strings.Cut(d.Proof, ".")
		if (d.Status == Coded) != named {
			t.Errorf("%s is %s and names %q", d.ID, d.Status, d.Proof)
		}
		if !named {
			continue
		}
		if _, ok := read[folder]; !ok {
			files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(folder), "*_test.go"))
			if err != nil || len(files) == 0 {
				t.Errorf("%s: no tests in %s: %v", d.ID, folder, err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				read[folder] += string(text)
			}
		}
		if !strings.Contains(read[folder], "func "+name+"(t *testing.T)") {
			t.Errorf("%s: there is no test %s", d.ID, d.Proof)
		}
	}
}

// Every statute has a day from which its version holds; those that came into
// force since 2024 have the day and the articles of their text.
func TestActsInForce(t *testing.T) {
	for short, effective := range map[string]string{"复议法": "2024-01-01", "保密法": "2024-05-01", "保密实施条例": "2024-09-01", "公平竞争条例": "2024-08-01", "档案条例": "2024-03-01",
		"网络数据条例": "2025-01-01", "民营经济法": "2025-05-20", "公开解释": "2025-06-01", "矿产法": "2025-07-01", "数据共享条例": "2025-08-01", "语言文字法": "2026-01-01",
		"网络安全法": "2026-01-01", "执法监督条例": "2026-02-01", "监察公开条例": "2026-03-01", "复议法实施条例": "2026-07-01"} {
		act, ok := Lookup(short)
		if !ok || act.Effective != effective || len(act.Articles) == 0 {
			t.Errorf("%s: %v, in force from %q, want %s; %d articles", short, ok, act.Effective, effective, len(act.Articles))
		}
	}
	for _, act := range Acts() {
		if _, err := time.Parse("2006-01-02", act.Effective); err != nil {
			t.Errorf("%s: %v", act.Short, err)
		}
	}
}

// TestEveryRuleHasADay: what is cited holds from a day on, so that a statute which is
// revised (条例 is on the plan) is a new row and no edit.
func TestEveryRuleHasADay(t *testing.T) {
	for _, tt := range []struct {
		ref     Ref
		since   string
		because string
	}{
		{Art("条例", 33).Para(2), "2019-05-15", "the regulation in its present text (56)"},
		{Art("政府信息公开条例", 33), "2019-05-15", "by an alias as well"},
		{Art("复议法实施条例", 31), "2026-07-01", "国务院令第836号"},
		{Art("收费办法", 0), "2021-01-01", "a document without articles"},
		{Art("不存在的法", 1), "", "an unknown act holds from no day"},
	} {
		if got := tt.ref.Since(); got != tt.since {
			t.Errorf("%s (%s): since %q, want %q", tt.ref.Short(), tt.because, got, tt.since)
		}
	}
	for _, d := range Duties() {
		for _, r := range d.Cites {
			if _, err := time.Parse("2006-01-02", r.Since()); err != nil {
				t.Errorf("%s: %s holds from no day", d.ID, r.Short())
			}
		}
	}
}
