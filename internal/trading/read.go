package trading

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// Table is one table of the exchange as it is read: which notices it holds and
// what its columns are called. Columns that stand in no row (a project leader's
// identity number, whoever complained) are never read.
type Table struct {
	Name string
	Line Line
	Kind Kind

	Project, Title, Text, At, Lots, Deals string
	Owner, OwnerCode, Buyer, Code, CodeOf string // Buyer is who bid, won or bought
	Agent, AgentCode, Price, Unit, Method string
	ProjectName                           string
	Points                                map[Point]string
	Place, Area, Usage, Years             string
	SoldBy, SoldByCode                    string
	Pairs                                 [][2]string // candidates: name and code
}

// Tables lists the tables of the exchange that hold notices.
func Tables() []Table {
	t := func(name string, l Line, k Kind, project, title, text, at string) Table {
		return Table{Name: name, Line: l, Kind: k, Project: project, ProjectName: "TENDER_PROJECT_NAME", Title: title, Text: text, At: at,
			Lots: "BID_SECTION_CODES BID_SECTION_CODE PURCHASE_SECTION_CODE LAND_CODE", Deals: "UNIFIED_DEAL_CODES UNIFIED_DEAL_CODE",
			Owner: "TENDERER_NAME", OwnerCode: "TENDERER_CODE TENDER_CODE", Agent: "TENDER_AGENCY_NAME", AgentCode: "TENDER_AGENCY_CODE", Unit: "PRICE_UNIT"}
	}
	const code = "TENDER_PROJECT_CODE"
	announced := t("TENDER_ANN_QUA_INQUERY_ANN", Construction, Announcement, code, "NOTICE_NAME", "NOTICE_CONTENT", "NOTICE_SEND_TIME")
	announced.Points = map[Point]string{DocsFrom: "DOC_GET_START_TIME", DocsUntil: "DOC_GET_END_TIME", Deadline: "BID_DOC_REFER_END_TIME"}
	clarified := t("TENDER_FILE_CLARI_MODI", Construction, Clarification, code, "DOC_NAME", "CLARIFY_CONTENT", "CLARIFY_TIME")
	clarified.Points, clarified.Price, clarified.Unit = map[Point]string{Deadline: "BID_DOC_REFER_END_TIME"}, "CONTROL_PRICE", "CONTROL_PRICE_UNIT"
	opened := t("BID_OPENING_RECORD", Construction, Opening, code, "NOTICE_NAME", "BID_OPENING_CONTENT", "BID_OPENING_TIME")
	shown := t("TENDER_CANDIDATE_ANNOUNCE", Construction, CandidatesShown, code, "PUBLICITY_NAME", "PUBLICITY_CONTENT", "PUBLICITY_REFER_TIME")
	shown.Points = map[Point]string{ShownFrom: "PUBLICITY_START_TIME", ShownUntil: "PUBLICITY_END_TIME"}
	shown.Pairs = [][2]string{{"FIRST_BIDDER_NAME", "FIRST_BIDDER_CODE"}, {"SECOND_BIDDER_NAME", "SECOND_BIDDER_CODE"}, {"THIRD_BIDDER_NAME", "THIRD_BIDDER_CODE"}}
	won := t("WIN_RESULT_ANNO", Construction, Result, code, "NOTICE_NAME", "NOTICE_CONTENT", "NOTICE_SEND_TIME")
	won.Buyer, won.Code, won.CodeOf, won.Price = "WIN_BIDDER_NAME", "WIN_BIDDER_CODE", "BIDDER_CODE_TYPE", "BID_AMOUNT"
	signed := t("CONTRACT_PERFORMANCE", Construction, Contract, code, "CONTRACT_NAME", "CONTRACT_CONTENT", "SUBMIT_TIME")
	signed.Buyer, signed.Code, signed.Price, signed.Points = "BIDDER_NAME", "BIDDER_CODE", "CONTRACT_PRICE", map[Point]string{Signed: "CONTRACT_SIGN_TIME"}
	ended := t("TENDER_ABNORMITY_REPORT", Construction, Abandoned, code, "EXCEPITON_NAME", "EXCEPITON_INFOR", "APPROVAL_TIME")
	return slices.Concat([]Table{announced, clarified, opened, shown, won, signed, ended}, purchaseTables(), saleTables())
}

func purchaseTables() []Table {
	t := func(name string, k Kind, title, text, at string) Table {
		return Table{Name: name, Line: Procurement, Kind: k, Project: "PURCHASE_PROJECT_CODE", ProjectName: "PURCHASE_PROJECT_NAME", Title: title, Text: text, At: at,
			Lots: "PURCHASE_SECTION_CODE", Deals: "UNIFIED_DEAL_CODE", Owner: "PURCHASER_NAME", OwnerCode: "PURCHASER_CODE",
			Agent: "PURCHASER_AGENCY_NAME", AgentCode: "PURCHASER_AGENCY_CODE", Unit: "PRICE_UNIT", Method: "PURCHASER_MODE"}
	}
	announced := t("PURCHASE_QUALI_INQUERY_ANN", Announcement, "BULLETIN_TITLE", "BULLETIN_CONTENT", "BULLETIN_START_TIME")
	announced.Points = map[Point]string{Deadline: "BID_CLOSING_TIME"}
	corrected := t("CORRECTION_ITEM", Clarification, "TERMINATION_BULLETIN_TITLE", "TERMINATION_BULLETIN_CONTENT", "MODIFICATION_START_TIME")
	corrected.Points = map[Point]string{Deadline: "POST_BID_CLOSING_TIME"}
	won := t("BID_DEAL_ANNOUNCE", Result, "WIN_BID_BULLETIN_TITLE", "WIN_BID_BULLETIN_CONTENT", "WIN_BID_BULLETIN_START_TIME")
	won.Buyer, won.Code, won.CodeOf, won.Price = "WINNINGBIDDER_NAME", "WINNINGBIDDER_CODE", "WINNINGBIDDER_TYPE", "WIN_BID_PRICE"
	signed := t("PURCHASE_CONTRACT", Contract, "CONTRACT_NAME", "CONTRACT_TERM", "DATA_TIMESTAMP")
	signed.Buyer, signed.Code, signed.Price, signed.Points = "SUPPLIER_NAME", "SUPPLIER_CODE", "CONTRACT_AMOUNT", map[Point]string{Signed: "SIGNING_TIME"}
	return []Table{announced, corrected, won, signed}
}

func saleTables() (all []Table) {
	land := Table{Name: "DEAL_LAND_INFO", Line: Land, Kind: Result, Project: "LAND_CODE", ProjectName: "LAND_PROJECT_NAME", Title: "ANNOUNCEMENT_TITLE", Text: "ANNOUNCEMENT_CONNECT", At: "PUBLISHING_TIME",
		Lots: "LAND_CODE", Deals: "UNIFIED_DEAL_CODE", Owner: "TRA_AGENCY_NAME", OwnerCode: "TRA_AGENCY_CODE", Buyer: "LENDING_NAME", Code: "LENDING_CODE", CodeOf: "LENDING_TYPE",
		Price: "DEAL_PRICE", Unit: "PRICE_UNIT", Place: "LAND_POSITION", Area: "LAND_AREA", Usage: "LAND_USAGE", Years: "LEND_AGE_LIMIT"}
	all = append(all, land)
	for _, prefix := range []string{"EXPLOR", "MINING"} {
		mine := Table{Name: prefix + "_BID_AUCTION_TRANS_ANN", Line: Mining, Kind: Announcement, Project: "UNIFIED_DEAL_CODE", ProjectName: "NA_APP_NAME", Title: "NA_APP_NAME", At: "PUBLISHING_TIME",
			Deals: "UNIFIED_DEAL_CODE", Lots: "UNIFIED_DEAL_CODE", Owner: "TRA_AGENCY_NAME", OwnerCode: "TRA_AGENCY_CODE", Method: "IN_BUY_KIND",
			Place: "NA_GEOGRAPHY_POSITION", Area: "QT_TOTAL_AREA", Usage: "IN_MINE_COME", Years: "QT_PLAN_YEARS"}
		sold := mine
		sold.Name, sold.Kind = prefix+"_BID_AUC_TRANS_RES_ANN", Result
		sold.Buyer, sold.Code, sold.CodeOf, sold.Price = "NA_PUBLIC_BIDDER", "BIDDER_CODE", "BIDDER_TYPE", "QT_PUBLIC_PRICE"
		sold.Points = map[Point]string{Decided: "DT_BUY_DATE"}
		all = append(all, mine, sold)
	}
	return all
}

// TableNamed finds a table of the exchange.
func TableNamed(name string) (Table, bool) {
	for _, t := range Tables() {
		if strings.EqualFold(t.Name, strings.TrimSpace(name)) {
			return t, true
		}
	}
	return Table{}, false
}

// row is a line of a source by the names of its columns.
type row map[string]string

// get is the first of some columns that says something.
func (r row) get(columns string) string {
	for c := range strings.FieldsSeq(columns) {
		if v := strings.TrimSpace(r[c]); v != "" {
			return v
		}
	}
	return ""
}

// Read makes a notice of a line of the exchange. What cannot be read is a
// fault.List that names the columns; the notice is nothing then.
func (t Table) Read(values map[string]string) (Notice, error) {
	r := row(values)
	n := Notice{Table: t.Name, Line: t.Line, Kind: t.Kind, Platform: r.get("PLATFORM_CODE"), Source: r.get("URL ID LAND_URL"), URL: r.get("URL LAND_URL"),
		Project: r.get(t.Project), Title: r.get(t.Title), Name: r.get(t.ProjectName), Text: r.get(t.Text), Region: r.get("REGION_CODE"),
		Method: MethodNamed(r.get(t.Method)), Must: yes(r.get("IS_TO_LAW")), Change: r.get("NOTICE_NATURE") == "2",
		Owner: ReadParty(r.get(t.Owner), r.get(t.OwnerCode), "法人"), Agent: ReadParty(r.get(t.Agent), r.get(t.AgentCode), "法人"),
		Disposal: Disposal{Place: r.get(t.Place), Area: r.get(t.Area), Usage: r.get(t.Usage), Years: r.get(t.Years)}}
	var faults fault.List
	must := func(column, value string) {
		if value == "" {
			faults.Add(column, column+" 没有内容，补上后再导入")
		}
	}
	must(t.Project, n.Project)
	must(t.Title, n.Title)
	n.At = moment(r.get(t.At), t.At, &faults)
	n.Stamp = n.At
	if s := r.get("DATA_TIMESTAMP"); s != "" {
		n.Stamp = moment(s, "DATA_TIMESTAMP", &faults)
	}
	for p, column := range t.Points {
		if s := r.get(column); s != "" {
			if at := moment(s, column, &faults); at != "" {
				if n.Points == nil {
					n.Points = map[Point]calendar.Day{}
				}
				n.Points[p] = Notice{At: at}.Day(Published)
			}
		}
	}
	if strings.Contains(n.Title, "资格预审") && n.Kind == Announcement {
		n.Kind = Prequalifying
	}
	if n.Name == "" {
		n.Name = nameIn(n.Title)
	}
	t.lots(r, &n)
	t.offers(r, &n, &faults)
	if err := faults.Err(); err != nil {
		return Notice{}, err
	}
	return n, nil
}

func yes(s string) bool {
	return s == "1" || s == "是" || strings.EqualFold(s, "y") || strings.EqualFold(s, "true")
}

// lots reads the sections that a notice is about; one may name several.
func (t Table) lots(r row, n *Notice) {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，;；、 |", r) })
	}
	deals := split(r.get(t.Deals))
	for i, code := range split(r.get(t.Lots)) {
		l := Lot{Code: code}
		if i < len(deals) {
			l.Deal = deals[i]
		}
		n.Lots = append(n.Lots, l)
	}
}

// offers reads who bid, won or signed, and for how much.
func (t Table) offers(r row, n *Notice, faults *fault.List) {
	unit := r.get(t.Unit)
	price := Amount{}
	if s := r.get(t.Price); s != "" {
		if !UnitKnown(unit) {
			faults.Add(t.Unit, "“"+unit+"”不是金额单位，写“元”或者“万元”")
		}
		price = ReadAmount(s, unit)
	}
	lot := ""
	if len(n.Lots) > 0 {
		lot = n.Lots[0].Code
	}
	for i, pair := range t.Pairs {
		if p := ReadParty(r.get(pair[0]), r.get(pair[1]), ""); !p.Zero() {
			n.Offers = append(n.Offers, Offer{Lot: lot, Rank: i + 1, Party: p})
		}
	}
	if t.Buyer == "" {
		n.Budget = price
		return
	}
	if p := ReadParty(r.get(t.Buyer), r.get(t.Code), r.get(t.CodeOf)); !p.Zero() {
		n.Offers = append(n.Offers, Offer{Lot: lot, Rank: 1, Party: p, Price: price})
	}
}

// moment reads a day or an instant as sources write them; without a zone it is
// the time of Asia/Shanghai, in which every year begins.
func moment(s, column string, faults *fault.List) string {
	s = strings.TrimSpace(narrow(s))
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) == 13 {
		return time.UnixMilli(ms).In(calendar.Zone()).Format(time.RFC3339)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "20060102150405", "20060102", "2006年1月2日"} {
		if at, err := time.ParseInLocation(layout, s, calendar.Zone()); err == nil && at.Year() >= 1990 && at.Year() < 2100 {
			return at.In(calendar.Zone()).Format(time.RFC3339)
		}
	}
	faults.Add(column, column+" 的“"+s+"”不是时间，按“2026-11-20 09:00:00”的样子填写")
	return ""
}

// nameIn takes the name of a project out of a notice's title.
func nameIn(title string) string {
	for _, end := range []string{"资格预审公告", "招标公告", "中标候选人公示", "中标结果公告", "中标公告", "开标记录", "澄清公告", "更正公告", "采购公告", "成交公告", "合同公告", "公告", "公示"} {
		if s, ok := strings.CutSuffix(title, end); ok && s != "" {
			return s
		}
	}
	return title
}
