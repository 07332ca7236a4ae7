package cli

import "yangguang/internal/app"

type keysCommand struct {
	List   keysListCommand   `cmd:"" help:"列出密钥，不显示内容"`
	Rotate keysRotateCommand `cmd:"" help:"换一把新密钥，并用它重新封存个人信息"`
}

type keysListCommand struct{ place }

// Run prints the key ring.
func (c keysListCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	return app.ListKeys(call.ctx, config, call.out)
}

type keysRotateCommand struct {
	place
	Purpose string `required:"" help:"seal（封存个人信息）、index（检索索引）或 checkpoint（审计检查点签名）"`
}

// Run brings in a new key.
func (c keysRotateCommand) Run(call *call) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	return app.RotateKey(call.ctx, config, c.Purpose, call.out)
}
