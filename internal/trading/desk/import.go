package desk

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/trading"
)

// Report is what an import came to.
type Report struct {
	New         int        `json:"new"`
	Changed     int        `json:"changed"`
	Unchanged   int        `json:"unchanged"`
	Superseded  int        `json:"superseded"`
	Quarantined []SetAside `json:"quarantined"`
	Refused     []SetAside `json:"refused"`
}

// Add adds what another file came to.
func (r *Report) Add(x Report) {
	r.New += x.New
	r.Changed += x.Changed
	r.Unchanged += x.Unchanged
	r.Superseded += x.Superseded
	r.Quarantined = append(r.Quarantined, x.Quarantined...)
	r.Refused = append(r.Refused, x.Refused...)
}

// Clean reports whether every line went in.
func (r Report) Clean() bool { return len(r.Quarantined)+len(r.Refused) == 0 }

// Words is the report in one sentence.
func (r Report) Words() string {
	return fmt.Sprintf("新增 %d 条，更新 %d 条，没有变化 %d 条，旧版本 %d 条；隔离 %d 条，未收 %d 条。", r.New, r.Changed, r.Unchanged, r.Superseded, len(r.Quarantined), len(r.Refused))
}

// SetAside is a line that did not go in.
type SetAside struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Why  string `json:"why"`
	With string `json:"with,omitempty"` // of a quarantine: the notice it differs from
}

// line is a row of a file with its table.
type line struct {
	number int
	table  string
	values map[string]string
}

// Import takes the notices of a file of the exchange, JSON or CSV. A line that
// cannot be read, or holds what may not become public, is set aside with its
// reason; the others go in, a batch an act. The same file again changes nothing,
// so that an import that was interrupted is begun again. The error is of a file
// of which nothing can be read.
func (d *Desk) Import(ctx context.Context, who identity.Actor, name string, content []byte) (Report, error) {
	report := Report{Quarantined: []SetAside{}, Refused: []SetAside{}}
	lines, err := readLines(name, content)
	if err != nil {
		return report, err
	}
	for chunk := range slices.Chunk(lines, batch) {
		ready, err := d.prepare(ctx, who, name, chunk, &report)
		if err != nil {
			return report, err
		}
		if err := d.take(ctx, who, name, ready, &report); err != nil {
			return report, err
		}
	}
	return report, nil
}

// ready is a notice that may go in.
type ready struct {
	line   int
	notice trading.Notice
	print  string
}

// prepare reads and screens some lines.
func (d *Desk) prepare(ctx context.Context, who identity.Actor, name string, lines []line, report *Report) (all []ready, err error) {
	for _, l := range lines {
		refuse := func(why string) {
			report.Refused = append(report.Refused, SetAside{File: name, Line: l.number, Why: why})
		}
		table, ok := trading.TableNamed(l.table)
		if !ok {
			refuse("“" + l.table + "”不是公告表。文件用表名命名，或者加一列 TABLE")
			continue
		}
		n, err := table.Read(l.values)
		if err == nil {
			err = d.screen(ctx, who.Body, n)
		}
		var x fault.List
		if f := fault.As(err); f != nil || errors.As(err, &x) {
			refuse(err.Error())
			continue
		}
		if err != nil {
			return nil, err
		}
		print, err := printOf(n)
		if err != nil {
			return nil, err
		}
		all = append(all, ready{l.number, n, print})
	}
	return all, nil
}

// take keeps the notices of a batch in one act; with nothing new in it none is
// begun.
func (d *Desk) take(ctx context.Context, who identity.Actor, name string, all []ready, report *Report) error {
	if len(all) == 0 {
		return nil
	}
	var done Report
	err := d.Recorder.Do(ctx, who, act.Entry{Name: "trading.import", Body: who.Body}, func(tx *act.Tx) error {
		done = Report{}
		for _, x := range all {
			v, arrival, err := arrive(ctx, tx, who, x.notice, x.print, "")
			if err != nil {
				return err
			}
			switch arrival {
			case trading.New:
				done.New++
			case trading.Changed:
				done.Changed++
			case trading.Unchanged:
				done.Unchanged++
			case trading.Superseded:
				done.Superseded++
			case trading.Quarantined:
				done.Quarantined = append(done.Quarantined, SetAside{name, x.line, "同一公告、同一时间，内容不同，已隔离；对照后选一个", v.Key})
			}
		}
		tx.Detail("new", done.New)
		tx.Detail("changed", done.Changed)
		tx.Detail("unchanged", done.Unchanged)
		tx.Detail("quarantined", len(done.Quarantined))
		return nil
	})
	if err == nil {
		report.Add(done)
	}
	return err
}

// readLines reads a file whole.
func readLines(name string, content []byte) ([]line, error) {
	table, _, _ := strings.Cut(name[strings.LastIndexAny(name, `/\`)+1:], ".")
	text, err := extract.Decode(name, content)
	if err != nil {
		return nil, unreadable(name)
	}
	if strings.HasSuffix(strings.ToLower(name), ".json") {
		return readJSON(name, table, []byte(text))
	}
	return readCSV(name, table, strings.TrimPrefix(text, "\ufeff"))
}

func unreadable(name string) error {
	return &fault.Error{Kind: fault.Invalid, Field: "file", Message: "“" + name + "”读不出来。交 JSON，或者第一行是字段名的 CSV（UTF-8 或者 GBK）"}
}

// readCSV reads a table whose first line names the columns.
func readCSV(name, table, text string) (all []line, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil || len(head) < 2 {
		return nil, unreadable(name)
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, unreadable(name)
		}
		number, _ := r.FieldPos(0)
		l := line{number: number, table: table, values: map[string]string{}}
		for i, c := range cells {
			if i < len(head) {
				l.values[strings.ToUpper(strings.TrimSpace(head[i]))] = c
			}
		}
		all = append(all, named(l))
	}
}

// named takes the table's name from the row, where it says one.
func named(l line) line {
	if t := strings.TrimSpace(l.values["TABLE"]); t != "" {
		l.table = t
	}
	return l
}

// readJSON reads a list of rows, or lists of rows by the names of their tables.
// Numbers stay as they are written: an amount never becomes a fraction of two.
func readJSON(name, table string, text []byte) (all []line, err error) {
	var rows []map[string]any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if dec.Decode(&rows) == nil {
		return jsonLines(table, rows, 0), nil
	}
	tables := map[string][]map[string]any{}
	dec = json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if dec.Decode(&tables) != nil {
		return nil, unreadable(name)
	}
	var names []string
	for t := range tables {
		names = append(names, t)
	}
	slices.Sort(names)
	for _, t := range names {
		all = append(all, jsonLines(t, tables[t], len(all))...)
	}
	return all, nil
}

// jsonLines counts rows from 1, as there are no lines to speak of.
func jsonLines(table string, rows []map[string]any, before int) (all []line) {
	for i, row := range rows {
		l := line{number: before + i + 1, table: table, values: map[string]string{}}
		for k, v := range row {
			if v != nil {
				l.values[strings.ToUpper(k)] = fmt.Sprint(v)
			}
		}
		all = append(all, named(l))
	}
	return all
}
