package target

import (
	"strconv"

	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/platform/authz"
	area "lianzhang/internal/target"
	"lianzhang/internal/web"
	webgap "lianzhang/internal/web/gap"
	"lianzhang/internal/web/ui"
)

// quality is the page on how good the ranking and the gap list are: the published figures out of sample, and the office's own
// outcomes.
func (h *handlers) quality(q *web.Req) error {
	m, err := ranking.Published()
	if err != nil {
		return err
	}
	p := &plainPage{Page: q.Page(section, "推荐质量")}
	p.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("样本外测算，日期" + m.Date + "，种子" + strconv.FormatUint(m.Seed, 10) + "。对口和缺口次序可以用公开数据检验；实力、意愿、距离的权重没有公开的结果可学，由本单位的招商结果检验。")
	own, err := h.outcomes(q)
	if err != nil {
		return err
	}
	p.Tables = append(p.Tables, own, block{Title: "总览", Sub: "每项都与两条基线比", Table: overview(m)})
	for i := range m.Trials {
		p.Tables = append(p.Tables, trial(&m.Trials[i]))
	}
	return q.Render("target/plain", p)
}

var measureColumns = []ui.Column{{Label: "AUC", Sub: "模型", Num: true, Fold: "AUC"}, {Label: "照抄", Num: true, Rank: 2, Fold: "照抄"}, {Label: "最常见", Num: true, Rank: 2, Fold: "最常见"},
	{Label: "前10命中", Sub: "模型", Num: true, Fold: "前10命中"}, {Label: "照抄", Num: true, Rank: 2, Fold: "照抄"}, {Label: "最常见", Num: true, Rank: 2, Fold: "最常见"},
	{Label: "前50召回", Sub: "模型", Num: true, Fold: "前50召回"}, {Label: "照抄", Num: true, Rank: 2, Fold: "照抄"}, {Label: "最常见", Num: true, Rank: 2, Fold: "最常见"}, {Label: "结论", Fold: "结论"}}

// verdict says where the model does not beat the baselines, too.
func verdict(r ranking.Result) string {
	if r.Beats() {
		return "三项都胜"
	}
	short := ""
	for _, x := range []struct {
		name    string
		m, a, b float64
	}{{"AUC", r.Model.AUC, r.Copy.AUC, r.Frequent.AUC}, {"前10", r.Model.P10, r.Copy.P10, r.Frequent.P10}, {"前50", r.Model.R50, r.Copy.R50, r.Frequent.R50}} {
		if x.m <= max(x.a, x.b) {
			if short != "" {
				short += "、"
			}
			short += x.name
		}
	}
	return short + "不胜"
}

func resultRow(name, sub string, r ranking.Result) ui.Row {
	cells := []ui.Cell{{Text: name, Sub: sub}}
	for _, v := range []float64{r.Model.AUC, r.Copy.AUC, r.Frequent.AUC, r.Model.P10, r.Copy.P10, r.Frequent.P10, r.Model.R50, r.Copy.R50, r.Frequent.R50} {
		cells = append(cells, ui.Cell{Text: ui.Dec(v, 3)})
	}
	return ui.Row{Cells: append(cells, ui.Cell{Text: verdict(r), Quiet: r.Beats()})}
}

func overview(m *ranking.Measured) ui.Table {
	t := ui.Table{Label: "推荐质量总览", Fold: true, Compact: true, Columns: append([]ui.Column{{Label: "测算", Sub: "问题数、命中数", Head: true, Grow: true}}, measureColumns...)}
	for _, tr := range m.Trials {
		t.Rows = append(t.Rows, resultRow(tr.Name, ui.Num(int64(tr.All.Queries))+"个，"+ui.Num(int64(tr.All.Hits))+"个", tr.All))
	}
	return t
}

func trial(tr *ranking.Trial) block {
	b := block{Title: tr.Name, Sub: tr.Source, Text: []string{tr.How + "。基线一，" + tr.Copy + "；基线二，" + tr.Frequent + "。"}}
	b.Table = ui.Table{Label: tr.Name, Fold: true, Compact: true, Columns: append([]ui.Column{{Label: "分组", Sub: "问题数、命中数", Head: true, Grow: true}}, measureColumns...)}
	for _, g := range tr.Groups {
		b.Table.Rows = append(b.Table.Rows, resultRow(g.Group, ui.Num(int64(g.Queries))+"个，"+ui.Num(int64(g.Hits))+"个", g))
	}
	return b
}

// outcomes is the office's own record by the tenth of the rankings from which targets were taken.
func (h *handlers) outcomes(q *web.Req) (block, error) {
	rows, err := h.Targets.Outcomes(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return block{}, err
	}
	b := block{Title: "本单位的结果", Sub: "按列为目标时在推荐名单里的位置，每十分之一一档"}
	b.Table = ui.Table{Label: "各档的招商结果", Fold: true, Columns: []ui.Column{{Label: "名单位置", Head: true, Grow: true}, {Label: "列为目标", Num: true, Fold: "列为目标"}, {Label: "已联系", Num: true, Fold: "已联系"},
		{Label: "已约谈", Num: true, Fold: "已约谈"}, {Label: "已签约", Num: true, Fold: "已签约"}, {Label: "约谈率", Sub: "约谈÷联系", Num: true, Fold: "约谈率"}},
		Empty: &ui.Empty{Title: "还没有结果", Text: "列为目标、联系、约谈、签约之后，这里按名单位置统计命中"}}
	for _, o := range rows {
		if o.Taken == 0 {
			continue
		}
		rate := "—"
		if o.Contacted > 0 {
			rate = ui.Pct(float64(o.Talked) / float64(o.Contacted))
		}
		b.Table.Rows = append(b.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Num(o.Decile*10-10) + "—" + ui.Num(o.Decile*10) + "%"}, {Text: ui.Num(o.Taken)}, {Text: ui.Num(o.Contacted)}, {Text: ui.Num(o.Talked)},
			{Text: ui.Num(o.Signed)}, {Text: rate}}})
	}
	return b, nil
}

// QualitySection is the ranking's part of the page on the quality of suggestions.
func QualitySection(targets *area.Service) func(q *web.Req) (*webgap.Section, error) {
	return func(q *web.Req) (*webgap.Section, error) {
		m, err := ranking.Published()
		if err != nil {
			return nil, err
		}
		s := &webgap.Section{ID: "ranking", Title: "企业推荐与缺口次序", Tables: []ui.Table{overview(m)},
			Note: ui.Rich{ui.T("样本外测算，日期" + m.Date + "，种子" + strconv.FormatUint(m.Seed, 10) + "。")}}
		if q.Actor.Can(authz.LeadView) {
			s.Acts = []ui.Action{{Label: "分产业、分年与本单位结果", URL: base + "/quality", Small: true}}
		}
		return s, nil
	}
}
