package atlas

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/xlsx"

	"lianzhang/internal/platform/authz"
)

// Paper is what is taken out of a set for one chain, or for all with an empty ChainID.
type Paper struct {
	Set     *Adopted
	Sheets  []Sheet
	ChainID string
	Chain   string // its name, "" for all chains
	Site    string // name of the site or office
	By      string // who takes it out
	Who     list.Asker
	May     func(authz.Perm) bool        // whether the asker may see a kind of record
	Label   func(kind, id string) string // name behind the id of a Ref column
}

func (p *Paper) chain() string { return cmp.Or(p.Chain, "全部产业链") }

// Title heads the cover: 铜基新材料产业链图谱清单（江西“四图”）.
func (p *Paper) Title() string {
	name := p.chain()
	if !strings.HasSuffix(name, "产业链") {
		name += "产业链"
	}
	return name + "图谱清单"
}

// Entry is a line of the cover.
type Entry struct {
	Sheet  Sheet
	Filled *Filled // nil for maps, and for lists that the asker may not see or that no longer compile
	Rows   int64
	Totals []string // 总投资合计 12.00亿元
	Fault  string   // why the list is left out
}

// Entries counts and adds up every sheet of the paper.
func (p *Paper) Entries(ctx context.Context, s *Service) ([]Entry, error) {
	out := make([]Entry, 0, len(p.Sheets))
	for _, sheet := range p.Sheets {
		e := Entry{Sheet: sheet}
		if sheet.Kind == ListSheet {
			if err := p.fill(ctx, s, &e); err != nil {
				return nil, err
			}
		}
		out = append(out, e)
	}
	return out, nil
}

func (p *Paper) fill(ctx context.Context, s *Service, e *Entry) error {
	f, err := s.Compile(e.Sheet)
	switch {
	case err != nil:
		e.Fault = "清单的条件或列已失效，请到编辑页改正"
		return nil
	case p.May != nil && !p.May(f.Source.Perm):
		e.Fault = "没有查看" + f.Source.Spec.Label + "的权限"
		return nil
	}
	t, err := f.Total(ctx, s.Run.DB, p.Who, p.ChainID)
	if err != nil {
		return err
	}
	if e.Filled, e.Rows = f, t.Rows; t.Rows > 0 {
		e.Totals = f.Sums(t)
	}
	return nil
}

// Sums writes the totals of a sheet: 总投资合计 12.00亿元.
func (f *Filled) Sums(t *list.Totals) []string {
	var out []string
	for _, c := range f.Totals {
		out = append(out, c.Label+"合计"+Amount(c, t.Sums[c.Name]))
	}
	return out
}

// Amount writes a total with its unit; money is given in yuan.
func Amount(c *list.Column, v float64) string {
	switch {
	case c.Kind == list.Money && c.Unit == "亿元":
		return money.Yuan(v).In(money.Yi, 2) + c.Unit
	case c.Kind == list.Money:
		return money.Yuan(v).In(money.Wan, 0) + c.Unit
	case c.Kind == list.Int:
		return fmt.Sprintf("%.0f%s", v, c.Unit)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.2f", v), ".00") + c.Unit
}

// Workbook writes the paper as a workbook, a cover and a sheet for each list, and gives the number of rows in all.
func (s *Service) Workbook(ctx context.Context, p *Paper) (book *xlsx.Book, rows int, err error) {
	entries, err := p.Entries(ctx, s)
	if err != nil {
		return nil, 0, err
	}
	book = xlsx.New()
	defer func() {
		if err != nil {
			_ = book.Close() // its temporary files
		}
	}()
	if err := p.cover(book, entries); err != nil {
		return nil, 0, err
	}
	for i := range entries {
		e := &entries[i]
		if e.Filled == nil {
			continue
		}
		note := strings.Join(append([]string{fmt.Sprintf("%s　共%d%s", p.chain(), e.Rows, e.Filled.Source.Spec.Measure)}, e.Totals...), "，")
		file := &listfile.File{Spec: e.Filled.Spec, Query: e.Filled.ask(p.ChainID), Who: p.Who, Columns: e.Filled.Cols, Label: p.Label,
			Title: e.Sheet.Name, Note: note}
		n, err := file.Into(ctx, s.Run.DB, book)
		if err != nil {
			return nil, 0, err
		}
		rows += n
	}
	return book, rows, nil
}

func (p *Paper) cover(book *xlsx.Book, entries []Entry) error {
	sheet, err := book.Sheet(xlsx.Options{Name: "封面", Title: p.Title(), Note: p.Set.Name + "　" + p.Site + "　" + p.Who.Today + " " + p.By, Portrait: true,
		Columns: []xlsx.Column{{Key: "no", Header: "序号", Kind: xlsx.KindNumber, Width: 6}, {Key: "kind", Header: "类别", Width: 8}, {Key: "name", Header: "名称", Width: 26},
			{Key: "rows", Header: "条数", Kind: xlsx.KindNumber, Width: 8}, {Key: "note", Header: "口径和说明", Width: 60}}})
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		cells := []xlsx.Cell{xlsx.Number(float64(i + 1)), xlsx.Text(kindLabel(e.Sheet.Kind)), xlsx.Text(e.Sheet.Name), {}, xlsx.Text(p.remark(e))}
		if e.Filled != nil {
			cells[3] = xlsx.Number(float64(e.Rows))
		}
		if err := sheet.Row(cells...); err != nil {
			return err
		}
	}
	for _, line := range []string{"依据：" + p.Set.Source, p.Set.Note} {
		if strings.TrimPrefix(line, "依据：") == "" {
			continue
		}
		if err := sheet.Row(xlsx.Cell{}, xlsx.Cell{}, xlsx.Cell{}, xlsx.Cell{}, xlsx.Text(line)); err != nil {
			return err
		}
	}
	return nil
}

func kindLabel(kind string) string {
	if kind == MapSheet {
		return "图"
	}
	return "清单"
}

// remark says what a sheet counts, or where a map stands.
func (p *Paper) remark(e *Entry) string {
	var parts []string
	for _, s := range append([]string{e.Sheet.Note, e.Fault}, e.Totals...) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if e.Sheet.Kind == MapSheet {
		parts = append(parts, "见系统中的图谱")
	}
	if e.Sheet.Filter != "" {
		parts = append(parts, "条件："+e.Sheet.Filter)
	}
	return strings.Join(parts, "；")
}

// perAnnex is how many rows of a list stand in the Word cover; the workbook has all.
const perAnnex = 40

// Cover composes the paper as an official document: the catalogue of maps and lists, and the head of every list as an annex.
func (s *Service) Cover(ctx context.Context, p *Paper) (*document.Doc, error) {
	entries, err := p.Entries(ctx, s)
	if err != nil {
		return nil, err
	}
	table := document.Table{Caption: "图谱清单目录", Columns: []document.Column{{Header: "序号", Width: 3}, {Header: "类别", Width: 3},
		{Header: "名称", Align: document.Left, Width: 12}, {Header: "条数", Width: 4}, {Header: "口径和说明", Align: document.Left, Width: 20}}}
	doc := &document.Doc{Title: p.Site + "\n" + p.Title()}
	n, full := 0, 0
	for i := range entries {
		e := &entries[i]
		rows := "—"
		if e.Filled != nil {
			rows = fmt.Sprint(e.Rows)
			n++
			if e.Rows > 0 {
				full++
				annex, err := s.annex(ctx, p, e)
				if err != nil {
					return nil, err
				}
				doc.Attachments = append(doc.Attachments, annex)
			}
		}
		table.Rows = append(table.Rows, document.Cells(fmt.Sprint(i+1), kindLabel(e.Sheet.Kind), e.Sheet.Name, rows, p.remark(e)))
	}
	doc.Blocks = []document.Block{
		document.P(document.Text(fmt.Sprintf("按%s的要求，%s共有图%d张、清单%d份，其中%d份已有内容。清单由系统按条件从登记的记录中自动填出，截至%s。",
			p.Set.Name, p.chain(), len(entries)-count(entries, ListSheet), count(entries, ListSheet), full, p.Who.Today))),
		document.P(document.Text("依据：" + p.Set.Source)), table, document.AttachmentNote{}, document.Signature{Unit: p.Site, Date: p.Who.Today},
	}
	return doc, nil
}

func count(entries []Entry, kind string) (n int) {
	for i := range entries {
		if entries[i].Sheet.Kind == kind {
			n++
		}
	}
	return n
}

func (s *Service) annex(ctx context.Context, p *Paper, e *Entry) (document.Attachment, error) {
	t := document.Table{Note: strings.Join(e.Totals, "，")}
	for _, c := range e.Filled.Cols {
		col := document.Column{Header: c.Label, Unit: c.Unit}
		switch c.Kind {
		case list.Money, list.Int, list.Number, list.Percent:
			col.Align = document.Right
		case list.Text, list.Ref:
			col.Align = document.Left
		}
		t.Columns = append(t.Columns, col)
	}
	page, err := e.Filled.Rows(ctx, s.Run.DB, p.Who, p.ChainID, 1, perAnnex)
	if err != nil {
		return document.Attachment{}, err
	}
	for _, r := range page.Rows {
		row := document.Row{Cells: make([]document.Cell, len(e.Filled.Cols))}
		for i, c := range e.Filled.Cols {
			row.Cells[i].Text = listfile.Text(c, r.At(i), p.Label)
		}
		t.Rows = append(t.Rows, row)
	}
	if e.Rows > perAnnex {
		t.Note = strings.Trim(fmt.Sprintf("%s；只列前%d条，共%d条，全部见工作簿", t.Note, perAnnex, e.Rows), "；")
	}
	return document.Attachment{Title: e.Sheet.Name, Blocks: []document.Block{t}, Landscape: true}, nil
}

// NoteExport journals who took out how many rows.
func (s *Service) NoteExport(ctx context.Context, actor authz.Actor, p *Paper, rows int) error {
	what := change.What{Action: "atlas.export", Perm: authz.ExportRun, Ref: p.Set.Ref(), Reason: fmt.Sprintf("导出%s，%d行", p.Title(), rows)}
	return s.Run.Run(ctx, actor, what, func(*change.Tx) error { return nil })
}
