package app

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// BuildReport writes the newest version of a body's report of a year in a format
// (html, docx, pdf, xlsx, json) through save. code is the body's code, "" the
// body that operates the instance.
func BuildReport(ctx context.Context, c Config, code string, year int, format string, save func(func(io.Writer) error) error) (err error) {
	a, err := Open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	bodies, err := a.account.Bodies(ctx)
	if err != nil {
		return err
	}
	id := ""
	for _, b := range bodies {
		if b.Code == code || code == "" && b.Operator {
			id = b.ID
		}
	}
	if id == "" {
		return fmt.Errorf("本实例没有代码为“%s”的单位", code)
	}
	issue, err := a.report.Standing(ctx, id, year)
	if err != nil {
		return err
	}
	return save(func(w io.Writer) error { return a.report.Print(ctx, w, issue, format) })
}
