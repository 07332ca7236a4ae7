package records

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/form"
)

// Entry is one line of the audit log about an application.
type Entry struct {
	At            sqldb.Time
	Label, Person string // what was done, and the id of who did it
	Reason        string
}

// section is one part of a printed file: it begins on a page of its own.
type section struct {
	Title  string
	Blocks []render.Block
}

// casefile is an application as it is put away, and handed to who reviews it:
// everything on paper (条例 45; 复议法 48, 行诉法 67).
type casefile struct {
	d       *Records
	c       cases.Case
	body    cases.Body
	full    bool // who applied and who was heard stand in clear
	sheet   handle.Sheet
	clock   request.Clock
	had     []cases.LoggedEvent
	letters []cases.Letter
	names   map[string]string // of people
	persons []cases.PersonRow
	Parts   []section
}

// Bind gathers an application's file. Without a reason everybody in it is
// masked; with one they stand in clear, and the audit log says who had it
// printed, and why.
func (d *Records) Bind(ctx context.Context, who identity.Actor, c cases.Case, reason string) (*casefile, error) {
	f := &casefile{d: d, c: c, full: reason != ""}
	if f.full {
		if err := d.unmask(ctx, who, f, reason); err != nil {
			return nil, err
		}
	} else {
		masked, err := cases.CaseFields.Mask(d.Vault, &c)
		if err != nil {
			return nil, err
		}
		f.persons = handle.PersonRows(masked)
	}
	if err := f.gather(ctx); err != nil {
		return nil, err
	}
	for _, add := range []func(context.Context) error{f.application, f.past, f.calculation, f.heard, f.subRequests, f.papers, f.service, f.audit} {
		if err := add(ctx); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// unmask opens who applied, inside the act that says so in the audit.
func (d *Records) unmask(ctx context.Context, who identity.Actor, f *casefile, reason string) error {
	if err := vault.CheckReason(reason); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.bind", Body: f.c.Body, Subject: f.c.ID, Reason: reason}, func(tx *act.Tx) error {
		shown, err := cases.CaseFields.Reveal(d.Vault, &f.c, reason, tx.Detail)
		f.persons = handle.PersonRows(shown)
		return err
	})
}

func (f *casefile) gather(ctx context.Context) (err error) {
	d := f.d
	if f.body, err = d.Body(ctx, f.c.Body); err != nil {
		return fmt.Errorf("load body %s: %w", f.c.Body, err)
	}
	if f.sheet, err = d.Handling.SheetOf(ctx, f.c); err != nil {
		return err
	}
	if _, f.clock, f.had, err = d.Cases.Replay(ctx, f.c); err != nil {
		return err
	}
	all, err := cases.LetterTable.Of(ctx, d.DB, f.c.ID)
	if err != nil {
		return err
	}
	slices.Reverse(all)
	for _, l := range all {
		if l.Number.Valid || l.SignedOn != "" { // what was never signed is no paper of the file
			f.letters = append(f.letters, l)
		}
	}
	ids := []string{f.c.Handler}
	for _, h := range f.had {
		ids = append(ids, h.Person)
	}
	for _, l := range f.letters {
		ids = append(ids, l.DraftedBy, l.PassedBy, l.ScreenedBy, l.SignedBy)
	}
	f.names, err = d.People(ctx, cases.Distinct(ids))
	return err
}

func (f *casefile) add(title string, blocks ...render.Block) {
	f.Parts = append(f.Parts, section{title, append([]render.Block{render.Heading{Level: 1, Text: title}}, blocks...)})
}

func head(text string) render.Cell { return render.Cell{Text: text, Header: true} }

// pairs is a table of labels and values.
func pairs(rows ...[2]string) render.Table {
	t := render.Table{Widths: []float64{2, 6}}
	for _, r := range rows {
		t.Rows = append(t.Rows, []render.Cell{head(r[0]), {Text: cmp.Or(r[1], "—")}})
	}
	return t
}

func (f *casefile) application(ctx context.Context) error {
	rule, _ := request.RuleOf(f.c.Channel)
	rows := [][2]string{{"申请编号", f.c.No()}, {"申请人类别", form.Label(string(f.c.Kind), cases.KindOptions())}}
	for _, p := range f.persons {
		if p.Value != "" {
			rows = append(rows, [2]string{p.Label, p.Value})
		}
	}
	rows = append(rows, [2]string{"提交", f.c.SubmittedOn + "，" + rule.Label}, [2]string{"收到之日", f.c.ReceivedOn}, [2]string{"获取的方式", f.c.Way().Label})
	blocks := []render.Block{pairs(rows...), render.Heading{Level: 2, Text: "申请公开的内容（原文）"}}
	for _, line := range letters.Lines(f.c.Wanted) {
		blocks = append(blocks, render.Text(line))
	}
	files, err := files.BroughtOf(ctx, f.d.DB, f.c.ID)
	if err != nil {
		return err
	}
	if len(files) > 0 {
		blocks = append(blocks, render.Text("附件 "+strconv.Itoa(len(files))+" 件，随卷保存。"))
	}
	f.add("申请", blocks...)
	return nil
}

func (f *casefile) past(context.Context) error {
	t := render.Table{Widths: []float64{2, 4, 5, 6, 3}, Head: 1, Rows: [][]render.Cell{{head("序号"), head("日期"), head("事项"), head("说明"), head("登记人")}}}
	for i, h := range f.had {
		e := handle.SheetEvents([]cases.LoggedEvent{h}, nil)[0]
		text := e.Text
		if slices.Contains(f.clock.Undone, i) && h.Event.Type != request.Undone {
			text += "（已撤销）"
		}
		more := e.More
		if h.Note != "" {
			more += handle.Cut(more) + h.Note
		}
		t.Rows = append(t.Rows, []render.Cell{{Text: strconv.Itoa(i + 1), Align: render.Center}, {Text: e.Day}, {Text: text}, {Text: cmp.Or(more, "—")}, {Text: cmp.Or(f.names[h.Person], "申请人")}})
	}
	if len(f.had) == 0 {
		f.add("办理经过", render.Text("没有登记的事项。"))
		return nil
	}
	f.add("办理经过", t)
	return nil
}

func (f *casefile) calculation(context.Context) error {
	blocks := f.sheet.Blocks()
	for i, b := range blocks {
		if h, ok := b.(render.Heading); ok {
			h.Level++
			blocks[i] = h
		}
	}
	f.add("答复期限计算表", blocks...)
	return nil
}

func (f *casefile) heard(ctx context.Context) error {
	all, err := f.d.Handling.Hearings(ctx, f.d.DB, f.c.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	var blocks []render.Block
	for _, h := range all {
		party, said := h.Party, ""
		if f.full {
			if party, err = f.open(h.Hearing.Party, h.Place("party")); err != nil {
				return err
			}
			if said, err = f.open(h.Said, h.Place("said")); err != nil {
				return err
			}
		}
		blocks = append(blocks, pairs([2]string{"征求的对象", h.Who + "　" + party}, [2]string{"发出", h.AskedOn}, [2]string{"送达", h.DeliveredOn}, [2]string{"送达凭据", h.Proof},
			[2]string{"答复", h.AnsweredOn}, [2]string{"意见", h.Word}, [2]string{"意见的内容", said}))
	}
	f.add("征求意见", blocks...)
	return nil
}

// open reads a sealed value; nothing sealed is nothing.
func (f *casefile) open(s vault.Sealed, at vault.Location) (string, error) {
	if s.Empty() {
		return "", nil
	}
	plain, err := f.d.Vault.Open(s, at)
	if err != nil {
		return "", fmt.Errorf("open %s of %s: %w", at.Column, f.c.ID, err)
	}
	return plain.Text(), nil
}

func (f *casefile) subRequests(ctx context.Context) error {
	all, err := subrequests.SubRequestsOf(ctx, f.d.DB, f.c.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	units, err := f.d.Staff.Units(ctx, f.c.Body)
	if err != nil {
		return fmt.Errorf("units of %s: %w", f.c.Body, err)
	}
	var blocks []render.Block
	for _, e := range all {
		ended := ""
		if !e.EndedAt.IsZero() {
			ended = cases.Stamp(e.EndedAt)
		}
		blocks = append(blocks, pairs([2]string{"科室", cases.UnitName(units, e.Unit)}, [2]string{"交办", cases.Stamp(e.AskedAt) + "，" + e.DueOn + " 前答复"}, [2]string{"事项", e.Question},
			[2]string{subrequests.SubRequestState(e.State), ended}, [2]string{"答复", e.Answer}))
	}
	f.add("科室协办", blocks...)
	return nil
}

// papers are the letters, each in full.
func (f *casefile) papers(context.Context) error {
	for i, l := range f.letters {
		a, err := f.d.Answers.Answer(l)
		if err != nil {
			return err
		}
		name, err := f.d.Answers.Addressee(f.c, l)
		if err != nil {
			return err
		}
		if !f.full {
			name = vault.Name.Mask(name)
		}
		doc := answers.Document(l, a, name)
		blocks := []render.Block{render.Paragraph{Runs: []render.Run{{Text: doc.Head.Number}}, Align: render.Right}}
		if doc.Title != "" {
			blocks = append(blocks, render.Paragraph{Runs: []render.Run{{Text: doc.Title, Role: render.Title}}, Align: render.Center})
		}
		f.add("文书"+strconv.Itoa(i+1)+"："+paperName(l), append(blocks, doc.Blocks...)...)
	}
	return nil
}

// paperName is the name of a letter's kind.
func paperName(l cases.Letter) string {
	for _, k := range request.Letters() {
		if k.Code == l.Kind {
			return k.Name
		}
	}
	return "文书"
}

func (f *casefile) service(context.Context) error {
	t := render.Table{Widths: []float64{5, 5, 4, 4, 5}, Head: 1, Rows: [][]render.Cell{{head("文书"), head("文号"), head("签发"), head("送达"), head("方式和凭据")}}}
	for _, l := range f.letters {
		signed := l.SignedOn
		if name := f.names[l.SignedBy]; name != "" {
			signed += " " + name
		}
		state := paperName(l)
		if l.State == letter.Voided {
			state += "（已作废：" + l.VoidReason + "）"
		}
		t.Rows = append(t.Rows, []render.Cell{{Text: state}, {Text: l.No(f.body.Symbol)}, {Text: signed}, {Text: cmp.Or(l.ServedOn, "未送达")},
			{Text: cmp.Or(strings.Trim(l.ServedHow+"；"+l.Proof+differs(f.c, l), "；"), "—")}})
	}
	if len(f.letters) == 0 {
		return nil
	}
	f.add("签发和送达", t)
	return nil
}

// differs says where the form given is not the form that was asked for (条例 40).
func differs(c cases.Case, l cases.Letter) string {
	if n := c.Way().Differs(l.Outcome, l.ServedHow); n != nil && l.State == letter.Served {
		return "；" + n.Why()
	}
	return ""
}

func (f *casefile) audit(ctx context.Context) error {
	if f.d.AuditOf == nil {
		return nil
	}
	all, err := f.d.AuditOf(ctx, f.c.Body, f.c.ID)
	if err != nil {
		return fmt.Errorf("trail of %s: %w", f.c.ID, err)
	}
	var ids []string
	for _, e := range all {
		ids = append(ids, e.Person)
	}
	names, err := f.d.People(ctx, cases.Distinct(ids))
	if err != nil {
		return err
	}
	t := render.Table{Widths: []float64{6, 4, 3, 5}, Head: 1, Rows: [][]render.Cell{{head("时间"), head("事项"), head("办理人"), head("理由")}}}
	for _, e := range all {
		person := cmp.Or(names[e.Person], map[string]string{"system": "系统", "": "申请人"}[e.Person], "—")
		t.Rows = append(t.Rows, []render.Cell{{Text: cases.Stamp(e.At)}, {Text: e.Label}, {Text: person}, {Text: cmp.Or(e.Reason, "—")}})
	}
	if len(all) > 0 {
		f.add("审计记录", t)
	}
	return nil
}

// Document binds the file: cover, index with the page of each part, the parts.
func (f *casefile) Document(fonts *render.Fonts) (render.Doc, error) {
	doc := render.Doc{Title: "政府信息公开申请卷宗", Body: f.body.Name, Subject: "政府信息公开申请卷宗", Keywords: f.c.No(), Date: f.sheet.PrintedOn.String()}
	doc.Blocks = f.cover()
	index := func(first []int) render.Table {
		t := render.Table{Widths: []float64{2, 10, 2}, Head: 1, Rows: [][]render.Cell{{head("序号"), head("目录"), head("页")}}}
		for i, p := range f.Parts {
			t.Rows = append(t.Rows, []render.Cell{{Text: strconv.Itoa(i + 1), Align: render.Center}, {Text: p.Title}, {Text: strconv.Itoa(first[i]), Align: render.Center}})
		}
		return t
	}
	// What stands before the parts is as long with any page numbers.
	front := doc
	front.Blocks = append(slices.Clone(doc.Blocks), index(make([]int, len(f.Parts))))
	at, err := fonts.Pages(front)
	if err != nil {
		return doc, err
	}
	first := make([]int, len(f.Parts))
	for i, p := range f.Parts {
		first[i] = at + 1
		n, err := fonts.Pages(render.Doc{Blocks: p.Blocks})
		if err != nil {
			return doc, err
		}
		at += n
	}
	doc.Blocks = append(doc.Blocks, index(first))
	for _, p := range f.Parts {
		doc.Blocks = append(append(doc.Blocks, render.PageBreak{}), p.Blocks...)
	}
	return doc, nil
}

func (f *casefile) cover() []render.Block {
	result := "尚未办结"
	if f.clock.End != 0 {
		result = "已办结"
	}
	if o, ok := request.OutcomeOf(f.clock.Outcome); ok {
		result = o.Label
	}
	applicant := ""
	if len(f.persons) > 0 {
		applicant = f.persons[0].Value
	}
	shown := "申请人和第三方的资料已遮盖。"
	if f.full {
		shown = "含申请人和第三方的完整资料，按个人信息保管。"
	}
	return []render.Block{pairs([2]string{"行政机关", f.body.Name}, [2]string{"申请编号", f.c.No()}, [2]string{"申请人", applicant}, [2]string{"收到申请之日", f.c.ReceivedOn},
		[2]string{"办结日期", f.clock.End.String()}, [2]string{"处理结果", result}, [2]string{"状态", request.Workflow().StateLabel(f.c.State)},
		[2]string{"经办人", f.names[f.c.Handler]}, [2]string{"打印", f.sheet.Printed}), render.Text(shown), render.Heading{Level: 1, Text: "目录"}}
}
