package backtrack

import (
	"bytes"
	"strconv"
	"strings"

	"rsc.io/qr"

	"lianzhang/internal/backtrack"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// word answers with the story as an official document.
func (h *handlers) word(q *web.Req, kind, id string) error {
	w, err := h.load(q, kind, id)
	if err != nil {
		return err
	}
	point := w.Point(w.site)
	code, err := encode(point)
	if err != nil {
		return err
	}
	var b bytes.Buffer // a document that fails half way must not look like a file
	if err := docx.Write(&b, w.document(point, code), docx.Options{Creator: w.site}); err != nil {
		return err
	}
	q.Download(w.Title+w.Kind.Label+"倒查报告.docx", docx.ContentType)
	_, err = q.W.Write(b.Bytes())
	return err
}

func para(texts ...string) document.Block {
	return document.P(document.Text(strings.Join(texts, "")))
}

func (w *words) document(point journal.Checkpoint, code *qr.Code) *document.Doc {
	name := w.Title
	if !strings.HasSuffix(name, w.Kind.Label) {
		name = "“" + name + "”" + w.Kind.Label
	}
	d := &document.Doc{Title: name + "倒查报告"}
	check := w.verdict()
	if w.Whole() {
		check += "，每一条都在日志里，内容与当时一致"
	}
	d.Blocks = append(d.Blocks, para(w.Title, "（", w.Code, "）", w.summary()), para("本报告全部取自操作日志，截至"+trail.Moment(w.At)+"。", check, "。"))
	d.Blocks = append(d.Blocks, document.H(1, "各单位停留"), w.unitPaper(), para(w.count()))
	d.Blocks = append(d.Blocks, document.H(1, "经手经过"), w.deskPaper(), document.H(1, w.passage()), w.stayPaper())
	if w.Kind.Reported != "" {
		d.Blocks = append(d.Blocks, document.H(1, "在建期间漏报"), w.missedPaper())
	}
	d.Blocks = append(d.Blocks, document.H(1, "批示及办理"), w.orderPaper(), document.H(1, "各经手单位做了什么"))
	d.Blocks = append(d.Blocks, w.deedPaper()...)
	d.Blocks = append(d.Blocks, document.H(1, "核对"),
		para("下面是生成本报告时日志的检查点。日后在本系统“倒查—核对旧纸”照此录入，或扫二维码粘贴全文，即可知道此前的日志有没有被改写。各条的散列头八位列在上表，完整证明可从倒查页面下载。"))
	for line := range strings.Lines(point.String()) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			d.Blocks = append(d.Blocks, para(strings.TrimLeft(line, "　")))
		}
	}
	d.Blocks = append(d.Blocks, picture(code), document.Signature{Unit: w.site, Date: day(w.At)})
	return d
}

// unitPaper is the page's table of units in print.
func (w *words) unitPaper() document.Block {
	from := w.unitTable()
	t := document.Table{}
	for i, c := range from.Columns {
		col := document.Column{Header: c.Label}
		if i == 0 {
			col.Align, col.Width = document.Left, 12
		}
		t.Columns = append(t.Columns, col)
	}
	for _, r := range from.Rows {
		t.Rows = append(t.Rows, document.Cells(texts(r.Cells)...))
	}
	if len(from.Foot) > 0 {
		t.Rows = append(t.Rows, document.Row{Kind: document.Total, Cells: document.Cells(texts(from.Foot)...).Cells})
	}
	return t
}

func texts(cells []ui.Cell) []string {
	out := make([]string, len(cells))
	for i := range cells {
		out[i] = cells[i].Text
	}
	return out
}

func (w *words) deskPaper() document.Block {
	t := document.Table{Columns: []document.Column{{Header: "单位", Align: document.Left, Width: 9}, {Header: "责任人", Width: 5}, {Header: "从", Width: 6}, {Header: "到", Width: 6}, {Header: "工作日", Width: 4},
		{Header: w.stateWord(), Width: 6}, {Header: "转出", Align: document.Left, Width: 9}}}
	for i := range w.Desks {
		d := &w.Desks[i]
		out := ""
		if d.To != 0 {
			out = d.By
			if d.Reason != "" {
				out += "：" + d.Reason
			}
		}
		n := strconv.Itoa(d.Days)
		if d.Held > 0 {
			n += "（停表" + strconv.Itoa(d.Held) + "）"
		}
		t.Rows = append(t.Rows, document.Cells(w.unit(d.Unit), w.owner(d.Owner), day(d.From), until(d.To, "至今"), n, w.passed(i), out))
	}
	return t
}

func (w *words) stayPaper() document.Block {
	t := document.Table{Columns: []document.Column{{Header: w.stateWord(), Width: 5}, {Header: "从", Width: 6}, {Header: "到", Width: 6}, {Header: "工作日", Width: 4}, {Header: "谁推进", Width: 5}, {Header: "缺件与理由", Align: document.Left, Width: 13},
		{Header: "日志", Width: 4}}, Note: "从、到是日志记下的日期。"}
	for i := range w.Stays {
		s := &w.Stays[i]
		n := strconv.Itoa(s.Days)
		if s.End {
			n = "已了结"
		}
		t.Rows = append(t.Rows, document.Cells(w.state(s.State), day(s.From), until(s.To, "至今"), n, s.By, w.lacking(s), strconv.FormatInt(s.Seq, 10)))
	}
	return t
}

func (w *words) missedPaper() document.Block {
	if len(w.Missed) == 0 {
		return para("在建期间没有漏报。")
	}
	t := document.Table{Columns: []document.Column{{Header: "月份"}, {Header: "当时的单位", Align: document.Left}, {Header: "责任人"}, {Header: "后来", Align: document.Left}}}
	for i := range w.Missed {
		m := &w.Missed[i]
		t.Rows = append(t.Rows, document.Cells(m.Period, w.unit(m.Unit), w.owner(m.Owner), w.missed(m)))
	}
	return t
}

func (w *words) orderPaper() document.Block {
	if len(w.Orders) == 0 {
		return para("没有批示。")
	}
	t := document.Table{Columns: []document.Column{{Header: "批示", Align: document.Left, Width: 12}, {Header: "批示人", Width: 5}, {Header: "日期", Width: 6}, {Header: "期限", Width: 6}, {Header: "当时的单位", Width: 7}, {Header: "办理", Align: document.Left, Width: 9}}}
	for i := range w.Orders {
		o := &w.Orders[i]
		t.Rows = append(t.Rows, document.Cells(o.Body, o.By, day(o.At), orNone(o.Due, "未定"), w.unit(o.Unit), w.done(o)))
	}
	return t
}

func (w *words) deedPaper() (out []document.Block) {
	for i := range w.Desks {
		d := &w.Desks[i]
		out = append(out, document.H(2, w.unit(d.Unit)+"（"+w.owner(d.Owner)+"）", document.Text(day(d.From)+"至"+until(d.To, "今")+"，"+days(d.Days)+"。")))
		out = append(out, w.deedRows(d.Groups)...)
	}
	if len(w.After) > 0 {
		out = append(out, document.H(2, "了结之后"))
		out = append(out, w.deedRows(w.After)...)
	}
	return out
}

func (w *words) deedRows(groups []*backtrack.Group) []document.Block {
	t := document.Table{Columns: []document.Column{{Header: "日志", Width: 4}, {Header: "时间", Width: 6}, {Header: "谁", Align: document.Left, Width: 7}, {Header: "做了什么", Align: document.Left, Width: 18}, {Header: "散列", Width: 6}, {Header: "核对", Width: 4}}}
	left := 0
	for _, g := range groups {
		text, ok := w.deed(g)
		if !ok {
			left++
			continue
		}
		if g.Reason != "" {
			text += "。理由：" + g.Reason
		}
		name, unit := w.who(g)
		if unit != "" {
			name += "（" + unit + "）"
		}
		mark := "已核对"
		if badOf(g) != "" {
			mark = "不符"
		}
		t.Rows = append(t.Rows, document.Cells(seqs(g), trail.Moment(g.At)[:16], name, text, leaf(g.Events[0]), mark))
	}
	var out []document.Block
	if len(t.Rows) > 0 {
		out = append(out, t)
	} else {
		out = append(out, para("期间没有人动过。"))
	}
	if left > 0 {
		out = append(out, para("另有"+strconv.Itoa(left)+"次只是系统重算派生数，没有列出，也已核对。"))
	}
	return out
}

// picture draws the code as one shape, a third of the page wide; dark modules of a row are joined.
func picture(code *qr.Code) document.Block {
	const margin = 4 // light modules around it, as scanners need
	n := float64(code.Size + 2*margin)
	d := document.Drawing{Width: 3 * n, Height: n, Alt: "检查点全文的二维码", Caption: "检查点二维码"}
	var p document.Path
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				l, r, t := n+margin+float64(from), n+margin+float64(x), margin+float64(y)
				p = p.Move(l, t).Line(r, t).Line(r, t+1).Line(l, t+1).Close()
			}
		}
	}
	// The white field keeps the proportions where an application fits a group to what it holds.
	d.Shapes = []document.Shape{{W: d.Width, H: d.Height, Fill: "FFFFFF", Name: "底"}, {Path: p, Fill: "000000", Name: "二维码"}}
	return d
}
