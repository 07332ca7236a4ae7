package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/report"
	"yangguang/internal/sqldb"
)

// Issue is a report as it is published, or would be: its prose with every bound
// figure written out, and the ledgers' figures by the names of the contract.
// Its JSON is that of `report build --format json` and what a published
// record's frozen column holds.
type Issue struct {
	Report  report.Report
	Figures map[string]string        // whole numbers as digits; shares as "98.02"
	Sources map[string]report.Origin // where each figure comes from, by the same names; of a report published before 2026-12 nothing
}

// issueJSON is the contract's object.
type issueJSON struct {
	Body     string                     `json:"body"`
	Year     int                        `json:"year"`
	Format   string                     `json:"format"`
	Tables   report.TablesJSON          `json:"tables"`
	Figures  map[string]json.RawMessage `json:"figures"`
	Sources  map[string]report.Origin   `json:"sources,omitempty"`
	Sections []sectionJSON              `json:"sections"`
}

type sectionJSON struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
	Text   string `json:"text"`
}

// MarshalJSON writes the contract's object. A whole figure is a number, any
// other a string.
func (i Issue) MarshalJSON() ([]byte, error) {
	o := issueJSON{Body: i.Report.Body, Year: i.Report.Year, Format: i.Report.Format, Tables: i.Report.Tables.JSON(i.Report.Format),
		Figures: make(map[string]json.RawMessage, len(i.Figures)), Sources: i.Sources, Sections: []sectionJSON{}}
	for name, value := range i.Figures {
		raw := json.RawMessage(value)
		if n, err := strconv.ParseInt(value, 10, 64); err != nil || strconv.FormatInt(n, 10) != value {
			var err error
			if raw, err = json.Marshal(value); err != nil {
				return nil, fmt.Errorf("encode figure %s: %w", name, err)
			}
		}
		o.Figures[name] = raw
	}
	for _, s := range i.Report.Sections {
		o.Sections = append(o.Sections, sectionJSON{s.Number, s.Title, s.Text})
	}
	return json.Marshal(o)
}

// UnmarshalJSON reads the contract's object. A null cell is a Number that is
// not OK; what stood there is not kept.
func (i *Issue) UnmarshalJSON(data []byte) error {
	var o issueJSON
	if err := json.Unmarshal(data, &o); err != nil {
		return err
	}
	*i = Issue{Report: report.Report{Body: o.Body, Year: o.Year, Format: o.Format, Tables: readTables(o.Tables)},
		Figures: make(map[string]string, len(o.Figures)), Sources: o.Sources}
	for name, raw := range o.Figures {
		value := string(raw)
		if strings.HasPrefix(value, `"`) {
			if err := json.Unmarshal(raw, &value); err != nil {
				return fmt.Errorf("figure %s: %w", name, err)
			}
		}
		i.Figures[name] = value
	}
	for _, s := range o.Sections {
		i.Report.Sections = append(i.Report.Sections, report.Section{Number: s.Number, Title: s.Title, Text: s.Text})
	}
	return nil
}

// readTables is TablesJSON turned back.
func readTables(o report.TablesJSON) report.Tables {
	var t report.Tables
	if two := o.Two; two != nil {
		t.Two = &report.TableTwo{Rules: readIssued(two.Rules), Normative: readIssued(two.Normative),
			Licences: readNumber(two.Licences), Penalties: readNumber(two.Penalties), Coercions: readNumber(two.Coercions)}
		if two.Fees != nil {
			t.Two.Fees = report.ParseMoney(*two.Fees)
		}
	}
	if o.Three != nil {
		t.Three = &report.TableThree{}
		for r := range o.Three {
			for c := range o.Three[r] {
				t.Three[r][c] = readNumber(o.Three[r][c])
			}
		}
	}
	if o.Four != nil {
		t.Four = &report.TableFour{}
		for k := range 5 {
			t.Four.Reconsideration[k] = readNumber(o.Four.Reconsideration[k])
			t.Four.DirectSuit[k] = readNumber(o.Four.DirectSuit[k])
			t.Four.SuitAfterReconsideration[k] = readNumber(o.Four.SuitAfterReconsideration[k])
		}
	}
	return t
}

func readNumber(n *int64) report.Number {
	if n == nil {
		return report.Number{}
	}
	return report.Count(*n)
}

func readIssued(i report.IssuedJSON) report.Issuance {
	return report.Issuance{Made: readNumber(i.Made), Repealed: readNumber(i.Repealed), Effective: readNumber(i.Effective)}
}

// issueOf is a record's report: as frozen once it is published, as it would be
// before.
func (d *Desk) issueOf(ctx context.Context, db sqldb.Reader, r Record) (Issue, error) {
	if r.Frozen == "" {
		return d.assemble(ctx, db, r)
	}
	i, err := decodeIssue(r.Frozen)
	if err != nil {
		return Issue{}, fmt.Errorf("decode report %s: %w", r.ID, err)
	}
	return i, nil
}

// decodeIssue reads what a record's frozen column holds.
func decodeIssue(frozen string) (i Issue, err error) {
	err = json.Unmarshal([]byte(frozen), &i)
	return i, err
}

// encodeIssue is what a record's frozen column holds.
func encodeIssue(i Issue) (string, error) {
	data, err := json.Marshal(i)
	if err != nil {
		return "", fmt.Errorf("encode report %d of %s: %w", i.Report.Year, i.Report.Body, err)
	}
	return string(data), nil
}
