package records

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/send"
)

// exportBatch is how many records a download reads at a time.
const exportBatch = 500

// Export says what is downloaded.
type Export struct {
	What   string // cases, events, letters, three, three-cases
	Year   int    // of table three
	Full   bool   // applicants' data in clear; cases only
	Reason string // for Full
}

func exports() []web.Option {
	return []web.Option{{Value: "cases", Label: "申请"}, {Value: "events", Label: "办理经过"}, {Value: "letters", Label: "文书登记簿"},
		{Value: "three", Label: "表三"}, {Value: "three-cases", Label: "表三各格的申请编号"}}
}

func (d *Records) exportRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/requests/export", Roles: cases.Readers(), Do: d.showExport},
		{Pattern: "POST /console/requests/export", Roles: cases.Readers(), Do: d.doExport},
	}
}

type ExportPage struct {
	web.Shell
	What, Year, Reason string
	Full               bool
	Whats              []web.Option
	MayFull            bool
}

func (d *Records) newExport(who identity.Actor) *ExportPage {
	return &ExportPage{Shell: web.Shell{Title: "导出", Current: "/console/requests"}, What: "cases", Year: strconv.Itoa(d.Cases.Today().Year()),
		Whats: exports(), MayFull: who.Has(identity.Leader)}
}

func (d *Records) showExport(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.Views.Render(w, r, http.StatusOK, "console/export", d.newExport(who))
}

func (d *Records) doExport(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	p := d.newExport(who)
	p.What, p.Year, p.Reason = r.PostFormValue("what"), r.PostFormValue("year"), r.PostFormValue("reason")
	p.Full = r.PostFormValue("full") != ""
	year, _ := strconv.Atoi(p.Year)
	x := Export{What: p.What, Year: year, Full: p.Full, Reason: strings.TrimSpace(p.Reason)}
	out := send.File{Name: form.Label(x.What, exports()) + d.Now().In(calendar.Zone()).Format("20060102-150405") + ".csv"}.Stream(w)
	err := out.End(d.Export(r.Context(), who, x, out))
	if err == nil || !p.ShowFaults(err) {
		return err
	}
	return d.Views.Render(w, r, p.FailStatus(), "console/export", p)
}

// Export writes what a reader's own body has kept as comma-separated values.
// The applicants' data are masked; in clear they go only to the head of the
// body, who gives a reason. The audit says who took what. What was wrong is
// told before the first byte.
func (d *Records) Export(ctx context.Context, who identity.Actor, x Export, w io.Writer) error {
	if !form.Known(x.What, exports()) {
		return fault.Field("what", "选择导出什么")
	}
	if strings.HasPrefix(x.What, "three") && (x.Year < 2008 || x.Year > d.Cases.Today().Year()) {
		return fault.Field("year", fmt.Sprintf("填写 2008 到 %d 之间的年份", d.Cases.Today().Year()))
	}
	if x.What == "three" && who.Scoped() {
		return fault.Field("what", "表三是全单位的数字，授权范围是部分机构的人员不能导出")
	}
	x.Full = x.Full && x.What == "cases"
	if x.Full {
		if !who.Has(identity.Leader) {
			return &fault.Error{Kind: fault.Forbidden, Message: "完整的申请人信息只有负责人能导出。不勾选“完整”可以导出遮盖后的"}
		}
		if err := vault.CheckReason(x.Reason); err != nil {
			return err
		}
	}
	entry := act.Entry{Name: "request.export", Body: who.Body, Reason: x.Reason}
	err := d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		tx.Detail("what", x.What)
		tx.Detail("full", x.Full)
		tx.Detail("year", x.Year)
		return nil
	})
	if err != nil {
		return err
	}
	switch x.What {
	case "cases":
		return d.exportCases(ctx, who, x, w)
	case "events":
		return d.exportEvents(ctx, who, w)
	case "letters":
		return d.exportLetters(ctx, who, w)
	case "three":
		return d.exportThree(ctx, who, x.Year, w)
	}
	return d.exportBehind(ctx, who, x.Year, w)
}

// eachBatch walks through the applications of somebody's body that the grants
// reach.
func (d *Records) eachBatch(ctx context.Context, who identity.Actor, do func([]cases.Case) error) error {
	for batch, err := range cases.All(ctx, d.DB, who.Body, exportBatch) {
		if err == nil {
			batch, err = d.Cases.InScope(ctx, who, batch)
		}
		if err != nil {
			return err
		}
		if err := do(batch); err != nil {
			return err
		}
	}
	return nil
}

func (d *Records) exportCases(ctx context.Context, who identity.Actor, x Export, w io.Writer) error {
	s, err := send.CSV(w, "申请编号", "收到的渠道", "申请人类别", "姓名或者名称", "身份证明", "电话", "地址", "电子邮箱", "申请的信息", "提供方式",
		"提交日", "收到日", "办到哪一步", "期限", "答复期限", "办结日", "计入年度", "表三第几行", "经办", "资料匿名化")
	if err != nil {
		return err
	}
	flow := request.Workflow()
	err = d.eachBatch(ctx, who, func(batch []cases.Case) error {
		names, err := d.namesOf(ctx, batch, func(c cases.Case) []string { return []string{c.Handler} })
		if err != nil {
			return err
		}
		for _, c := range batch {
			person, err := d.personOf(c, x)
			if err != nil {
				return err
			}
			rule, _ := request.RuleOf(c.Channel)
			wanted := c.Wanted
			if !x.Full {
				wanted = d.Cases.MaskedText(wanted)
			}
			if err := s.Write(c.No(), rule.Label, form.Label(string(c.Kind), cases.KindOptions()), person[0], person[1], person[2], person[3], person[4], wanted, c.Way().Label,
				c.SubmittedOn, c.ReceivedOn, flow.StateLabel(c.State), c.Clock.Label(), c.DueOn, c.ClosedOn, year(c.EndedYear), year(c.Row),
				names[c.Handler], c.PurgedOn); err != nil {
				return err
			}
		}
		return s.Flush()
	})
	if err != nil {
		return err
	}
	return s.Flush()
}

// year is a year or a row, nothing where there is none.
func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// personOf is who applied: name, proof of identity, phone, address, mail.
func (d *Records) personOf(c cases.Case, x Export) (cells [5]string, err error) {
	var shown []vault.Shown
	if x.Full {
		// The act before the first byte says that all of them were shown.
		shown, err = cases.CaseFields.Reveal(d.Vault, &c, x.Reason, func(string, any) {})
	} else {
		shown, err = cases.CaseFields.Mask(d.Vault, &c)
	}
	for i, s := range shown {
		cells[i] = s.Text
	}
	return cells, err
}

// namesOf looks up the people of a batch.
func (d *Records) namesOf(ctx context.Context, cases []cases.Case, of func(cases.Case) []string) (map[string]string, error) {
	var ids []string
	for _, c := range cases {
		ids = append(ids, of(c)...)
	}
	return d.people(ctx, ids)
}

// people gives names by id; ids may repeat and be empty.
func (d *Records) people(ctx context.Context, ids []string) (map[string]string, error) {
	slices.Sort(ids)
	return d.People(ctx, slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" }))
}
