package answers

import (
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Facts is what a text may tell of the case beside the elements of its letter.
func Facts(c cases.Case, p cases.Profile, clock request.Clock, had []cases.Happening) map[request.Fact]string {
	f := map[request.Fact]string{request.BodyName: p.Name, request.CallThem: "您", request.BodyContact: p.Contact}
	if c.Kind != request.Person {
		f[request.CallThem] = "你单位"
	}
	add := func(to request.Fact, text string) {
		if f[to] != "" {
			text = f[to] + text
		}
		f[to] = text
	}
	end := func(to request.Fact) { // a sentence that was begun ends
		if f[to] != "" && !strings.HasSuffix(f[to], "。") {
			f[to] += "。"
		}
	}
	for i, h := range had {
		if slices.Contains(clock.Undone, i) {
			continue
		}
		e, day := h.Event, h.Event.At.Chinese()
		switch e.Type {
		case request.ThirdPartyAsked:
			end(request.Heard)
			add(request.Heard, "本机关于"+day+"书面征求第三方意见")
		case request.OrganAsked:
			end(request.Heard)
			add(request.Heard, "本机关于"+day+"征求有关机关意见")
		case request.ThirdPartyAnswered, request.OrganAnswered:
			if h.Note == "" {
				add(request.Heard, "，期满没有收到意见。")
			} else {
				add(request.Heard, "，"+day+"收到意见："+strings.TrimRight(h.Note, "。")+"。")
			}
		case request.CorrectionAsked:
			f[request.Corrections] = "本机关于" + day + "告知补正"
			if e.Until != 0 {
				f[request.Corrections] += "，补正期限到" + e.Until.Chinese()
			}
		case request.CorrectionReceived:
			add(request.Corrections, "，"+day+"收到补正。")
		case request.FeeNoticed:
			f[request.Charged] = "本机关于" + day + "发出收费通知"
			if clock.PayBy != 0 {
				f[request.Charged] += "，缴纳期限到" + clock.PayBy.Chinese()
			}
		case request.FeePaid:
			add(request.Charged, "，"+day+"缴纳。")
		case request.Remitted:
			f[request.Ordered] = fmt.Sprintf("本机关于%s收到责令重新答复的决定。%s", day, h.Note)
		}
	}
	for _, x := range []request.Fact{request.Heard, request.Corrections, request.Charged, request.Ordered} {
		end(x)
	}
	return f
}

// decidedBefore is the last decision that a review or a judgment has struck
// down; false where none orders a new answer.
func decidedBefore(clock request.Clock, had []cases.Happening) (last request.Event, ordered bool) {
	for i, h := range had {
		switch {
		case slices.Contains(clock.Undone, i):
		case h.Event.Type == request.Decided:
			last, ordered = h.Event, false
		case h.Event.Type == request.Remitted:
			ordered = true
		}
	}
	return last, ordered
}
