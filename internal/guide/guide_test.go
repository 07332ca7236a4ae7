package guide

import (
	"slices"
	"testing"
)

func TestContent(t *testing.T) {
	whole := Content{Office: "局办公室", Address: "文澜路1号", Hours: "工作日", Phone: "0571-0000 0000", Fax: "没有传真", Internet: "xx@yunxi.example"}
	for _, tt := range []struct {
		own, record Content
		missing     int
		because     string
	}{
		{whole, nil, 0, "条例 12②: all ten are said, three by the program's own words"},
		{Content{}, whole, 0, "the body's record says them"},
		{Content{}, Content{}, 6, "nothing is known of the office"},
		{Content{Fax: "  "}, whole, 0, "blanks do not hide the record"},
		{Content{Postcode: ""}, whole, 0, "the statute asks for no postcode"},
	} {
		if got := tt.own.With(tt.record).Missing(); len(got) != tt.missing {
			t.Errorf("%s: %d missing, %v", tt.because, len(got), got)
		}
	}
	if c := (Content{Phone: "1"}).With(whole); c[Phone] != "1" {
		t.Error("what the body wrote stands before its record")
	}
	if d := whole.Differs(Content{}.With(whole)); len(d) != 3 {
		t.Errorf("%v", d)
	}
	if (Content{Phone: string(make([]byte, 201))}).Check() == nil || whole.Check() != nil {
		t.Error("length is not checked")
	}
}

func TestFields(t *testing.T) {
	musts := 0
	for _, f := range Fields() {
		if f.Must {
			musts++
		}
		if !f.Cite.Zero() {
			if err := f.Cite.Check(); err != nil {
				t.Error(err)
			}
		}
	}
	if musts != 9 {
		t.Errorf("条例 12② names nine things, %d are asked for", musts)
	}
}

func TestArticle(t *testing.T) {
	told := Applying{Office: "云溪市住房和城乡建设局", Parts: []Part{{ID: "apply", Heading: "怎样申请公开"}, {ID: "remedies", Heading: "不服怎么办", Lines: append(make([]string, 0, 9), "申请行政复议")}}}
	full := Content{Sorts: "甲\r\n乙", Order: "丙", Phone: "0571-0000 0000", Rooms: "图书馆", Supervisor: "市政府办公室\n0571-1111 1111"}
	for _, tt := range []struct {
		content Content
		told    Applying
		ids     []string
		office  string
		last    []string
		because string
	}{
		{full, told, []string{"sorts", "access", "office", "apply", "remedies"}, "云溪市住房和城乡建设局", []string{"申请行政复议", "市政府办公室", "0571-1111 1111"}, "the order of 条例 12②, then how to apply; the complaint comes last"},
		{full, Applying{}, []string{"sorts", "access", "office"}, "尚未登记", []string{"市政府办公室", "0571-1111 1111"}, "a body whose applications stand elsewhere; B9: what 条例 12② asks for and nobody told is said to be missing"},
		{Content{Office: "局办公室"}, told, []string{"sorts", "access", "office", "apply", "remedies"}, "局办公室", []string{"申请行政复议"}, "what the guide names stands before what others tell, and nothing of the other article is left"},
	} {
		parts := Article(tt.content, tt.told)
		var ids []string
		office := ""
		for _, p := range parts {
			ids = append(ids, p.ID)
			for _, f := range p.Facts {
				if f.Label == "政府信息公开工作机构的名称" {
					office = f.Text
				}
			}
		}
		if last := parts[len(parts)-1].Lines; !slices.Equal(ids, tt.ids) || office != tt.office || !slices.Equal(last, tt.last) {
			t.Errorf("%s: %v, office %q, at the end %q", tt.because, ids, office, last)
		}
	}
	parts := Article(full, Applying{})
	if !slices.Equal(parts[0].Lines, []string{"甲", "乙", "丙"}) || !slices.Equal(parts[1].Lines, []string{"图书馆"}) {
		t.Errorf("paragraphs: %q, %q", parts[0].Lines, parts[1].Lines)
	}
}
