package desk

import (
	"net/http"
	"strings"
	"time"

	"yangguang/internal/audit"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
)

// verifyPage shows the last verification, and lets one begin.
type verifyPage struct {
	web.Shell
	Busy      bool
	Read      int64 // entries read by the one that runs
	Failed    bool  // the last one could not be finished
	Done      bool  // there is a report
	Report    audit.Report
	Pasted    string
	Newest    *audit.Checkpoint
	Own       string // fingerprint of the key that signs now
	Algorithm string
}

func (d *Desk) showVerify(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	page, err := d.verifyPage()
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/verify", page)
}

func (d *Desk) verifyPage() (*verifyPage, error) {
	page := &verifyPage{Shell: web.Shell{Title: "核对审计日志", Current: home}}
	var failed error
	page.Busy, page.Read, failed = d.run.state()
	page.Failed = failed != nil
	var err error
	if page.Report, page.Done, err = d.Last(); err != nil {
		return nil, err
	}
	line, err := d.Latest()
	if err != nil {
		return nil, err
	}
	if c, err := audit.ParseCheckpoint(strings.TrimSpace(line)); err == nil {
		page.Newest = &c
	}
	signer, err := d.Vault.Signer()
	if err != nil {
		return nil, err
	}
	page.Own = audit.Fingerprint(d.Vault.Chain().Hash(), signer.Public)
	page.Algorithm = map[string]string{"international": "SHA-256 与 Ed25519", "national": "SM3 与 SM2"}[string(signer.Suite)]
	return page, nil
}

func (d *Desk) doVerify(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	var outside []File
	pasted := strings.TrimSpace(r.PostForm.Get("outside"))
	if pasted != "" {
		const name = "外部留存的检查点"
		if marks, bad := audit.ParseMarks(pasted, name, false); len(marks) == 0 || len(bad) > 0 {
			page, err := d.verifyPage()
			if err != nil {
				return err
			}
			page.Pasted = pasted
			page.Errors = fault.List{fault.Field("outside", "粘贴的内容不是检查点。检查点每个一行，以 yangguang-checkpoint/1 开头，要整行复制")}
			return d.views.Render(w, r, http.StatusUnprocessableEntity, "console/verify", page)
		}
		outside = []File{{name, pasted}}
	}
	wait := time.NewTimer(verifyGrace)
	defer wait.Stop()
	select {
	case <-d.begin(r.Context(), who, outside):
	case <-wait.C:
	case <-r.Context().Done():
	}
	return web.SeeOther(w, r, home+"/verify")
}

func (d *Desk) showCheckpoint(w http.ResponseWriter, _ *http.Request, _ identity.Actor) error {
	return sendMarks(w, LatestFile, d.Latest)
}

func (d *Desk) showCheckpoints(w http.ResponseWriter, _ *http.Request, _ identity.Actor) error {
	return sendMarks(w, LogFile, d.Log)
}

// sendMarks answers with a file of checkpoints.
func sendMarks(w http.ResponseWriter, name string, read func() (string, error)) error {
	text, err := read()
	if err != nil {
		return err
	}
	if text == "" {
		return &fault.Error{Kind: fault.NotFound, Message: "还没有检查点。有新的审计记录后一分钟内会写出第一个"}
	}
	send.File{Name: name, Media: send.Media("txt")}.Send(w, []byte(text))
	return nil
}
