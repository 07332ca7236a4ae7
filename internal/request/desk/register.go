package desk

import (
	"crypto/rand"
	"net/http"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

type registerPage struct {
	web.Shell
	In        Intake
	Kinds     []web.Option
	Documents []web.Option
	Forms     []web.Option
	Channels  []web.Option
	Helps     []helpBox
	Files     []fileRow
}

// oral is the way in which a clerk writes down what somebody says (条例 29①);
// the book knows it as handed in in person.
const oral = "oral"

func channelOptions() (list []web.Option) {
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

func newRegister(in Intake) *registerPage {
	return &registerPage{Shell: web.Shell{Title: "登记申请", Current: "/console/requests"}, In: in, Kinds: kindOptions(), Documents: documentOptions(),
		Forms: formOptions(), Channels: channelOptions(), Helps: helpBoxes(in.Help)}
}

func (d *Desk) showRegister(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	in := Intake{Kind: string(request.Person), Document: string(request.ResidentID), Channel: string(request.InPerson), Form: Forms()[0],
		On: d.today().String(), Key: rand.Text()}
	return d.views.Render(w, r, http.StatusOK, "console/register", newRegister(in))
}

// readRegister reads a clerk's form: the oral application is one in person that
// the applicant has confirmed.
func readRegister(r *http.Request) (in Intake, shown Intake) {
	in = readIntake(r)
	shown = in
	if in.Channel == oral {
		in.Channel, in.Came.Oral = string(request.InPerson), true
	} else {
		in.Came.Oral, in.Came.ReadBack = false, false
	}
	return in, shown
}

// checkCame looks at what only a clerk tells.
func checkCame(in Intake) (all fault.List) {
	if in.Channel == "" {
		all.Add("channel", "选择收到申请的渠道")
	}
	if in.Channel == string(request.RegisteredMail) && in.Came.Proof == "" {
		rule, _ := request.RuleOf(request.RegisteredMail)
		all = append(all, &fault.Error{Kind: fault.Invalid, Field: "proof", Cite: rule.Cite, Message: "填写邮件号码，作为签收的凭据"})
	}
	return all
}

func (d *Desk) doRegister(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	posted, err := d.ReadForm(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	in, shown := readRegister(r)
	if len(in.Key) >= shortestKey {
		if err := posted.Keep(ctx, who, To{Body: who.Body, Form: formHash(in.Key), Stage: "register"}); err != nil {
			return err
		}
	}
	var c Case
	code := ""
	if all := append(checkCame(in), posted.Faults...); len(all) > 0 {
		err = all
	} else {
		c, code, err = d.Submit(ctx, who, who.Body, in)
	}
	if err != nil {
		p := newRegister(shown)
		if !p.Fails(err) {
			return err
		}
		files, err := looseFiles(ctx, d.DB, who.Body, formHash(in.Key))
		if err != nil {
			return err
		}
		if p.Files, err = d.rowsOf(files, true); err != nil {
			return err
		}
		return d.views.Render(w, r, p.FailStatus(), "console/register", p)
	}
	if err := d.keepReceipt(r, c, code); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/console/requests/"+c.ID+"/receipt")
}

// showRegistered is the receipt for the applicant, after registering. The query
// code is shown once.
func (d *Desk) showRegistered(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.works(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	code := ""
	if x, had, err := d.keptReceipt(r); err == nil && had.ID == c.ID {
		code = x.Code
	}
	p, err := d.receiptPage(r, c, code)
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
	return d.views.Render(w, r, http.StatusOK, "console/receipt", p)
}

func (d *Desk) sendRegistered(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.works(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.printReceipt(w, r, c, r.PostFormValue("code"))
}
