// Package sheet reads any tabular file an office sends, row by row, in bounded memory.
//
// It reads .xlsx and .xlsm, .xls (Excel 5 to 2003), "Excel 2003 XML", HTML tables saved under the name .xls, and .csv in
// UTF-8, UTF-16 and GB18030. The kind is told by the content, never by the name. Everything else (password, PDF, Word,
// OFD, cut-off upload, zip bomb) is refused with an error that says in Chinese what it is and what to do next.
//
// All formats give the same rows: dense cells from column A on, numbers and dates with their exact value, dates as ISO text.
package sheet

import (
	"context"
	"iter"
	"strings"
	"sync/atomic"
)

// Kind says what a cell holds.
type Kind uint8

// The kinds of cells.
const (
	Empty  Kind = iota
	Text        // any text, also a number stored as text
	Number      // Cell.Number holds it
	Date        // date, date with time, or time of day: Cell.Text is ISO, Cell.Number the serial
	Bool        // Cell.Number is 1 or 0
	Error       // Cell.Text is what Excel shows (#REF!), or Uncalculated
)

// Uncalculated is the text of an Error cell whose formula was never calculated: a program wrote the formula without its
// result, so the file does not hold the value that Excel would show.
const Uncalculated = "#未计算"

// Cell is one cell of a row.
//
// Text is what a person would read: text as it stands; a number with at most 15 significant digits, without grouping
// (2.5, not 2.50), but padded when its format is all zeros (000123); a date as 2026-11-22, 2026-11-22 09:30:00 or
// 09:30:00; TRUE or FALSE; the name of an error.
type Cell struct {
	Text    string
	Number  float64 // exact value of Number, Date (days since 1899-12-30) and Bool
	Ref     string  // "B7"
	Format  string  // number format as stored, such as 0.00% or yyyy"年"m"月"; "" for General and for text files
	Kind    Kind
	Styled  bool // has a style of its own, even when empty
	Formula bool // the value was computed by a formula in the file
}

// Row is one row of a sheet. Cells[i] is column i, gaps are Empty cells; rows without any cell are not given.
// The cells are reused by the iterator: Clone a row to keep it.
type Row struct {
	Number int // as Excel shows it, from 1; a record's ordinal in a text file
	Hidden bool
	Cells  []Cell
}

// Clone is a copy of the row that outlives the iteration.
func (r Row) Clone() Row {
	r.Cells = append([]Cell(nil), r.Cells...)
	return r
}

// Blank tells whether no cell of the row holds anything but spaces.
func (r Row) Blank() bool {
	for i := range r.Cells {
		if r.Cells[i].Kind != Empty && strings.TrimSpace(r.Cells[i].Text) != "" {
			return false
		}
	}
	return true
}

// Percent tells whether the cell shows its number as a share of 100, so that 0.125 reads 12.5%.
func (c Cell) Percent() bool { return c.Kind == Number && percentFormat(c.Format) }

// Range is a rectangle of cells: rows from 1, columns from 0, ends included.
type Range struct{ FirstRow, FirstCol, LastRow, LastCol int }

// Format is the kind of a file.
type Format string

// The formats that are read.
const (
	XLSX Format = "xlsx"
	XLS  Format = "xls"
	XML  Format = "xml" // Excel 2003 XML
	HTML Format = "html"
	CSV  Format = "csv"
)

// Sheet describes one sheet of a book.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   int // estimate for a progress bar; 0 when unknown
}

// Book is an opened file. One goroutine reads it; Progress may be called from another.
type Book struct {
	Format  Format
	Charset string // of a text file: UTF-8, UTF-16LE, UTF-16BE or GB18030
	Sheets  []Sheet
	Meta    []Meta // what our own export wrote about its sheets; nil for other files

	ctx    context.Context // a book lives within one request or job
	limits Limits
	src    source
	merges map[int][]Range   // known so far
	rests  map[string]string // ends of texts that were too long for a cell, by their mark
	seen   atomic.Int64
	total  atomic.Int64
}

// source is a format's reader.
type source interface {
	// rows reads sheet i to its end, an error, or the first false of yield.
	// At the end it may note the merged ranges with Book.noteMerged.
	rows(i int, yield func(Row, error) bool)
}

// merger is a source that finds merged ranges faster than by reading all rows.
type merger interface {
	merged(i int) ([]Range, error)
}

// Rows streams the rows of sheet i. An error ends the iteration and comes after all rows before it; it is an *errs.Error.
func (b *Book) Rows(i int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if i < 0 || i >= len(b.Sheets) {
			yield(Row{}, noSheet(i, len(b.Sheets)))
			return
		}
		inBody, done := false, false // a panic inside the caller's loop body is the caller's
		defer func() {
			if p := recover(); p != nil {
				if inBody {
					panic(p)
				}
				if !done {
					yield(Row{}, damaged(p))
				}
			}
		}()
		b.src.rows(i, func(r Row, err error) bool {
			if b.rests != nil {
				b.join(r)
			}
			inBody = true
			done = !yield(r, err)
			inBody = false
			return !done
		})
	}
}

// Merged lists the merged ranges of sheet i. They stand behind the rows, so the first call reads the sheet once (in .xlsx
// without parsing it); later calls, and calls after a full Rows, are free.
func (b *Book) Merged(i int) (ranges []Range, err error) {
	if known, ok := b.merges[i]; ok {
		return known, nil
	}
	if quick, ok := b.src.(merger); ok && i >= 0 && i < len(b.Sheets) {
		defer func() {
			if p := recover(); p != nil {
				ranges, err = nil, damaged(p)
			}
		}()
		if ranges, err = quick.merged(i); err == nil {
			b.noteMerged(i, ranges)
		}
		return ranges, err
	}
	for _, err := range b.Rows(i) {
		if err != nil {
			return nil, err
		}
	}
	return b.merges[i], nil
}

func (b *Book) noteMerged(i int, ranges []Range) {
	if b.merges == nil {
		b.merges = map[int][]Range{}
	}
	b.merges[i] = ranges
}

// Progress is the share of the current sheet that has been read, 0 to 1.
func (b *Book) Progress() float64 {
	total := b.total.Load()
	if total <= 0 {
		return 0
	}
	return min(1, float64(b.seen.Load())/float64(total))
}
