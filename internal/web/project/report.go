package project

import (
	"fmt"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/period"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

type reportPage struct {
	ui.Page
	Action string
	Errs   ui.Errors
	Fields []*ui.Field
	Facts  ui.Facts
	Check  *checkForm
	State  *ui.Note
	Back   string
}

// checkForm is the form by which a filed report is accepted or returned.
type checkForm struct {
	Action, Period string
	Reason         ui.Field
}

func (h *handlers) showReport(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	period := q.Query("period")
	if period == "" {
		period = dueMonth(p, q.Today())
	}
	page, err := h.reportPage(q, p, period, nil, nil)
	if err != nil {
		return err
	}
	return q.Render("project/report", page)
}

func (h *handlers) reportPage(q *web.Req, p *area.Project, period string, f *web.Form, fault error) (*reportPage, error) {
	all, err := h.Projects.Reports(q.Ctx(), q.Actor.Scope, p.ID)
	if err != nil {
		return nil, err
	}
	now, before := area.Report{Period: period}, area.Report{}
	for _, r := range all {
		if r.Period == period {
			now = r
		} else if r.Period < period && r.Period > before.Period {
			before = r
		}
	}
	page := &reportPage{Page: h.page(q, p, "填"+monthName(period)+"进度"), Action: url(p) + "/report", Back: url(p)}
	page.Fields = reportFields(p, &now, &before, q.Today())
	for _, field := range page.Fields {
		if f != nil && f.Has(field.Name) {
			field.Value = f.Raw(field.Name)
		}
	}
	page.Errs = ui.Reject(fault, page.Fields...)
	page.Facts = ui.Facts{ui.F(p.PlanYear+"年计划", ui.Wan(p.YearPlan)+"万元"), ui.F("本年已完成", ui.Wan(p.YearDone)+"万元"),
		ui.F("序时应完成", ui.Wan(p.YearDue)+"万元"), ui.F("计划竣工", p.CompletedPlan)}
	if before.Period != "" {
		page.Facts = append(page.Facts, ui.F(before.Period+"完成", ui.Wan(before.Done)+"万元"), ui.F(before.Period+"进度", before.Progress))
	}
	page.state(q, p, &now)
	return page, nil
}

func reportFields(p *area.Project, now, before *area.Report, today string) []*ui.Field {
	month := &ui.Field{Kind: ui.KindSelect, Name: "period", Label: "月份", Value: now.Period, Required: true, Mark: "必填"}
	for _, m := range monthsBack(today, 24) {
		month.Options = append(month.Options, ui.Option{Value: m, Label: m})
	}
	done := &ui.Field{Kind: ui.KindMoney, Name: "done", Label: "本月完成投资", Unit: "万元", Mark: "必填", Required: true}
	if now.ID != "" {
		done.Value = listing.Exact(now.Done, money.Wan)
	}
	if before.Period != "" {
		done.Help = "上次（" + before.Period + "）" + ui.Wan(before.Done) + "万元"
	}
	share := &ui.Field{Kind: ui.KindNumber, Name: "plan_share", Label: "月底应完成年度计划的", Unit: "%", Mark: "选填", Help: "不填按每月均摊"}
	if now.PlanShare > 0 {
		share.Value = strconv.FormatFloat(tenth(now.PlanShare*100), 'f', -1, 64)
	}
	funds := &ui.Field{Kind: ui.KindMoney, Name: "funds", Label: "本月到位资金", Unit: "万元", Mark: "选填", Help: "凭证另在“到位资金”逐笔登记"}
	if now.Funds > 0 {
		funds.Value = listing.Exact(now.Funds, money.Wan)
	}
	forecast := &ui.Field{Kind: ui.KindDate, Name: "forecast", Label: "预计竣工", Value: now.Forecast, Mark: "选填"}
	if now.ID == "" {
		forecast.Value = before.Forecast
	}
	if len(forecast.Value) == 7 {
		forecast.Kind = ui.KindText
	}
	return []*ui.Field{month, done, share, funds, forecast,
		{Kind: ui.KindTextArea, Name: "progress", Label: "形象进度", Value: now.Progress, Rows: 2, Wide: true, Mark: "必填", Required: true, Help: "写到哪一步，不写“稳步推进”"},
		{Kind: ui.KindTextArea, Name: "problem", Label: "存在问题", Value: now.Problem, Rows: 2, Wide: true, Mark: "选填"},
		{Kind: ui.KindTextArea, Name: "next_step", Label: "下步计划", Value: now.NextStep, Rows: 2, Wide: true, Mark: "选填"},
		{Kind: ui.KindFile, Name: "file", Label: "照片和佐证", Multiple: true, Wide: true, Mark: "选填"}}
}

// monthsBack are so many months up to this one, newest first.
func monthsBack(today string, n int) (out []string) {
	for m := today[:7]; n > 0; n-- {
		out = append(out, m)
		m = area.PreviousMonth(m)
	}
	return out
}

// state says where the month's report stands, and offers to check it.
func (page *reportPage) state(q *web.Req, p *area.Project, r *area.Report) {
	if r.ID == "" {
		return
	}
	said := fmt.Sprintf("%s由%s在%s填报", period.Period(r.Period).Label(), r.FilledName, ui.Stamp(r.FilledAt))
	switch r.State {
	case area.Checked:
		page.State = &ui.Note{Body: ui.Plain(said + "，" + r.CheckedBy + "已核。再次保存后要重新核验，原来的数留在经过里。")}
	case area.Returned:
		page.State = &ui.Note{Letter: ui.Red, Body: ui.Plain(said + "，被" + r.CheckedBy + "退回，理由见经过。改好后重新提交。")}
	default:
		page.State = &ui.Note{Letter: ui.Yellow, Body: ui.Plain(said + "，待核。")}
		if q.Actor.Can(authz.ProjectMove) {
			page.Check = &checkForm{Action: url(p) + "/report/check", Period: r.Period,
				Reason: ui.Field{Kind: ui.KindText, Name: "reason", Label: "退回理由", Mark: "退回时必填"}}
		}
	}
}

func (h *handlers) fillReport(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	blobs, err := h.received(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	r := area.Report{ProjectID: p.ID, Period: f.Text("period"), PlanShare: f.Percent("plan_share"), Done: f.Money("done", money.Wan),
		Funds: f.Money("funds", money.Wan), Progress: f.Text("progress"), Problem: f.Text("problem"), NextStep: f.Text("next_step"), Forecast: f.Text("forecast")}
	if f.Text("done") == "" {
		f.Add("done", "填本月完成投资，没有完成填0")
	}
	if err = f.Err(); err == nil {
		err = h.Projects.FillReport(q.Ctx(), q.Actor, r)
	}
	if errs.CodeOf(err) == errs.Invalid {
		page, pageErr := h.reportPage(q, p, r.Period, f, err)
		if pageErr != nil {
			return pageErr
		}
		return q.RenderInvalid("project/report", page)
	}
	if err != nil {
		return err
	}
	if err := h.keep(q, p, reportLabel(r.Period), blobs); err != nil {
		return err
	}
	return q.Redirect(url(p), monthName(r.Period)+"进度已报")
}

func (h *handlers) checkReport(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	period, accept := f.Text("period"), f.Text("do") == "accept"
	err = h.Projects.CheckReport(q.Ctx(), q.Actor, p.ID, period, accept, f.Text("reason"))
	if errs.CodeOf(err) == errs.Invalid {
		page, pageErr := h.reportPage(q, p, period, nil, nil)
		if pageErr != nil {
			return pageErr
		}
		page.Errs = ui.Reject(err)
		if page.Check != nil {
			page.Errs = ui.Reject(err, &page.Check.Reason)
		}
		return q.RenderInvalid("project/report", page)
	}
	if err != nil {
		return err
	}
	text := "已核"
	if !accept {
		text = "已退回"
	}
	return q.Redirect(url(p)+"#reports", monthName(period)+"进度"+text)
}
