package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/blob"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/report"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

const (
	uploadLimit = 110 << 20   // of the request; extract refuses the file at 100 MB by name
	fileLimit   = 100_000_000 // bytes of the file
)

var keepers = []identity.Role{identity.Editor, identity.Supervisor}

// moreRoutes are the console's pages for checking, comparing and adding up.
func (d *Desk) moreRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/reports/check", Roles: readers, Do: d.showCheck},
		{Pattern: "POST /console/reports/check", Roles: readers, Do: d.doCheck, Body: uploadLimit},
		{Pattern: "POST /console/reports/keep", Roles: keepers, Do: d.doKeep},
		{Pattern: "GET /console/reports/compare", Roles: readers, Do: d.showCompare},
		{Pattern: "GET /console/reports/rollup", Roles: readers, Do: d.showRollup},
		{Pattern: "POST /console/reports/rollup", Roles: makers, Do: d.doRollup},
	}
}

// checkPage reads a report of anybody and says what is wrong with it.
type checkPage struct {
	web.Shell
	File     string
	Report   *report.Report
	Name     string // the format's
	Tables   []viewTable
	Findings []report.Finding
	Result   report.Result
	Wrong    int
	Doubts   int

	Keep    bool // may be kept
	Bodies  []Body
	Form    keepForm
	Already string // what is published of that body and year, "" when nothing
}

// keepForm is what is asked for keeping a report.
type keepForm struct{ Hash, File, Body, Year, Published, Reason string }

func newCheckPage() *checkPage {
	return &checkPage{Shell: web.Shell{Title: "检查已公布的年度报告", Current: reportsPath}}
}

func (d *Desk) showCheck(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.views.Render(w, r, http.StatusOK, "console/check", newCheckPage())
}

func (d *Desk) doCheck(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := newCheckPage()
	name, data, err := upload(r)
	if err == nil {
		err = d.examine(r.Context(), who, p, name, data)
	}
	if err != nil {
		return form.Again(w, r, d.views, "console/check", p, err, nil)
	}
	// Kept aside by its hash, so that keeping the report needs no second upload.
	info, err := d.Blob.Put(r.Context(), bytes.NewReader(data), fileLimit)
	if err != nil {
		return fmt.Errorf("put %d bytes aside: %w", len(data), err)
	}
	p.Form.Hash, p.Form.File = info.Hash, plainName(name)
	return d.views.Render(w, r, http.StatusOK, "console/check", p)
}

// upload takes the file out of a form without keeping it on disk.
func upload(r *http.Request) (name string, data []byte, err error) {
	missing := fault.Field("file", "选择要检查的年度报告文件（html、txt、md、docx、xlsx、pdf）")
	parts, err := r.MultipartReader()
	if err != nil {
		return "", nil, missing
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, missing
		}
		if err != nil {
			return "", nil, fault.Field("file", "文件没有传完整。检查网络后重新选择文件")
		}
		if part.FormName() == "file" && part.FileName() != "" {
			data, err := readPart(part)
			return part.FileName(), data, err
		}
	}
}

func readPart(part *multipart.Part) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(part, fileLimit))
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big) || err == nil && len(data) == fileLimit:
		return nil, fault.Field("file", "文件“"+part.FileName()+"”超过 100 MB。压缩文件里的图片，或只保留报告正文和表格后另存再传")
	case err != nil:
		return nil, fault.Field("file", "文件“"+part.FileName()+"”没有传完整。检查网络后重新选择文件")
	}
	return data, nil
}

// plainName is the last element of a file's name, without what moves a cursor.
func plainName(name string) string {
	name = path.Base(strings.ReplaceAll(render.Clean(name), `\`, "/"))
	if rs := []rune(name); len(rs) > 120 {
		name = string(rs[len(rs)-120:])
	}
	return name
}

// examine reads a file as a report and fills the page with what was found.
func (d *Desk) examine(ctx context.Context, who identity.Actor, p *checkPage, name string, data []byte) error {
	p.File = name
	r, found, err := d.read(ctx, name, data)
	if err != nil {
		return err
	}
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return fmt.Errorf("list bodies: %w", err)
	}
	p.Keep = who.Has(keepers...)
	check := report.Context{}
	for _, b := range bodies {
		if !keeps(who, b.ID) {
			continue
		}
		p.Bodies = append(p.Bodies, b)
		if b.Name != r.Body {
			continue
		}
		p.Form.Body, check.Government = b.ID, b.Government
		if check.Previous, err = d.lastYear(ctx, b.ID, r.Year); err != nil {
			return err
		}
		if had, err := publishedOf(ctx, d.DB, b.ID, r.Year); err != nil {
			return err
		} else if len(had) > 0 {
			p.Already = had[0].PublishedOn
		}
	}
	p.Report, p.Result, p.Name = &r, report.Check(r, check), report.SchemaFor(r.Year).Name
	p.Findings = report.Merge(found, p.Result.Findings)
	for _, f := range p.Findings {
		if f.Severity == report.SeverityError {
			p.Wrong++
		} else {
			p.Doubts++
		}
	}
	p.Tables = viewTables(r, markings(p.Findings), tableWords{Empty: "空白", Marks: map[string]string{"bad": "不成立", "doubt": "待核对"}})
	if r.Year > 0 {
		p.Form.Year = strconv.Itoa(r.Year)
	}
	return nil
}

// read takes any supported file for a report.
func (d *Desk) read(ctx context.Context, name string, data []byte) (report.Report, []report.Finding, error) {
	doc, err := d.Reader.Bytes(ctx, name, data)
	if err != nil {
		return report.Report{}, nil, err
	}
	return report.Recognise(doc)
}

// lastYear is the report published for the year before, nil when there is none.
func (d *Desk) lastYear(ctx context.Context, body string, year int) (*report.Report, error) {
	had, err := publishedOf(ctx, d.DB, body, year-1)
	if err != nil || len(had) == 0 {
		return nil, err
	}
	i, err := d.issueOf(ctx, d.DB, had[0])
	i.Report.Body = "" // the same record's body, whatever its name was then
	return &i.Report, err
}

// keeps reports whether somebody may keep reports of a body: one's own, and a
// supervisor's those below.
func keeps(who identity.Actor, body string) bool {
	return who.Has(identity.Editor) && who.Body == body || who.Has(identity.Supervisor) && who.SeesBody(body)
}

// doKeep keeps a report that was checked before. The file is read again: what
// the form says about it is not believed.
func (d *Desk) doKeep(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	in := form.Read(r, "", d.today())
	f := keepForm{Hash: in.Value("hash"), File: plainName(in.Value("name")), Body: in.Value("body"), Year: in.Value("year"),
		Published: in.Value("published"), Reason: in.Value("reason")}
	data, err := d.aside(r.Context(), f.Hash)
	if err != nil {
		return err
	}
	id, err := d.Keep(r.Context(), who, f, data)
	if err == nil {
		web.Notice(r, f.Year+"年的年度报告已收录，公众可以查阅")
		return web.SeeOther(w, r, reportsPath+"/"+id)
	}
	p := newCheckPage()
	if failed := d.examine(r.Context(), who, p, f.File, data); failed != nil {
		err = failed // a file that cannot be read cannot be kept either
	}
	return form.Again(w, r, d.views, "console/check", p, err, func() { p.Form = f })
}

// aside reads a file that was put aside when it was checked.
func (d *Desk) aside(ctx context.Context, hash string) ([]byte, error) {
	gone := &fault.Error{Kind: fault.NotFound, Message: "检查过的文件已经不在。重新选择文件检查后再收录"}
	f, err := d.Blob.Get(ctx, hash)
	if errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrHash) {
		return nil, gone
	}
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", hash, err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("read file %s: %w", hash, err)
	}
	return data, nil
}

// Keep takes a published report of a body and year in, with the file it was
// read from, and returns the record's id. Where one is published already, a
// reason is needed: the new one is a restatement then. Where one is being built
// it is a Conflict.
func (d *Desk) Keep(ctx context.Context, who identity.Actor, f keepForm, data []byte) (string, error) {
	body, year, err := d.keepable(ctx, who, f)
	if err != nil {
		return "", err
	}
	read, _, err := d.read(ctx, f.File, data)
	if err != nil {
		return "", err
	}
	if read.Year != 0 && read.Year != year {
		return "", fault.Field("year", fmt.Sprintf("文件里写的是 %d 年，不能收录为 %d 年的报告。核对年度", read.Year, year))
	}
	named := read.Body
	read.Body, read.Year, read.File = body.Name, year, ""
	frozen, err := encodeIssue(Issue{Report: read, Figures: map[string]string{}})
	if err != nil {
		return "", err
	}
	id := sqldb.NewID()
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "report.import", Body: body.ID, Subject: id, Reason: f.Reason}, func(tx *act.Tx) error {
		r := Record{ID: id, Body: body.ID, Year: year, Version: 1, Kind: "imported", State: string(report.Published), Format: read.Format, Rev: 1,
			CreatedBy: who.ID, CreatedAt: sqldb.Time{Time: tx.Now()}, PublishedOn: f.Published, Reason: f.Reason, Frozen: frozen,
			SourceName: f.File, SourceBlob: f.Hash}
		had, err := versions(ctx, tx, body.ID, year)
		if err != nil {
			return err
		}
		if err := r.follow(had); err != nil {
			return err
		}
		if r.Restates != "" {
			if err := d.supersede(ctx, tx, who, r); err != nil {
				return err
			}
		}
		tx.Detail("year", year)
		tx.Detail("file", f.Hash)
		if named != body.Name {
			tx.Detail("title", named) // the file names itself otherwise; somebody chose the body
		}
		if err := insertRecord(ctx, tx, r); err != nil {
			return err
		}
		return insertStep(ctx, tx, id, StepTaken{ID: sqldb.NewID(), Step: "import", To: r.State, Person: who.ID, Note: f.Reason, At: r.CreatedAt})
	})
	return id, err
}

// keepable checks the form against what the person may do.
func (d *Desk) keepable(ctx context.Context, who identity.Actor, f keepForm) (Body, int, error) {
	var wrong fault.List
	year, err := strconv.Atoi(f.Year)
	if now := d.today().Year(); err != nil || year < 2008 || year > now {
		wrong.Add("year", fmt.Sprintf("年度填 2008 到 %d 之间的年份", now))
	}
	if day, err := time.Parse(time.DateOnly, f.Published); f.Published != "" && (err != nil || day.Format(time.DateOnly) > d.today().String()) {
		wrong.Add("published", "公布日期填已经过去的一天，例如 2025-01-20")
	}
	if f.Body == "" {
		wrong.Add("body", "选择这份报告是哪个单位的")
	}
	if err := wrong.Err(); err != nil {
		return Body{}, 0, err
	}
	if !keeps(who, f.Body) {
		return Body{}, 0, &fault.Error{Kind: fault.Forbidden, Message: "只能收录本单位或下属单位的报告"}
	}
	body, err := d.body(ctx, f.Body)
	return body, year, err
}

// follow places a record behind the versions there are.
func (r *Record) follow(had []Record) error {
	for _, h := range had {
		r.Version = max(r.Version, h.Version+1)
		switch report.State(h.State) {
		case report.Void, report.Restated:
		case report.Published:
			if utf8.RuneCountInString(r.Reason) < 4 {
				return &fault.Error{Kind: fault.Conflict, Field: "reason",
					Message: fmt.Sprintf("%d年的年度报告已经公布过。确要用这一份更正，写明更正原因（至少 4 个字）", r.Year)}
			}
			r.Restates = h.ID
		default:
			return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("%d年的年度报告正在编制，不能收录另一份。先作废或公布编制中的那一份", r.Year)}
		}
	}
	return nil
}

// markings say which cells to mark, and how: "bad" or "doubt".
func markings(all []report.Finding) map[figure.Cell]string {
	m := map[figure.Cell]string{}
	for _, f := range slices.Backward(all) { // errors stand first and so win
		for _, c := range f.Cells {
			m[c] = "doubt"
			if f.Severity == report.SeverityError {
				m[c] = "bad"
			}
		}
	}
	return m
}
