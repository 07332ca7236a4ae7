package request

import (
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

func TestNeeds(t *testing.T) {
	for _, tt := range []struct {
		need    Need
		cite    string
		kind    fault.Kind
		says    string
		because string
	}{
		{NeedProof, "条例 45", fault.Unlawful, "送达的方式和凭据", "the office answers for the whole way"},
		{NeedReason, "条例 36(三)", fault.Unlawful, "写明理由", "what is not given is told with the reason"},
		{NeedReviewers, "复议法 20③", fault.Unlawful, "缺少它不算告知", "without it the time for a review does not begin"},
		{NeedUnpublished, "条例 44①", fault.Invalid, "不纳入主动公开", "what several ask for may be published"},
		{NeedApplication, "条例 39①", fault.Unlawful, "不能登记成“不属于申请”", "A15: what was filed as an application is answered as one"},
		{NeedWithdrawal, "条例 45", fault.Unlawful, "撤回的凭据", "A21: a withdrawal ends the application"},
		{NeedGround, "条例 37", fault.Unlawful, "属于哪一种情形", "A5: what is held back passes the check of its own ground"},
		{NeedOpened, "条例 32", fault.Unlawful, "决定公开的政府信息内容", "A10: the third party learns what is opened"},
		{NeedReviewer, "条例 17②", fault.Unlawful, "公开审查人", "A12: what is given is reviewed before"},
		{NeedMistake, "条例 31", fault.Unlawful, "登记有误的凭据", "D2: after the due day it would move the term"},
		{NeedWithdrawalScan, "条例 45", fault.Unlawful, "扫描件", "D4: a withdrawal dated back ends an overdue case"},
		{NeedReceived, "条例 31", fault.Unlawful, "不能确认成更晚的一天", "D2: what was handed in was received then"},
		{NeedNotAnApplication, "条例 2", fault.Invalid, "不属于获取政府信息", "only government information is applied for"},
	} {
		f := tt.need.Unmet("x")
		if f.Kind != tt.kind || f.Field != "x" || f.Cite.Short() != tt.cite || f.Cite.Check() != nil || !strings.Contains(f.Message, tt.says) {
			t.Errorf("%s (%s): %+v", tt.need, tt.because, f)
		}
	}
	if f := Need("invented").Unmet("x"); f.Message == "" || f.Kind != fault.Invalid {
		t.Errorf("an unknown need: %+v", f)
	}
}

// What may not be put down yet is refused with the clause it rests on.
func TestTooEarly(t *testing.T) {
	day := on("2026-11-16")
	for _, tt := range []struct {
		err     error
		cite    string // "" where it may be
		says    string
		because string
	}{
		{AtOnce(true), "", "", "条例 33①: on the day it came"},
		{AtOnce(false), "条例 33①", "当场答复只在收到申请的当日登记", "later it is an answer in writing"},
		{Clock{CorrectBy: day}.NoCorrection(day), "条例 30", "补正期限到2026年11月16日为止", "the last day is the applicant's"},
		{Clock{CorrectBy: day}.NoCorrection(day + 1), "", "", "over"},
		{Clock{}.NoCorrection(day), "", "", "no day was told: the head judges"},
		{Hearing{Third: true, Delivered: true, Last: day}.Silent(), "条例 32", "意见期限到2026年11月16日为止", "a third party may still answer"},
		{Hearing{Delivered: true, Last: day}.Silent(), "条例 34", "尚未届满", "so may an organ"},
		{Hearing{Third: true, Delivered: true, Last: day, Provisional: true}.Silent(), "条例 32", "暂定", "the last day may move"},
		{Hearing{Third: true, Last: day}.Silent(), "条例 32", "没有登记送达", "A3: nothing says that it has arrived"},
		{Hearing{}.Silent(), "条例 11①", "没有法定期限", "not made jointly: the statute sets no limit"},
		{Hearing{Last: day, Over: true}.Silent(), "", "", "over"},
		{Clock{PayBy: day}.FeeLapsed(day), "收费办法", "缴费期限到2026年11月16日为止", "it may still be paid"},
		{Clock{PayBy: day, Provisional: true}.FeeLapsed(day + 1), "收费办法", "暂定", "the last day may move"},
		{Clock{End: day, Outcome: FeeOverdue}.FeeLapsed(day + 1), "", "", "the clock has ended it"},
		{ChargedTwice(), "收费办法", "不重复收费", "by item or by page, once"},
		{Fee{}.Chargeable(false), "收费办法", "10 件以内不收费", "the first ten of a month"},
		{Fee{}.Chargeable(true), "收费办法", "30 页以内不收费", "the first thirty pages"},
		{Fee{Fen: 100_00}.Chargeable(false), "", "", "the eleventh"},
	} {
		f := fault.As(tt.err)
		if (f == nil) != (tt.cite == "") || f != nil && (f.Kind != fault.Unlawful || f.Cite.Short() != tt.cite || !strings.Contains(f.Message, tt.says)) {
			t.Errorf("%s: %v", tt.because, tt.err)
		}
	}
	if (Clock{PayBy: calendar.On(2026, 11, 16), Provisional: true}).FeeLapsed(on("2026-11-16")) == nil {
		t.Error("on the last day")
	}
}

func TestFiledAsApplication(t *testing.T) {
	for text, want := range map[string]bool{"政府信息公开申请表：举报某公司排污": true, "我申请公开举报的处理结果": true, "依申请公开，查处情况": true, "问公积金怎样提取": false, "举报某公司排污": false} {
		if FiledAsApplication(text) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}
