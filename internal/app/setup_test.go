package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestUnitBoundsMemory: the service file says how much the program may take.
func TestUnitBoundsMemory(t *testing.T) {
	for _, tt := range []struct {
		meminfo string
		want    int64 // MB
		because string
	}{
		{"MemTotal:        4194304 kB\nMemFree: 1 kB\n", 2048, "half of 4 GB"},
		{"MemTotal:       67108864 kB\n", 4096, "a large machine is not filled"},
		{"MemTotal:         524288 kB\n", 512, "less than it needs is not promised"},
		{"MemTotal: many\n", 1024, "unreadable"},
		{"", 1024, "says nothing"},
	} {
		name := filepath.Join(t.TempDir(), "meminfo")
		if err := os.WriteFile(name, []byte(tt.meminfo), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := memoryLimit(name) >> 20; got != tt.want {
			t.Errorf("%s: %d MB, want %d", tt.because, got, tt.want)
		}
	}
	if got := memoryLimit(filepath.Join(t.TempDir(), "none")) >> 20; got != 1024 {
		t.Errorf("another system: %d MB", got)
	}
	c, err := Config{Data: t.TempDir()}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	files, err := SetupFiles(c)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^Environment=GOMEMLIMIT=([0-9]+)MiB\nMemoryMax=([0-9]+)M$`).FindStringSubmatch(files[1].Text)
	if m == nil {
		t.Fatalf("no limits in %s", files[1].Text)
	}
	soft, _ := strconv.Atoi(m[1])
	hard, _ := strconv.Atoi(m[2])
	if soft < 512 || hard != soft/2*3 {
		t.Errorf("GOMEMLIMIT %d MB, MemoryMax %d MB", soft, hard)
	}
}
