package render

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yangguang/internal/testkit/poppler"
)

// names of people that the first fonts could not print, each of another kind.
var names = []struct{ name, because string }{
	{"王𠮷", "extension B, the character of 吉 with a lower stroke"},
	{"赵𪚥", "extension B, the most strokes"},
	{"钱𪜀", "extension C"},
	{"孙𫝀", "extension D"},
	{"李𫠠", "extension E"},
	{"周𬺰", "extension F"},
	{"ئابدۇللا ئەخمەت", "Uyghur: from right to left, letters that join, two words, a ligature"},
	{"گۈلنىسا·ئابلىز", "Uyghur with the dot between names"},
	{"བཀྲ་ཤིས་དོན་གྲུབ", "Tibetan: stacked letters and tshegs"},
	{"ཚེ་རིང་སྒྲོལ་མ", "Tibetan: marks above and below"},
	{"ᠪᠠᠶᠠᠷ", "Mongolian: letters by their place in the word"},
	{"ᠰᠠᠷᠠᠭᠤᠯ ᠴᠡᠴᠡᠭ", "Mongolian: two words"},
}

// embeddings are what pdftotext writes around text of the other direction.
var embeddings = strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "", "\u200e", "", "\u200f", "")

// Twelve names are printed, and copy out as they were written, alone, within a
// sentence, and in bold type.
func TestNamesOfEveryScript(t *testing.T) {
	d := Doc{Title: "姓名", Body: "某局"}
	for _, n := range names {
		d.Blocks = append(d.Blocks, Paragraph{Flush: true, Runs: []Run{{Text: n.name}}})
	}
	for _, n := range names {
		d.Blocks = append(d.Blocks, Text("申请人"+n.name+"于2026年提出申请。"))
		d.Blocks = append(d.Blocks, Paragraph{Runs: []Run{{Text: n.name, Bold: true}}})
		d.Blocks = append(d.Blocks, Heading{1, "一、" + n.name})
	}
	file := pdfOf(t, d)
	if *look != "" {
		_ = os.WriteFile(filepath.Join(*look, "names.pdf"), file, 0o600)
	}
	lines := map[string]int{}
	for line := range strings.Lines(embeddings.Replace(poppler.Text(t, file))) {
		lines[strings.TrimSpace(line)]++
	}
	for _, n := range names {
		if lines[n.name] != 2 { // flush, and bold
			t.Errorf("%s (%s) copies out %d times of 2", n.name, n.because, lines[n.name])
		}
		if want := "申请人" + n.name + "于2026年提出申请。"; lines[want] != 1 {
			t.Errorf("%s does not copy out in a sentence", n.name)
		}
	}
	if t.Failed() {
		t.Logf("pdftotext reads\n%s", poppler.Text(t, file))
	}
	var leftward Doc // the structure of what is read from right to left stays in the order of drawing
	for _, n := range names {
		if n.name[0] != 0xd8 && n.name[0] != 0xda {
			leftward.Blocks = append(leftward.Blocks, Text("申请人"+n.name), Heading{1, n.name})
		}
	}
	if got, want := poppler.Said(poppler.Structure(t, pdfOf(t, leftward))), words(leftward); embeddings.Replace(got) != want {
		t.Errorf("the structure says\n%s\nand the document\n%s", got, want)
	}
}
