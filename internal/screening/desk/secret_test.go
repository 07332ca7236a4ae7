package desk

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/screening"
)

const marked = "机密★10年\n关于某事项的通知"

func TestASecretFileIsNotKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, who := range []identity.Actor{clerk, visitor} {
			err := h.put(t, who, attach.To{Body: "b1", Owner: "p1", Form: "f1", Stage: "apply"}, "通知.txt", marked)
			tell := "保密审查人员"
			if who.ID == "" {
				tell = "云溪市住房和城乡建设局"
			}
			if err == nil || !strings.Contains(err.Error(), "没有保存") || !strings.Contains(err.Error(), tell) || !strings.Contains(err.Error(), "不要自行销毁") || fault.As(err).Cite.Short() != "保密法 31(三)" {
				t.Errorf("%s is told: %v", who.ID, err)
			}
		}
		if files, err := papers.Of(h.ctx, h.DB, "p1"); err != nil || len(files) != 0 {
			t.Errorf("the file was kept: %v %v", files, err)
		}
		all, err := secretsOf(h.ctx, h.DB, "b1")
		if err != nil || len(all) != 2 {
			t.Fatal(all, err)
		}
		if sum, err := hex.DecodeString(all[0].Hash); err != nil || len(sum) != 32 || all[1].BroughtBy != "p-clerk" && all[0].BroughtBy != "p-clerk" || !all[0].FoundAt.Equal(h.Now()) {
			t.Errorf("%+v", all[0])
		}
		if n := h.count(t, `SELECT count(*) FROM screening_finding`); n != 0 {
			t.Error("findings of it were kept")
		}
		for _, x := range []struct {
			who  identity.Actor
			want int
		}{{reviewer, 2}, {leader, 2}, {clerk, 0}} {
			list, err := h.Todos(h.ctx, x.who)
			if err != nil || len(list) != x.want {
				t.Errorf("%s has %v, %v", x.who.ID, list, err)
			}
			for _, i := range list {
				if !i.Urgent || i.Due != "2026-11-21" || !strings.Contains(i.Label, "2026-11-21 10:00 前报告") {
					t.Errorf("%+v", i)
				}
			}
		}
	})
}

func TestTheReportOfASecretFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if err := h.put(t, clerk, attach.To{Body: "b1", Owner: "p1", Stage: "answer"}, "通知.txt", marked); err == nil {
			t.Fatal("kept")
		}
		all, err := secretsOf(h.ctx, h.DB, "b1")
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		id := all[0].ID
		h.kit.Clock.Advance(3 * time.Hour)
		if err := h.Report(h.ctx, leader, id, screening.Report{ReportedAt: h.Now(), Secrecy: "当面，值班室"}); len(fault.ListOf(err)) != 1 {
			t.Errorf("without the body above: %v", err)
		}
		other := leader
		other.Body = "b2"
		done := screening.Report{ReportedAt: h.Now(), Secrecy: "当面，值班室", Superior: "电话，办公室"}
		if err := h.Report(h.ctx, other, id, done); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body's: %v", err)
		}
		if err := h.Report(h.ctx, leader, id, done); err != nil {
			t.Fatal(err)
		}
		if err := h.Report(h.ctx, leader, id, done); !fault.Is(err, fault.Conflict) {
			t.Errorf("reported twice: %v", err)
		}
		if list, err := h.Todos(h.ctx, leader); err != nil || len(list) != 0 {
			t.Errorf("still to do: %v %v", list, err)
		}
	})
}

// A file that was not through in time is looked into in the background: until
// then it goes nowhere, and a mark of secrecy found then destroys it.
func TestWhatIsSlowIsScreenedLater(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Limit = time.Nanosecond
		x := h.answer(t, "p1", "说明.txt", "身份证号 "+number)
		secret := h.answer(t, "p2", "通知.txt", marked)
		h.Limit = time.Minute
		if err := h.goes(x); !strings.Contains(errText(err), "还在审查") {
			t.Errorf("not screened yet: %v", err)
		}
		if n := h.count(t, `SELECT count(*) FROM river_job WHERE kind = 'screening_look'`); n != 2 {
			t.Errorf("%d jobs", n)
		}
		for _, id := range []string{x.ID, secret.ID, "no-such"} {
			if err := h.ScreenFile(h.ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.goes(x); !strings.Contains(errText(err), "身份证件号码") {
			t.Errorf("screened: %v", err)
		}
		if _, _, _, err := h.files.Held(h.ctx, secret.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the secret file is still there: %v", err)
		}
		if all, err := secretsOf(h.ctx, h.DB, "b1"); err != nil || len(all) != 1 || all[0].BroughtBy != "p-clerk" {
			t.Errorf("%+v %v", all, err)
		}
		if err := h.goes(secret); !strings.Contains(errText(err), "没有经过审查") {
			t.Errorf("what is not known goes nowhere: %v", err)
		}
	})
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestListsOfTheBody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		phone := h.answer(t, "p1", "通讯录.txt", "办公室值班手机 13800138000，内部掌握。")
		if err := h.goes(phone); err == nil {
			t.Fatal("a mobile goes without the list")
		}
		for _, bad := range []Own{{Value: "0571-0000 0000", Keeper: "办公室", ReviewOn: "2027-01-01"}, {Value: "13800138000", ReviewOn: "2027-01-01"},
			{Value: "13800138000", Keeper: "办公室", ReviewOn: "2026-11-20"}, {Value: "13800138000", Keeper: "办公室", ReviewOn: "2029-01-01"}} {
			if err := h.AddOwn(h.ctx, leader, bad); err == nil {
				t.Errorf("%+v was taken", bad)
			}
		}
		if err := h.AddOwn(h.ctx, leader, Own{Value: "138-0013-8000", Keeper: "办公室", ReviewOn: "2026-12-01"}); err != nil {
			t.Fatal(err)
		}
		if n := h.count(t, `SELECT count(*) FROM river_job WHERE kind = 'screening_relook'`); n != 1 {
			t.Errorf("%d jobs", n)
		}
		again := func() error {
			if err := h.ScreenAgain(h.ctx, "b1"); err != nil {
				t.Fatal(err)
			}
			return h.goes(phone)
		}
		if err := again(); err != nil {
			t.Errorf("the body's own number: %v", err)
		}
		if err := h.KeepWords(h.ctx, leader, 0, "内部掌握\t保密办\t不得公开清单3", "按清单"); err != nil {
			t.Fatal(err)
		}
		if err := h.KeepWords(h.ctx, leader, 0, "内部掌握", "按清单"); !fault.Is(err, fault.Conflict) {
			t.Errorf("over somebody else's version: %v", err)
		}
		if err := again(); !strings.Contains(errText(err), "清单词语") {
			t.Errorf("a listed word: %v", err)
		}
		if err := h.KeepWords(h.ctx, leader, 1, "别的词语", "换了"); err != nil {
			t.Fatal(err)
		}
		if err := again(); err != nil {
			t.Errorf("a word that is not listed any more: %v", err)
		}
		h.kit.Clock.Set(time.Date(2026, 12, 2, 2, 0, 0, 0, time.UTC))
		if err := h.Lapse(h.ctx); err != nil {
			t.Fatal(err)
		}
		if err := h.goes(phone); err == nil {
			t.Error("past its review day the number allows nothing")
		}
		if list, err := h.Todos(h.ctx, leader); err != nil || len(list) != 2 {
			t.Errorf("the list is to be reviewed and the file is held: %v %v", list, err)
		}
		own, err := ownOf(h.ctx, h.DB, "b1")
		if err != nil || len(own) != 1 {
			t.Fatal(own, err)
		}
		if err := h.EndOwn(h.ctx, leader, own[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := h.EndOwn(h.ctx, leader, own[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("ended twice: %v", err)
		}
	})
}

func TestWhatIsKnownGoesWithTheFiles(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		loose := attach.To{Body: "b1", Form: "f1", Stage: "apply"}
		for _, name := range []string{"甲.txt", "乙.txt"} {
			if err := h.put(t, visitor, loose, name, "身份证号 "+number); err != nil {
				t.Fatal(err)
			}
		}
		files, err := papers.Loose(h.ctx, h.DB, "b1", "f1")
		if err != nil || len(files) != 2 {
			t.Fatal(files, err)
		}
		if err := h.files.RemoveLoose(h.ctx, visitor, "b1", "f1", files[0].ID); err != nil {
			t.Fatal(err)
		}
		if n := h.count(t, `SELECT count(*) FROM screening_file`) + h.count(t, `SELECT count(*) FROM screening_finding`); n != 2 {
			t.Errorf("%d rows are left of one file", n)
		}
		if err := h.Recorder.Do(h.ctx, visitor, act.Entry{Name: "paper.submit"}, func(tx *act.Tx) error {
			_, err := papers.Bind(h.ctx, tx, "b1", "f1", "p9")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		x, err := fileOf(h.ctx, h.DB, files[1].ID)
		if err != nil || x.Owner != "p9" || x.Going != 0 || x.Holds != 1 {
			t.Errorf("%+v %v", x, err)
		}
		if list, err := h.Todos(h.ctx, leader); err != nil || len(list) != 0 {
			t.Errorf("what an applicant handed in goes nowhere and is no work: %v %v", list, err)
		}
		if err := h.Recorder.Do(h.ctx, visitor, act.Entry{Name: "paper.forget"}, func(tx *act.Tx) error {
			tx.Emit(attach.Forgotten{Owner: "p9"})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if n := h.count(t, `SELECT count(*) FROM screening_file`) + h.count(t, `SELECT count(*) FROM screening_finding`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestTextForThePublic(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		told, err := h.Text(h.ctx, "b1", "申请人身份证号 "+number+"，咨询电话 0571-0000 0000")
		if err != nil || len(told) != 1 || strings.Contains(told[0], number) || !strings.Contains(told[0], "身份证件号码") {
			t.Errorf("%v %v", told, err)
		}
		if told, err := h.Text(h.ctx, "b1", "经查，2024年验收资料3份予以公开。"); err != nil || len(told) != 0 {
			t.Errorf("%v %v", told, err)
		}
	})
}
