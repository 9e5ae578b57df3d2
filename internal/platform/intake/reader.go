package intake

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/platform/xlsx"
)

// Reader turns the rows of a sheet into values, one after another, from its first row on.
type Reader struct {
	layout *Layout
	opt    Options
	cols   []*column // by sheet column; nil = not read
	above  map[int]Line
	cells  map[int]map[int]string // corrections by hand: row, column
	fills  *fills
	heads  []string // folded innermost heads, by sheet column
	serial int
	skip   int // columns at the left that our own workbook of rejected rows put there
	name   int // sheet column of the first needed column, -1 = none
	groups *groups
	tally  tally
	notes  bool // the row before was a note, so loose lines go on with it
	total  bool // a total has passed
	unit   string
	row    Row
	view   glance
	marks  []int // sheet column that filled each field, -1 = none
	warned int
	warn   []Warning
}

// maxWarnings bounds what one sheet may say.
const maxWarnings = 200

// NewReader makes a reader for a sheet with the layout. merged are the sheet's merged ranges.
//
// The reader works on a copy of the layout, which what stands further down may change; Layout gives it.
func NewReader(found *Layout, merged []sheet.Range, o Options) *Reader {
	own := *found
	own.Columns, own.Questions = slices.Clone(found.Columns), slices.Clone(found.Questions)
	l := &own
	if o.Names == nil {
		o.Names = nobody{}
	}
	r := &Reader{layout: l, opt: o, serial: -1, name: -1, above: map[int]Line{}, unit: l.Unit, cells: corrections(o.Cells)}
	for _, line := range l.Lines {
		r.above[line.Row] = line
	}
	width := 0
	for _, m := range l.Columns {
		width = max(width, m.Index+1)
	}
	r.cols, r.heads = make([]*column, width), make([]string, width)
	for i := range l.Columns {
		m := &l.Columns[i]
		parts := strings.Split(m.Head, "/")
		r.heads[m.Index] = Fold(parts[len(parts)-1])
		if m.State == Serial && r.serial < 0 {
			r.serial = m.Index
		}
		if f := l.Field(m.Column); f >= 0 {
			r.cols[m.Index] = newColumn(l, m, f, o)
			if l.Fields[f].Need && r.name < 0 {
				r.name = m.Index
			}
		}
	}
	if r.name < 0 {
		r.name = naming(l)
	}
	if rejected(l) {
		r.skip = 2
	}
	r.fills = newFills(merged, l.HeadLast, r.cols)
	r.groups = newGroups(l, o)
	r.tally = newTally(l.Fields)
	r.groups.sheet(o.Name, &r.tally)
	r.row.Values = make([]any, len(l.Fields))
	r.marks = make([]int, len(l.Fields))
	return r
}

// naming is the sheet column that names the rows of a list which needs none: the first field in words that the sheet has.
func naming(l *Layout) int {
	at, first := -1, len(l.Fields)
	for i := range l.Columns {
		f := l.Field(l.Columns[i].Column)
		if f >= 0 && f < first && (l.Fields[f].Kind == list.Ref || l.Fields[f].Kind == list.Text) {
			at, first = l.Columns[i].Index, f
		}
	}
	return at
}

// rejected tells whether the sheet is one that we gave back: its rows have their old number and the reasons in front.
func rejected(l *Layout) bool {
	return len(l.Columns) > 2 && l.Columns[0].Head == xlsx.NumberHead && l.Columns[1].Head == xlsx.ReasonHead
}

func newColumn(l *Layout, m *Match, field int, o Options) *column {
	c := &column{match: m, spec: l.Fields[field], field: field, pair: -1, unit: unitNamed(m.Unit), verbatim: l.Own, today: o.Today,
		names: o.Names, policy: o.Refs[l.Fields[field].RefKind], memo: map[string]outcome{}}
	c.conflict = m.Unit == contradiction
	c.known = factors(c.spec.Unit)
	c.factor = headFactor(m.Head, c.spec.Unit)
	if l.Filled != "" && l.Filled > "2000" {
		c.today = l.Filled
	}
	if c.spec.Kind == list.Enum {
		c.options = optionWords(c.spec)
	}
	if base, ok := strings.CutSuffix(c.spec.Name, "_min"); ok && c.spec.Kind == list.Money && l.Match(base+"_max") == nil {
		c.pair = l.Field(base + "_max")
	}
	return c
}

// corrections sorts corrected cells by row and column.
func corrections(cells map[string]string) map[int]map[int]string {
	out := map[int]map[int]string{}
	for ref, text := range cells {
		col, row := 0, 0
		for i, r := range ref {
			if r < 'A' || r > 'Z' {
				row, _ = strconv.Atoi(ref[i:])
				break
			}
			col = col*26 + int(r-'A') + 1
		}
		if row == 0 || col == 0 {
			continue
		}
		if out[row] == nil {
			out[row] = map[int]string{}
		}
		out[row][col-1] = text
	}
	return out
}

type nobody struct{}

func (nobody) Find(string, string) (string, string, bool) { return "", "", false }

func (nobody) Near(string, string, int) []Likeness { return nil }

// Rows reads a whole sheet. The *Row is reused; an error ends the iteration.
func (r *Reader) Rows(rows iter.Seq2[sheet.Row, error]) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		for raw, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(r.Read(raw), nil) {
				return
			}
		}
		r.Close()
	}
}

// Read says what the next row is.
func (r *Reader) Read(raw sheet.Row) *Row {
	r.correct(&raw)
	row := &r.row
	row.Number, row.Kind, row.Text, row.Section, row.raw = raw.Number, Blank, "", "", raw
	row.Fixes, row.Faults = row.Fixes[:0], row.Faults[:0]
	clear(row.Values)
	r.fills.begin(&row.raw)
	if raw.Number <= r.layout.HeadLast {
		r.aboveHead(row)
		return row
	}
	line := r.look(row.raw.Cells)
	row.Kind, row.Text = line.kind, line.text
	switch line.kind {
	case Data:
		r.data(row)
	case Section:
		r.openSection(row, line)
	case Subtotal:
		r.stated(row)
	case Total:
		r.total = true
		r.stated(row)
	case UnitLine:
		r.unitLine(row)
	case Head:
		r.otherHead(row)
	}
	r.notes = line.kind == Note || r.notes && line.kind == Blank
	return row
}

// Close ends the sheet: totals are compared with what was read.
func (r *Reader) Close() {
	for _, w := range r.groups.close(&r.tally) {
		r.warning(w.Row, w.Text)
	}
	for _, w := range r.tally.check() {
		r.warning(w.Row, w.Text)
	}
}

// Layout is the layout as it stands after the rows read so far.
func (r *Reader) Layout() *Layout { return r.layout }

// Warnings are what was noticed so far, at most 200.
func (r *Reader) Warnings() []Warning { return r.warn }

func (r *Reader) warning(row int, text string) {
	if r.warned++; r.warned <= maxWarnings {
		r.warn = append(r.warn, Warning{row, text})
	}
}

func (r *Reader) correct(raw *sheet.Row) {
	fixed := r.cells[raw.Number]
	if fixed == nil {
		return
	}
	cells := append([]sheet.Cell(nil), raw.Cells...)
	for col, text := range fixed {
		for len(cells) <= col {
			cells = append(cells, sheet.Cell{Ref: letter(len(cells)) + strconv.Itoa(raw.Number)})
		}
		cells[col] = sheet.Cell{Kind: sheet.Text, Text: text, Ref: cells[col].Ref}
		if text == "" {
			cells[col].Kind = sheet.Empty
		}
	}
	raw.Cells = cells
}

func (r *Reader) aboveHead(row *Row) {
	row.Text = rowText(row.raw.Cells)
	switch {
	case row.Text == "":
		row.Kind = Blank
	case row.Number >= r.layout.HeadFirst:
		row.Kind = Head
	default:
		row.Kind = r.above[row.Number].Kind
		if row.Kind == "" {
			row.Kind = Title
		}
	}
}

// data converts the cells of a data row.
func (r *Reader) data(row *Row) {
	for i := range r.marks {
		r.marks[i] = -1
	}
	r.tally.count()
	for i := range row.raw.Cells {
		if i >= len(r.cols) || r.cols[i] == nil {
			continue
		}
		r.cell(row, r.cols[i], &row.raw.Cells[i])
	}
	row.Section = r.groups.fill(row, r)
	for i, c := range r.layout.Fields {
		if c.Need && row.Values[i] == nil && !row.faulty(c.Name) {
			row.Faults = append(row.Faults, Fault{r.place(row, c.Name), c.Name, "缺" + c.Label + "，必须填写", ""})
		}
	}
	r.tally.add(row.Values)
}

func (row *Row) faulty(column string) bool {
	for _, f := range row.Faults {
		if f.Column == column {
			return true
		}
	}
	return false
}

func (r *Reader) cell(row *Row, c *column, cell *sheet.Cell) {
	if r.fills.amount(row.Number, c) {
		r.warning(row.Number, fmt.Sprintf("%s列合并单元格里的金额只计入第一行", c.match.Letter))
	}
	out := c.read(cell)
	ref := cell.Ref
	if ref == "" {
		ref = c.match.Letter + strconv.Itoa(row.Number)
	}
	if out.fault != "" {
		row.Faults = append(row.Faults, Fault{ref, c.spec.Name, out.fault, out.suggest})
		return
	}
	if out.after != "" && out.after != cell.Text || out.doubt {
		row.Fixes = append(row.Fixes, Fix{ref, c.spec.Name, cell.Text, out.after, out.why, out.doubt})
	}
	if out.val == nil {
		return
	}
	if c.match.Append {
		out.val = appended(row.Values[c.field], c.match.Head, out.val)
	}
	row.Values[c.field] = out.val
	r.marks[c.field] = c.match.Index
	if c.pair >= 0 && out.hi != nil {
		row.Values[c.pair] = out.hi
	}
}

// appended adds a further column to a text, behind its head: "备注；合同编号：3".
func appended(have any, head string, val any) any {
	text := head + "：" + val.(string)
	if s, ok := have.(string); ok && s != "" {
		return s + "；" + text
	}
	return text
}

// place is the cell of a list column in the row, or the row's first cell.
func (r *Reader) place(row *Row, column string) string {
	if m := r.layout.Match(column); m != nil {
		return m.Letter + strconv.Itoa(row.Number)
	}
	return "A" + strconv.Itoa(row.Number)
}
