// Command trailverify verifies an audit log that `yangguang trail export` wrote,
// on another machine and without the program that made it: it stands on the
// standard library and gmsm alone and reads docs/trail-format.md in its own way.
// It exits 0 when every file holds, 1 when something is wrong, 2 when a file
// cannot be read.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

type several []string

func (s *several) String() string     { return strings.Join(*s, ",") }
func (s *several) Set(v string) error { *s = append(*s, v); return nil }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// result is what is said of one file.
type result struct {
	File         string    `json:"file"`
	OK           bool      `json:"ok"`
	Entries      int64     `json:"entries"`
	Checkpoints  int       `json:"checkpoints"`
	Rows         int64     `json:"rows"`
	Fingerprints []string  `json:"fingerprints"` // of the keys that signed
	Findings     []finding `json:"findings"`
}

func run(args []string, out, errOut io.Writer) int {
	flags := flag.NewFlagSet("trailverify", flag.ContinueOnError)
	flags.SetOutput(errOut)
	var outside several
	flags.Var(&outside, "checkpoint", "a file of checkpoints kept outside; may be given several times")
	fingerprint := flags.String("fingerprint", "", "the fingerprint of the signing key as it was written down")
	asJSON := flags.Bool("json", false, "print JSON")
	if err := flags.Parse(args); err != nil || flags.NArg() == 0 {
		fmt.Fprintln(errOut, "usage: trailverify [-checkpoint FILE] [-fingerprint F] [-json] TRAIL...")
		return 2
	}
	var kept []string
	for _, name := range outside {
		text, err := os.ReadFile(name)
		if err != nil {
			fmt.Fprintln(errOut, "trailverify:", err)
			return 2
		}
		kept = append(kept, strings.Split(strings.TrimSpace(string(text)), "\n")...)
	}
	code := 0
	results := []result{}
	for _, name := range flags.Args() {
		f, err := os.Open(name)
		if err != nil {
			fmt.Fprintln(errOut, "trailverify:", err)
			return 2
		}
		r := verify(f, kept, *fingerprint)
		f.Close()
		r.File = name
		if !r.OK {
			code = 1
		}
		results = append(results, r)
	}
	if *asJSON {
		if err := json.NewEncoder(out).Encode(results); err != nil {
			return 2
		}
		return code
	}
	for _, r := range results {
		fmt.Fprintf(out, "%s: %d entries, %d checkpoints, %d rows\n", r.File, r.Entries, r.Checkpoints, r.Rows)
		for _, f := range r.Fingerprints {
			fmt.Fprintln(out, "  key", f)
		}
		for _, f := range r.Findings {
			fmt.Fprintf(out, "  [%s] entry %d: %s\n", f.Kind, f.Entry, f.Message)
		}
		if r.OK {
			fmt.Fprintln(out, "  holds")
		}
	}
	return code
}
