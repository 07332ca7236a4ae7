package answers

import (
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/request"
)

// Part is a part of what was asked for that is held back, on a ground of its own
// (条例 37).
type Part struct {
	Ground  request.Outcome `json:"Ground"`
	What    string          `json:"What"`
	Reason  string          `json:"Reason"`
	Grounds request.Grounds `json:"Grounds"`
}

// withheldOf lists the grounds of the parts, each once.
func withheldOf(parts []Part) (list []request.Outcome) {
	for _, x := range parts {
		if !slices.Contains(list, x.Ground) {
			list = append(list, x.Ground)
		}
	}
	return list
}

// grounds are a part's with what is said of it already.
func (x Part) grounds() request.Grounds {
	g := x.Grounds
	g.Facts, g.Reason = x.What, x.Reason
	return g
}

// tells is what the letter says of a part: which it is, what it is, on which
// clauses and why it is held back.
func (x Part) tells(n, of int) string {
	begins := "不予公开的部分："
	if of > 1 {
		begins = fmt.Sprintf("不予公开的部分之%s：", Ordinal(n))
	}
	text := begins + strings.TrimRight(strings.TrimSpace(x.What), "。") + "。" + x.Ground.Withholds(x.Grounds)
	text += "依据是" + request.GroundsCited(x.Ground.WithheldCites(), x.Grounds.Norm, "") + "。"
	text += "理由：" + strings.TrimSpace(x.Reason)
	if why := strings.TrimSpace(x.Grounds.Discretion); why != "" {
		text += "\n经权衡，本机关决定不予公开，考虑是：" + why
	}
	return text
}

// held tells which parts are not given, and why.
func (a Answer) held() string {
	var lines []string
	for i, x := range a.Parts {
		lines = append(lines, x.tells(i+1, len(a.Parts)))
	}
	return strings.Join(lines, "\n")
}

// partsLack is what the parts of a partly granted answer still ask for: each is
// named, and passes the checks of its own ground.
func (a Answer) partsLack(day calendar.Day) (all fault.List) {
	if a.Outcome != request.PartlyGranted || a.several() {
		return nil
	}
	if len(a.Parts) == 0 {
		return fault.List{request.NeedGround.Unmet("withheld_1")}
	}
	for i, x := range a.Parts {
		at := fmt.Sprintf("withheld_%d_", i+1)
		add := func(f *fault.Error) {
			own := *f
			if own.Field = at + f.Field; f.Field == "facts" {
				own.Field = at + "what"
			}
			if !told(all, own.Field) {
				all = append(all, &own)
			}
		}
		if strings.TrimSpace(x.What) == "" {
			add(fault.Field("what", "写明不予公开的是哪一部分"))
		}
		if strings.TrimSpace(x.Reason) == "" {
			add(request.NeedReason.Unmet("reason"))
		}
		g := x.grounds()
		g.ThirdTold = a.tellsThird()
		for _, f := range fault.ListOf(g.CheckOn(x.Ground, "", day)) {
			add(f)
		}
	}
	return all
}

// WhereLacks is what the body has not told of whom its remedies name; it is told
// elsewhere than in the draft.
func (a Answer) WhereLacks() (all fault.List) {
	for _, f := range fault.ListOf(a.Where.Check(a.Remedy())) {
		f.Field, f.Message = "", f.Message+"。由科室编辑或者负责人在“文书信息”里填写"
		all = append(all, f)
	}
	return all
}

// unheard is why no third party could be heard, wherever the draft says it.
func (a Answer) unheard() string {
	said := []string{a.Grounds.Unheard}
	for _, x := range a.Parts {
		said = append(said, x.Grounds.Unheard)
	}
	for _, x := range a.Items {
		said = append(said, x.Grounds.Unheard)
	}
	for _, s := range said {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// tellsThird reports whether a third party that objected is told what is opened
// all the same, and why: by a letter that is issued with this one and served
// before it.
func (a Answer) tellsThird() bool {
	return a.Grounds.ThirdTold || strings.TrimSpace(a.Third) != "" && strings.TrimSpace(a.ThirdWhat) != ""
}
