package e2e

import (
	"strings"
	"testing"
)

// TestReportIsMadeByFourEyes walks one report from its failing cell to the
// portal: the editor repairs table three with the keyboard alone and submits, a
// reviewer approves, the leader issues, the editor publishes.
func TestReportIsMadeByFourEyes(t *testing.T) {
	h := open(t)
	visitor := h.walk(t, "")
	visitor.Go("/zfxxgk/gknb/")
	if n := strings.Count(visitor.Text("main"), "保山市政务服务管理局2025年"); n != 0 {
		t.Fatalf("the draft is on the portal: %s", visitor.Text("main"))
	}
	visitor.Go("/zfxxgk/gknb/2024").Clean()
	if text := visitor.Text("main"); !strings.Contains(text, "73001") {
		t.Fatalf("the figures of 2024 are not on the portal: %s", text)
	}

	editor := h.walk(t, "editor")
	base := as(t, h.base, "editor").draft()
	editor.Go(base + "/3").Accessible()
	for range 60 {
		if strings.HasPrefix(editor.Focused(), "f-three.") {
			break
		}
		editor.Press("Tab")
	}
	for _, step := range []struct{ key, at string }{{"", "f-three.1.1"}, {"ArrowRight", "f-three.1.2"}, {"ArrowDown", "f-three.2.2"}, {"ArrowDown", "f-three.3.2"}} {
		if step.key != "" {
			editor.Press(step.key)
		}
		if at := editor.Focused(); at != step.at {
			t.Fatalf("after %s the focus is at %s, want %s", step.key, at, step.at)
		}
	}
	editor.Type("1").Press("Enter")
	// Parts five and six are empty still.
	editor.Wait(`document.querySelector("#checks .s .e b").textContent==="2"`)
	if sum := editor.Eval(`document.querySelector("output[name='three.24.2']").textContent`); sum != "1" {
		t.Errorf("the column's total shows %s, want 1", sum)
	}
	editor.Go(base + "/5").Click(".editor [contenteditable]").Type("主要问题：解读形式偏少。改进情况：文件与解读一并报审。")
	editor.Wait(`document.querySelector("#checks .s .e b").textContent==="1"`)
	editor.Go(base + "/6").Click(".editor [contenteditable]").Type("本年度没有收取信息处理费，没有其他需要报告的事项。")
	editor.Wait(`document.querySelector("#checks .s .e b").textContent==="0"`)
	editor.Go(base + "/3")
	if v := editor.Value(`[name="three.3.2"]`); v != "1" {
		t.Fatalf("the cell came back as %q", v)
	}
	editor.Submit(`button[name=step][value=submit]`)
	state := func(p interface{ Text(string) string }, want string) {
		t.Helper()
		if got := p.Text(".rh .tag"); got != want {
			t.Fatalf("the report is %q, want %q: %s", got, want, p.Text(".sheet"))
		}
	}
	state(editor, "审核中")

	reviewer := h.walk(t, "reviewer")
	reviewer.Submit(`main a[href*="/console/reports/"]`).Submit(`button[name=step][value=approve]`)
	state(reviewer, "待签发")
	leader := h.walk(t, "leader")
	leader.Submit(`main a[href*="/console/reports/"]`).Submit(`button[name=step][value=issue]`)
	state(leader, "已签发")
	editor.Go(base).Submit(`button[name=step][value=publish]`)
	state(editor, "已公布")
	editor.Clean()

	visitor.Go("/zfxxgk/gknb/2025").Clean().Accessible()
	if text := visitor.Text("main"); !strings.Contains(text, "解读形式偏少") || !strings.Contains(text, "全年收到政府信息公开申请4件") {
		t.Fatalf("the portal does not show what was made: %s", text)
	}
}
