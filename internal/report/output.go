package report

import "yangguang/internal/figure"

// TablesJSON is how the contract writes the three tables: null for a table
// that is not there and for a cell that could not be read.
type TablesJSON struct {
	Two   *TwoJSON                             `json:"two"`
	Three *[figure.Rows][figure.Columns]*int64 `json:"three"`
	Four  *FourJSON                            `json:"four"`
}

// TwoJSON is table two; Fees is 万元 as printed.
type TwoJSON struct {
	Rules     IssuedJSON `json:"rules"`
	Normative IssuedJSON `json:"normative"`
	Licences  *int64     `json:"licences"`
	Penalties *int64     `json:"penalties"`
	Coercions *int64     `json:"coercions"`
	Fees      *string    `json:"fees"`
}

// IssuedJSON is one row of table two's first block.
type IssuedJSON struct {
	Made      *int64 `json:"made"`
	Repealed  *int64 `json:"repealed"`
	Effective *int64 `json:"effective"`
}

// FourJSON is table four.
type FourJSON struct {
	Reconsideration          [5]*int64 `json:"reconsideration"`
	DirectSuit               [5]*int64 `json:"direct_suit"`
	SuitAfterReconsideration [5]*int64 `json:"suit_after_reconsideration"`
}

func (n Number) json() *int64 {
	if !n.OK {
		return nil
	}
	return &n.N
}

func (i Issuance) json() IssuedJSON {
	return IssuedJSON{i.Made.json(), i.Repealed.json(), i.Effective.json()}
}

// JSON gives the tables as the contract writes them. In the format of 2019
// table two is null and so are rows 21 and 22.
func (t Tables) JSON(format string) TablesJSON {
	var o TablesJSON
	if two := t.Two; two != nil && format != "2019" {
		o.Two = &TwoJSON{Rules: two.Rules.json(), Normative: two.Normative.json(),
			Licences: two.Licences.json(), Penalties: two.Penalties.json(), Coercions: two.Coercions.json()}
		if two.Fees.OK {
			o.Two.Fees = &two.Fees.Printed
		}
	}
	if t.Three != nil {
		o.Three = &[figure.Rows][figure.Columns]*int64{}
		for r := range t.Three {
			for c := range t.Three[r] {
				if format != "2019" || r != 20 && r != 21 {
					o.Three[r][c] = t.Three[r][c].json()
				}
			}
		}
	}
	if four := t.Four; four != nil {
		o.Four = &FourJSON{}
		for k := range 5 {
			o.Four.Reconsideration[k] = four.Reconsideration[k].json()
			o.Four.DirectSuit[k] = four.DirectSuit[k].json()
			o.Four.SuitAfterReconsideration[k] = four.SuitAfterReconsideration[k].json()
		}
	}
	return o
}

// Merge puts the findings of reading and of checking together, errors first.
func Merge(read, check []Finding) []Finding {
	var all []Finding
	for _, severity := range [...]string{SeverityError, SeverityWarning} {
		for _, list := range [...][]Finding{read, check} {
			for _, f := range list {
				if f.Severity == severity {
					all = append(all, f)
				}
			}
		}
	}
	return all
}
