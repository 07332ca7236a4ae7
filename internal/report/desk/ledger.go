package desk

import (
	"yangguang/internal/ledger"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:    "report",
		Menu:    d.Menu(),
		Routes:  d.Routes(),
		Assets:  assets,
		Acts:    acts(),
		Todos:   []ledger.Todos{d.Todos},
		Columns: map[string]ledger.Note{"gknb": d.Note},
		Blocks:  []ledger.Block{d.latestBlock(false), d.latestBlock(true)},
		Search:  []ledger.Search{d.Search},
		Find:    []ledger.Find{d.Find},
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"report.start":   "新建年度报告",
		"report.save":    "保存年度报告",
		"report.explain": "说明保留的疑点",
		"report.fill":    "填入汇总数",
		"report.submit":  "提交年度报告",
		"report.approve": "审核年度报告",
		"report.return":  "退回年度报告",
		"report.issue":   "签发年度报告",
		"report.publish": "公布年度报告",
		"report.discard": "作废年度报告草稿",
		"report.restate": "更正年度报告",
		"report.due":     "登记年度报告公布期限",
		"report.deliver": "报送年度报告",
		"report.import":  "收存已公布的年度报告",
	}
}
