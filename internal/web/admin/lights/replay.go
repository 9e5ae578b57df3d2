package lights

import (
	"time"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// replayPage compares a set with the one in force over past months.
type replayPage struct {
	ui.Page
	Errs          ui.Errors
	Set, From, To ui.Field
	Result        *replayResult
}

type replayResult struct {
	NowName, NewName string
	Sum              ui.Rich
	Months           ui.Table
	Differ           ui.Table
	More             int
}

func (p *pages) replay(q *web.Req) error {
	sets, err := p.Review.Sets(q.Ctx())
	if err != nil {
		return err
	}
	last := project.PreviousMonth(q.Today()[:7])
	from, to := q.Query("from"), q.Query("to")
	if to == "" {
		to = last
	}
	if from == "" {
		from = monthsBefore(to, 11)
	}
	out := &replayPage{Page: page(q, nil, "回放比较"),
		Set:  ui.Field{Kind: ui.KindSelect, Name: "set", Label: "试用的规则集", Value: q.Query("set"), Options: []ui.Option{{Label: "选择"}}},
		From: ui.Field{Kind: ui.KindMonth, Name: "from", Label: "从", Value: from, Max: last}, To: ui.Field{Kind: ui.KindMonth, Name: "to", Label: "到", Value: to, Max: last}}
	out.Lede = ui.Plain("拿一套规则把过去几个月重评一遍，与现行规则并排看，再决定启不启用。只看您数据范围内的项目；缓评不计")
	var stored *review.Stored
	for i := range sets {
		out.Set.Options = append(out.Set.Options, ui.Option{Value: sets[i].ID, Label: levelName(sets[i].Target) + "：" + sets[i].Name})
		if sets[i].ID == q.Query("set") {
			stored = &sets[i]
		}
	}
	if q.Query("set") == "" {
		return q.Render("admin/lights/replay", out)
	}
	if stored == nil {
		return errs.New(errs.NotFound, "没有这个规则集")
	}
	set, err := stored.RuleSet()
	if err != nil {
		return err
	}
	result, err := p.Review.Replay(q.Ctx(), q.Actor.Scope, set, from, to)
	if errs.CodeOf(err) == errs.Invalid {
		out.Errs = ui.Reject(err, &out.Set, &out.From, &out.To)
		return q.RenderInvalid("admin/lights/replay", out)
	}
	if err != nil {
		return err
	}
	now, err := p.Review.InForceAt(q.Ctx(), set.Level)
	if err != nil {
		return err
	}
	name := "（无）"
	if now != nil {
		name = now.Name
	}
	out.Result = &replayResult{NowName: name, NewName: set.Name, Months: months(result), Differ: p.differ(q, set.Level, result), More: result.More}
	out.Result.Sum = summary(set.Level, result)
	return q.Render("admin/lights/replay", out)
}

func unit(level string) string {
	if level == review.LevelRegion {
		return "个县区"
	}
	return "个项目"
}

// summary is the last month in one sentence.
func summary(level string, r *review.Replay) ui.Rich {
	m := r.Months[len(r.Months)-1]
	if m.Changed == 0 {
		return ui.Plain(m.Month + "末两套规则评得一样")
	}
	return ui.Rich{ui.T(m.Month + "末有"), ui.B(ui.Num(int64(m.Changed))), ui.T(unit(level) + "的灯不同；红灯" + ui.Num(int64(m.Now[review.Red])) + " → " +
		ui.Num(int64(m.New[review.Red])) + "，黄灯" + ui.Num(int64(m.Now[review.Yellow])) + " → " + ui.Num(int64(m.New[review.Yellow])))}
}

func months(r *review.Replay) ui.Table {
	t := ui.Table{Label: "各月灯数", Fold: true, Columns: []ui.Column{{Label: "月末", Head: true}, {Label: "现行规则", Sub: "绿、黄、红", Fold: "现行"},
		{Label: "试用规则", Sub: "绿、黄、红", Fold: "试用"}, {Label: "红灯增减", Num: true, Fold: "红灯增减"}, {Label: "黄灯增减", Num: true, Fold: "黄灯增减"}, {Label: "灯不同", Sub: "个", Num: true, Fold: "灯不同"}}}
	for _, m := range r.Months {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Month}, {Lights: counts(m.Now)}, {Lights: counts(m.New)},
			{Text: ui.Signed(float64(m.New[review.Red]-m.Now[review.Red]), 0), Down: m.New[review.Red] > m.Now[review.Red]},
			{Text: ui.Signed(float64(m.New[review.Yellow]-m.Now[review.Yellow]), 0)}, {Text: ui.Num(int64(m.Changed))}}})
	}
	return t
}

func counts(by map[string]int) *ui.Lights {
	return &ui.Lights{Green: by[review.Green], Yellow: by[review.Yellow], Red: by[review.Red]}
}

func (p *pages) differ(q *web.Req, level string, r *review.Replay) ui.Table {
	t := ui.Table{Label: "灯不同的", Fold: true, Columns: []ui.Column{{Label: "名称", Head: true, Grow: true}, {Label: "现行规则", Fold: "现行"}, {Label: "试用规则", Fold: "试用"}},
		Empty: &ui.Empty{Title: "没有不同"}}
	d, err := q.Directory()
	for _, x := range r.Differ {
		name := ui.Cell{Text: x.Name, URL: "/projects/" + x.ProjectID}
		if level == review.LevelRegion {
			name = ui.Cell{Text: x.ProjectID}
			if err == nil {
				name.Text = d.RegionName(x.ProjectID)
			}
		}
		now, tried := ui.Lamp(ui.LetterOf(x.Now)), ui.Lamp(ui.LetterOf(x.New))
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, {Light: &now, Sub: x.NowText}, {Light: &tried, Sub: x.NewText}}})
	}
	return t
}

// monthsBefore is the month n months before a month; a malformed one comes back as it is.
func monthsBefore(month string, n int) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return t.AddDate(0, -n, 0).Format("2006-01")
}
