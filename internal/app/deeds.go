package app

// deeds are the Chinese names of the acts, as the audit log shows them.
var deeds = map[string]string{
	"account.body_change": "修改单位资料", "account.body_create": "新增单位", "account.body_link": "发放单位首位管理员链接",
	"account.first_link": "发放首次设置链接", "account.office": "指定公开机构", "account.passkey_add": "添加通行密钥",
	"account.passkey_remove": "停用通行密钥", "account.password_change": "修改口令", "account.password_set": "设置口令",
	"account.person_change": "修改人员资料", "account.person_create": "新增人员", "account.person_disable": "停用人员",
	"account.person_enable": "恢复人员", "account.person_reset": "重置口令", "account.policy_add": "新增登录规则",
	"account.reveal": "查看联系方式", "account.role_grant": "授予角色", "account.role_revoke": "收回角色",
	"account.session_end": "结束会话", "account.sessions_end": "结束全部会话", "account.set_up": "使用设置链接",
	"account.sign_in": "登录", "account.sign_in_failed": "登录失败", "account.totp_disable": "停用动态码", "account.totp_enable": "启用动态码",
	"account.unit_create": "新增机构", "account.unit_end": "撤销机构", "account.unit_move": "调整机构",
	"almanac.add": "录入放假安排", "almanac.remind": "提醒录入放假安排", "almanac.void": "撤回放假安排",
	"report.start": "新建年度报告", "report.save": "保存年度报告", "report.explain": "说明保留的疑点", "report.fill": "填入汇总数",
	"report.submit": "提交年度报告", "report.approve": "审核年度报告", "report.return": "退回年度报告", "report.issue": "签发年度报告",
	"report.publish": "公布年度报告", "report.discard": "作废年度报告草稿", "report.restate": "更正年度报告", "report.deliver": "报送年度报告",
	"report.import":  "收存已公布的年度报告",
	"request.submit": "提交公开申请", "request.confirm": "确认收到申请", "request.ask_correction": "告知补正", "request.correct": "收到补正",
	"request.consult": "征求意见", "request.hear_back": "收到意见", "request.extend": "延长答复期限", "request.withdraw": "撤回申请",
	"request.draft": "拟写答复", "request.pass": "审核答复", "request.return": "退回答复", "request.sign": "签发答复", "request.serve": "送达答复",
	"request.group": "归为一组", "request.leave_group": "移出一组", "request.merge": "并案", "request.split": "拆分申请",
	"request.reveal": "查看申请人资料", "account.first_factor": "第一步登录", "account.reseal": "重新封存资料", "vault.rotate": "更换密钥",
	"request.profile": "修改文书信息",
	"upkeep.retry":    "重试后台任务", "upkeep.cancel": "放弃后台任务",
	"request.refresh": "更新申请的期限状态", "request.recompute": "按放假安排重算期限", "request.recount": "重点申请计数", "request.reseal": "重新封存申请资料",
	"request.export": "导出申请数据", "request.retention": "设定申请人资料保存年限", "request.anonymise": "申请人资料匿名化",
}
