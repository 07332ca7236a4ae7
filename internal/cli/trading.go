package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"yangguang/internal/app"
)

type importCommand struct {
	Trading importTradingCommand `cmd:"" help:"公共资源交易公告：全国数据规范的表，CSV 或 JSON；导入后等负责人签发"`
}

type importTradingCommand struct {
	place
	Files []string `arg:"" name:"file" help:"文件或者目录，可以多个；文件用表名命名，例如 WIN_RESULT_ANNO.csv，或者有一列 TABLE"`
	Body  string   `help:"单位代码；不写就是平台主办单位" placeholder:"CODE"`
	JSON  bool     `name:"json" help:"输出 JSON"`
}

// Run imports notices; a line that was set aside makes it 1.
func (c importTradingCommand) Run(call *call) error {
	files := map[string][]byte{}
	for _, root := range c.Files {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files[name], err = os.ReadFile(name)
			return err
		})
		if err != nil {
			return err
		}
	}
	config, err := c.config()
	if err != nil {
		return err
	}
	report, err := app.ImportTrading(call.ctx, config, c.Body, files)
	if err != nil {
		return err
	}
	if !report.Clean() {
		call.code = Wrong
	}
	if c.JSON {
		return json.NewEncoder(call.out).Encode(report)
	}
	fmt.Fprintln(call.out, report.Words())
	for _, x := range append(report.Quarantined, report.Refused...) {
		fmt.Fprintf(call.out, "  %s 第 %d 行：%s\n", x.File, x.Line, x.Why)
	}
	return nil
}

type exportCommand struct {
	OCDS exportOCDSCommand `cmd:"" name:"ocds" help:"公共资源交易的开放合约数据（OCDS 1.1.5），只有已签发的公告"`
}

type exportOCDSCommand struct {
	place
	Output string `required:"" short:"o" help:"写到哪个文件，- 为标准输出" placeholder:"FILE"`
	Year   int    `help:"只要这一年发布的"`
	Kind   string `default:"releases" enum:"releases,records,versioned" help:"releases、records 或 versioned"`
	Part   string `default:"purchases" enum:"purchases,disposals" help:"purchases 采购，disposals 土地、矿业权出让；不在一个文件里"`
	Body   string `help:"单位代码；不写就是平台主办单位" placeholder:"CODE"`
}

// Run writes the package.
func (c exportOCDSCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	want := app.Export{Kind: c.Kind, Sales: c.Part == "disposals", Year: c.Year}
	return save(c.Output, call.out, func(w io.Writer) error { return app.ExportOCDS(call.ctx, config, c.Body, want, w) })
}
