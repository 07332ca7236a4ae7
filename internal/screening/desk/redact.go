package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/document"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/redact"
	"yangguang/internal/screening"
)

// Marked is what a person wants taken out of a file: findings by their numbers,
// and texts that were typed.
type Marked struct {
	Findings []int
	Texts    []string
	Ground   string         // of all that have none of their own
	Grounds  map[int]string // of single findings
	Opinion  string         // kept with the decisions
	Boxes    string         // of a scan: a line each, as redact.ParseBox reads them
}

// Proof is what shows that a file made anew is clean.
type Proof struct {
	File    string   // id of the new file
	Covered int      // strings that were covered
	Places  int      // places where they stood
	Dropped []string // hidden places that were not carried over
	Scan    bool     // it was made anew as pictures
}

// Redact makes a file anew without what was marked, proves it clean and puts it
// in the place of the old one, which is kept aside. A file that is not clean is
// not kept; the faults name the places.
func (d *Desk) Redact(ctx context.Context, who identity.Actor, id string, m Marked) (Proof, error) {
	x, keeper, _, err := d.sees(ctx, who, id)
	if err != nil {
		return Proof{}, err
	}
	if err := keeper.May(ctx, who, x.Owner); err != nil {
		return Proof{}, err
	}
	if x.ReplacedBy != "" {
		return Proof{}, &fault.Error{Kind: fault.Conflict, Message: "这个文件已经有遮盖件，在遮盖件上再遮"}
	}
	ground, err := screening.Ground(m.Ground)
	if err != nil {
		return Proof{}, fault.Field("redact_ground", err.Error())
	}
	old, name, data, err := keeper.Files.Held(ctx, id)
	if err != nil {
		return Proof{}, err
	}
	s, err := d.look(ctx, atRest, x.Body, name, data)
	if err != nil {
		return Proof{}, slow(err)
	}
	covered, err := d.marked(ctx, x, s, m)
	if err != nil {
		return Proof{}, err
	}
	if strings.TrimSpace(m.Boxes) != "" {
		return d.redactScan(ctx, who, keeper, x, old, name, s.holding.Format, data, covered, m, ground)
	}
	covered.ground, covered.opinion = ground, cmp.Or(strings.TrimSpace(m.Opinion), "遮盖")
	made, err := d.make(ctx, x.Body, name, data, s, screening.Redaction{Strings: covered.strings, Ground: ground, Grounds: covered.grounds})
	if err != nil {
		return Proof{}, err
	}
	proof := Proof{Covered: len(covered.strings), Dropped: made.Dropped}
	for _, text := range covered.strings {
		for _, o := range screening.Occurrences(s.holding, text) {
			proof.Places += o.Count
		}
	}
	proof.File, err = d.replace(ctx, who, keeper, x, old, redactedName(name), made.Data, covered)
	return proof, err
}

func slow(err error) error {
	if errors.Is(err, errSlow) {
		return &fault.Error{Kind: fault.Conflict, Message: "文件太大，这次没有读完。过一会儿再试"}
	}
	return err
}

// covering is what is covered: the strings, and the marks of the findings that
// named them, each with its ground where it has one of its own.
type covering struct {
	strings, marks []string
	grounds        map[string]law.Ref // by string
	marked         map[string]law.Ref // by mark
	ground         law.Ref
	opinion        string
}

// groundOf is the ground on which a finding is covered.
func (c covering) groundOf(mark string) law.Ref {
	if own, ok := c.marked[mark]; ok {
		return own
	}
	return c.ground
}

// marked are the strings that a person marked, each once.
func (d *Desk) marked(ctx context.Context, x File, s seen, m Marked) (c covering, err error) {
	rows, err := d.findingsAgain(ctx, d.DB, x.Series, s.list)
	if err != nil {
		return c, err
	}
	kept, err := findingsOf(ctx, d.DB, x)
	if err != nil {
		return c, err
	}
	c.grounds, c.marked = map[string]law.Ref{}, map[string]law.Ref{}
	for _, nr := range m.Findings {
		i := slices.IndexFunc(kept, func(f Finding) bool { return f.Nr == nr })
		if i < 0 {
			return c, &fault.Error{Kind: fault.Conflict, Message: "文件刚重新审查过，没有这一处了。看过现在的发现再标记"}
		}
		c.marks = append(c.marks, kept[i].Mark)
		texts := masksAt(s.holding, kept[i])
		if at := slices.IndexFunc(rows, func(f Finding) bool { return f.Mark == kept[i].Mark }); at >= 0 && s.list[at].Covers() {
			texts = append(texts, s.list[at].Value())
		}
		if own := m.Grounds[nr]; own != "" {
			ground, err := screening.Ground(own)
			if err != nil {
				return c, fault.Field("redact_ground", fmt.Sprintf("第 %d 处的依据：%v", nr, err))
			}
			c.marked[kept[i].Mark] = ground
			for _, text := range texts {
				c.grounds[text] = ground
			}
		}
		for _, text := range texts {
			if !slices.Contains(c.strings, text) {
				c.strings = append(c.strings, text)
			}
		}
	}
	for _, text := range m.Texts {
		if text = strings.TrimSpace(text); text == "" || slices.Contains(c.strings, text) {
			continue
		}
		if len(screening.Occurrences(s.holding, text)) == 0 {
			return c, fault.Field("texts", "文件里没有“"+screening.MaskText(text)+"”，核对写法")
		}
		c.strings = append(c.strings, text)
	}
	if len(c.strings) == 0 && len(c.marks) == 0 && strings.TrimSpace(m.Boxes) == "" {
		return c, fault.Field("texts", "勾选要遮盖的发现，或者写出要遮盖的文字")
	}
	return c, nil
}

// masksAt are the starred numbers that a joint finding is about, as the file
// writes them.
func masksAt(h document.Holding, f Finding) (list []string) {
	for _, m := range screening.Masks(h) {
		if strings.HasPrefix(f.Mark, ofMasks) && m.Where == f.Where && m.Offset == f.Offset {
			list = append(list, m.Text)
		}
	}
	return list
}

// make makes the file anew; what it cannot prove is a list of faults with the
// places.
func (d *Desk) make(ctx context.Context, body, name string, data []byte, s seen, r screening.Redaction) (redact.Made, error) {
	made, err := redact.Work{Reader: d.Reader, Strings: r.Strings, Cover: r.Cover, Text: r.CoverText, Contains: screening.Contains, Fonts: d.Fonts}.Make(ctx, name, data, s.holding)
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, context.Canceled) {
			return made, err
		}
		return made, fault.Field("texts", "没有做成遮盖件："+err.Error())
	}
	rules, err := d.rules(ctx, body)
	if err != nil {
		return made, err
	}
	var all fault.List
	for _, x := range made.Survived {
		all.Add("texts", "没有遮盖干净："+screening.MaskText(r.Strings[x.String])+"（"+x.Where+"）。新文件没有留下")
	}
	for _, f := range screening.Fresh(s.list, rules.Screen(made.Holding)) {
		all.Add("texts", "新文件里新出现："+f.Text+"（"+f.Where+"）。新文件没有留下")
	}
	if made.Lost != "" {
		all.Add("texts", "应当保留的文字没有了："+screening.MaskText(made.Lost)+"。新文件没有留下")
	}
	return made, all.Err()
}

// redactedName is the name of a file made anew.
func redactedName(name string) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(strings.TrimSuffix(name, ext), "（遮盖件）") + "（遮盖件）" + ext
}

// replace keeps the file made anew in the place of the old one, with the verdicts
// on what it does not hold any more.
func (d *Desk) replace(ctx context.Context, who identity.Actor, keeper Keeper, x File, old attach.File, name string, data []byte, c covering) (string, error) {
	entry := act.Entry{Name: "screening.redact", Body: x.Body, Subject: x.ID, Reason: c.opinion}
	made, err := keeper.Files.Replace(ctx, who, entry, old, keeper.Original, name, data, func(tx *act.Tx, made attach.File) error {
		if err := keeper.Change(ctx, tx, x.Owner); err != nil {
			return err
		}
		tx.Detail("made", made.ID)
		tx.Detail("ground", c.ground.Short())
		tx.Detail("strings", len(c.strings))
		tx.Detail("findings", len(c.marks))
		for _, m := range c.marks {
			if err := insertDecision(ctx, tx, x.Series, m, who.ID, screening.Decision{Verdict: screening.Covered, Ground: c.groundOf(m).Short(), Reason: c.opinion}); err != nil {
				return err
			}
		}
		if err := replaceFile(ctx, tx, x, made.ID, keeper.Original); err != nil {
			return err
		}
		return recount(ctx, tx, made.ID)
	})
	if err != nil {
		return "", fmt.Errorf("keep redacted file: %w", err)
	}
	return made.ID, nil
}
