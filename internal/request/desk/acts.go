package desk

import (
	"maps"

	"yangguang/internal/request"
)

// acts names the acts of the ledger, as the audit log shows them. The steps of the
// workflow and the free letters are named in the book.
func acts() map[string]string {
	all := otherActs()
	maps.Copy(all, fileActs())
	for act, label := range request.Recorded() {
		all["request."+string(act)] = label
	}
	for act, label := range request.FreeActs() {
		all["request."+act] = label
	}
	return all
}

// otherActs are those before the workflow, beside it, on what is released and on
// the desk's settings.
func otherActs() map[string]string {
	return map[string]string{
		"request.form_save":        "保存未提交的申请",
		"request.form_drop":        "删除过期的未提交申请",
		"request.letter_open":      "打开文书",
		"request.set_aside":        "记录不属于申请的来件",
		"request.submit":           "提交公开申请",
		"request.weigh":            "判断第三方意见",
		"request.release_draft":    "准备公开答复",
		"request.release_mark":     "改公开标记",
		"request.release_pass":     "审核公开稿",
		"request.release_return":   "退回公开稿",
		"request.release_withdraw": "撤下公开的答复",
		"request.release_public":   "公开答复",
		"request.echo":             "发现多人申请",
		"request.echo_decide":      "决定是否主动公开",
		"request.openness":         "修改答复公开设置",
		"request.rate":             "评价答复",
		"request.say":              "申请人提出要求",
		"request.receive":          "登记答复的收到之日",
		"request.settle":           "答复申请人的要求",
		"request.recode":           "重发查询码",
		"request.group":            "归为一组",
		"request.leave_group":      "移出一组",
		"request.merge":            "并案",
		"request.split":            "拆分申请",
		"request.urge":             "催办申请",
		"request.assign":           "分派申请",
		"request.note":             "写内部备注",
		"request.errand_ask":       "交科室协办",
		"request.errand_answer":    "答复协办事项",
		"request.errand_withdraw":  "撤回协办事项",
		"request.alarms":           "设定内部提醒",
		"request.bind":             "打印完整卷宗",
		"request.remind":           "内部提醒",
		"request.digest":           "订阅每日邮件",
		"request.digest_send":      "发送每日邮件",
		"request.feed_open":        "新建日历订阅",
		"request.feed_close":       "停用日历订阅",
		"request.reveal":           "查看申请人资料",
		"request.profile":          "修改文书信息",
		"request.refresh":          "更新申请的期限状态",
		"request.recompute":        "按放假安排重算期限",
		"request.days_moved":       "列出期限有变动的申请",
		"request.tell_days":        "告知变动后的答复期限",
		"request.recount":          "重点申请计数",
		"request.reseal":           "重新封存申请资料",
		"request.export":           "导出申请数据",
		"request.retention":        "设定申请人资料保存年限",
		"request.anonymise":        "申请人资料匿名化",
		"request.serve_letter":     "登记文书送达",
		"request.template":         "修改文书模板",
	}
}

// fileActs are those on the files of applications and of answers.
func fileActs() map[string]string {
	return map[string]string{
		"request.attach":     "上传附件",
		"request.detach":     "删去未提交的附件",
		"request.file":       "下载附件",
		"request.file_out":   "从答复里取出附件",
		"request.file_gone":  "删除已匿名的附件",
		"request.file_back":  "把附件放回答复",
		"request.file_renew": "再开放附件的下载",

		"request.release_attach":   "给公开稿加附件",
		"request.release_detach":   "删去公开稿未提交的附件",
		"request.release_file":     "下载公开稿的附件",
		"request.release_file_out": "从公开稿里取出附件",
	}
}
