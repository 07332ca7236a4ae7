package e2e

import (
	"strings"
	"testing"

	"yangguang/internal/web/browser"
)

// seat is a hotline seat whose keys beside typed text are counted.
type seat struct {
	*browser.Page
	t    *testing.T
	keys int
}

func (s *seat) press(combinations ...string) *seat {
	s.keys += len(combinations)
	s.Press(combinations...)
	return s
}

func (s *seat) types(text string) *seat {
	s.Type(text)
	return s
}

// done waits for the seat to be free again and its keys to be bound, and says how many keys it took.
func (s *seat) done(what, says string, most int) {
	s.t.Helper()
	s.Wait(`document.readyState === "complete" && document.querySelector(".done") && document.querySelector(".done").textContent.includes("` + says + `")`)
	if s.keys > most {
		s.t.Errorf("%s took %d keys beside the text, %d may be", what, s.keys, most)
	}
	s.Clean()
	s.keys = 0
}

// TestSeatByKeyboard works a morning at the hotline's seat by keyboard alone:
// closing at once, dispatching to the first suggestion, a confidential caller, and
// one who called before.
func TestSeatByKeyboard(t *testing.T) {
	h := open(t)
	s := &seat{Page: h.walk(t, "agent"), t: t}
	s.Width(1440, 900).Go("/console/hotline/seat")

	s.press("F2").types("咨询夜间能不能取件").press("Alt+1", "Alt+l").types("政务服务中心").press("Alt+k").types("自助柜全天可以取件").press("Alt+d")
	s.done("closing at once", "已办结", 12)

	s.press("F2").types("投标保证金一个月没有退").press("Alt+2", "Alt+g").types("保证金").press("Enter")
	s.Wait(`document.querySelector("#beside input[name=unit]")`)
	s.keys = 0
	s.press("Alt+a", "Control+Enter")
	s.done("dispatching to the first suggestion", "待签收", 4)

	s.press("F2").types("反映窗口态度不好").press("Alt+2", "Alt+b", "Control+Enter")
	s.done("a confidential caller", "待派", 4)

	s.press("Alt+p").types("13900000001").press("Alt+h")
	s.Wait(`document.querySelector(".hl-caller .mt-list")`)
	if text := s.Text(".hl-caller"); !strings.Contains(text, "投标保证金退还超过一个月") {
		t.Errorf("the caller's earlier order is not shown: %s", text)
	}
	s.Clean()
}
