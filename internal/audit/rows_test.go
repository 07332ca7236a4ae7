package audit

import (
	"slices"
	"testing"

	"yangguang/internal/chain"
)

func TestRows(t *testing.T) {
	grants := Table{"role_grant", "角色授权"}
	said := func(seq int64, act, subject, detail string) Record {
		return Record{Entry: chain.Entry{Seq: seq, Action: act, Subject: subject, Detail: detail}}
	}
	for _, tt := range []struct {
		log     []Record
		rows    map[string]string // id: digest
		want    []Kind
		because string
	}{
		{[]Record{said(1, "a", "", `{"rows":{"role_grant g":"aa"}}`)}, map[string]string{"g": "aa"}, nil, "as the log says"},
		{[]Record{said(1, "a", "", `{"rows":{"role_grant g":"aa"}}`)}, map[string]string{"g": "bb"}, []Kind{RowChanged}, "changed"},
		{[]Record{said(1, "a", "", `{"rows":{"role_grant g":"aa"}}`)}, nil, []Kind{RowLost}, "deleted"},
		{[]Record{said(1, "a", "", `{"rows":{"role_grant g":"aa"}}`), said(2, "b", "", `{"rows":{"role_grant g":"bb"}}`)}, map[string]string{"g": "bb"}, nil, "the last entry counts"},
		{[]Record{said(1, "a", "", `{"rows":{"role_grant g":"aa"}}`), said(2, "b", "", `{"rows":{"role_grant g":""}}`)}, nil, nil, "taken away by an act"},
		{[]Record{said(1, "a", "", `{"rows":{"role_grant g":""}}`)}, map[string]string{"g": "aa"}, []Kind{RowChanged}, "and put back by hand"},
		{nil, map[string]string{"old": "aa"}, nil, "older than the vouching"},
		{[]Record{said(1, "trail.baseline", "role_grant", "{}")}, map[string]string{"new": "aa"}, []Kind{RowInserted}, "put in by hand"},
		{[]Record{said(1, "trail.baseline", "request_case", "{}")}, map[string]string{"old": "aa"}, nil, "the baseline of another table"},
		{[]Record{said(1, "a", "", `{"rows":{"request_case g":"aa"}}`)}, nil, nil, "another table's rows are not missed here"},
		{[]Record{said(1, "a", "", `{"letter":"x","rows":{"role_grant f":"bb","role_grant g":"aa"},"to":["y"]}`)}, map[string]string{"f": "bb", "g": "aa"}, nil, "more stands in the detail, and more rows"},
		{[]Record{said(1, "a", "", `{"rows":{"role_grant f":"bb","role_grant g":"aa"}}`)}, map[string]string{"f": "bb"}, []Kind{RowLost}, "the second of two deleted"},
		{[]Record{said(1, "a", "", `{"rows":{"role_grant \u003cg":"aa"}}`)}, map[string]string{"<g": "aa"}, nil, "an escape in the name of a row"},
		{[]Record{said(1, "a", "", `{"a":{"rows":{"role_grant g":"aa"}}}`)}, map[string]string{"g": "bb"}, nil, "rows of something else"},
		{[]Record{said(1, "a", "", `{"a":["x"],"rows":{"role_grant g":"aa"}}`)}, map[string]string{"g": "bb"}, []Kind{RowChanged}, "behind a list"},
		{[]Record{said(1, "a", "", `{"a":"\"rows\":{","rows":{"role_grant g":"aa"}}`)}, map[string]string{"g": "bb"}, []Kind{RowChanged}, "behind a text that looks like rows"},
		{[]Record{said(1, "a", "", `{"rows":{"role_grant g":"aa"},"z":{"rows":{"role_grant g":"bb"}}}`)}, map[string]string{"g": "bb"}, []Kind{RowChanged}, "before rows of something else"},
		{[]Record{said(1, "a", "", `{"rows":{}}`)}, map[string]string{"g": "aa"}, nil, "no rows"},
		{[]Record{said(1, "a", "", `{"rows":"x"}`), said(2, "a", "", `{"rows":{`)}, nil, nil, "a detail that says nothing"},
	} {
		v := NewVerifier(Cryptography{Hash: func([]byte) []byte { return nil }}, nil)
		for _, r := range tt.log {
			v.Leaf(r)
		}
		for id, digest := range tt.rows {
			v.Row(grants, id, digest)
		}
		v.RowsRead(grants)
		var got []Kind
		for _, f := range v.Done().Findings {
			got = append(got, f.Kind)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.because, got, tt.want)
		}
	}
}
