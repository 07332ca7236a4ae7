package desk

import (
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/request/desk/records"
	"yangguang/internal/request/desk/releases"
)

// What the rest of the program names of the rooms.

// FileSource is the name of the ledger for whoever looks into files; FileOriginal is
// the stage of an original in whose place a redacted file stands.
const (
	FileSource   = files.Source
	FileOriginal = files.Original
)

// FileGoes reports whether files of a stage go to the applicant.
func FileGoes(stage string) bool { return files.Goes(stage) }

// ReleaseFileSource, ReleaseFileOriginal and ReleaseFileGoes are the same of the files
// that go with answers made public.
const (
	ReleaseFileSource   = releases.FileSource
	ReleaseFileOriginal = releases.FileOriginal
)

// ReleaseFileGoes reports whether files of a stage go to everybody.
func ReleaseFileGoes(stage string) bool { return releases.FileGoes(stage) }

// Forms is the room's.
func Forms() (words []string) { return cases.Forms() }

type Answer = answers.Answer
type Part = answers.Part
type Body = cases.Body
type Case = cases.Case
type Elsewhere = intake.Elsewhere
type Entry = records.Entry
type Intake = cases.Intake
type Ordered = answers.Ordered
type Outbox = cases.Outbox
type Profile = cases.Profile
type Staff = cases.Staff
type Unit = cases.Unit
