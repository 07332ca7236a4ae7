package screening

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// chineseText makes running text and listed words from it, the way a body's
// list looks: words of two to eight characters, some of them in the text.
func chineseText(size, words int) (string, []Word) {
	r := rand.New(rand.NewPCG(1, 2))
	common := []rune("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严")
	var b strings.Builder
	b.Grow(size + 8)
	for b.Len() < size {
		switch r.IntN(40) {
		case 0:
			b.WriteString("，")
		case 1:
			b.WriteString("。\n")
		case 2:
			b.WriteString("2024年")
		default:
			b.WriteRune(common[min(r.IntN(len(common)), r.IntN(len(common)))])
		}
	}
	text := b.String()
	runes := []rune(text[:1<<20])
	seen := map[string]bool{}
	var list []Word
	for len(list) < words {
		var w string
		n := 2 + r.IntN(7)
		if r.IntN(50) == 0 {
			at := r.IntN(len(runes) - 10)
			w = strings.Trim(string(runes[at:at+n]), "，。\n")
		} else {
			for range n {
				w += string(common[r.IntN(len(common))])
			}
		}
		if w != "" && !seen[w] && !strings.Contains(w, "\n") {
			seen[w] = true
			list = append(list, Word{Text: w})
		}
	}
	return text, list
}

// BenchmarkAgainstRipgrep looks for ten thousand words and every kind of number
// in Chinese text, and has rg count the words alone on one thread. Both are told
// by the processor's time, for others may use the machine meanwhile.
func BenchmarkAgainstRipgrep(b *testing.B) {
	rg, err := exec.LookPath("rg")
	if err != nil {
		b.Fatal("rg is needed to compare with (Debian ripgrep)")
	}
	text, list := chineseText(100<<20, 10_000)
	dir := b.TempDir()
	file, words := filepath.Join(dir, "text"), filepath.Join(dir, "words")
	var lines strings.Builder
	for _, w := range list {
		lines.WriteString(w.Text + "\n")
	}
	for name, content := range map[string]string{file: text, words: lines.String()} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	theirs := time.Duration(1 << 62)
	for range 2 {
		cmd := exec.Command(rg, "-F", "-j1", "--count-matches", "-f", words, file)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("rg: %v %s", err, out)
		}
		theirs = min(theirs, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	}
	automaton := NewWords(list)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := processor(b)
	b.ResetTimer()
	for range b.N {
		hits := 0
		automaton.Find(text, func(Word, int, int) { hits++ })
		numbers(text, func([]mark) { hits++ })
		if hits == 0 {
			b.Fatal("nothing found")
		}
	}
	ours := (processor(b) - began) / time.Duration(b.N)
	b.ReportMetric(float64(theirs)/float64(ours), "times-rg")
	b.ReportMetric(float64(len(text))/ours.Seconds()/1e6, "MB/s")
}

// processor is the time this thread has had of a processor.
func processor(b *testing.B) time.Duration {
	b.Helper()
	const thisThread = 1
	var u syscall.Rusage
	if err := syscall.Getrusage(thisThread, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
