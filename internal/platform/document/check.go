package document

import (
	"fmt"
	"time"

	"lianzhang/internal/platform/errs"
)

// maxShapes is what Word still opens in a second or two.
const maxShapes = 6000

// maxColumns is Word's limit of columns in a table.
const maxColumns = 63

// Check reports what no renderer can print: a missing title, a heading level outside 1 to 4, rows that do
// not match the columns, malformed dates, unknown blocks. The error has code Invalid and a field per fault,
// named by its place ("blocks[3].rows[7]"). At most 20 faults are named.
func (d *Doc) Check() error {
	var c checker
	if d.Title == "" {
		c.fault("title", "缺少标题，请先填写标题")
	}
	c.date("date", d.Date)
	if d.Imprint != nil {
		c.date("imprint.date", d.Imprint.Date)
	}
	c.blocks("blocks", d.Blocks)
	for i, a := range d.Attachments {
		at := fmt.Sprintf("attachments[%d]", i)
		if a.Title == "" {
			c.fault(at+".title", "附件缺少标题，请先填写标题")
		}
		c.blocks(at+".blocks", a.Blocks)
	}
	return c.fields.Err()
}

type checker struct{ fields errs.Fields }

func (c *checker) fault(at, format string, args ...any) {
	if len(c.fields) < 20 {
		c.fields.Add(at, format, args...)
	}
}

func (c *checker) date(at, date string) {
	if date == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		c.fault(at, "日期“%s”不是2026-06-03这样的形式，请改正", date)
	}
}

func (c *checker) blocks(at string, blocks []Block) {
	for i, b := range blocks {
		at := fmt.Sprintf("%s[%d]", at, i)
		switch b := b.(type) {
		case Heading:
			if b.Level < 1 || b.Level > 4 {
				c.fault(at, "标题层级%d不在1至4之间", b.Level)
			}
		case Signature:
			c.date(at+".date", b.Date)
		case Table:
			c.table(at, b)
		case Drawing:
			if !(b.Width > 0 && b.Height > 0) {
				c.fault(at, "图没有大小，请重新生成")
			}
			if len(b.Shapes) > maxShapes {
				c.fault(at, "图中有%d个图形，最多%d个，请拆成几张图", len(b.Shapes), maxShapes)
			}
		case Para, PageBreak, AttachmentNote:
		default:
			c.fault(at, "不认识的内容类型%T", b)
		}
	}
}

func (c *checker) table(at string, t Table) {
	if n := len(t.Columns); n == 0 || n > maxColumns {
		c.fault(at, "表格有%d列，应为1至%d列，请调整列", n, maxColumns)
		return
	}
	for i, r := range t.Rows {
		want := len(t.Columns)
		if r.Kind == Section {
			want = 1
		}
		if len(r.Cells) != want {
			c.fault(fmt.Sprintf("%s.rows[%d]", at, i), "这一行有%d格，应为%d格", len(r.Cells), want)
		}
	}
}
