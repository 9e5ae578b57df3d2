package score

import (
	"lianzhang/internal/insight/scoring"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// latest are the newest published rounds, one of each scheme; keep chooses among designs.
func (h *handlers) latest(q *web.Req, keep func(*area.Design) bool) ([]*area.Standing, error) {
	all, err := h.Scores.Rounds(q.Ctx())
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var out []*area.Standing
	for i := range all {
		if r := &all[i]; r.State == area.Published && !seen[r.Code] {
			st, err := h.Scores.Standing(q.Ctx(), q.Actor.Scope, r.ID)
			if err != nil {
				return nil, err
			}
			if keep(st.Design) {
				seen[r.Code] = true
				out = append(out, st)
			}
		}
	}
	return out, nil
}

func (h *handlers) lists(q *web.Req) error {
	all, err := h.latest(q, func(d *area.Design) bool { return len(d.Lists) > 0 })
	if err != nil {
		return err
	}
	p := &tablesPage{Page: q.Page(section, "红黑榜与表彰"), Parts: parts(q, base+"/lists")}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb("红黑榜与表彰", "")}
	p.Acts = []ui.Action{ui.PrintPage()}
	for _, st := range all {
		chosen, err := h.Scores.Chosen(q.Ctx(), st)
		if err != nil {
			return err
		}
		for i := range chosen {
			p.Sections = append(p.Sections, chosenTable(st, &chosen[i]))
		}
	}
	if p.Sections == nil {
		p.Sections = []tables{{Title: "榜单", Empty: &ui.Empty{Title: "还没有榜单", Text: "在考核方案里写上榜单规则，本轮发布后自动生成"}}}
	}
	return q.Render("score/tables", p)
}

func chosenTable(st *area.Standing, c *area.Chosen) tables {
	own := map[string]bool{}
	for i := range st.Rows {
		if st.Rows[i].Own {
			own[base+"/"+st.Round.ID+"/"+st.Rows[i].SubjectID] = true
		}
	}
	out := tables{Title: area.ListColour(c.Rule.Colour) + "：" + c.Rule.Name, Sub: ui.Rich{ui.A(st.Round.Title(), base+"/"+st.Round.ID)}}
	t := ui.Table{Label: c.Rule.Name, Fold: true, Compact: true, Columns: []ui.Column{{Label: "名次", Num: true, Fold: "名次"}, {Label: "对象", Head: true, Grow: true}, {Label: "得分", Num: true, Fold: "得分"}, {Label: "依据", Fold: "依据"}}}
	if c.Rule.List != "" {
		t.Columns = []ui.Column{{Label: "名称", Head: true, Grow: true}, {Label: "依据", Fold: "依据"}}
	}
	add := func(e *area.Entry, class string) {
		name := ui.Cell{Text: e.Label, URL: e.URL}
		if c.Rule.List != "" {
			t.Rows = append(t.Rows, ui.Row{Label: e.Label, Cells: []ui.Cell{name, {Text: e.Why}}})
			return
		}
		if !own[e.URL] {
			name.URL = ""
		}
		t.Rows = append(t.Rows, ui.Row{Label: e.Label, Class: class, Cells: []ui.Cell{{Text: ui.Num(int64(e.Rank))}, name, {Text: points(e.Score)}, {Text: e.Why, Quiet: class != ""}}})
	}
	for i := range c.Rows {
		add(&c.Rows[i], "")
	}
	for i := range c.Border {
		add(&c.Border[i], "is-past")
	}
	if t.Rows == nil {
		out.Empty = &ui.Empty{Title: "没有够条件的", Text: "规则：" + c.Rule.Where}
	}
	out.Table = t
	return out
}

func (h *handlers) perMu(q *web.Req) error {
	all, err := h.latest(q, func(d *area.Design) bool { return len(d.Grades) > 0 })
	if err != nil {
		return err
	}
	p := &tablesPage{Page: q.Page(section, "亩均评价"), Parts: parts(q, base+"/permu")}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb("亩均评价", "")}
	p.Acts = []ui.Action{ui.PrintPage()}
	for _, st := range all {
		grades := append([]scoring.Cut(nil), st.Design.Grades...)
		if st.Design.Fresh != "" {
			grades = append(grades, scoring.Cut{Grade: scoring.Transitional})
		}
		for _, g := range grades {
			t := ui.Table{Label: g.Grade + "类", Fold: true, Compact: true, Columns: []ui.Column{{Label: "名次", Num: true, Fold: "名次"}, {Label: "对象", Head: true, Grow: true}, {Label: "得分", Num: true, Fold: "得分"},
				{Label: "名次区间", Num: true, Fold: "名次区间"}, {Label: "上轮名次", Num: true, Fold: "上轮名次"}}}
			for i := range st.Rows {
				x := &st.Rows[i]
				if x.Grade != g.Grade {
					continue
				}
				row := line(st, x, 0)
				was := "—"
				if x.Was > 0 {
					was = ui.Num(x.Was)
				}
				t.Rows = append(t.Rows, ui.Row{Label: x.Label, Cells: []ui.Cell{{Text: row.Rank}, {Text: x.Label, URL: row.URL}, {Text: row.Score}, {Text: row.Word}, {Text: was}}})
			}
			section := tables{Title: g.Grade + "类　" + ui.Num(int64(len(t.Rows))) + "个", Sub: ui.Rich{ui.A(st.Round.Title(), base+"/"+st.Round.ID)}, Table: t}
			if t.Rows == nil {
				section.Empty = &ui.Empty{Title: "没有" + g.Grade + "类", Text: "按名次的前后比例划分"}
			}
			p.Sections = append(p.Sections, section)
		}
	}
	if p.Sections == nil {
		p.Sections = []tables{{Title: "亩均评价", Empty: &ui.Empty{Title: "还没有发布过分等的考核", Text: "采用“亩均论英雄”方案，开一轮，由园区填报亩均税收、亩均销售和单位能耗税收",
			Acts: []ui.Action{ui.Act("看方案", base+"/schemes")}}}}
	}
	return q.Render("score/tables", p)
}
