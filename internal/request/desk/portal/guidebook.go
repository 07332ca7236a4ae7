package portal

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/law"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
)

// guideVersion is one version of a body's guide.
type guideVersion struct {
	ID, Body  string
	Version   int
	Content   request.Guide // what the body wrote
	Shown     request.Guide // what the guide said with the body's record
	ChangedOn string
	MadeBy    string
	MadeAt    sqldb.Time
}

// currentGuide is what a body's guide says today, and the day on which it last
// changed: today where the body's record has changed since the last version.
func (d *Portal) currentGuide(ctx context.Context, body string) (request.Guide, guideVersion, error) {
	b, err := d.Body(ctx, body)
	if err != nil {
		return nil, guideVersion{}, fmt.Errorf("load body %s: %w", body, err)
	}
	last, err := latestGuide(ctx, d.DB, body)
	if err != nil {
		return nil, last, err
	}
	full := last.Content.With(b.Record())
	if last.Version > 0 && len(full.Differs(last.Shown)) > 0 {
		last.ChangedOn = d.Cases.Today().String()
	}
	return full, last, nil
}

// SaveGuide keeps a new version of the own body's guide. seen is the version the
// person looked at, 0 where there was none.
func (d *Portal) SaveGuide(ctx context.Context, who identity.Actor, seen int, content request.Guide) error {
	if err := content.Check(); err != nil {
		return err
	}
	return d.addGuide(ctx, who, "request.guide", who.Body, seen, content)
}

func (d *Portal) addGuide(ctx context.Context, who identity.Actor, deed, body string, seen int, content request.Guide) error {
	b, err := d.Body(ctx, body)
	if err != nil {
		return fmt.Errorf("load body %s: %w", body, err)
	}
	shown := content.With(b.Record())
	return d.Office.Do(ctx, who, act.Deed{Name: deed, Body: body, Subject: body}, func(tx *act.Tx) error {
		last, err := latestGuide(ctx, tx, body)
		if err != nil {
			return err
		}
		if last.Version != seen {
			return &fault.Error{Kind: fault.Conflict, Message: "指南刚被别人改过，刚才填的没有保存。看过现在的内容再改"}
		}
		var changed []string
		for _, f := range shown.Differs(last.Shown) {
			changed = append(changed, f.Name)
		}
		tx.Detail("fields", changed)
		return insertGuide(ctx, tx, guideVersion{ID: sqldb.NewID(), Body: body, Version: seen + 1, Content: content, Shown: shown,
			ChangedOn: calendar.At(tx.Now()).String(), MadeBy: who.ID, MadeAt: sqldb.Time{Time: tx.Now()}})
	})
}

// GuideArgs is the daily job that lets guides follow the bodies' records.
type GuideArgs struct{}

// Kind names the job.
func (GuideArgs) Kind() string { return "request_guide" }

func (d *Portal) Jobs() []job.Kind {
	return []job.Kind{job.Every("更新公开指南", 24*time.Hour, func(ctx context.Context, _ GuideArgs) error { return d.FollowGuides(ctx) }),
		job.Every("公开到期的答复", time.Hour, func(ctx context.Context, _ releases.ReleaseArgs) error { return d.Releases.PublishDue(ctx) }),
		job.Every("找多人申请的信息", 24*time.Hour, func(ctx context.Context, _ releases.EchoArgs) error { return d.Releases.FindAllEchoes(ctx) })}
}

// FollowGuides keeps a version of the guide of every body whose record has
// changed: name, address, hours and numbers are to be kept up to date (条例 12①,
// 53(二)). The counts of wrong questions of long ago go at the same time.
func (d *Portal) FollowGuides(ctx context.Context) error {
	if err := d.Tries.Forget(ctx, 2*time.Hour); err != nil {
		return err
	}
	if d.Bodies == nil {
		return nil
	}
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return fmt.Errorf("list bodies: %w", err)
	}
	for _, body := range bodies {
		full, last, err := d.currentGuide(ctx, body)
		if err != nil {
			return err
		}
		if last.Version > 0 && len(full.Differs(last.Shown)) == 0 {
			continue
		}
		err = d.addGuide(ctx, identity.Job(body), "request.guide_follow", body, last.Version, last.Content)
		if err != nil && !fault.Is(err, fault.Conflict) { // somebody was quicker
			return err
		}
	}
	return nil
}

// guidePart is one part of the guide, for the page and for print.
type guidePart struct {
	ID, Heading string
	Facts       [][2]string
	Lines       []string
	Tables      []guideTable
}

type guideTable struct {
	Caption string
	Head    []string
	Rows    [][]string
	Numbers bool // the last column is money
}

// guideParts writes the guide: what 条例 12② names, and how to apply.
func (d *Portal) guideParts(ctx context.Context, body string, g request.Guide) ([]guidePart, error) {
	profile, err := d.Cases.Profile(ctx, d.DB, body)
	if err != nil {
		return nil, err
	}
	lines := func(names ...string) (out []string) {
		for _, n := range names {
			out = append(out, strings.FieldsFunc(g[n], func(r rune) bool { return r == '\n' || r == '\r' })...)
		}
		return out
	}
	office := guidePart{ID: "office", Heading: "政府信息公开工作机构"}
	for _, f := range request.GuideFields() {
		text := g[f.Name]
		if f.Name == request.GuideOffice && text == "" {
			text = profile.Name
		}
		if !f.Long && text != "" {
			office.Facts = append(office.Facts, [2]string{f.Label, text})
		}
	}
	parts := []guidePart{{ID: "sorts", Heading: "政府信息的分类和编排", Lines: lines(request.GuideSorts, request.GuideOrder)},
		{ID: "access", Heading: "怎样获取主动公开的信息", Lines: lines(request.GuideAccess, request.GuideRooms)}, office, howToApply(), limitsPart(), feePart(profile), remedyPart(profile)}
	if more := lines(request.GuideSupervisor); len(more) > 0 {
		parts[len(parts)-1].Lines = append(parts[len(parts)-1].Lines, more...)
	}
	return parts, nil
}

func howToApply() guidePart {
	p := guidePart{ID: "apply", Heading: "怎样申请公开"}
	var ways []string
	for _, c := range request.Channels() {
		ways = append(ways, c.Label)
	}
	p.Lines = []string{"主动公开以外的政府信息，公民、法人或者其他组织可以申请公开，不必说明用途。渠道有：" + strings.Join(ways, "；") + "。",
		"申请写明：姓名或者名称、身份证明、联系方式；申请公开的信息的名称、文号或者便于查询的其他特征性描述；获取信息的方式、途径（" + law.Art("条例", 29).Para(2).String() + "）。",
		"书面申请确有困难的，可以口头提出，由工作人员代为填写。阅读困难或者视听障碍的，提供必要的帮助（" + law.Art("条例", 29).Para(1).String() + "、" + law.Art("条例", 43).String() + "）。",
		"申请内容不明确的，在 7 个工作日内一次性告知补正；没有正当理由逾期不补正的，视为放弃申请（" + law.Art("条例", 30).String() + "）。"}
	return p
}

func limitsPart() guidePart {
	p := guidePart{ID: "limits", Heading: "多久答复"}
	received := guideTable{Caption: "收到之日怎样确定", Head: []string{"渠道", "哪一天算收到", "依据"}}
	for _, c := range request.Channels() {
		day := "提交或者签收之日"
		if c.Confirms {
			day = "双方确认之日"
		}
		received.Rows = append(received.Rows, []string{c.Label, day, c.Cite.String()})
	}
	limits := guideTable{Caption: "期限", Head: []string{"事项", "期限", "依据"}}
	for _, l := range request.Limits() {
		term := l.Term.String()
		if l.Doubtful {
			term += "（待核）"
		}
		limits.Rows = append(limits.Rows, []string{l.Label, term, l.Cite.String()})
	}
	p.Tables = []guideTable{received, limits}
	p.Lines = []string{"能够当场答复的，当场答复；不能当场答复的，从收到申请的次日起计算期限。征求第三方和其他机关意见所需的时间不计算在内（" + law.Art("条例", 33).String() + "）。"}
	return p
}

func feePart(profile cases.Profile) guidePart {
	p := guidePart{ID: "fees", Heading: "收费", Lines: []string{"依申请提供政府信息不收取费用。申请的数量、频次明显超过合理范围的，可以收取信息处理费，按件或者按量选一种，不重复收（" +
		law.Art("条例", 42).Para(1).String() + "、" + law.Art("收费办法", 0).String() + "）。"}}
	rows := func(tiers []request.Tier, unit, last string) (out [][]string) {
		for i, t := range tiers {
			span := fmt.Sprintf("第 %d 至 %d %s", t.From, t.To, unit)
			if i == len(tiers)-1 {
				span = fmt.Sprintf("第 %d %s以上%s", t.From, unit, last)
			}
			each := feeText(t.FenEach)
			if t.FenEach > 0 {
				each += "/" + unit
			}
			out = append(out, []string{span, each})
		}
		return out
	}
	p.Tables = []guideTable{{Caption: "按件：同一申请人一个自然月内累计", Head: []string{"件数", "每件"}, Rows: rows(request.ItemTiers(), "件", "，每增加 10 件提高 100 元"), Numbers: true},
		{Caption: "按量：一件申请的页数，A4 及以下单面算一页", Head: []string{"页数", "每页"}, Rows: rows(request.PageTiers(), "页", ""), Numbers: true}}
	if profile.HowToPay != "" {
		p.Lines = append(p.Lines, "缴纳方式："+profile.HowToPay)
	}
	return p
}

func remedyPart(profile cases.Profile) guidePart {
	p := guidePart{ID: "remedies", Heading: "不服怎么办"}
	told := map[string]bool{}
	for _, r := range []request.Remedy{request.RemedyA, request.RemedyB, request.NoRemedy} { // the complaint comes last
		list := request.Advise(request.ToldAnswered, r, request.LastDays{}, profile.Where(false))
		if r != request.NoRemedy {
			list = list[:len(list)-1]
		}
		for _, a := range list {
			if !told[a.Text] {
				told[a.Text], p.Lines = true, append(p.Lines, a.Text)
			}
		}
	}
	return p
}

// guideDoc lays the guide out for print.
func guideDoc(name, day string, parts []guidePart) render.Doc {
	doc := render.Doc{Title: name + "政府信息公开指南", Body: name, Subject: "政府信息公开指南", Date: day}
	for i, p := range parts {
		doc.Blocks = append(doc.Blocks, render.Heading{Level: 1, Text: chineseNumber(i+1) + "、" + p.Heading})
		for _, f := range p.Facts {
			doc.Blocks = append(doc.Blocks, render.Text(f[0]+"："+f[1]))
		}
		for _, l := range p.Lines {
			doc.Blocks = append(doc.Blocks, render.Text(l))
		}
		for _, t := range p.Tables {
			table := render.Table{Caption: t.Caption, Head: 1}
			for r, row := range append([][]string{t.Head}, t.Rows...) {
				var cells []render.Cell
				for c, text := range row {
					cells = append(cells, render.Cell{Text: text, Header: r == 0 || c == 0})
				}
				table.Rows = append(table.Rows, cells)
			}
			doc.Blocks = append(doc.Blocks, table)
		}
	}
	if at, err := calendar.Parse(day); err == nil {
		doc.Blocks = append(doc.Blocks, render.Signature{Body: name, Date: at.Chinese()})
	}
	return doc
}

func chineseNumber(n int) string {
	return []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}[n%10]
}

// feeText writes an amount for readers.
func feeText(fen int64) string {
	switch {
	case fen == 0:
		return "免费"
	case fen%100 == 0:
		return fmt.Sprintf("%d 元", fen/100)
	}
	return fmt.Sprintf("%d.%02d 元", fen/100, fen%100)
}

// sendGuide sends the guide as zhinan.pdf or zhinan.docx.
func (d *Portal) sendGuide(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	file := r.PathValue("file")
	if file != "zhinan.pdf" && file != "zhinan.docx" {
		return &fault.Error{Kind: fault.NotFound, Message: "没有这个文件。从政府信息公开指南下载"}
	}
	site := web.SiteOf(r)
	g, last, err := d.currentGuide(r.Context(), site.BodyID)
	if err != nil {
		return err
	}
	parts, err := d.guideParts(r.Context(), site.BodyID, g)
	if err != nil {
		return err
	}
	return send.File{Name: file, Public: true}.Print(w, guideDoc(site.Name, last.ChangedOn, parts), d.Fonts)
}
