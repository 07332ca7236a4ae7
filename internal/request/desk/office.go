package desk

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

// officeRoutes are the pages of the office's everyday work.
func (d *Desk) officeRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/requests/{id}/sheet", Roles: readers(), Do: d.showSheet},
		{Pattern: "GET /console/requests/{id}/sheet.pdf", Roles: readers(), Do: d.sendSheet},
	}
}

// caseOffice is what the page of a case shows of the office's everyday work.
type caseOffice struct {
	Ruler   []tick
	Columns int      // of the ruler
	Skipped int      // working days that do not count
	Because []string // why the term is as long as it is
	Awaited string   // for whom it waits, where no term runs
	Tasks   []web.Step
	Done    int // of the tasks
}

func (d *Desk) caseOffice(ctx context.Context, who identity.Actor, c Case, cal *calendar.Calendar, clock request.Clock, had []Happening) (caseOffice, error) {
	o := caseOffice{Because: clock.Because(), Awaited: awaited(c, clock, had)}
	o.Ruler = markRuler(ruler(clock.Days(cal), d.today(), clock.Due), clock)
	o.Columns = columns(o.Ruler)
	for _, t := range o.Ruler {
		if strings.HasPrefix(t.Class, "pz") {
			o.Skipped++
		}
	}
	file, err := d.dossier(ctx, d.DB, cal, c, clock, had)
	if err != nil {
		return o, err
	}
	list := file.Checklist()
	o.Done = request.Finished(list)
	for _, t := range list {
		tone := map[request.StageState]string{request.StageNow: "b", request.StageWaiting: "t"}[t.State]
		o.Tasks = append(o.Tasks, web.Step{Label: t.Label, State: t.State.Label(), Tone: tone})
	}
	return o, nil
}

// pdf prints a document.
func (d *Desk) pdf(w io.Writer, doc render.Doc) error {
	fonts, err := d.fonts()
	if err != nil {
		return fmt.Errorf("load fonts: %w", err)
	}
	return fonts.PDF(w, doc)
}

// send sends a file to be kept; name is ASCII.
func send(w http.ResponseWriter, media, name string, data []byte) error {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write(data)
	return err
}
