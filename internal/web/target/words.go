package target

import (
	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/region"
	area "lianzhang/internal/target"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// plainPage is a page of tables.
type plainPage struct {
	ui.Page
	Note   *ui.Note
	Tables []block
}

// block is a table with its head.
type block struct {
	Title, Sub string
	Table      ui.Table
	Text       []string
}

func at(t *area.Target) string { return base + "/" + t.ID }

// score writes a share as points of a hundred.
func score(share float64) string { return ui.Dec(100*share, 1) }

func daysBefore(today string, n int) string { return clock.AddDays(today, -n) }

// placeName is the name of a place by two, four or six digits; the site's own divisions go by their names.
func placeName(n *listing.Names, code string) string {
	for len(code) > 0 && len(code) < 6 {
		code += "00"
	}
	if r := n.Dir.Region(code); r != nil {
		return r.Name
	}
	if name := region.FullName(code); name != "" {
		return name
	}
	return ranking.ProvinceName(code)
}

// terms is the table of a score's factors.
func terms(t *area.Target) ui.Table {
	out := ui.Table{Label: "推荐分的五个因子", Compact: true, Fold: true, Columns: []ui.Column{{Label: "因子", Head: true}, {Label: "值", Num: true, Fold: "值"}, {Label: "根据", Grow: true, Fold: "根据"}}}
	product := 1.0
	for _, term := range t.TermList() {
		out.Rows = append(out.Rows, ui.Row{Cells: []ui.Cell{{Text: term.Name}, {Text: ui.Dec(term.Value, 2)}, {Text: term.Words}}})
		product *= term.Value
	}
	if len(out.Rows) > 0 {
		out.Foot = []ui.Cell{{Text: "相乘×100"}, {Text: score(product)}, {Text: "排名日期" + t.RankedOn}}
	}
	return out
}
