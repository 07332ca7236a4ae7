package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/answers"
	apiroom "yangguang/internal/request/desk/api"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/api"
	"yangguang/internal/web/webtest"
)

// partner is the API of a house: callers named "one", "two" (of the body b1) and
// "far" (of b2) hold every scope.
type partner struct {
	*desktest.House
	api http.Handler
}

func openAPI(t testing.TB, h *desktest.House) *partner {
	t.Helper()
	o := webtest.Options()
	o.Now = h.Now
	o.Client = func(r *http.Request, _ string) (identity.Actor, error) {
		name, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		body := map[string]string{"one": "b1", "two": "b1", "far": "b2"}[name]
		if body == "" {
			return identity.Actor{}, web.Refuse(http.StatusUnauthorized, "没有这个密钥")
		}
		return identity.Actor{ID: apiclient.Actor(name), Name: "市一网通办平台", Body: body, Roles: []identity.Role{identity.Public}}, nil
	}
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(h.API.Routes()...)
	return &partner{h, s.Handler()}
}

func eachAPI(t *testing.T, f func(t *testing.T, h *partner)) {
	t.Helper()
	desktest.Each(t, func(t *testing.T, h *desktest.House) { f(t, openAPI(t, h)) })
}

func (h *partner) call(who, method, path string, body any, headers ...string) *httptest.ResponseRecorder {
	var data []byte
	if text, ok := body.(string); ok {
		data = []byte(text)
	} else if body != nil {
		data, _ = json.Marshal(body)
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(data))
	r.Header.Set("Authorization", "Bearer "+who)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.api.ServeHTTP(w, r)
	return w
}

// wanted is what a caller sends, changed by pairs of name and value.
func wanted(pairs ...string) map[string]any {
	body := map[string]any{"kind": "person", "name": "王小溪", "identity": "330000199001010006", "phone": "13800006021",
		"wanted": "城北片区老旧小区改造的设计变更审批文件", "form": cases.Forms()[0]}
	for i := 0; i+1 < len(pairs); i += 2 {
		if body[pairs[i]] = pairs[i+1]; pairs[i+1] == "" {
			delete(body, pairs[i])
		}
	}
	return body
}

func keyOf(n int) string { return fmt.Sprintf("7b1f0c9e-0000-4000-8000-%012d", n) }

// hand hands an application in and wants it taken.
func (h *partner) hand(t *testing.T, who string, n int, pairs ...string) apiroom.ApiReceipt {
	t.Helper()
	w := h.call(who, "POST", "/api/v1/requests", wanted(pairs...), apiroom.HeaderKey, keyOf(n))
	var got apiroom.ApiReceipt
	if err := json.Unmarshal(w.Body.Bytes(), &got); w.Code != http.StatusCreated || err != nil {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return got
}

// keeps holds an answer against the schema that the document promises.
func keeps(t *testing.T, w *httptest.ResponseRecorder, s *api.Schema) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(w.Body.Bytes()))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		t.Fatalf("%d %v", w.Code, err)
	}
	if err := s.Check(value); err != nil {
		t.Errorf("the answer does not keep to its schema: %v\n%s", err, w.Body)
	}
}

// From the hand-in to the answer, as another system sees it.
func TestAPILife(t *testing.T) {
	eachAPI(t, func(t *testing.T, h *partner) {
		var moves []string
		act.On(h.Recorder, func(_ context.Context, _ *act.Tx, m request.Moved) error {
			moves = append(moves, fmt.Sprintf("%s %s %s %s", m.By, m.State, m.Client, m.External))
			return nil
		})
		w := h.call("one", "POST", "/api/v1/requests", wanted("external_number", "YWTB-7"), apiroom.HeaderKey, keyOf(1))
		keeps(t, w, apiroom.ReceiptSchema())
		if w.Header().Get("Location") != "/api/v1/requests/2026-YSQ-0001" {
			t.Error(w.Header())
		}
		var receipt apiroom.ApiReceipt
		if err := json.Unmarshal(w.Body.Bytes(), &receipt); err != nil {
			t.Fatal(err)
		}
		if again := h.call("one", "POST", "/api/v1/requests", wanted("external_number", "YWTB-7"), apiroom.HeaderKey, keyOf(1)); again.Code != 201 || again.Body.String() != w.Body.String() {
			t.Errorf("sent again: %d %s", again.Code, again.Body)
		}
		c, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", receipt.Number, receipt.Code)
		if err != nil {
			t.Fatalf("the applicant cannot ask with the code: %v", err)
		}
		if c.Channel != request.Online || c.CreatedBy != "client:one" || c.State != request.Unconfirmed {
			t.Errorf("%+v", c)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		c = h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-11-27", "note", "写明年份")
		path := "/api/v1/requests/" + receipt.Number
		w = h.call("one", "GET", path, nil)
		keeps(t, w, apiroom.RequestSchema())
		var got apiroom.ApiRequest
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.State.Code != "correcting" || got.Correct != "写明年份" || got.Links["corrections"] == "" || got.Links["withdrawal"] == "" || got.External != "YWTB-7" {
			t.Errorf("%+v", got)
		}
		for range 2 { // sent again it is taken once
			w = h.call("one", "POST", path+"/corrections", map[string]any{"text": "二〇二五年的"})
			if keeps(t, w, apiroom.RequestSchema()); w.Code != 200 || !strings.Contains(w.Body.String(), `"handling"`) {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
		if had, err := cases.CaseEvents.Of(h.Ctx, h.DB, c.ID); err != nil || len(had) != 3 || had[2].Person != "client:one" {
			t.Errorf("%+v %v", had, err)
		}
		for range 2 {
			if w = h.call("one", "POST", path+"/withdrawal", nil); w.Code != 200 || !strings.Contains(w.Body.String(), `"ceased"`) {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
		if w = h.call("one", "POST", path+"/corrections", map[string]any{"text": "再补一点"}); w.Code != 422 && w.Code != 409 {
			t.Errorf("a correction after the end: %d", w.Code)
		}
		want := []string{" unconfirmed one YWTB-7", "confirm handling one YWTB-7", "ask_correction correcting one YWTB-7", "correct handling one YWTB-7", "withdraw ceased one YWTB-7"}
		if !slices.Equal(moves, want) {
			t.Errorf("told of %q", moves)
		}
	})
}

// 64 callers hand in the same at once: one application, one answer.
func TestAPITakesOneOfMany(t *testing.T) {
	eachAPI(t, func(t *testing.T, h *partner) {
		var wait sync.WaitGroup
		answers := make([]string, 64)
		for i := range answers {
			wait.Go(func() {
				w := h.call("one", "POST", "/api/v1/requests", wanted(), apiroom.HeaderKey, keyOf(1))
				answers[i] = fmt.Sprint(w.Code, w.Body)
			})
		}
		wait.Wait()
		for _, a := range answers {
			if a != answers[0] || !strings.HasPrefix(a, "201") {
				t.Fatalf("%s\n%s", a, answers[0])
			}
		}
		var n int
		if err := h.DB.QueryRowContext(h.Ctx, `SELECT count(*) FROM request_case`).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d applications, %v", n, err)
		}
	})
}

func TestAPIKeysAndNumbersOfTheCaller(t *testing.T) {
	eachAPI(t, func(t *testing.T, h *partner) {
		h.hand(t, "one", 1, "external_number", "YWTB-7")
		for _, c := range []struct {
			who, because string
			key, ext     string
			wanted       string
			status       int
			says         string
		}{
			{"one", "the key stands for another content", keyOf(1), "YWTB-7", "别的内容", 409, apiroom.HeaderKey},
			{"one", "the number stands for another application", keyOf(2), "YWTB-7", "别的内容", 409, "2026-YSQ-0001"},
			{"one", "no key", "", "YWTB-8", "x", 400, apiroom.HeaderKey}, {"one", "a key that can be guessed", "1", "YWTB-8", "x", 400, apiroom.HeaderKey},
			{"one", "a key with blanks", keyOf(3) + " x", "YWTB-8", "x", 400, apiroom.HeaderKey}, {"one", "a key without end", strings.Repeat("k", 129), "YWTB-8", "x", 400, apiroom.HeaderKey},
			{"two", "another client's key and number are its own", keyOf(1), "YWTB-7", "别的内容", 201, ""},
			{"one", "none of its own numbers", keyOf(4), "", "别的内容", 201, ""}, {"one", "and none again", keyOf(5), "", "别的内容", 201, ""},
		} {
			w := h.call(c.who, "POST", "/api/v1/requests", wanted("external_number", c.ext, "wanted", c.wanted), apiroom.HeaderKey, c.key)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%s: %d %s, want %d saying %q", c.because, w.Code, w.Body, c.status, c.says)
			}
		}
		var numbers, last int
		if err := h.DB.QueryRowContext(h.Ctx, `SELECT count(*), max(number) FROM request_case`).Scan(&numbers, &last); err != nil || numbers != 4 || last != 4 {
			t.Errorf("%d applications up to number %d: a refused one took a number", numbers, last)
		}
	})
}

func TestAPIFaultsNameTheirFields(t *testing.T) {
	h := openAPI(t, desktest.Open(t, testkit.SQLite(t, desk.Migrations())))
	for _, c := range []struct {
		body    any
		status  int
		fields  string
		because string
	}{
		{wanted("name", "", "wanted", ""), 422, "name wanted", "what 条例 29 asks for is missing"},
		{wanted("identity", "330000199001010000"), 422, "identity", "the check digit is wrong"},
		{wanted("phone", "12"), 422, "phone", "no telephone number"},
		{wanted("kind", "citizen"), 422, "kind", "no such kind"}, {wanted("form", "口头"), 422, "form", "no such way"},
		{wanted("purpose", "研究", "urgent", "是"), 422, "purpose urgent", "unknown fields are all named"},
		{wanted("wanted", strings.Repeat("字", cases.Longest+1)), 422, "wanted", "too long"},
		{wanted("form", "电子文件，发到电子邮箱"), 422, "email", "the way needs an address"},
		{func() any { b := wanted(); b["agent"] = map[string]any{"name": "李某"}; return b }(), 422, "agent.identity", "an agent without a number"},
		{func() any { b := wanted(); b["help"] = []any{"large_print", "taxi"}; return b }(), 422, "help[1]", "no such help"},
		{func() any { b := wanted(); b["phone"] = 13800006021; return b }(), 422, "phone", "a number for a text"},
		{`{"kind":`, 400, "", "no JSON"}, {`[]`, 400, "", "no object"}, {`{"wanted":"` + strings.Repeat("a", 100_000) + `"}`, 413, "", "too large"},
	} {
		w := h.call("one", "POST", "/api/v1/requests", c.body, apiroom.HeaderKey, keyOf(1))
		var p struct {
			Errors []struct{ Field, Detail string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != c.status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %v %s", c.because, w.Code, err, w.Body)
			continue
		}
		var fields []string
		for _, e := range p.Errors {
			fields = append(fields, e.Field)
		}
		slices.Sort(fields)
		if got := strings.Join(fields, " "); got != c.fields {
			t.Errorf("%s: faults of %q, want %q", c.because, got, c.fields)
		}
		if strings.Contains(w.Body.String(), "王小溪") {
			t.Errorf("%s: the fault repeats the person", c.because)
		}
	}
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", ""} {
		if w := h.call("one", "POST", "/api/v1/requests", wanted(), apiroom.HeaderKey, keyOf(1), "Content-Type", kind); w.Code != 415 {
			t.Errorf("%q: %d", kind, w.Code)
		}
	}
}

// What does not exist, what is another client's and what is another body's are
// told alike, and asking again and again is stopped.
func TestAPIShowsOnlyTheOwn(t *testing.T) {
	eachAPI(t, func(t *testing.T, h *partner) {
		receipt := h.hand(t, "one", 1)
		path := "/api/v1/requests/" + receipt.Number
		strip := func(w *httptest.ResponseRecorder) string {
			var p map[string]any
			_ = json.Unmarshal(w.Body.Bytes(), &p)
			delete(p, "instance")
			return fmt.Sprint(w.Code, p)
		}
		none := strip(h.call("two", "GET", "/api/v1/requests/2026-YSQ-0999", nil))
		for because, w := range map[string]*httptest.ResponseRecorder{
			"another client's": h.call("two", "GET", path, nil), "another body's": h.call("far", "GET", path, nil, apiroom.HeaderCode, receipt.Code),
			"a wrong code": h.call("two", "GET", path, nil, apiroom.HeaderCode, "AAAA-BBBB-CCCC-DDDD-EEEE"), "no number at all": h.call("two", "GET", "/api/v1/requests/x", nil),
			"withdrawn by another": h.call("two", "POST", path+"/withdrawal", nil), "a letter of it": h.call("two", "GET", path+"/letters/x", nil),
			"corrected by another": h.call("two", "POST", path+"/corrections", map[string]any{"text": "x"}),
		} {
			if strip(w) != none || !strings.HasPrefix(none, "404") {
				t.Errorf("%s: %s, an unknown one: %s", because, strip(w), none)
			}
		}
		w := h.call("two", "GET", path, nil, apiroom.HeaderCode, receipt.Code)
		if w.Code != 200 || strings.Contains(w.Body.String(), "external_number") {
			t.Errorf("with the code: %d %s", w.Code, w.Body)
		}
		for range apiroom.MissesAMinute {
			h.call("two", "GET", "/api/v1/requests/2026-YSQ-0500", nil)
		}
		if w := h.call("two", "GET", path, nil, apiroom.HeaderCode, receipt.Code); w.Code != 429 || w.Header().Get("Retry-After") == "" {
			t.Errorf("guessing goes on: %d", w.Code)
		}
		if w := h.call("one", "GET", path, nil); w.Code != 200 {
			t.Errorf("another client pays for it: %d", w.Code)
		}
		h.Kit.Clock.Advance(time.Minute)
		if w := h.call("two", "GET", path, nil, apiroom.HeaderCode, receipt.Code); w.Code != 200 {
			t.Errorf("for ever: %d", w.Code)
		}
		if w := h.call("nobody", "GET", path, nil); w.Code != 401 {
			t.Errorf("nobody: %d", w.Code)
		}
	})
}

func TestAPIList(t *testing.T) {
	eachAPI(t, func(t *testing.T, h *partner) {
		var numbers []string
		for n := range 5 {
			h.Kit.Clock.Advance(time.Minute)
			numbers = append(numbers, h.hand(t, "one", n, "external_number", fmt.Sprint("E-", n)).Number)
		}
		h.hand(t, "two", 9)
		h.Submit(t, desktest.Intake(1)) // over the portal
		page := func(query string) (p apiroom.ApiPage) {
			t.Helper()
			w := h.call("one", "GET", "/api/v1/requests?"+query, nil)
			keeps(t, w, apiroom.PageSchema())
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 200 {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			return p
		}
		var got []string
		cursor := ""
		for {
			p := page("limit=2&cursor=" + cursor)
			for _, x := range p.Items {
				got = append(got, x.Number)
			}
			if cursor = p.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, numbers) {
			t.Errorf("%v, want %v", got, numbers)
		}
		h.Kit.Clock.Advance(time.Minute)
		if w := h.call("one", "POST", "/api/v1/requests/"+numbers[1]+"/withdrawal", nil); w.Code != 200 {
			t.Fatal(w.Code)
		}
		p := page("since=" + url.QueryEscape(h.Now().Format(time.RFC3339)))
		if len(p.Items) != 1 || p.Items[0].Number != numbers[1] || p.Items[0].State.Code != "ceased" {
			t.Errorf("what is new: %+v", p)
		}
		if p := page("since=2026-11-20"); len(p.Items) != 5 || p.Items[4].Number != numbers[1] {
			t.Errorf("since a day: %+v", p)
		}
		if p := page("since=2026-11-21"); len(p.Items) != 0 {
			t.Errorf("since tomorrow: %+v", p)
		}
		for _, bad := range []string{"since=gestern", "cursor=x", "cursor=" + apiroom.ApiPlace{1, "'; --"}.String(), "limit=0", "limit=201", "limit=x"} {
			if w := h.call("one", "GET", "/api/v1/requests?"+strings.ReplaceAll(bad, " ", "%20"), nil); w.Code != 422 {
				t.Errorf("%s: %d", bad, w.Code)
			}
		}
	})
}

// A part split from an application is followed by the client of the whole.
func TestAPIFollowsASplit(t *testing.T) {
	eachAPI(t, func(t *testing.T, h *partner) {
		receipt := h.hand(t, "one", 1, "external_number", "YWTB-7")
		c, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", receipt.Number, receipt.Code)
		if err != nil {
			t.Fatal(err)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		made, err := h.Handling.Split(h.Ctx, desktest.Clerk, c, c.Rev, []string{"设计变更审批文件", "竣工验收文件"})
		if err != nil || len(made) != 1 {
			t.Fatal(err)
		}
		w := h.call("one", "GET", apiroom.RequestPath(made[0]), nil)
		if keeps(t, w, apiroom.RequestSchema()); w.Code != 200 || !strings.Contains(w.Body.String(), `"split_from":"`+receipt.Number+`"`) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := h.call("two", "GET", apiroom.RequestPath(made[0]), nil); w.Code != 404 {
			t.Errorf("another client: %d", w.Code)
		}
	})
}

// A letter is fetched once it was served, and never one that went to a third
// party.
func TestAPILetters(t *testing.T) {
	h := openAPI(t, desktest.Open(t, testkit.SQLite(t, desk.Migrations())))
	receipt := h.hand(t, "one", 1)
	c, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", receipt.Number, receipt.Code)
	if err != nil {
		t.Fatal(err)
	}
	c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
	put := func(id string, state letter.State, kind letter.Code, addressee string) {
		t.Helper()
		l := cases.Letter{ID: id, Owner: c.ID, Body: c.Body, Kind: kind, Outcome: request.Granted, State: state, DraftedBy: "p-clerk", ServedOn: "2026-11-20"}
		l.DraftedAt.Time = h.Now()
		answer, _ := json.Marshal(answers.Answer{Kind: kind, Outcome: request.Granted, Elements: letter.Content{letter.Title: "政府信息公开告知书", request.Decision: "予以公开"}})
		var err error
		if l.Elements, err = h.Vault.Seal(string(answer), cases.LetterTable.Says(l)); err != nil {
			t.Fatal(err)
		}
		if addressee != "" {
			if l.Addressee, err = h.Vault.Seal(addressee, vault.Location{Table: "request_letter", Column: "addressee", Row: id}); err != nil {
				t.Fatal(err)
			}
		}
		err = h.Recorder.Do(h.Ctx, desktest.Clerk, act.Entry{Name: "test.letter", Body: c.Body}, func(tx *act.Tx) error {
			return errors.Join(cases.LetterTable.Insert(h.Ctx, tx, l), cases.LetterTable.Update(h.Ctx, tx, l))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	kind := request.LetterFor(request.Granted)[0]
	put("l-served", "served", kind.Code, "")
	put("l-signed", "signed", kind.Code, "")
	put("l-third", "served", kind.Code, "某某公司")
	var got apiroom.ApiRequest
	w := h.call("one", "GET", "/api/v1/requests/"+receipt.Number, nil)
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	keeps(t, w, apiroom.RequestSchema())
	var ids []string
	for _, l := range got.Letters { // those that the desk served by itself are among them
		ids = append(ids, l.ID)
		if l.Title == "文书" || l.Title == "" {
			t.Errorf("%+v", l)
		}
	}
	if !slices.Contains(ids, "l-served") || slices.Contains(ids, "l-signed") || slices.Contains(ids, "l-third") {
		t.Errorf("%v", ids)
	}
	if w := h.call("one", "GET", "/api/v1/requests/"+receipt.Number+"/letters/l-served", nil); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "%PDF") ||
		w.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("%d %.40s", w.Code, w.Body)
	}
	for _, id := range []string{"l-signed", "l-third", "none"} {
		if w := h.call("one", "GET", "/api/v1/requests/"+receipt.Number+"/letters/"+id, nil); w.Code != 404 {
			t.Errorf("%s: %d", id, w.Code)
		}
	}
}

// Every example of the document keeps to its schema, and the one of the intake
// is an application that is taken.
func TestAPIExamples(t *testing.T) {
	h := openAPI(t, desktest.Open(t, testkit.SQLite(t, desk.Migrations())))
	for _, o := range h.API.Operations() {
		if o.Body != nil {
			if err := o.Body.Check(o.Body.Example); err != nil {
				t.Errorf("%s: %v", o.ID, err)
			}
		}
		for _, a := range o.Answers {
			if a.Schema != nil && a.Schema.Check(a.Example) != nil {
				t.Errorf("%s: %v", o.ID, a.Schema.Check(a.Example))
			}
		}
	}
	if w := h.call("one", "POST", "/api/v1/requests", apiroom.IntakeSchema().Example, apiroom.HeaderKey, keyOf(1)); w.Code != 201 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	doc, err := api.Document(api.About{Title: "接口", Version: "1"}, h.API.Operations())
	if err != nil {
		t.Fatal(err)
	}
	webtest.CheckOpenAPI(t, doc)
}

// FuzzIntake wants no panic of the parser and the checks behind it, and every
// text of what was taken fit for both databases.
func FuzzIntake(f *testing.F) {
	example, err := json.Marshal(apiroom.IntakeSchema().Example)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, s := range []string{`{}`, `{"kind":"person","agent":{"name":"李"}}`, `{"help":["large_print"]}`, `{"identity":"33000019900101000X"}`, `{"name":"\u202e\u0007"}`,
		`{"external_number":"  a  "}`, `{"agent":null}`, `{"wanted":"\r\n\t"}`} {
		f.Add([]byte(s))
	}
	today := calendar.At(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	f.Fuzz(func(t *testing.T, data []byte) {
		body, err := api.Parse(data, apiroom.IntakeSchema())
		if err != nil {
			if fault.As(err) == nil {
				t.Fatalf("not told to the caller: %v", err)
			}
			return
		}
		in := apiroom.IntakeOf(body)
		if err := in.Check(today); err != nil && fault.As(apiroom.ApiFault(err)) == nil {
			t.Fatalf("not told to the caller: %v", err)
		}
		if strings.ContainsRune(in.Name+in.Wanted+in.Identity+in.Agent.Name+in.Origin.Proof+in.HelpNote, 0) {
			t.Fatal("a NUL got through")
		}
	})
}
