package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/fault"
)

var home = Location{Table: "request", Column: "phone", Row: "0199-1"}

func TestSealOpensOnlyInItsPlace(t *testing.T) {
	both(t, func(t *testing.T, v *Vault) {
		s, err := v.Seal("张三 13800006021", home)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := v.Open(s, home); err != nil || p.Text() != "张三 13800006021" {
			t.Fatalf("%v %q", err, p.Text())
		}
		for because, at := range map[string]Location{
			"another row":              {"request", "phone", "0199-2"},
			"another column":           {"request", "mail", "0199-1"},
			"another table":            {"hotline", "phone", "0199-1"},
			"the same bytes shifted":   {"requestp", "hone", "0199-1"},
			"column and row exchanged": {"request", "0199-1", "phone"},
		} {
			if p, err := v.Open(s, at); !errors.Is(err, ErrSealed) || !p.Empty() {
				t.Errorf("%s: opened, %v", because, err)
			}
		}
		if _, err := v.Seal("x", Location{"request", "phone", ""}); err == nil {
			t.Error("sealed without a row")
		}
	})
}

func TestSealRefusesEveryChangedCharacter(t *testing.T) {
	both(t, func(t *testing.T, v *Vault) {
		s, _ := v.Seal("13800006021", home)
		for i := range s.text {
			b := []byte(s.text)
			if b[i]++; b[i] == '/'+1 {
				b[i] = 'A'
			}
			if p, err := v.Open(Sealed{string(b)}, home); err == nil || !p.Empty() {
				t.Errorf("opened with character %d changed", i)
			}
		}
		again, _ := v.Seal("13800006021", home)
		if again.text == s.text {
			t.Error("the same value seals to the same text: the nonce is not fresh")
		}
		// The algorithm byte is bound: it does not pass for the other suite's.
		if _, alg, _, _ := parseSealed(s.text); alg != algorithms[v.Chain()] {
			t.Errorf("algorithm byte %d", alg)
		}
	})
}

func TestSealedAsSQLValue(t *testing.T) {
	v, _ := New(International, noon)
	s, _ := v.Seal("x", home)
	val, err := s.Value()
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []any{val, []byte(val.(string))} {
		var back Sealed
		if err := back.Scan(src); err != nil || back != s {
			t.Errorf("%T: %v", src, err)
		}
	}
	for _, src := range []any{nil, "", []byte{}} {
		back := s
		if err := back.Scan(src); err != nil || !back.Empty() {
			t.Errorf("%#v: %v %v", src, err, back)
		}
	}
	for _, src := range []any{"13800006021", "v1.", "v2" + s.text[2:], 7, s.text + "\n", s.text + "="} {
		var back Sealed
		// A row that is not sealed takes no list away, and shows nothing.
		if err := back.Scan(src); (err != nil) != (src == 7) {
			t.Errorf("%v: %v", src, err)
		}
		if _, err := v.Open(back, home); src != 7 && err == nil {
			t.Errorf("%v opens", src)
		}
		for _, shown := range []string{back.String(), v.Masked(back, home, Phone), v.Text(back, home)} {
			if strings.Contains(shown, "13800006021") {
				t.Errorf("%v is shown: %s", src, shown)
			}
		}
	}
	if z, err := v.Seal("", home); err != nil || !z.Empty() || z.Key() != "" {
		t.Error("empty text is not the zero value")
	}
}

// applicant is a record as a ledger would declare it, with exported and
// unexported fields, by value, pointer and in a slice.
type applicant struct {
	ID    string
	Phone Plain
	Card  Sealed
	inner Plain
	many  []Plain
	byID  map[string]Plain
	p     *Plain
}

func TestNothingPrintsPersonalData(t *testing.T) {
	const secret = "13800006021"
	both(t, func(t *testing.T, v *Vault) {
		s, _ := v.Seal(secret, home)
		p, err := v.Open(s, home)
		if err != nil {
			t.Fatal(err)
		}
		a := applicant{"1", p, s, p, []Plain{p}, map[string]Plain{"a": p}, &p}
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%e", "%p", "%T", "%10.3s", "%!"} {
			for _, x := range []any{p, &p, s, &s, a, &a, []applicant{a}, fmt.Errorf("load: %v", p), v.ring, &v.ring, v.ring.Keys[0], v.ring.Keys[0].handle()} {
				fmt.Fprintf(&out, verb+"\n", x)
			}
		}
		for _, x := range []any{p, &p, s, a, &a, map[string]any{"p": p}, v.Keys(), v.ring.Keys[0].handle()} {
			b, err := json.Marshal(x)
			if err != nil {
				t.Error(err)
			}
			out.Write(b)
		}
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Info("x", "plain", p, "sealed", s, "record", a, "pointer", &a, "group", slog.GroupValue(slog.Any("p", p)))
		}
		if err := template.Must(template.New("").Parse(`{{.Phone}} {{.Card}} {{printf "%v" .Phone}}<script>var x = {{.Phone}}</script>`)).Execute(&out, a); err != nil {
			t.Error(err)
		}
		_, err = v.Open(s, Location{"request", "phone", "other"})
		fmt.Fprintln(&out, err)
		for because, hidden := range map[string]string{
			"the value":          secret,
			"part of the value":  "00006021",
			"the value in hex":   fmt.Sprintf("%x", secret),
			"the value as bytes": strings.Trim(fmt.Sprint([]byte(secret)), "[]"),
			"the key in hex":     fmt.Sprintf("%x", []byte(v.ring.Keys[0].handle())),
			"the key as bytes":   strings.Trim(fmt.Sprint([]byte(v.ring.Keys[0].handle())), "[]"),
		} {
			if strings.Contains(out.String(), hidden) {
				t.Errorf("%s came out", because)
			}
		}
		if !strings.Contains(out.String(), plainShown) || !strings.Contains(out.String(), sealedShown) {
			t.Error("nothing stands in its place")
		}
	})
}

func TestRotationAndReseal(t *testing.T) {
	both(t, func(t *testing.T, v *Vault) {
		ctx := context.Background()
		rows := map[string]Cell{}
		for i := range 25 {
			id := fmt.Sprintf("r%02d", i)
			s, _ := v.Seal(fmt.Sprintf("138000060%02d", i), Location{"request", "phone", id})
			x, _ := v.Index(fmt.Sprintf("138000060%02d", i), Phone)
			rows[id] = Cell{id, s, x}
		}
		rows["r90"] = Cell{Row: "r90"} // none given
		s, _ := v.Seal("转接", Location{"request", "phone", "r91"})
		rows["r91"] = Cell{Row: "r91", Value: s} // no digit, no index
		before, _ := v.Index("13800006007", Phone)

		saves := 0
		col := Column{Table: "request", Column: "phone", Kind: Phone,
			Next: func(_ context.Context, after string, limit int) ([]Cell, error) {
				var ids []string
				for id := range rows {
					if id > after {
						ids = append(ids, id)
					}
				}
				slices.Sort(ids)
				var cells []Cell
				for _, id := range ids[:min(limit, len(ids))] {
					cells = append(cells, rows[id])
				}
				return cells, nil
			},
			Save: func(_ context.Context, batch []Change) error {
				saves++
				for _, ch := range batch {
					if rows[ch.Row].Value != ch.Before {
						return errors.New("somebody was faster")
					}
					rows[ch.Row] = Cell{ch.Row, ch.After, ch.Index}
				}
				return nil
			}}
		other := map[Suite]Suite{International: National, National: International}[v.Chain()]
		key, err := v.Rotate(ForSealing, other, noon)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Rotate(ForIndex, other, noon); err != nil {
			t.Fatal(err)
		}
		// Both are found while the old index still stands.
		if all, err := v.Indexes("138 0000 6007", Phone); err != nil || len(all) != 2 || all[1] != before {
			t.Errorf("indexes %v, %v", all, err)
		}
		n, err := v.Reseal(ctx, []Column{col}, 10)
		if err != nil || n != 26 || saves != 3 {
			t.Fatalf("%d cells in %d saves, %v", n, saves, err)
		}
		for i := range 25 {
			id := fmt.Sprintf("r%02d", i)
			p, err := v.Open(rows[id].Value, Location{"request", "phone", id})
			if err != nil || p.Text() != fmt.Sprintf("138000060%02d", i) || rows[id].Value.Key() != key.ID {
				t.Errorf("%s: %v", id, err)
			}
			if x, _ := v.Index(p.Text(), Phone); x != rows[id].Index {
				t.Errorf("%s: index was not renewed", id)
			}
		}
		if n, err := v.Reseal(ctx, []Column{col}, 10); n != 0 || err != nil {
			t.Errorf("a second run changed %d, %v", n, err)
		}
		moved := rows["r03"]
		moved.Row = "r04"
		rows["r04"] = moved
		if _, err := v.Rotate(ForSealing, other, noon); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Reseal(ctx, []Column{col}, 10); !errors.Is(err, ErrSealed) || !strings.Contains(err.Error(), "r04") {
			t.Errorf("a moved value was resealed: %v", err)
		}
	})
}

func TestBlindIndex(t *testing.T) {
	both(t, func(t *testing.T, v *Vault) {
		for _, c := range []struct {
			kind    Kind
			a, b    string
			same    bool
			because string
		}{
			{Phone, "13800006021", "138 0000-6021", true, "blanks and hyphens"},
			{Phone, "13800006021", "１３８００００６０２１", true, "full-width digits"},
			{Phone, "13800006021", "+86 138 0000 6021", true, "country code"},
			{Phone, "13800006021", "13800006022", false, "another number"},
			{Identity, "53010219900101123x", "53010219900101123X", true, "check character in lower case"},
			{Identity, "530102 19900101 1234", "530102199001011234", true, "blanks"},
			{Name, "张 三", "张三", true, "blank between the characters"},
			{Name, "买买提·艾力", "买买提•艾力", true, "another dot"},
			{Name, "张\u200b三", "张三", true, "zero-width space"},
			{Name, "张三", "张山", false, "another name"},
			{Mail, "A@Example.org", "a@example.org", true, "case"},
			{Address, "永昌街道 12号", "永昌街道12号", true, "blank"},
		} {
			x, err := v.Index(c.a, c.kind)
			y, err2 := v.Index(c.b, c.kind)
			if err != nil || err2 != nil || (x == y) != c.same {
				t.Errorf("%s / %s: %v %v %v, want same=%v: %s", c.a, c.b, x == y, err, err2, c.same, c.because)
			}
		}
		x, _ := v.Index("13800006021", Phone)
		y, _ := v.Index("13800006021", Identity)
		if x == y {
			t.Error("kinds are not told apart")
		}
		if x, _ := v.Index("——", Phone); x != "" {
			t.Error("a phone without digits has an index")
		}
		w, _ := New(v.Chain(), noon)
		if z, _ := w.Index("13800006021", Phone); z[strings.Index(z, "."):] == x[strings.Index(x, "."):] {
			t.Error("the index does not depend on the key")
		}
	})
}

func TestMasks(t *testing.T) {
	for _, c := range []struct {
		kind     Kind
		in, want string
		because  string
	}{
		{Name, "王伟", "王*", "ux.md"},
		{Name, "王小明", "王*", "the length is not shown"},
		{Name, "买买提·艾力", "买*", "names with a dot"},
		{Name, "王", "*", "a single character"},
		{Firm, "明理物业服务公司", "明*服务公司", "ux: what kind of organisation it is"},
		{Firm, "永昌商行", "永*", "too short to show its end"},
		{Phone, "13800006021", "138****6021", "ux.md"},
		{Phone, "１３８００００６０２１", "138****6021", "full-width digits are masked as well"},
		{Phone, "+8613800006021", "138****6021", "country code"},
		{Phone, "0875-2198298", "*********98", "a line: only the last two"},
		{Phone, "110", "****", "too short"},
		{Identity, "53010219900101123X", "530*************3X", "handbook 4: first 3, last 2"},
		{Identity, "530102900101123", "530**********23", "old number of 15"},
		{Identity, "E1234567", "****", "passport: too short to show any"},
		{BankCard, "6222 0210 0111 2345", "************2345", "handbook 4: last 4"},
		{Address, "云南省保山市隆阳区永昌街道正阳北路12号", "云南省保山市隆阳区****", "down to the county"},
		{Address, "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区****", "自治区 stands above the county"},
		{Address, "永昌街道12号", "****", "no county named"},
		{Address, "阳光小区3栋", "****", "小区 is no county"},
		{Address, "保山市隆阳区", "****", "nothing would be hidden"},
		{Mail, "zhang@example.org", "z***@example.org", "first character"},
		{Mail, "z@example.org", "***@example.org", "single character"},
		{Mail, "zhang", "****", "no address"},
		{Free, "随便什么", "****", "unknown kind"},
		{Phone, "", "", "nothing given"},
	} {
		if got := c.kind.Mask(c.in); got != c.want {
			t.Errorf("%s %q: %q, want %q: %s", c.kind, c.in, got, c.want, c.because)
		}
	}
	v, _ := New(International, noon)
	s, _ := v.Seal("13800006021", home)
	if got := v.Masked(s, home, Phone); got != "138****6021" {
		t.Errorf("%q", got)
	}
	elsewhere := v.Masked(s, Location{"a", "b", "c"}, Phone)
	if !strings.HasPrefix(elsewhere, "〔读不出，事件编号 ") || elsewhere != v.Masked(s, Location{"a", "b", "c"}, Phone) || elsewhere == v.Masked(s, Location{"a", "b", "d"}, Phone) {
		t.Errorf("%q", elsewhere)
	}
	for _, k := range Kinds() {
		if k.Label() == "" {
			t.Errorf("%s has no label", k)
		}
	}
}

func TestRevealWantsAReason(t *testing.T) {
	v, _ := New(International, noon)
	s, _ := v.Seal("13800006021", home)
	for _, c := range []struct {
		reason  string
		ok      bool
		because string
	}{
		{"", false, "none"},
		{"核实", false, "too short"},
		{"啊啊啊啊啊啊啊啊", false, "one character repeated"},
		{"核 实 . . . . .", false, "blanks and points do not count"},
		{"电话核实申请内容", true, "says why"},
	} {
		notes := map[string]any{}
		p, err := v.Reveal(s, home, Phone, c.reason, func(k string, x any) { notes[k] = x })
		if c.ok {
			if err != nil || p.Text() != "13800006021" || notes["field"] != "request.phone" || notes["kind"] != "phone" {
				t.Errorf("%s: %v %v", c.because, err, notes)
			}
			continue
		}
		if f := fault.As(err); f == nil || f.Field != "reason" || !p.Empty() || len(notes) > 0 {
			t.Errorf("%s: %v %v", c.because, err, notes)
		}
	}
}
