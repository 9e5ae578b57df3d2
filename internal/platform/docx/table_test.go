package docx

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	doc "lianzhang/internal/platform/document"
)

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTable(t *testing.T) {
	tab := body(t, bulletin(), options()).all("tbl")[0]
	if tab.one("tblLayout").attr("type") != "fixed" || tab.one("tblW").attr("w") != "8844" {
		t.Errorf("table of %s, %s", tab.one("tblW").attr("w"), tab.one("tblLayout").attr("type"))
	}
	for _, b := range tab.one("tblBorders").Nodes {
		if b.attr("sz") != "4" {
			t.Errorf("border %s is %s eighths of a point, want 4", b.XMLName.Local, b.attr("sz"))
		}
	}
	sum := 0
	for _, g := range tab.all("gridCol") {
		sum += number(t, g.attr("w"))
	}
	if sum != typeWidth {
		t.Errorf("columns sum to %d, want %d", sum, typeWidth)
	}
	for i, r := range tab.all("tr") {
		if len(r.all("cantSplit")) != 1 || (len(r.all("tblHeader")) == 1) != (i < 2) {
			t.Errorf("row %d: cantSplit %d, tblHeader %d", i, len(r.all("cantSplit")), len(r.all("tblHeader")))
		}
		width, span := 0, 0
		for _, c := range r.all("tc") {
			width += number(t, c.one("tcW").attr("w"))
			span += max(1, len(c.all("gridSpan"))*3)
		}
		if width != typeWidth || span != 10 {
			t.Errorf("row %d is %d wide over %d columns", i, width, span)
		}
	}
	rows := tab.all("tr")
	var merges []string
	for _, c := range append(rows[0].all("tc"), rows[1].all("tc")...) {
		merges = append(merges, c.one("vMerge").attr("val"))
	}
	want := strings.Split("restart,restart,restart,restart,restart,restart,restart,,continue,continue,continue,continue,continue,continue,continue,,,", ",")
	if d := cmp.Diff(want, merges); d != "" {
		t.Error(d)
	}
	cell := rows[2].all("tc")[3]
	if cell.words() != "74.0" || cell.one("jc").attr("val") != "right" {
		t.Errorf("figure %q aligned %q", cell.words(), cell.one("jc").attr("val"))
	}
	if f := rows[len(rows)-1].all("tc")[1].one("rFonts").attr("eastAsia"); f != heiti {
		t.Errorf("the total is set in %q", f)
	}
}

func TestTableLines(t *testing.T) {
	b := body(t, notice(2), options())
	unit := b.para(t, "单位：万元")
	if unit.one("jc").attr("val") != "right" || len(unit.all("keepNext")) != 0 && unit.one("pStyle").attr("val") != "Caption" {
		t.Error("the unit of a table without caption does not stand at the right")
	}
	b.para(t, "注：投资额为合同口径。")
	rows := b.all("tbl")[0].all("tr")
	if len(rows) != 4 || rows[1].one("gridSpan").attr("val") != "11" || rows[1].words() != "一、红灯项目" {
		t.Errorf("%d rows, section row %q", len(rows), rows[1].words())
	}
	if w := b.all("tbl")[0].one("tblW").attr("w"); number(t, w) != typeHeight {
		t.Errorf("a wide table is %s wide, want %d", w, typeHeight)
	}
	if head := rows[0].all("tc")[5]; head.words() != "总投资（万元）" || len(head.all("br")) != 1 {
		t.Errorf("head %q", head.words())
	}
}

func TestFitTable(t *testing.T) {
	text := func(n int) doc.Column { return doc.Column{Header: strings.Repeat("头", n)} }
	row := func(cells ...string) []doc.Row { return []doc.Row{doc.Cells(cells...)} }
	many := doc.Table{Columns: make([]doc.Column, 40), Rows: []doc.Row{{Cells: make([]doc.Cell, 40)}}}
	for i := range many.Columns {
		many.Columns[i].Align = doc.Right
		many.Rows[0].Cells[i].Text = "123456.78"
	}
	for _, c := range []struct {
		name  string
		table doc.Table
		size  int
	}{
		{"few columns are large", doc.Table{Columns: []doc.Column{text(2), text(2)}, Rows: row("甲", "乙")}, 24},
		{"long text wraps first", doc.Table{Columns: []doc.Column{text(2), text(2)}, Rows: row("甲", strings.Repeat("乙", 300))}, 24},
		{"many columns are small", many, 18},
		{"no rows", doc.Table{Columns: []doc.Column{text(4)}}, 24},
		{"nothing at all", doc.Table{Columns: make([]doc.Column, 3)}, 24},
	} {
		f := fitTable(c.table, typeWidth)
		sum := 0
		for _, w := range f.widths {
			sum += w
			if w <= 0 {
				t.Errorf("%s: a column of %d", c.name, w)
			}
		}
		if f.size != c.size || sum != typeWidth {
			t.Errorf("%s: size %d, sum %d; want %d, %d", c.name, f.size, sum, c.size, typeWidth)
		}
	}
	fixed := fitTable(doc.Table{Columns: []doc.Column{{Header: "a", Width: 3}, {Header: "b", Width: 9}}}, 12000)
	if fixed.widths[1] < 2*fixed.widths[0] {
		t.Errorf("given widths are not kept in proportion: %v", fixed.widths)
	}
}

func TestEms(t *testing.T) {
	for s, want := range map[string]float64{"": 0, "ab": 1, "链长": 2, "12亿元": 3, "—…“”": 4, "链\n链长": 2, "−2.2": 2.5, "（一）": 3} {
		if got := ems(s); got != want {
			t.Errorf("ems(%q) = %v, want %v", s, got, want)
		}
	}
}
