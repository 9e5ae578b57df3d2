package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/sheet"
)

// writeMeta writes the very hidden sheet from which an import learns what the sheets are; its rows are described at
// sheet.MetaSheet.
func (b *Book) writeMeta() error {
	rows := [][]any{{"链长", sheet.MetaVersion}}
	for _, s := range b.sheets {
		if s.options.List == "" {
			continue
		}
		m := s.meta()
		rows = append(rows, []any{"sheet", m.Sheet, m.List, strconv.Itoa(m.Head)})
		for _, c := range m.Columns {
			rows = append(rows, []any{"column", c.Key, c.Header, c.Kind, c.Unit})
		}
	}
	for i, text := range b.rests {
		for len(text) > 0 {
			n := chunk(text)
			rows = append(rows, []any{"rest", strconv.Itoa(i + 1), text[:n]})
			text = text[n:]
		}
	}
	if len(rows) == 1 {
		return nil
	}
	if _, err := b.file.NewSheet(sheet.MetaSheet); err != nil {
		return err
	}
	stream, err := b.file.NewStreamWriter(sheet.MetaSheet)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if err := stream.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	return b.file.SetSheetVisible(sheet.MetaSheet, false, true)
}

// chunk is how many bytes of a text one cell can take.
func chunk(text string) int {
	units := 0
	for i, r := range text {
		if r > 0xffff {
			units++
		}
		if units++; units > maxText {
			return i
		}
	}
	return len(text)
}

// column is the letters of column i, from 0.
func (s *Sheet) column(i int) (string, error) { return excelize.ColumnNumberToName(i + 1) }

// quoted is a sheet's name as references spell it.
func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }
