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
	"strings"

	"yangguang/internal/render"
)

const target = "internal/render/fonts"

// fonts are the files by the names they get, licences those copied as they are.
var (
	fonts = map[string]string{
		"NotoSerifSC-Regular.ttf.z": "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
		"NotoSerifSC-Bold.ttf.z":    "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
		"NotoSansSC-Medium.ttf.z":   "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf",
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
	for name, source := range fonts {
		b, err := os.ReadFile(filepath.Join(from, source))
		if err != nil {
			return err
		}
		z, err := render.Pack(b, first)
		if err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
		if err := os.WriteFile(filepath.Join(target, name), z, 0o644); err != nil {
			return err
		}
		fmt.Printf("fonts: %s %d KB of %d\n", name, len(z)>>10, len(b)>>10)
	}
	return nil
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
