package indicator

import (
	area "lianzhang/internal/indicator"
	"lianzhang/internal/web/ui"
)

// group is the sum of some firms. same and before are those of which both months are known: they are compared.
type group struct {
	n, red, yellow    int64
	now, same, before area.Month
}

func (g *group) add(f *area.Firm) {
	g.n++
	switch f.Light {
	case "red":
		g.red++
	case "yellow":
		g.yellow++
	}
	if !f.Now.Known {
		return
	}
	plus(&g.now, f.Now)
	if f.Before.Known {
		plus(&g.same, f.Now)
		plus(&g.before, f.Before)
	}
}

func plus(m *area.Month, o area.Month) {
	m.Revenue, m.Tax, m.Power = m.Revenue+o.Revenue, m.Tax+o.Tax, m.Power+o.Power
}

func rate(now, before int64) string { return rateCell(now, before).Text }

func rateCell(now, before int64) ui.Cell {
	r, ok := area.Growth(float64(now), float64(before))
	if !ok {
		return ui.Cell{Text: "—", Quiet: true}
	}
	return ui.Cell{Text: ui.Signed(r*100, 1) + "%", Down: r < 0}
}

func firmTable(label func(kind, id string) string, name string, firms []area.Firm) ui.Table {
	t := ui.Table{ID: name, Label: name, Fold: true, Columns: []ui.Column{{Label: "企业", Head: true, Grow: true}, {Label: "预警", Fold: "预警"}, {Label: "营业收入", Sub: "万元", Num: true, Fold: "营业收入"}, {Label: "同比", Num: true, Fold: "营收同比"},
		{Label: "用电量", Sub: "万千瓦时", Num: true, Rank: 2, Fold: "用电量"}, {Label: "同比", Num: true, Fold: "用电同比"}, {Label: "税收", Sub: "万元", Num: true, Rank: 3, Fold: "税收"}, {Label: "累计营收同比", Num: true, Rank: 2, Fold: "累计营收同比"}}}
	for i := range firms {
		f := &firms[i]
		lamp := ui.Sign(ui.LetterOf(f.Light), ui.LetterOf(f.Light).Word())
		if f.Light == "" {
			lamp = ui.Sign(ui.Green, "正常")
		}
		now := func(v string) ui.Cell {
			if !f.Now.Known {
				return ui.Cell{Text: "未报", Quiet: true}
			}
			return ui.Cell{Text: v}
		}
		growth := func(a, b int64) ui.Cell {
			if !f.Now.Known || !f.Before.Known {
				return ui.Cell{Text: "—", Quiet: true}
			}
			return rateCell(a, b)
		}
		t.Rows = append(t.Rows, ui.Row{Key: f.ID, Label: f.Name, Cells: []ui.Cell{{Text: f.Name, URL: "/enterprises/" + f.ID, Sub: ui.Joined(label("chain", f.ChainID), label("region", f.Region))}, {Light: &lamp, Sub: joinMost(f.Why, 3)},
			now(ui.Wan(f.Now.Revenue)), growth(f.Now.Revenue, f.Before.Revenue), now(ui.Dec(float64(f.Now.Power)/1e4, 1)), growth(f.Now.Power, f.Before.Power), now(ui.Wan(f.Now.Tax)), rateCell(f.YearNow.Revenue, f.YearBefore.Revenue)}})
	}
	return t
}
