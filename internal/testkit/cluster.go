package testkit

import (
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
)

// clusterPort is where the cluster in dir listens: one port for each directory,
// below those the kernel gives out.
func clusterPort(dir string) int {
	h := fnv.New32a()
	h.Write([]byte(dir))
	return 20000 + int(h.Sum32()%12000)
}

// cluster gives the URL of the PostgreSQL cluster of the suites: that of
// YANGGUANG_TEST_POSTGRES, or one of our own, started once for all test
// processes of this user and left running for the next ones.
var cluster = sync.OnceValues(func() (string, error) {
	if u := os.Getenv("YANGGUANG_TEST_POSTGRES"); u != "" {
		return u, nil
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(os.TempDir(), "yangguang-postgres-"+strconv.Itoa(os.Getuid()))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	lock, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	cmd := exec.Command(filepath.Join(root, "tools", "postgres.sh"), "start", dir, strconv.Itoa(clusterPort(dir)))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("the suites need PostgreSQL (run 'make tools', or set YANGGUANG_TEST_POSTGRES): %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	return strings.TrimSpace(string(out)), nil
})

// moduleRoot is the folder of go.mod above the test's own.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the test")
		}
		dir = up
	}
}

// admin runs one statement on the cluster itself.
func admin(t testing.TB, base, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Errorf("testkit: %s: %v", statement, err)
	}
}
