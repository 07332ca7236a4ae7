package answers

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Item is one of the things an application asks for, decided by itself. An
// application counts once however many it has (年报表三: 区分处理 → 部分公开).
type Item struct {
	Wanted   string            `json:"Wanted"`
	Outcome  request.Outcome   `json:"Outcome"`
	Reason   string            `json:"Reason"`
	Withheld []request.Outcome `json:"Withheld"` // grounds on which parts of it are held back
	Release  string            `json:"Release"`  // toApplicant or toPublic; "" where nobody has said
	Days     int               `json:"Days"`     // working days after service until it is public
	Title    string            `json:"Title"`    // what the public reads it under; it names nobody
}

// Whom an item is released to.
const (
	ToApplicant = "applicant"
	ToPublic    = "public"
)

// mostItems is how many items one application is answered by.
const mostItems = 20

// settle finds the outcome and the grounds of the whole from the items.
func (a *Answer) settle() {
	if len(a.Items) < 2 {
		return
	}
	var outcomes []request.Outcome
	for _, x := range a.Items {
		outcomes = append(outcomes, x.Outcome)
	}
	a.Outcome = request.Combined(outcomes)
	if _, ok := a.LetterKind(); !ok {
		if kinds := request.LetterFor(a.Outcome); len(kinds) > 0 && a.Kind == request.AnswerAnew {
			a.Base = kinds[0].Code
		} else if len(kinds) > 0 {
			a.Kind = kinds[0].Code
		}
	}
	a.Withheld = nil
	if a.Outcome != request.PartlyGranted {
		return
	}
	a.Withheld = []request.Outcome{}
	for _, x := range a.Items {
		grounds := x.Withheld
		if x.Outcome != request.Granted && x.Outcome != request.PartlyGranted {
			grounds = []request.Outcome{x.Outcome}
		}
		if x.Outcome == request.PartlyGranted && len(grounds) == 0 {
			a.Withheld = nil // not told: the stricter remedy
			return
		}
		for _, o := range grounds {
			if !slices.Contains(a.Withheld, o) {
				a.Withheld = append(a.Withheld, o)
			}
		}
	}
}

// CheckItems reports what is missing in the items.
func (a Answer) CheckItems() (all fault.List) {
	if len(a.Items) > mostItems {
		all.Add("items_n", fmt.Sprintf("一件申请分项不超过 %d 项", mostItems))
	}
	for i, x := range a.Items {
		at := fmt.Sprintf("item%d_", i+1)
		if len(a.Items) > 1 {
			if strings.TrimSpace(x.Wanted) == "" {
				all.Add(at+"wanted", fmt.Sprintf("第 %d 项：写明申请的是什么", i+1))
			}
			if _, ok := request.OutcomeOf(x.Outcome); !ok {
				all.Add(at+"outcome", fmt.Sprintf("第 %d 项：选择结论", i+1))
			}
			if strings.TrimSpace(x.Reason) == "" && x.Outcome != request.Granted {
				f := request.NeedReason.Unmet(at + "reason")
				f.Message = fmt.Sprintf("第 %d 项：", i+1) + f.Message
				all = append(all, f)
			}
		}
		opens := x.Outcome == request.Granted || x.Outcome == request.PartlyGranted
		if x.Release == ToPublic && !opens {
			all.Add(at+"release", fmt.Sprintf("第 %d 项没有公开的内容，不能向社会公开", i+1))
		}
		if x.Release == ToPublic && strings.TrimSpace(x.Title) == "" {
			all.Add(at+"title", fmt.Sprintf("第 %d 项：写明公开时用的标题，不写申请人的姓名", i+1))
		}
		if x.Release == ToPublic && (x.Days < 1 || x.Days > MostDays) {
			all.Add(at+"days", fmt.Sprintf("第 %d 项：填送达后几个工作日公开，1 至 250", i+1))
		}
		if n := utf8.RuneCountInString(x.Wanted) + utf8.RuneCountInString(x.Reason); n > cases.Longest {
			all.Add(at+"wanted", fmt.Sprintf("第 %d 项不超过 %d 字", i+1, cases.Longest))
		}
	}
	return all
}

// decision is how the letter tells the outcome: one sentence, or one for each
// item with its ground and reason.
func (a Answer) decision(code letter.Code) string {
	if len(a.Items) < 2 {
		if code == request.AnswerAnew {
			code = a.Base
		}
		return a.Outcome.Decides(code)
	}
	var lines []string
	for i, x := range a.Items {
		text := fmt.Sprintf("%s、对“%s”：%s", Ordinal(i+1), strings.TrimSpace(x.Wanted), x.Outcome.Decides(""))
		if rule, ok := request.OutcomeOf(x.Outcome); ok && !rule.Doubtful {
			text += "依据是" + FullCites(rule.Cites) + "。"
		}
		if r := strings.TrimSpace(x.Reason); r != "" {
			text += "理由：" + r
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

// held tells which items are not given, where the letter has to say so.
func (a Answer) held() string {
	var list []string
	for i, x := range a.Items {
		if len(a.Items) > 1 && x.Outcome != request.Granted {
			list = append(list, "第"+Ordinal(i+1)+"项")
		}
	}
	if len(list) == 0 || a.Outcome != request.PartlyGranted {
		return ""
	}
	return "不予公开、部分公开或者无法提供的是" + strings.Join(list, "、") + "。"
}

// Ordinal writes 1 to 99 in Chinese.
func Ordinal(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	}
	return digits[n/10] + "十" + digits[n%10]
}

// MostDays is the most working days after service that an answer may set.
const MostDays = 250
