package records

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/send"
)

func (d *Records) exportEvents(ctx context.Context, who identity.Actor, w io.Writer) error {
	s, err := send.CSV(w, "申请编号", "序号", "日期", "事件", "结论", "期限到", "说明", "谁登记", "登记时间")
	if err != nil {
		return err
	}
	types := request.EventTypes()
	err = d.eachBatch(ctx, who, func(list []cases.Case) error {
		past, err := cases.CaseEvents.OfAll(ctx, d.DB, cases.IdsOf(list))
		if err != nil {
			return err
		}
		names, err := d.namesOf(ctx, list, func(c cases.Case) (ids []string) {
			for _, h := range past[c.ID] {
				ids = append(ids, h.Person)
			}
			return ids
		})
		if err != nil {
			return err
		}
		for _, c := range list {
			for i, h := range past[c.ID] {
				outcome, _ := request.OutcomeOf(h.Event.Outcome)
				if err := s.Write(c.No(), strconv.Itoa(i+1), h.Event.At.String(), types[h.Event.Type], outcome.Label, h.Event.Until.String(), d.Cases.MaskedText(h.Note),
					names[h.Person], h.At.In(calendar.Zone()).Format("2006-01-02 15:04")); err != nil {
					return err
				}
			}
		}
		return s.Flush()
	})
	if err != nil {
		return err
	}
	return s.Flush()
}

func (d *Records) exportLetters(ctx context.Context, who identity.Actor, w io.Writer) error {
	body, err := d.Body(ctx, who.Body)
	if err != nil {
		return fmt.Errorf("load body %s: %w", who.Body, err)
	}
	s, err := send.CSV(w, "文号", "申请编号", "文书", "结论", "状态", "签发日", "签发", "拟稿", "审核", "保密审查", "送达日", "送达方式", "送达凭据", "作废日", "作废的理由")
	if err != nil {
		return err
	}
	err = d.eachBatch(ctx, who, func(some []cases.Case) error {
		all, err := lettersOf(ctx, d.DB, some)
		if err != nil {
			return err
		}
		var ids []string
		for _, l := range all {
			ids = append(ids, l.SignedBy, l.DraftedBy, l.PassedBy, l.ScreenedBy)
		}
		names, err := d.people(ctx, ids)
		if err != nil {
			return err
		}
		for _, l := range all {
			kind, _ := request.KindOf(l.Kind)
			outcome, _ := request.OutcomeOf(l.Outcome)
			if err := s.Write(l.No(body.Symbol), l.of.No(), kind.Name, outcome.Label, l.State.Label(), l.SignedOn, names[l.SignedBy], names[l.DraftedBy],
				names[l.PassedBy], names[l.ScreenedBy], l.ServedOn, l.ServedHow, l.Proof, l.VoidedOn, l.VoidReason); err != nil {
				return err
			}
		}
		return s.Flush()
	})
	if err != nil {
		return err
	}
	return s.Flush()
}

// exportThree writes the table of a year, sums included.
func (d *Records) exportThree(ctx context.Context, who identity.Actor, year int, w io.Writer) error {
	figures, err := d.Cases.Count(ctx, who.Body, year)
	if err != nil {
		return err
	}
	n := map[figure.Name]int64{}
	for _, f := range append(figures, cases.Sums(figures)...) {
		n[f.Name] = f.N
	}
	head := []string{"行", "项目"}
	for column := 1; column <= figure.ColumnSum; column++ {
		head = append(head, cases.Cell{Column: column}.ColumnLabel())
	}
	s, err := send.CSV(w, head...)
	if err != nil {
		return err
	}
	for row := figure.RowReceived; row <= figure.RowOpen; row++ {
		cells := []string{strconv.Itoa(row), cases.Cell{Row: row}.RowLabel()}
		for column := 1; column <= figure.ColumnSum; column++ {
			cells = append(cells, strconv.FormatInt(n[figure.In(figure.Three(row, column))], 10))
		}
		if err := s.Write(cells...); err != nil {
			return err
		}
	}
	return s.Flush()
}

// exportBehind writes a line for every cell of a year in which an application
// stands: what is behind each figure of the table.
func (d *Records) exportBehind(ctx context.Context, who identity.Actor, year int, w io.Writer) error {
	s, err := send.CSV(w, "行", "项目", "列", "申请人类别", "申请编号", "收到日", "办结日")
	if err != nil {
		return err
	}
	for row := figure.RowReceived; row <= figure.RowOpen; row++ {
		x := cases.Cell{Year: year, Row: row, Column: figure.ColumnSum}
		if row == figure.RowSum {
			continue
		}
		where := x.Where(who.Body)
		cases.Within(where, who)
		for behind, err := range cases.Behind().Batches(ctx, d.DB, where, exportBatch) {
			if err != nil {
				return err
			}
			for _, c := range behind {
				column := c.Bucket().Column()
				if err := s.Write(strconv.Itoa(row), x.RowLabel(), strconv.Itoa(column), cases.Cell{Column: column}.ColumnLabel(), c.No(), c.ReceivedOn, c.ClosedOn); err != nil {
					return err
				}
			}
			if err := s.Flush(); err != nil {
				return err
			}
		}
	}
	return s.Flush()
}
