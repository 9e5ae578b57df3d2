package score

import (
	"strconv"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// tablesPage is a page of tables with the tabs of the area above.
type tablesPage struct {
	ui.Page
	Parts    ui.Tabs
	Note     *ui.Note
	Sections []tables
}

// tables are the tables of one heading.
type tables struct {
	Title string
	Sub   ui.Rich
	Acts  []ui.Action
	Table ui.Table
	Empty *ui.Empty
}

func (h *handlers) index(q *web.Req) error {
	all, err := h.Scores.Rounds(q.Ctx())
	if err != nil {
		return err
	}
	p := &tablesPage{Page: q.Page(section, "考核"), Parts: parts(q, base)}
	if q.Actor.Can(authz.ScoreEdit) {
		p.Acts = append(p.Acts, ui.Primary("开一轮", base+"/new"))
	}
	if q.Actor.Can(authz.ScoreGive) {
		mine, err := h.Scores.Sheets(q.Ctx(), own(q), "")
		if err != nil {
			return err
		}
		n := 0
		for i := range mine {
			if !mine[i].Filled {
				n++
			}
		}
		if n > 0 {
			p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.T("本单位还有"), ui.B(strconv.Itoa(n) + "张表"), ui.T("没有填。")}, Acts: []ui.Action{ui.Act("去填表", base+"/give")}}
		}
	}
	now := tables{Title: "现在的名次", Table: standings()}
	past := tables{Title: "往轮", Table: ui.Table{ID: "past", Label: "往轮", Fold: true, Columns: []ui.Column{{Label: "考核", Head: true, Grow: true}, {Label: "考核期", Fold: "考核期"}, {Label: "状态", Fold: "状态"}}}}
	seen := map[string]bool{}
	for i := range all {
		r := &all[i]
		if seen[r.Code] || r.State == area.Cancelled {
			past.Table.Rows = append(past.Table.Rows, ui.Row{Key: r.ID, Label: r.Title(), Cells: []ui.Cell{{Text: r.Name, URL: base + "/" + r.ID}, {Text: r.Period.Label()}, {Text: area.StateLabel(r.State)}}})
			continue
		}
		seen[r.Code] = true
		row, err := h.standing(q, r)
		if err != nil {
			return err
		}
		now.Table.Rows = append(now.Table.Rows, row)
	}
	if now.Table.Rows == nil {
		now.Empty = &ui.Empty{Title: "还没有开过考核", Text: "先在“考核方案”里选一个方案采用，再开一轮", Acts: []ui.Action{ui.Act("看方案", base+"/schemes")}}
	}
	p.Sections = append(p.Sections, now)
	if past.Table.Rows != nil {
		p.Sections = append(p.Sections, past)
	}
	return q.Render("score/tables", p)
}

func standings() ui.Table {
	return ui.Table{ID: "now", Label: "现在的名次", Fold: true, Columns: []ui.Column{{Label: "考核", Head: true}, {Label: "考核期", Fold: "考核期"}, {Label: "状态", Fold: "状态"},
		{Label: "前三名", Fold: "前三名"}, {Label: "后三名", Fold: "后三名", Rank: 2}}}
}

// standing is a round's line: the first and the last three, as far as the person may see them.
func (h *handlers) standing(q *web.Req, r *area.Round) (ui.Row, error) {
	st, err := h.Scores.Standing(q.Ctx(), q.Actor.Scope, r.ID)
	if err != nil {
		return ui.Row{}, err
	}
	var ranked []string
	for i := range st.Rows {
		if x := &st.Rows[i]; x.Rank > 0 {
			ranked = append(ranked, ui.Num(x.Rank)+" "+x.Label)
		}
	}
	first, last := strings.Join(ranked[:min(3, len(ranked))], "，"), ""
	if len(ranked) == st.All && len(ranked) > 6 {
		last = strings.Join(ranked[len(ranked)-3:], "，")
	}
	state := area.StateLabel(r.State)
	sub := ""
	if r.State == area.Announced && r.ObjectBy != "" {
		sub = "异议到" + ui.DateProse(r.ObjectBy)
	} else if r.State == area.Filling && r.FillBy != "" {
		sub = "填到" + ui.DateProse(r.FillBy)
	}
	return ui.Row{Key: r.ID, Label: r.Title(), Cells: []ui.Cell{{Text: r.Name, URL: base + "/" + r.ID, Sub: "方案第" + ui.Num(st.Scheme.No) + "版"}, {Text: r.Period.Label()},
		{Text: state, Sub: sub}, {Text: first}, {Text: last}}}, nil
}

// own is the part of the sheets that a person fills: those of his unit; who sees all still fills only his unit's.
func own(q *web.Req) authz.Scope { return authz.Scope{Units: []string{q.Actor.UnitID}} }

func (h *handlers) openForm(q *web.Req) (*formpage.Form, error) {
	all, err := h.Scores.Schemes(q.Ctx())
	if err != nil {
		return nil, err
	}
	f := &formpage.Form{Page: q.Page(section, "开一轮考核"), Action: base + "/new", Submit: "开轮", Back: base}
	f.Crumbs = []ui.Link{crumb("考核", base), crumb("开一轮", "")}
	scheme := ui.Field{Kind: ui.KindSelect, Name: "scheme_id", Label: "方案", Value: q.Query("scheme"), Required: true, Wide: true}
	kind := period.Quarter
	for i := range all {
		if s := &all[i]; s.State == area.Adopted {
			scheme.Options = append(scheme.Options, ui.Option{Value: s.ID, Label: s.Name + "（第" + ui.Num(s.No) + "版）"})
			if d, err := s.Design(); err == nil && d.Period != "" && (s.ID == scheme.Value || len(scheme.Options) == 1) {
				kind = d.Period
			}
		}
	}
	if scheme.Options == nil {
		f.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain("还没有采用的方案，先到“考核方案”采用一个。"), Acts: []ui.Action{ui.Act("考核方案", base+"/schemes")}}
	}
	last := period.Of(kind, q.Today()).Prev()
	f.Fields = []ui.Field{scheme, {Kind: ui.KindText, Name: "period", Label: "考核期", Value: string(last), Required: true, MaxLength: 20, Help: "2026-11-A（旬）、2026-11、2026-Q3、2026-H1、2026"},
		{Kind: ui.KindDate, Name: "fill_by", Label: "填表截止", Value: ""}, {Kind: ui.KindNumber, Name: "object_days", Label: "公示", Unit: "个工作日", Value: "5", InputMode: "numeric"}}
	return f, nil
}

func (h *handlers) showOpen(q *web.Req) error {
	f, err := h.openForm(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (h *handlers) open(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	form, err := h.openForm(q)
	if err != nil {
		return err
	}
	o := area.Opening{SchemeID: f.Text("scheme_id"), FillBy: f.Text("fill_by"), ObjectDays: f.Int("object_days")}
	p, err := period.Parse(f.Text("period"))
	if err != nil {
		f.Add("period", "写考核期，例如2026-Q3")
	}
	o.Period = p
	if o.SchemeID == "" {
		f.Add("scheme_id", "选择方案")
	}
	if err := f.Err(); err != nil {
		return form.Refuse(q, f, err)
	}
	r, err := h.Scores.Open(q.Ctx(), q.Actor, o)
	if errs.CodeOf(err) == errs.Conflict {
		err = errs.Fields{{Name: "period", Message: web.Message(err)}}.Err()
	}
	if err != nil {
		return form.Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+r.ID, "已开轮")
}
