package xlsx

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/sheet"
)

// Options describe one sheet.
type Options struct {
	Name     string // of the sheet
	List     string // which list this is, such as "project"; "" when it is not meant to be imported again
	Title    string // a title row over the columns; "" for none
	Note     string // a row under it, right-aligned, such as 单位：万元; "" for none
	Columns  []Column
	Frozen   int  // columns on the left that stay in sight
	Portrait bool // A4 upright; the default is across
}

// Sheet is a list being written, row by row.
type Sheet struct {
	book    *Book
	options Options
	name    string
	stream  *excelize.StreamWriter
	values  []int // style of each column's own kind
	texts   []int // style of text in that column
	widths  []float64
	row     int // last row written
	head    int // row of the heads
	cells   []excelize.Cell
	args    []any
	ref     []byte
	done    bool
}

// Sheet begins a sheet: title, note and head are written at once. Sheets may be written by turns.
func (b *Book) Sheet(o Options) (*Sheet, error) {
	if b.file == nil {
		return nil, errs.New(errs.Internal, "工作簿已经写出，请重新导出")
	}
	if len(o.Columns) == 0 || len(o.Columns) > 16384 {
		return nil, errs.New(errs.Internal, "导出的列数是%d，至少要有一列，最多16384列", len(o.Columns))
	}
	name, err := b.addSheet(o.Name)
	if err != nil {
		return nil, wrap(err)
	}
	s := &Sheet{book: b, options: o, name: name, cells: make([]excelize.Cell, len(o.Columns)), args: make([]any, len(o.Columns))}
	s.head = 1
	for _, extra := range []string{o.Title, o.Note} {
		if extra != "" {
			s.head++
		}
	}
	if err := s.begin(); err != nil {
		return nil, wrap(err)
	}
	b.sheets = append(b.sheets, s)
	return s, nil
}

// Name is the sheet's name in the workbook, which may differ from the one asked for.
func (s *Sheet) Name() string { return s.name }

// Rows is the number of rows written below the head.
func (s *Sheet) Rows() int { return s.row - s.head }

// begin sets what must stand before the rows, and writes the rows down to the head.
func (s *Sheet) begin() error {
	if err := s.book.printList(s.name, s.options.Portrait, s.head); err != nil {
		return err
	}
	for _, c := range s.options.Columns {
		v, err := s.book.style(styleKey{format: c.format(), align: c.align(), wrap: c.kind() == KindText})
		if err != nil {
			return err
		}
		t, err := s.book.style(styleKey{format: "@", align: c.align(), wrap: c.kind() == KindText})
		if err != nil {
			return err
		}
		s.values, s.texts, s.widths = append(s.values, v), append(s.texts, t), append(s.widths, c.width())
	}
	var err error
	if s.stream, err = s.book.file.NewStreamWriter(s.name); err != nil {
		return err
	}
	panes := excelize.Panes{Freeze: true, YSplit: s.head, XSplit: min(s.options.Frozen, len(s.options.Columns)), ActivePane: "bottomLeft"}
	panes.TopLeftCell, err = excelize.CoordinatesToCellName(panes.XSplit+1, s.head+1)
	if err != nil {
		return err
	}
	if panes.XSplit > 0 {
		panes.ActivePane = "bottomRight"
	}
	if err := s.stream.SetPanes(&panes); err != nil {
		return err
	}
	for i, c := range slices.Backward(s.options.Columns) { // excelize puts each in front, and Excel wants them in order
		if err := s.stream.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	return s.writeHead()
}

func (s *Sheet) writeHead() error {
	last, err := excelize.ColumnNumberToName(len(s.options.Columns))
	if err != nil {
		return err
	}
	for _, extra := range []struct {
		text   string
		key    styleKey
		height float64
	}{{s.options.Title, styleKey{role: titleRole}, 32}, {s.options.Note, styleKey{role: noteRole}, 18}} {
		if extra.text == "" {
			continue
		}
		style, err := s.book.style(extra.key)
		if err != nil {
			return err
		}
		s.row++
		first := fmt.Sprintf("A%d", s.row)
		cell := []any{excelize.Cell{StyleID: style, Value: s.book.fit(extra.text)}}
		if err := s.stream.SetRow(first, cell, excelize.RowOpts{Height: extra.height}); err != nil {
			return err
		}
		if len(s.options.Columns) > 1 {
			if err := s.stream.MergeCell(first, fmt.Sprintf("%s%d", last, s.row)); err != nil {
				return err
			}
		}
	}
	style, err := s.book.style(styleKey{role: headRole})
	if err != nil {
		return err
	}
	heads, high := make([]any, len(s.options.Columns)), 1
	for i, c := range s.options.Columns {
		heads[i] = excelize.Cell{StyleID: style, Value: s.book.fit(c.head())}
		high = max(high, lines(c.head(), s.widths[i]-3)) // the filter's button takes room
	}
	s.row++
	return s.stream.SetRow(fmt.Sprintf("A%d", s.row), heads, excelize.RowOpts{Height: height(high) + 8})
}

// meta describes the sheet for a later import.
func (s *Sheet) meta() sheet.Meta {
	m := sheet.Meta{Sheet: s.name, List: s.options.List, Head: s.head}
	for _, c := range s.options.Columns {
		m.Columns = append(m.Columns, sheet.MetaColumn{Key: c.Key, Header: c.head(), Kind: string(c.kind()), Unit: c.unit()})
	}
	return m
}
