package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// rareWord stands in three texts of a ledger.
const rareWord = "磁浮"

// fillBatch is how many applications share a transaction.
const fillBatch = 1_000

// filling puts applications into a ledger as the program's acts would have left
// them: with their events, counters and search tokens, the applicants sealed,
// without letters.
type filling struct {
	db    *sqldb.DB
	vault *vault.Vault
	body  string
	today calendar.Day
	cal   *calendar.Calendar
	n     int
}

// fill fills the ledger of the demo in a folder and gives the id of an open
// application.
func fill(ctx context.Context, dir string, n int) (id string, err error) {
	f := &filling{today: calendar.At(time.Now()), cal: calendar.New(), n: n}
	if f.vault, err = vault.Open(vault.Path(dir, ""), vault.International, time.Now()); err != nil {
		return "", err
	}
	if f.db, err = sqldb.Open(ctx, sqldb.Config{Dir: dir}); err != nil {
		return "", err
	}
	defer func() {
		if closed := f.db.Close(); err == nil {
			err = closed
		}
	}()
	if err := f.db.QueryRowContext(ctx, `SELECT body FROM request_case ORDER BY id LIMIT 1`).Scan(&f.body); err != nil {
		return "", err
	}
	for from := 0; from < n; from += fillBatch {
		err := f.db.Write(ctx, func(w sqldb.Writer) error {
			for i := from; i < min(from+fillBatch, n); i++ {
				if err := f.put(ctx, w, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return fillID(n / 200 * 100), f.db.Write(ctx, func(w sqldb.Writer) error {
		if _, err := w.ExecContext(ctx, `DELETE FROM request_count WHERE body = $1`, f.body); err != nil {
			return err
		}
		_, err := w.ExecContext(ctx, `INSERT INTO request_count (body, received_year, counted_year, report_row, applicant_kind, n)
			SELECT body, received_year, ended_year, report_row, applicant_kind, COUNT(*) FROM request_case WHERE body = $1 AND received_year > 0
			GROUP BY body, received_year, ended_year, report_row, applicant_kind`, f.body)
		return err
	})
}

func fillID(i int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012d", i) }

// one is application number i: one of a hundred is open, the others were answered
// within the last five years.
func (f *filling) one(i int) (cases.Case, []request.Event) {
	kinds, outcomes := request.ApplicantKinds(), request.Outcomes()
	topics := []string{"征地补偿安置方案", "危房鉴定报告", "加装电梯补助明细", "公租房轮候名册", "燃气管道改造控制价", "招标文件和评标报告", "道路施工许可", "环境影响评价批复", "学区划分依据", "信访答复意见"}
	channels := request.Channels()
	on := f.today - calendar.Day(i%15)
	if i%100 != 0 {
		on = f.today - calendar.Day(30+i*7%1800)
	}
	c := cases.Case{ID: fillID(i), Body: f.body, Year: on.Year(), Number: 100_000 + i, Kind: kinds[i%len(kinds)].Kind, Channel: channels[i%len(channels)].Channel,
		Form: cases.Forms()[0], SubmittedOn: on.String(), State: request.Handling,
		Wanted: fmt.Sprintf("第%d号地块的%s，2%03d年以来的全部版本", i, topics[i/7%len(topics)], i%1000)}
	if i%(f.n/3) == 1 {
		c.Wanted += "，" + rareWord + "线路"
	}
	events := []request.Event{{Type: request.Received, At: on, Channel: c.Channel, Confirmed: on}}
	replay := func(more ...request.Event) request.Clock {
		return request.Replay(f.cal, request.History{Events: append(events[:1:1], more...), AsOf: f.today})
	}
	clock := replay()
	if i%100 != 0 {
		decided := request.Event{Type: request.Decided, At: on + 12, Outcome: outcomes[i%len(outcomes)].Outcome}
		if clock = replay(decided); clock.End == 0 { // an outcome that takes more than a receipt: a correction, a third party, reasons asked for
			decided.Outcome = request.Granted
			clock = replay(decided)
		}
		events, c.State = append(events, decided), request.Answered
	}
	c.Show(clock)
	return c, events
}

func (f *filling) put(ctx context.Context, w sqldb.Writer, i int) error {
	c, events := f.one(i)
	if err := cases.CaseFields.Seal(f.vault, &c, map[string]string{"name": "王小溪", "phone": fmt.Sprintf("1380%07d", i%9_999_999)}); err != nil {
		return err
	}
	_, err := w.ExecContext(ctx, `INSERT INTO request_case (id, body, year, number, code_hash, channel, applicant_kind, name, identity, phone, phone_index, address,
		wanted, form, submitted_on, state, rev, received_on, received_year, ended_year, report_row, due_on, created_by, created_at, clock, closed_on, lane, later)
		VALUES ($1, $2, $3, $4, '', $5, $6, $7, '', $8, $9, '', $10, $11, $12, $13, 1, $14, $15, $16, $17, $18, 'p-clerk', 0, $19, $20, $21, 2)`,
		c.ID, c.Body, c.Year, c.Number, c.Channel, c.Kind, c.Name, c.Phone, c.PhoneIndex, c.Wanted, c.Form, c.SubmittedOn, c.State,
		c.ReceivedOn, c.ReceivedYear, c.EndedYear, c.Row, c.DueOn, c.Clock, c.ClosedOn, c.QueuePosition())
	if err != nil {
		return err
	}
	for k, e := range events {
		payload, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if _, err := w.ExecContext(ctx, `INSERT INTO request_event (request, seq, payload, note, person, created_at) VALUES ($1, $2, $3, '', 'p-clerk', 0)`, c.ID, k+1, string(payload)); err != nil {
			return err
		}
	}
	return f.index(ctx, w, c)
}

// found is the program's index, which the program itself may be writing to.
var found = sqldb.NewTokens("request_token")

// index makes an application findable as the job does.
func (f *filling) index(ctx context.Context, w sqldb.Writer, c cases.Case) error {
	words := cases.WordsOf(c.Wanted)
	tokens := make([]string, len(words))
	for k, word := range words {
		token, err := f.vault.Token(c.Body, word)
		if err != nil {
			return err
		}
		tokens[k] = token
	}
	return found.Put(ctx, sqldb.SQLite, w, c.ID, tokens)
}
