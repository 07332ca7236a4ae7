package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/testkit"
)

// movable is a clock that stands until it is moved.
type movable struct {
	mu sync.Mutex
	at time.Time
}

func (m *movable) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at
}

func (m *movable) set(day string) {
	at, err := time.ParseInLocation(time.DateOnly+" 15:04", day+" 10:00", calendar.Zone())
	if err != nil {
		panic(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = at
}

// staff is everybody at the desk; who they are is asked anew after the clock was
// moved, since sign-ins end.
type staff struct {
	t     *testing.T
	h     *house
	clock *movable
	by    map[string]*client
	n     int
}

func (s *staff) move(day string) {
	s.clock.set(day)
	s.by = map[string]*client{}
}

func (s *staff) as(login string) *client {
	if s.by[login] == nil {
		s.by[login] = as(s.t, s.h.base, login)
	}
	return s.by[login]
}

func (s *staff) today() string { return s.clock.now().Format(time.DateOnly) }

func page(t *testing.T, text string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// came registers an application and gives its address.
func (s *staff) came(channel, wanted string, more ...string) string {
	s.t.Helper()
	s.n++
	_, text := s.as("clerk").do(http.MethodGet, "/console/requests/new", nil)
	form := url.Values{"key": {formKey.FindStringSubmatch(text)[1]}, "channel": {channel}, "on": {s.today()}, "kind": {"person"}, "name": {"王小溪"},
		"document": {"resident_id"}, "identity": {"330000199001010006"}, "phone": {"13800006021"}, "address": {"云溪市文澜路2号"}, "wanted": {wanted}, "form": {"纸质，邮寄"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	r, text := s.as("clerk").do(http.MethodPost, "/console/requests/new", form)
	at := registered.FindStringSubmatch(r.Header.Get("Location"))
	if r.StatusCode != http.StatusSeeOther || at == nil {
		s.t.Fatalf("register by %s: %d %s", channel, r.StatusCode, page(s.t, text).Find("#summary").Text())
	}
	return at[1]
}

// act takes a step on a case with what its form asks for.
func (s *staff) act(login, at, act string, pairs ...string) {
	s.t.Helper()
	c := s.as(login)
	_, text := c.do(http.MethodGet, at, nil)
	rev, _ := page(s.t, text).Find(`form[action$="/act"] input[name=rev]`).First().Attr("value")
	form := url.Values{"act": {act}, "rev": {rev}, act + "_at": {s.today()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(act+"_"+pairs[i], pairs[i+1])
	}
	if r, text := c.do(http.MethodPost, at+"/act", form); r.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("%s as %s on %s: %d %s", act, login, at, r.StatusCode, page(s.t, text).Find("#summary").Text())
	}
}

// arrived puts down the service of the letter of a case that waits for it.
func (s *staff) arrived(at, proof string) {
	s.t.Helper()
	_, text := s.as("clerk").do(http.MethodGet, at, nil)
	to, ok := page(s.t, text).Find(`form[action*="/letters/"][action$="/serve"]`).First().Attr("action")
	if !ok {
		s.t.Fatalf("no letter of %s waits for its service", at)
	}
	r, text := s.as("clerk").do(http.MethodPost, to, url.Values{"letter_how": {"邮寄"}, "letter_proof": {proof}})
	if r.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("service at %s: %d %s", to, r.StatusCode, page(s.t, text).Find("#summary").Text())
	}
}

// written is what a clerk writes wherever the form of an answer asks for it.
var written = url.Values{"facts": {"经查，情况如下。"}, "reason": {"理由如下。"}, "access": {"见附件。"}, "withheld_1": {"process_information"}, "withheld_1_what": {"附件二报价明细"}, "withheld_1_reason": {"是决定作出前的过程稿。"}, "withheld_1_category": {"过程稿"},
	"withheld_1_discretion": {"公开会影响讨论。"}, "withheld_1_must_be_open": {"no"}, "danger": {"公共安全"}, "interest": {"商业秘密"}, "own": {"并入前一件一并答复。"}, "other_known": {"yes"},
	"search_record": {"检索了2020年以来的全部档案。"}, "other_body": {"云溪市自然资源和规划局，电话0571-0000 0001"}, "items": {"没有写明年份。"},
	"earlier_answer": {"保政务公复〔2018〕1号"}, "discretion": {"公开会影响值班安全。"}, "law": {"《中华人民共和国政府信息公开条例》第一条"},
	"secret_basis": {"2024年3月1日定密"}, "norm": {"档案法第二十八条"}, "norm_level": {"law"}, "must_be_open": {"no"}, "third_party": {"objected"},
	"reason_sound": {"yes"}, "earlier_same": {"yes"}, "volume_facts": {"一个月内300件"}, "reasons_asked": {"yes"}, "reasons_said": {"2026年6月1日当面说明，为了写论文"}, "differs": {"facts"}}

// answered is signed, served by post, and reads the answer as pdf and docx.
func (s *staff) answered(at string, o request.Outcome, code string) {
	s.t.Helper()
	s.signed(at, o, code)
	s.act("clerk", at, "serve", "how", "邮寄", "proof", "EMS 1000000009")
	for file, magic := range map[string]string{"letter.pdf": "%PDF", "letter.docx": "PK"} {
		if r, text := s.as("clerk").do(http.MethodGet, at+"/letter/"+file, nil); r.StatusCode != http.StatusOK || !strings.HasPrefix(text, magic) {
			s.t.Errorf("%s %s: %s: %d", o, code, file, r.StatusCode)
		}
	}
}

// signed drafts an answer round by round as the form asks, and takes it through
// four pairs of eyes.
func (s *staff) signed(at string, o request.Outcome, code string) {
	s.t.Helper()
	choice := string(o) + " " + code
	path := at + "/answer"
	_, text := s.as("clerk").do(http.MethodGet, path+"?outcome="+url.QueryEscape(choice), nil)
	form, r := url.Values{"outcome": {choice}}, (*http.Response)(nil)
	for range 6 {
		doc := page(s.t, text)
		rev, _ := doc.Find(`main input[name=rev]`).First().Attr("value")
		form.Set("rev", rev)
		fill := func(name, value string) {
			field := doc.Find(`main [name="` + name + `"]`)
			switch begun := strings.TrimSpace(field.Text()); {
			case field.Length() == 0:
			case field.Is("textarea") && begun != "":
				form.Set(name, begun)
			default:
				form.Set(name, value)
			}
		}
		for name := range written {
			fill(name, written.Get(name))
		}
		if kinds := request.Categories(o); len(kinds) > 0 {
			fill("category", kinds[0])
		}
		fill("separable", map[bool]string{true: "no", false: "yes"}[o == request.NeedsCreation])
		if r, text = s.as("clerk").do(http.MethodPost, path, form); r.StatusCode == http.StatusSeeOther {
			break
		}
	}
	if r.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("%s: %d %s", choice, r.StatusCode, page(s.t, text).Find("#summary").Text())
	}
	s.act("unit", at, "pass")
	s.act("reviewer", at, "pass")
	s.act("leader", at, "sign")
}

// cell lists how many applications stand behind a cell of table three.
func (s *staff) cell(row, column int) int {
	s.t.Helper()
	n, path := 0, fmt.Sprintf("/console/requests?year=2026&row=%d&column=%d", row, column)
	for path != "" {
		r, text := s.as("clerk").do(http.MethodGet, path, nil)
		if r.StatusCode != http.StatusOK {
			s.t.Fatalf("%s: %d", path, r.StatusCode)
		}
		doc := page(s.t, text)
		n += doc.Find(".mt-wide .mt-list > li").Length()
		path, _ = doc.Find(`.pager a[rel=next]`).Attr("href")
	}
	return n
}

func (s *staff) table() (all [26][8]int) {
	s.t.Helper()
	for row := 1; row <= 25; row++ {
		for column := 1; column <= 7; column++ {
			all[row][column] = s.cell(row, column)
		}
	}
	return all
}

// TestAYearAtTheDesk is a year of applications on either database: one of each
// channel, a correction, two overlapping hearings, an extension, a fee paid and
// one let lapse, each of the 21 outcomes with its letters, a review that
// corrects us with the new answer; then every cell of table three is opened and
// agrees with the report's.
func TestAYearAtTheDesk(t *testing.T) {
	for name, database := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Schema(t) }} {
		t.Run(name, func(t *testing.T) {
			clock := &movable{}
			clock.set("2026-06-01")
			s := &staff{t: t, clock: clock, by: map[string]*client{}}
			s.h = openWith(t, database(), clock.now)
			before := s.table()
			s.channels()
			s.outcomes()
			after := s.table()
			for _, o := range request.Outcomes() {
				want := 1
				switch o.Outcome { // the answer given anew within the year is the one that counts
				case request.InternalAffairs:
					want = 0
				case request.Granted:
					want = 2
				}
				if n := after[o.Row][1] - before[o.Row][1]; n != want {
					t.Errorf("row %d (%s) grew by %d, want %d", o.Row, o.Label, n, want)
				}
			}
			relations(t, after)
			s.report(after)
		})
	}
}

// channels registers one of each and takes them through what can happen on the
// way.
func (s *staff) channels() {
	s.t.Helper()
	heard := s.came("registered_mail", "老旧小区改造工程（二期）中标单位的投标文件", "proof", "XA00000001")
	unclear := s.came("ordinary_mail", "去年的材料", "confirmed", s.today())
	online := s.came("online", "政务服务大厅值班安排", "confirmed", "")
	s.came("fax", "政务服务事项清单调整的依据", "confirmed", s.today())
	s.came("oral", "本人申请加装电梯的联合审查意见", "read_back", "yes")
	s.act("clerk", online, "confirm", "how", "电话")
	s.act("clerk", unclear, "ask_correction", "until", "2026-06-12", "note", "写明年份和事项", "guide", "电话说明了可以怎样写")
	s.move("2026-06-03")
	s.act("clerk", heard, "consult", "who", "third", "party", "云溪某某建设公司", "contact", "云溪市文澜路9号", "concerned", "该公司投标文件的报价部分", "delivered", s.today(), "proof", "XA00000002")
	s.move("2026-06-05")
	s.act("clerk", heard, "consult", "who", "organ", "party", "云溪市住房和城乡建设局", "contact", "云溪市文澜路8号", "delivered", s.today(), "proof", "函送回执1")
	s.act("clerk", unclear, "correct", "note", "2025年的加装电梯联合审查意见")
	s.act("leader", online, "extend", "days", "10", "consented", s.today(), "note", "需要向其他科室核对")
	s.move("2026-06-10")
	for range 2 {
		_, text := s.as("clerk").do(http.MethodGet, heard, nil)
		of := page(s.t, text).Find(`select[name="hear_back_of"] option`).FilterFunction(func(_ int, o *goquery.Selection) bool { v, _ := o.Attr("value"); return v != "" }).First()
		v, _ := of.Attr("value")
		s.act("clerk", heard, "hear_back", "of", v, "opinion", "agreed", "said", "同意公开")
	}
	s.act("leader", online, "find_excessive", "note", "本月申请三百件")
	s.act("leader", online, "notice_fee", "basis", "pages", "parts", "40", "delivered", s.today(), "proof", "XA00000004", "pay", "到财政代收点缴纳")
	s.act("clerk", online, "pay_fee", "amount", "100", "receipt", "财票0001")
	if _, text := s.as("clerk").do(http.MethodGet, heard, nil); !strings.Contains(text, "办理中") {
		s.t.Error("both hearings have ended and the case is not in hand again")
	}
}

// outcomes answers one application by each of the 21.
func (s *staff) outcomes() {
	s.t.Helper()
	s.move("2026-06-15")
	at := map[request.Outcome]string{}
	for _, o := range request.Outcomes() {
		at[o.Outcome] = s.came("in_person", "申请公开第"+strconv.Itoa(o.Row)+"号材料", "identity", identityOf(o.Row))
	}
	for _, o := range []request.Outcome{request.CorrectionOverdue, request.StillUnclear} {
		s.act("clerk", at[o], "ask_correction", "until", "2026-06-18", "note", "写明年份", "guide", "电话说明了可以怎样写")
	}
	s.arrived(at[request.CorrectionOverdue], "XA00000006")
	s.act("clerk", at[request.StillUnclear], "correct", "note", "就是那些材料")
	s.act("leader", at[request.FeeOverdue], "find_excessive", "note", "本月申请三百件")
	s.act("leader", at[request.FeeOverdue], "notice_fee", "basis", "pages", "parts", "40", "delivered", s.today(), "proof", "XA00000003", "pay", "到财政代收点缴纳")
	s.act("clerk", at[request.AbusiveVolume], "ask_reasons", "note", "一个月内申请三百件")
	s.act("clerk", at[request.ThirdPartyRights], "consult", "who", "third", "party", "云溪某某建设公司", "contact", "云溪市文澜路9号", "concerned", "该公司投标文件的报价部分", "delivered", s.today(), "proof", "XA00000005")
	s.act("clerk", at[request.ThirdPartyRights], "hear_back", "opinion", "objected", "said", "含有报价，不同意公开", "sound", "yes", "good", "no")
	for _, o := range request.Outcomes() {
		if o.Outcome == request.CorrectionOverdue || o.Outcome == request.FeeOverdue {
			continue
		}
		s.answered(at[o.Outcome], o.Outcome, string(request.LetterFor(o.Outcome)[0].Code))
	}
	s.move("2026-06-22")
	s.act("leader", at[request.CorrectionOverdue], "find_no_cause", "cause", "none", "note", "打过两次电话，申请人说不补了")
	s.answered(at[request.CorrectionOverdue], request.CorrectionOverdue, string(request.LetterFor(request.CorrectionOverdue)[0].Code))
	s.move("2026-07-20")
	s.answered(at[request.FeeOverdue], request.FeeOverdue, string(request.LetterFor(request.FeeOverdue)[0].Code))
	s.corrected(at[request.InternalAffairs])
}

// corrected goes through the review that revokes an answer, and answers anew.
func (s *staff) corrected(at string) {
	s.t.Helper()
	review := s.as("clerk").contestOn(at, s.today())
	s.as("leader").step(review, "answered", "at", s.today(), "staff", "周敏", "lawful", "依据充分，程序合法。", "proper", "裁量适当。", "claims", "请求没有事实根据。")
	s.as("clerk").step(review, "decided", "at", s.today(), "delivered", s.today(), "end", "review_revoked", "orders", "yes", "days", "15", "ref", "保政复决〔2026〕9号")
	s.answered(at, request.Granted, "28:07")
	s.as("leader").step(review, "complied", "at", s.today(), "note", "新的答复已送达")
}

// identityOf is an invented number of an identity card for the n-th applicant.
func identityOf(n int) string {
	base := fmt.Sprintf("33000019900101%03d", n)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(base[i]-'0') * w
	}
	return base + string("10X98765432"[sum%11])
}

// relations holds what table three must satisfy against what was listed.
func relations(t *testing.T, n [26][8]int) {
	t.Helper()
	for column := 1; column <= 7; column++ {
		sum := 0
		for row := 3; row <= 23; row++ {
			sum += n[row][column]
		}
		if n[24][column] != sum || n[1][column]+n[2][column] != n[24][column]+n[25][column] {
			t.Errorf("column %d: received %d, carried in %d, answered %d (listed one by one %d), open %d", column, n[1][column], n[2][column], n[24][column], sum, n[25][column])
		}
	}
	for row := 1; row <= 25; row++ {
		if sum := n[row][1] + n[row][2] + n[row][3] + n[row][4] + n[row][5] + n[row][6]; sum != n[row][7] {
			t.Errorf("row %d: the kinds come to %d, the sum lists %d", row, sum, n[row][7])
		}
	}
}

// report opens each cell of the year's report: it counts what the list behind it
// holds, and leads there; table four counts the review.
func (s *staff) report(n [26][8]int) {
	s.t.Helper()
	editor := s.as("editor")
	r, _ := editor.do(http.MethodPost, "/console/reports", url.Values{"year": {"2026"}})
	at := r.Header.Get("Location")
	if r.StatusCode != http.StatusSeeOther || at == "" {
		s.t.Fatalf("no report of 2026 was begun: %d", r.StatusCode)
	}
	at = strings.TrimSuffix(at, "/1")
	rows := slices.Collect(func(yield func(int) bool) {
		for row := 1; row <= 25 && (row == 24 || yield(row)); row++ {
		}
	})
	for _, row := range rows {
		for column := 1; column <= 6; column++ {
			_, text := editor.do(http.MethodGet, fmt.Sprintf("%s/cell/three.%d.%d", at, row, column), nil)
			doc := page(s.t, text)
			count := doc.Find("dt").FilterFunction(func(_ int, dt *goquery.Selection) bool { return dt.Text() == "台账统计" }).Next()
			want := fmt.Sprintf("/console/requests?year=2026&row=%d&column=%d", row, column)
			if href, _ := count.Find("a").Attr("href"); href != want || strings.Fields(count.Text())[0] != strconv.Itoa(n[row][column]) {
				s.t.Errorf("cell %d.%d: %q leads to %q, want %d at %s", row, column, count.Text(), href, n[row][column], want)
			}
		}
	}
	if _, text := editor.do(http.MethodGet, at+"/cell/four.reconsideration.2", nil); !cellFour.MatchString(text) {
		s.t.Error("table four does not lead to the review that corrected")
	}
}
