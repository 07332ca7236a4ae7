package report

import (
	"reflect"
	"strings"
	"testing"

	"yangguang/internal/document"
)

// What published reports really look like: their prose says many things that
// are no claim about the tables (told's tables: 142 received, 7 carried in, 8
// carried out, 57 granted, 5 reconsiderations, 2 + 1 suits).
func TestHonestProse(t *testing.T) {
	for _, tt := range []struct{ text, because string }{
		{"（二）依申请公开。全市各级行政机关共收到政府信息公开申请1280件。", "the whole city's, in a bureau's report"},
		{"（二）依申请公开。没有因答复不及时被申请行政复议的情况。", "none for that reason is not none"},
		{"（二）依申请公开。收到涉及水资源的政府信息公开申请12件，关于征地的申请10件。", "of one subject"},
		{"（二）依申请公开。通过政府网站收到政府信息公开申请20件。", "by one channel"},
		{"（二）依申请公开。第一季度收到政府信息公开申请9件，1月至6月收到政府信息公开申请19件。", "part of the year"},
		{"（二）依申请公开。截至2024年12月31日，收到政府信息公开申请142件。", "the whole year"},
		{"（二）依申请公开。办理市政府转来的政府信息公开申请5件，指导各县区办理政府信息公开申请15件。", "other bodies'"},
		{"（三）政府信息管理。依申请公开工作中，认定公文属性316份，其中主动公开120份，依申请公开146份，不予公开50份。", "how documents are marked"},
		{"（二）依申请公开。因政府信息公开被申请行政复议5件，复议机关维持2件；未经复议直接起诉2件，复议后起诉1件。", "how reconsiderations ended, and suits after them"},
		{"（二）依申请公开。办理行政复议案件120件，其中涉及政府信息公开的行政复议5件。", "all kinds of cases"},
		{"（二）依申请公开。收到政府信息公开申请142件，其中予以公开和部分公开62件。", "two rows together"},
		{"（二）依申请公开。自然人申请130件，其中予以公开50件，部分公开5件；法人申请12件，其中予以公开7件。", "of some applicants"},
		{"发布信息1200条，其中政策文件30条、工作动态500条、通知公告120条。", "其中 names some only"},
		{"发布稿件205篇，其中国家级媒体采用5篇、省级媒体采用20篇、市级媒体采用68篇。", "其中 names some only"},
		{"公开政府信息1268条，同比增加230条，其中网站860条、微博208条、公众号200条。", "the parts are of the total before the increase"},
		{"办理申请38件（含上年结转2件），其中答复30件、转送5件、撤回3件。", "the parts are not those of the parenthesis"},
		{"发现问题12个，已整改11个，正在整改1个，整改率91.67%。", "the rate is of the first that fits"},
		{"收到申请36件，加上年结转2件，共38件，已办结36件，办结率94.74%。", "the rate is of the total"},
		{"召开会议2次、培训会3次，共5次。", "a total behind its parts"},
	} {
		if got := messages(told(tt.text)); got != "" {
			t.Errorf("%s (%s):\n%s", tt.text, tt.because, got)
		}
	}
}

func TestPlantedProse(t *testing.T) {
	for _, tt := range []struct{ text, broken, because string }{
		{"（二）依申请公开。2024年无政府信息公开申请办件。", "0 ≠ 142", "a year before 无"},
		{"（二）依申请公开。办结政府信息公开申请141件，其中予以公开56件。", "56 ≠ 57", "of all that were dealt with"},
		{"网站公开信息420条、公众号公开信息310条、微博公开信息105条，共计935条。", "835 ≠ 935", "a total behind its parts"},
		{"收取信息处理费共1500元，其中按件收取2件1000元，按页收取1件600元。", "1600 ≠ 1500", "amounts with counts between them"},
		{"受理诉求73001件，其中咨询73000件、其他1件。立即办结3973件，交办28170件，协调办结3627件，转阅1474件。", "37244 ≠ 73001", "a digit lost where another list adds up"},
		{"受理诉求10235件，其中咨询6000件，投诉2235件，求助1000件。", "9235 ≠ 10235", "one digit of a large count"},
	} {
		if got := messages(told(tt.text)); !strings.Contains(got, " error ") || !strings.Contains(got, tt.broken) {
			t.Errorf("%s (%s):\n%s", tt.text, tt.because, got)
		}
	}
}

// TestOwnTitle: other reports named around a report do not lend it their name.
func TestOwnTitle(t *testing.T) {
	rest := fixture(t, "government.txt")
	rest = rest[strings.Index(rest, "\n")+1:] // the title is the first line
	if !strings.Contains(rest, "2023年1月1日") {
		t.Fatal("the fixture's period is not 2023")
	}
	rest = rest[strings.IndexByte(rest, '\n')+1:]
	period := "本报告统计期限为2023年1月1日至2023年12月31日。\n"
	others := "青河市财政局2022年政府信息公开工作年度报告\n青河市审计局2023年政府信息公开工作年度报告\n2021年政府信息公开工作年度报告\n"
	for _, tt := range []struct{ before, title, page, body, because string }{
		{others, "云溪市人民政府2023年政府信息公开工作年度报告\n", "", "云溪市人民政府", "related links stand before the text"},
		{others, "云溪市人民政府\n2023年政府信息公开工作年度报告\n", "", "云溪市人民政府", "in two lines"},
		{"", "云溪市人民政府\n政府信息公开工作年度报告\n（2023年度）\n", "", "云溪市人民政府", "in three lines"},
		{others, "2023年政府信息公开工作年度报告\n云溪市人民政府\n", "", "云溪市人民政府", "the body below"},
		{"", "2023年云溪市水务局政府信息公开工作年度报告\n", "", "云溪市水务局", "the year first"},
		{"", "云溪市水务局政府信息公开工作2023年度报告\n", "", "云溪市水务局", "the year in the middle"},
		{"", "云溪市水务局2023年政府信息公开年报\n", "", "云溪市水务局", "年报"},
		{"", "正文\n云溪市水务局2023年政府信息公开工作年度报告\n", "", "云溪市水务局", "a word above it"},
		{"", "正文\n云溪市水务局\n2023年政府信息公开工作年度报告\n", "", "云溪市水务局", "a word above two lines"},
		{others, "政府信息公开年报\n", "云溪市水务局2023年政府信息公开工作年度报告_云溪市人民政府", "青河市审计局", "only links name a report of that year"},
	} {
		d := flatDocument("a.html", tt.before+tt.title+period+rest)
		d.Title = tt.page
		r, _, err := Recognise(d)
		if err != nil || r.Body != tt.body && tt.page == "" || r.Year != 2023 {
			t.Errorf("%s: %q %d %v", tt.because, r.Body, r.Year, err)
		}
	}
}

func TestTitlesInUse(t *testing.T) {
	for _, tt := range []struct {
		line    string
		number  int
		because string
	}{
		{"一、工作总体情况", 1, "its number and what it resembles"},
		{"一、2023年总体情况", 1, "the year before it"},
		{"总体情况", 1, "no number"},
		{"1.总体情况", 1, "an Arabic number"},
		{"（三）收到和处理政府信息公开申请情况", 3, "its own number in parentheses"},
		{"（二）收到和处理政府信息公开申请情况", 0, "another number in parentheses is a subheading"},
		{"三、依申请公开政府信息情况", 3, "its number and what it resembles"},
		{"二、依申请公开情况", 0, "another number"},
		{"五、存在问题及下一步工作措施", 5, ""},
		{"六、其它需要报告的事项", 6, "其它"},
		{"六、其他需要说明的事项", 6, ""},
		{"六、其他事项", 6, ""},
	} {
		g := &recogniser{doc: document.Document{}, spots: []spot{{block: &document.Block{}, text: tt.line}}}
		if m, _ := g.titleLine(0, tt.line); m.number != tt.number {
			t.Errorf("%s: part %d, want %d (%s)", tt.line, m.number, tt.number, tt.because)
		}
	}
}

// TestLostLabels: what flattening takes from the tables besides their rules.
func TestLostLabels(t *testing.T) {
	text := fixture(t, "government.txt")
	want, _ := check(t, flatDocument("g", text), Context{})
	cut := strings.Index(text, "要求缴纳费用")
	four := strings.Index(text, "行政复议 | ")
	last := strings.LastIndex(text[:strings.Index(text, "\n五、")], "\n")
	if cut < 0 || four < 0 || last < four {
		t.Fatal("the fixture's tables are not where they were")
	}
	for _, tt := range []struct{ text, because string }{
		{text[:cut] + "\n" + text[cut:], "a label over two lines"},
		{text[:four] + text[last+1:], "table four without any header"},
	} {
		r, fs := check(t, flatDocument("g", tt.text), Context{})
		if !reflect.DeepEqual(r.Tables, want.Tables) || HasError(fs) {
			t.Errorf("%s: %s", tt.because, messages(fs))
		}
	}
}

// TestLostCellOfFour: a row of fourteen numbers does not say which is missing.
func TestLostCellOfFour(t *testing.T) {
	for _, tt := range []struct {
		cells   string
		lost    bool
		because string
	}{
		{"0|0|0|0|0|0|0|0|0|0|0|0|0|0|", false, "all are 0 either way"},
		{"1|0|0|0|1|2|0|0|0|2|0|0|1|0|", false, "the totals before the blank hold"},
		{"0|0|0|1|2|0|0|0|2|0|0|1|0|1|", true, "they hold only one place further right"},
		{"1|0|0|0|2|0|0|0|0|0|0|0|0|0|0", false, "nothing is lost: the total is wrong"},
	} {
		if got := lostGroupCell(strings.Split(tt.cells, "|")); got != tt.lost {
			t.Errorf("%s: %v", tt.because, got)
		}
	}
}

func TestNothingInPartFive(t *testing.T) {
	for _, tt := range []struct {
		text    string
		nothing bool
	}{
		{"无。", true}, {"本单位2024年不存在问题。", true}, {"目前无存在问题。", true}, {"无相关情况", true}, {"——", true},
		{"无专职人员，业务不熟。", false}, {"没有及时更新目录。", false}, {"不存在统一的审查标准是主要问题。", false},
	} {
		if got := nothing(tt.text); got != tt.nothing {
			t.Errorf("%s: %v", tt.text, got)
		}
	}
}
