package app

import (
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/identity"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/screening"
)

// What becomes of an attachment reaches the desk that screens it.
func TestScreeningHearsOfFiles(t *testing.T) {
	a := opened(t)
	ctx, who := t.Context(), identity.Job("b1")
	do := func(f func(tx *act.Tx) error) {
		t.Helper()
		if err := a.office.Do(ctx, who, act.Entry{Name: "request.attach", Body: "b1"}, f); err != nil {
			t.Fatal(err)
		}
	}
	masks := func() (n int) {
		t.Helper()
		if err := a.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM screening_published_mask`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	known := func(where string) (n int) {
		t.Helper()
		if err := a.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM screening_file WHERE `+where).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, id := range []string{"f1", "f2"} {
		pass, err := a.screening.Enter(ctx, who, attach.Incoming{Body: "b1", Source: requestdesk.FileSource, Name: "说明.txt", Kind: "txt", Data: []byte("验收资料")})
		if err != nil {
			t.Fatal(err)
		}
		do(func(tx *act.Tx) error {
			return pass(ctx, tx, attach.File{ID: id, Body: "b1", Form: "form", Stage: "apply", Kind: "txt"})
		})
	}
	for _, x := range []struct {
		event any
		where string
		want  int
	}{
		{attach.Gone{File: "f1"}, `form = 'form'`, 1},
		{attach.Bound{Body: "b1", Form: "form", Owner: "r1"}, `owner = 'r1' AND going = 0`, 1},
		{attach.Staged{File: "f2", Stage: "answer"}, `going = 1`, 1},
		{attach.Forgotten{Owner: "r1"}, `1 = 1`, 0},
	} {
		do(func(tx *act.Tx) error { tx.Emit(x.event); return nil })
		if n := known(x.where); n != x.want {
			t.Errorf("%T: %d files, want %d", x.event, n, x.want)
		}
	}
	for _, x := range []struct {
		event any
		want  int
	}{
		{screening.Published{Source: "publication", ID: "i1", Body: "b1", Label: "公开信息“名单”", Text: "张建国，110105********002X。"}, 1},
		{screening.Unpublished{Source: "publication", ID: "i1"}, 0},
	} {
		do(func(tx *act.Tx) error { tx.Emit(x.event); return nil })
		if n := masks(); n != x.want {
			t.Errorf("%T: %d masks, want %d", x.event, n, x.want)
		}
	}
}
