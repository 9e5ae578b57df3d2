package server

import (
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// pages gathers the routes of all page packages and adds their templates to the set.
func (a *App) pages(set *ui.Set) ([]web.Route, error) {
	var routes []web.Route
	return routes, nil
}
