package webtest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// CheckOpenAPI holds a document against the rules of OpenAPI 3.1 that a reader
// of it relies on: version, info, paths with their parameters, operation ids
// used once, responses with a description, security schemes and references that
// exist, schemas of JSON Schema's types. It returns the operations as
// "GET /path".
func CheckOpenAPI(t *testing.T, document []byte) []string {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(document, &doc); err != nil {
		t.Fatalf("openapi: %v", err)
	}
	c := &openAPI{t: t, doc: doc, ids: map[string]bool{}}
	if v, _ := doc["openapi"].(string); !strings.HasPrefix(v, "3.1.") {
		t.Errorf("openapi is %q", v)
	}
	info, _ := doc["info"].(map[string]any)
	for _, name := range []string{"title", "version"} {
		if s, _ := info[name].(string); s == "" {
			t.Errorf("info.%s is missing", name)
		}
	}
	for name := range doc {
		if !slices.Contains([]string{"openapi", "info", "jsonSchemaDialect", "servers", "paths", "webhooks", "components", "security", "tags", "externalDocs"}, name) {
			t.Errorf("the document has no member %s", name)
		}
	}
	paths, _ := doc["paths"].(map[string]any)
	for path, item := range paths {
		if !strings.HasPrefix(path, "/") {
			t.Errorf("path %s", path)
		}
		c.item(path, item)
	}
	hooks, _ := doc["webhooks"].(map[string]any)
	for name, item := range hooks {
		c.item(name, item)
	}
	c.walk("#", doc)
	slices.Sort(c.found)
	return c.found
}

type openAPI struct {
	t     *testing.T
	doc   map[string]any
	ids   map[string]bool
	found []string
}

var inPath = regexp.MustCompile(`\{([^}]+)\}`)

func (c *openAPI) item(path string, item any) {
	c.t.Helper()
	methods, _ := item.(map[string]any)
	for method, o := range methods {
		if !slices.Contains([]string{"get", "put", "post", "delete", "patch", "head", "options", "trace"}, method) {
			c.t.Errorf("%s: no method %s", path, method)
			continue
		}
		op, _ := o.(map[string]any)
		if strings.HasPrefix(path, "/") {
			c.found = append(c.found, strings.ToUpper(method)+" "+path)
		}
		c.operation(method+" "+path, path, op)
	}
}

func (c *openAPI) operation(name, path string, op map[string]any) {
	c.t.Helper()
	id, _ := op["operationId"].(string)
	if id == "" || c.ids[id] {
		c.t.Errorf("%s: operationId %q is missing or used twice", name, id)
	}
	c.ids[id] = true
	var declared []string
	params, _ := op["parameters"].([]any)
	for _, p := range params {
		param, _ := p.(map[string]any)
		in, _ := param["in"].(string)
		if !slices.Contains([]string{"path", "query", "header", "cookie"}, in) || param["name"] == "" || param["schema"] == nil {
			c.t.Errorf("%s: parameter %v", name, param)
		}
		if in == "path" {
			declared = append(declared, param["name"].(string))
			if param["required"] != true {
				c.t.Errorf("%s: a parameter in the path is required", name)
			}
		}
	}
	var used []string
	for _, m := range inPath.FindAllStringSubmatch(path, -1) {
		used = append(used, m[1])
	}
	slices.Sort(declared)
	slices.Sort(used)
	if !slices.Equal(declared, used) {
		c.t.Errorf("%s: parameters %v, in the path %v", name, declared, used)
	}
	responses, _ := op["responses"].(map[string]any)
	if len(responses) == 0 {
		c.t.Errorf("%s: no responses", name)
	}
	for status, r := range responses {
		response, _ := r.(map[string]any)
		if s, _ := response["description"].(string); s == "" || !regexp.MustCompile(`^([1-5][0-9][0-9]|[1-5]XX|default)$`).MatchString(status) {
			c.t.Errorf("%s: response %s has no description, or is no status", name, status)
		}
	}
	c.security(name, op)
}

func (c *openAPI) security(name string, op map[string]any) {
	components, _ := c.doc["components"].(map[string]any)
	schemes, _ := components["securitySchemes"].(map[string]any)
	needs, _ := op["security"].([]any)
	for _, n := range needs {
		one, _ := n.(map[string]any)
		for scheme := range one {
			if schemes[scheme] == nil {
				c.t.Errorf("%s: no security scheme %s", name, scheme)
			}
		}
	}
}

// walk looks at every schema and reference of the document.
func (c *openAPI) walk(at string, node any) {
	switch n := node.(type) {
	case []any:
		for _, one := range n {
			c.walk(at, one)
		}
	case map[string]any:
		if ref, ok := n["$ref"].(string); ok && !c.there(ref) {
			c.t.Errorf("%s: %s leads nowhere", at, ref)
		}
		if kind, ok := n["type"].(string); ok && !strings.Contains(at, "securitySchemes") && !strings.HasSuffix(at, "/properties") && !strings.Contains(at, "/example") {
			if !slices.Contains([]string{"object", "array", "string", "integer", "number", "boolean", "null"}, kind) {
				c.t.Errorf("%s: no type %q", at, kind)
			}
			properties, _ := n["properties"].(map[string]any)
			required, _ := n["required"].([]any)
			for _, r := range required {
				if properties[r.(string)] == nil {
					c.t.Errorf("%s: %v is required and not described", at, r)
				}
			}
		}
		for name, one := range n {
			c.walk(at+"/"+strings.ReplaceAll(name, "/", "~1"), one)
		}
	}
}

func (c *openAPI) there(ref string) bool {
	var node any = c.doc
	for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		m, _ := node.(map[string]any)
		if node = m[part]; node == nil {
			return false
		}
	}
	return true
}
