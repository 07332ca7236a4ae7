package desk

import "yangguang/internal/web"

// moreRoutes are the console's pages for checking, comparing and adding up.
func (d *Desk) moreRoutes() []web.Route { return nil }
