// Command fonts packs the fonts that the program embeds (Noto Serif SC and Noto
// Sans SC, SIL Open Font License) from node_modules into internal/render/fonts,
// with their licences. tools/characters.txt says whose drawings come first: the
// list is committed, so that the same commit gives the same bytes.
//
//	go run ./cmd/fonts [path of node_modules]
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/render"
)

const target = "internal/render/fonts"

// fonts are the files that are packed, by the names they get, licences those copied
// as they are. The first holds every character; the bold ones leave out what is rare
// and in the first, which is then drawn from it (docs/decisions/0017).
var (
	fonts = []struct{ name, source string }{
		{"NotoSerifSC-Regular.ttf.z", "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf"},
		{"NotoSerifSC-Bold.ttf.z", "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf"},
		{"NotoSansSC-Medium.ttf.z", "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf"},
	}
	licences = map[string]string{
		"NotoSerifSC-OFL.txt": "noto-serif-sc/LICENSE_FONT",
		"NotoSansSC-OFL.txt":  "noto-sans-sc/LICENSE_FONT",
	}
)

func main() {
	modules := "node_modules"
	if len(os.Args) > 1 {
		modules = os.Args[1]
	}
	if err := pack(filepath.Join(modules, "@expo-google-fonts")); err != nil {
		fmt.Fprintln(os.Stderr, "fonts:", err, "（字体来自 node_modules：先运行 npm ci）")
		os.Exit(1)
	}
}

func pack(from string) error {
	first, err := characters("tools/characters.txt")
	if err != nil {
		return err
	}
	// What an earlier version left would be embedded too.
	old, err := filepath.Glob(filepath.Join(target, "*.ttf*"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for name, source := range licences {
		b, err := os.ReadFile(filepath.Join(from, source))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(target, name), b, 0o644); err != nil {
			return err
		}
	}
	var keep func(rune) bool
	for _, f := range fonts {
		b, err := os.ReadFile(filepath.Join(from, f.source))
		if err != nil {
			return err
		}
		z, err := render.Pack(b, first, keep)
		if err != nil {
			return fmt.Errorf("%s: %w", f.source, err)
		}
		if keep == nil {
			if keep, err = common(b, first); err != nil {
				return fmt.Errorf("%s: %w", f.source, err)
			}
		}
		if err := os.WriteFile(filepath.Join(target, f.name), z, 0o644); err != nil {
			return err
		}
		fmt.Printf("fonts: %s %d KB of %d\n", f.name, len(z)>>10, len(b)>>10)
	}
	return nil
}

// common reports the characters that bold fonts keep: those that are not Han, those
// of GB 2312, those of the list, and what the whole font has not.
func common(whole []byte, list []rune) (func(rune) bool, error) {
	font, err := sfnt.Parse(whole)
	if err != nil {
		return nil, err
	}
	var buf sfnt.Buffer
	gbk := simplifiedchinese.GBK.NewEncoder()
	return func(r rune) bool {
		if id, err := font.GlyphIndex(&buf, r); err != nil || id == 0 || !unicode.Is(unicode.Han, r) || slices.Contains(list, r) {
			return true
		}
		b, err := gbk.String(string(r))
		return err == nil && len(b) == 2 && b[0] >= 0xa1 && b[1] >= 0xa1 // GBK puts what it adds to GB 2312 elsewhere
	}, nil
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
