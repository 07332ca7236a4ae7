package desk

import (
	"yangguang/internal/ledger"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:   "operations",
		Menu:   d.Menu(),
		Routes: d.Routes(),
		Assets: assets,
		Acts:   acts(),
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"backup.create": "备份",
		"upkeep.retry":  "重试后台任务",
		"upkeep.cancel": "放弃后台任务",
	}
}
