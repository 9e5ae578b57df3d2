package importing

import (
	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// listPage lists the batches.
type listPage struct {
	ui.Page
	Table ui.Table
}

// mostBatches is how many batches the page lists.
const mostBatches = 100

func (h *handlers) batches(q *web.Req) error {
	list, err := h.Imports.Batches(q.Ctx(), q.Actor, "", mostBatches)
	if err != nil {
		return err
	}
	p := &listPage{Page: q.Page(section, "导入")}
	p.Lede = ui.Plain("手上的台账直接传上来，先校对，确认了才写入；写入后可以整批撤回")
	p.Acts = []ui.Action{ui.Primary("上传表格", base+"/new")}
	p.Table = ui.Table{Label: "导入批次", Fold: true, Columns: []ui.Column{{Label: "状态"}, {Label: "文件", Head: true, Grow: true}, {Label: "清单", Fold: "清单"},
		{Label: "结果", Fold: "结果"}, {Label: "上传", Rank: 2, Fold: "上传"}, {Label: "操作"}},
		Empty: &ui.Empty{Title: "还没有导入过表格", Text: "支持 .xlsx、.xls、.csv，表头有合并单元格、分组行和合计都能认",
			Acts: []ui.Action{{Label: "上传表格", URL: base + "/new", Primary: true, Small: true}}}}
	for i := range list {
		p.Table.Rows = append(p.Table.Rows, h.row(q, &list[i]))
	}
	return q.Render("importing/list", p)
}

func (h *handlers) row(q *web.Req, b *area.Batch) ui.Row {
	light, act := stateLight(b), "查看"
	if b.State == area.Open {
		act = "校对"
	}
	result := ""
	switch b.State {
	case area.Applied:
		result = "新增" + ui.Num(b.Written) + "，更新" + ui.Num(b.Merged)
	case area.Undone:
		result = ui.Stamp(b.UndoneAt) + "撤回"
	}
	label := b.List
	if s := h.spec(q.Actor, b.List); s != nil {
		label = s.Label
	}
	return ui.Row{Key: b.ID, Label: b.FileName, Cells: []ui.Cell{{Light: &light}, {Text: b.FileName, URL: address(b), Sub: ui.Bytes(b.Size)}, {Text: label}, {Text: result},
		{Text: b.AccountName, Sub: ui.Stamp(b.CreatedAt)}, {Acts: []ui.Action{{Label: act, URL: address(b), Small: true}}}}}
}

func stateLight(b *area.Batch) ui.Light {
	switch b.State {
	case area.Open:
		return ui.Sign(ui.Yellow, "待校对")
	case area.Applied:
		return ui.Sign(ui.Green, "已入库")
	case area.Undone:
		return ui.Sign(ui.None, "已撤回")
	}
	return ui.Sign(ui.None, "已放弃")
}

func day(micro int64) string { return clock.FromMicro(micro).Format("1月2日 15:04") }
