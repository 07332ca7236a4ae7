package intake

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/send"
)

// Receipt is what a visitor's session knows of the application handed in last.
// Code is there until it was shown once.
type Receipt struct {
	ID   string `json:"ID"`
	Code string `json:"Code"`
}

const receiptName = "request receipt"

func receiptPlace() vault.Location {
	return vault.Location{Table: "session", Column: receiptName, Row: "own"}
}

// keepReceipt leaves the receipt in the visitor's session, sealed, since
// sessions lie in the database.
func (d *Intakes) keepReceipt(r *http.Request, c cases.Case, code string) error {
	data, err := json.Marshal(Receipt{c.ID, code})
	if err != nil {
		return fmt.Errorf("encode receipt: %w", err)
	}
	sealed, err := d.Vault.Seal(string(data), receiptPlace())
	if err != nil {
		return fmt.Errorf("seal receipt: %w", err)
	}
	text, err := sealed.Value()
	if err != nil {
		return fmt.Errorf("keep receipt: %w", err)
	}
	web.Keep(r, receiptName, fmt.Sprint(text))
	return nil
}

// keptReceipt reads the session's receipt; NotFound without one.
func (d *Intakes) keptReceipt(r *http.Request) (Receipt, cases.Case, error) {
	gone := &fault.Error{Kind: fault.NotFound, Message: "回执只在提交后的一段时间里可以再打开。用申请编号和查询码可以查询进度"}
	var sealed vault.Sealed
	if err := sealed.Scan(web.Kept(r, receiptName)); err != nil || sealed.Empty() {
		return Receipt{}, cases.Case{}, gone
	}
	plain, err := d.Vault.Open(sealed, receiptPlace())
	if err != nil {
		return Receipt{}, cases.Case{}, gone
	}
	var x Receipt
	if err := json.Unmarshal([]byte(plain.Text()), &x); err != nil {
		return x, cases.Case{}, fmt.Errorf("read receipt: %w", err)
	}
	c, err := cases.CaseOf(r.Context(), d.DB, x.ID)
	if err == nil && c.Body != web.SiteOf(r).BodyID {
		err = gone
	}
	return x, c, err
}

// ReceiptPage is the receipt of an applicant, or of a clerk who registered.
type ReceiptPage struct {
	web.Shell
	ID, No, Code string // no code when it was shown already
	WhichDay     string // which day is the day of receipt; "" where nothing has to be confirmed
	First, Basis string // the sentence with the legal date, and what it rests on
	QR           template.HTML
	Address      string
	Day          string
	Channel      string
	Inside       bool
	Files        int
}

// showReceipt shows the receipt; the query code on the first time only.
func (d *Intakes) showReceipt(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	x, c, err := d.keptReceipt(r)
	if err != nil {
		return err
	}
	p, err := d.ReceiptPage(r, c, x.Code)
	if err != nil {
		return err
	}
	if x.Code != "" {
		if err := d.keepReceipt(r, c, ""); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.Views.Render(w, r, http.StatusOK, "public/receipt", p)
}

func (d *Intakes) ReceiptPage(r *http.Request, c cases.Case, code string) (*ReceiptPage, error) {
	rule, _ := request.RuleOf(c.Channel)
	p := &ReceiptPage{Shell: cases.Shell("申请已提交"), ID: c.ID, No: c.No(), Code: code, Channel: rule.Label, Address: d.progressAddress(r, c)}
	if day, err := calendar.Parse(c.SubmittedOn); err == nil {
		p.Day = day.Chinese()
	}
	if c.Channel == request.Online {
		p.WhichDay = request.ReceiptNotice()
	}
	var err error
	if p.First, p.Basis, err = d.promise(r.Context(), c); err != nil {
		return nil, err
	}
	if p.QR, err = render.QRCode(p.Address, "查询进度的二维码，含申请编号，不含查询码"); err != nil {
		return nil, err
	}
	files, err := files.BroughtOf(r.Context(), d.DB, c.ID)
	p.Files = len(files)
	return p, err
}

// promise is the sentence with the legal date and the clauses it rests on: the
// due date of what was received, for the rest the date if both sides confirm
// it today.
func (d *Intakes) promise(ctx context.Context, c cases.Case) (first, basis string, err error) {
	rule, _ := request.RuleOf(c.Channel)
	if due, err := calendar.Parse(c.DueOn); err == nil {
		return "我们会在 " + due.Chinese() + "（" + due.ChineseWeekday() + "）前答复", rule.Cite.String() + "、第三十三条第二款", nil
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return "", "", err
	}
	at, err := calendar.Parse(c.SubmittedOn)
	if err != nil {
		return "", "", fmt.Errorf("day of application %s: %w", c.ID, err)
	}
	clock := request.Replay(cal, request.History{AsOf: d.Cases.Today(), Events: []request.Event{{Type: request.Received, At: at, Confirmed: d.Cases.Today(), Channel: c.Channel}}})
	return "我们会尽快与您确认收到；今天确认的，在 " + clock.Due.Chinese() + "（" + clock.Due.ChineseWeekday() + "）前答复", rule.Cite.String() + "、第三十三条第二款", nil
}

// progressAddress is where progress is asked for, with the number and without
// the code: it stands in the QR code for everybody who sees the paper.
func (d *Intakes) progressAddress(r *http.Request, c cases.Case) string {
	base := "http://" + r.Host + web.SiteOf(r).Prefix
	if d.Address != nil {
		base = d.Address(r)
	}
	return base + cases.Column + "jd?" + url.Values{"bh": {c.No()}}.Encode()
}

// sendReceipt prints the receipt. The code comes from the page that shows it, as
// nobody else knows it; one that is not this application's is left out.
func (d *Intakes) sendReceipt(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	_, c, err := d.keptReceipt(r)
	if err != nil {
		return err
	}
	return d.printReceipt(w, r, c, r.PostFormValue("code"))
}

func (d *Intakes) printReceipt(w http.ResponseWriter, r *http.Request, c cases.Case, code string) error {
	if subtle.ConstantTimeCompare([]byte(cases.HashCode(code)), []byte(c.CodeHash)) != 1 {
		code = ""
	}
	p, err := d.ReceiptPage(r, c, code)
	if err != nil {
		return err
	}
	body, err := d.Body(r.Context(), c.Body)
	if err != nil {
		return fmt.Errorf("load body %s: %w", c.Body, err)
	}
	return send.File{Name: c.No() + "登记回执.pdf"}.Print(w, receiptDoc(body, c, p, d.Cases.Today()), d.Fonts)
}

// notice is which day is the day of receipt, as the paper says it.
func notice(p *ReceiptPage) string {
	if p.WhichDay == "" {
		return "答复期限自收到申请之日的次日起计算。"
	}
	return p.WhichDay + "。"
}

// receiptDoc lays the receipt out.
func receiptDoc(body cases.Body, c cases.Case, p *ReceiptPage, today calendar.Day) render.Doc {
	rows := [][]render.Cell{{{Text: "申请编号", Header: true}, {Text: c.No()}}}
	row := func(label, text string) {
		if text != "" {
			rows = append(rows, []render.Cell{{Text: label, Header: true}, {Text: text, Align: render.Left}})
		}
	}
	row("查询码", p.Code)
	row("收到方式", p.Channel)
	row("提交日期", p.Day)
	row("所需信息", form.Excerpt(c.Wanted))
	row("提供方式", c.Way().Label)
	if p.Files > 0 {
		row("附件", fmt.Sprintf("%d 个", p.Files))
	}
	code := "查询进度、补正、撤回和取答复，都要用申请编号和查询码。查询码只告诉申请人，本机关没有保存，妥善保管这份回执。"
	if p.Code == "" {
		code = "查询进度、补正、撤回和取答复，都要用申请编号和查询码。查询码已在提交时告诉申请人。"
	}
	return render.Doc{Title: "政府信息公开申请登记回执", Body: body.Name, Subject: "政府信息公开申请登记回执", Date: today.String(), Blocks: []render.Block{
		render.Text("您的政府信息公开申请已经登记，" + p.First + "（" + p.Basis + "）。"),
		render.Table{Caption: "申请登记", Widths: []float64{1, 4}, Size: 12, Rows: rows},
		render.Text(code),
		render.Text(notice(p)),
		render.QR{Text: p.Address, Caption: "扫码打开进度查询页，二维码里没有查询码"},
		render.Signature{Body: body.Name, Date: today.Chinese()},
	}}
}
