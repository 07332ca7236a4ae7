// Command htmlfmt formats HTML templates: one element a line, indented, lines of
// at most 120 columns, and the page they make stays as it is. Chinese is written
// without spaces, so a line may end only where space stood, where browsers drop
// it, or beside an action, which then trims it ({{-).
//
//	go run ./cmd/htmlfmt [-l] DIR...
//
// With -l it changes nothing, lists the files that are not formatted, and ends
// with 1 when there are any.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	list := flag.Bool("l", false, "list the files that are not formatted")
	flag.Parse()
	found := 0
	for _, dir := range flag.Args() {
		n, err := walk(dir, *list)
		if err != nil {
			log.Fatal("htmlfmt: ", err)
		}
		found += n
	}
	if *list && found > 0 {
		os.Exit(1)
	}
}

// walk formats the templates of a folder and gives how many were not.
func walk(dir string, list bool) (found int, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "testdata" {
			if err == nil {
				err = fs.SkipDir
			}
			return err
		}
		if d.IsDir() || !strings.HasSuffix(path, ".html") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		formatted, err := format(string(source))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if formatted == string(source) {
			return nil
		}
		found++
		if list {
			fmt.Println(path)
			return nil
		}
		return os.WriteFile(path, []byte(formatted), 0o644)
	})
	return found, err
}
