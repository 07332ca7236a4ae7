package app

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"
)

// Config is everything an instance can be told. Every field has an environment
// variable; a secret may also stand in a file named by the variable with _FILE.
// `yangguang config describe` prints this table.
type Config struct {
	Addr     string `env:"YANGGUANG_ADDR" default:"127.0.0.1:8080" doc:"监听地址；[::]:8080 同时监听 IPv6"`
	Data     string `env:"YANGGUANG_DATA" default:"data" doc:"数据目录：SQLite 数据库、文件、密钥、审计检查点"`
	Database string `env:"YANGGUANG_DATABASE" doc:"postgres:// 地址；空为数据目录里的 SQLite" secret:"true"`
	Files    string `env:"YANGGUANG_FILES" doc:"文件目录；空为数据目录下的 files"`
	Keys     string `env:"YANGGUANG_KEYS_FILE" doc:"密钥文件；空为数据目录下的 keys.json，权限须为 0600"`
	Suite    string `env:"YANGGUANG_SUITE" default:"international" doc:"密码算法：international（AES/SHA-2/Ed25519）或 national（SM4/SM3/SM2）"`
	URL      string `env:"YANGGUANG_URL" doc:"对外网址，例如 https://xxgk.example.gov.cn；邮件、通行密钥、统一认证用它"`
	Proxies  string `env:"YANGGUANG_TRUSTED_PROXIES" doc:"可信反向代理的网段，逗号分隔；只信它们给的 X-Forwarded-For"`
	Hooks    string `env:"YANGGUANG_WEBHOOK_NETWORKS" doc:"接口通知可以发往的内部网段，逗号分隔；空为只发公网地址"`
	Witness  string `env:"YANGGUANG_CHECKPOINTS" doc:"审计检查点目录；空为数据目录下的 checkpoints。宜放在另一块盘或另一台机器"`

	Backups    string `env:"YANGGUANG_BACKUPS" doc:"每天定时备份写到的目录；空为不定时备份。宜放在另一块盘或另一台机器"`
	BackupAt   string `env:"YANGGUANG_BACKUP_AT" default:"01:30" doc:"每天定时备份的时刻（北京时间）"`
	BackupKeep string `env:"YANGGUANG_BACKUP_KEEP" default:"14" doc:"定时备份留几份，旧的删除，1 到 1000"`
	BackupKey  string `env:"YANGGUANG_BACKUP_KEY_FILE" doc:"备份密钥文件（yangguang backup key 生成）；空为不加密"`

	SMTPHost     string `env:"YANGGUANG_SMTP_HOST" doc:"发信服务器；空为不发邮件，只留在发件箱"`
	SMTPPort     string `env:"YANGGUANG_SMTP_PORT" default:"587" doc:"发信端口"`
	SMTPSecurity string `env:"YANGGUANG_SMTP_SECURITY" default:"starttls" doc:"连接方式：starttls、tls 或 none（只用于本机转发）"`
	SMTPUser     string `env:"YANGGUANG_SMTP_USER" doc:"发信账号"`
	SMTPPassword string `env:"YANGGUANG_SMTP_PASSWORD" doc:"发信密码" secret:"true"`
	SMTPFrom     string `env:"YANGGUANG_SMTP_FROM" doc:"发件人地址"`

	OIDCIssuer string `env:"YANGGUANG_OIDC_ISSUER" doc:"统一身份认证（OpenID Connect）发行者；空为不启用"`
	OIDCClient string `env:"YANGGUANG_OIDC_CLIENT" doc:"统一身份认证的客户端标识"`
	OIDCLabel  string `env:"YANGGUANG_OIDC_LABEL" default:"统一身份认证" doc:"登录页上统一身份认证按钮的文字"`
	OIDCSecret string `env:"YANGGUANG_OIDC_SECRET" doc:"统一身份认证的客户端密钥" secret:"true"`

	FontSong string `env:"YANGGUANG_FONT_FANGSONG" doc:"单位自备的仿宋 TrueType 字体文件，打印 PDF 时先用"`
	FontHead string `env:"YANGGUANG_FONT_XIAOBIAOSONG" doc:"单位自备的小标宋 TrueType 字体文件，打印 PDF 标题时先用"`

	DraftDays string `env:"YANGGUANG_DRAFT_DAYS" default:"30" doc:"依申请公开：保存后没有提交的申请留多少天，1 到 365"`

	Clamd             string `env:"YANGGUANG_CLAMD" doc:"恶意代码扫描程序 clamd 的套接字，收下附件前先问它：unix:/run/clamav/clamd.ctl 或者 127.0.0.1:3310；不写不扫描，扫描程序不应答时照收并写日志"`
	SupervisorReveals string `env:"YANGGUANG_SUPERVISOR_REVEALS" default:"no" doc:"主管部门能否查看下级机关申请人的资料、文书和附件（个保法 6）：yes 能，默认不能"`
	IPv6              string `env:"YANGGUANG_IPV6" default:"no" doc:"网站页脚是否写“本网站支持 IPv6”：用 IPv6 地址测试过、真能访问的写 yes"`
	OCDSPrefix        string `env:"YANGGUANG_OCDS_PREFIX" default:"ocds-213czf" doc:"公共资源交易：在开放合约伙伴关系登记的 OCDS 前缀；没有登记的用这个示例前缀"`

	Slow string `env:"YANGGUANG_SLOW_STATEMENT" default:"500ms" doc:"数据库语句超过多久记入日志，只记语句不记数据；0 不记"`

	Demo bool             // an instance with known passwords; every page says so
	Log  *slog.Logger     // nil: slog.Default()
	Now  func() time.Time // the clock; nil is the machine's
}

// FromEnvironment fills what is still empty from the environment, then from the
// defaults. It fails when a _FILE variable names a file that cannot be read.
func (c Config) FromEnvironment(getenv func(string) string) (Config, error) {
	v := reflect.ValueOf(&c).Elem()
	for i := range v.NumField() {
		name, ok := v.Type().Field(i).Tag.Lookup("env")
		if !ok || v.Field(i).String() != "" { // a flag comes before the environment
			continue
		}
		value := getenv(name)
		if file := getenv(name + "_FILE"); value == "" && file != "" && !strings.HasSuffix(name, "_FILE") {
			text, err := os.ReadFile(file)
			if err != nil {
				return c, fmt.Errorf("%s_FILE: %w", name, err)
			}
			value = strings.TrimSpace(string(text))
		}
		if value == "" {
			value = v.Type().Field(i).Tag.Get("default")
		}
		v.Field(i).SetString(value)
	}
	if c.Files == "" {
		c.Files = filepath.Join(c.Data, "files")
	}
	if c.Keys == "" {
		c.Keys = filepath.Join(c.Data, "keys.json")
	}
	if c.Witness == "" {
		c.Witness = filepath.Join(c.Data, "checkpoints")
	}
	return c, nil
}

// Describe prints every setting: variable, default, meaning.
func Describe(w io.Writer) error {
	t := reflect.TypeFor[Config]()
	for i := range t.NumField() {
		f := t.Field(i)
		name, ok := f.Tag.Lookup("env")
		if !ok {
			continue
		}
		secret := ""
		if f.Tag.Get("secret") == "true" {
			secret = "（也可用 " + name + "_FILE 指一个文件）"
		}
		if _, err := fmt.Fprintf(w, "%-30s %s%s\n", name, f.Tag.Get("doc"), secret); err != nil {
			return err
		}
		if d := f.Tag.Get("default"); d != "" {
			if _, err := fmt.Fprintf(w, "%-30s 默认 %s\n", "", d); err != nil {
				return err
			}
		}
	}
	return nil
}
