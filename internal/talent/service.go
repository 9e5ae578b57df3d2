package talent

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
)

// Service has the verbs on the three registers.
type Service struct {
	Run       *change.Runner
	Needs     *Register[Need, *Need]
	Intros    *Register[Intro, *Intro]
	Platforms *Register[Platform, *Platform]
}

// New makes the service.
func New(run *change.Runner) *Service {
	return &Service{Run: run,
		Needs:     &Register[Need, *Need]{run, db.NewTable[Need](NeedKind), NeedKind, NeedSpec},
		Intros:    &Register[Intro, *Intro]{run, db.NewTable[Intro](IntroKind), IntroKind, IntroSpec},
		Platforms: &Register[Platform, *Platform]{run, db.NewTable[Platform](PlatformKind), PlatformKind, PlatformSpec}}
}

// Move takes an introduction to its next state on a day.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id, action, on, reason string) error {
	what := change.What{Action: IntroKind + ".move", Perm: authz.FirmEdit, Ref: record.Ref{Kind: IntroKind, ID: id}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := s.Intros.table.Get(ctx, tx, actor.Scope.On(s.Intros.keys()), id)
		if err != nil {
			return err
		}
		row, err := Flow.Find(before.State, action)
		if err != nil {
			return err
		}
		if err := flow.Check(ctx, row, actor, reason, nil, before); err != nil {
			return err
		}
		var bad errs.Fields
		switch {
		case !clock.IsDate(on):
			bad.Add("on", "填写日期，例如%s", tx.Clock.Today())
		case on > tx.Clock.Today():
			bad.Add("on", "不能晚于今天（%s）", tx.Clock.Today())
		case on < before.Since:
			bad.Add("on", "不能早于进入现状态的日期（%s）", before.Since)
		}
		if err := bad.Err(); err != nil {
			return err
		}
		after := *before
		after.State, after.Since = row.To, on
		return s.Intros.Replace(ctx, tx, before, &after)
	})
}

// Dock says that an introduction fills a need; an empty need undoes it. Both must be of one chain.
func (s *Service) Dock(ctx context.Context, actor authz.Actor, introID, needID string) error {
	what := change.What{Action: IntroKind + ".dock", Perm: authz.FirmEdit, Ref: record.Ref{Kind: IntroKind, ID: introID}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := s.Intros.table.Get(ctx, tx, actor.Scope.On(s.Intros.keys()), introID)
		if err != nil {
			return err
		}
		after := *before
		after.NeedID = needID
		if needID != "" {
			need, err := s.Needs.table.Get(ctx, tx, actor.Scope.On(s.Needs.keys()), needID)
			if err != nil {
				return err
			}
			if need.ChainID != before.ChainID {
				return errs.New(errs.Invalid, "“%s”和“%s”不在同一条产业链，不能对接", before.Name, need.Name)
			}
			if after.Employer == "" {
				after.Employer, after.EnterpriseID = need.Employer, need.EnterpriseID
			}
		}
		return s.Intros.Replace(ctx, tx, before, &after)
	})
}

// Fitting are the introductions that may fill a need: of its chain, not yet docked and not ended; those of the same node and
// kind stand first. At most most.
func (s *Service) Fitting(ctx context.Context, scope authz.Scope, n *Need, most int) ([]Intro, error) {
	w := new(db.Where).And("t.chain_id = ?", n.ChainID).And("t.need_id = ''").And("t.state NOT IN ('failed', 'left')")
	tail := "ORDER BY (CASE WHEN t.node_id <> '' AND t.node_id = " + w.Arg(n.NodeID) + " THEN 0 ELSE 1 END), (CASE WHEN t.kind = " + w.Arg(n.Kind) +
		" THEN 0 ELSE 1 END), t.name, t.id LIMIT " + w.Arg(int64(most))
	return s.Intros.Select(ctx, s.Run.DB, scope, w, tail)
}

// Docked are the introductions that fill a need.
func (s *Service) Docked(ctx context.Context, scope authz.Scope, needID string) ([]Intro, error) {
	return s.Intros.Select(ctx, s.Run.DB, scope, new(db.Where).And("t.need_id = ?", needID), "ORDER BY t.on_date, t.name, t.id")
}
