package sheet

import (
	"strconv"
	"strings"
)

// MetaSheet is the name of the very hidden sheet in which our own exports say what their sheets are, so that importing
// them again needs no guessing. Its rows are: 链长, version; sheet, name, list, head row; column, key, head text, kind,
// unit (of the sheet before); rest, number, text (the end of a text that is longer than a cell may be).
const MetaSheet = "链长数据说明"

// MetaVersion is the version of that sheet.
const MetaVersion = "1"

// Meta describes one sheet of a workbook of our own.
type Meta struct {
	Sheet   string // name of the sheet
	List    string // which list was exported, such as "project"
	Head    int    // row of the column heads; data follow
	Columns []MetaColumn
}

// MetaColumn describes one column of such a sheet, in the order of the export.
type MetaColumn struct {
	Key    string // name of the list's column
	Header string // text of the head cell
	Kind   string // kind as the writer names it
	Unit   string // 万元, 亿元, … ; "" when none
}

// RestMark begins the mark that Rest makes.
const RestMark = "〔续文"

// Rest marks the end of a cell whose text goes on in rest n of the meta sheet.
func Rest(n int) string { return RestMark + strconv.Itoa(n) + "〕" }

// readMeta reads the meta sheet and takes it off the list of sheets.
func (w *workbook) readMeta() error {
	for i, s := range w.book.Sheets {
		if s.Name != MetaSheet || !s.Hidden {
			continue
		}
		var failed error
		known := false
		w.rows(i, func(r Row, err error) bool {
			if err != nil {
				failed = err
				return false
			}
			t := func(i int) string {
				if i < len(r.Cells) {
					return r.Cells[i].Text
				}
				return ""
			}
			if r.Number == 1 {
				known = t(0) == "链长" && t(1) == MetaVersion
			}
			if known {
				w.book.metaRow(t)
			}
			return known
		})
		if failed != nil {
			return failed
		}
		if known {
			w.parts = append(w.parts[:i:i], w.parts[i+1:]...)
			w.book.Sheets = append(w.book.Sheets[:i:i], w.book.Sheets[i+1:]...)
			clear(w.book.merges)
		}
		return nil
	}
	return nil
}

func (b *Book) metaRow(t func(int) string) {
	switch t(0) {
	case "sheet":
		head, _ := strconv.Atoi(t(3))
		b.Meta = append(b.Meta, Meta{Sheet: t(1), List: t(2), Head: head})
	case "column":
		if n := len(b.Meta); n > 0 {
			b.Meta[n-1].Columns = append(b.Meta[n-1].Columns, MetaColumn{t(1), t(2), t(3), t(4)})
		}
	case "rest":
		if b.rests == nil {
			b.rests = map[string]string{}
		}
		mark := RestMark + t(1) + "〕"
		if whole := b.rests[mark] + t(2); len(whole) <= b.limits.CellBytes && len(b.rests) < b.limits.Merged {
			b.rests[mark] = whole
		}
	}
}

// join puts the ends of long texts back.
func (b *Book) join(r Row) {
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Kind != Text || !strings.HasSuffix(c.Text, "〕") {
			continue
		}
		if at := strings.LastIndex(c.Text, RestMark); at >= 0 {
			if rest, ok := b.rests[c.Text[at:]]; ok {
				c.Text = c.Text[:at] + rest
			}
		}
	}
}
