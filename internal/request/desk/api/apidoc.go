package api

import (
	"encoding/json"
	"fmt"
	"slices"

	"yangguang/internal/apiclient"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/api"
)

// What the calls answer with.
type (
	apiState struct {
		Code  string `json:"code"`
		Label string `json:"label"`
	}
	ApiReceipt struct {
		Number      string            `json:"number"`
		Code        string            `json:"query_code"`
		External    string            `json:"external_number,omitempty"`
		State       apiState          `json:"state"`
		SubmittedOn string            `json:"submitted_on"`
		Links       map[string]string `json:"links"`
	}
	ApiRequest struct {
		Number      string            `json:"number"`
		External    string            `json:"external_number,omitempty"`
		SplitFrom   string            `json:"split_from,omitempty"`
		State       apiState          `json:"state"`
		Sentence    string            `json:"sentence"`
		More        string            `json:"more,omitempty"`
		Correct     string            `json:"to_correct,omitempty"`
		SubmittedOn string            `json:"submitted_on"`
		ReceivedOn  string            `json:"received_on,omitempty"`
		DueOn       string            `json:"due_on,omitempty"`
		Clock       apiClock          `json:"clock"`
		Letters     []apiLetter       `json:"letters"`
		Links       map[string]string `json:"links"`
	}
	apiClock struct {
		Status      string `json:"status"`
		Used        *int   `json:"used,omitempty"`
		Left        *int   `json:"left,omitempty"`
		Provisional bool   `json:"provisional"`
	}
	apiLetter struct {
		ID       string `json:"id"`
		Title    string `json:"title"`
		Number   string `json:"number,omitempty"`
		ServedOn string `json:"served_on"`
		Voided   bool   `json:"voided"`
		Href     string `json:"href"`
	}
	apiItem struct {
		Number      string   `json:"number"`
		External    string   `json:"external_number,omitempty"`
		State       apiState `json:"state"`
		SubmittedOn string   `json:"submitted_on"`
		DueOn       string   `json:"due_on,omitempty"`
		MovedAt     string   `json:"moved_at"`
		Href        string   `json:"href"`
	}
	ApiPage struct {
		Items []apiItem `json:"items"`
		Next  string    `json:"next_cursor,omitempty"`
	}
)

func stateOf(s request.State) apiState { return apiState{string(s), request.Workflow().StateLabel(s)} }

func apiText(about string) api.Schema { return api.TextSchema(about, 0) }

func apiDate(about string) api.Schema {
	return api.Schema{Type: "string", Format: "date", About: about}
}

func apiMust(name string, s api.Schema) api.Property {
	return api.Property{Name: name, Required: true, Schema: s}
}

func apiMay(name string, s api.Schema) api.Property { return api.Property{Name: name, Schema: s} }

// intakeSchema describes an application as it is handed in. The handler reads
// by it what it is sent; what must be there is the book's to say.
func intakeSchema() *api.Schema {
	return &api.Schema{Type: "object", About: "一件政府信息公开申请（《政府信息公开条例》第二十九条）。phone、email、address 至少填一项", Properties: []api.Property{
		apiMust("kind", apiChoice("申请人类别", kindCodes())), apiMust("name", api.TextSchema("姓名或者名称", cases.LongestName)),
		apiMay("document", apiChoice("身份证明的种类；不填时按号码判断", documentCodes())), apiMust("identity", api.TextSchema("身份证明的号码", cases.LongestName)),
		apiMay("phone", api.TextSchema("联系电话", cases.LongestName)), apiMay("email", api.TextSchema("电子邮箱", cases.LongestName)), apiMay("address", api.TextSchema("通信地址", cases.LongestName)),
		apiMay("agent", api.Schema{Type: "object", About: "代理人；没有的不填", Properties: []api.Property{apiMust("name", api.TextSchema("姓名", cases.LongestName)),
			apiMay("document", apiChoice("身份证明的种类", documentCodes())), apiMust("identity", api.TextSchema("身份证明的号码", cases.LongestName)), apiMay("phone", api.TextSchema("联系电话", cases.LongestName))}}),
		apiMust("wanted", api.TextSchema("申请公开的内容：名称、文号或者便于查询的其他特征", cases.Longest)),
		apiMust("form", apiChoice("获取信息的方式", cases.Forms())),
		apiMay("help", api.Schema{Type: "array", Most: len(request.HelpKinds()), About: "需要的帮助（条例第四十三条）", Items: &api.Schema{Type: "string", Enum: helpCodes()}}),
		apiMay("help_note", api.TextSchema("对帮助的说明", cases.LongestHelp)),
		apiMay("external_number", api.TextSchema("接入方自己的编号；同一个编号只收一件", cases.LongestName)),
	}, Example: map[string]any{"kind": "person", "name": "王小溪", "identity": "330000199001010006", "phone": "13800006021",
		"wanted": "城北片区老旧小区改造的设计变更审批文件", "form": cases.Forms()[0], "external_number": "YWTB-2026-000731"}}
}

func apiChoice(about string, codes []string) api.Schema {
	return api.Schema{Type: "string", About: about, Enum: codes}
}

func kindCodes() (codes []string) {
	for _, k := range request.ApplicantKinds() {
		codes = append(codes, string(k.Kind))
	}
	return codes
}

func documentCodes() (codes []string) {
	for _, x := range request.Documents() {
		codes = append(codes, string(x.Document))
	}
	return codes
}

func helpCodes() (codes []string) {
	for _, h := range request.HelpKinds() {
		codes = append(codes, h.Code)
	}
	return codes
}

// intakeOf is the intake of a body that keeps to intakeSchema.
func intakeOf(body map[string]any) cases.Intake {
	in := cases.Intake{Kind: api.Text(body, "kind"), Name: api.Text(body, "name"), Document: api.Text(body, "document"), Identity: api.Text(body, "identity"),
		Phone: api.Text(body, "phone"), Email: api.Text(body, "email"), Address: api.Text(body, "address"), Wanted: api.Text(body, "wanted"),
		Form: api.Text(body, "form"), HelpNote: api.Text(body, "help_note"), Origin: cases.Origin{Proof: api.Text(body, "external_number")}}
	if agent, ok := body["agent"].(map[string]any); ok {
		in.Agent = cases.Agent{Name: api.Text(agent, "name"), Document: api.Text(agent, "document"), Identity: api.Text(agent, "identity"), Phone: api.Text(agent, "phone")}
	}
	help, _ := body["help"].([]any)
	for _, h := range help {
		if code, ok := h.(string); ok {
			in.Help = append(in.Help, code)
		}
	}
	return in.Tidy()
}

func correctionSchema() *api.Schema {
	return &api.Schema{Type: "object", Properties: []api.Property{apiMust("text", api.TextSchema("补正的内容", cases.Longest))}, Example: map[string]any{"text": "申请的是二〇二五年的设计变更审批文件"}}
}

func stateSchema() api.Schema {
	var codes []string
	for s := range request.Workflow().States {
		codes = append(codes, string(s))
	}
	slices.Sort(codes)
	return api.Schema{Type: "object", About: "办理状态", Properties: []api.Property{apiMust("code", apiChoice("代码", codes)), apiMust("label", apiText("中文名称"))}}
}

func linksSchema(names ...string) api.Schema {
	s := api.Schema{Type: "object", About: "可以做的下一步；没有列出的现在不能做"}
	for i, n := range names {
		s.Properties = append(s.Properties, api.Property{Name: n, Required: i == 0, Schema: apiText("地址")})
	}
	return s
}

func receiptSchema() *api.Schema {
	return &api.Schema{Type: "object", Properties: []api.Property{apiMust("number", apiText("申请编号")), apiMust("query_code", apiText("查询码，要交给申请人；只在这里给出")),
		apiMay("external_number", apiText("接入方自己的编号")), apiMust("state", stateSchema()), apiMust("submitted_on", apiDate("提交的日期")), apiMust("links", linksSchema("self", "progress"))}}
}

func requestSchema() *api.Schema {
	number := func(about string) api.Schema { return api.Schema{Type: "integer", About: about} }
	return &api.Schema{Type: "object", Properties: []api.Property{apiMust("number", apiText("申请编号")), apiMay("external_number", apiText("接入方自己的编号")), apiMust("state", stateSchema()),
		apiMay("split_from", apiText("从哪一件拆分出来（一事一申请）")), apiMust("sentence", apiText("办到哪一步，可以直接给申请人看")), apiMay("more", apiText("补充说明")), apiMay("to_correct", apiText("需要补正的事项")), apiMust("submitted_on", apiDate("提交的日期")),
		apiMay("received_on", apiDate("收到申请之日")), apiMay("due_on", apiDate("答复期限届满之日")),
		apiMust("clock", api.Schema{Type: "object", About: "期限", Properties: []api.Property{
			apiMust("status", apiChoice("状态", []string{string(request.NotStarted), string(request.Running), string(request.Stopped), string(request.Ended), string(request.Overdue)})),
			apiMay("used", number("已经用去的工作日")), apiMay("left", number("还剩的工作日")), apiMust("provisional", api.Schema{Type: "boolean", About: "跨入放假安排还没有公布的年份，日期是暂定的"})}}),
		apiMust("letters", api.Schema{Type: "array", About: "已经送达申请人的文书", Items: &api.Schema{Type: "object", Properties: []api.Property{apiMust("id", apiText("标识")), apiMust("title", apiText("名称")),
			apiMay("number", apiText("文号")), apiMust("served_on", apiDate("送达的日期")), apiMust("voided", api.Schema{Type: "boolean", About: "已被更正通知收回"}), apiMust("href", apiText("下载 PDF 的地址"))}}}),
		apiMust("links", linksSchema("self", "withdrawal", "corrections"))}}
}

func pageSchema() *api.Schema {
	return &api.Schema{Type: "object", Properties: []api.Property{apiMust("items", api.Schema{Type: "array", Items: &api.Schema{Type: "object", Properties: []api.Property{
		apiMust("number", apiText("申请编号")), apiMay("external_number", apiText("接入方自己的编号")), apiMust("state", stateSchema()), apiMust("submitted_on", apiDate("提交的日期")),
		apiMay("due_on", apiDate("答复期限届满之日")), apiMust("moved_at", api.Schema{Type: "string", Format: "date-time", About: "最近一次有进展的时间"}), apiMust("href", apiText("查询的地址"))}}}),
		apiMay("next_cursor", apiText("还有下一页时，用它作 cursor 再取"))}}
}

// receiptExample, requestExample and pageExample are what the document shows.
func receiptExample() map[string]any {
	return map[string]any{"number": "2026-YSQ-0131", "query_code": "ABCD-EFGH-IJKL-MNOP-QRST", "external_number": "YWTB-2026-000731",
		"state": map[string]any{"code": "unconfirmed", "label": "待确认"}, "submitted_on": "2026-11-20",
		"links": map[string]any{"self": "/api/v1/requests/2026-YSQ-0131", "progress": "/zfxxgk/ysqgk/jd"}}
}

func requestExample() map[string]any {
	self := "/api/v1/requests/2026-YSQ-0131"
	return map[string]any{"number": "2026-YSQ-0131", "external_number": "YWTB-2026-000731", "state": map[string]any{"code": "handling", "label": "办理中"},
		"sentence": "我们会在 2026年12月18日（周五）前答复。", "submitted_on": "2026-11-20", "received_on": "2026-11-20", "due_on": "2026-12-18",
		"clock":   map[string]any{"status": "running", "used": json.Number("3"), "left": json.Number("17"), "provisional": false},
		"letters": []any{}, "links": map[string]any{"self": self, "withdrawal": self + "/withdrawal"}}
}

func pageExample() map[string]any {
	return map[string]any{"items": []any{map[string]any{"number": "2026-YSQ-0131", "state": map[string]any{"code": "handling", "label": "办理中"},
		"submitted_on": "2026-11-20", "due_on": "2026-12-18", "moved_at": "2026-11-20T02:00:00Z", "href": "/api/v1/requests/2026-YSQ-0131"}}, "next_cursor": "MTc2MzYw"}
}

// Operations are the ledger's API calls.
func (d *API) Operations() []api.Operation {
	const group, one = "政府信息公开申请", "/api/v1/requests/{number}"
	write, read := string(apiclient.WriteRequests), string(apiclient.ReadRequests)
	number := api.Param{Name: "number", In: "path", Required: true, About: "申请编号，例如 2026-YSQ-0131", Schema: apiText("")}
	code := api.Param{Name: headerCode, In: "header", About: "查询码；不是本接入方提交的申请要写", Schema: apiText("")}
	status := []api.Answer{{Status: 200, About: "办到哪一步", Schema: requestSchema(), Example: requestExample()}}
	moved := append(status[:1:1], api.Answer{Status: 409, About: "别人刚办过下一步，或者现在不能办这一步"}, api.Answer{Status: 422, About: "现在不能办这一步"})
	return []api.Operation{
		{Method: "POST", Path: "/api/v1/requests", ID: "submitRequest", Group: group, Summary: "提交申请", Scope: write, Body: intakeSchema(), Do: d.postRequest,
			About: "经网络提交的申请，自双方确认之日起计算答复期限（条例第三十一条第三项）。",
			Params: []api.Param{{Name: headerKey, In: "header", Required: true, Schema: apiText(""),
				About: fmt.Sprintf("%d 至 %d 个可见字符，每件申请一个。同一个键、同样的内容只收一件，答复相同", shortestIdempotency, longestIdempotency)}},
			Answers: []api.Answer{{Status: 201, About: "已收下", Schema: receiptSchema(), Example: receiptExample()},
				{Status: 409, About: "这个键已用于另一份内容，或者外部编号已有申请"}}},
		{Method: "GET", Path: "/api/v1/requests", ID: "listRequests", Group: group, Summary: "列出本接入方提交的申请", Scope: read, Do: d.listRequests,
			About: "按最近一次有进展的时间先后排列。定时轮询时，since 用上次轮询开始的时间再往前几分钟；办理中有变动的会再次出现。",
			Params: []api.Param{{Name: "since", In: "query", About: "只要这个日期或者时间以后有进展的", Schema: apiText("")}, {Name: "cursor", In: "query", About: "上一页的 next_cursor", Schema: apiText("")},
				{Name: "limit", In: "query", About: fmt.Sprintf("一页几件，1 至 %d，不写是 %d", longestPage, usualPage), Schema: api.Schema{Type: "integer"}}},
			Answers: []api.Answer{{Status: 200, About: "一页", Schema: pageSchema(), Example: pageExample()}, {Status: 422, About: "since、cursor 或者 limit 写得不对"}}},
		{Method: "GET", Path: one, ID: "getRequest", Group: group, Summary: "查询进度", Scope: read, Params: []api.Param{number, code}, Do: d.getRequest, Answers: status},
		{Method: "GET", Path: one + "/letters/{letter}", ID: "getLetter", Group: group, Summary: "下载已送达的文书（PDF）", Scope: read, Do: d.getLetter,
			Params:  []api.Param{number, {Name: "letter", In: "path", Required: true, About: "文书的标识", Schema: apiText("")}, code},
			Answers: []api.Answer{{Status: 200, About: "PDF", Media: "application/pdf"}}},
		{Method: "POST", Path: one + "/withdrawal", ID: "withdrawRequest", Group: group, Summary: "撤回申请", Scope: write, Params: []api.Param{number, code}, Do: d.postWithdrawal,
			About: "不用写内容。重复调用答复相同。", Answers: moved},
		{Method: "POST", Path: one + "/corrections", ID: "correctRequest", Group: group, Summary: "提交补正", Scope: write, Body: correctionSchema(), Params: []api.Param{number, code},
			Do: d.postCorrection, About: "告知补正后才能提交；收到补正之日起重新计算答复期限（条例第三十条）。同样的内容重复提交只收一次。", Answers: moved},
	}
}
