package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"yangguang/internal/app"
)

type serveCommand struct {
	place
	Addr  string `help:"监听地址，默认 127.0.0.1:8080" placeholder:"HOST:PORT"`
	Pprof string `help:"在这个本机回环地址上提供 Go 运行时的性能数据，例如 127.0.0.1:6060" placeholder:"HOST:PORT"`
}

func (c serveCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	if c.Addr != "" {
		config.Addr = c.Addr
	}
	return serve(call, config, slog.LevelInfo, c.Pprof, nil)
}

// serve opens an instance and serves it until the call ends. told prints what
// people need once requests are answered; profiles is where the runtime's are
// served, "" for nowhere.
func serve(call *call, config app.Config, level slog.Level, profiles string, told func(*app.App) error) (err error) {
	config.Log = slog.New(slog.NewTextHandler(call.err, &slog.HandlerOptions{Level: level}))
	a, err := app.Open(call.ctx, config)
	if err != nil {
		return err
	}
	defer func() {
		if closed := a.Close(); err == nil {
			err = closed
		}
	}()
	if profiles != "" {
		if err := a.Profile(call.ctx, profiles); err != nil {
			return err
		}
	}
	l, err := a.Listen(call.ctx)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	ctx, stop := context.WithCancel(call.ctx)
	defer stop()
	go func() { ended <- a.Serve(ctx, l) }()
	if told == nil {
		told = func(a *app.App) error { return firstSteps(call, a, config) }
	}
	if err := told(a); err != nil {
		stop()
		<-ended
		return err
	}
	return <-ended
}

// firstSteps prints where the site is, and while nobody has an account the
// one-time link for the first administrator.
func firstSteps(call *call, a *app.App, config app.Config) error {
	fmt.Fprintf(call.out, "已就绪：%s/\n", config.Address())
	link, err := a.FirstLink(call.ctx)
	if err != nil {
		return err
	}
	if link != "" {
		fmt.Fprintf(call.out, "还没有任何账号。用这个一次性链接登记单位和第一位安全管理员（重启后换新链接）：\n  %s\n", link)
	}
	return nil
}

type demoCommand struct {
	Scenario string `help:"样例，默认 baoshan-2024" default:"baoshan-2024" enum:"baoshan-2024"`
	Addr     string `help:"监听地址" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Data     string `help:"数据目录；不写就用临时目录，结束时删除" placeholder:"DIR"`
	Database string `help:"postgres:// 地址，要空库；不写就用数据目录里的 SQLite" placeholder:"URL"`
	Scale    int    `help:"各台账数据量放大几倍" default:"1" placeholder:"N"`
	LoadOnly bool   `help:"只往 --data 里装数据，不启动"`
	Pprof    string `help:"在这个本机回环地址上提供 Go 运行时的性能数据，例如 127.0.0.1:6060" placeholder:"HOST:PORT"`
}

func (c demoCommand) Run(call *call) (err error) {
	if c.Scale < 1 || c.Scale > 1000 {
		return fmt.Errorf("--scale：填 1 到 1000")
	}
	if c.LoadOnly && c.Data == "" {
		return fmt.Errorf("--load-only 要和 --data 一起用")
	}
	dir := c.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "yangguang-demo-"); err != nil {
			return fmt.Errorf("建立临时目录：%w", err)
		}
		defer func() {
			if gone := os.RemoveAll(dir); err == nil {
				err = gone
			}
		}()
	}
	config := app.DemoConfig(dir, c.Addr)
	config.Database = c.Database
	if config, err = config.FromEnvironment(func(string) string { return "" }); err != nil {
		return err
	}
	config.Log = slog.New(slog.NewTextHandler(call.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	say := func(line string) { fmt.Fprintln(call.out, "==> "+line) }
	if err := app.LoadDemo(call.ctx, config, app.DemoOptions{Scenario: c.Scenario, Scale: c.Scale, Say: say}); err != nil {
		return err
	}
	if c.LoadOnly {
		return nil
	}
	return serve(call, config, slog.LevelWarn, c.Pprof, func(a *app.App) error {
		_, err := io.WriteString(call.out, app.DemoCard(config))
		return err
	})
}

type setupCommand struct {
	place
	Addr  string `help:"监听地址，默认 127.0.0.1:8080" placeholder:"HOST:PORT"`
	URL   string `name:"url" help:"对外网址，例如 https://xxgk.example.gov.cn" placeholder:"URL"`
	Suite string `help:"密码算法：international 或 national（国密），建成后不能改" default:"international" enum:"international,national"`
	Out   string `help:"配置和服务文件写到哪个目录" default:"." placeholder:"DIR"`
}

func (c setupCommand) Run(call *call) error {
	config, err := c.config() // for the data directory alone: what is written must not depend on where it was typed
	if err != nil {
		return err
	}
	data, err := filepath.Abs(config.Data)
	if err != nil {
		return err
	}
	config, err = app.Config{Data: data, Database: c.Database, Files: c.Files, Addr: c.Addr, URL: c.URL, Suite: c.Suite}.FromEnvironment(os.Getenv)
	if err != nil {
		return err
	}
	files, err := app.SetupFiles(config)
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(c.Out, f.Name)
		if _, err := os.Stat(name); err == nil {
			return fmt.Errorf("%s 已经有了，没有改动。移走它或用 --out 换一个目录", name)
		}
	}
	for _, f := range files {
		name := filepath.Join(c.Out, f.Name)
		if err := os.WriteFile(name, []byte(f.Text), f.Mode); err != nil {
			return fmt.Errorf("写 %s：%w", name, err)
		}
		fmt.Fprintf(call.out, "写好 %s：%s\n", name, f.Use)
	}
	config.Log = slog.New(slog.NewTextHandler(call.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := app.Open(call.ctx, config)
	if err != nil {
		return err
	}
	link, err := a.FirstLink(call.ctx)
	if closed := a.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if link == "" {
		fmt.Fprintln(call.out, "这个实例已经有账号，不再发首次链接。")
		return nil
	}
	fmt.Fprintf(call.out, "启动服务（yangguang serve）后打开这个一次性链接，登记单位和第一位安全管理员：\n  %s\n没有默认口令；链接过期时重新启动服务，会给出新的。\n", link)
	return nil
}

type trailCommand struct {
	Verify     trailVerifyCommand     `cmd:"" help:"核验审计日志：改、删、插、换，与检查点对照"`
	Export     trailExportCommand     `cmd:"" help:"导出整个审计日志，供另一台机器用 trailverify 核验"`
	Checkpoint trailCheckpointCommand `cmd:"" help:"签一个检查点并导出，交外部保存"`
}

type trailVerifyCommand struct {
	place
	JSON       bool     `name:"json" help:"输出 JSON"`
	Checkpoint []string `help:"外部保存的检查点文件，可以多次给" placeholder:"FILE" sep:"none"`
}

func (c trailVerifyCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	ok, err := app.VerifyAudit(call.ctx, config, c.Checkpoint, c.JSON, call.out)
	if err == nil && !ok {
		call.code = Wrong
	}
	return err
}

type trailExportCommand struct {
	place
	Output string `required:"" short:"o" help:"写到哪个文件，- 为标准输出" placeholder:"FILE"`
}

// Run exports the audit log.
func (c trailExportCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	return save(c.Output, call.out, func(w io.Writer) error { return app.ExportAudit(call.ctx, config, w) })
}

type trailCheckpointCommand struct {
	place
	Output string `short:"o" help:"写到哪个文件，- 为标准输出" default:"-" placeholder:"FILE"`
}

func (c trailCheckpointCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	line, err := app.Checkpoint(call.ctx, config)
	if err != nil {
		return err
	}
	return save(c.Output, call.out, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, line)
		return err
	})
}

type migrateCommand struct {
	place
	Check bool `help:"只看还差哪些，不改；差就以 1 退出"`
}

func (c migrateCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	if !c.Check {
		if err := app.Migrate(call.ctx, config); err != nil {
			return err
		}
		_, err = fmt.Fprintln(call.out, "数据库已是本程序的版本。")
		return err
	}
	pending, err := app.Pending(call.ctx, config)
	if err != nil {
		return err
	}
	for _, p := range pending {
		fmt.Fprintln(call.out, p)
		call.code = Wrong
	}
	if len(pending) == 0 {
		fmt.Fprintln(call.out, "数据库已是本程序的版本。")
	}
	return nil
}

type configCommand struct {
	Describe configDescribeCommand `cmd:"" help:"列出全部配置项、默认值和说明"`
}

type configDescribeCommand struct{}

func (configDescribeCommand) Run(call *call) error { return app.Describe(call.out) }

func folder(name string) string { return filepath.Dir(name) }

// chinese puts kong's few English words into Chinese.
type chinese struct{ w io.Writer }

func (c chinese) Write(p []byte) (int, error) {
	text := p
	for _, word := range [][2]string{
		{"Usage: ", "用法："}, {"Flags:", "选项："}, {"Commands:", "命令："}, {"Arguments:", "参数："},
		{"Show context-sensitive help.", "显示用法。"}, {"<command>", "<命令>"}, {"[flags]", "[选项]"}, {"<command> --help\" for more information on a command.", "<命令> --help\" 看一个命令的用法。"},
		{"Run \"", "运行 \""}, {"\" for more information on a command.", "\" 看一个命令的用法。"},
	} {
		text = bytes.ReplaceAll(text, []byte(word[0]), []byte(word[1]))
	}
	_, err := c.w.Write(text)
	return len(p), err
}
