package portal

import (
	"context"
	"net/http"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
)

// lettersPath is the page that explains the letters.
const lettersPath = cases.Column + "ws"

// LettersPage explains the letters that people get.
type LettersPage struct {
	web.Shell
	Groups []meaningGroup
}

type meaningGroup struct {
	Label   string
	Letters []explained
}

// explained is a letter with its clauses.
type explained struct {
	ID, Name string
	request.Meaning
	Cites string
}

func (d *Portal) showLetters(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &LettersPage{Shell: cases.Shell("收到的文书是什么意思")}
	p.Meta = cases.ColumnMeta("收到的文书是什么意思", "告知书、答复书各说什么，收到以后怎么办", "依申请公开,告知书,答复书,复议")
	answers, others := meaningGroup{Label: "答复"}, meaningGroup{Label: "办理中的文书"}
	for _, x := range explanations() {
		if k, _ := request.KindOf(x.Code); len(k.Outcomes) > 0 {
			answers.Letters = append(answers.Letters, x)
		} else {
			others.Letters = append(others.Letters, x)
		}
	}
	p.Groups = []meaningGroup{answers, others}
	return d.Views.Render(w, r, http.StatusOK, "public/letters", p)
}

func explanations() (list []explained) {
	for _, m := range request.Meanings() {
		k, ok := request.KindOf(m.Code)
		if !ok {
			continue
		}
		var cites []string
		for _, c := range k.Cites {
			cites = append(cites, c.String())
		}
		list = append(list, explained{"w-" + string(m.Code), k.Name, m, strings.Join(cites, "、")})
	}
	return list
}

// SearchLetters finds explanations by words, for the portal's search field.
func (d *Portal) SearchLetters(_ context.Context, _ web.Site, words string) (found []web.Found, err error) {
	for _, x := range explanations() {
		text, all := x.Name+x.Means+x.Then, true
		for word := range strings.FieldsSeq(words) {
			all = all && strings.Contains(text, word)
		}
		if all {
			found = append(found, web.Found{Label: x.Name, Href: lettersPath + "#" + x.ID, Kind: "文书说明", Text: x.Means})
		}
	}
	return found, nil
}

// Places are the public pages of applications.
func Places() []web.Place {
	const group = "依申请公开"
	return []web.Place{
		{Group: group, Label: "在网上申请公开", Href: cases.Column + "sq", Note: "分四步填写，提交以后给编号和查询码", Words: "申请表 怎么申请"},
		{Group: group, Label: "继续填写保存的申请", Href: cases.Column + "sq/jx", Note: "凭草稿码接着填"},
		{Group: group, Label: "查询申请进度", Href: cases.Column + "jd", Note: "看办到哪一步，取答复，补正，撤回", Words: "查询码 编号 回执"},
		{Group: group, Label: "算答复日期", Href: cases.Column + "qx", Note: "填日期，看哪一天到期", Words: "答复期限 工作日 时限 多久答复"},
		{Group: group, Label: "收到的文书是什么意思", Href: lettersPath, Note: "告知书、答复书各说什么，收到以后怎么办", Words: "答复书 复议 诉讼"},
		{Group: group, Label: "答复公开", Href: cases.Column + "gk/", Note: "别人问过、已经公开的答复"},
	}
}
