package law

import (
	_ "embed"
	"fmt"
)

//go:embed duties.tsv
var dutiesTSV string

// Status says how far a duty is carried out.
type Status string

// The statuses a duty can have.
const (
	Coded    Status = "coded"    // code carries it out, its clause is marked in the source
	Awaiting Status = "awaiting" // code shall carry it out; its ledger is not there yet
	ByHand   Status = "by_hand"  // people do it, the program only gives it a place
	NotOurs  Status = "not_ours" // it binds nobody the program serves
)

// Label is the status in Chinese.
func (s Status) Label() string {
	switch s {
	case Coded:
		return "已实现"
	case Awaiting:
		return "待其台账建成"
	case ByHand:
		return "人工"
	case NotOurs:
		return "不归我们"
	}
	return string(s)
}

// Duty is one duty of the register.
type Duty struct {
	ID     string
	Cites  []Ref
	Cite   string // the citation as written
	Text   string // what is owed
	Who    string // by whom
	Clock  string // term and the day it starts from, "—" for none
	Does   string // what the program does about it
	Ledger string // folder of the ledger that carries it out, "—" for none
	Test   string // what its test shows
	Status Status
	Proof  string // the Go test that shows it, folder and name: request.TestClock; "—" for what no code carries out
}

// Duties lists the register in the order of the statutes. It panics when the
// embedded table cannot be read, which the package's test rules out.
func Duties() []Duty {
	duties, err := parseDuties(dutiesTSV)
	if err != nil {
		panic(err)
	}
	return duties
}

func parseDuties(tsv string) ([]Duty, error) {
	var duties []Duty
	for i, f := range rows(tsv) {
		if len(f) != 10 {
			return nil, fmt.Errorf("duty in line %d has %d fields, not 10", i+2, len(f))
		}
		cites, err := ParseList(f[1])
		if err != nil {
			return nil, fmt.Errorf("duty %s: %w", f[0], err)
		}
		duties = append(duties, Duty{
			ID: f[0], Cites: cites, Cite: f[1], Text: f[2], Who: f[3], Clock: f[4],
			Does: f[5], Ledger: f[6], Test: f[7], Status: Status(f[8]), Proof: f[9],
		})
	}
	return duties, nil
}
