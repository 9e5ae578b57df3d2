package score

import (
	"strconv"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/xlsx"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// paper is a round's outcome for paper; a round without scores has none.
func (h *handlers) paper(q *web.Req) (*area.Standing, error) {
	st, err := h.Scores.Standing(q.Ctx(), q.Actor.Scope, q.Path("round"))
	if err == nil && len(st.Rows) == 0 {
		return nil, errs.New(errs.NotFound, "还没有得分，或不在您的数据范围内")
	}
	return st, err
}

func (h *handlers) word(q *web.Req) error {
	st, err := h.paper(q)
	if err != nil {
		return err
	}
	q.Download(st.Round.Title()+"得分和名次.docx", docx.ContentType)
	return docx.Write(q.W, Document(st), docx.Options{Creator: q.Page(section, "").Site, BaseURL: q.Address(), Time: h.Run.Clock.Now()})
}

// Document is a round's outcome as an official document: the places, then each visible score line by line. Every figure has its address.
func Document(st *area.Standing) *document.Doc {
	at := base + "/" + st.Round.ID
	asOf := ui.Stamp(st.Round.ComputedAt)
	source := func(path, name string) *document.Source {
		return &document.Source{Path: path, Name: name, Formula: "第" + ui.Num(st.Scheme.No) + "版", AsOf: asOf}
	}
	doc := &document.Doc{Title: st.Round.Name + "\n" + st.Round.Period.Label() + "得分和名次"}
	t := document.Table{Caption: "得分和名次", Columns: []document.Column{{Header: "名次"}, {Header: "对象", Align: document.Left}, {Header: "得分", Align: document.Right}, {Header: "名次区间"}, {Header: "较上轮"}, {Header: "备注", Align: document.Left}},
		Source: source(at, st.Round.Title()), Note: "名次区间是各项权重上下浮动10%（合计仍为100）、取数在四舍五入误差内变动时，名次可能落到的范围；区间交叠的不宜论高下。"}
	for i := range st.Rows {
		x := &st.Rows[i]
		l := line(st, x, int64(st.All))
		note := l.Tie
		if l.Was != "" {
			note = l.Was
		}
		if x.Rank == 0 {
			note, l.Word = l.Word, "—"
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{{Text: l.Rank}, {Text: l.Label}, {Text: l.Score, Source: source(at+"/"+x.SubjectID, x.Label+"得分")}, {Text: l.Word}, {Text: l.Diff}, {Text: note}}})
	}
	first := &st.Rows[0]
	doc.Blocks = append(doc.Blocks, document.P(document.Text("本轮考核"+strconv.Itoa(st.All)+"个对象，按"+st.Scheme.Name+"第"+ui.Num(st.Scheme.No)+"版计分。"), document.Text(first.Label+"得"),
		document.Fig(points(first.Score)+"分", *source(at+"/"+first.SubjectID, first.Label+"得分")), document.Text("，列第"+ui.Num(first.Rank)+"。")), t)
	for i := range st.Rows {
		if x := &st.Rows[i]; x.Own {
			if table, ok := scoreTable(st, x); ok {
				table.Source = source(at+"/"+x.SubjectID, x.Label+"逐项得分")
				doc.Attachments = append(doc.Attachments, document.Attachment{Title: x.Label + "逐项得分", Blocks: []document.Block{table, document.P(document.Text("总分：" + x.Expr + " = " + points(x.Score)))}})
			}
		}
	}
	return doc
}

func scoreTable(st *area.Standing, x *area.Standee) (document.Table, bool) {
	lines, err := x.Lines()
	if err != nil || lines == nil {
		return document.Table{}, false
	}
	t := document.Table{Columns: []document.Column{{Header: "序号"}, {Header: "指标", Align: document.Left}, {Header: "权重", Align: document.Right}, {Header: "数值", Align: document.Right}, {Header: "算法", Align: document.Left}, {Header: "得分", Align: document.Right}}}
	for _, l := range lines {
		it := st.Design.Item(l.No)
		if it == nil {
			continue
		}
		var r replayLine
		r.fill(it, &l)
		text := r.Expr
		if r.Words != "" {
			text += "（" + r.Words + "）"
		}
		weight := ""
		if it.Weight > 0 {
			weight = trim(it.Weight)
		}
		t.Rows = append(t.Rows, document.Cells(it.No, it.Name, weight, r.Value+r.Unit, text, r.Points))
	}
	return t, true
}

func (h *handlers) excel(q *web.Req) error {
	st, err := h.paper(q)
	if err != nil {
		return err
	}
	book := xlsx.New()
	defer book.Close()
	if err := placesSheet(book, st, q.Address()); err != nil {
		return err
	}
	if err := linesSheet(book, st, q.Address()); err != nil {
		return err
	}
	q.Download(st.Round.Title()+"得分和名次.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return book.Write(q.W)
}

func placesSheet(book *xlsx.Book, st *area.Standing, address string) error {
	sheet, err := book.Sheet(xlsx.Options{Name: "名次", Title: st.Round.Title() + "得分和名次", Note: st.Scheme.Name + "第" + ui.Num(st.Scheme.No) + "版", Columns: []xlsx.Column{{Header: "名次", Kind: xlsx.KindNumber}, {Header: "对象", Width: 24},
		{Header: "得分", Kind: xlsx.KindNumber, Decimals: 2}, {Header: "名次区间"}, {Header: "组"}, {Header: "等次"}, {Header: "上轮名次", Kind: xlsx.KindNumber}, {Header: "公示时得分", Kind: xlsx.KindNumber, Decimals: 2}, {Header: "备注", Width: 28}, {Header: "出处", Width: 48}}})
	if err != nil {
		return err
	}
	for i := range st.Rows {
		x := &st.Rows[i]
		l := line(st, x, int64(st.All))
		cells := []xlsx.Cell{{}, xlsx.Text(x.Label), {}, xlsx.Text(l.Word), {}, xlsx.Text(x.Grade), {}, {}, xlsx.Text(l.Tie), xlsx.Text(address + base + "/" + st.Round.ID + "/" + x.SubjectID)}
		if x.Rank > 0 {
			cells[0], cells[4] = xlsx.Number(float64(x.Rank)), xlsx.Text("第"+ui.Num(x.Tier)+"组")
		}
		if x.Scored {
			cells[2] = xlsx.Number(x.Score)
		}
		if x.Was > 0 {
			cells[6] = xlsx.Number(float64(x.Was))
		}
		if x.FirstRank > 0 {
			cells[7] = xlsx.Number(x.FirstScore)
		}
		if err := sheet.Row(cells...); err != nil {
			return err
		}
	}
	return nil
}

func linesSheet(book *xlsx.Book, st *area.Standing, address string) error {
	sheet, err := book.Sheet(xlsx.Options{Name: "逐项", Title: st.Round.Title() + "逐项得分", Columns: []xlsx.Column{{Header: "对象", Width: 20}, {Header: "序号"}, {Header: "指标", Width: 20}, {Header: "权重", Kind: xlsx.KindNumber},
		{Header: "数值", Kind: xlsx.KindNumber}, {Header: "单位"}, {Header: "算法", Width: 48}, {Header: "得分", Kind: xlsx.KindNumber, Decimals: 2}, {Header: "说明", Width: 32}, {Header: "取数", Width: 40}, {Header: "出处", Width: 48}}})
	if err != nil {
		return err
	}
	for i := range st.Rows {
		x := &st.Rows[i]
		lines, err := x.Lines()
		if err != nil {
			return err
		}
		for _, l := range lines {
			it := st.Design.Item(l.No)
			if it == nil {
				continue
			}
			cells := []xlsx.Cell{xlsx.Text(x.Label), xlsx.Text(it.No), xlsx.Text(it.Name), xlsx.Number(it.Weight), {}, xlsx.Text(it.Input.Unit), xlsx.Text(l.Expr), xlsx.Number(l.Points), xlsx.Text(l.Words), xlsx.Text(l.Source), {}}
			if l.Known {
				cells[4] = xlsx.Number(scoring.Round(l.X, it.Input.Places))
			}
			if l.URL != "" {
				cells[10] = xlsx.Text(address + l.URL)
			}
			if err := sheet.Row(cells...); err != nil {
				return err
			}
		}
	}
	return nil
}
