package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"yangguang/internal/app"
)

type backupCommand struct {
	Create  backupCreateCommand  `cmd:"" help:"备份到一个文件，服务不用停"`
	Verify  backupVerifyCommand  `cmd:"" help:"通读备份；损坏或不完整以 1 退出"`
	Restore backupRestoreCommand `cmd:"" help:"恢复到空的数据目录（和空库）"`
	Key     backupKeyCommand     `cmd:"" help:"生成一把备份密钥"`
}

// backupFile are the flags of every command about a backup.
type backupFile struct {
	Base []string `help:"增量备份的基础，可以多次给" placeholder:"FILE" sep:"none"`
	Key  string   `help:"备份密钥文件；不写就用 YANGGUANG_BACKUP_KEY_FILE" placeholder:"FILE"`
	JSON bool     `name:"json" help:"输出 JSON"`
}

func (f backupFile) of(name string, config app.Config) app.BackupFile {
	key := f.Key
	if key == "" {
		key = config.BackupKey
	}
	return app.BackupFile{Name: name, Key: key, Bases: f.Base}
}

type backupCreateCommand struct {
	place
	backupFile
	Output string `required:"" short:"o" help:"写到哪个文件" placeholder:"FILE"`
}

// Run makes a backup.
func (c backupCreateCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	b, err := app.CreateBackup(call.ctx, config, c.of(c.Output, config), call.err)
	if err != nil {
		return err
	}
	for _, hash := range b.Damaged {
		fmt.Fprintf(call.err, "文件 %s 在备份之前已经损坏，照原样备份；从以前的备份里找回\n", hash)
		call.code = Wrong
	}
	return c.tell(call, "已备份到", b)
}

type backupVerifyCommand struct {
	backupFile
	File string `arg:"" help:"备份文件"`
}

// Run reads a backup through.
func (c backupVerifyCommand) Run(call *call) error {
	config, err := app.Config{}.FromEnvironment(os.Getenv)
	if err != nil {
		return err
	}
	b, err := app.VerifyBackup(c.of(c.File, config))
	if err != nil && app.BackupDamaged(err) {
		call.code = Wrong
		fmt.Fprintln(call.err, "yangguang:", err)
		if c.JSON {
			return c.tell(call, "", b)
		}
		return nil
	}
	if err != nil {
		return err
	}
	return c.tell(call, "完整，可以用来恢复：", b)
}

type backupRestoreCommand struct {
	place
	backupFile
	File string `arg:"" help:"备份文件"`
}

// Run restores a backup.
func (c backupRestoreCommand) Run(call *call) error {
	if c.Data == "" && os.Getenv("YANGGUANG_DATA") == "" {
		return errors.New("用 --data 写明恢复到哪个目录")
	}
	config, err := c.config()
	if err != nil {
		return err
	}
	b, err := app.RestoreBackup(call.ctx, config, c.of(c.File, config))
	if err != nil {
		return err
	}
	if err := c.tell(call, "已恢复：", b); err != nil || c.JSON {
		return err
	}
	_, err = fmt.Fprintf(call.out, "接着把原来的密钥文件放到 %s（权限 0600），再运行 yangguang trail verify，然后启动服务。\n需要的密钥：%s\n",
		config.Keys, strings.Join(b.Keys, " "))
	return err
}

type backupKeyCommand struct {
	Output string `required:"" short:"o" help:"写到哪个文件；已有的不覆盖" placeholder:"FILE"`
	Suite  string `help:"international（AES-256）或 national（SM4）；不写就用 YANGGUANG_SUITE" placeholder:"SUITE"`
}

// Run makes a key and never writes over one.
func (c backupKeyCommand) Run(call *call) error {
	config, err := app.Config{Suite: c.Suite}.FromEnvironment(os.Getenv)
	if err != nil {
		return err
	}
	text, err := app.BackupKey(config)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Output, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("备份密钥没有写出：%w", err)
	}
	_, err = io.WriteString(f, text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(call.out, "写好 %s。另存一份到别处：没有它，加密的备份谁也读不出。\n", c.Output)
	return err
}

// tell prints what is known of a backup.
func (f backupFile) tell(call *call, head string, b app.Backup) error {
	if f.JSON {
		return app.JSON(call.out).Encode(b)
	}
	kind, locked := "完整备份", "未加密"
	if len(b.Bases) > 0 {
		kind = "增量备份，基础 " + strings.Join(b.Bases, "、")
	}
	if b.Encrypted {
		locked = "已加密"
	}
	_, err := fmt.Fprintf(call.out, "%s %s\n  编号 %s，数据截至 %s\n  %s，%s，%s；文件 %d 个，数据 %d 字节，备份文件 %d 字节\n", head, b.File, b.ID, b.Made, b.Engine, kind, locked, b.Files, b.Data, b.Size)
	if err == nil && b.Gone > 0 {
		_, err = fmt.Fprintf(call.out, "  备份期间有 %d 个文件被删除，没有收进来\n", b.Gone)
	}
	return err
}
