// Package cli turns command lines into calls on package app and on the books.
// Exit codes: 0 done and nothing wrong, 1 done and something is wrong, 2 cannot
// be done; the reason of 2 is on the error output.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"yangguang/internal/app"
	"yangguang/internal/calendar"
)

// The exit codes every command keeps to.
const (
	Done    = 0
	Wrong   = 1 // done, and something is wrong: findings
	Refused = 2 // cannot be done: unreadable input, bad flags
)

// Run executes one command and returns the process exit code.
func Run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("yangguang"),
		kong.Description("阳光：政府信息公开台账。数据目录、数据库、文件目录也可用环境变量 YANGGUANG_DATA、YANGGUANG_DATABASE、YANGGUANG_FILES。"),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Help(help),
	)
	if err != nil {
		fmt.Fprintln(errOut, "yangguang:", err)
		return Refused
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help has been printed
		return exit
	}
	if err != nil {
		fmt.Fprintln(errOut, "yangguang:", err)
		fmt.Fprintln(errOut, "用 --help 看用法")
		return Refused
	}
	call := &call{ctx: ctx, out: out, err: errOut}
	if err := parsed.Run(call); err != nil {
		fmt.Fprintln(errOut, "yangguang:", err)
		return Refused
	}
	return call.code
}

// help prints kong's help under Chinese headings.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	w := ctx.Stdout
	defer func() { ctx.Stdout = w }()
	ctx.Stdout = chinese{w}
	return kong.DefaultHelpPrinter(options, ctx)
}

// call is what every command is given, and where it leaves its exit code.
type call struct {
	ctx      context.Context
	out, err io.Writer
	code     int
}

// place are the flags of every command that opens an instance.
type place struct {
	Data     string `help:"数据目录，默认 data" placeholder:"DIR"`
	Database string `help:"postgres:// 地址；不写就用数据目录里的 SQLite" placeholder:"URL"`
	Files    string `help:"文件目录；不写就用数据目录下的 files" placeholder:"DIR"`
}

func (p place) config() (app.Config, error) {
	return app.Config{Data: p.Data, Database: p.Database, Files: p.Files}.FromEnvironment(os.Getenv)
}

// commands is the whole command line.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"临时的演示实例，带一年的样例数据"`
	Serve    serveCommand    `cmd:"" help:"运行门户、工作台和后台任务"`
	Setup    setupCommand    `cmd:"" help:"初始化：写配置和服务文件，给出第一位管理员的一次性链接"`
	Report   reportCommand   `cmd:"" help:"年度报告：核对、打印"`
	Redact   redactCommand   `cmd:"" help:"遮盖：按依据把文字从文件里去掉，做成新文件并证明干净"`
	Deadline deadlineCommand `cmd:"" help:"期限：推算、逐日说明"`
	Fee      feeCommand      `cmd:"" help:"信息处理费"`
	Screen   screenCommand   `cmd:"" help:"公开前查文件：身份证号、手机号等个人信息，密级标志，清单词语，隐藏内容"`
	Import   importCommand   `cmd:"" help:"导入文件"`
	Export   exportCommand   `cmd:"" help:"导出数据"`
	Requests requestsCommand `cmd:"" help:"依申请公开：重算表三"`
	Trail    trailCommand    `cmd:"" help:"审计日志：核验、导出检查点"`
	Backup   backupCommand   `cmd:"" help:"备份、核对、恢复"`
	Keys     keysCommand     `cmd:"" help:"密钥：列出、更换"`
	Migrate  migrateCommand  `cmd:"" help:"建立或升级数据库"`
	Config   configCommand   `cmd:"" help:"配置项"`
	Version  versionCommand  `cmd:"" help:"版本"`
}

type reportCommand struct {
	Check reportCheckCommand `cmd:"" help:"读取已公布的年度报告（html、txt、md、docx、xlsx、pdf）并核对"`
	Build reportBuildCommand `cmd:"" help:"打印本实例的年度报告"`
}

type reportCheckCommand struct {
	Files    []string `arg:"" name:"file" help:"年度报告文件，可以多个"`
	Previous string   `help:"同一单位上一年的报告，用来核对结转" placeholder:"FILE"`
	JSON     bool     `name:"json" help:"输出 JSON"`
}

func (c reportCheckCommand) Run(call *call) error {
	call.code = reportCheck(call.ctx, c.Files, c.Previous, c.JSON, call.out, call.err)
	return nil
}

type reportBuildCommand struct {
	place
	Year   int    `required:"" help:"报告年度"`
	Body   string `help:"单位代码；不写就是平台主办单位" placeholder:"CODE"`
	Format string `required:"" help:"html、docx、pdf、xlsx 或 json"`
	Output string `required:"" short:"o" help:"写到哪个文件，- 为标准输出" placeholder:"FILE"`
}

func (c reportBuildCommand) Run(call *call) (err error) {
	config, err := c.config()
	if err != nil {
		return err
	}
	// One report is printed once: little memory is worth more than the time.
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	return app.BuildReport(call.ctx, config, c.Body, c.Year, c.Format, func(write func(io.Writer) error) error {
		return save(c.Output, call.out, write)
	})
}

// save writes a file whole or not at all.
func save(name string, out io.Writer, write func(io.Writer) error) (err error) {
	if name == "-" {
		return write(out)
	}
	f, err := os.CreateTemp(folder(name), ".yangguang-*")
	if err != nil {
		return fmt.Errorf("不能写到 %s：%w", name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

type deadlineCommand struct {
	Add    deadlineAddCommand    `cmd:"" help:"某日之后第 N 个工作日（或日、月），逐日说明"`
	Replay deadlineReplayCommand `cmd:"" help:"按一件申请的经过推算期限"`
}

type deadlineAddCommand struct {
	From string `required:"" help:"起算之日，例如 2026-11-22，次日为第 1 日" placeholder:"DATE"`
	Days int    `required:"" help:"多少个工作日（日、月）" placeholder:"N"`
	Unit string `help:"working（工作日）、natural（日）、months（月）" default:"working"`
	JSON bool   `name:"json" help:"输出 JSON"`
}

func (c deadlineAddCommand) Run(call *call) error {
	call.code = deadlineAdd(call.out, call.err, calendar.New(), c.From, c.Days, c.Unit, c.JSON)
	return nil
}

type deadlineReplayCommand struct {
	File string `arg:"" help:"经过，JSON 文件；- 为标准输入"`
	JSON bool   `name:"json" help:"输出 JSON"`
}

func (c deadlineReplayCommand) Run(call *call) error {
	call.code = deadlineReplay(os.Stdin, call.out, call.err, calendar.New(), c.File, c.JSON)
	return nil
}

type feeCommand struct {
	Items   *int `help:"按件计收：本次申请件数" placeholder:"N"`
	Pages   *int `help:"按量计收：页数" placeholder:"N"`
	Already int  `help:"按件计收：同一申请人当月已计的件数" placeholder:"N"`
	JSON    bool `name:"json" help:"输出 JSON"`
}

func (c feeCommand) Run(call *call) error {
	call.code = fee(call.out, call.err, c.Items, c.Pages, c.Already, c.JSON)
	return nil
}

type versionCommand struct{}

func (versionCommand) Run(call *call) error {
	version, revision := "（未标注）", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" && info.Main.Version != "(devel)" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value
			}
		}
	}
	_, err := fmt.Fprintf(call.out, "yangguang %s%s\n", version, revision)
	return err
}
