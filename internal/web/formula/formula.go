// Package formula is the pages of the registry of definitions (口径库): what every rate means, what it gives now, by county,
// chain and unit, two versions beside each other, and the editor in which an office writes the next.
package formula

import (
	"embed"
	"strconv"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "formulas"
	base    = "/formulas"
)

// Deps is what the pages stand on.
type Deps struct {
	Formulas *formula.Service
	Lists    *listing.Kit
	Trail    *trail.Trail
	Title    func(kind string) (title string) // the column that names a record of a list
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("formula", files) }

type handlers struct{ Deps }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{d}
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET "+base, authz.FormulaView, h.list),
		row("GET "+base+"/new", authz.FormulaEdit, h.showNew),
		row("POST "+base+"/new", authz.FormulaEdit, h.create),
		row("POST "+base+"/check", authz.FormulaEdit, h.check),
		row("GET "+base+"/{code}", authz.FormulaView, h.show),
		row("GET "+base+"/{code}/compare", authz.FormulaView, h.compare),
		row("GET "+base+"/{code}/next", authz.FormulaEdit, h.showNext),
		row("POST "+base+"/{code}/next", authz.FormulaEdit, h.createNext),
		row("GET "+base+"/{code}/{number}/edit", authz.FormulaEdit, h.showEdit),
		row("POST "+base+"/{code}/{number}/edit", authz.FormulaEdit, h.save),
		row("POST "+base+"/{code}/{number}/remove", authz.FormulaEdit, h.remove),
		row("GET "+base+"/{code}/{number}/adopt", authz.FormulaEdit, h.askAdopt),
		row("POST "+base+"/{code}/{number}/adopt", authz.FormulaEdit, h.adopt),
		row("GET "+base+"/{code}/{number}/retire", authz.FormulaEdit, h.askRetire),
		row("POST "+base+"/{code}/{number}/retire", authz.FormulaEdit, h.retire),
	}
}

// version is the version of the address.
func (h *handlers) version(q *web.Req) (*formula.Definition, error) {
	all, err := h.Formulas.Versions(q.Ctx(), q.Path("code"))
	if err != nil {
		return nil, err
	}
	n, _ := strconv.ParseInt(q.Path("number"), 10, 64) // 0 is no version
	for i := range all {
		if all[i].Number == n {
			return &all[i], nil
		}
	}
	return nil, errs.New(errs.NotFound, "“%s”没有这个版本", all[0].Name)
}

func at(d *formula.Definition) string { return base + "/" + d.Code }

func atVersion(d *formula.Definition) string { return at(d) + "?v=" + strconv.FormatInt(d.Number, 10) }

func deed(d *formula.Definition, verb string) string {
	return at(d) + "/" + strconv.FormatInt(d.Number, 10) + "/" + verb
}
