// Package files holds the attachments of applications, as the platform's package
// attach takes, keeps and gives them out, and what the ways in remember of those
// who come.
package files

import (
	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/blob"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Attachments is the room of attachments of applications. Its fields are what it stands on and the rooms it uses.
type Attachments struct {
	*attach.Files
	Answering *attach.Files // the same, with what an answer carries

	Cases *cases.Cases
}

// New opens the room.
func New(db sqldb.Reader, office *act.Recorder, v *vault.Vault, blobs *blob.Sealed, gate attach.Gate, c *cases.Cases) *Attachments {
	all := attach.New(attach.Config{DB: db, Recorder: office, Vault: v, Blobs: blobs, Table: Table, Limits: Limits, Source: Source, Gate: gate,
		Words: attach.Words{Owner: "一件申请", Missing: cases.CaseTable.Missing, Gone: "这件申请的资料已过保存期限，附件不能再打开"},
		Acts:  attach.Acts{Attach: "request.attach", Detach: "request.detach", Take: "request.file"}})
	return &Attachments{Cases: c, Files: all, Answering: all.Within(AnswerLimits)}
}
