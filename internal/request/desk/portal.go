package desk

import (
	"yangguang/internal/request"
	"yangguang/internal/web"
)

const column = "/zfxxgk/ysqgk/"

// column's name, and the title of its first page.
const columnName = "依申请公开"

func crumbs(last string) []web.Link {
	list := []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}}
	if last == "" {
		return append(list, web.Link{Label: columnName})
	}
	return append(list, web.Link{Label: columnName, Href: column}, web.Link{Label: last})
}

func shell(title string) web.Shell {
	s := web.Shell{Title: title, Current: column, Crumbs: crumbs(title)}
	if title == columnName {
		s.Crumbs = crumbs("")
	}
	return s
}

func kindOptions() (list []web.Option) {
	for _, k := range request.ApplicantKinds() {
		list = append(list, web.Option{Value: string(k.Kind), Label: k.Label})
	}
	return list
}

func formOptions() (list []web.Option) {
	for _, w := range request.Ways() {
		list = append(list, web.Option{Value: w.Stored, Label: w.Label})
	}
	return list
}
