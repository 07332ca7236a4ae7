// Command fonts packs the fonts that the program embeds into
// internal/render/fonts, with their licences: Noto Serif SC, Noto Sans SC and the
// Noto fonts of scripts whose letters join (SIL Open Font License) from
// node_modules, HanaMin for extensions B to F from Debian's package
// fonts-hanazono. tools/characters.txt says whose drawings come first: the list is
// committed, so that the same commit gives the same bytes.
//
//	go run ./cmd/fonts [path of node_modules [path of HanaMinB.ttf]]
package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/render"
)

const target = "internal/render/fonts"

// font is a file to be packed by the name it gets.
type font struct {
	name, source string
	// the bold ones leave out rare characters, which are printed from the regular
	// one with an outline (docs/decisions/0041)
	common bool
	whole  bool // small, and its tables of joining are needed: deflated as it is
}

const noto = "@expo-google-fonts/"

// fonts are the files to be packed, licences those copied as they are. What begins
// with noto lies in node_modules.
var (
	fonts = []font{
		{name: "NotoSerifSC-Regular.ttf.z", source: noto + "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf"},
		{name: "NotoSerifSC-Bold.ttf.z", source: noto + "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf", common: true},
		{name: "NotoSansSC-Medium.ttf.z", source: noto + "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf", common: true},
		{name: "HanaMinB.ttf.z", source: "HanaMinB.ttf"},
		{name: "NotoNaskhArabic-Regular.ttf.deflate", source: noto + "noto-naskh-arabic/400Regular/NotoNaskhArabic_400Regular.ttf", whole: true},
		{name: "NotoSerifTibetan-Regular.ttf.deflate", source: noto + "noto-serif-tibetan/400Regular/NotoSerifTibetan_400Regular.ttf", whole: true},
		{name: "NotoSansMongolian-Regular.ttf.deflate", source: noto + "noto-sans-mongolian/400Regular/NotoSansMongolian_400Regular.ttf", whole: true},
	}
	licences = map[string]string{
		"NotoSerifSC-OFL.txt":       noto + "noto-serif-sc/LICENSE_FONT",
		"NotoSansSC-OFL.txt":        noto + "noto-sans-sc/LICENSE_FONT",
		"NotoNaskhArabic-OFL.txt":   noto + "noto-naskh-arabic/LICENSE_FONT",
		"NotoSerifTibetan-OFL.txt":  noto + "noto-serif-tibetan/LICENSE_FONT",
		"NotoSansMongolian-OFL.txt": noto + "noto-sans-mongolian/LICENSE_FONT",
		"HanaMin-copyright.txt":     "/usr/share/doc/fonts-hanazono/copyright",
	}
)

func main() {
	modules, hana := "node_modules", "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"
	if len(os.Args) > 1 {
		modules = os.Args[1]
	}
	if len(os.Args) > 2 {
		hana = os.Args[2]
	}
	if err := pack(modules, hana); err != nil {
		fmt.Fprintln(os.Stderr, "fonts:", err, "（字体来自 node_modules 和 Debian 软件包 fonts-hanazono：先运行 npm ci 和 tools/debian.sh fonts）")
		os.Exit(1)
	}
}

func pack(modules, hana string) error {
	first, err := characters("tools/characters.txt")
	if err != nil {
		return err
	}
	// What an earlier version left would be embedded too.
	old, err := filepath.Glob(filepath.Join(target, "*.t*"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	read := func(source string) ([]byte, error) {
		switch {
		case strings.HasPrefix(source, noto):
			source = filepath.Join(modules, source)
		case !filepath.IsAbs(source):
			source = hana
		}
		return os.ReadFile(source)
	}
	for name, source := range licences {
		b, err := read(source)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(target, name), b, 0o644); err != nil {
			return err
		}
	}
	for _, f := range fonts {
		b, err := read(f.source)
		if err != nil {
			return err
		}
		z, err := f.pack(b, first)
		if err != nil {
			return fmt.Errorf("%s: %w", f.source, err)
		}
		if err := os.WriteFile(filepath.Join(target, f.name), z, 0o644); err != nil {
			return err
		}
		fmt.Printf("fonts: %s %d KB of %d\n", f.name, len(z)>>10, len(b)>>10)
	}
	return nil
}

// pack gives the bytes that are embedded.
func (f font) pack(ttf []byte, first []rune) ([]byte, error) {
	if !f.whole {
		var keep func(rune) bool
		if f.common {
			keep = func(r rune) bool { return common(r) || slices.Contains(first, r) }
		}
		return render.Pack(ttf, first, keep)
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(ttf); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// common reports the characters that bold type has drawings of its own for: all
// that are not Han, and those of GB 2312.
func common(r rune) bool {
	if !unicode.Is(unicode.Han, r) {
		return true
	}
	b, err := simplifiedchinese.GBK.NewEncoder().String(string(r))
	return err == nil && len(b) == 2 && b[0] >= 0xa1 && b[1] >= 0xa1
}

// characters are those of ASCII and then those of the file, the likeliest to be
// printed first.
func characters(file string) ([]rune, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var list []rune
	for r := rune(' '); r <= '~'; r++ {
		list = append(list, r)
	}
	return append(list, []rune(strings.ReplaceAll(string(b), "\n", ""))...), nil
}
