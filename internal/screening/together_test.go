package screening

import (
	"testing"

	"yangguang/internal/document"
)

func TestTogether(t *testing.T) {
	table := func(id string) document.Holding {
		var h document.Holding
		h.Add(document.Passage{Text: "姓名\t证件号码", Where: "表 1 行 1", Table: 1})
		h.Add(document.Passage{Text: "张建国\t" + id, Where: "表 1 行 2", Table: 1})
		return h
	}
	for _, tt := range []struct {
		pages   []document.Holding
		found   int
		because string
	}{
		{[]document.Holding{table("110105********002X"), table("110105********002X")}, 0, "starred alike"},
		{[]document.Holding{table("110105********002X"), table("11010519491231****")}, 2, "the two tell it"},
		{[]document.Holding{table("110105****002X"), table("11010519491231****")}, 2, "however many stars there are"},
		{[]document.Holding{table("110105********002X"), plainText("张建国，11010519491231****")}, 2, "in a list and in a sentence"},
		{[]document.Holding{table("110105********002X"), table("53010519491231****")}, 0, "they are two people"},
		{[]document.Holding{plainText("张建国，138****8000"), plainText("张建国，1380013****")}, 2, "mobiles too"},
		{[]document.Holding{plainText("李四，110105********002X"), plainText("张建国，11010519491231****")}, 0, "two names"},
		{[]document.Holding{plainText("张*国，110105********002X"), plainText("张＊国，11010519491231****")}, 2, "one name starred twice"},
		{[]document.Holding{plainText("张某国，110105********002X"), plainText("张建国，11010519491231****")}, 2, "a name and how it is starred"},
		{[]document.Holding{table("110105********002X"), plainText("张*国，11010519491231****")}, 2, "a name in a list and how it is starred"},
		{[]document.Holding{plainText("张**，110105********002X"), plainText("张某某，11010519491231****")}, 2, "all of the name but the first character"},
		{[]document.Holding{plainText("张卫国，110105********002X"), plainText("张建国，11010519491231****")}, 0, "two whole names of one starred form"},
		{[]document.Holding{plainText("张*三，1101**********1234"), plainText("张*三，5301**********1234")}, 0, "two people of one starred name"},
		{[]document.Holding{plainText("张*三，1101**********1234"), plainText("李*三，1101**********1234")}, 0, "two people, starred alike"},
		{[]document.Holding{plainText("张*三，110105********1234"), plainText("张*三，110105********1234")}, 0, "once more the same"},
		{[]document.Holding{plainText("张建国，53010519491231****"), plainText("张建国，110105********002X"), plainText("张建国，11010519491231****")}, 2, "somebody of the same name comes first"},
	} {
		n := 0
		for _, list := range Together(tt.pages) {
			n += len(list)
		}
		if n != tt.found {
			t.Errorf("%s: %d found, want %d", tt.because, n, tt.found)
		}
	}
}
