// Package proof is the page of the formula check (公式检验): the running program computes published tables anew and shows the
// differences, so that whoever doubts a figure on a map can see that the formulas are the known ones.
package proof

import (
	"embed"
	"fmt"
	"sync"

	"lianzhang/internal/insight/proof"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/xlsx"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "proof"
	base    = "/proof"
)

// Deps is what the page stands on.
type Deps struct {
	Clock clock.Clock
}

// Add adds the page to the set.
func Add(set *ui.Set) error { return set.Add("proof", files) }

// handlers keeps the last run; all who look share it.
type handlers struct {
	Deps
	mu   sync.Mutex
	last *proof.Report
	at   int64
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	return []web.Route{
		{Pattern: "GET /proof", Perm: authz.ChainView, Handle: h.show},
		{Pattern: "POST /proof", Perm: authz.ChainView, Handle: h.again, Body: 4 << 10},
		{Pattern: "GET /proof/export", Perm: authz.ExportRun, Handle: h.export},
	}
}

// report gives the last run, or a new one where there is none or anew is asked for.
func (h *handlers) report(anew bool) (*proof.Report, int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == nil || anew {
		r, err := proof.Run()
		if err != nil {
			return nil, 0, err
		}
		h.last, h.at = r, h.Clock.Micro()
	}
	return h.last, h.at, nil
}

// showPage is the page.
type showPage struct {
	ui.Page
	KPIs   []ui.KPI
	Groups []group
}

type group struct {
	Name, Formula, Source, Took string
	Light                       ui.Light
	Table                       ui.Table
}

func (h *handlers) show(q *web.Req) error {
	r, at, err := h.report(false)
	if err != nil {
		return err
	}
	p := &showPage{Page: q.Page(section, "公式检验")}
	p.Wide = true
	p.Lede = ui.Rich{ui.T("本系统用正在运行的程序，把公开发表的结果重算一遍。公布值按原文位数，误差上限是末位的一半，另有说明的除外。")}
	figures, failed := 0, 0
	for i := range r.Groups {
		g := &r.Groups[i]
		figures, failed = figures+g.Figures(), failed+g.Failed()
		p.Groups = append(p.Groups, group{Name: g.Area, Formula: g.Formula, Source: g.Source, Took: took(g.Took), Light: light(g.Failed()), Table: table(g)})
	}
	lamp := light(failed)
	p.Light = &lamp
	p.KPIs = []ui.KPI{
		{Label: "检验项", Value: ui.Num(int64(len(r.Checks()))), Unit: "项"},
		{Label: "逐个比对的数", Value: ui.Num(int64(figures)), Unit: "个"},
		{Label: "不相符", Value: ui.Num(int64(failed)), Unit: "项", Down: failed > 0},
		{Label: "重算用时", Value: took(r.Took), Parts: []ui.Rich{ui.Plain(ui.Stamp(at) + "算得")}},
	}
	if q.Actor.Can(authz.ExportRun) {
		p.Acts = append(p.Acts, ui.Action{Label: "导出", URL: base + "/export", WideOnly: true})
	}
	again := ui.Post("重新计算", base)
	again.Primary = true
	p.Acts = append(p.Acts, again)
	return q.Render("proof/show", p)
}

func (h *handlers) again(q *web.Req) error {
	r, _, err := h.report(true)
	if err != nil {
		return err
	}
	return q.Redirect(base, fmt.Sprintf("已重新计算，用时%s", took(r.Took)))
}

func light(failed int) ui.Light {
	if failed > 0 {
		return ui.Sign(ui.Red, fmt.Sprintf("%d项不符", failed))
	}
	return ui.Sign(ui.Green, "相符")
}

func table(g *proof.Group) ui.Table {
	t := ui.Table{Label: g.Area, Fold: true, Compact: true, Columns: []ui.Column{{Label: "检验项", Head: true, Grow: true}, {Label: "公布值", Num: true, Fold: "公布值"},
		{Label: "计算值", Num: true, Fold: "计算值"}, {Label: "差", Num: true, Fold: "差"}, {Label: "误差上限", Num: true, Rank: 2}, {Label: "比对数", Num: true, Rank: 3}, {Label: "结论"}}}
	for _, c := range g.Checks {
		sub := c.Note
		if c.Which != "" {
			if sub != "" {
				sub = "；" + sub
			}
			sub = "最差一个：" + c.Which + sub
		}
		verdict := ui.Sign(ui.Green, "相符")
		if !c.OK {
			verdict = ui.Sign(ui.Red, "不符")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Name, Sub: sub}, {Text: ui.Minus(c.Printed)}, {Text: beside(c.Printed, c.Computed)},
			{Text: tiny(c.Difference)}, {Text: tiny(c.Tolerance), Quiet: true}, {Text: ui.Num(int64(c.Count)), Quiet: true}, {Light: &verdict}}})
	}
	return t
}

// export writes all checks into a workbook.
func (h *handlers) export(q *web.Req) error {
	r, at, err := h.report(false)
	if err != nil {
		return err
	}
	book := xlsx.New()
	defer book.Close()
	number := func(head string) xlsx.Column { return xlsx.Column{Header: head, Kind: xlsx.KindNumber, Width: 20} }
	s, err := book.Sheet(xlsx.Options{Name: "公式检验", Title: "公式检验", Note: ui.Stamp(at) + "算得，用时" + took(r.Took), Frozen: 2,
		Columns: []xlsx.Column{{Header: "方法", Width: 26}, {Header: "检验项", Width: 36}, {Header: "最差一个", Width: 16}, {Header: "公布值（原文）", Width: 22},
			number("公布值"), number("计算值"), number("差"), number("误差上限"), number("比对个数"), {Header: "结论", Width: 8}, {Header: "说明", Width: 26}, {Header: "来源", Width: 60}}})
	if err != nil {
		return err
	}
	for _, c := range r.Checks() {
		verdict := "相符"
		if !c.OK {
			verdict = "不符"
		}
		err := s.Row(xlsx.Text(c.Area), xlsx.Text(c.Name), xlsx.Text(c.Which), xlsx.Text(c.Printed), xlsx.Number(c.Published), xlsx.Number(c.Computed),
			xlsx.Number(c.Difference), xlsx.Number(c.Tolerance), xlsx.Number(float64(c.Count)), xlsx.Text(verdict), xlsx.Text(c.Note), xlsx.Text(c.Source))
		if err != nil {
			return err
		}
	}
	q.Download("公式检验"+clock.FromMicro(at).Format("20060102")+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return book.Write(q.W)
}
