package main

import (
	"yangguang/internal/hotline"
	"yangguang/internal/letter"
	"yangguang/internal/publication"
	"yangguang/internal/report"
	"yangguang/internal/request"
)

// drawings lists every workflow in the order of the ledgers.
func drawings() []drawing {
	return []drawing{
		{"report.Workflow", "The annual report (政府信息公开工作年度报告)", report.Workflow()},
		{"request.Workflow", "Applications for information (依申请公开)", request.Workflow()},
		{"publication.Review", "What a body makes public of its own accord (主动公开)", publication.Review()},
		{"request.ReleaseLife", "Answers made public to everybody (答复公开稿)", request.ReleaseLife()},
		{"hotline.Workflow", "Work orders of the hotline (12345 热线工单)", hotline.Workflow()},
		{"letter.Life", "Official letters of every ledger (文书)", letter.Life()},
	}
}
