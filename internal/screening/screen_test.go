package screening

import (
	"strings"
	"testing"
	"time"

	"yangguang/internal/document"
)

func TestFinders(t *testing.T) {
	for _, tt := range []struct {
		text, want string // kinds and severities, "" for nothing
		because    string
	}{
		{"身份证号11010519491231002X", "id_card block", "the standard's own example"},
		{"11010519491231002X", "id_card block", "without a label too"},
		{"身份证号11010519491231002x", "id_card block", "a small x"},
		{"身份证号110105194912310021", "", "a wrong check digit"},
		{"身份证号" + withCheck("11010520300101001"), "", "born in the future"},
		{"身份证号" + withCheck("11010519490230002"), "", "no such day"},
		{"身份证号" + withCheck("99010519491231002"), "", "no such region"},
		{"身份证号" + withCheck("18010119490101002"), "", "a province that never was"},
		{"身份证号" + withCheck("53057119490101002"), "", "nor does the standard number counties so"},
		{"身份证号" + withCheck("13210119491231002"), "id_card block", "a region that was abolished in 1983"},
		{"居住证" + withCheck("81000019900101001"), "id_card block", "a resident from Hong Kong"},
		{"证件号码" + withCheck("91115619900101001"), "id_card block", "a foreigner with permanent residence"},
		{"身份证号110105491231002", "id_card block", "15 digits, with a label"},
		{"编码110105491231002", "id_card warn", "15 digits alone have no check digit"},
		{"索引号110105491231002", "", "the number of a thing"},
		{"1101051949123100", "", "cut short"},
		{"1101 0519 4912 3100 2X", "id_card block", "in fours"},
		{"身份证\n1101051949\n1231002X", "id_card block", "broken over a line"},
		{"110105\t19491231002X", "id_card block", "broken over cells"},
		{"证号l1010519491231002X", "id_card block", "a letter in the first place"},
		{"13800138000", "phone block", "a mobile"},
		{"电话 139 1234 5678", "phone block", "in groups"},
		{"12345678901", "", "no mobile begins so"},
		{"共支出13800138000元", "", "an amount"},
		{"0875-2198298", "", "a landline"},
		{"电话0875-2198298、13800138000", "phone block", "a landline beside a mobile"},
		{"sha1: 9f13800138000ab4d3e2", "", "a piece of a hash"},
		{"编号 138001380001", "", "twelve digits"},
		{"卡号6222020200112233", "", "no Luhn"},
		{"6217000010001234564", "", "nor this one"},
		{"联系人：张三，zhangsan@qq.com", "mail warn", "a mailbox with a person"},
		{"联系邮箱 bszwzx@126.com", "", "the office's"},
		{"张三 <zs@163.com>", "mail warn", "behind a name"},
		{"护照E12345678", "passport block", "with its label"},
		{"编号E12345678", "passport warn", "the form of a passport"},
		{"云AD12345", "plate block", "new energy"},
		{"云南A12345", "", "no plate"},
		{"家庭住址：保山市隆阳区永昌街道太保社区兰城路5号", "address block", "a home by its label"},
		{"现住隆阳区兰城路88号阳光小区3幢2单元501室", "address block", "a door"},
		{"办公地址：隆阳区正阳北路12号2幢3单元301室", "", "an office"},
		{"秘密★10年", "secret_mark block", "a mark"},
		{"机 密 ★ 长期", "secret_mark block", "with blanks"},
		{"绝密", "secret_mark block", "alone on its line"},
		{"密级：机密", "secret_mark block", "behind the label"},
		{"密级：无", "", "no level"},
		{"不得泄露国家秘密、商业秘密", "", "running text"},
		{"低保对象：张三、李四、王小五", "benefit warn", "a list of people in need"},
		{"姓名\t残疾类别\n张三\t肢体\n李四\t视力", "", "lines of text are no table"},
		{"残疾人、老年人、未成年人凭证件免费", "", "no names"},
	} {
		var got []string
		for _, f := range screened(tt.text) {
			got = append(got, string(f.Kind)+" "+string(f.Severity))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.because, tt.text, s, tt.want)
		}
	}
}

// TestCreditCodeOrIdentity: a number that is both is judged by its label.
// TestManyHomes: homes without end in one passage are all found, and in time.
func TestManyHomes(t *testing.T) {
	const many = 20_000
	text := strings.Repeat("家住保山市隆阳区永昌街道太保社区3组27号；", many)
	began := time.Now()
	if n := len(screened(text)); n != many {
		t.Errorf("%d homes of %d", n, many)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestCreditCodeOrIdentity(t *testing.T) {
	both := ""
	for n := range 1000 {
		s := withCheck("110105" + "19900101" + string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)}))
		if !strings.HasSuffix(s, "X") && creditCode(s) {
			both = s
			break
		}
	}
	if both == "" {
		t.Fatal("no number is both")
	}
	for _, tt := range []struct{ text, want string }{
		{"统一社会信用代码：" + both, ""},
		{"身份证号：" + both, "block"},
		{"编码：" + both, "warn"},
	} {
		got := ""
		for _, f := range screened(tt.text) {
			got += string(f.Severity)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestTables: the row that names the columns may stand below a title.
func TestTables(t *testing.T) {
	rows := func(list ...string) document.Holding {
		var h document.Holding
		for i, r := range list {
			h.Add(document.Passage{Text: r, Where: "表 1 行 " + string(rune('1'+i)), Table: 1})
		}
		return h
	}
	for _, tt := range []struct {
		h             document.Holding
		want, because string
	}{
		{rows("2024年低保对象公示\t\t", "序号\t姓名\t金额", "1\t张建国\t300", "2\t李芳\t300"), "benefit", "a list under its title"},
		{rows("姓名\t残疾类别", "张建国\t肢体"), "benefit", "the columns say it"},
		{rows("残疾类别\t人数", "肢体\t12"), "", "figures are no list of people"},
		{rows("姓名\t职务", "张建国\t局长"), "", "nor is a list of officers"},
		{rows("姓名\t职务\t分工", "张建国\t副局长\t分管残疾人康复、社会救助"), "", "whatever their tasks are"},
		{rows("姓名\t职务\t残疾类别", "张建国\t保安\t肢体"), "benefit", "unless a column says it of them"},
		{rows("公示\t", "姓名\t身份证号码", "张建国\t110105491231002"), "id_card", "15 digits under the head of their column"},
		{rows("姓名\t家庭住址", "张建国\t永昌街道太保社区5组12号"), "address", "a home under its head"},
		{rows("单位\t地址", "住建局\t永昌街道正阳北路12号"), "", "an office"},
		{rows("姓名\t邮箱", "张建国\tzjg@163.com"), "mail", "a mailbox in the row of a name"},
	} {
		got := ""
		for _, f := range (Rules{Today: today}).Screen(tt.h) {
			got += string(f.Kind) + " "
		}
		if strings.TrimSpace(got) != tt.want {
			t.Errorf("%s: %q, want %q", tt.because, got, tt.want)
		}
	}
}

func TestWords(t *testing.T) {
	w := NewWords([]Word{{Text: "内部"}, {Text: "内部资料"}, {Text: "资料"}, {Text: "ABC"}, {Text: ""}})
	var got []string
	w.Find("此为内部资料，abc，内\u200B部", func(x Word, from, to int) { got = append(got, x.Text) })
	if s := strings.Join(got, " "); s != "内部 内部资料 资料 ABC 内部" {
		t.Errorf("got %q", s)
	}
	got = nil
	w.Find("这是内\n部资\n料", func(x Word, from, to int) { got = append(got, x.Text) })
	if s := strings.Join(got, " "); s != "内部 内部资料 资料" {
		t.Errorf("over lines: %q", s)
	}
	if w.Len() != 4 || w.Count("内部内部资料") != 4 {
		t.Errorf("%d words, %d hits", w.Len(), w.Count("内部内部资料"))
	}
}

// FuzzWords: the automaton finds what strings.HasPrefix finds at some place of
// the text without its line ends, over which a word may be broken.
func FuzzWords(f *testing.F) {
	f.Add("此为内部资料", "内部", "部资", "资料")
	f.Add("aaaa", "aa", "a", "aaa")
	f.Fuzz(func(t *testing.T, text, a, b, c string) {
		var list []Word
		want := 0
		low := strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return r + 32
			}
			return r
		}, text)
		low = strings.ReplaceAll(low, "\n", "")
		if low != strings.ToValidUTF8(low, "") || len(low)+strings.Count(text, "\n") != len(text) {
			t.Skip()
		}
		for _, s := range []string{a, b, c} {
			if s = strings.TrimSpace(s); s == "" || s != strings.ToLower(s) || strings.ToValidUTF8(s, "") != s || strings.Contains(s, "\n") {
				continue
			}
			list = append(list, Word{Text: s})
			for i := range low {
				if strings.HasPrefix(low[i:], s) {
					want++
				}
			}
		}
		if got := NewWords(list).Count(text); got != want {
			t.Errorf("%q in %q: %d hits, want %d", list, text, got, want)
		}
	})
}

// FuzzScreen: no text breaks the finders, and nothing found lies outside it.
func FuzzScreen(f *testing.F) {
	f.Add("身份证号11010519491231002X，13800138000，zhang@qq.com")
	f.Add("\u202E" + "X200132194915010" + "\u202C云A12345")
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range screened(text) {
			if x.Offset < 0 || x.Where == "" {
				t.Errorf("%v stands nowhere", x)
			}
		}
	})
}

func TestAllowedEnds(t *testing.T) {
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	for _, tt := range []struct {
		own     Own
		found   int
		because string
	}{
		{Own{"138 0013 8000", "办公室", day("2026-11-29")}, 0, "until its review date"},
		{Own{"13800138000", "办公室", day("2026-11-28")}, 1, "past it nothing is allowed"},
		{Own{"13800138000", "", day("2027-11-28")}, 1, "without an owner neither"},
	} {
		r := Rules{Today: today, Allow: NewAllowed([]Own{tt.own})}
		if got := len(r.Screen(plainText("手机13800138000"))); got != tt.found {
			t.Errorf("%s: %d found", tt.because, got)
		}
	}
	r := Rules{Today: today, Allow: NewAllowed([]Own{{"office@bs.gov.cn", "办公室", day("2027-01-01")}})}
	if got := r.Screen(plainText("office@bs.gov.cn other@bs.gov.cn")); len(got) != 1 || got[0].Value() != "other@bs.gov.cn" {
		t.Errorf("where a list of mailboxes stands, others are found: %v", got)
	}
}

// TestKeyStays: a decision finds its finding again after an edit elsewhere.
func TestKeyStays(t *testing.T) {
	mac := func(s string) string { return s }
	before := screened("甲\n13800138000\n乙 13800138000")
	after := screened("甲乙丙\n新的一段 13900139000\n13800138000\n乙 13800138000")
	if len(before) != 2 || len(after) != 3 || before[0].Key(mac) == before[1].Key(mac) {
		t.Fatalf("%v %v", before, after)
	}
	if before[0].Key(mac) != after[1].Key(mac) || before[1].Key(mac) != after[2].Key(mac) {
		t.Error("the key changed with an edit elsewhere")
	}
}
