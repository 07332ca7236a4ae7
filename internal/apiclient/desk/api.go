package desk

import (
	"encoding/json"
	"net/http"
	"strconv"

	"yangguang/internal/apiclient"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/api"
)

// version is that of the API's description, raised with each change.
const version = "1.0.0"

// Operations are the ledger's own API calls.
func (d *Desk) Operations() []api.Operation {
	return []api.Operation{
		{Method: "GET", Path: "/api/v1/openapi.json", ID: "getDocument", Group: "文档和密钥", Summary: "本文档（OpenAPI 3.1）", Open: true, Do: d.showDocument,
			Answers: []api.Answer{{Status: 200, About: "OpenAPI 3.1 文档", Media: "application/json"}}},
		{Method: "GET", Path: "/api/v1/client", ID: "getClient", Group: "文档和密钥", Summary: "核对密钥和权限", About: "联调时先调它：密钥对不对、有哪些权限、每分钟可以调用几次。",
			Do: d.showSelf, Answers: []api.Answer{{Status: 200, About: "这个密钥属于谁", Schema: selfSchema(),
				Example: map[string]any{"name": "市一网通办平台", "scopes": []any{"requests:write", "requests:read"}, "per_minute": json.Number("120")}}}},
	}
}

func selfSchema() *api.Schema {
	var scopes []string
	for _, r := range apiclient.Scopes() {
		scopes = append(scopes, string(r.Scope))
	}
	return &api.Schema{Type: "object", Properties: []api.Property{
		{Name: "name", Required: true, Schema: api.TextSchema("接入方的名称", 0)},
		{Name: "scopes", Required: true, Schema: api.Schema{Type: "array", About: "有哪些权限", Items: &api.Schema{Type: "string", Enum: scopes}}},
		{Name: "per_minute", Required: true, Schema: api.Schema{Type: "integer", About: "每分钟可以调用几次"}}}}
}

// about is what the document says beside its calls.
func (d *Desk) about() api.About {
	a := api.About{Title: "阳光：依申请公开接口", Version: version, Server: d.Base, Scopes: map[string]string{},
		Text: "供一网通办、城市门户等系统代申请人提交政府信息公开申请、查询进度、接收办理通知。出错时一律答复 application/problem+json（RFC 9457）。" +
			"提交申请必须带 Idempotency-Key 请求头：同一个键重复提交只收一件，答复相同；换了内容用同一个键答复 409。" +
			"通知按 Standard Webhooks 签名：签名内容是 Webhook-Id、Webhook-Timestamp 和原文用“.”连起来，HMAC-SHA256，Base64，前面加“v1,”；" +
			"时间与本机相差超过 5 分钟的应当拒收，同一个 Webhook-Id 只处理一次。"}
	for _, r := range apiclient.Scopes() {
		a.Scopes[string(r.Scope)] = r.About
	}
	for _, e := range apiclient.Events() {
		a.Hooks = append(a.Hooks, api.Hook{Name: string(e.Type), About: e.Label, Body: envelopeSchema()})
	}
	return a
}

// envelopeSchema describes client.Envelope.
func envelopeSchema() *api.Schema {
	text := func(name, about string, required bool) api.Property {
		return api.Property{Name: name, Required: required, Schema: api.TextSchema(about, 0)}
	}
	return &api.Schema{Type: "object", About: "CloudEvents 1.0。不含申请人的任何资料，也不含申请内容", Properties: []api.Property{
		text("specversion", "固定为 1.0", true), text("id", "与 Webhook-Id 相同，重发时不变，用来去重", true), text("source", "发出通知的接口", true),
		text("type", "发生了什么", true), text("time", "发生的时间（RFC 3339，UTC）", true), text("subject", "申请编号", true), text("datacontenttype", "固定为 application/json", true),
		{Name: "sequence", Required: true, Schema: api.Schema{Type: "integer", About: "这个接收网址的第几条，连续无空缺；同一件申请的通知按它的顺序送达"}},
		{Name: "data", Required: true, Schema: api.Schema{Type: "object", Properties: []api.Property{
			text("number", "申请编号", false), text("external_number", "接入方自己的编号", false), text("state", "办理状态", false), text("state_label", "办理状态的中文名称", false),
			text("due_on", "答复期限届满之日", false), text("href", "查询这件申请的接口", false)}}},
	}}
}

func (d *Desk) showDocument(w http.ResponseWriter, _ *http.Request, _ identity.Actor) error {
	doc, err := d.document()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, err = w.Write(doc)
	return err
}

func (d *Desk) showSelf(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	id, ok := apiclient.OfActor(who.ID)
	if !ok {
		return &fault.Error{Kind: fault.Forbidden, Message: "只有接口密钥可以调用"}
	}
	c, err := clientOf(r.Context(), d.DB, id)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, map[string]any{"name": c.Name, "scopes": c.Scopes, "per_minute": c.PerMinute})
}

// apiPage is /api/.
type apiPage struct {
	web.Shell
	Groups   []apiGroup
	Scopes   []apiclient.Rule
	Events   []apiclient.Told
	Statuses []anchored
	Attempts int
	Minutes  int
}

type apiGroup struct {
	Name  string
	Calls []apiCall
}

type apiCall struct{ Method, Path, Summary, About, Scope string }

type anchored struct{ Code, About string }

func (d *Desk) showAPI(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &apiPage{Shell: web.Shell{Title: "接口说明", Crumbs: []web.Link{{Label: "首页", Href: "/"}, {Label: "接口说明"}}}, Scopes: apiclient.Scopes(),
		Events: apiclient.Events(), Attempts: apiclient.MostAttempts, Minutes: int(apiclient.Window.Minutes())}
	for _, o := range d.table {
		if len(p.Groups) == 0 || p.Groups[len(p.Groups)-1].Name != o.Group {
			p.Groups = append(p.Groups, apiGroup{Name: o.Group})
		}
		g := &p.Groups[len(p.Groups)-1]
		scope := ""
		if o.Scope != "" {
			scope = apiclient.Scope(o.Scope).Label()
		}
		g.Calls = append(g.Calls, apiCall{o.Method, o.Path, o.Summary, o.About, scope})
	}
	for _, s := range api.Statuses() {
		p.Statuses = append(p.Statuses, anchored{strconv.Itoa(s.Code), s.About})
	}
	return d.views.Render(w, r, http.StatusOK, "public/api", p)
}
