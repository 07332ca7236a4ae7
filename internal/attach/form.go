package attach

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
	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// unfinished is said when a form broke off on its way.
const unfinished = "上传没有完成，填写的内容还在。检查网络后再传"

// Posted is a form that was read, with the files that came with it. The files
// lie encrypted in the store; keep them with Keep or let them go with Drop.
type Posted struct {
	of     *Files
	who    identity.Actor
	body   string
	files  []kept
	Faults fault.List // what is wrong with files, by the field "files"; the others are there all the same
}

// Count is how many files came and can be kept.
func (p *Posted) Count() int { return len(p.files) }

// Bytes is how large they are together.
func (p *Posted) Bytes() (n int64) {
	for _, x := range p.files {
		n += x.Size
	}
	return n
}

// kept is a file in the store with what was seen of it.
type kept struct {
	File
	pass Pass // nil: nobody looked
}

// Read reads a posted form that somebody sends to a body, with files or without;
// afterwards r.PostFormValue works. Fields and files are read one after the other, nothing is written to
// disk but what is encrypted. A file that cannot be taken becomes one of Faults,
// so that nothing typed is lost. Files stand in the field "files".
func (f *Files) Read(r *http.Request, who identity.Actor, body string) (*Posted, error) {
	p := &Posted{of: f, who: who, body: body}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return p, web.Form(r)
	}
	values := url.Values{}
	r.PostForm, r.Form = values, values
	parts, err := r.MultipartReader()
	if err != nil {
		return p, &fault.Error{Kind: fault.Invalid, Message: unfinished}
	}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err == nil && n >= f.Limits.parts() {
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
			p.Faults.Add("files", fmt.Sprintf("一次上传的文件合计超过 %d MB，没有全部上传。分几次上传", f.Limits.FormBytes()>>20))
			return p, nil
		case fault.As(err) != nil:
			return p, errors.Join(err, p.Drop(r.Context()))
		case errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "multipart"):
			p.Faults.Add("files", unfinished)
			return p, nil
		}
		return p, errors.Join(fmt.Errorf("read form: %w", err), p.Drop(context.WithoutCancel(r.Context())))
	}
}

// Bring keeps a file that the program has at hand, as if it had come with a form.
// The faults of one that is not taken.
func (f *Files) Bring(ctx context.Context, who identity.Actor, to To, name, kind string, data []byte) error {
	p := &Posted{of: f, who: who, body: to.Body}
	if err := p.keep(ctx, name, kind, data); err != nil {
		return err
	}
	if err := p.Keep(ctx, who, to); err != nil {
		return err
	}
	return p.Faults.Err()
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
	limits := p.of.Limits
	if len(p.files) >= limits.Files {
		p.Faults.Add("files", fmt.Sprintf("%s最多 %d 个文件，“%s”没有上传", p.of.Words.Owner, limits.Files, name))
		return nil
	}
	select {
	case p.of.reading <- struct{}{}:
		defer func() { <-p.of.reading }()
	case <-ctx.Done():
		return ctx.Err()
	}
	data, err := io.ReadAll(io.LimitReader(r, limits.FileBytes+1))
	if err != nil {
		return err
	}
	if int64(len(data)) > limits.FileBytes {
		rest, err := io.Copy(io.Discard, r)
		whole := int64(0) // not known where the rest could not be read
		if err == nil {
			whole = int64(len(data)) + rest
		}
		p.Faults = append(p.Faults, extract.TooLarge(name, whole, limits.FileBytes))
		return err
	}
	sort, err := extract.SortAttachment(name, data)
	if f := fault.As(err); f != nil {
		p.Faults = append(p.Faults, f)
		return nil
	}
	if err != nil {
		return err
	}
	err = p.keep(ctx, sort.Named(name), sort.Kind, data)
	if f := fault.As(err); f != nil {
		p.Faults = append(p.Faults, f)
		return nil
	}
	return err
}

// keep has a file looked at and puts it into the store.
func (p *Posted) keep(ctx context.Context, name, kind string, data []byte) (err error) {
	x := kept{File: File{ID: sqldb.NewID(), Kind: kind}}
	if gate := p.of.Gate; gate != nil {
		if x.pass, err = gate.Enter(ctx, p.who, Incoming{Body: p.body, Source: p.of.Source, Name: name, Kind: kind, Data: data}); err != nil {
			return err
		}
	}
	return p.put(ctx, x, name, data)
}

// put seals a file's name and keeps its content.
func (p *Posted) put(ctx context.Context, x kept, name string, data []byte) error {
	fields := p.of.Table.fields
	if err := fields.Seal(p.of.Vault, &x.File, map[string]string{"name": name}); err != nil {
		return err
	}
	info, key, err := p.of.Blobs.Put(ctx, bytes.NewReader(data), p.of.Limits.FileBytes, fields.At(x.ID, "file_key"))
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
		errs = append(errs, p.of.Blobs.Delete(ctx, x.Hash))
	}
	p.files = nil
	return errors.Join(errs...)
}

// To is where files go: to an owner, or to a form that is not handed in.
type To struct {
	Body, Owner string
	Form        string // hash of the form's key
	Stage       string
	Within      func(ctx context.Context, tx *act.Tx) error // asked first, in the act that keeps them; nil: nothing
}

// Keep records the files of a form in one act. What goes beyond the number that
// is allowed becomes one of Faults. Without files nothing happens.
func (p *Posted) Keep(ctx context.Context, who identity.Actor, to To) error {
	if len(p.files) == 0 {
		return nil
	}
	had, bytes, err := p.had(ctx, to)
	if err != nil {
		return err
	}
	for _, x := range p.files {
		bytes += x.Size
	}
	most, all := p.of.Limits.Files, p.of.Limits.Bytes
	for len(p.files) > max(most-had, 0) || all > 0 && bytes > all && len(p.files) > 0 {
		last := p.files[len(p.files)-1]
		if err := p.of.Blobs.Delete(ctx, last.Hash); err != nil {
			return err
		}
		message := fmt.Sprintf("%s最多 %d 个文件，后面的没有上传。删去不需要的再传", p.of.Words.Owner, most)
		if len(p.files) <= max(most-had, 0) {
			message = fmt.Sprintf("%s的文件合计不超过 %d MB，后面的没有上传。删去不需要的，或者压缩以后再传", p.of.Words.Owner, all>>20)
		}
		p.files, bytes = p.files[:len(p.files)-1], bytes-last.Size
		p.Faults.Add("files", message)
	}
	if len(p.files) == 0 {
		return nil
	}
	entry := act.Entry{Name: p.of.Acts.Attach, Body: to.Body, Subject: to.Owner}
	err = p.of.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error { return p.insert(ctx, tx, who, to) })
	if err != nil {
		return errors.Join(err, p.Drop(context.WithoutCancel(ctx)))
	}
	p.files = nil
	return nil
}

func (p *Posted) insert(ctx context.Context, tx *act.Tx, who identity.Actor, to To) error {
	if to.Within != nil {
		if err := to.Within(ctx, tx); err != nil {
			return err
		}
	}
	for i, k := range p.files {
		x := k.File
		x.Owner, x.Body, x.Form, x.Stage, x.AddedBy, x.AddedAt = to.Owner, to.Body, to.Form, to.Stage, who.ID, sqldb.Time{Time: tx.Now()}
		if err := p.record(ctx, tx, i, x); err != nil {
			return err
		}
	}
	tx.Detail("files", len(p.files))
	return nil
}

// record inserts the row of a file that lies in the store, and what was seen of it.
func (p *Posted) record(ctx context.Context, tx *act.Tx, i int, x File) error {
	if err := p.of.Table.add(ctx, tx, x); err != nil {
		return err
	}
	if pass := p.files[i].pass; pass != nil {
		return pass(ctx, tx, x)
	}
	return nil
}

// had is how many files are there already, and how large they are together.
func (p *Posted) had(ctx context.Context, to To) (n int, bytes int64, err error) {
	var all []File
	if to.Owner == "" {
		all, err = p.of.Table.Loose(ctx, p.of.DB, to.Body, to.Form)
	} else {
		all, err = p.of.Table.Of(ctx, p.of.DB, to.Owner)
	}
	for _, x := range all {
		if x.Stage == to.Stage {
			n++
			bytes += x.Size
		}
	}
	return n, bytes, err
}
