package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// SetupFile is a file that setup writes.
type SetupFile struct {
	Name, Text, Use string
	Mode            fs.FileMode
}

// SetupFiles are the environment file and the systemd unit of an instance. Only
// what differs from the defaults is written; secrets are left to be filled in.
func SetupFiles(c Config) ([]SetupFile, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program: %w", err)
	}
	var env strings.Builder
	env.WriteString("# 阳光的配置。全部配置项见 yangguang config describe。\n")
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, ok := f.Tag.Lookup("env")
		if !ok {
			continue
		}
		value := v.Field(i).String()
		switch {
		case value == "" || value == f.Tag.Get("default") || f.Tag.Get("secret") == "true":
			fmt.Fprintf(&env, "# %s\n#%s=%s\n", f.Tag.Get("doc"), name, f.Tag.Get("default"))
		default:
			fmt.Fprintf(&env, "# %s\n%s=%s\n", f.Tag.Get("doc"), name, value)
		}
	}
	memory := memoryLimit("/proc/meminfo")
	unit := fmt.Sprintf(`[Unit]
Description=Yangguang open-government ledgers
After=network-online.target
Wants=network-online.target

[Service]
# 内存：超过 GOMEMLIMIT 时多花处理器时间回收，超过 MemoryMax 时由系统结束后重启。
# 按本机内存的一半写入，最多 4 GB；换了机器重新运行 setup，或照此修改。
Environment=GOMEMLIMIT=%dMiB
MemoryMax=%dM
EnvironmentFile=%s
ExecStart=%s serve
User=yangguang
Restart=on-failure
RestartSec=2
TimeoutStopSec=40
UMask=0077
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=yes
ReadWritePaths=%s

[Install]
WantedBy=multi-user.target
`, memory>>20, memory/2*3>>20, filepath.Join("/etc/yangguang", "yangguang.env"), program, c.Data)
	return []SetupFile{
		{Name: "yangguang.env", Text: env.String(), Mode: 0o600, Use: "配置；放到 /etc/yangguang/"},
		{Name: "yangguang.service", Text: unit, Mode: 0o644, Use: "systemd 服务；放到 /etc/systemd/system/"},
	}, nil
}

// What the program may take: idle it needs about 70 MB, and what it reads of
// bodies at one time is bounded at 256 MB (package web).
const (
	leastMemory = 512 << 20
	mostMemory  = 4 << 30
	usualMemory = 1 << 30
)

// memoryLimit is half of the machine's memory as meminfo tells it, within what
// the program needs and can use.
func memoryLimit(meminfo string) int64 {
	text, err := os.ReadFile(meminfo)
	if err != nil {
		return usualMemory
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err != nil {
				return usualMemory
			}
			return min(max(kb<<10/2, leastMemory), mostMemory)
		}
	}
	return usualMemory
}
