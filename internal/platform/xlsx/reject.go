package xlsx

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/sheet"
)

// Reject is a row that an import did not take, or, without faults, a row that belongs to it and is only repeated: a
// section row such as 一、在建项目（48个） tells an import the stage of the rows below.
type Reject struct {
	Row    sheet.Row
	Faults []Fault
}

// Fault is one reason. Column counts from 0; a negative one means the row as a whole.
type Fault struct {
	Column  int
	Message string
}

// The heads of the two columns that a workbook of rejected rows has before the original ones.
const (
	NumberHead = "原行号"
	ReasonHead = "原因"
)

// Widths of the columns in letters.
const (
	cellWidth   = 16
	reasonWidth = 40
)

// WriteRejected writes the rejected rows of one sheet as a workbook: the original head rows and cells as they were, with
// their number in the original file and the reasons in front, in sight when scrolling, and the cells at fault amber.
// After correction it can be imported as it is.
func WriteRejected(w io.Writer, name string, head []sheet.Row, rows iter.Seq[Reject]) error {
	b := New()
	defer b.Close()
	r := &rejectWriter{book: b, head: head}
	if err := r.begin(name); err != nil {
		return wrap(err)
	}
	for row := range rows {
		if err := r.write(row); err != nil {
			return wrap(err)
		}
	}
	if err := r.stream.Flush(); err != nil {
		return wrap(err)
	}
	return b.Write(w)
}

type rejectWriter struct {
	book   *Book
	head   []sheet.Row
	stream *excelize.StreamWriter
	row    int
	args   []any
	styled int // styles made for foreign number formats
}

func (r *rejectWriter) begin(name string) error {
	name, err := r.book.addSheet(name)
	if err != nil {
		return err
	}
	last := max(1, len(r.head))
	if err := r.book.printList(name, false, last); err != nil {
		return err
	}
	if r.stream, err = r.book.file.NewStreamWriter(name); err != nil {
		return err
	}
	panes := &excelize.Panes{Freeze: true, XSplit: 2, YSplit: last, TopLeftCell: fmt.Sprintf("C%d", last+1), ActivePane: "bottomRight"}
	if err := r.stream.SetPanes(panes); err != nil {
		return err
	}
	if err := r.stream.SetColWidth(3, 64, cellWidth); err != nil {
		return err
	}
	if err := r.stream.SetColWidth(2, 2, reasonWidth); err != nil {
		return err
	}
	style, err := r.book.style(styleKey{role: headRole})
	if err != nil {
		return err
	}
	heads := r.head
	if len(heads) == 0 {
		heads = []sheet.Row{{}}
	}
	caption, err := r.book.style(styleKey{role: captionRole})
	if err != nil {
		return err
	}
	for i, h := range heads {
		id, high := style, 1
		if i < len(heads)-1 && filled(h) < 3 {
			id = caption // a title, which must not wrap in its narrow cell
		}
		r.args = append(r.args[:0], nil, nil)
		if i == len(heads)-1 {
			r.args[0], r.args[1] = excelize.Cell{StyleID: style, Value: NumberHead}, excelize.Cell{StyleID: style, Value: ReasonHead}
		}
		for _, c := range h.Cells {
			if id == style {
				high = max(high, lines(c.Text, cellWidth))
			}
			r.args = append(r.args, excelize.Cell{StyleID: id, Value: r.value(c)})
		}
		if err := r.next(high); err != nil {
			return err
		}
	}
	return nil
}

// filled is the number of cells that hold something.
func filled(r sheet.Row) (n int) {
	for _, c := range r.Cells {
		if c.Kind != sheet.Empty {
			n++
		}
	}
	return n
}

// next writes the row in args, high lines tall.
func (r *rejectWriter) next(high int) error {
	if r.row >= maxRows {
		return errs.New(errs.TooLarge, "未导入的行超过工作表的行数上限%d，请先检查是否选错了文件", maxRows)
	}
	r.row++
	return r.stream.SetRow(fmt.Sprintf("A%d", r.row), r.args, excelize.RowOpts{Height: height(high)})
}

func (r *rejectWriter) write(x Reject) error {
	at, err := r.book.style(styleKey{role: indexRole, align: "center"})
	if err != nil {
		return err
	}
	why, err := r.book.style(styleKey{role: indexRole, align: "left", wrap: true})
	if err != nil {
		return err
	}
	faulty, width := map[int]bool{}, len(x.Row.Cells)
	var reasons []string
	for _, f := range x.Faults {
		if f.Column >= 0 && f.Column < 16382 {
			faulty[f.Column] = true
			width = max(width, f.Column+1)
			reasons = append(reasons, r.label(f.Column)+"："+f.Message)
			continue
		}
		reasons = append(reasons, f.Message)
	}
	r.args = append(r.args[:0], excelize.Cell{StyleID: at, Value: x.Row.Number}, excelize.Cell{StyleID: why, Value: r.book.fit(strings.Join(reasons, "；"))})
	high := lines(strings.Join(reasons, "；"), reasonWidth)
	for i := range min(width, 16382) {
		var c sheet.Cell
		if i < len(x.Row.Cells) {
			c = x.Row.Cells[i]
		}
		style, err := r.style(c, faulty[i])
		if err != nil {
			return err
		}
		if c.Kind == sheet.Text {
			high = max(high, lines(c.Text, cellWidth))
		}
		r.args = append(r.args, excelize.Cell{StyleID: style, Value: r.value(c)})
	}
	return r.next(min(high, 8))
}

// label names a column by its lowest head text, else by its place.
func (r *rejectWriter) label(col int) string {
	for i := len(r.head) - 1; i >= 0; i-- {
		if cells := r.head[i].Cells; col < len(cells) {
			if text := strings.Join(strings.Fields(cells[col].Text), ""); text != "" {
				return text
			}
		}
	}
	return fmt.Sprintf("第%d列", col+1)
}

// value is a cell's value for excelize; text is never a formula.
func (r *rejectWriter) value(c sheet.Cell) any {
	switch c.Kind {
	case sheet.Number, sheet.Date:
		return c.Number
	case sheet.Bool:
		return c.Number == 1
	case sheet.Empty:
		return nil
	}
	return r.book.fit(c.Text)
}

// style keeps the number format of the original, of which there are few; a file made to harm may have many.
func (r *rejectWriter) style(c sheet.Cell, fault bool) (int, error) {
	k := styleKey{}
	if fault {
		k.role = faultRole
	}
	switch {
	case c.Kind == sheet.Text:
		k.format, k.wrap = "@", true
	case c.Kind == sheet.Date && c.Format == "":
		k.format = "yyyy-mm-dd hh:mm:ss"
	case len(c.Format) <= 200 && r.styled < 500:
		k.format = c.Format
	case c.Kind == sheet.Date:
		k.format = "yyyy-mm-dd"
	}
	if _, known := r.book.styles[k]; !known {
		r.styled++
	}
	return r.book.style(k)
}
