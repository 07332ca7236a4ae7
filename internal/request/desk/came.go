package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"yangguang/internal/vault"
)

// cameView is the part of the case page on how an application came in.
type cameView struct {
	Rows  []personRow
	Files []fileRow
}

// agentOf reads who acts for an applicant; the zero value when nobody does.
func (d *Desk) agentOf(x came) (a Agent, err error) {
	plain, err := d.Vault.Open(x.Agent, x.place("agent"))
	if err != nil || plain.Empty() {
		return a, err
	}
	if err := json.Unmarshal([]byte(plain.Text()), &a); err != nil {
		return a, fmt.Errorf("read agent of %s: %w", x.Request, err)
	}
	return a, nil
}

// came shows how an application came in; persons stay masked.
func (d *Desk) came(ctx context.Context, c Case, names map[string]string) (*cameView, error) {
	x, err := cameOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	v := &cameView{}
	add := func(label, value string) {
		if value != "" {
			v.Rows = append(v.Rows, personRow{label, value})
		}
	}
	agent, err := d.agentOf(x)
	if err != nil {
		return nil, err
	}
	if !agent.empty() {
		add("代理人", strings.TrimRight(vault.Name.Mask(agent.Name)+"，"+label(agent.Document, documentOptions())+" "+vault.Identity.Mask(agent.Identity)+"，"+vault.Phone.Mask(agent.Phone), "，"))
	}
	add("证件种类", label(string(x.Document), documentOptions()))
	note, err := d.Vault.Open(x.HelpNote, x.place("help_note"))
	if err != nil {
		return nil, fmt.Errorf("open help of %s: %w", c.ID, err)
	}
	// What help is wanted must be seen to be given (条例 43).
	add("需要的帮助", helpLabels(strings.Split(c.Help, ","), note.Text()))
	if x.Oral {
		by := names[c.TakenBy]
		if by == "" {
			by = "工作人员"
		}
		add("口头提出", "由"+by+"代为填写，已读给申请人听，申请人确认（《条例》第二十九条第一款）")
	}
	add("邮件号码或者原系统编号", x.Proof)
	add("转来的系统", x.Origin)
	files, err := filesOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	v.Files, err = d.rowsOf(files, false)
	return v, err
}
