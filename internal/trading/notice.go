package trading

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"yangguang/internal/calendar"
)

// Point is a dated point of a notice, from which and to which periods run.
type Point string

// The points. Published is the day of the notice itself.
const (
	Published  Point = "published"
	DocsFrom   Point = "docs_from"   // 文件开始发出
	DocsUntil  Point = "docs_until"  // 文件停止发售
	Deadline   Point = "deadline"    // 投标、响应、资格预审申请截止
	ReportIn   Point = "report_in"   // 收到评标报告
	ShownFrom  Point = "shown_from"  // 公示开始
	ShownUntil Point = "shown_until" // 公示结束
	Decided    Point = "decided"     // 确定中标人、交易结束
	NoticeSent Point = "notice_sent" // 中标通知书发出
	Signed     Point = "signed"      // 合同签订
)

// PointLabels are the points that a form asks for, with their names, in order.
func PointLabels() []struct {
	Point
	Label string
} {
	return []struct {
		Point
		Label string
	}{{DocsFrom, "文件开始发出"}, {DocsUntil, "文件停止发出"}, {Deadline, "投标（响应、挂牌）截止"}, {ReportIn, "收到评标报告"}, {ShownFrom, "公示（挂牌）开始"},
		{ShownUntil, "公示（挂牌）结束"}, {Decided, "确定中标人（成交）"}, {NoticeSent, "通知书发出"}, {Signed, "合同签订"}}
}

// Lot is a section (标段), package or parcel with its 统一交易标识码.
type Lot struct {
	Code string `json:"code"`
	Deal string `json:"deal,omitempty"`
}

// Offer is what somebody bid, was awarded or signed for.
type Offer struct {
	Lot   string `json:"lot,omitempty"`
	Rank  int    `json:"rank,omitempty"`
	Party Party  `json:"party"`
	Price Amount `json:"price,omitzero"`
}

// Disposal is what is sold: a parcel or a mining right.
type Disposal struct {
	Place string `json:"place,omitempty"`
	Area  string `json:"area,omitempty"`
	Usage string `json:"usage,omitempty"` // 土地用途, 矿种
	Years string `json:"years,omitempty"`
}

// Notice is one notice of a project as it is kept. Nothing in it names a natural
// person in clear: see ReadParty.
type Notice struct {
	Table    string `json:"table"`    // of the exchange, "form" for one entered here
	Platform string `json:"platform"` // where the project is kept
	Source   string `json:"source"`   // the source's id or address of the notice
	Stamp    string `json:"stamp"`    // when the source wrote this version

	Line    Line   `json:"line"`
	Kind    Kind   `json:"kind"`
	Change  bool   `json:"change,omitempty"` // 变更公告: another notice of the same kind
	Project string `json:"project"`
	Name    string `json:"name"` // of the project
	Method  Method `json:"method,omitempty"`
	Must    bool   `json:"must,omitempty"` // 依法必须招标
	Region  string `json:"region,omitempty"`
	Title   string `json:"title"`
	Text    string `json:"text,omitempty"`
	URL     string `json:"url,omitempty"`
	At      string `json:"at"` // when it was published: 2026-11-20T09:00:00+08:00

	Points   map[Point]calendar.Day `json:"points,omitempty"`
	Lots     []Lot                  `json:"lots,omitempty"`
	Owner    Party                  `json:"owner,omitzero"` // 招标人, 采购人, 出让人
	Agent    Party                  `json:"agent,omitzero"`
	Budget   Amount                 `json:"budget,omitzero"` // 控制价, 预算, 起始价
	Bidders  int                    `json:"bidders,omitempty"`
	Offers   []Offer                `json:"offers,omitempty"`
	Disposal Disposal               `json:"disposal,omitzero"`
}

// Day is a point of the notice, 0 where it does not say.
func (n Notice) Day(p Point) calendar.Day {
	if p == Published {
		at, err := time.Parse(time.RFC3339, n.At)
		if err != nil {
			return 0
		}
		return calendar.At(at)
	}
	return n.Points[p]
}

// Canonical is what tells two versions of a notice apart: everything it says but
// when the source wrote it.
func (n Notice) Canonical() ([]byte, error) {
	n.Stamp = ""
	text, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("encode notice: %w", err)
	}
	return text, nil
}

// Key is what the notice is known by: its table, its platform and the source's
// id or address. print, a digest of Canonical, stands for a source that gives
// neither. 统一交易标识码 is never a key: it belongs to a lot, and all notices
// of a lot bear it.
func (n Notice) Key(print string) string {
	id := n.Source
	if id == "" {
		id = "print:" + print
	}
	return strings.Join([]string{n.Table, n.Platform, id}, "|")
}

// Arrival is what a version of a notice does to those that are kept.
type Arrival string

// The arrivals, as the report of an import counts them.
const (
	New         Arrival = "new"
	Changed     Arrival = "changed"     // later than what stands: it replaces it
	Unchanged   Arrival = "unchanged"   // the same again
	Superseded  Arrival = "superseded"  // earlier than what stands
	Quarantined Arrival = "quarantined" // as old as what stands, with other content
)

// Version is a version of a notice that is kept.
type Version struct{ Stamp, Print string }

// Arrive says what a version does to the kept versions of the same key.
func Arrive(v Version, kept []Version) Arrival {
	if slices.Contains(kept, v) {
		return Unchanged
	}
	var last Version
	for _, k := range kept {
		if k.Stamp == v.Stamp {
			return Quarantined
		}
		if k.Stamp > last.Stamp || last.Print == "" {
			last = k
		}
	}
	switch {
	case last.Print == "":
		return New
	case last.Print == v.Print:
		return Unchanged
	case last.Stamp > v.Stamp:
		return Superseded
	}
	return Changed
}
