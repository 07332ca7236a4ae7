package desk

import (
	"yangguang/internal/ledger"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:   "apiclient",
		Menu:   d.Menu(),
		Routes: d.Routes(),
		Jobs:   d.Jobs(),
		Assets: assets,
		Acts:   acts(),
		Sealed: d.Columns(),
		Todos:  []ledger.Todos{d.Todos},
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"client.create":      "登记接入方",
		"client.change":      "修改接入方",
		"client.rotate":      "更换接口密钥",
		"client.revoke":      "停用接入方",
		"client.hook_add":    "登记接收网址",
		"client.hook_rotate": "更换签名密钥",
		"client.hook_switch": "启用或停用接收网址",
		"client.hook_test":   "发测试通知",
		"client.redeliver":   "重发通知",
		"client.delivered":   "通知已送达",
		"client.dead":        "通知多次失败",
		"client.dropped":     "通知不再发送",
		"client.reseal":      "重新封存签名密钥",
	}
}
