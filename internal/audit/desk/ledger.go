package desk

import (
	"yangguang/internal/ledger"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:   "audit",
		Menu:   d.Menu(),
		Routes: d.Routes(),
		Acts:   acts(),
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"trail.baseline": "登记审计日志担保的数据",
		"trail.export":   "导出审计日志",
		"trail.verify":   "核对审计日志",
	}
}
