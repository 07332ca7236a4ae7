package desk

import (
	"yangguang/internal/ledger"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:    "redress",
		Menu:    d.Menu(),
		Routes:  d.Routes(),
		Acts:    acts(),
		Assets:  assets,
		Sealed:  d.Columns(),
		Todos:   []ledger.Todos{d.Todos},
		Figures: []ledger.Figures{d.Figures},
		Find:    []ledger.Find{d.Find},
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"contest.register":         "登记复议、诉讼",
		"contest.lodged":           "登记复议机关收到申请",
		"contest.correction_asked": "登记告知补正复议申请",
		"contest.corrected":        "登记复议申请已补正",
		"contest.accepted":         "登记受理、立案",
		"contest.served":           "登记收到副本",
		"contest.converted":        "登记转为普通程序",
		"contest.extended":         "登记延长复议期限",
		"contest.suspended":        "登记中止",
		"contest.resumed":          "登记恢复审理",
		"contest.answered":         "同意并提交答复和证据",
		"contest.decided":          "登记复议结果",
		"contest.judged":           "登记一审裁判",
		"contest.we_appealed":      "决定上诉",
		"contest.they_appealed":    "登记对方上诉",
		"contest.final":            "登记二审裁判",
		"contest.effective":        "登记裁判生效",
		"contest.opinion":          "登记收到复议意见书",
		"contest.reported":         "报送意见书办理情况",
		"contest.complied":         "确认履行完毕",
		"contest.undone":           "撤销复议、诉讼的一条登记",
		"contest.evidence":         "列入证据目录",
		"contest.strike":           "从证据目录划去",
		"contest.reveal":           "查看第三人和对方代理人",
		"contest.reseal":           "重新封存复议、诉讼资料",
	}
}
