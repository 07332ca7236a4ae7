package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"testing"

	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/render"
	"yangguang/internal/report"
)

// fonts are loaded once for all tests of the package.
var loadFonts = sync.OnceValues(func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) })

// sample is a whole report without findings; change it before use.
func sample(body string, year int, change func(*report.Tables)) Issue {
	i := Issue{Report: report.Report{Body: body, Year: year, Format: "2021"}, Figures: map[string]string{"requests.received": "0"}}
	t := report.Tables{Two: &report.TableTwo{Fees: report.Fen(0)}, Three: &report.TableThree{}, Four: &report.TableFour{}}
	for _, c := range figure.Cells() {
		t.Set(c, report.Count(0))
	}
	if change != nil {
		change(&t)
	}
	t.Totals()
	i.Report.Tables = t
	for _, p := range report.Parts() {
		text := "无"
		switch p.Number {
		case 1:
			text = "本报告的统计期限为" + title(year)[:4] + "年1月1日至12月31日。\n\n## （一）主动公开\n\n**按时**公开各类信息。\n\n- 公开指南已更新\n- 目录已更新\n\n1. 政策解读与文件同步\n2. 公开专栏按月检查"
		case 2, 3, 4:
			text = ""
		case 5:
			text = "部分解读材料形式单一。下一步组织编制人员学习，增加图解和问答。工作考核、社会评议、责任追究情况按规定另行公布。"
		}
		i.Report.Sections = append(i.Report.Sections, report.Section{Number: p.Number, Title: p.Title, Text: text})
	}
	return i
}

func set(t *report.Tables, values map[figure.Cell]int64) {
	for c, n := range values {
		t.Set(c, report.Count(n))
	}
}

func busy(t *report.Tables) {
	set(t, map[figure.Cell]int64{
		figure.Two("rules.made"): 1, figure.Two("rules.effective"): 1, figure.Two("normative.made"): 13, figure.Two("normative.repealed"): 7, figure.Two("normative.effective"): 214,
		figure.Two("licences"): 20418, figure.Two("penalties"): 96, figure.Two("coercions"): 5,
		figure.Three(1, 1): 118, figure.Three(1, 2): 14, figure.Three(1, 5): 9, figure.Three(2, 1): 6, figure.Three(2, 2): 1,
		figure.Three(3, 1): 101, figure.Three(3, 2): 12, figure.Three(4, 1): 12, figure.Three(4, 2): 2, figure.Three(13, 5): 9,
		figure.Three(23, 1): 4, figure.Three(25, 1): 7, figure.Three(25, 2): 1,
		figure.Four(1, 1): 3, figure.Four(2, 2): 1, figure.Four(3, 4): 2,
	})
	t.Two.Fees = report.ParseMoney("14722.490001")
}

// reports are those that every format must carry unharmed.
func reports() map[string]Issue {
	return map[string]Issue{
		"zeros":      sample("云溪市住房和城乡建设局", 2024, nil),
		"busy":       sample("云溪市水务局", 2024, busy),
		"government": sample("云溪市人民政府", 2025, busy),
		"long name":  sample("云溪市综合行政执法和城市管理监督委员会办公室", 2025, busy),
		"large": sample("云溪市公安局", 2024, func(t *report.Tables) {
			for _, c := range figure.Cells() {
				switch {
				case c.Table == "three" && c.Row == 1:
					t.Set(c, report.Count(20*1234567))
				case c.Table == "three" && c.Row >= 3 && c.Row <= 23 && c.Row != 22:
					t.Set(c, report.Count(1234567))
				case c.Table == "four":
					t.Set(c, report.Count(98765))
				case c.Table == "two":
					t.Set(c, report.Count(123456789))
				}
			}
			t.Two.Fees = report.ParseMoney("123456789.123456")
		}),
	}
}

func printed(t *testing.T, d *Desk, i Issue, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Print(context.Background(), &b, i, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPrintedReportReadsBack(t *testing.T) {
	d := &Desk{fonts: loadFonts}
	reader := extract.New(extract.Options{})
	defer reader.Close()
	for name, i := range reports() {
		for _, format := range []string{"html", "docx", "pdf", "xlsx"} {
			t.Run(name+" "+format, func(t *testing.T) {
				doc, err := reader.Bytes(context.Background(), "report."+format, printed(t, d, i, format))
				if err != nil {
					t.Fatal(err)
				}
				r, found, err := report.Recognise(doc)
				if err != nil {
					t.Fatal(err)
				}
				if r.Body != i.Report.Body || r.Year != i.Report.Year || r.Format != i.Report.Format {
					t.Errorf("read %s %d %s", r.Body, r.Year, r.Format)
				}
				if !reflect.DeepEqual(r.Tables.JSON("2021"), i.Report.Tables.JSON("2021")) {
					have, _ := json.Marshal(r.Tables.JSON("2021"))
					want, _ := json.Marshal(i.Report.Tables.JSON("2021"))
					t.Errorf("tables\n%s\nwant\n%s", have, want)
				}
				for _, f := range report.Merge(found, report.Check(r, report.Context{}).Findings) {
					t.Errorf("finding %s: %s", f.Rule, f.Message)
				}
				if len(r.Sections) != 6 {
					t.Errorf("%d parts", len(r.Sections))
				}
			})
		}
	}
}

func TestIssueJSON(t *testing.T) {
	for name, i := range reports() {
		i.Figures = map[string]string{"hotline.calls": "78182", "hotline.rate.connected": "98.02", "trading.land": "007"}
		data, err := json.Marshal(i)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeIssue(string(data))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, i) {
			t.Errorf("%s: came back as\n%+v\nwant\n%+v", name, back, i)
		}
		for _, part := range []string{`"hotline.calls":78182`, `"hotline.rate.connected":"98.02"`, `"trading.land":"007"`, `"three":[[`, `"direct_suit":[`} {
			if !strings.Contains(string(data), part) {
				t.Errorf("%s: %s is missing in %s", name, part, data)
			}
		}
	}
	i := sample("云溪市水务局", 2024, busy)
	i.Report.Tables.Three[4][3] = report.Number{Raw: "/"}
	i.Report.Tables.Four = nil
	data, _ := json.Marshal(i)
	back, err := decodeIssue(string(data))
	if err != nil || back.Report.Tables.Three[4][3].OK || back.Report.Tables.Four != nil {
		t.Errorf("what could not be read became a number: %v", err)
	}
}

func TestUnknownFormat(t *testing.T) {
	err := (&Desk{}).Print(context.Background(), &bytes.Buffer{}, sample("云溪市水务局", 2024, nil), "wps")
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "wps") {
		t.Errorf("got %v", err)
	}
}

func TestFormulasOnlyWhereTheyHold(t *testing.T) {
	i := sample("云溪市水务局", 2024, busy)
	whole := (&Desk{}).Document(i).Tables()
	if got := whole[1].Rows[len(whole[1].Rows)-2][1].Formula; got != "SUM(D6:D26)" {
		t.Errorf("the total of row 24 is computed as %q", got)
	}
	live := watch(i.Report).Checks
	if len(live) != 42 || live[0].Left != "'表三'!D4+'表三'!D5" || live[7].Left != "SUM('表三'!D6:D26)" {
		t.Errorf("%d relations watched, the first as %+v", len(live), live[0])
	}
	i.Report.Tables.Three[0][6] = report.Count(999) // printed so, however wrong
	broken := (&Desk{}).Document(i).Tables()[1].Rows[3]
	if c := broken[len(broken)-1]; c.Formula != "" || c.Text != "999" {
		t.Errorf("a published figure would be recomputed: %+v", c)
	}
}
