package intake

import (
	"crypto/rand"
	"net/http"

	"yangguang/internal/attach"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/web"
)

type RegisterPage struct {
	web.Shell
	In        cases.Intake
	Kinds     []web.Option
	Documents []web.Option
	Forms     []web.Option
	Channels  []web.Option
	Helps     []cases.HelpBox
	Files     []attach.Row
}

// oral is the way in which a clerk writes down what somebody says (条例 29①);
// the book knows it as handed in in person.
const oral = "oral"

func ChannelOptions() (list []web.Option) {
	for _, c := range request.Channels() {
		label := c.Label
		if c.Channel == request.Online {
			label += "、其他系统转入"
		}
		list = append(list, web.Option{Value: string(c.Channel), Label: label})
		if c.Channel == request.InPerson {
			list = append(list, web.Option{Value: oral, Label: "当面口头提出，由工作人员代为填写"})
		}
	}
	return list
}

func newRegister(in cases.Intake) *RegisterPage {
	return &RegisterPage{Shell: web.Shell{Title: "登记申请", Current: "/console/requests"}, In: in, Kinds: cases.KindOptions(), Documents: cases.DocumentOptions(),
		Forms: cases.FormOptions(), Channels: ChannelOptions(), Helps: cases.HelpBoxes(in.Help)}
}

func (d *Intakes) showRegister(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	in := cases.Intake{Kind: string(request.Person), Document: string(request.ResidentID), Channel: string(request.InPerson), Form: cases.Forms()[0],
		On: d.Cases.Today().String(), Key: rand.Text()}
	return d.Views.Render(w, r, http.StatusOK, "console/register", newRegister(in))
}

// readRegister reads a clerk's form: the oral application is one in person that
// the applicant has confirmed.
func readRegister(r *http.Request) (in cases.Intake, shown cases.Intake) {
	in = readIntake(r)
	shown = in
	if in.Channel == oral {
		in.Channel, in.Origin.Oral = string(request.InPerson), true
	} else {
		in.Origin.Oral, in.Origin.ReadBack = false, false
	}
	return in, shown
}

// checkOrigin looks at what only a clerk tells.
func checkOrigin(in cases.Intake) (all fault.List) {
	if in.Channel == "" {
		all.Add("channel", "选择收到申请的渠道")
	}
	if in.Channel == string(request.RegisteredMail) && in.Origin.Proof == "" {
		rule, _ := request.RuleOf(request.RegisteredMail)
		all = append(all, &fault.Error{Kind: fault.Invalid, Field: "proof", Cite: rule.Cite, Message: "填写邮件号码，作为签收的凭据"})
	}
	return all
}

func (d *Intakes) doRegister(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	posted, err := d.Attachments.Read(r, who, who.Body)
	if err != nil {
		return err
	}
	ctx := r.Context()
	in, shown := readRegister(r)
	if len(in.Key) >= cases.ShortestKey {
		if err := posted.Keep(ctx, who, attach.To{Body: who.Body, Form: cases.FormHash(in.Key), Stage: "register"}); err != nil {
			return err
		}
	}
	var c cases.Case
	code := ""
	if all := append(checkOrigin(in), posted.Faults...); len(all) > 0 {
		err = all
	} else {
		c, code, err = d.Submit(ctx, who, who.Body, in)
	}
	if err != nil {
		p := newRegister(shown)
		if !p.ShowFaults(err) {
			return err
		}
		files, err := files.Table.Loose(ctx, d.DB, who.Body, cases.FormHash(in.Key))
		if err != nil {
			return err
		}
		if p.Files, err = d.Attachments.RowsOf(files, true); err != nil {
			return err
		}
		return d.Views.Render(w, r, p.FailStatus(), "console/register", p)
	}
	if err := d.keepReceipt(r, c, code); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/console/requests/"+c.ID+"/receipt")
}

// showRegistered is the receipt for the applicant, after registering. The query
// code is shown once.
func (d *Intakes) showRegistered(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	code := ""
	if x, had, err := d.keptReceipt(r); err == nil && had.ID == c.ID {
		code = x.Code
	}
	p, err := d.ReceiptPage(r, c, code)
	if err != nil {
		return err
	}
	p.Shell, p.Inside = web.Shell{Title: "登记回执", Current: "/console/requests"}, true
	if code != "" {
		if err := d.keepReceipt(r, c, ""); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.Views.Render(w, r, http.StatusOK, "console/receipt", p)
}

func (d *Intakes) sendRegistered(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.printReceipt(w, r, c, r.PostFormValue("code"))
}
