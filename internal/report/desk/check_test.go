package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/jba/templatecheck"

	"yangguang/internal/figure"
	"yangguang/internal/report"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
)

func field(t *testing.T, text, name string) string {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Find(`input[name="`+name+`"]`).AttrOr("value", "")
}

func zipped(t *testing.T, entry string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(entry)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCheckAndKeep(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		good := printed(t, h.Desk, sample("云溪市水务局", 2024, busy), "docx")
		bad := sample("云溪市水务局", 2024, busy)
		bad.Report.Tables.Three[23][1] = report.Count(13)
		wrong := printed(t, h.Desk, bad, "html")
		code, _, text := h.upload(t, "editor@water", "water", "/console/reports/check", "某局.html", wrong, nil)
		if code != 200 {
			t.Fatalf("%d %s", code, text)
		}
		has(t, text, "处不成立", `class="bad"`, "商业企业", "云溪市水务局", "某局.html")

		code, _, text = h.upload(t, "editor@water", "water", "/console/reports/check", "报告.docx", good, nil)
		if code != 200 {
			t.Fatalf("%d %s", code, text)
		}
		has(t, text, "没有发现问题", `value="water" selected`)
		form := url.Values{"hash": {field(t, text, "hash")}, "name": {"报告.docx"}, "body": {"water"}, "year": {"2024"}, "published": {"2025-01-20"}}

		for _, c := range []struct {
			because, key, value, message string
			status                       int
		}{
			{"another body's column is not the editor's", "body", "housing", "只能收录本单位", 403},
			{"no body was chosen", "body", "", "选择这份报告是哪个单位的", 422},
			{"the file says another year", "year", "2023", "文件里写的是 2024 年", 422},
			{"no year", "year", "二〇二四", "年度填", 422},
			{"a day to come", "published", "2031-01-01", "公布日期填", 422},
			{"a hash of nothing", "hash", strings.Repeat("0", 64), "已经不在", 404},
			{"no hash at all", "hash", "../../etc/passwd", "已经不在", 404},
		} {
			f := url.Values{}
			for k, v := range form {
				f[k] = v
			}
			f.Set(c.key, c.value)
			code, _, text := h.post(t, "editor@water", "water", "/console/reports/keep", f)
			if code != c.status || !strings.Contains(text, c.message) {
				t.Errorf("%s: %d", c.because, code)
			}
		}
		if all, _ := versions(context.Background(), k.DB, "water", 2024); len(all) != 0 {
			t.Fatalf("a refused import left %d records", len(all))
		}
		if code, _, _ := h.post(t, "reviewer@water", "water", "/console/reports/keep", form); code != 403 {
			t.Errorf("a reviewer keeps: %d", code)
		}
		if code, _, text := h.post(t, "editor@water", "water", "/console/reports/keep", form); code != 303 {
			t.Fatalf("keep: %d %s", code, text)
		}
		_, _, text = h.get(t, "", "water", portalHome+"2024")
		has(t, text, "以原件为准", "original.docx", "2025年1月20日", "14722.490001")
		if _, header, text := h.get(t, "", "water", portalHome+"2024/original.docx"); text != string(good) || header.Get("Content-Type") != "application/octet-stream" {
			t.Error("the original file is not what was handed in")
		}

		if code, _, text := h.post(t, "editor@water", "water", "/console/reports/keep", form); code != 409 || !strings.Contains(text, "更正原因") {
			t.Errorf("a second one without a reason: %d", code)
		}
		form.Set("reason", "原件有误，重新公布")
		if code, _, _ := h.post(t, "editor@water", "water", "/console/reports/keep", form); code != 303 {
			t.Errorf("a restatement: %d", code)
		}
		all, err := versions(context.Background(), k.DB, "water", 2024)
		if err != nil || len(all) != 2 || all[0].State != "published" || all[1].State != "restated" || all[0].Restates != all[1].ID {
			t.Errorf("versions: %+v, %v", all, err)
		}
		_, _, text = h.get(t, "", "water", portalHome+"2024?version=1")
		has(t, text, "更正前的第 1 版", "原件有误，重新公布")
		h.put(t, Record{Body: "water", State: "drafting"}, sample("云溪市水务局", 2023, nil))
	}, Migrations())
}

func TestKeepWhileBuilding(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		h.put(t, Record{Body: "water", State: "drafting"}, sample("云溪市水务局", 2024, nil))
		data := printed(t, h.Desk, sample("云溪市水务局", 2024, nil), "html")
		_, _, text := h.upload(t, "editor@water", "water", "/console/reports/check", "a.html", data, nil)
		form := url.Values{"hash": {field(t, text, "hash")}, "name": {"a.html"}, "body": {"water"}, "year": {"2024"}}
		if code, _, text := h.post(t, "editor@water", "water", "/console/reports/keep", form); code != 409 || !strings.Contains(text, "正在编制") {
			t.Errorf("%d", code)
		}
		// A supervisor keeps for a body below, chosen by name of the file or by hand.
		form.Set("body", "north")
		if code, _, _ := h.post(t, "supervisor@gov", "gov", "/console/reports/keep", form); code != 303 {
			t.Errorf("a supervisor keeps: %d", code)
		}
	}, Migrations())
}

// Every bad file is answered by name, with what to do, and the page works on.
func TestBadFiles(t *testing.T) {
	h := openHall(t, testkit.SQLite(t, Migrations()))
	pdf := []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"空.html", nil},
		{"菜谱.txt", []byte("红烧肉的做法：五花肉切块，焯水，炒糖色，加水炖一小时。")},
		{"大.docx", bytes.Repeat([]byte("x"), 100_000_000)},
		{"超大.docx", bytes.Repeat([]byte("x"), 112<<20)},
		{"加密.docx", append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, bytes.Repeat([]byte("EncryptedPackage"), 80)...)},
		{"炸弹.docx", zipped(t, "word/document.xml", bytes.Repeat([]byte("<w:p/>"), 20_000_000))},
		{"乱码.txt", bytes.Repeat([]byte{0xff, 0xfe, 0x00, 0xd8, 0x81}, 400)},
		{"图片.html", []byte(`<html><body><img src="a.png"><img src="b.png"></body></html>`)},
		{"实体.docx", zipped(t, "word/document.xml", []byte(`<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><w:document>&c;</w:document>`))},
		{"扫描.pdf", pdf},
		{"断.docx", []byte("PK\x03\x04 broken")},
	} {
		code, _, text := h.upload(t, "editor@water", "water", "/console/reports/check", c.name, c.data, nil)
		if code != 422 || !strings.Contains(text, c.name) || !strings.Contains(text, `id="summary"`) {
			t.Errorf("%s: %d, named %v", c.name, code, strings.Contains(text, c.name))
		}
		if !strings.Contains(text, `name="file"`) {
			t.Errorf("%s: the form is gone", c.name)
		}
	}
	code, _, text := h.send(t, "editor@water", "water", "POST", "/console/reports/check", "application/x-www-form-urlencoded", strings.NewReader("a=b"))
	if code != 422 || !strings.Contains(text, "选择要检查的") {
		t.Errorf("no file: %d", code)
	}
	if code, _, _ := h.get(t, "editor@water", "water", "/console/reports/check"); code != 200 {
		t.Errorf("afterwards: %d", code)
	}
	if code, _, _ := h.get(t, "clerk@water", "water", "/console/reports/check"); code != 403 {
		t.Errorf("a clerk: %d", code)
	}
}

func TestCompare(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		furnish(t, h)
		_, _, text := h.get(t, "editor@water", "water", "/console/reports/compare?year=2024")
		has(t, text, "增 141", "chart-svg", "本年新收申请", "2023年")
		_, _, text = h.get(t, "editor@water", "water", "/console/reports/compare?year=2024&with=bodies")
		has(t, text, "云溪市住房和城乡建设局", "云溪市水务局", "20418")
		_, _, text = h.get(t, "editor@water", "water", "/console/reports/compare?year=2025&with=bodies")
		has(t, text, "云溪市水务局（编制中）")
		hasNot(t, text, "云溪市住房和城乡建设局")
		code, _, text := h.get(t, "editor@north", "north", "/console/reports/compare?year=2019")
		if code != 200 {
			t.Error(code)
		}
		has(t, text, "还没有可以对比的报告")
	}, Migrations())
}

func TestRollup(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		furnish(t, h)
		_, _, text := h.get(t, "editor@gov", "gov", "/console/reports/rollup?year=2024")
		has(t, text, "还缺 1 个单位", "云溪市北庄镇人民政府", "282", "29444.980002", "/b/swj/zfxxgk/gknb/2024", "还没有开始编制")
		_, _, text = h.get(t, "editor@water", "water", "/console/reports/rollup?year=2024")
		has(t, text, "没有登记下属单位")
		hasNot(t, text, "住房和城乡建设局", "采用汇总数")
		id, err := h.Start(context.Background(), actorOf("editor@gov"), 2024)
		if err != nil {
			t.Fatal(err)
		}
		_, _, text = h.get(t, "editor@gov", "gov", "/console/reports/rollup?year=2024&cell=three.1.1")
		has(t, text, "采用汇总数", `class="doubt"`, "表三“一、本年新收政府信息公开申请数量”自然人", ">118<", "236")
		if code, _, text := h.post(t, "editor@gov", "gov", "/console/reports/rollup", url.Values{"year": {"2024"}}); code != 303 {
			t.Fatalf("%d %s", code, text)
		}
		rec, err := record(context.Background(), k.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		i, err := h.issueOf(context.Background(), k.DB, rec)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := i.Report.Tables.At(figure.Three(1, 7)); n.N != 282 || i.Report.Tables.Two.Fees.Printed != "29444.980002" {
			t.Errorf("adopted %v, fees %v", n, i.Report.Tables.Two.Fees)
		}
		_, _, text = h.get(t, "editor@gov", "gov", "/console/reports/rollup?year=2024")
		has(t, text, "每一格都等于各单位之和")
		if code, _, text := h.post(t, "editor@gov", "gov", "/console/reports/rollup", url.Values{"year": {"2021"}}); code != 409 || !strings.Contains(text, "没有可以采用的数") {
			t.Errorf("nothing to adopt: %d", code)
		}
	}, Migrations())
}

// The pages' templates name only what their structs have.
func TestTemplatesFit(t *testing.T) {
	d := &Desk{views: mustViews(t)}
	for name, page := range map[string]any{"public/reports": &publicList{}, "public/report": &publicReport{}, "console/check": &checkPage{},
		"console/compare": &comparePage{}, "console/rollup": &rollupPage{}} {
		if err := templatecheck.CheckHTML(d.views.Template(name).Lookup("page"), page); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func mustViews(t *testing.T) *web.Views {
	t.Helper()
	v, err := web.NewViews(templates, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
