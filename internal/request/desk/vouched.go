package desk

import (
	"yangguang/internal/act"
	"yangguang/internal/request/desk/cases"
)

// Vouched are the tables of applications whose rows the audit log vouches for.
func Vouched() []act.Vouched { return cases.Vouched() }
