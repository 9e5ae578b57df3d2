package sheet

// Limits bound what one file may cost. A zero field means its default.
type Limits struct {
	FileBytes   int64 // size of the file; default 100 MiB
	Entries     int   // parts in the zip; default 10,000
	TotalBytes  int64 // all XML of the workbook, unpacked; default 1 GiB
	Ratio       int64 // unpacked to packed size of a part over 16 MiB; default 250 (honest sheets stay under 100)
	StringBytes int64 // texts of the workbook that are held in memory; default 64 MiB
	Strings     int   // number of those texts; default 3,000,000
	Sheets      int   // default 256
	Rows        int   // rows given per sheet; default 500,000
	Columns     int   // columns with content; default 1,024
	Cells       int   // cells with content per sheet; default 20,000,000
	CellBytes   int   // text of one cell; default 1 MiB (Excel itself stops at 32,767 characters)
	Merged      int   // merged ranges per sheet; default 100,000
}

func or[T int | int64](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}

func (l Limits) withDefaults() Limits {
	or(&l.FileBytes, 100<<20)
	or(&l.Entries, 10_000)
	or(&l.TotalBytes, 1<<30)
	or(&l.Ratio, 250)
	or(&l.StringBytes, 64<<20)
	or(&l.Strings, 3_000_000)
	or(&l.Sheets, 256)
	or(&l.Rows, 500_000)
	or(&l.Columns, 1024)
	or(&l.Cells, 20_000_000)
	or(&l.CellBytes, 1<<20)
	or(&l.Merged, 100_000)
	return l
}

// maxColumns is the number of columns of a sheet, A to XFD; a reference beyond it is damage.
const maxColumns = 16384

// maxRows is the number of rows of a sheet.
const maxRows = 1 << 20
