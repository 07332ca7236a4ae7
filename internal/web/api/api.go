// Package api describes API calls in one table: the routes that are mounted,
// the OpenAPI document that tells others of them, and the check of what is sent
// all come from it, so that none can drift from the others.
package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/web"
)

// Operation is one API call.
type Operation struct {
	Method, Path   string // "GET", "/api/v1/requests/{number}"
	ID             string // its name in generated programs: getRequest
	Group          string // heading under which it stands
	Summary, About string // Chinese
	Scope          string // what the caller must have been given; "": nothing in particular
	Open           bool   // no caller need be known
	Params         []Param
	Body           *Schema // of the JSON sent; nil: none
	Answers        []Answer
	Limit          int64 // largest body in bytes; 0: 64 KiB
	Do             web.Handler
}

// Param is a parameter in path, query or header.
type Param struct {
	Name, In, About string
	Required        bool
	Schema          Schema
}

// Answer is what a call answers with when it went well, or a fault of its own;
// the faults that every call may answer with are added by Document.
type Answer struct {
	Status  int
	About   string
	Media   string // "": application/json
	Schema  *Schema
	Example any // must keep to the schema
}

const bodyBytes = 64 << 10

// Routes are the routes of a table.
func Routes(table []Operation) []web.Route {
	routes := make([]web.Route, len(table))
	for i, o := range table {
		routes[i] = web.Route{Pattern: o.Method + " " + o.Path, Scope: o.Scope, Do: o.Do, Body: o.Limit}
		if o.Limit == 0 {
			routes[i].Body = bodyBytes
		}
		if o.Open {
			routes[i].Roles = []identity.Role{identity.Public}
		}
	}
	return routes
}

// Read reads a request's JSON body against the schema of its operation. What
// must be there is left to the book that knows why; everything else that does
// not keep to the schema is a fault of its field. Another content type is 415,
// what is no JSON 400.
func Read(r *http.Request, s *Schema) (map[string]any, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || kind != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, web.Refuse(http.StatusUnsupportedMediaType, "内容类型应为 application/json（UTF-8）")
	}
	data, err := io.ReadAll(r.Body)
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		return nil, err // the server tells the limit
	}
	if web.Faults(err) != nil {
		return nil, err
	}
	if err != nil {
		return nil, web.Refuse(http.StatusBadRequest, "请求内容没有传完")
	}
	return Parse(data, s)
}

// Text is a property of what Parse returned, without blanks around it and with
// plain line ends; "" where there is none.
func Text(body map[string]any, name string) string {
	s, _ := body[name].(string)
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// Write answers with JSON that nobody else may keep.
func Write(w http.ResponseWriter, status int, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // the client may have disconnected
	return nil
}
