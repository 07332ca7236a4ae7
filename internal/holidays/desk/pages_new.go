package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"crypto/sha256"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/calendar"
	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/holidays"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// uploadBytes bounds the form with its file: notices are a page or two.
const uploadBytes = 8 << 20

// newPage is /console/calendar/new: the form, and after the first step what
// would be kept.
type newPage struct {
	web.Shell
	Draft      holidays.Draft
	Seen       int    // latest version of the year its author knows of
	Key        string // idempotency key of the form
	Mark       string // of the text that was looked at
	Previewed  bool
	Findings   []holidays.Finding // the doubts
	Owed       string             // why a reason is owed
	View       holidays.View
	Weekdays   []string
	Changes    []holidays.Difference
	Correction bool // the year has an arrangement already
}

func (d *Desk) newPage(draft holidays.Draft) *newPage {
	return &newPage{Shell: web.Shell{Title: "录入放假安排", Current: "/console/calendar"}, Draft: draft, Key: sqldb.NewID(), Weekdays: weekdays()}
}

func (d *Desk) showNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := d.allow(r.Context(), who); err != nil {
		return err
	}
	m, err := d.recall(r.Context())
	if err != nil {
		return err
	}
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil {
		year = d.today().Year()
		if wanted := holidays.Wanted(m.calendar, d.today()); len(wanted) > 0 {
			year = wanted[0]
		}
	}
	p := d.newPage(holidays.Draft{Year: strconv.Itoa(year), Source: fmt.Sprintf("国务院办公厅关于%d年部分节假日安排的通知", year)})
	p.Seen = newest(m.records, year)
	for _, a := range m.calendar.Years() {
		if a.Year == year {
			p.Correction, p.Draft.Text = true, holidays.Text(a.Marks)
		}
	}
	for _, s := range holidays.Standing(m.records) {
		if s.Year == year {
			p.Draft.Number, p.Draft.Source, p.Draft.Announced = s.Number, s.Source, s.Announced.String()
		}
	}
	return d.views.Render(w, r, http.StatusOK, "console/calendar-new", p)
}

func newest(records []holidays.Record, year int) int {
	for _, r := range records { // the newest stands first
		if r.Year == year {
			return r.Version
		}
	}
	return 0
}

func (d *Desk) doNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	if err := d.allow(ctx, who); err != nil {
		return err
	}
	draft, step, err := readForm(ctx, r)
	p := d.newPage(draft)
	if key := r.PostFormValue("key"); key != "" {
		p.Key = key
	}
	p.Seen, _ = strconv.Atoi(r.PostFormValue("seen")) // what is no number matches no version
	if err == nil && step == "save" && r.PostFormValue("mark") == markOf(draft) {
		var kept holidays.Record
		if kept, err = d.Add(ctx, who, draft, p.Seen, p.Key); err == nil {
			web.Notice(r, fmt.Sprintf("%d年放假安排已保存，到期日已通知重算", kept.Year))
			return web.SeeOther(w, r, fmt.Sprintf("/console/calendar?year=%d", kept.Year))
		}
	}
	if err != nil && !p.ShowFaults(err) {
		return err
	}
	if err := d.preview(ctx, p); err != nil {
		return err
	}
	return d.views.Render(w, r, p.FailStatus(), "console/calendar-new", p)
}

// preview adds to a form what its draft would do. What is wrong with the draft
// becomes the form's errors, unless an act has told them already.
func (d *Desk) preview(ctx context.Context, p *newPage) error {
	m, err := d.recall(ctx)
	if err != nil {
		return err
	}
	if fault.Is(firstOf(p.Errors), fault.Conflict) {
		// Whoever saves after having seen the newer version means it.
		year, _ := strconv.Atoi(strings.TrimSpace(p.Draft.Year))
		p.Seen, p.Key = newest(m.records, year), sqldb.NewID()
	}
	rec, found, err := d.judge(p.Draft, p.Seen)
	p.Findings = holidays.Doubts(found) // what is hard stands in the summary
	if err != nil {
		if len(p.Errors) == 0 && !p.ShowFaults(err) {
			return err
		}
		return nil
	}
	after := calendar.New(append(m.calendar.Years(), rec.Arrangement())...)
	p.Previewed, p.Mark = true, markOf(p.Draft)
	p.View, p.Changes = holidays.ViewYear(after, rec.Year), holidays.Differences(m.calendar, after, rec.Year)
	p.Correction = m.calendar.Known(rec.Year)
	p.Owed = reasonFor(found, p.Correction)
	return nil
}

func firstOf(l fault.List) error {
	if len(l) == 0 {
		return nil
	}
	return l[0]
}

// markOf names the content that was previewed; the reason may still be written.
func markOf(d holidays.Draft) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q", d.Year, strings.ReplaceAll(d.Text, "\r\n", "\n")))
	return hex.EncodeToString(sum[:8])
}

// readForm reads the form, and a file in place of the pasted text. The draft
// holds what was typed also when there is a fault.
func readForm(ctx context.Context, r *http.Request) (d holidays.Draft, step string, err error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(1 << 20)
	} else {
		err = web.Form(r)
	}
	if err != nil {
		return d, "", err
	}
	f := r.PostFormValue
	d = holidays.Draft{Year: f("year"), Number: f("number"), Source: f("source"), Announced: f("announced"), Text: f("text"), Reason: f("reason")}
	if kind != "multipart/form-data" {
		return d, f("step"), nil
	}
	file, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return d, f("step"), nil
	}
	if err != nil {
		return d, "", fmt.Errorf("read uploaded arrangement: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return d, "", fmt.Errorf("read uploaded arrangement: %w", err)
	}
	text, err := textOf(ctx, head.Filename, data)
	if err != nil {
		return d, "", err
	}
	d.Text = text
	return d, "preview", nil // a file is always looked at first
}

// textOf is the text of an uploaded file: text, CSV and JSON as they are, in
// UTF-8 or GB18030; web pages, Word, Excel and PDF files through their reader.
func textOf(ctx context.Context, name string, data []byte) (string, error) {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".csv", ".json", "":
		if !utf8.Valid(data) {
			decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
			if err != nil {
				return "", fault.Field("file", "“"+name+"”的文字编码读不出。另存为 UTF-8 文本后再传")
			}
			data = decoded
		}
		if bytes.ContainsRune(data, 0) || bytes.ContainsRune(data, utf8.RuneError) {
			return "", fault.Field("file", "“"+name+"”不是文本文件。换成文本、CSV 或 JSON，或者粘贴通知正文")
		}
		return strings.TrimPrefix(string(data), "\ufeff"), nil
	}
	doc, err := extract.Bytes(ctx, name, data)
	if f := fault.As(err); f != nil {
		return "", &fault.Error{Kind: fault.Invalid, Field: "file", Message: f.Message, Cite: f.Cite}
	}
	if err != nil {
		return "", fmt.Errorf("read uploaded arrangement: %w", err)
	}
	return doc.Text(), nil
}
