package forecast

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
)

// Item is an open project in a kept forecast: how likely it reaches each stage in the span, what it brings on average, and what changes when
// it is pushed to its next stage this month. Money is whole yuan.
type Item struct {
	ID        string  `db:"id"`
	RunID     string  `db:"run_id"`
	ProjectID string  `db:"project_id"`
	Name      string  `db:"name"`
	Region    string  `db:"region"`
	UnitID    string  `db:"unit_id"`
	ChainID   string  `db:"chain_id"`
	Stage     string  `db:"stage"`
	Days      int64   `db:"days"`   // in the stage
	Median    int64   `db:"median"` // of such projects in this stage; 0 = not known
	Group     string  `db:"stratum"`
	Blind     bool    `db:"blind"` // history says nothing of its stage
	Amount    int64   `db:"total_invest"`
	Signed    float64 `db:"p_signed"`
	Started   float64 `db:"p_started"`
	Completed float64 `db:"p_completed"`
	Produced  float64 `db:"p_produced"`
	Capacity  float64 `db:"p_capacity"`
	Dropped   float64 `db:"p_dropped"`
	// What it brings on average in the span, to the five figures of the first page.
	SignedAmount int64 `db:"signed_amount"`
	Investment   int64 `db:"investment"`
	Output       int64 `db:"output"`
	// What a push adds on average, and how far it moves the median of all.
	Next             string  `db:"next"`
	PushSigned       int64   `db:"push_signed"`
	PushStarted      float64 `db:"push_started"`
	PushInvestment   int64   `db:"push_investment"`
	PushProduced     float64 `db:"push_produced"`
	PushOutput       int64   `db:"push_output"`
	MedianSigned     int64   `db:"median_signed"`
	MedianStarted    int64   `db:"median_started"`
	MedianInvestment int64   `db:"median_investment"`
	MedianProduced   int64   `db:"median_produced"`
	MedianOutput     int64   `db:"median_output"`
	// Path are, for the five stages from signing on, the chances by the end of each month in thousandths: "0,12,40;…".
	Path string `db:"path"`
}

// ScopeKeys are the keys by which an item is scoped: those of its project.
func (i *Item) ScopeKeys() authz.Keys {
	return authz.Keys{Region: i.Region, Unit: i.UnitID, Chain: i.ChainID}
}

// Paths reads Path: for each of the five stages from signing on, the chance by the end of each month.
func (i *Item) Paths() (out [5][]float64) {
	for k, part := range strings.Split(i.Path, ";") {
		if k >= len(out) || part == "" {
			continue
		}
		for _, v := range strings.Split(part, ",") {
			n, _ := strconv.Atoi(v)
			out[k] = append(out[k], float64(n)/1000)
		}
	}
	return out
}

// PathStages are the stages of Paths.
func PathStages() []string {
	return []string{project.Signed, project.Started, project.Completed, project.Produced, project.Capacity}
}

// items are the open projects with what the runs brought them.
func (g *ground) items(o *forecast.Outcome) []Item {
	out := make([]Item, len(g.open))
	runs := float64(g.setup.Runs)
	for k, i := range g.open {
		p, pr, q := &g.projects[i], &g.setup.Projects[k], &o.Projects[k]
		it := Item{ProjectID: p.ID, Name: p.Name, Region: p.Region, UnitID: p.UnitID, ChainID: p.ChainID, Stage: p.Stage, Days: int64(pr.Age), Amount: p.TotalInvest,
			Blind: q.Blind, Dropped: float64(q.Dropped) / runs, Investment: whole(float64(q.Invest) / runs)}
		if group := g.setup.Model.For(pr.Stage, pr.Strata); group != nil {
			it.Group = group.Stratum
			if m, ok := group.Curve.Median(); ok {
				it.Median = int64(m)
			}
		}
		var path []string
		for s, at := range []*float64{&it.Signed, &it.Started, &it.Completed, &it.Produced, &it.Capacity} {
			var steps []string
			sum := 0.0
			for _, n := range q.Reached[s] {
				sum += float64(n)
				steps = append(steps, strconv.Itoa(int(1000*sum/runs+.5)))
			}
			*at = sum / runs
			path = append(path, strings.Join(steps, ","))
		}
		it.SignedAmount, it.Output, it.Path = whole(it.Signed*float64(p.TotalInvest)), whole(it.Capacity*float64(p.OutputPlan)), strings.Join(path, ";")
		out[k] = it
	}
	return out
}

func whole(v float64) int64 { return int64(math.Round(v)) }

// Pushes are compared with fewer runs than the forecast, for the projects with the largest contracts, and the median is moved for those that
// add most.
const (
	pushRuns  = 2000
	mostPush  = 3000
	mostMoved = 30
)

// push fills in what changes when a project is brought to its next stage this month.
func (g *ground) push(items []Item, params Params) {
	setup := *g.setup
	setup.Runs = min(pushRuns, params.Runs)
	engine := forecast.Prepare(&setup)
	pusher := forecast.NewPusher(engine, engine.Run())
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(items[b].Amount, items[a].Amount) })
	order = order[:min(len(order), mostPush)]
	for _, i := range order {
		p := pusher.Push(i)
		it := &items[i]
		it.Next = codeOf(p.Next)
		it.PushSigned, it.PushStarted, it.PushInvestment = whole(p.Mean[forecast.SignedAmount]), p.Mean[forecast.StartedCount], whole(p.Mean[forecast.Investment])
		it.PushProduced, it.PushOutput = p.Mean[forecast.ProducedCount], whole(p.Mean[forecast.Output])
	}
	for _, way := range []struct {
		metric forecast.Metric
		mean   func(*Item) float64
		median func(*Item) *int64
	}{
		{forecast.SignedAmount, func(i *Item) float64 { return float64(i.PushSigned) }, func(i *Item) *int64 { return &i.MedianSigned }},
		{forecast.StartedCount, func(i *Item) float64 { return i.PushStarted }, func(i *Item) *int64 { return &i.MedianStarted }},
		{forecast.Investment, func(i *Item) float64 { return float64(i.PushInvestment) }, func(i *Item) *int64 { return &i.MedianInvestment }},
		{forecast.ProducedCount, func(i *Item) float64 { return i.PushProduced }, func(i *Item) *int64 { return &i.MedianProduced }},
		{forecast.Output, func(i *Item) float64 { return float64(i.PushOutput) }, func(i *Item) *int64 { return &i.MedianOutput }},
	} {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(way.mean(&items[b]), way.mean(&items[a])) })
		for _, i := range order[:min(len(order), mostMoved)] {
			if way.mean(&items[i]) > 0 {
				*way.median(&items[i]) = pusher.Push(i, way.metric).Median[way.metric]
			}
		}
	}
}

// stays are the curves made ready to be shown.
func stays(g *ground) []Stay {
	var out []Stay
	for i := range g.setup.Model.Groups {
		grp := &g.setup.Model.Groups[i]
		s := Stay{Stage: codeOf(grp.Stage), Stratum: grp.Stratum, Spells: grp.Curve.Spells, Moved: grp.Curve.Moved, Exits: grp.Curve.Exits, Median: -1,
			Used: grp.Curve.Ended() >= forecast.FewAll, Steps: grp.Curve.Steps}
		if m, ok := grp.Curve.Median(); ok {
			s.Median = m
		}
		for d := 0; grp.Curve.AtRisk(d) > 0; d += Interval {
			s.AtRisk = append(s.AtRisk, grp.Curve.AtRisk(d))
		}
		out = append(out, s)
	}
	return out
}

// Spec describes the list of open projects of the latest forecast.
var Spec = &list.Spec{
	Name: Kind, Label: "预测贡献", Measure: "个", Search: "", Sort: "-push_signed",
	Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Sums:  []string{"total_invest", "signed_amount", "investment", "output"},
	Columns: []list.Column{
		{Name: "run_id", Label: "预测", Kind: list.Text, Hidden: true},
		{Name: "project_id", Label: "项目id", Kind: list.Text, Hidden: true},
		{Name: "name", Label: "项目名称", Kind: list.Text, Default: true, Width: 36},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Default: true},
		{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit"},
		{Name: "stage", Label: "阶段", Kind: list.Enum, Options: project.Spec.Column("stage").Options, Default: true},
		{Name: "next", Label: "推到", Kind: list.Enum, Options: project.Spec.Column("stage").Options},
		{Name: "days", Label: "已停留", Kind: list.Int, Unit: "天"},
		{Name: "median", Label: "同类中位", Kind: list.Int, Unit: "天"},
		{Name: "stratum", Label: "历史依据", Kind: list.Text, Help: "同一规模、性质的历史够多时单独估计；空为全部项目"},
		{Name: "blind", Label: "没有历史", Kind: list.Bool, Help: "历史上没有项目走出过这个阶段，不预测"},
		{Name: "total_invest", Label: "总投资", Kind: list.Money, Unit: "亿元"},
		chance("p_signed", "签约概率"), chance("p_started", "开工概率"), chance("p_completed", "竣工概率"), chance("p_produced", "投产概率"),
		chance("p_capacity", "达产概率"), chance("p_dropped", "终止概率"),
		amount("signed_amount", "预期签约额"), amount("investment", "预期完成投资"), amount("output", "预期达产产值"),
		amount("push_signed", "推一步多签约额"), count("push_started", "推一步多开工"), amount("push_investment", "推一步多完成投资"),
		count("push_produced", "推一步多投产"), amount("push_output", "推一步多达产产值"),
		{Name: "median_signed", Label: "签约额中位移动", Kind: list.Money, Unit: "亿元"}, {Name: "median_started", Label: "开工中位移动", Kind: list.Int, Unit: "个"},
		{Name: "median_investment", Label: "投资中位移动", Kind: list.Money, Unit: "亿元"}, {Name: "median_produced", Label: "投产中位移动", Kind: list.Int, Unit: "个"},
		{Name: "median_output", Label: "产值中位移动", Kind: list.Money, Unit: "亿元"},
	},
}

func chance(name, label string) list.Column {
	return list.Column{Name: name, Label: label, Kind: list.Percent}
}

func amount(name, label string) list.Column {
	return list.Column{Name: name, Label: label, Kind: list.Money, Unit: "亿元"}
}

func count(name, label string) list.Column {
	return list.Column{Name: name, Label: label, Kind: list.Number, Unit: "个"}
}
