package server

import (
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// Routes are all routes of the pages, for the tests that hold them to the golden list and exercise each of them.
func (a *App) Routes() ([]web.Route, error) {
	assets, err := ui.NewAssets()
	if err != nil {
		return nil, err
	}
	set, err := ui.NewSet(assets)
	if err != nil {
		return nil, err
	}
	return a.pages(set)
}
