package demo

import (
	"cmp"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
)

// frozenMonths is how many months back periods are kept; lateEdits how many reports of the last frozen month, those of the
// largest sums, are corrected.
const (
	frozenMonths = 2
	lateEdits    = 5
)

// freezes lets the periods of a month turn: what is due is made on the 7th, what has reached its moment is frozen by the 14th, or
// as far as the city has come.
func (b *builder) freezes(lives []*life, month string, back int) error {
	if b.Cadence == nil || back > frozenMonths {
		return nil
	}
	if month+"-07" <= b.Today { // what happened by the month's end is entered in time
		err := b.Run.Run(b.ctx, program, change.What{Action: "project.load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
			return b.enter(tx, lives, project.PreviousMonth(month), clock.AddDays(month+"-01", -1))
		})
		if err != nil {
			return err
		}
	}
	for _, day := range []string{month + "-07", month + "-14"} {
		if day > b.Today {
			return nil
		}
		if err := b.reach(day); err != nil {
			return err
		}
		if _, err := b.Cadence.Turn(b.ctx); err != nil {
			return err
		}
	}
	return nil
}

// lateReports corrects some reports of the last frozen month after its freeze, as audits do; they show as revisions.
func (b *builder) lateReports(lives []*life) error {
	if b.Cadence == nil {
		return nil
	}
	b.Clock.Set(clock.AddDays(b.Today, -1))
	month := b.monthsBack(1)
	var told []project.Report // of the month, one of each project
	for _, l := range lives {
		if l.p.ID == "" {
			continue
		}
		reports, err := b.Projects.Reports(b.ctx, program.Scope, l.p.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(reports, func(r project.Report) bool { return r.Period == month && r.Done >= 2_000_000 })
		if i < 0 {
			continue
		}
		told = append(told, reports[i])
	}
	slices.SortStableFunc(told, func(x, y project.Report) int { return cmp.Compare(y.Done, x.Done) })
	for _, r := range told[:min(lateEdits, len(told))] {
		r.Done, r.Progress = r.Done/20_000*10_000, r.Progress+"（核减：部分投资凭证不属当月）"
		if err := b.Projects.FillReport(b.ctx, program, r); err != nil {
			return err
		}
	}
	return nil
}
