package desk

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/redact"
	"yangguang/internal/screening"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

func kindLabel(kind string) string {
	sort, _ := extract.AttachmentOf(kind)
	return cmp.Or(sort.Label, kind)
}

// findingRow is one finding as the page shows it.
type findingRow struct {
	Finding
	Label, Verdict, Decider, Day string
	Blocks, Final, Marked        bool
	Own                          string // the ground chosen for it alone
}

// opinionRow is one opinion, with how many findings it is on.
type opinionRow struct {
	Opinion
	Who, Label, Clock string
}

type filePage struct {
	web.Shell
	File          File
	Kind, Matter  string
	Href          string
	Brought, Day  string
	Goes, Waiting bool
	Original      bool // a redacted file stands in its place
	Redacted      bool // it stands in an original's place
	Findings      []findingRow
	Holds, Warns  int
	Shown         []shownBlock // what people see of it, with what was found marked and masked
	Cut           bool         // there is more than is shown
	Opinions      []opinionRow // what was decided, in its order
	Decides, Own  bool
	May           bool
	Why           string // why nothing may be changed
	Verdicts      []web.Option
	Grounds       []web.Option
	Open          int // number of the finding whose form was refused
	Typed         screening.Decision
	Texts, Ground string
	Opinion       string
	Boxes         string
	Pages         []int     // of a PDF or a picture, as far as the page shows them
	Beside        []fileRow // the other files of the same record
}

func (d *Desk) filePage(r *http.Request, who identity.Actor) (*filePage, error) {
	ctx := r.Context()
	x, keeper, m, err := d.sees(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	list, err := findingsOf(ctx, d.DB, x)
	if err != nil {
		return nil, err
	}
	row := d.row(x, m, list)
	p := &filePage{Shell: web.Shell{Title: "审查" + m.Label + "的附件", Current: home, Wide: true}, File: x, Kind: kindLabel(x.Kind), Matter: m.Label, Href: m.Href,
		Day: calendar.At(x.AddedAt.Time).Chinese(), Goes: x.Going == 1, Waiting: x.State == waiting, Original: x.ReplacedBy != "", Redacted: x.Series != x.ID,
		Holds: row.Holds, Warns: row.Warns, Decides: who.Has(screening.Deciders()...), Own: x.AddedBy == who.ID, Ground: "条例 15"}
	if err := keeper.May(ctx, who, x.Owner); fault.As(err) != nil {
		p.Why = fault.As(err).Message
	} else if err != nil {
		return nil, err
	}
	p.May = p.Why == "" && !p.Original
	for _, v := range screening.Releasing() {
		p.Verdicts = append(p.Verdicts, web.Option{Value: string(v.Verdict), Label: v.Label})
	}
	for _, g := range screening.Grounds() {
		p.Grounds = append(p.Grounds, web.Option{Value: g.Short(), Label: g.String()})
	}
	if err := d.nameFindings(r, p, x, list); err != nil {
		return nil, err
	}
	if err := d.nameOpinions(r, p, x); err != nil {
		return nil, err
	}
	if p.Beside, err = d.beside(r, who, x); err != nil {
		return nil, err
	}
	p.Keys = []web.Key{{Keys: []string{"J", "K"}, Does: "下一处、上一处"}, {Keys: []string{"M"}, Does: "遮盖"}, {Keys: []string{"Ctrl", "Enter"}, Does: "遮盖，重做文件"}, {Keys: []string{"N"}, Does: "下一个附件"}, {Keys: []string{"U"}, Does: "回到列表"}}
	return p, d.showLines(r, p, keeper)
}

// nameFindings puts names to what was found and decided.
func (d *Desk) nameFindings(r *http.Request, p *filePage, x File, list []Finding) error {
	ids := []string{x.AddedBy}
	for _, f := range list {
		ids = append(ids, f.DecidedBy)
	}
	names, err := d.People(r.Context(), ids)
	if err != nil {
		return err
	}
	p.Brought = cmp.Or(names[x.AddedBy], x.AddedBy, "申请人")
	for _, f := range list {
		kind, rule := screening.RuleOf(f.Kind), screening.VerdictRule{}
		if f.Verdict != "" {
			rule, _ = screening.VerdictOf(f.Verdict)
		}
		one := findingRow{Finding: f, Label: kind.Label, Verdict: rule.Label, Blocks: f.Holds(), Final: kind.Final}
		if f.Verdict != "" {
			one.Decider, one.Day = cmp.Or(names[f.DecidedBy], f.DecidedBy), clock(f.DecidedAt.Time)
		}
		p.Findings = append(p.Findings, one)
	}
	return nil
}

// nameOpinions puts names to the decisions of the series.
func (d *Desk) nameOpinions(r *http.Request, p *filePage, x File) error {
	list, err := opinionsOf(r.Context(), d.DB, x.Series)
	if err != nil {
		return err
	}
	var ids []string
	for _, o := range list {
		ids = append(ids, o.By)
	}
	names, err := d.People(r.Context(), ids)
	if err != nil {
		return err
	}
	for _, o := range list {
		rule, _ := screening.VerdictOf(o.Verdict)
		p.Opinions = append(p.Opinions, opinionRow{o, cmp.Or(names[o.By], o.By), rule.Label, clock(o.At.Time)})
	}
	return nil
}

// beside are the other files of the same record.
func (d *Desk) beside(r *http.Request, who identity.Actor, x File) ([]fileRow, error) {
	all, err := d.outgoing(r.Context(), who, false)
	if err != nil {
		return nil, err
	}
	var rows []fileRow
	for _, f := range all {
		if f.ID != x.ID {
			rows = append(rows, f)
		}
	}
	return rows, nil
}

// showLines reads the file once more, for what people see of it.
func (d *Desk) showLines(r *http.Request, p *filePage, keeper Keeper) error {
	if p.Waiting {
		return nil
	}
	_, name, data, err := keeper.Files.Held(r.Context(), p.File.ID)
	if err != nil {
		return err
	}
	s, err := d.look(r.Context(), atRest, p.File.Body, name, data)
	if err != nil {
		return slow(err)
	}
	if p.May && redact.CoversAsPicture(s.holding.Format) {
		p.Pages, p.Scripts = pagesOf(s.holding), []string{"boxes"}
	}
	p.Shown, p.Cut = shown(s.holding, s.list, p.Findings)
	return nil
}

func (d *Desk) showFile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.filePage(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/screening-file", p)
}

func (d *Desk) doDecide(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	nr, _ := strconv.Atoi(r.PostFormValue("nr"))
	x := screening.Decision{Verdict: screening.Verdict(r.PostFormValue("verdict")), Ground: r.PostFormValue("ground"), Reason: form.Clip(r.PostFormValue("reason"))}
	if err := d.Decide(r.Context(), who, r.PathValue("id"), nr, x); err != nil {
		return d.fileAgain(w, r, who, err, func(p *filePage) { p.Open, p.Typed = nr, x })
	}
	web.Notice(r, "第 "+strconv.Itoa(nr)+" 处已决定")
	return web.SeeOther(w, r, home+"/files/"+r.PathValue("id"))
}

func (d *Desk) doRedact(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	m := Marked{Ground: r.PostFormValue("redact_ground"), Texts: strings.Split(r.PostFormValue("texts"), "\n"), Grounds: map[int]string{}, Opinion: form.Clip(r.PostFormValue("opinion")), Boxes: r.PostFormValue("boxes")}
	marked := map[int]bool{}
	for _, v := range r.PostForm["mark"] {
		if nr, err := strconv.Atoi(v); err == nil {
			m.Findings, marked[nr] = append(m.Findings, nr), true
			m.Grounds[nr] = r.PostFormValue("ground_" + v)
		}
	}
	proof, err := d.Redact(r.Context(), who, r.PathValue("id"), m)
	if err != nil {
		return d.fileAgain(w, r, who, err, func(p *filePage) {
			p.Texts, p.Ground, p.Opinion, p.Boxes = r.PostFormValue("texts"), m.Ground, m.Opinion, m.Boxes
			for i := range p.Findings {
				p.Findings[i].Marked, p.Findings[i].Own = marked[p.Findings[i].Nr], m.Grounds[p.Findings[i].Nr]
			}
		})
	}
	web.Notice(r, proof.String())
	return web.SeeOther(w, r, home+"/files/"+proof.File)
}

// String tells what the proof shows.
func (p Proof) String() string {
	if p.Scan {
		return "已按图像重做文件：遮盖 " + strconv.Itoa(p.Places) + " 处；各页都是图像，没有文字层，读屏软件读不出来"
	}
	s := "已重做文件：遮盖 " + strconv.Itoa(p.Places) + " 处，四种读法都读不到被遮盖的文字"
	if len(p.Dropped) > 0 {
		s += "；没有带到新文件的隐藏内容：" + strings.Join(p.Dropped, "、")
	}
	return s
}

// fileAgain shows the page of a file with what was refused and typed.
func (d *Desk) fileAgain(w http.ResponseWriter, r *http.Request, who identity.Actor, failed error, typed func(*filePage)) error {
	p, err := d.filePage(r, who)
	if err != nil {
		return err
	}
	return form.Again(w, r, d.views, "console/screening-file", p, failed, func() { typed(p) })
}

type secretPage struct {
	web.Shell
	Secret                Secret
	Row                   secretRow
	Brought, Basis        string
	Addressees            []string
	At, Secrecy, Superior string
	Reported              string
}

func (d *Desk) secretPage(r *http.Request, who identity.Actor) (*secretPage, error) {
	s, err := secretOf(r.Context(), d.DB, who.Body, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	names, err := d.People(r.Context(), []string{s.BroughtBy, s.ReportedBy})
	if err != nil {
		return nil, err
	}
	p := &secretPage{Shell: web.Shell{Title: "带密级标志的文件", Current: home}, Secret: s, Row: d.secretRow(s), Brought: cmp.Or(names[s.BroughtBy], s.BroughtBy),
		Basis: screening.ReportBasis().String(), Addressees: screening.Addressees(), At: d.Now().In(calendar.Zone()).Format(localTime)}
	if s.ReportedBy != "" {
		p.Reported = clock(s.ReportedAt.Time) + "，" + cmp.Or(names[s.ReportedBy], s.ReportedBy) + "登记"
	}
	return p, nil
}

// localTime is how a browser sends an instant.
const localTime = "2006-01-02T15:04"

func (d *Desk) showSecret(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.secretPage(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/screening-secret", p)
}

func (d *Desk) doReport(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	at, _ := time.ParseInLocation(localTime, r.PostFormValue("reported_at"), calendar.Zone()) // none is told by the check
	report := screening.Report{ReportedAt: at, Secrecy: form.Clip(r.PostFormValue("secrecy")), Superior: form.Clip(r.PostFormValue("superior"))}
	err := d.Report(r.Context(), who, r.PathValue("id"), report)
	if err == nil {
		web.Notice(r, "报告已登记")
		return web.SeeOther(w, r, home+"/secrets/"+r.PathValue("id"))
	}
	p, failed := d.secretPage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/screening-secret", p, err, func() {
		p.At, p.Secrecy, p.Superior = r.PostFormValue("reported_at"), r.PostFormValue("secrecy"), r.PostFormValue("superior")
	})
}
