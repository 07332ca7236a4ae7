package desk

import (
	"net/http"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

type guidePage struct {
	web.Shell
	Channels []request.ChannelRule
	Limits   []request.Limit
}

func (d *Desk) showGuide(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &guidePage{Shell: shell("依申请公开"), Channels: request.Channels()}
	for _, l := range request.Limits() {
		if !l.Doubtful {
			p.Limits = append(p.Limits, l)
		}
	}
	return d.views.Render(w, r, http.StatusOK, "public/guide", p)
}

// columnMeta are the tags of a page of the column (政府网站发展指引).
func columnMeta(name, description, keywords string) []web.MetaTag {
	return []web.MetaTag{{Name: "ColumnName", Content: name}, {Name: "ColumnDescription", Content: description},
		{Name: "ColumnKeywords", Content: keywords}, {Name: "ColumnType", Content: "信息公开"}}
}
