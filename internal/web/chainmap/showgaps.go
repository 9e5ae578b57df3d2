package chainmap

import (
	"cmp"
	"slices"
	"strconv"

	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/web/ui"
)

func ranked(g *drawing.GapFacts) string {
	if g.Rank > 0 {
		return g.Kind.Label() + "　第" + strconv.FormatInt(g.Rank, 10) + "位"
	}
	return g.Kind.Label()
}

func gapURL(g *drawing.GapFacts) string {
	if g.ID == "" {
		return ""
	}
	return "/gaps/" + g.ID
}

// gapRow is a gap with its node.
type gapRow struct {
	node string
	*drawing.GapFacts
}

// ranking is the gaps of the map, the most pressing first.
func (w *words) ranking() []gapRow {
	var rows []gapRow
	for i := range w.doc.Nodes {
		if g := w.facts[w.doc.Nodes[i].Key].Gap; g != nil {
			rows = append(rows, gapRow{w.doc.Nodes[i].Name, g})
		}
	}
	slices.SortStableFunc(rows, func(a, b gapRow) int {
		return cmp.Or(cmp.Compare(last(a.Rank), last(b.Rank)), cmp.Compare(b.Score, a.Score))
	})
	return rows
}

// last puts what has no rank behind what has one.
func last(rank int64) int64 {
	if rank == 0 {
		return 1 << 40
	}
	return rank
}

// gaps is the list of gaps below the picture; nil when there is none.
func (w *words) gaps() *ui.Table {
	rows := w.ranking()
	if len(rows) == 0 {
		return nil
	}
	t := &ui.Table{Label: "缺口清单", Fold: true, Columns: []ui.Column{{Label: "序", Num: true}, {Label: "类型"}, {Label: "环节", Head: true}, {Label: "说明", Grow: true, Rank: 2},
		{Label: "紧迫度", Sub: "满分100", Num: true, Rank: 3, Fold: "紧迫度"}, {Label: "责任人", Fold: "责任人"}, {Label: "状态", Fold: "状态"}, {Label: "时限", Num: true, Rank: 3, Fold: "时限"}}}
	for _, g := range rows {
		rank := ""
		if g.Rank > 0 {
			rank = strconv.FormatInt(g.Rank, 10)
		}
		owner := ui.Cell{Text: g.Owner}
		if g.Owner == "" {
			owner = ui.Cell{Text: "无责任人", Down: true}
		}
		t.Rows = append(t.Rows, ui.Row{Label: g.node, Cells: []ui.Cell{{Text: rank}, {Text: g.Kind.Label()}, {Text: g.node, URL: gapURL(g.GapFacts)},
			{Text: g.Text}, {Text: ui.Dec(g.Score, 0), URL: gapURL(g.GapFacts), Src: g.ID != ""}, owner, {Text: g.State}, {Text: ui.DateTable(g.Due)}}})
	}
	return t
}
