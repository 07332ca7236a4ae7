package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
)

const (
	fileBytes   = 20 << 20                 // of one file
	MostFiles   = 10                       // of one form
	FormBytes   = 3*fileBytes + 2<<20      // of what is sent at once; more files go in several turns
	ValueBytes  = 64 << 10                 // of one field
	mostValues  = 200                      // fields of one form
	partsOfForm = mostValues + 2*MostFiles // of one form, files that are not taken included
	atOnce      = 4                        // forms with files read at once: each holds a file in memory
	fileDoing   = "上传没有完成，填写的内容还在。检查网络后再传"
)

// Posted is a form that was read, with the files that came with it. The files
// lie encrypted in the store; keep them with Keep or let them go with Drop.
type Posted struct {
	desk   *Attachments
	files  []stored
	Faults fault.List // what is wrong with files, by the field "files"; the others are there all the same
}

// Files is how many files came and can be kept.
func (p *Posted) Files() int { return len(p.files) }

// ReadForm reads a posted form, with files or without; afterwards r.PostFormValue
// works. Fields and files are read one after the other, nothing is written to
// disk but what is encrypted. A file that cannot be taken becomes one of Faults,
// so that nothing typed is lost. Files stand in the field "files".
func (d *Attachments) ReadForm(r *http.Request) (*Posted, error) {
	p := &Posted{desk: d}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return p, web.Form(r)
	}
	values := url.Values{}
	r.PostForm, r.Form = values, values
	parts, err := r.MultipartReader()
	if err != nil {
		return p, &fault.Error{Kind: fault.Invalid, Message: fileDoing}
	}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err == nil && n >= partsOfForm {
			err = &fault.Error{Kind: fault.Invalid, Message: "表单的项目太多，没有读完。回到上一页重新填写"}
		}
		if err == nil {
			err = p.part(r.Context(), part, values)
		}
		if err == nil {
			continue
		}
		var big *http.MaxBytesError
		switch {
		case errors.As(err, &big):
			p.Faults.Add("files", fmt.Sprintf("一次上传的文件合计超过 %d MB，没有全部上传。分几次上传", FormBytes>>20))
			return p, nil
		case fault.Of(err) != nil:
			return p, errors.Join(err, p.Drop(r.Context()))
		case errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "multipart"):
			p.Faults.Add("files", fileDoing)
			return p, nil
		}
		return p, errors.Join(fmt.Errorf("read form: %w", err), p.Drop(context.WithoutCancel(r.Context())))
	}
}

// part reads one field or file.
func (p *Posted) part(ctx context.Context, part *multipart.Part, values url.Values) error {
	name := part.FormName()
	if part.FileName() == "" && part.Header.Get("Content-Type") == "" {
		data, err := io.ReadAll(io.LimitReader(part, ValueBytes+1))
		if err != nil {
			return err
		}
		if len(data) > ValueBytes || len(values) > mostValues {
			return fault.Field(name, "填写的内容太长。缩短后再提交")
		}
		values.Add(name, string(data))
		return nil
	}
	if part.FileName() == "" { // a field in which no file was chosen
		_, err := io.Copy(io.Discard, part)
		return err
	}
	if name != "files" {
		return nil
	}
	return p.file(ctx, extract.CleanName(part.FileName()), part)
}

// file reads one file and keeps it encrypted when it is of a kind that is taken.
func (p *Posted) file(ctx context.Context, name string, r io.Reader) error {
	if len(p.files) >= MostFiles {
		p.Faults.Add("files", fmt.Sprintf("一件申请最多 %d 个文件，“%s”没有上传", MostFiles, name))
		return nil
	}
	select {
	case p.desk.Doors.reading <- struct{}{}:
		defer func() { <-p.desk.Doors.reading }()
	case <-ctx.Done():
		return ctx.Err()
	}
	data, err := io.ReadAll(io.LimitReader(r, fileBytes+1))
	if err != nil {
		return err
	}
	if len(data) > fileBytes {
		rest, err := io.Copy(io.Discard, r)
		p.Faults = append(p.Faults, extract.TooLarge(name, map[bool]int64{true: int64(len(data)) + rest}[err == nil], fileBytes))
		return err
	}
	sort, err := extract.SortAttachment(name, data)
	if f := fault.Of(err); f != nil {
		p.Faults = append(p.Faults, f)
		return nil
	}
	if err != nil {
		return err
	}
	x := stored{ID: sqldb.NewID(), Kind: sort.Kind}
	if x.Name, err = p.desk.Vault.Seal(sort.Named(name), x.place("name")); err != nil {
		return fmt.Errorf("seal file name: %w", err)
	}
	info, key, err := p.desk.Files.Put(ctx, bytes.NewReader(data), fileBytes, x.place("file_key"))
	if err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	x.Hash, x.Size, x.Key = info.Hash, info.Size, key
	p.files = append(p.files, x)
	return nil
}

// Drop lets the files go that were not kept.
func (p *Posted) Drop(ctx context.Context) error {
	var errs []error
	for _, x := range p.files {
		errs = append(errs, p.desk.Files.Delete(ctx, x.Hash))
	}
	p.files = nil
	return errors.Join(errs...)
}

// To is where files go: to an application, or to a form that is not handed in.
type To struct {
	Body, Request string
	Form          string // hash of the form's key
	Stage         string // apply, correct, register
}

// Keep records the files of a form in one act. What goes beyond the number that
// is allowed becomes one of Faults. Without files nothing happens.
func (p *Posted) Keep(ctx context.Context, who identity.Actor, to To) error {
	if len(p.files) == 0 {
		return nil
	}
	had, err := p.had(ctx, to)
	if err != nil {
		return err
	}
	for len(p.files) > max(MostFiles-had, 0) {
		last := p.files[len(p.files)-1]
		if err := p.desk.Files.Delete(ctx, last.Hash); err != nil {
			return err
		}
		p.files = p.files[:len(p.files)-1]
		p.Faults.Add("files", fmt.Sprintf("一件申请最多 %d 个文件，后面的没有上传。删去不需要的再传", MostFiles))
	}
	if len(p.files) == 0 {
		return nil
	}
	deed := act.Deed{Name: "request.attach", Body: to.Body, Subject: to.Request}
	err = p.desk.Office.Do(ctx, who, deed, func(tx *act.Tx) error { return p.insert(ctx, tx, who, to) })
	if err != nil {
		return errors.Join(err, p.Drop(context.WithoutCancel(ctx)))
	}
	p.files = nil
	return nil
}

func (p *Posted) insert(ctx context.Context, tx *act.Tx, who identity.Actor, to To) error {
	for _, x := range p.files {
		x.Body, x.Form, x.Stage, x.AddedBy, x.AddedAt = to.Body, to.Form, to.Stage, who.ID, sqldb.Time{Time: tx.Now()}
		x.Request.String, x.Request.Valid = to.Request, to.Request != ""
		if err := insertFile(ctx, tx, x); err != nil {
			return err
		}
	}
	tx.Detail("files", len(p.files))
	return nil
}

// had is how many files are there already.
func (p *Posted) had(ctx context.Context, to To) (n int, err error) {
	var all []stored
	if to.Request == "" {
		all, err = LooseFiles(ctx, p.desk.DB, to.Body, to.Form)
	} else {
		all, err = FilesOf(ctx, p.desk.DB, to.Request)
	}
	for _, x := range all {
		if x.Stage == to.Stage {
			n++
		}
	}
	return n, err
}

// FileRow is one file as pages list it.
type FileRow struct{ ID, Name, Kind, Size, Day string }

// RowsOf lists files. Their names are shown only to who sent them: to others
// they are numbered, and the name comes with the file.
func (d *Attachments) RowsOf(files []stored, own bool) (rows []FileRow, err error) {
	for i, x := range files {
		if x.Key.Empty() {
			continue // the applicant was forgotten, and the file with him
		}
		sort, _ := extract.AttachmentOf(x.Kind)
		row := FileRow{ID: x.ID, Name: fmt.Sprintf("附件%d", i+1), Kind: sort.Label, Size: size(x.Size), Day: calendar.At(x.AddedAt.Time).Chinese()}
		if own {
			name, err := d.Vault.Open(x.Name, x.place("name"))
			if err != nil {
				return nil, fmt.Errorf("name of file %s: %w", x.ID, err)
			}
			row.Name = name.Text()
		}
		if x.Stage == "correct" {
			row.Name += "（补正）"
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", max(n>>10, 1))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// DropFile takes one file off a form that is not handed in.
func (d *Attachments) DropFile(ctx context.Context, who identity.Actor, body, form, id string) error {
	all, err := LooseFiles(ctx, d.DB, body, form)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID == id {
			return d.DropFiles(ctx, who, x)
		}
	}
	return nil
}

// DropFiles takes files away that belong to no application: the rows in one
// act, then what they held. A file left behind by a crash in between cannot be
// read by anybody, since its key is gone.
func (d *Attachments) DropFiles(ctx context.Context, who identity.Actor, files ...stored) error {
	var gone []stored
	for _, x := range files {
		deed := act.Deed{Name: "request.detach", Body: x.Body, Subject: x.ID}
		err := d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
			ok, err := deleteLoose(ctx, tx, x.ID)
			if ok {
				gone = append(gone, x)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	var errs []error
	for _, x := range gone {
		errs = append(errs, d.Files.Delete(ctx, x.Hash))
	}
	return errors.Join(errs...)
}

// sendFile gives somebody of the body a file of an application; the audit log
// says so.
func (d *Attachments) sendFile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	c, err := d.Cases.Sees(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	x, err := fileOf(ctx, d.DB, c.ID, r.PathValue("file"))
	if err != nil {
		return err
	}
	if x.Key.Empty() {
		return &fault.Error{Kind: fault.NotFound, Message: "这件申请的资料已过保存期限，附件不能再打开"}
	}
	name, err := d.Vault.Open(x.Name, x.place("name"))
	if err != nil {
		return fmt.Errorf("name of file %s: %w", x.ID, err)
	}
	data, err := d.ReadFile(ctx, x)
	if err != nil {
		return err
	}
	deed := act.Deed{Name: "request.file", Body: c.Body, Subject: c.ID}
	if err := d.Office.Do(ctx, who, deed, func(tx *act.Tx) error { tx.Detail("file", x.ID); return nil }); err != nil {
		return err
	}
	sort, _ := extract.AttachmentOf(x.Kind)
	send.File{Name: name.Text(), Media: sort.Type}.Send(w, data)
	return nil
}

// ReadFile reads a whole file, so that a damaged one is told before anything of
// it is sent.
func (d *Attachments) ReadFile(ctx context.Context, x stored) ([]byte, error) {
	r, err := d.Files.Get(ctx, x.Hash, x.Key, x.place("file_key"))
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", x.ID, err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read file %s: %w", x.ID, err)
	}
	return data, nil
}

// Routes give staff the files of an application.
func (d *Attachments) Routes() []web.Route {
	return []web.Route{{Pattern: "POST /console/requests/{id}/file/{file}", Roles: cases.Readers(), Do: d.sendFile}}
}
