package report

import (
	"lianzhang/internal/desk"
	"lianzhang/internal/report"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// formulasPage is the registry of formulas (口径库).
type formulasPage struct {
	ui.Page
	Formulas []formula
	Lamps    []lamp
}

// formula is one definition with its rules.
type formula struct {
	ID, Name, Kind string
	Note, Origin   string
	Num, Den       string
}

// lamp is a rule of the chain's lamp.
type lamp struct {
	Light                 ui.Light
	ID, When, Text, Clear string
}

func (d Deps) formulas(q *web.Req) error {
	p := &formulasPage{Page: q.Page(section, "口径")}
	p.Crumbs = []ui.Link{{Label: "通报", URL: "/reports"}, {Label: "口径"}}
	p.Lede = ui.Plain("每个率怎样算、用在哪里。改口径就是加一个新版本，旧文稿仍按它当时的版本")
	for _, f := range report.Formulas() {
		kind := map[report.RateKind]string{report.Flat: "平比", report.Chained: "逐级比", report.Range: "范围"}[f.Kind]
		p.Formulas = append(p.Formulas, formula{ID: f.Label(), Name: f.Label(), Kind: kind, Note: f.Note, Origin: f.Origin, Num: f.Num, Den: f.Den})
	}
	for _, r := range desk.ChainRules().Rules {
		p.Lamps = append(p.Lamps, lamp{Light: ui.Lamp(ui.LetterOf(r.Light)), ID: r.ID, When: r.When, Text: r.Text, Clear: r.Clear})
	}
	return q.Render("report/formulas", p)
}
