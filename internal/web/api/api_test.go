package api_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/api"
	"yangguang/internal/web/webtest"
)

// thing is a schema with one of everything.
func thing() *api.Schema {
	return &api.Schema{Type: "object", Example: map[string]any{"name": "申请"}, Properties: []api.Property{
		{Name: "name", Required: true, Schema: api.TextSchema("名称", 4)},
		{Name: "kind", Schema: api.Schema{Type: "string", Enum: []string{"a", "b"}}},
		{Name: "n", Schema: api.Schema{Type: "integer"}}, {Name: "yes", Schema: api.Schema{Type: "boolean"}},
		{Name: "tags", Schema: api.Schema{Type: "array", Most: 2, Items: &api.Schema{Type: "object", Properties: []api.Property{{Name: "t", Schema: api.TextSchema("", 3)}}}}},
	}}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		json, field, says string
		status            int
		because           string
	}{
		{`{"name":"申请","kind":"a","n":3,"yes":true,"tags":[{"t":"x"}]}`, "", "", 0, "all as described"},
		{` {} `, "", "", 0, "what must be there is the book's to say"},
		{`{"name":"五个字以上"}`, "name", "不超过 4 字，现在是 5 字", 0, "too long"},
		{`{"kind":"c"}`, "kind", "a、b", 0, "not among the values"},
		{`{"n":1.5}`, "n", "整数", 0, "no whole number"},
		{`{"n":1e99}`, "n", "整数", 0, "no number of ours"},
		{`{"name":7}`, "name", "文字", 0, "a number for a text"},
		{`{"name":null}`, "name", "文字", 0, "null is no text"},
		{`{"yes":"true"}`, "yes", "true", 0, "a text for a boolean"},
		{`{"nmae":"x"}`, "nmae", "name、kind", 0, "an unknown field is named, with the known ones"},
		{`{"Name":"x"}`, "Name", "没有这个字段", 0, "case counts"},
		{`{"name":"a","name":"b"}`, "name", "两次", 0, "one field twice: which counts?"},
		{`{"tags":[{},{},{}]}`, "tags", "最多 2 项", 0, "too many items"},
		{`{"tags":[{},{"u":1}]}`, "tags[1].u", "没有这个字段", 0, "the place inside a list is told"},
		{"{\"name\":\"a\\u0000\"}", "name", "空字符", 0, "a database that takes no NUL"},
		{`[]`, "", "", 400, "no object"}, {`"x"`, "", "", 400, "no object"}, {``, "", "", 400, "nothing"}, {`{"name":`, "", "", 400, "cut off"},
		{`{} {}`, "", "", 400, "two objects"}, {`{"name":"a"}x`, "", "", 400, "something after it"}, {"{\"name\":\"\xff\"}", "", "", 400, "not UTF-8"},
		{`{"tags":` + strings.Repeat("[", 100_000), "", "", 400, "deeper than anybody writes"},
	} {
		_, err := api.Parse([]byte(c.json), thing())
		var refusal *web.Refusal
		status := 0
		if errors.As(err, &refusal) {
			status = refusal.Status
		}
		f := fault.As(err)
		switch {
		case status != c.status:
			t.Errorf("%.60s: status %d, want %d, because %s", c.json, status, c.status, c.because)
		case status == 0 && c.field == "" && err != nil:
			t.Errorf("%.60s is refused: %v", c.json, err)
		case c.field != "" && (f == nil || f.Field != c.field || !strings.Contains(f.Message, c.says)):
			t.Errorf("%.60s: %+v, want %s saying %q, because %s", c.json, f, c.field, c.says, c.because)
		}
	}
}

func TestRequiredIsCheckedInExamplesOnly(t *testing.T) {
	if err := thing().Check(map[string]any{}); err == nil || fault.As(err).Field != "name" {
		t.Errorf("an example without what is required: %v", err)
	}
}

// FuzzParse wants no panic, and that what is taken keeps to the schema.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"name":"申请"}`, `{"n":-0}`, `{"tags":[{"t":""}]}`, `{"name":"\ud800"}`, `{"a":{"a":{"a":[1]}}}`, `[]`, `nul`, "\xef\xbb\xbf{}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		body, err := api.Parse(data, thing())
		if err != nil {
			return
		}
		if name, there := body["name"]; there {
			if _, ok := name.(string); !ok {
				t.Fatalf("%q gave a name that is no text", data)
			}
		}
		if body["name"] = "x"; thing().Check(body) != nil {
			t.Fatalf("%q was taken and does not keep to the schema", data)
		}
		if _, err := json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	})
}

func TestReadWantsJSON(t *testing.T) {
	for kind, status := range map[string]int{"application/json": 0, "application/json; charset=UTF-8": 0, "": 415, "text/plain": 415,
		"application/x-www-form-urlencoded": 415, "application/json; charset=gbk": 415, "multipart/form-data; boundary=x": 415} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"name":"x"}`))
		r.Header.Set("Content-Type", kind)
		_, err := api.Read(r, thing())
		var refusal *web.Refusal
		if errors.As(err, &refusal) != (status != 0) || status != 0 && refusal.Status != status {
			t.Errorf("%q: %v, want %d", kind, err, status)
		}
	}
}

func table() []api.Operation {
	ok := func(w http.ResponseWriter, _ *http.Request, who identity.Actor) error {
		_, err := io.WriteString(w, "ok")
		return err
	}
	number := api.Param{Name: "number", In: "path", About: "编号", Required: true, Schema: api.TextSchema("", 40)}
	return []api.Operation{
		{Method: "GET", Path: "/api/v1/doc", ID: "doc", Group: "说明", Summary: "说明", Open: true, Do: ok, Answers: []api.Answer{{Status: 200, About: "好", Media: "application/json"}}},
		{Method: "POST", Path: "/api/v1/things", ID: "post", Group: "事", Summary: "交", Scope: "write", Body: thing(), Do: ok,
			Answers: []api.Answer{{Status: 201, About: "收下", Schema: thing(), Example: map[string]any{"name": "申请"}}, {Status: 409, About: "冲突"}}},
		{Method: "GET", Path: "/api/v1/things/{number}", ID: "get", Group: "事", Summary: "看", Params: []api.Param{number}, Do: ok,
			Answers: []api.Answer{{Status: 200, About: "好", Schema: thing()}}},
	}
}

func TestDocumentKeepsToOpenAPI(t *testing.T) {
	doc, err := api.Document(api.About{Title: "接口", Version: "1", Server: "https://x.example", Scopes: map[string]string{"write": "交"},
		Hooks: []api.Hook{{Name: "thing.moved", About: "动了", Body: thing()}}}, table())
	if err != nil {
		t.Fatal(err)
	}
	if found := webtest.CheckOpenAPI(t, doc); len(found) != 3 {
		t.Errorf("%v", found)
	}
	for _, want := range []string{`"401"`, `"415"`, `"409"`, `"thing.moved"`, `"maxLength": 4`, `"additionalProperties": false`} {
		if !strings.Contains(string(doc), want) {
			t.Errorf("the document lacks %s", want)
		}
	}
}

func TestRoutesFollowTheTable(t *testing.T) {
	routes := api.Routes(table())
	if routes[0].Pattern != "GET /api/v1/doc" || len(routes[0].Roles) != 1 || routes[1].Scope != "write" || routes[1].Roles != nil || routes[1].Body == 0 {
		t.Errorf("%+v", routes)
	}
}
