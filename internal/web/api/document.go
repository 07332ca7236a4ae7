package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// About is what an OpenAPI document says beside its operations.
type About struct {
	Title, Version, Text string
	Server               string // address before the paths
	Scopes               map[string]string
	Hooks                []Hook
}

// Hook is a message that the server sends: an OpenAPI webhook.
type Hook struct {
	Name, About string
	Body        *Schema
	Example     any
}

// Problem is the schema of what every call answers when it goes wrong (RFC
// 9457).
func Problem() *Schema {
	text := func(name, about string, required bool) Property {
		return Property{Name: name, Required: required, Schema: Schema{Type: "string", About: about}}
	}
	return &Schema{Type: "object", About: "出错时的应答（RFC 9457）", Properties: []Property{
		text("type", "说明这类错误的网址", true), text("title", "错误的名称", true),
		{Name: "status", Required: true, Schema: Schema{Type: "integer", About: "HTTP 状态码"}},
		text("detail", "发生了什么、怎么办", true), text("instance", "请求的路径", true),
		text("incident", "事件编号，报告系统管理员时用", false), text("basis", "法律依据", false),
		{Name: "errors", Schema: Schema{Type: "array", About: "逐个字段的错误", Items: &Schema{Type: "object", Properties: []Property{
			text("field", "字段名", false), text("detail", "哪里不对", true), text("basis", "法律依据", false)}}}},
	}}
}

// Document is the OpenAPI 3.1 document of a table.
func Document(a About, table []Operation) ([]byte, error) {
	paths := map[string]map[string]any{}
	var groups []any
	seen := map[string]bool{}
	for _, o := range table {
		if paths[o.Path] == nil {
			paths[o.Path] = map[string]any{}
		}
		paths[o.Path][strings.ToLower(o.Method)] = o.tree()
		if !seen[o.Group] {
			seen[o.Group] = true
			groups = append(groups, map[string]any{"name": o.Group})
		}
	}
	hooks := map[string]any{}
	for _, h := range a.Hooks {
		hooks[h.Name] = map[string]any{"post": map[string]any{"summary": h.About, "operationId": "on_" + strings.ReplaceAll(h.Name, ".", "_"),
			"requestBody": map[string]any{"required": true, "content": content("application/json", h.Body, h.Example)},
			"responses":   map[string]any{"2XX": map[string]any{"description": "已收到；其他状态码按没有收到处理，稍后重发"}}}}
	}
	var scopes []string
	for scope, about := range a.Scopes {
		scopes = append(scopes, "- `"+scope+"`："+about)
	}
	doc := map[string]any{"openapi": "3.1.0", "info": map[string]any{"title": a.Title, "version": a.Version, "description": a.Text},
		"jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"servers":           []any{map[string]any{"url": a.Server}}, "tags": groups, "paths": paths, "webhooks": hooks,
		"components": map[string]any{
			"schemas": map[string]any{"Problem": Problem().tree()},
			"securitySchemes": map[string]any{"client": map[string]any{"type": "http", "scheme": "bearer",
				"description": "Authorization: Bearer 后写接口密钥。权限：\n" + strings.Join(sorted(scopes), "\n")}},
		}}
	out, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write OpenAPI document: %w", err)
	}
	return out, nil
}

// tree is the operation as OpenAPI has it.
func (o Operation) tree() map[string]any {
	t := map[string]any{"operationId": o.ID, "tags": []string{o.Group}, "summary": o.Summary, "responses": o.responses()}
	if o.About != "" {
		t["description"] = o.About
	}
	t["security"] = []any{}
	if !o.Open {
		needs := []string{}
		if o.Scope != "" {
			needs = append(needs, o.Scope) // 3.1 lets schemes other than OAuth name roles here
		}
		t["security"] = []any{map[string]any{"client": needs}}
	}
	var params []any
	for _, p := range o.Params {
		params = append(params, map[string]any{"name": p.Name, "in": p.In, "description": p.About, "required": p.Required, "schema": p.Schema.tree()})
	}
	if params != nil {
		t["parameters"] = params
	}
	if o.Body != nil {
		t["requestBody"] = map[string]any{"required": true, "content": content("application/json", o.Body, o.Body.Example)}
	}
	return t
}

// responses are the operation's own answers and the faults it may meet.
func (o Operation) responses() map[string]any {
	all := map[string]any{}
	fault := map[string]any{"application/problem+json": map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/Problem"}}}
	for _, status := range o.faults() {
		all[strconv.Itoa(status)] = map[string]any{"description": told(status), "content": fault}
	}
	for _, a := range o.Answers {
		answer := map[string]any{"description": a.About}
		switch {
		case a.Status >= 400:
			answer["content"] = fault
		case a.Media != "":
			answer["content"] = map[string]any{a.Media: map[string]any{}}
		case a.Schema != nil:
			answer["content"] = content("application/json", a.Schema, a.Example)
		}
		all[strconv.Itoa(a.Status)] = answer
	}
	return all
}

// faults are the statuses that follow from what the operation asks for.
func (o Operation) faults() []int {
	list := []int{http.StatusTooManyRequests, http.StatusInternalServerError}
	if !o.Open {
		list = append(list, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(o.Path, "{") {
		list = append(list, http.StatusNotFound)
	}
	if o.Body != nil {
		list = append(list, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity)
	}
	return list
}

// Statuses lists every status a fault is answered with, and what it means.
func Statuses() []Status {
	return []Status{
		{http.StatusBadRequest, "请求读不出来：不是 JSON，或者缺少必要的请求头"}, {http.StatusUnauthorized, "没有密钥，或者密钥不对、已经停用、已经过期"},
		{http.StatusForbidden, "密钥没有这项权限"}, {http.StatusNotFound, "没有这个接口，或者没有查到；没有和不归这个接入方看，答复相同"},
		{http.StatusMethodNotAllowed, "这个地址不接受这种方法"}, {http.StatusConflict, "与现有的记录冲突，内容没有保存"},
		{http.StatusRequestEntityTooLarge, "内容超过上限"}, {http.StatusUnsupportedMediaType, "内容类型不是 application/json"},
		{http.StatusUnprocessableEntity, "内容不合要求，errors 逐个字段说明"}, {http.StatusTooManyRequests, "调用太频繁，等 Retry-After 写明的秒数"},
		{http.StatusInternalServerError, "程序出了意外，detail 里有事件编号"},
	}
}

// Status is an HTTP status with its meaning in Chinese.
type Status struct {
	Code  int
	About string
}

func told(status int) string {
	for _, s := range Statuses() {
		if s.Code == status {
			return s.About
		}
	}
	return http.StatusText(status)
}

func sorted(list []string) []string { slices.Sort(list); return list }

func content(media string, s *Schema, example any) map[string]any {
	c := map[string]any{"schema": s.tree()}
	if example != nil {
		c["example"] = example
	}
	return map[string]any{media: c}
}
