package checkup

import (
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// filePage is what the rows of a file would bring into the register.
type filePage struct {
	ui.Page
	KPIs    []ui.KPI
	Note    *ui.Note
	Remarks []remark
}

// remark is one thing that was found in a file, with its lines.
type remark struct {
	Light ui.Light
	Title string
	Sub   string
	Table ui.Table
}

func (h *handlers) file(q *web.Req) error {
	b, err := h.Imports.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	if b.Summary == nil || b.Summary.Inspection == nil {
		return errs.New(errs.NotFound, "这批导入没有做过体检：只有项目清单在校对时体检")
	}
	p := &filePage{Page: q.Page(section, "导入文件体检")}
	p.Crumbs = []ui.Link{{Label: "导入", URL: "/imports"}, {Label: b.FileName, URL: "/imports/" + b.ID}, {Label: "体检"}}
	p.Acts = []ui.Action{ui.PrintPage(), ui.Act("回到这批导入", "/imports/"+b.ID)}
	in := b.Summary.Inspection
	if in.Left != "" {
		p.Note = &ui.Note{Letter: ui.None, Body: ui.Plain("没有逐行体检：" + in.Left)}
		return q.Render("checkup/file", p)
	}
	p.Lede = ui.Plain(b.FileName + "，按文件里的原样逐行看，合并重复行以前的数。整行相同的算重复，日期比到月。")
	p.KPIs = inspectionKPIs(in)
	for _, m := range in.Remarks {
		r := remark{Light: *severityLight(m.Severity), Title: m.Title, Sub: m.Label + "，涉及" + ui.Yi(m.Amount) + "亿元"}
		r.Table = ui.Table{Label: m.Title, Fold: true, Compact: true, Columns: []ui.Column{{Label: "证据", Head: true, Grow: true}, {Label: "数", Fold: "数"}, {Label: "对照、行号", Fold: "对照"}}}
		for _, l := range m.Lines {
			r.Table.Rows = append(r.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: l.Label}, {Text: l.Value}, {Text: l.Expected, Quiet: true}}})
		}
		p.Remarks = append(p.Remarks, r)
	}
	if len(p.Remarks) == 0 {
		p.Note = &ui.Note{Letter: ui.Green, Body: ui.Plain("没有发现重复或不相称的行")}
	}
	return q.Render("checkup/file", p)
}

func inspectionKPIs(in *importing.Inspection) []ui.KPI {
	out := []ui.KPI{{Label: "数据行", Value: ui.Num(int64(in.Rows)), Unit: "行"}, {Label: "不同的记录", Value: ui.Num(int64(in.Distinct)), Unit: "条", Parts: []ui.Rich{ui.Plain(ui.Num(int64(in.Names)) + "个名称")}},
		{Label: "全部行合计", Value: ui.Yi(in.Before), Unit: "亿元"}, {Label: "重复只计一次", Value: ui.Yi(in.After), Unit: "亿元"}}
	if in.After > 0 && in.Before > in.After {
		out = append(out, ui.KPI{Label: "虚增", Value: ui.Dec(float64(in.Before)/float64(in.After), 2), Unit: "倍", Down: true})
	}
	return out
}
