package request

import (
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// Notices are what somebody is told before a form about applications asks for
// data about them (个保法 17①, 30). What the forms ask for is what 条例 29② lets
// them ask: who applies and how to reach them.
func Notices() []identity.Notice {
	return []identity.Notice{
		{Form: "申请政府信息公开", Asks: []string{"姓名或者单位名称", "证件种类和号码", "联系电话", "电子邮箱或者邮寄地址", "所需的帮助", "代理人的姓名、证件号码、电话"},
			Sensitive: []string{"证件号码", "所需的帮助（可能反映健康状况）"},
			Needed:    "条例要求申请写明身份证明；证件号码加密保存，只在办理这件申请时核对，页面上遮住大部分。所需的帮助不填不影响办理",
			Why:       "登记、办理、答复这件申请，送达文书；年度报告只统计申请人的类别和件数",
			Duty:      []law.Ref{law.Art("条例", 29).Para(2), law.Art("条例", 43), law.Art("条例", 45)},
			Kept:      "随案卷归档，按本机关的归档范围和保管期限表保存。没有提交的草稿到期自动删除"},
		{Form: "找回申请编号", Asks: []string{"手机号", "证件号码的最后 6 位"}, Sensitive: []string{"证件号码的最后 6 位"},
			Needed: "没有查询码时，用来认出是申请人本人；不另外保存",
			Why:    "找到您提交过的申请", Duty: []law.Ref{law.Art("条例", 45)}, Kept: "查完不保存"},
	}
}
