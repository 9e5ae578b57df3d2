package lights

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// listPage shows, for each level, the set in force with all its rules, and the other sets.
type listPage struct {
	ui.Page
	Levels  []levelView
	History ui.Table
}

type levelView struct {
	Name   string
	Set    *setView // nil: no set in force, no lights
	Others []ui.Line
}

// setView is a rule set in words.
type setView struct {
	Name, URL string
	Origin    string
	Note      string
	Applies   string
	Lead      string
	Clauses   []string
	Rules     []ruleView
	Facts     ui.Facts
}

func setInWords(stored *review.Stored, set review.RuleSet) *setView {
	v := &setView{Name: set.Name, URL: at(stored.ID), Origin: set.Origin, Note: set.Note, Applies: set.Applies, Rules: views(set)}
	v.Lead, v.Clauses = clauses(set.Level, set.Applies)
	return v
}

func (p *pages) list(q *web.Req) error {
	sets, err := p.Review.Sets(q.Ctx())
	if err != nil {
		return err
	}
	adoptions, err := p.Review.Adoptions(q.Ctx())
	if err != nil {
		return err
	}
	out := &listPage{Page: q.Page("admin", "亮灯规则")}
	out.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "亮灯规则"}}
	out.Lede = ui.Plain("每一级只有一套规则在用。规则自上而下，先碰上的一条亮灯；都不碰上是绿灯")
	out.Acts = []ui.Action{ui.Act("缓评清单", "/admin/exemptions"), ui.Act("回放比较", "/admin/lights/replay")}
	names := map[string]string{}
	for _, level := range review.Levels() {
		view := levelView{Name: level[1]}
		now := inForce(adoptions, level[0])
		for i := range sets {
			s := &sets[i]
			names[s.ID] = s.Name
			if s.Target != level[0] {
				continue
			}
			if now == nil || now.RuleSetID != s.ID {
				view.Others = append(view.Others, ui.Line{Text: s.Name, URL: at(s.ID), End: ownOrShipped(s)})
				continue
			}
			set, err := s.RuleSet()
			if err != nil {
				return err
			}
			view.Set = setInWords(s, set)
			view.Set.Facts = ui.Facts{ui.F("出处", set.Origin), ui.F("启用", now.Since+"　"+now.ByName), ui.F("依据", now.Reason)}
		}
		out.Levels = append(out.Levels, view)
	}
	out.History = history(adoptions, names)
	return q.Render("admin/lights/list", out)
}

func ownOrShipped(s *review.Stored) string {
	if s.Shipped {
		return "自带"
	}
	return "本站"
}

func history(adoptions []review.Adoption, names map[string]string) ui.Table {
	t := ui.Table{Label: "启用记录", Fold: true, Columns: []ui.Column{{Label: "规则集", Head: true, Grow: true}, {Label: "层级", Fold: "层级"}, {Label: "起", Fold: "起"},
		{Label: "止", Fold: "止"}, {Label: "启用人", Fold: "启用人"}, {Label: "依据", Fold: "依据"}}}
	for _, a := range adoptions {
		until := a.Until
		if until == "" {
			until = "在用"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: names[a.RuleSetID], URL: at(a.RuleSetID)}, {Text: levelName(a.Level)}, {Text: a.Since}, {Text: until},
			{Text: a.ByName}, {Text: a.Reason}}})
	}
	return t
}

// showPage is one set.
type showPage struct {
	ui.Page
	Set    *setView
	InUse  *ui.Note
	Facts  ui.Facts
	Source string
}

func (p *pages) show(q *web.Req) error {
	stored, set, err := p.open(q)
	if err != nil {
		return err
	}
	adoptions, err := p.Review.Adoptions(q.Ctx())
	if err != nil {
		return err
	}
	out := &showPage{Page: page(q, nil, set.Name), Set: setInWords(stored, set)}
	out.Facts = ui.Facts{ui.F("层级", levelName(set.Level)), ui.F("出处", set.Origin), ui.F("来源", ownOrShipped(stored)), ui.F("编号", set.Code)}
	now := inForce(adoptions, set.Level)
	used := now != nil && now.RuleSetID == stored.ID
	if used {
		out.InUse = &ui.Note{Letter: ui.None, Body: ui.Plain("自" + now.Since + "起在用，" + now.ByName + "启用，依据：" + now.Reason)}
	}
	out.Acts = []ui.Action{ui.Act("回放比较", "/admin/lights/replay?set="+stored.ID)}
	if q.Actor.Can(authz.LightAdopt) {
		out.Acts = append(out.Acts, ui.Act("复制改写", at(stored.ID)+"/copy"))
		if !stored.Shipped && !adopted(adoptions, stored.ID) {
			out.Acts = append(out.Acts, ui.Act("修改", at(stored.ID)+"/edit"))
		}
		if !used {
			out.Acts = append(out.Acts, ui.Primary("启用", at(stored.ID)+"/adopt"))
		}
	}
	return q.Render("admin/lights/show", out)
}
