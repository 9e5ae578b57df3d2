package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
)

func (a *api) reports() {
	const tag = "月报"
	handle(a, op{pattern: "GET /projects/{id}/reports", id: "list-reports", perm: authz.ProjectView, tag: tag, summary: "项目的各月月报，新的在前"}, a.listReports)
	handle(a, op{pattern: "PUT /projects/{id}/reports/{period}", id: "put-report", perm: authz.ProjectFill, tag: tag, summary: "填报一个月，或改报",
		help: "一个月只有一份；先前的写法留在经过里。项目的年度完成、序时、亮灯随之更新。"}, a.putReport)
	handle(a, op{pattern: "POST /projects/{id}/reports/{period}/check", id: "check-report", perm: authz.ProjectMove, tag: tag, summary: "核实或退回月报"}, a.checkReport)
}

// monthReport is a project's report of one month.
type monthReport struct {
	Period    string  `json:"period" doc:"月份"`
	PlanShare float64 `json:"plan_share" doc:"到本月末应完成年度计划的比率；0为均衡"`
	Done      int64   `json:"done" doc:"本月完成投资，元"`
	DoneTotal int64   `json:"done_total" doc:"本年累计完成投资，元"`
	Funds     int64   `json:"funds" doc:"本月到位资金，元"`
	Progress  string  `json:"progress" doc:"形象进度"`
	Problem   string  `json:"problem" doc:"存在问题"`
	NextStep  string  `json:"next_step" doc:"下步打算"`
	Forecast  string  `json:"forecast" doc:"预计完成"`
	State     string  `json:"state" doc:"filed 已报、checked 已核、returned 退回"`
	FilledBy  string  `json:"filled_by" doc:"填报人"`
	FilledAt  int64   `json:"filled_at" doc:"填报时刻，UTC微秒"`
	CheckedBy string  `json:"checked_by" doc:"核实人"`
	CheckedAt int64   `json:"checked_at" doc:"核实时刻，UTC微秒"`
	Version   int64   `json:"version" doc:"版次"`
}

func reportOf(r *project.Report) monthReport {
	return monthReport{r.Period, r.PlanShare, r.Done, r.DoneTotal, r.Funds, r.Progress, r.Problem, r.NextStep, r.Forecast, r.State, r.FilledName, r.FilledAt,
		r.CheckedBy, r.CheckedAt, r.Version}
}

type reportsOutput struct {
	Body struct {
		Reports []monthReport `json:"reports"`
	} `nameHint:"MonthReports"`
}

func (a *api) listReports(c *call, in *idInput) (*reportsOutput, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	rows, err := a.Projects.Reports(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &reportsOutput{}
	out.Body.Reports = make([]monthReport, 0, len(rows))
	for i := range rows {
		out.Body.Reports = append(out.Body.Reports, reportOf(&rows[i]))
	}
	return out, nil
}

// ReportRef names a project's report of a month.
type ReportRef struct {
	ID     string `path:"id" doc:"标识" maxLength:"40"`
	Period string `path:"period" doc:"月份" example:"2026-10" maxLength:"7"`
}

type putReportInput struct {
	ReportRef
	Body struct {
		PlanShare float64 `json:"plan_share,omitempty" doc:"到本月末应完成年度计划的比率，0到1；不写为均衡"`
		Done      int64   `json:"done" doc:"本月完成投资，元"`
		Funds     int64   `json:"funds,omitempty" doc:"本月到位资金，元"`
		Progress  string  `json:"progress" doc:"形象进度，一句话" maxLength:"2000"`
		Problem   string  `json:"problem,omitempty" doc:"存在问题" maxLength:"2000"`
		NextStep  string  `json:"next_step,omitempty" doc:"下步打算" maxLength:"2000"`
		Forecast  string  `json:"forecast,omitempty" doc:"预计完成" maxLength:"200"`
	} `nameHint:"ReportNew"`
}

type reportOutput struct{ Body monthReport }

func (a *api) putReport(c *call, in *putReportInput) (*reportOutput, error) {
	b := in.Body
	err := a.Projects.FillReport(c, c.actor, project.Report{ProjectID: in.ID, Period: in.Period, PlanShare: b.PlanShare, Done: b.Done, Funds: b.Funds,
		Progress: b.Progress, Problem: b.Problem, NextStep: b.NextStep, Forecast: b.Forecast})
	if err != nil {
		return nil, err
	}
	return a.report(c, &in.ReportRef)
}

func (a *api) report(c *call, in *ReportRef) (*reportOutput, error) {
	rows, err := a.Projects.Reports(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if rows[i].Period == in.Period {
			return &reportOutput{reportOf(&rows[i])}, nil
		}
	}
	return nil, errs.New(errs.NotFound, "没有%s的填报", in.Period)
}

type checkReportInput struct {
	ReportRef
	Body struct {
		Accept bool   `json:"accept" doc:"true核实，false退回"`
		Reason string `json:"reason,omitempty" doc:"退回的理由" maxLength:"500"`
	} `nameHint:"ReportCheck"`
}

func (a *api) checkReport(c *call, in *checkReportInput) (*reportOutput, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	if err := a.Projects.CheckReport(c, c.actor, in.ID, in.Period, in.Body.Accept, in.Body.Reason); err != nil {
		return nil, err
	}
	return a.report(c, &in.ReportRef)
}
