package target

import (
	"lianzhang/internal/enterprise"
	"lianzhang/internal/gap"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	area "lianzhang/internal/target"
	"lianzhang/internal/web"
	webgap "lianzhang/internal/web/gap"
	"lianzhang/internal/web/ui"
)

type gapPage struct {
	ui.Page
	Note   *ui.Note
	Form   string // address of the choice
	Rows   []candidate
	Team   []ui.Field
	Reason ui.Field
	Work   bool
	Empty  ui.Empty
	Other  ui.Table // already taken over, or excluded
	Rank   string   // address that ranks anew
}

// candidate is one proposed firm.
type candidate struct {
	ID, Firm, URL, Why, Place, Score string
	Rank                             int64
	Terms                            ui.Table
	Evidence                         []ui.Line
}

// shown is how many candidates the page shows; how many a ranking keeps.
const shown = 60

func (h *handlers) showGap(q *web.Req) error {
	g, err := h.Gaps.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	p, err := h.gapPage(q, g)
	if err != nil {
		return err
	}
	return q.Render("target/gap", p)
}

func (h *handlers) gapPage(q *web.Req, g *gap.Gap) (*gapPage, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	rows, err := h.Targets.OfGap(q.Ctx(), q.Actor.Scope, g.ID)
	if err != nil {
		return nil, err
	}
	work := q.Actor.Can(authz.GapWork)
	p := &gapPage{Page: q.Page(section, g.Name+"：推荐企业"), Form: "/gaps/" + g.ID + "/targets", Work: work, Rank: "/gaps/" + g.ID + "/targets/rank"}
	p.Crumbs = []ui.Link{{Label: "缺口", URL: "/gaps"}, {Label: g.Name, URL: "/gaps/" + g.ID}, {Label: "推荐企业"}}
	p.Tag = gap.KindLabel(g.Kind)
	p.Lede = ui.Rich{ui.T(names.Label("chain", g.ChainID)), ui.Gap(), ui.T("推荐分＝对口×实力×投资意愿×距离与联系×环节需要"), ui.Gap(), ui.A("推荐质量", base+"/quality")}
	p.Team = chooser(names, g.UnitID, q.Actor.ID)
	p.Reason = ui.Field{Kind: ui.KindText, Name: "reason", Label: "排除原因", MaxLength: 200, Placeholder: "排除时填写", Group: "ex"}
	if work {
		p.Acts = append(p.Acts, ui.Action{Label: "登记企业", URL: "/gaps/" + g.ID + "/targets/new", WideOnly: true}, ui.Post("重新推荐", p.Rank))
		p.Acts[len(p.Acts)-1].Primary = true
	}
	p.Other = ui.Table{Label: "已列为目标或排除", Fold: true, Columns: []ui.Column{{Label: "企业", Sub: "理由", Head: true, Grow: true}, {Label: "状态", Fold: "状态"}, {Label: "招商队伍", Rank: 2, Fold: "招商队伍"},
		{Label: "最近联系", Fold: "最近联系"}, {Label: "下一步", Rank: 2, Fold: "下一步"}}}
	for i := range rows {
		t := &rows[i]
		if t.State != area.Candidate {
			why := t.Why
			if t.State == area.Excluded {
				why = t.Reason
			}
			p.Other.Rows = append(p.Other.Rows, ui.Row{Cells: []ui.Cell{{Text: t.Firm, URL: at(t), Sub: why}, {Text: area.StateLabel(t.State)}, {Text: names.Label("unit", t.UnitID)},
				{Text: ui.DateTable(t.TouchedOn)}, {Text: t.NextStep}}})
			continue
		}
		if len(p.Rows) >= shown {
			continue
		}
		c := candidate{ID: t.ID, Firm: t.Firm, URL: at(t), Why: t.Why, Place: placeName(names, t.Place), Score: score(t.Score), Rank: t.Rank, Terms: terms(t)}
		if c.Evidence, err = h.evidenceLines(q, t); err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, c)
	}
	p.Empty = ui.Empty{Title: "还没有推荐", Text: "按产品、行业、规模、近期动态和距离，从企业库里给这个环节排出企业"}
	if work {
		p.Empty.Acts = []ui.Action{ui.Post("推荐企业", p.Rank)}
	}
	return p, nil
}

// rank ranks anew.
func (h *handlers) rank(q *web.Req) error {
	n, err := h.Targets.Rank(q.Ctx(), q.Actor, q.Path("id"), shown)
	if err != nil {
		return err
	}
	text := "已推荐" + ui.Num(int64(n)) + "家"
	if n == 0 {
		text = "企业库里没有对口的企业，请先导入企业或补充环节的产品"
	}
	return q.Redirect("/gaps/"+q.Path("id")+"/targets", text)
}

// choose takes ticked firms over or excludes them.
func (h *handlers) choose(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	ids, back := f.All("id"), "/gaps/"+q.Path("id")+"/targets"
	if f.Text("do") == "exclude" {
		for _, id := range ids {
			if err := h.Targets.Move(q.Ctx(), q.Actor, id, "exclude", f.Text("reason"), ""); err != nil {
				return h.refuse(q, f, err)
			}
		}
		return q.Redirect(back, "已排除"+ui.Num(int64(len(ids)))+"家")
	}
	if err := h.Targets.Take(q.Ctx(), q.Actor, ids, f.Text("unit_id"), f.Text("owner_id")); err != nil {
		return h.refuse(q, f, err)
	}
	return q.Redirect(back, "已列为目标"+ui.Num(int64(len(ids)))+"家")
}

// refuse shows the list again with what was wrong.
func (h *handlers) refuse(q *web.Req, _ *web.Form, err error) error {
	g, gone := h.Gaps.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if gone != nil {
		return gone
	}
	p, pageErr := h.gapPage(q, g)
	if pageErr != nil {
		return pageErr
	}
	e := ui.Reject(err, &p.Reason)
	text := e.Message
	for _, item := range e.Items {
		text += item.Message
	}
	p.Note = &ui.Note{Letter: ui.Red, Body: ui.Plain(text)}
	return q.RenderInvalid("target/gap", p)
}

type addPage struct {
	ui.Page
	Action string
	Find   ui.Field
	Found  []ui.Line
	Pick   []pick
	Query  string
}

type pick struct{ ID, Name, Note string }

// showAdd finds an enterprise of the register to enter as a target by hand.
func (h *handlers) showAdd(q *web.Req) error {
	g, err := h.Gaps.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	p := &addPage{Page: q.Page(section, "登记目标企业"), Action: "/gaps/" + g.ID + "/targets/new", Query: q.Query("q")}
	p.Crumbs = []ui.Link{{Label: "缺口", URL: "/gaps"}, {Label: g.Name, URL: "/gaps/" + g.ID}, {Label: "推荐企业", URL: "/gaps/" + g.ID + "/targets"}, {Label: p.Title}}
	p.Find = ui.Field{Kind: ui.KindText, Name: "q", Label: "企业名称", Value: p.Query, Help: "两个字就能找；库里没有的，先到企业库登记", Focus: true, Wide: true}
	if p.Query != "" {
		page, err := enterprise.Spec.Rows(q.Ctx(), h.Run.DB, &list.Query{Search: p.Query, Page: 1, Size: 20}, q.Asker(),
			[]*list.Column{enterprise.Spec.Column("name"), enterprise.Spec.Column("subtrade"), enterprise.Spec.Column("uscc")})
		if err != nil {
			return err
		}
		for _, r := range page.Rows {
			p.Pick = append(p.Pick, pick{r.ID, r.Str("name"), ui.Joined(r.Str("subtrade"), r.Str("uscc"))})
		}
	}
	return q.Render("target/add", p)
}

func (h *handlers) add(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	t, err := h.Targets.Add(q.Ctx(), q.Actor, q.Path("id"), f.Text("enterprise_id"))
	if err != nil {
		return err
	}
	return q.Redirect(at(t), "已列为目标")
}

// Section is the part on targets of a gap's page.
func Section(targets *area.Service) func(q *web.Req, g *gap.Gap) (*webgap.Section, error) {
	return func(q *web.Req, g *gap.Gap) (*webgap.Section, error) {
		if !q.Actor.Can(authz.LeadView) {
			return nil, nil
		}
		rows, err := targets.OfGap(q.Ctx(), q.Actor.Scope, g.ID)
		if err != nil {
			return nil, err
		}
		url := "/gaps/" + g.ID + "/targets"
		s := &webgap.Section{ID: "targets", Title: "目标企业", Acts: []ui.Action{{Label: "推荐名单", URL: url, Small: true}}, Empty: "还没有目标企业。到推荐名单里排一次、勾选即可。"}
		t := ui.Table{Label: "目标企业", Fold: true, Columns: []ui.Column{{Label: "企业", Sub: "理由", Head: true, Grow: true}, {Label: "推荐分", Num: true, Fold: "推荐分"}, {Label: "状态", Fold: "状态"}}}
		for i := range rows {
			if len(t.Rows) == 5 || rows[i].State == area.Excluded {
				break
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: rows[i].Firm, URL: at(&rows[i]), Sub: rows[i].Why}, {Text: score(rows[i].Score)}, {Text: area.StateLabel(rows[i].State)}}})
		}
		if len(t.Rows) > 0 {
			s.Tables = []ui.Table{t}
		}
		return s, nil
	}
}
