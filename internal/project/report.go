package project

import (
	"context"
	"math"
	"strconv"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// ScheduleOn is the equal monthly path: the share of the year's plan that should be done by the end of the last full
// month before the day. A day of an earlier year than the plan's gives 0, of a later one 1.
func ScheduleOn(planYear, today string) float64 {
	year := today[:4]
	switch {
	case planYear == "" || planYear > year:
		return 0
	case planYear < year:
		return 1
	}
	month, _ := strconv.Atoi(today[5:7])
	return float64(month-1) / 12
}

// FillReport files the report of one month, or replaces the one that was filed. The year's total and the project's
// figures follow from all its reports, so a late report of an earlier month corrects them too.
func (s *Service) FillReport(ctx context.Context, actor authz.Actor, r Report) error {
	what := change.What{Action: "project.report", Perm: authz.ProjectFill, Ref: record.Ref{Kind: Kind, ID: r.ProjectID}}
	return s.Edit(ctx, actor, what, func(tx *change.Tx, p *Project) error {
		if err := r.validate(p, tx.Clock.Today()); err != nil {
			return err
		}
		tx.Emit(TopicFiled, p.Ref(), r.Period)
		return s.file(ctx, tx, p, &r)
	})
}

// The topics under which other parts of the program hear of projects. The payload is the sentence of the rule for TopicRed,
// the month of the report for the others.
const (
	TopicRed      = "project.red"             // its light has turned red; not of new projects
	TopicFiled    = "project.report_filed"    // a report waits to be checked
	TopicReturned = "project.report_returned" // a report was sent back
)

func (r *Report) validate(p *Project, today string) error {
	var bad errs.Fields
	if _, err := time.Parse("2006-01", r.Period); err != nil {
		bad.Add("period", "选择月份，例如%s", today[:7])
	} else if r.Period > today[:7] {
		bad.Add("period", "不能填报还没到的月份")
	}
	if r.Done < 0 {
		bad.Add("done", "不能是负数；多报的请改原来那个月")
	}
	if r.Funds < 0 {
		bad.Add("funds", "不能是负数")
	}
	if r.PlanShare < 0 || r.PlanShare > 1 {
		bad.Add("plan_share", "要在0到100%%之间")
	}
	if r.Progress == "" {
		bad.Add("progress", "写一句形象进度")
	}
	if p.Stage == Withdrawn || p.Stage == Lost {
		bad.Add("period", "项目已%s，不再填报", StageLabel(p.Stage))
	}
	return bad.Err()
}

func (s *Service) file(ctx context.Context, tx *change.Tx, p *Project, r *Report) error {
	r.Region, r.UnitID, r.ChainID = p.Region, p.UnitID, p.ChainID
	r.State, r.FilledBy, r.FilledName, r.FilledAt = Filed, tx.Actor.ID, tx.Actor.Name, tx.Now
	old, err := reports.Select(ctx, tx, new(db.Where).And("t.project_id = ?", p.ID), "ORDER BY t.period")
	if err != nil {
		return err
	}
	var same *Report
	for i := range old {
		if old[i].Period == r.Period {
			same = &old[i]
		}
	}
	if same != nil {
		r.ID, r.Version = same.ID, same.Version
		p.Invested -= same.Done
	} else {
		r.ID = tx.NewID()
	}
	r.DoneTotal = r.Done
	for i := range old {
		if old[i].Period < r.Period && old[i].Period[:4] == r.Period[:4] {
			r.DoneTotal += old[i].Done
		}
	}
	if same != nil {
		err = reports.Update(ctx, tx, same, r)
	} else {
		err = reports.Insert(ctx, tx, r)
	}
	if err != nil {
		return err
	}
	if err := carryForward(ctx, tx, old, r); err != nil {
		return err
	}
	p.Invested += r.Done
	p.apply(old, r, tx.Clock.Today())
	return nil
}

// carryForward corrects the running totals of the year's later months.
func carryForward(ctx context.Context, tx *change.Tx, old []Report, r *Report) error {
	total := r.DoneTotal
	for i := range old {
		o := &old[i]
		if o.Period <= r.Period || o.Period[:4] != r.Period[:4] {
			continue
		}
		total += o.Done
		if o.DoneTotal == total {
			continue
		}
		after := *o
		after.DoneTotal = total
		if err := reports.Update(ctx, tx, o, &after); err != nil {
			return err
		}
	}
	return nil
}

// apply sets the project's figures of the year from all its reports.
func (p *Project) apply(old []Report, r *Report, today string) {
	if r.Period >= p.Reported {
		p.Reported, p.ReportedOn = r.Period, today
	}
	if r.Done > 0 {
		p.MovedOn = max(p.MovedOn, today)
	}
	all := []Report{*r}
	for i := range old {
		if old[i].Period != r.Period {
			all = append(all, old[i])
		}
	}
	p.Settle(all, today)
}

// Settle computes the figures of the plan's year from its reports as they stand on the day: what is done, what is due by
// the end of the last full month, how many months in a row were missed, and whether any was. A project without reports
// of the year keeps the figures it was loaded with.
func (p *Project) Settle(reports []Report, today string) {
	p.Schedule = ScheduleOn(p.PlanYear, today)
	var month [13]*Report
	known := false
	for i := range reports {
		if r := &reports[i]; len(r.Period) == 7 && r.Period[:4] == p.PlanYear && r.Period <= today[:7] {
			m, _ := strconv.Atoi(r.Period[5:])
			month[m], known = r, true
		}
	}
	last := int(math.Round(p.Schedule * 12)) // months of the year that are over
	if !known {
		p.MissedRun, p.Debt = 0, false
		if p.setDue(); last > 0 && p.YearPlan > 0 && p.YearDone < p.YearDue {
			p.MissedRun, p.Debt = 1, true
		}
		return
	}
	p.YearDone, p.MissedRun, p.Debt = 0, 0, false
	for m := 1; m <= 12; m++ {
		share := float64(m) / 12
		if r := month[m]; r != nil {
			p.YearDone += r.Done
			if r.PlanShare > 0 {
				share = r.PlanShare
			}
		}
		if m > last || p.YearPlan == 0 {
			continue
		}
		p.Schedule = share
		if float64(p.YearDone) < share*float64(p.YearPlan) {
			p.MissedRun, p.Debt = p.MissedRun+1, true
		} else {
			p.MissedRun = 0
		}
	}
	p.setDue()
}

// CheckReport accepts a filed report, or returns it with a reason.
func (s *Service) CheckReport(ctx context.Context, actor authz.Actor, projectID, period string, accept bool, reason string) error {
	if !accept && reason == "" {
		return (&errs.Fields{{Name: "reason", Message: "写明退回理由"}}).Err()
	}
	what := change.What{Action: "project.check_report", Perm: authz.ProjectMove, Ref: record.Ref{Kind: Kind, ID: projectID}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		w := new(db.Where).And("t.project_id = ? AND t.period = ?", projectID, period).Scope(scopeOf(actor.Scope), "t")
		found, err := reports.Select(ctx, tx, w, "")
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return errs.New(errs.NotFound, "没有%s的填报", period)
		}
		after := found[0]
		after.State, after.CheckedBy, after.CheckedAt = Checked, tx.Actor.Name, tx.Now
		if !accept {
			after.State = Returned
			tx.Emit(TopicReturned, what.Ref, period)
		}
		return reports.Update(ctx, tx, &found[0], &after)
	})
}

// AddReceipt enters money that has come in. The sum of the receipts never exceeds the contract.
func (s *Service) AddReceipt(ctx context.Context, actor authz.Actor, r Receipt) error {
	what := change.What{Action: "project.receipt", Perm: authz.ProjectFill, Ref: record.Ref{Kind: Kind, ID: r.ProjectID}}
	return s.Edit(ctx, actor, what, func(tx *change.Tx, p *Project) error {
		var bad errs.Fields
		if !validDate(r.OnDate) || r.OnDate > tx.Clock.Today() {
			bad.Add("on_date", "填写到账日期，不晚于今天")
		}
		if r.Amount <= 0 {
			bad.Add("amount", "填写到账金额")
		} else if p.TotalInvest > 0 && p.FundsIn+r.Amount > p.TotalInvest {
			bad.Add("amount", "累计到资将超过合同总投资，须先签补充合同并调整总投资")
		}
		if r.Voucher == "" {
			bad.Add("voucher", "填写银行回单或发票号")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		r.ID, r.CreatedAt, r.CreatedBy = tx.NewID(), tx.Now, tx.Actor.ID
		r.Region, r.UnitID, r.ChainID = p.Region, p.UnitID, p.ChainID
		p.FundsIn += r.Amount
		return receipts.Insert(ctx, tx, &r)
	})
}

// InsertReports adds reports of months that have none yet, inside a write under way, and brings their projects up to date;
// a bulk load and the demonstration city do so.
func (s *Service) InsertReports(ctx context.Context, tx *change.Tx, rows []*Report) error {
	var ids []string
	fresh := map[string][]*Report{}
	for _, r := range rows {
		if fresh[r.ProjectID] == nil {
			ids = append(ids, r.ProjectID)
		}
		fresh[r.ProjectID] = append(fresh[r.ProjectID], r)
	}
	for start := 0; start < len(ids); start += 200 {
		if err := s.insertReports(ctx, tx, ids[start:min(start+200, len(ids))], fresh); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) insertReports(ctx context.Context, tx *change.Tx, ids []string, fresh map[string][]*Report) error {
	old, err := reports.Select(ctx, tx, new(db.Where).In("t.project_id", ids...), "ORDER BY t.period")
	if err != nil {
		return err
	}
	have := map[string][]Report{}
	for _, r := range old {
		have[r.ProjectID] = append(have[r.ProjectID], r)
	}
	today := tx.Clock.Today()
	var failed error
	err = s.Rejudge(ctx, tx, ids, func(p *Project) {
		for _, r := range fresh[p.ID] {
			if failed != nil {
				return
			}
			r.ID, r.Region, r.UnitID, r.ChainID, r.FilledAt = tx.NewID(), p.Region, p.UnitID, p.ChainID, tx.Now
			r.DoneTotal = r.Done
			for _, o := range have[p.ID] {
				if o.Period < r.Period && o.Period[:4] == r.Period[:4] {
					r.DoneTotal += o.Done
				}
			}
			failed = reports.Insert(ctx, tx, r)
			p.Invested += r.Done
			p.apply(have[p.ID], r, today)
			have[p.ID] = append(have[p.ID], *r)
		}
	}, func(*Project) {})
	if failed != nil {
		return failed
	}
	return err
}
