package answers

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/notify"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// TellApplicant queues a mail, inside the act, that something is new on the
// progress page, for an applicant who left an address. Mail lies open on its
// way: it says neither who, nor what, nor which number, only where to look.
func (d *Answers) TellApplicant(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, e request.Event) error {
	if !e.Type.News() || who.Has(identity.Public) {
		return nil
	}
	return d.mail(ctx, tx, c)
}

// mail queues the mail, for an applicant who left an address.
func (d *Answers) mail(ctx context.Context, tx *act.Tx, c cases.Case) error {
	if c.Email.Empty() || c.PurgedOn != "" {
		return nil
	}
	to, err := d.Vault.Open(c.Email, c.Place("email"))
	if err != nil {
		return fmt.Errorf("open mail of %s: %w", c.ID, err)
	}
	body, err := d.Body(ctx, c.Body)
	if err != nil {
		return fmt.Errorf("load body %s: %w", c.Body, err)
	}
	site, err := d.Outbox.Site(ctx, c.Body)
	if err != nil {
		return fmt.Errorf("address of %s: %w", c.Body, err)
	}
	_, err = d.Outbox.Queue(ctx, tx, notify.Message{Body: c.Body, To: to.Text(), Subject: body.Name + "：政府信息公开申请有新的进展",
		Text: "您向" + body.Name + "提出的政府信息公开申请有新的进展。凭回执上的申请编号和查询码在这里查看：\n\n" + site + cases.Column + "jd\n\n这封邮件由程序发出，不含申请的内容，不用回复。\n"})
	if fault.Is(err, fault.Invalid) {
		return nil // an address nobody can write to does not stop the step
	}
	return err
}
