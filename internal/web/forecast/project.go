package forecast

import (
	"strings"

	"lianzhang/internal/forecast"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// projectPage is one project in the latest forecast.
type projectPage struct {
	ui.Page
	Note   *ui.Note
	KPIs   []ui.KPI
	Pic    *plot
	Brings *ui.Table
	Facts  ui.Facts
}

func (h *handlers) showProject(q *web.Req) error {
	it, err := h.Forecast.Item(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	_, r, err := h.Forecast.Get(q.Ctx(), q.Actor.Scope, it.RunID)
	if err != nil {
		return err
	}
	p := &projectPage{Page: q.Page(section, it.Name)}
	p.Crumbs = []ui.Link{{Label: "预测", URL: base}, {Label: "本月推什么", URL: base + "/projects"}, {Label: it.Name}}
	p.Tag = project.StageLabel(it.Stage)
	p.Lede = ui.Rich{ui.T("站在" + r.AsOf + "看到" + r.Until + "　"), ui.A("看项目", "/projects/"+it.ProjectID)}
	p.Acts = []ui.Action{ui.PrintPage()}
	if it.Blind {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain("历史上走出" + project.StageLabel(it.Stage) + "阶段的项目太少，说不准它何时推进；预测里它停在原处，只算投资。")}
	}
	labels := []string{"签约", "开工", "竣工", "投产", "达产"}
	rank := project.StageRank(it.Stage)
	for k, v := range []float64{it.Signed, it.Started, it.Completed, it.Produced, it.Capacity} {
		if project.StageRank(forecast.PathStages()[k]) > rank && (v > 0 || len(p.KPIs) == 0) && !it.Blind {
			p.KPIs = append(p.KPIs, ui.KPI{Label: r.Until[5:7] + "月底前" + labels[k], Value: percent(v), Unit: "%"})
		}
	}
	p.KPIs = append(p.KPIs, ui.KPI{Label: "中途终止", Value: percent(it.Dropped), Unit: "%"})
	switch {
	case it.Blind:
	case max(it.Signed, it.Started, it.Completed, it.Produced, it.Capacity) < .005:
		p.Note = &ui.Note{Body: ui.Plain("照历史看，到" + r.Until + "它几乎不可能走到下一步：在“" + project.StageLabel(it.Stage) + "”才" + ui.Num(it.Days) + "天，期内又短。要算进来，得专门推。")}
		if it.Median > 0 && it.Days > it.Median {
			p.Note.Body = ui.Plain("照历史看，到" + r.Until + "它几乎不可能走到下一步。要算进来，得专门推。")
		}
	default:
		p.Pic = drawPath(it, r.Months, labels)
	}
	p.Brings = brings(it)
	p.Facts = cost(it)
	return q.Render("forecast/project", p)
}

// percent writes a chance without its sign; one that is there never reads as none.
func percent(v float64) string {
	if v > 0 && v < .005 {
		return "不到1"
	}
	return ui.Dec(100*v, 0)
}

// brings shows what the project brings, and what a push adds.
func brings(it *forecast.Item) *ui.Table {
	t := &ui.Table{Label: "贡献", Fold: true, Columns: []ui.Column{{Label: "指标", Head: true, Grow: true}, {Label: "照此下去", Num: true, Fold: "照此下去"}, {Label: "推一步多出", Num: true, Fold: "推一步多出"},
		{Label: "全市中位移动", Num: true, Fold: "全市中位移动"}}}
	for _, x := range []struct {
		code  string
		mean  float64
		moved int64
	}{{"signed_amount", float64(it.SignedAmount), it.MedianSigned}, {"started", it.Started, it.MedianStarted}, {"investment", float64(it.Investment), it.MedianInvestment},
		{"produced", it.Produced, it.MedianProduced}, {"output", float64(it.Output), it.MedianOutput}} {
		m := forecast.MeasureOf(x.code)
		push, _ := pushOf(it, x.code)
		write := func(v float64) string {
			if v == 0 {
				return "0"
			}
			if m.Money {
				return ui.Dec(v/1e8, 2)
			}
			return ui.Dec(v, 2)
		}
		moved := ui.Cell{Text: "没有算", Quiet: true, Title: "只算推一步多出最多的30个"}
		if x.moved != 0 {
			moved = ui.Cell{Text: write(float64(x.moved))}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Label, Sub: m.Unit}, {Text: write(x.mean), Quiet: x.mean == 0}, {Text: write(push), Quiet: push == 0}, moved}})
	}
	return t
}

// cost says fairly what a push takes: how long it has stayed, what the next step demands, and that nothing of it is in the ranking.
func cost(it *forecast.Item) ui.Facts {
	stay := ui.Num(it.Days) + "天"
	if it.Median > 0 {
		stay += "，同类中位" + ui.Num(it.Median) + "天"
	}
	group := it.Group
	if group == "" {
		group = "全部项目"
	}
	out := ui.Facts{ui.F("已停留", stay), ui.F("历史依据", group)}
	if it.Next != "" {
		out = append(out, ui.F("下一步", project.StageLabel(it.Next)))
		for _, s := range project.Steps(it.Stage) {
			if s.To != it.Next {
				continue
			}
			var need []string
			for _, proof := range s.Proof {
				need = append(need, proof.Label)
			}
			if len(need) > 0 {
				out = append(out, ui.F("要件", strings.Join(need, "、")))
			}
		}
	}
	return append(out, ui.F("没有折算的", "领导精力、要素指标、政策兑现，以及推这个就顾不上那个；排序只按多出多少"))
}
