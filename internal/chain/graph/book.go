package graph

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/platform/xlsx"
)

// The sheets of a map's workbook.
const (
	nodeSheet = "环节"
	edgeSheet = "关系"
)

// nodeHeads and edgeHeads are the heads of the sheets; other heads that mean the same follow them.
var (
	nodeHeads = [][]string{{"编号", "标识"}, {"环节名称", "环节", "名称"}, {"位置", "上中下游", "所处位置"}, {"上级环节", "上级"}, {"产品", "主要产品"}, {"行业代码", "国民经济行业代码"},
		{"投入权重", "权重"}, {"进口依存", "进口份额"}, {"代表企业", "代表公司"}, {"说明", "备注"}, {"来源"}, {"可信度"}, {"横坐标"}, {"纵坐标"}}
	edgeHeads = [][]string{{"从", "上游环节", "起点"}, {"到", "下游环节", "终点"}, {"关系", "类型"}, {"权重", "系数"}, {"来源"}, {"可信度"}}
)

// WriteBook writes a map as a workbook with the sheets 环节 and 关系, which reads back without loss.
func WriteBook(w io.Writer, d *Doc) error {
	book := xlsx.New()
	defer book.Close()
	names := map[string]string{}
	for i := range d.Nodes {
		names[d.Nodes[i].Key] = d.Nodes[i].Name
	}
	nodes, err := book.Sheet(xlsx.Options{Name: nodeSheet, Frozen: 2, Columns: columns(nodeHeads, 6, 7, 11, 12, 13)})
	if err != nil {
		return err
	}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		if err := nodes.Row(xlsx.Text(n.Key), xlsx.Text(n.Name), xlsx.Text(StreamLabel(n.Stream)), xlsx.Text(names[n.Parent]), xlsx.Text(Join(n.Products)),
			xlsx.Text(Join(n.Codes)), number(n.Weight), number(n.ImportShare), xlsx.Text(Join(n.Firms)), xlsx.Text(n.Note), xlsx.Text(n.Source),
			number(n.Confidence), number(float64(n.X)), number(float64(n.Y))); err != nil {
			return err
		}
	}
	links, err := book.Sheet(xlsx.Options{Name: edgeSheet, Frozen: 2, Columns: columns(edgeHeads, 3, 5)})
	if err != nil {
		return err
	}
	for i := range d.Edges {
		e := &d.Edges[i]
		if err := links.Row(xlsx.Text(names[e.From]), xlsx.Text(names[e.To]), xlsx.Text(KindLabel(ends(e).kind)), number(e.Weight), xlsx.Text(e.Source),
			number(e.Confidence)); err != nil {
			return err
		}
	}
	return book.Write(w)
}

func columns(heads [][]string, numbers ...int) []xlsx.Column {
	out := make([]xlsx.Column, len(heads))
	for i, h := range heads {
		out[i].Header = h[0]
	}
	for _, i := range numbers {
		out[i].Kind = xlsx.KindNumber
	}
	return out
}

func number(f float64) xlsx.Cell {
	if f == 0 {
		return xlsx.Text("")
	}
	return xlsx.Number(f)
}

// reader reads the sheets of a workbook.
type reader struct {
	doc   *Doc
	bad   errs.Fields
	keys  map[string]string // folded names to keys
	sheet string
	row   sheet.Row
	cols  []int // place of each head, -1 = absent
}

// readBook reads a workbook. A sheet is found by its name, else by its heads.
func readBook(ctx context.Context, name string, data []byte) (*Doc, error) {
	book, err := sheet.Open(ctx, bytes.NewReader(data), int64(len(data)), name, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	r := &reader{doc: &Doc{}, keys: map[string]string{}}
	found, err := r.read(book, nodeSheet, nodeHeads, []int{1}, r.node)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, errs.New(errs.Invalid, "没有找到“环节”表：要有一张表，表头含“环节名称”和“位置”；可先下载模板")
	}
	if _, err := r.read(book, edgeSheet, edgeHeads, []int{0, 1}, r.edge); err != nil {
		return nil, err
	}
	for i := range r.doc.Nodes {
		n := &r.doc.Nodes[i]
		if n.Parent == "" {
			continue
		}
		key, ok := r.keys[fold(n.Parent)]
		if !ok {
			r.bad.Add("环节", "“%s”的上级环节“%s”不在“环节”表里", n.Name, n.Parent)
		}
		n.Parent = key
	}
	return r.doc, r.bad.Err()
}

// headRows is how far down the heads may stand.
const headRows = 10

func (r *reader) read(book *sheet.Book, name string, heads [][]string, need []int, take func()) (bool, error) {
	for _, byName := range []bool{true, false} {
		for i := range book.Sheets {
			if byName != (strings.TrimSpace(book.Sheets[i].Name) == name) {
				continue
			}
			r.sheet, r.cols = book.Sheets[i].Name, nil
			for row, err := range book.Rows(i) {
				if err != nil {
					return false, err
				}
				r.row = row
				switch {
				case row.Blank():
				case r.cols == nil:
					if row.Number > headRows {
						continue
					}
					r.cols = headsOf(row, heads, need)
				default:
					take()
				}
				if len(r.doc.Nodes) > MaxNodes {
					return false, tooMany(len(r.doc.Nodes), 0)
				}
			}
			if r.cols != nil {
				return true, nil
			}
		}
	}
	return false, nil
}

// headsOf finds the heads in a row; nil when those that are needed are missing.
func headsOf(row sheet.Row, heads [][]string, need []int) []int {
	out := make([]int, len(heads))
	for i, words := range heads {
		out[i] = -1
		for _, w := range words {
			for c := range row.Cells {
				text, _, _ := strings.Cut(strings.TrimSpace(row.Cells[c].Text), "（")
				if out[i] < 0 && text == w {
					out[i] = c
				}
			}
		}
	}
	for _, i := range need {
		if out[i] < 0 {
			return nil
		}
	}
	return out
}

func (r *reader) cell(i int) sheet.Cell {
	if c := r.cols[i]; c >= 0 && c < len(r.row.Cells) {
		return r.row.Cells[c]
	}
	return sheet.Cell{}
}

func (r *reader) text(i int) string { return strings.TrimSpace(r.cell(i).Text) }

// fail notes a fault at a cell.
func (r *reader) fail(i int, format string, args ...any) {
	ref := r.cell(i).Ref
	if ref == "" {
		ref = fmt.Sprintf("第%d行", r.row.Number)
	}
	r.bad.Add(r.sheet+"!"+ref, "%s：%s", r.sheet+" "+ref, fmt.Sprintf(format, args...))
}

// share reads a number; percents are shares.
func (r *reader) share(i int) float64 {
	c := r.cell(i)
	text := strings.TrimSpace(c.Text)
	if text == "" {
		return 0
	}
	if c.Kind == sheet.Number {
		return c.Number
	}
	plain, percent := strings.CutSuffix(strings.TrimSuffix(text, "％"), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(plain), 64)
	if err != nil {
		r.fail(i, "看不懂“%s”，填数字，例如0.25", text)
		return 0
	}
	if percent || strings.HasSuffix(text, "％") {
		v /= 100
	}
	return v
}

func (r *reader) node() {
	n := DocNode{Key: r.text(0), Name: r.text(1), Stream: StreamOf(r.text(2)), Parent: r.text(3), Products: Split(r.text(4)), Codes: Split(r.text(5)),
		Weight: r.share(6), ImportShare: r.share(7), Firms: Split(r.text(8)), Note: r.text(9), Source: r.text(10), Confidence: r.share(11),
		X: int64(r.share(12)), Y: int64(r.share(13))}
	if n.Name == "" {
		r.fail(1, "填写环节名称")
		return
	}
	if n.Stream == "" {
		r.fail(2, "“%s”的位置写上游、中游、下游或配套", n.Name)
	}
	if _, _, bad := Codes(n.Codes); bad != nil {
		r.fail(5, "%s", strings.Join(bad, "；"))
	}
	for _, s := range []struct {
		col   int
		value float64
	}{{6, n.Weight}, {7, n.ImportShare}, {11, n.Confidence}} {
		if s.value < 0 || s.value > 1 {
			r.fail(s.col, "要在0到1之间")
		}
	}
	if n.Key == "" {
		n.Key = n.Name
	}
	if _, twice := r.keys[fold(n.Name)]; twice {
		r.fail(1, "环节“%s”已在前面，同一条链里环节不能同名", n.Name)
		return
	}
	r.keys[fold(n.Name)] = n.Key
	r.doc.Nodes = append(r.doc.Nodes, n)
}

func (r *reader) edge() {
	e := DocEdge{Weight: r.share(3), Source: r.text(4), Confidence: r.share(5)}
	for i, at := range []*string{&e.From, &e.To} {
		key, ok := r.keys[fold(r.text(i))]
		if !ok {
			r.fail(i, "环节“%s”不在“环节”表里", r.text(i))
			return
		}
		*at = key
	}
	kind, ok := kindOf(r.text(2))
	if !ok {
		r.fail(2, "没有“%s”这种关系，可写供应、服务、细分", r.text(2))
		return
	}
	if e.From == e.To {
		r.fail(1, "“%s”不能连到自己", r.text(1))
		return
	}
	e.Kind = kind
	r.doc.Edges = append(r.doc.Edges, e)
}
