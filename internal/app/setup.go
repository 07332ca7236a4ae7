package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
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
	unit := fmt.Sprintf(`[Unit]
Description=Yangguang open-government ledgers
After=network-online.target
Wants=network-online.target

[Service]
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
`, filepath.Join("/etc/yangguang", "yangguang.env"), program, c.Data)
	return []SetupFile{
		{Name: "yangguang.env", Text: env.String(), Mode: 0o600, Use: "配置；放到 /etc/yangguang/"},
		{Name: "yangguang.service", Text: unit, Mode: 0o644, Use: "systemd 服务；放到 /etc/systemd/system/"},
	}, nil
}
