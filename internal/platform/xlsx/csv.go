package xlsx

import (
	"bufio"
	"io"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/sheet"
)

// CSV writes a list as a text file that Excel and WPS open with its Chinese intact: UTF-8 with mark, commas, CR LF.
// Texts that begin like a formula are guarded by an apostrophe, which our import takes off again.
type CSV struct {
	out     *bufio.Writer
	columns []Column
}

// NewCSV writes the head. Of the options only the columns count.
func NewCSV(w io.Writer, o Options) (*CSV, error) {
	c := &CSV{out: bufio.NewWriterSize(w, 64<<10), columns: o.Columns}
	c.out.WriteString("\uFEFF")
	heads := make([]Cell, len(o.Columns))
	for i, col := range o.Columns {
		heads[i] = Text(col.head())
	}
	return c, c.Row(heads...)
}

// Row writes the next row; cells missing at its end are blank.
func (c *CSV) Row(cells ...Cell) error {
	if len(cells) > len(c.columns) {
		return errs.New(errs.Internal, "有一行是%d格，而表头只有%d列", len(cells), len(c.columns))
	}
	for i, col := range c.columns {
		if i > 0 {
			c.out.WriteByte(',')
		}
		if i >= len(cells) {
			continue
		}
		text := cells[i].plain(col.unit())
		if cells[i].kind == KindText {
			text = sheet.Guard(strings.ToValidUTF8(text, ""))
		}
		if text == "" || !strings.ContainsAny(text, ",;\t\"\r\n") && text[0] != ' ' && text[len(text)-1] != ' ' {
			c.out.WriteString(text)
			continue
		}
		c.out.WriteByte('"')
		c.out.WriteString(strings.ReplaceAll(text, `"`, `""`))
		c.out.WriteByte('"')
	}
	_, err := c.out.WriteString("\r\n")
	return errs.Wrap(err, errs.Internal, "写出 CSV 失败，请重试")
}

// Flush writes what is buffered; call it at the end.
func (c *CSV) Flush() error {
	return errs.Wrap(c.out.Flush(), errs.Internal, "写出 CSV 失败，请重试")
}
