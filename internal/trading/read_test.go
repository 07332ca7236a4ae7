package trading

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	company, id := code("91330100MA7E3K2P4"), person("33010119900307231")
	for _, tt := range []struct {
		table   string
		row     map[string]string
		check   func(Notice) bool
		fault   string
		because string
	}{
		{"WIN_RESULT_ANNO", map[string]string{"TENDER_PROJECT_CODE": "E1", "NOTICE_NAME": "甲中标结果公告", "NOTICE_SEND_TIME": "2026-11-24 09:00", "BID_SECTION_CODE": "E1-1", "UNIFIED_DEAL_CODE": "D1",
			"WIN_BIDDER_NAME": "云溪建工集团有限公司", "WIN_BIDDER_CODE": company, "BID_AMOUNT": "3862.415", "PRICE_UNIT": "万元"},
			func(n Notice) bool {
				return n.Kind == Result && n.Offers[0].Price.Fen == 3862415000 && n.Offers[0].Party.Code == company && n.Lots[0] == Lot{"E1-1", "D1"} && n.At == "2026-11-24T09:00:00+08:00"
			}, "", "a result"},
		{"WIN_RESULT_ANNO", map[string]string{"TENDER_PROJECT_CODE": "E1", "NOTICE_NAME": "甲", "NOTICE_SEND_TIME": "2026-11-24", "WIN_BIDDER_NAME": "乙公司", "BID_AMOUNT": "下浮3.5%"},
			func(n Notice) bool {
				return !n.Offers[0].Price.Known() && n.Offers[0].Price.Text == "下浮3.5%"
			}, "", "a rate stays words"},
		{"WIN_RESULT_ANNO", map[string]string{"TENDER_PROJECT_CODE": "E1", "NOTICE_NAME": "甲", "NOTICE_SEND_TIME": "2026-11-24", "WIN_BIDDER_NAME": "乙公司", "BID_AMOUNT": "5", "PRICE_UNIT": "斤"}, nil, "斤", "a wrong unit"},
		{"WIN_RESULT_ANNO", map[string]string{"NOTICE_NAME": "甲", "NOTICE_SEND_TIME": "20261301"}, nil, "TENDER_PROJECT_CODE", "no project"},
		{"WIN_RESULT_ANNO", map[string]string{"TENDER_PROJECT_CODE": "E1", "NOTICE_NAME": "甲", "NOTICE_SEND_TIME": "下周"}, nil, "下周", "no time"},
		{"DEAL_LAND_INFO", map[string]string{"LAND_CODE": "L1", "ANNOUNCEMENT_TITLE": "云溪储出17号地块成交公示", "PUBLISHING_TIME": "2026-11-20", "LENDING_NAME": "许建平", "LENDING_TYPE": "自然人", "LENDING_CODE": id, "DEAL_PRICE": "410", "PRICE_UNIT": "万元"},
			func(n Notice) bool { return n.Line == Land && n.Offers[0].Party == Party{"许**", "", true} }, "", "a person buys land"},
		{"TENDER_ANN_QUA_INQUERY_ANN", map[string]string{"TENDER_PROJECT_CODE": "E1", "NOTICE_NAME": "甲工程资格预审公告", "NOTICE_SEND_TIME": "2026/11/1", "BID_DOC_REFER_END_TIME": "2026-11-20 09:30:00", "IS_TO_LAW": "1", "NOTICE_NATURE": "2", "BID_SECTION_CODES": "a，b"},
			func(n Notice) bool {
				return n.Kind == Prequalifying && n.Must && n.Change && len(n.Lots) == 2 && n.Day(Deadline) == day("2026-11-20")
			}, "", "a changed prequalification of two sections"},
		{"TENDER_CANDIDATE_ANNOUNCE", map[string]string{"TENDER_PROJECT_CODE": "E1", "PUBLICITY_NAME": "甲中标候选人公示", "PUBLICITY_REFER_TIME": "1763600400000", "FIRST_BIDDER_NAME": "甲公司", "SECOND_BIDDER_NAME": "乙公司"},
			func(n Notice) bool { return len(n.Offers) == 2 && n.Offers[1].Rank == 2 }, "", "candidates in their order"},
	} {
		table, ok := TableNamed(strings.ToLower(tt.table))
		if !ok {
			t.Fatal(tt.table)
		}
		n, err := table.Read(tt.row)
		if tt.fault != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fault) {
				t.Errorf("%s: %v", tt.because, err)
			}
			continue
		}
		if err != nil || !tt.check(n) {
			t.Errorf("%s: %v %+v", tt.because, err, n)
		}
	}
	if _, ok := TableNamed("COMPLAINT_INFO"); ok {
		t.Error("who complained is never read")
	}
}

// What a source tells of natural persons goes into no notice, whatever its column.
func TestPersonsAreNotKept(t *testing.T) {
	id := person("33010119900307231")
	for _, table := range Tables() {
		row := map[string]string{"PROJECT_LEAD": "许建平", "PROJECT_LEAD_ID": id, "COMPLAINT_NAME": "许建平", "COMPLAINT_PHONE": "13912345678", "CONTACT_PERSON": "许建平"}
		for _, c := range []string{table.Project, table.Title} {
			row[c] = "E1"
		}
		row[table.At] = "2026-11-20"
		for _, c := range append([]string{table.Code}, "FIRST_BIDDER_CODE", "SECOND_BIDDER_CODE", "WIN_CANDIDATE_CODE") {
			row[c] = id
		}
		for _, c := range append([]string{table.Buyer}, "FIRST_BIDDER_NAME", "SECOND_BIDDER_NAME") {
			row[c] = "许建平"
		}
		delete(row, "")
		n, err := table.Read(row)
		if err != nil {
			t.Fatalf("%s: %v", table.Name, err)
		}
		text, err := json.Marshal(n)
		if err != nil || strings.Contains(string(text), id) || strings.Contains(string(text), "许建平") || strings.Contains(string(text), "13912345678") {
			t.Errorf("%s: %s", table.Name, text)
		}
	}
}
