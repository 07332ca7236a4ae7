package main

import "yangguang/internal/request"

// drawings lists every workflow of the house in the order of the ledgers.
func drawings() []drawing {
	return []drawing{
		{"request.Workflow", "Applications for information (依申请公开)", request.Workflow()},
	}
}
