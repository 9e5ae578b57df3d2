package formula

import (
	"lianzhang/internal/desk"
	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// listPage is the registry.
type listPage struct {
	ui.Page
	Chain  ui.Table // the way of a project, flat and chained
	Groups []listGroup
	Cases  ui.Table
	Lamps  []lamp
}

// listGroup is what is defined over one list.
type listGroup struct {
	Label string
	Table ui.Table
}

// lamp is a rule of the chain's lamp.
type lamp struct {
	Light           ui.Light
	ID, When, Clear string
}

func (h *handlers) list(q *web.Req) error {
	defs, err := h.Formulas.All(q.Ctx())
	if err != nil {
		return err
	}
	p := &listPage{Page: q.Page(section, "口径库")}
	p.Lede = ui.Plain("每个率怎样算、现在是多少、用在哪里。改口径就是加一个新版本，旧文稿仍按它当时的版本")
	if h.edits(q) {
		p.Acts = []ui.Action{ui.PrintPage(), ui.Primary("新口径", base+"/new")}
	}
	order := h.codes(defs)
	for _, src := range h.Formulas.Sources {
		g := listGroup{Label: src.Spec.Label}
		var shown []*formula.Compiled
		for _, d := range order {
			if d.List != src.Spec.Name {
				continue
			}
			if c, err := h.Formulas.Get(q.Ctx(), d.Code, int(d.Number)); err == nil {
				shown = append(shown, c)
			} else {
				g.Table.Rows = append(g.Table.Rows, broken(&d, err))
			}
		}
		if len(shown)+len(g.Table.Rows) == 0 {
			continue
		}
		if err := h.rows(q, &g.Table, shown); err != nil {
			return err
		}
		p.Groups = append(p.Groups, g)
	}
	if p.Chain, err = h.chain(q, defs, formula.Ask{}); err != nil {
		return err
	}
	if p.Cases, err = h.cases(q, ""); err != nil {
		return err
	}
	for _, r := range desk.ChainRules().Rules {
		p.Lamps = append(p.Lamps, lamp{Light: ui.Lamp(ui.LetterOf(r.Light)), ID: r.ID, When: r.When, Clear: r.Clear})
	}
	return q.Render("formula/list", p)
}

// edits reports whether the person may write definitions: they hold for the whole site.
func (h *handlers) edits(q *web.Req) bool { return q.Actor.Can(authz.FormulaEdit) && q.Actor.Scope.All }

// codes picks one version of each slot of a code for the list: what is adopted, else the newest.
func (h *handlers) codes(defs []formula.Definition) []formula.Definition {
	var out []formula.Definition
	for _, d := range defs {
		if d.State == formula.Adopted {
			out = append(out, d)
			continue
		}
		lone := true
		for _, o := range defs {
			lone = lone && (o.Code != d.Code || o.State != formula.Adopted && o.Number <= d.Number)
		}
		if lone {
			out = append(out, d)
		}
	}
	return out
}

func (h *handlers) rows(q *web.Req, t *ui.Table, shown []*formula.Compiled) error {
	t.Label, t.Fold = "口径", true
	t.Columns = []ui.Column{{Label: "口径", Head: true, Width: "11rem"}, {Label: "现在", Num: true, Fold: "现在"}, {Label: "分子", Fold: "分子", Num: true}, {Label: "分母", Fold: "分母", Num: true},
		{Label: "怎样算", Grow: true, Fold: "怎样算"}, {Label: "用在哪里", Rank: 2, Fold: "用在哪里"}}
	if len(shown) == 0 {
		return nil
	}
	table, err := h.Formulas.Table(q.Ctx(), shown[0].ScopeOn(q.Actor), shown, formula.Ask{}, "")
	if err != nil {
		return err
	}
	for i, c := range shown {
		v := table[""][i]
		row := ui.Row{Key: c.Label(), Label: c.Label(), Cells: []ui.Cell{{Text: c.Label(), URL: atVersion(&c.Definition), Sub: c.Shape.Label() + state(&c.Definition)}, figure(v), side(v.Num, v, v.NumURL, true),
			side(v.Den, v, v.DenURL, false), {Text: c.Note}, {Text: c.Origin, Quiet: true}}}
		t.Rows = append(t.Rows, row)
	}
	return nil
}

// state is said of what is not adopted.
func state(d *formula.Definition) string {
	if d.State == formula.Adopted {
		return ""
	}
	return "　" + formula.StateLabel(d.State)
}

// broken is the row of a definition that does not compile, such as one over a column that is gone.
func broken(d *formula.Definition, err error) ui.Row {
	return ui.Row{Key: d.Label(), Cells: []ui.Cell{{Text: d.Label(), URL: atVersion(d), Sub: d.Shape.Label()}, {Text: "—"}, {}, {}, {Text: "写错了：" + web.Message(err), Down: true}, {Text: d.Origin, Quiet: true}}}
}

// figure is a value with what is missing when there is none.
func figure(v formula.Value) ui.Cell {
	if !v.OK {
		return ui.Cell{Text: "—", Sub: v.Why(), Quiet: true}
	}
	return ui.Cell{Text: v.String()}
}

// side is a numerator or denominator that opens its records.
func side(n float64, v formula.Value, url string, numerator bool) ui.Cell {
	if url == "" || numerator && (v.Shape == formula.P50 || v.Shape == formula.P90) {
		return ui.Cell{}
	}
	return ui.Cell{Text: sideText(n, v, numerator), URL: url, Src: true}
}

// sideText writes a numerator or denominator: counts as they are, amounts of money in 亿元.
func sideText(n float64, v formula.Value, numerator bool) string {
	switch {
	case v.Amount && (v.Shape.Rate() || v.Shape == formula.Sum || v.Shape == formula.Mean && numerator):
		return formula.Figure(n, "亿元", 2)
	case v.Shape == formula.Mean && numerator:
		return formula.Figure(n, v.Unit, 0)
	}
	return formula.Figure(n, "", 0)
}
