package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/vault"
	"yangguang/internal/web/form"
)

// OriginView is the part of the case page on how an application came in.
type OriginView struct {
	Rows  []cases.PersonRow
	Files []attach.Row
}

// agentOf reads who acts for an applicant; the zero value when nobody does.
func (d *Intakes) agentOf(x origin) (a cases.Agent, err error) {
	plain, err := d.Vault.Open(x.Agent, x.place("agent"))
	if err != nil || plain.Empty() {
		return a, err
	}
	if err := json.Unmarshal([]byte(plain.Text()), &a); err != nil {
		return a, fmt.Errorf("read agent of %s: %w", x.Request, err)
	}
	return a, nil
}

// RevealAgent adds who acts for the applicant to what is shown in clear.
func (d *Intakes) RevealAgent(ctx context.Context, tx *act.Tx, c cases.Case, reason string, shown map[string]string) error {
	x, err := originOf(ctx, tx, c.ID)
	if err != nil || x.Agent.Empty() {
		return err
	}
	if _, err := d.Vault.Reveal(x.Agent, x.place("agent"), vault.Free, reason, tx.Detail); err != nil {
		return err
	}
	a, err := d.agentOf(x)
	shown["agent"] = a.Line(func(s string, _ vault.Kind) string { return s })
	return err
}

const agentLabel = "代理人"

// Reveal puts what was shown in clear in the place of its mask.
func (v *OriginView) Reveal(shown map[string]string) {
	for i := range v.Rows {
		if v.Rows[i].Label == agentLabel && shown["agent"] != "" {
			v.Rows[i].Value = shown["agent"]
		}
	}
}

// Origin shows how an application came in; persons stay masked.
func (d *Intakes) Origin(ctx context.Context, c cases.Case, names map[string]string) (*OriginView, error) {
	x, err := originOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	v := &OriginView{}
	add := func(label, value string) {
		if value != "" {
			v.Rows = append(v.Rows, cases.PersonRow{Label: label, Value: value})
		}
	}
	agent, err := d.agentOf(x)
	if err != nil {
		return nil, err
	}
	if !agent.Empty() {
		add(agentLabel, agent.Line(func(s string, k vault.Kind) string { return k.Mask(s) }))
	}
	add("证件种类", form.Label(string(x.Document), cases.DocumentOptions()))
	note, err := d.Vault.Open(x.HelpNote, x.place("help_note"))
	if err != nil {
		return nil, fmt.Errorf("open help of %s: %w", c.ID, err)
	}
	// What help is wanted must be seen to be given (条例 43).
	add("需要的帮助", cases.HelpLabels(strings.Split(c.Help, ","), note.Text()))
	if x.Oral {
		by := names[c.RecordedBy]
		if by == "" {
			by = "工作人员"
		}
		add("口头提出", "由"+by+"代为填写，已读给申请人听，申请人确认（《条例》第二十九条第一款）")
	}
	add("邮件号码或者原系统编号", x.Proof)
	add("转来的系统", x.Origin)
	files, err := files.BroughtOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	v.Files, err = d.Attachments.RowsOf(files, false)
	return v, err
}
