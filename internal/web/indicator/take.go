package indicator

import (
	"bytes"
	"strconv"

	"lianzhang/internal/importing"
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/platform/xlsx"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

func (h *handlers) importForm(q *web.Req) (*formpage.Form, error) {
	all, err := h.Indicators.All(q.Ctx())
	if err != nil {
		return nil, err
	}
	f := &formpage.Form{Page: q.Page(section, "导入月报表"), Action: base + "/import", Submit: "读取并校对", Back: obs}
	f.Crumbs = []ui.Link{{Label: "指标", URL: base}, {Label: "数据", URL: obs}, {Label: f.Title}}
	f.Note = &ui.Note{Body: ui.Rich{ui.T("认得三种表：横排月份、横排指标、横排县区；单位不同会自动换算，合计行跳过。读取后先校对再入库，可撤销。一行一个数的清单表从"), ui.A("导入", "/imports/new?list="+area.ValueKind), ui.T("上传")}}
	which := ui.Field{Kind: ui.KindSelect, Name: "indicator", Label: "指标", Options: []ui.Option{{Label: "表里写着"}}, Help: "表里没写指标时选"}
	for i := range all {
		if all[i].Source == area.Reported {
			which.Options = append(which.Options, ui.Option{Value: all[i].ID, Label: all[i].Name})
		}
	}
	f.Fields = []ui.Field{{Kind: ui.KindFile, Name: "file", Label: "文件", Accept: ".xlsx,.xls,.csv", Required: true, Wide: true, Placeholder: "最大" + ui.Bytes(h.MaxFile)}, which,
		{Kind: ui.KindText, Name: "subject", Label: "对象", Help: "表里没写县区、产业链或单位时填名称"}, {Kind: ui.KindText, Name: "period", Label: "周期", Help: "表里没写年月时填，2026或2026-10"}}
	return f, nil
}

func (h *handlers) showImport(q *web.Req) error {
	if err := q.Actor.Need(authz.IndicatorFill); err != nil {
		return err
	}
	f, err := h.importForm(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

// doImport unfolds the matrices of a workbook into rows and hands them to the import, where they are looked at before they count.
func (h *handlers) doImport(q *web.Req) error {
	if err := q.Actor.Need(authz.IndicatorFill); err != nil {
		return err
	}
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	page, err := h.importForm(q)
	if err != nil {
		return err
	}
	if len(blobs) == 0 {
		return page.Refuse(q, f, errs.Fields{{Name: "file", Message: "选择要上传的文件"}}.Err())
	}
	long, err := h.unfold(q, blobs[0], area.Defaults{Indicator: f.Text("indicator"), Subject: f.Text("subject"), Period: f.Text("period")})
	if err != nil {
		return page.Refuse(q, f, err)
	}
	out, err := longBook(long)
	if err != nil {
		return err
	}
	b, err := h.Imports.Upload(q.Ctx(), q.Actor, importing.Upload{List: area.ValueKind, Name: blobs[0].Name + "（展开）.xlsx", Body: out})
	if err != nil {
		return err
	}
	said := "读出" + strconv.Itoa(len(long.Rows)) + "个数，请校对"
	if n := len(long.Skipped); n > 0 {
		said += "；跳过" + strconv.Itoa(n) + "行合计"
	}
	return q.Redirect("/imports/"+b.ID, said)
}

func (h *handlers) unfold(q *web.Req, blob upload.Blob, d area.Defaults) (*area.Long, error) {
	r, err := h.Files.Read(&attach.File{SHA256: blob.Content.SHA256, Name: blob.Name})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	book, err := sheet.Open(q.Ctx(), r, blob.Content.Size, blob.Name, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	return h.Indicators.Unfold(q.Ctx(), book, d)
}

// longBook writes the rows as a workbook that the import knows.
func longBook(long *area.Long) (*bytes.Buffer, error) {
	book := xlsx.New()
	defer func() { _ = book.Close() }()
	var cols []xlsx.Column
	for _, c := range [][2]string{{"indicator_id", "指标"}, {"subject", "统计对象"}, {"period", "周期"}, {"amount", "数值"}, {"measure", "计量单位"}, {"mark", "标记"}, {"note", "备注"}, {"cell", "原表位置"}} {
		cols = append(cols, xlsx.Column{Key: c[0], Header: c[1]})
	}
	s, err := book.Sheet(xlsx.Options{Name: "指标数据", List: area.ValueKind, Columns: cols})
	if err != nil {
		return nil, err
	}
	for _, r := range long.Rows {
		var cells []xlsx.Cell
		for _, text := range []string{r.Indicator, r.Subject, r.Period, r.Amount, r.Measure, r.Mark, r.Note, r.Cell} {
			cells = append(cells, xlsx.Text(text))
		}
		if err := s.Row(cells...); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err = book.Write(&out)
	return &out, err
}
