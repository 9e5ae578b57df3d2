// Package listpage is a page that is one list and nothing else: views, filter bar, table, pager. Ledgers with a face of their
// own, such as that of projects, are laid by hand.
package listpage

import (
	"embed"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const name = "listpage/list"

// Add adds the page to the set.
func Add(set *ui.Set) error { return set.Add("listpage", files) }

// Page is the data of the page; the caller gives head and texts, the rest comes from the question.
type Page struct {
	ui.Page
	Views ui.Tabs
	Bar   ui.FilterBar
	Note  *ui.Note
	Table ui.Table
	Bulk  *ui.BulkBar
	Pager ui.Pager
}

// Cell gives the cell of a column that differs from the plain value, as listing.Ask.Table wants it.
type Cell func(c *list.Column, r list.Row) (cell ui.Cell, ok bool)

// Show answers the question with head around it. more are columns that cells need besides those shown; with bulk, rows can be
// selected.
func Show(q *web.Req, a *listing.Ask, head ui.Page, cell Cell, bulk *ui.BulkBar, more ...string) error {
	rows, err := a.Rows(q.Ctx(), more...)
	if err != nil {
		return err
	}
	p := &Page{Page: head, Bar: a.Bar(), Note: a.Note, Table: a.Table(rows, cell), Pager: a.Pager(rows), Bulk: bulk}
	if p.Views, err = a.Tabs(q.Ctx(), rows); err != nil {
		return err
	}
	p.Table.Empty = a.Nothing()
	if bulk != nil {
		p.Table.Select = bulk.Form
	}
	return q.RenderList(name, listing.Block, p)
}
