package desk

import (
	"yangguang/internal/request"
	"yangguang/internal/web"
)

const column = "/zfxxgk/ysqgk/"

func crumbs(last string) []web.Link {
	list := []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}}
	if last == "" {
		return append(list, web.Link{Label: "依申请公开"})
	}
	return append(list, web.Link{Label: "依申请公开", Href: column}, web.Link{Label: last})
}

func shell(title string) web.Shell {
	s := web.Shell{Title: title, Current: column, Crumbs: crumbs(title)}
	if title == "依申请公开" {
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
	for _, f := range Forms() {
		list = append(list, web.Option{Value: f, Label: f})
	}
	return list
}
