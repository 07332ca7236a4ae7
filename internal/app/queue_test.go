package app

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/holidays"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	requestdesk "yangguang/internal/request/desk"
)

// A new key seals the applicants' data again, and they are read as before.
func TestRotationReachesApplicants(t *testing.T) {
	o := newOffice(t, newConfig(t, ""))
	c, a, body, who := o.Config, o.App, o.body, o.who
	ctx := context.Background()
	today := calendar.At(a.now()).String()
	kept, _, err := a.request.Intakes.Submit(ctx, who, body, requestdesk.Intake{Kind: string(request.Person), Name: "王小溪", Identity: "11010519491231002X",
		Phone: "13800006021", Wanted: "危房鉴定报告", Form: requestdesk.Forms()[0], Channel: string(request.InPerson), On: today, Key: "a-key-of-twenty-letters"})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if err := RotateKey(ctx, c, "seal", &said); err != nil || strings.Contains(said.String(), "重新封存 0 个值") {
		t.Fatalf("%v %s", err, &said)
	}
	if a, err = Open(ctx, c); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	shown, err := a.request.Handling.Reveal(ctx, who, kept, "核对换密钥后的资料")
	if err != nil || shown["name"] != "王小溪" {
		t.Errorf("the value as it was: %v %v", shown, err)
	}
	for _, col := range a.request.Columns() {
		cells, err := col.Next(ctx, "", 100)
		if err != nil {
			t.Errorf("%s.%s: %v", col.Table, col.Column, err)
		}
		for _, cell := range cells {
			if cell.Value.Key() == kept.Name.Key() {
				t.Errorf("%s.%s stands under the old key", col.Table, col.Column)
			}
		}
	}
}

// Whoever changes a year's holidays leaves the job that finds the due dates of
// applications anew.
func TestChangedHolidaysLeaveAJob(t *testing.T) {
	a, err := Open(t.Context(), newConfig(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx := context.Background()
	err = a.office.Do(ctx, identity.Job("b1"), act.Entry{Name: "almanac.add", Body: "b1"}, func(tx *act.Tx) error {
		tx.Emit(holidays.Changed{Year: 2031, Calendar: calendar.New()})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	waiting, err := a.jobs.Waiting(ctx, 10)
	if err != nil || len(waiting) != 1 || waiting[0].Kind != "request_recompute" || !strings.Contains(waiting[0].Args, "2031") {
		t.Errorf("%v %+v", err, waiting)
	}
	known := false
	for _, k := range a.ledgers.Jobs() {
		known = known || k.Name() == "request_recompute"
	}
	if !known {
		t.Error("nobody does that job")
	}
}
