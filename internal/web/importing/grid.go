package importing

import (
	"cmp"
	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// grid is the rows of one sheet.
type grid struct {
	No    int
	Name  string // "" when the file has one sheet only
	Cols  []col
	Lines []line
}

// col is a column of the sheet: its letter, its head, and what it is taken for.
type col struct {
	Letter, Head, Class string
	Index               int
	Options             []ui.Option // nil: not to be changed here
	Label               string
}

// line is a row of the sheet.
type line struct {
	Number int
	Light  ui.Light
	Other  string // of a row that holds no data: what it says
	Cells  []cell
	Faults []string // faults of the row that no cell shows
}

// cell is one cell.
type cell struct {
	Ref, Class, Text, Was, Why string
	Fault, Suggest             string
	Dup                        *dup
}

// dup says what a row repeats and what can become of it.
type dup struct {
	Key       int
	Text, URL string
	Now       string // what becomes of it
	Choices   []choice
}

type choice struct{ Value, Label string }

// layer lays out the rows of a batch.
type layer struct {
	spec  *list.Spec
	names *listing.Names
	batch *area.Batch
}

// grids lays out the lines, one grid for each run of lines of a sheet.
func (y *layer) grids(p *area.Preview, s *area.Summary) []*grid {
	sheets := layouts(s)
	var out []*grid
	for i := range p.Lines {
		l := &p.Lines[i]
		sh := sheets[l.Sheet]
		if sh == nil {
			continue
		}
		if len(out) == 0 || out[len(out)-1].No != l.Sheet {
			g := &grid{No: l.Sheet, Cols: columns(sh.Layout, y.spec)}
			if len(sheets) > 1 {
				g.Name = sh.Name
			}
			out = append(out, g)
		}
		g := out[len(out)-1]
		g.Lines = append(g.Lines, y.line(l, sh.Layout))
	}
	return out
}

// columns are the heads of a sheet.
func columns(l *intake.Layout, spec *list.Spec) []col {
	out := make([]col, len(l.Columns))
	for i := range l.Columns {
		m := &l.Columns[i]
		c := col{Letter: m.Letter, Head: m.Head, Index: m.Index, Label: meaning(m)}
		switch m.State {
		case intake.Ask:
			c.Class = "is-ask"
		case intake.None, intake.Serial:
			c.Class = "is-skip"
		}
		if m.Column == "" && m.State != intake.None {
			c.Class = "is-skip"
		}
		if m.State != intake.Serial && m.State != intake.Own {
			c.Options = near(m, spec)
		}
		out[i] = c
	}
	return out
}

// meaning is what a column is taken for, with its unit.
func meaning(m *intake.Match) string {
	switch {
	case m.State == intake.Serial:
		return "序号"
	case m.Column == "":
		return "不导入"
	case m.Append:
		return "并入" + m.Label
	case m.Unit != "":
		return m.Label + "（" + m.Unit + "）"
	}
	return m.Label
}

// mostNear is how many other meanings a head offers; the page of heads offers all.
const mostNear = 6

// near are what a column may be taken for at a glance: what it is, what it resembles, a note, nothing.
func near(m *intake.Match, spec *list.Spec) []ui.Option {
	out := []ui.Option{{Value: value(m), Label: meaning(m), On: true}}
	add := func(value, label string) {
		for _, o := range out {
			if o.Value == value {
				return
			}
		}
		out = append(out, ui.Option{Value: value, Label: label})
	}
	for _, o := range m.Options {
		if len(out) <= mostNear {
			add(o.Column, o.Label)
		}
	}
	if spec != nil && spec.Column("note") != nil {
		add("+note", "并入备注")
	}
	add("", "不导入")
	return out
}

// value is a meaning as forms send it.
func value(m *intake.Match) string {
	if m.Append {
		return "+" + m.Column
	}
	return m.Column
}

func (y *layer) line(l *area.Line, layout *intake.Layout) line {
	out := line{Number: l.Number, Light: resultLight(l)}
	if l.Kind != intake.Data {
		out.Other = l.Text
		return out
	}
	named := 0 // the column under which duplicates are told
	for i := range layout.Columns {
		if layout.Columns[i].Column == "name" {
			named = i
		}
	}
	shown := map[string]bool{}
	for i := range l.Cells {
		c := &l.Cells[i]
		x := y.cell(c)
		shown[c.Ref] = c.Fault != ""
		if i == named && l.Dup != nil {
			x.Class, x.Dup = "is-dup", dupOf(l, y.batch)
		}
		out.Cells = append(out.Cells, x)
	}
	for _, f := range l.Faults {
		if !shown[f.Cell] {
			out.Faults = append(out.Faults, f.Message)
		}
	}
	return out
}

// cell is a cell with what was corrected in it and what is wrong with it.
func (y *layer) cell(c *area.CellView) cell {
	x := cell{Ref: c.Ref, Text: c.Text, Was: c.Was, Why: c.Why, Fault: c.Fault, Suggest: c.Suggest}
	var column *list.Column
	if y.spec != nil && c.Column != "" {
		column = y.spec.Column(c.Column)
	}
	if x.Was == x.Text || y.known(column, c) {
		x.Text, x.Was = cmp.Or(x.Was, x.Text), ""
	}
	num := column != nil && numeric(column)
	switch {
	case c.Fault != "":
		if x.Class = "is-bad"; x.Text == "" {
			x.Text = "（空）"
		}
	case x.Was != "":
		x.Class = ui.Class("is-fix", true, "num", num)
	case c.Column == "":
		x.Class = "quiet"
	default:
		x.Class = ui.Class("num", num)
	}
	return x
}

// known tells whether a name stands in the file as pages call the record too, so that nothing was corrected about it.
func (y *layer) known(column *list.Column, c *area.CellView) bool {
	if column == nil || column.Kind != list.Ref || column.RefKind != "unit" || c.Was == "" {
		return false
	}
	u, ok := y.names.Dir.UnitByName(c.Text)
	return ok && u.Short == c.Was
}

func resultLight(l *area.Line) ui.Light {
	switch l.State {
	case "ready":
		return ui.Sign(ui.Green, "可入库")
	case "bad":
		return ui.Sign(ui.Red, "有误")
	case "held":
		return ui.Sign(ui.Yellow, "待定")
	case "skip":
		return ui.Sign(ui.None, "不写")
	case "dup":
		return ui.Sign(ui.Yellow, "重复")
	}
	return ui.Sign(ui.None, l.Kind.Label())
}
