package desk

import (
	"yangguang/internal/ledger"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:   "holidays",
		Menu:   d.Menu(),
		Routes: d.Routes(),
		Jobs:   d.Jobs(),
		Assets: assets,
		Acts:   acts(),
		Todos:  []ledger.Todos{d.Todos},
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"almanac.add":    "录入放假安排",
		"almanac.remind": "提醒录入放假安排",
		"almanac.void":   "撤回放假安排",
	}
}
