// Package listfile writes the rows of a list under a query as a workbook that imports back without loss.
package listfile

import (
	"context"
	"io"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/xlsx"
)

// File is what is written.
type File struct {
	Spec    *list.Spec
	Query   *list.Query
	Who     list.Asker
	Columns []*list.Column
	Label   func(kind, id string) string // name behind the id of a Ref column
	Title   string                       // a row over the heads; "" for none
	Note    string                       // a row under the title, such as who took it out and when; "" for none
}

// Read reads all rows under the query into a workbook, which the caller writes out or closes; paging of the query does not
// count. It gives the number of rows. Rows stream to a temporary file, so memory stays small.
func (f *File) Read(ctx context.Context, q db.Queryer) (*xlsx.Book, int, error) {
	book := xlsx.New()
	rows, err := f.Into(ctx, q, book)
	if err != nil {
		_ = book.Close() // its temporary files
		return nil, 0, err
	}
	return book, rows, nil
}

// Into reads all rows under the query into a further sheet of a workbook and gives their number.
func (f *File) Into(ctx context.Context, q db.Queryer, book *xlsx.Book) (rows int, err error) {
	opt := xlsx.Options{Name: f.Spec.Label, List: f.Spec.Name, Title: f.Title, Note: f.Note}
	for i, c := range f.Columns {
		opt.Columns = append(opt.Columns, head(c))
		if c.Need && i < 3 {
			opt.Frozen = i + 1
		}
	}
	sheet, err := book.Sheet(opt)
	if err != nil {
		return 0, err
	}
	cells := make([]xlsx.Cell, len(f.Columns))
	err = f.Spec.Each(ctx, q, f.Query, f.Who, f.Columns, func(r list.Row) error {
		for i, c := range f.Columns {
			cells[i] = f.cell(c, r.At(i))
		}
		return sheet.Row(cells...)
	})
	return sheet.Rows(), err
}

// Write is Read and writing the workbook to w; nothing has been written when reading fails.
func (f *File) Write(ctx context.Context, q db.Queryer, w io.Writer) (rows int, err error) {
	book, rows, err := f.Read(ctx, q)
	if err != nil {
		return 0, err
	}
	return rows, book.Write(w)
}

// Columns are the columns that a full export has: all that an import reads, then the rest of what people may see.
func Columns(spec *list.Spec) []*list.Column {
	var in, rest []*list.Column
	for i := range spec.Columns {
		switch c := &spec.Columns[i]; {
		case c.Hidden:
		case c.Import:
			in = append(in, c)
		default:
			rest = append(rest, c)
		}
	}
	return append(in, rest...)
}

func head(c *list.Column) xlsx.Column {
	out := xlsx.Column{Key: c.Name, Header: c.Label, Width: float64(c.Width)}
	switch c.Kind {
	case list.Money:
		out.Kind, out.Unit = xlsx.KindMoney, c.Unit
	case list.Int, list.Number:
		out.Kind, out.Unit = xlsx.KindNumber, c.Unit
	case list.Percent:
		out.Kind = xlsx.KindPercent
	case list.Date:
		out.Kind = xlsx.KindDate
	case list.Time:
		out.Kind = xlsx.KindTime
	case list.Bool:
		out.Kind = xlsx.KindBool
	}
	return out
}

func (f *File) cell(c *list.Column, v any) xlsx.Cell {
	switch v := v.(type) {
	case int64:
		switch c.Kind {
		case list.Money:
			return xlsx.Money(v)
		case list.Time:
			return xlsx.Time(v)
		}
		return xlsx.Number(float64(v))
	case float64:
		switch {
		case c.Kind == list.Percent:
			return xlsx.Percent(v)
		case c.Unknown(v):
			return xlsx.Cell{}
		}
		return xlsx.Number(v)
	case bool:
		return xlsx.Bool(v)
	case string:
		switch {
		case c.Kind == list.Date:
			return xlsx.Date(v)
		case c.Kind == list.Enum:
			return xlsx.Text(c.OptionLabel(v))
		case c.Kind == list.Ref && v != "":
			return xlsx.Text(f.Label(c.RefKind, v))
		}
		return xlsx.Text(v)
	}
	return xlsx.Cell{}
}
