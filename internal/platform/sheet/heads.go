package sheet

import (
	"bytes"
	"io"
)

// readHeads estimates the rows of each sheet from its first bytes: from the dimension when it names more than one cell
// (some programs always write A1), else from the length of the first rows.
func (w *workbook) readHeads() error {
	first := make([]byte, 32<<10)
	for i, name := range w.parts {
		rc, size, err := w.zip.part(name)
		if err != nil {
			return err
		}
		n, err := io.ReadFull(rc, first)
		rc.Close()
		if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
			return cut(err, 0)
		}
		w.book.Sheets[i].Rows = estimate(first[:n], size, w.limits)
	}
	return nil
}

func estimate(first []byte, size int64, limits Limits) int {
	sc := newScanner(bytes.NewReader(first), limits.CellBytes)
	rows, begin := 0, 0
	for {
		_, t, err := sc.next()
		at := sc.pos
		if err != nil {
			break
		}
		switch string(t.name) {
		case "dimension":
			ref, _ := t.attr("ref")
			if r, ok := parseRange(ref); ok && r.LastRow > 1 {
				return r.LastRow
			}
		case "sheetData":
			if t.kind != openTag {
				return rows
			}
			begin = at
		case "row":
			if t.kind != openTag {
				rows++
			}
		}
	}
	if rows == 0 {
		return 0
	}
	return int(float64(rows) * float64(size-int64(begin)) / float64(len(first)-begin))
}
