package cli

import "yangguang/internal/app"

type requestsCommand struct {
	Recount requestsRecountCommand `cmd:"" help:"按每件申请的经过重算表三，核对随时更新的计数；不符以 1 退出"`
}

type requestsRecountCommand struct {
	place
	Body string `help:"单位代码；不写就是全部单位" placeholder:"CODE"`
	Mend bool   `help:"先把计数改成逐件点数的结果，记入审计日志；不改任何申请"`
}

// Run recounts table three.
func (c requestsRecountCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	ok, err := app.RecountRequests(call.ctx, config, c.Body, c.Mend, call.out)
	if err == nil && !ok {
		call.code = Wrong
	}
	return err
}
