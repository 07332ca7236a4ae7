package publication

import "yangguang/internal/law"

// Item is an entry of the statutory catalogue. The strings are stored.
type Item string

// ItemRule is one entry of what 条例 20 and 21 want public.
type ItemRule struct {
	Item  Item
	Label string
	Cite  law.Ref
	By    func(Stands) bool // who owes it; nil: every body
}

// Stands is where a body stands among those of which 条例 21 asks for more.
type Stands string

// The stands. A sub-district office or another organ that a government has sent out
// is neither of the two: it owes what 条例 20 names.
const (
	Usual         Stands = "" // 设区的市、县级人民政府 and their departments
	Township      Stands = "township"
	DispatchedOut Stands = "dispatched_organ"
)

// Items are the fifteen entries of 条例 20 and what 条例 21 adds, in their order.
func Items() []ItemRule {
	twenty := law.Art("条例", 20)
	return []ItemRule{
		{"20.1", "行政法规、规章和规范性文件", twenty.At(1), nil},
		{"20.2", "机关职能、机构设置和负责人", twenty.At(2), nil},
		{"20.3", "规划及相关政策", twenty.At(3), nil},
		{"20.4", "统计信息", twenty.At(4), nil},
		{"20.5", "行政许可和对外管理服务事项", twenty.At(5), nil},
		{"20.6", "行政处罚、行政强制", twenty.At(6), nil},
		{"20.7", "财政预算、决算", twenty.At(7), nil},
		{"20.8", "行政事业性收费", twenty.At(8), nil},
		{"20.9", "政府集中采购", twenty.At(9), nil},
		{"20.10", "重大建设项目", twenty.At(10), nil},
		{"20.11", "民生政策和实施情况", twenty.At(11), nil},
		{"20.12", "突发公共事件预案、预警和应对", twenty.At(12), nil},
		{"20.13", "环境保护、公共卫生、安全生产等监督检查", twenty.At(13), nil},
		{"20.14", "公务员招考", twenty.At(14), nil},
		{"20.15", "其他应当主动公开的信息", twenty.At(15), nil},
		{"21.1", "市政建设、公共服务、征收、社会救助等", law.Art("条例", 21), func(s Stands) bool { return s == Usual }},
		{"21.2", "农业农村、农田水利、宅基地、征收等", law.Art("条例", 21), func(s Stands) bool { return s == Township }},
	}
}

// ItemsOf are the entries that a body owes.
func ItemsOf(s Stands) (list []ItemRule) {
	for _, x := range Items() {
		if x.By == nil || x.By(s) {
			list = append(list, x)
		}
	}
	return list
}

// ItemOf finds an entry.
func ItemOf(i Item) (ItemRule, bool) {
	for _, x := range Items() {
		if x.Item == i {
			return x, true
		}
	}
	return ItemRule{}, false
}

// Label is the entry in Chinese, "" for none.
func (i Item) Label() string {
	x, _ := ItemOf(i)
	return x.Label
}
