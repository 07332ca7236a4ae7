package desk

import (
	"yangguang/internal/ledger"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:   "account",
		Menu:   d.Menu(),
		Routes: d.Routes(),
		Jobs:   d.Jobs(),
		Assets: assets,
		Acts:   acts(),
		Sealed: d.Columns(),
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"account.body_change":     "修改单位资料",
		"account.body_create":     "新增单位",
		"account.body_link":       "发放单位首位管理员链接",
		"account.first_link":      "发放首次设置链接",
		"account.office":          "指定公开机构",
		"account.passkey_add":     "添加通行密钥",
		"account.passkey_remove":  "停用通行密钥",
		"account.password_change": "修改口令",
		"account.password_set":    "设置口令",
		"account.people_export":   "导出人员名单",
		"account.person_change":   "修改人员资料",
		"account.person_create":   "新增人员",
		"account.person_disable":  "停用人员",
		"account.person_enable":   "恢复人员",
		"account.person_reset":    "重置口令",
		"account.policy_add":      "新增登录规则",
		"account.reset_ask":       "申请重置口令",
		"account.reveal":          "查看联系方式",
		"account.role_grant":      "授予角色",
		"account.role_revoke":     "收回角色",
		"account.session_end":     "结束会话",
		"account.sessions_end":    "结束全部会话",
		"account.set_up":          "使用设置链接",
		"account.sign_in":         "登录",
		"account.sign_in_failed":  "登录失败",
		"account.totp_disable":    "停用动态码",
		"account.totp_enable":     "启用动态码",
		"account.unit_create":     "新增机构",
		"account.unit_end":        "撤销机构",
		"account.unit_move":       "调整机构",
		"account.first_factor":    "第一步登录",
		"account.reseal":          "重新封存资料",
	}
}
