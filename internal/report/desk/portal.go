package desk

import "yangguang/internal/web"

// portalRoutes are the public pages of 政府信息公开年报.
func (d *Desk) portalRoutes() []web.Route { return nil }
