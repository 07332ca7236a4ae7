package e2e

import (
	"strings"
	"testing"
)

// TestNothingTypedIsLost: a sentence that was not finished stands in the form again
// for the same person, in another browser, after the first one is gone without a
// word; once it is handed in it does not come back.
func TestNothingTypedIsLost(t *testing.T) {
	h := open(t)
	request := as(t, h.base, "clerk").register()
	first := h.walk(t, "clerk")
	first.Go(request + "/answer?outcome=internal_affairs+09b").Click("#f-facts").Press("End").Type("正在写的半句话")
	first.Wait(`document.getElementById("status").textContent.startsWith("草稿已保存")`)

	second := h.walk(t, "clerk")
	second.Go(request + "/answer")
	if text := second.Value("#f-facts"); !strings.Contains(text, "正在写的半句话") {
		t.Fatalf("the other browser has %q", text)
	}
	second.Go("/console/drafts").Accessible().Clean()
	if text := second.Text("main"); !strings.Contains(text, "正在写的半句话") {
		t.Errorf("the list of drafts says %s", text)
	}
	second.Go(request + "/answer").Submit("button[name=choose]")
	if text := second.Value("#f-facts"); !strings.Contains(text, "正在写的半句话") {
		t.Errorf("choosing an outcome left %q", text)
	}

	// What the first window has not seen it does not write over.
	second.Click("#f-facts").Press("End").Type("，第二个窗口")
	second.Wait(`document.getElementById("status").textContent.startsWith("草稿已保存")`)
	first.Click("#f-facts").Press("End").Type("，第一个窗口")
	first.Wait(`document.querySelector(".differs")!==null`)
	if text := first.Text(".differs"); !strings.Contains(text, "，第一个窗口") || !strings.Contains(text, "，第二个窗口") {
		t.Errorf("both texts are to be seen: %s", text)
	}
}
