package checkup

import (
	"context"

	area "lianzhang/internal/checkup"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// runPage shows the run under way, what the last ones did, and the button for the next.
type runPage struct {
	ui.Page
	Job  *ui.Progress
	Note *ui.Note
	Runs ui.Table
}

// shownRuns is how many past runs the page shows.
const shownRuns = 30

// last is the run that is under way or ran last; nil when there was none.
func (h *handlers) last(ctx context.Context) (*jobs.Job, error) {
	all, err := h.Jobs.List(ctx, RunJob)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

func (h *handlers) progress(q *web.Req) error {
	job, err := h.last(q.Ctx())
	if err != nil {
		return err
	}
	if ui.IsFragment(q.R) && (job == nil || !job.Open()) {
		return q.Redirect(base+"/run", "")
	}
	p := &runPage{Page: q.Page(section, "全册体检")}
	p.Crumbs = []ui.Link{{Label: "注水体检", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("把全部项目、企业、月报逐项比对。已核实的不再提出，除非证据变了；不再成立的记为已消除。夜间自动做一次。")
	switch {
	case job == nil:
	case job.Open():
		p.Job = &ui.Progress{ID: "checkup-job", URL: base + "/run", Label: job.Message, Done: job.Done, Total: job.Total, Running: true}
		if job.State == jobs.Queued {
			p.Job.Label = "等候体检"
		}
	case job.State == jobs.Done:
		p.Note = &ui.Note{Letter: ui.Green, Body: ui.Rich{ui.B("上次完成："), ui.T(job.Result)}, Acts: []ui.Action{ui.Act("去核实", base)}}
	default:
		p.Note = &ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("上次没有做完："), ui.T(job.Message)}}
	}
	runs, err := h.Checkup.Runs(q.Ctx(), shownRuns)
	if err != nil {
		return err
	}
	p.Runs = ui.Table{Label: "历次体检", Fold: true, Columns: []ui.Column{{Label: "时间", Head: true, Grow: true}, {Label: "规则", Fold: "规则", Rank: 3}, {Label: "项目", Num: true, Fold: "项目"}, {Label: "发现", Num: true, Fold: "发现"},
		{Label: "新增", Num: true, Fold: "新增"}, {Label: "重新提出", Num: true, Fold: "重新提出"}, {Label: "消除", Num: true, Fold: "消除"}, {Label: "用时", Sub: "秒", Num: true, Fold: "用时", Rank: 2}},
		Empty: &ui.Empty{Title: "还没有做过", Text: "点“开始体检”，几秒到几十秒做完"}}
	for _, r := range runs {
		n := func(v int) ui.Cell { return ui.Cell{Text: ui.Num(int64(v))} }
		p.Runs.Rows = append(p.Runs.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Stamp(r.At), Sub: r.ByName}, {Text: edition(r.Rules)}, n(r.Projects), n(r.Found), n(r.Fresh), n(r.Again), n(r.Gone),
			{Text: ui.Dec(float64(r.Millis)/1000, 1)}}})
	}
	return q.RenderList("checkup/run", "checkup-job", p)
}

// edition names a version of the rules.
func edition(no int64) string {
	if no == 0 {
		return "默认规则"
	}
	return "第" + ui.Num(no) + "版规则"
}

func (h *handlers) run(q *web.Req) error {
	if !q.Actor.Scope.All {
		return errs.New(errs.Forbidden, "全册体检要看到全市的项目，由市链长办进行")
	}
	job, err := h.last(q.Ctx())
	if err != nil {
		return err
	}
	if job != nil && job.Open() {
		return q.Redirect(base+"/run", "已有一次体检在进行")
	}
	err = h.Run.Run(q.Ctx(), q.Actor, change.What{Action: "checkup.start", Perm: authz.CheckupJudge, Ref: record.Ref{Kind: area.Kind}}, func(tx *change.Tx) error {
		_, err := h.Jobs.Enqueue(q.Ctx(), tx.Tx, RunJob, "by:"+q.Actor.Name)
		return err
	})
	if err != nil {
		return err
	}
	return q.Redirect(base+"/run", "")
}
