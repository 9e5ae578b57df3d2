package target

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
)

var (
	targets    = db.NewTable[Target](Kind)
	evidence   = db.NewTable[Evidence](EvidenceKind)
	contacts   = db.NewTable[Contact](ContactKind)
	exclusions = db.NewTable[Exclusion](ExclusionKind)
	gaps       = db.NewTable[gapRow]("gap")
	touches    = db.NewTable[gapTouch]("gap")
)

// Service has the verbs on targets.
type Service struct {
	Run  *change.Runner
	pool pool
}

func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }

// Get reads one target inside the scope.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Target, error) {
	return targets.Get(ctx, s.Run.DB, scopeOf(scope), id)
}

// Select reads targets under a condition over alias t inside the scope; tail is ORDER BY and LIMIT.
func (s *Service) Select(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Target, error) {
	return targets.Select(ctx, q, w.Scope(scopeOf(scope), "t"), tail)
}

// OfGap gives the targets of a gap inside the scope, best first; excluded ones last.
func (s *Service) OfGap(ctx context.Context, scope authz.Scope, gapID string) ([]Target, error) {
	return s.Select(ctx, s.Run.DB, scope, new(db.Where).And("t.gap_id = ?", gapID),
		"ORDER BY CASE t.state WHEN 'excluded' THEN 1 ELSE 0 END, CASE t.rank WHEN 0 THEN 1 ELSE 0 END, t.rank, t.firm")
}

// edit changes one target by fn inside one write.
func (s *Service) edit(ctx context.Context, actor authz.Actor, what change.What, fn func(tx *change.Tx, t *Target) error) error {
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := targets.Get(ctx, tx, scopeOf(actor.Scope), what.Ref.ID)
		if err != nil {
			return err
		}
		after := *before
		if err := fn(tx, &after); err != nil {
			return err
		}
		after.UpdatedAt = tx.Now
		return targets.Update(ctx, tx, before, &after)
	})
}

// Add enters an enterprise as a target of a gap by hand; one that the ranking has proposed already is taken over.
func (s *Service) Add(ctx context.Context, actor authz.Actor, gapID, enterpriseID string) (*Target, error) {
	var out *Target
	err := s.Run.Run(ctx, actor, change.What{Action: "target.add", Perm: authz.GapWork}, func(tx *change.Tx) error {
		g, err := gaps.Get(ctx, tx, scopeOf(actor.Scope), gapID)
		if err != nil {
			return err
		}
		old, err := targets.Select(ctx, tx, new(db.Where).And("t.gap_id = ? AND t.enterprise_id = ?", gapID, enterpriseID), "")
		if err != nil {
			return err
		}
		if len(old) > 0 {
			out = &old[0]
			tx.About(out.Ref())
			return s.take(ctx, tx, &old[0], out.UnitID, actor.ID)
		}
		firm, place, err := firmOf(ctx, tx, actor.Scope, enterpriseID)
		if err != nil {
			return err
		}
		out = g.target(tx, enterpriseID, firm, place)
		out.Source, out.OwnerID = Manual, actor.ID
		out.enter(Assigned)
		tx.About(out.Ref())
		return targets.Insert(ctx, tx, out)
	})
	return out, err
}

// target makes a candidate of the gap.
func (g *gapRow) target(tx *change.Tx, enterpriseID, firm, place string) *Target {
	return &Target{ID: tx.NewID(), GapID: g.ID, NodeID: g.NodeID, ChainID: g.ChainID, Region: g.Region, UnitID: g.UnitID, EnterpriseID: enterpriseID,
		Firm: firm, Place: place, Terms: "[]", State: Candidate, Reached: Candidate, Source: Ranked, CreatedAt: tx.Now, UpdatedAt: tx.Now}
}

func firmOf(ctx context.Context, q db.Queryer, scope authz.Scope, id string) (name, place string, err error) {
	w := new(db.Where).And("t.id = ?", id).Scope(scopeOf(scope), "t")
	rows, err := q.Query(ctx, "SELECT t.name, t.place FROM enterprise t"+w.SQL(), w.Args()...)
	if err != nil {
		return "", "", err
	}
	defer rows.Close()
	if !rows.Next() {
		return "", "", errs.New(errs.NotFound, "企业库里没有这家企业，请先在企业库登记")
	}
	return name, place, rows.Scan(&name, &place)
}

// Take takes candidates over as targets of a team and an officer: "" leaves the unit as it is, and makes the actor the officer.
func (s *Service) Take(ctx context.Context, actor authz.Actor, ids []string, unitID, ownerID string) error {
	if len(ids) == 0 || len(ids) > 500 {
		return errs.New(errs.Invalid, "请勾选1到500家企业")
	}
	return s.Run.Run(ctx, actor, change.What{Action: "target.take", Perm: authz.GapWork}, func(tx *change.Tx) error {
		for _, id := range ids {
			t, err := targets.Get(ctx, tx, scopeOf(actor.Scope), id)
			if err != nil {
				return err
			}
			owner := ownerID
			if owner == "" {
				owner = actor.ID
			}
			if err := s.take(ctx, tx, t, unitID, owner); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) take(ctx context.Context, tx *change.Tx, t *Target, unitID, ownerID string) error {
	after := *t
	if t.State == Candidate {
		after.enter(Assigned)
	}
	if unitID != "" {
		after.UnitID = unitID
	}
	after.OwnerID = ownerID
	after.UpdatedAt = tx.Now
	return targets.Update(ctx, tx, t, &after)
}

// Hand gives a target to another team and officer; ownerID "" leaves it to the team to name one.
func (s *Service) Hand(ctx context.Context, actor authz.Actor, id, unitID, ownerID, reason string) error {
	if unitID == "" {
		var bad errs.Fields
		bad.Add("unit_id", "选择招商队伍")
		return bad.Err()
	}
	what := change.What{Action: "target.hand", Perm: authz.GapWork, Ref: record.Ref{Kind: Kind, ID: id}, Reason: reason}
	return s.edit(ctx, actor, what, func(_ *change.Tx, t *Target) error {
		if t.State == Candidate {
			t.enter(Assigned)
		}
		t.UnitID, t.OwnerID = unitID, ownerID
		return nil
	})
}

// Move takes a target to another state by an action of Flow. until is the last day of an exclusion, "" for good.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id, action, reason, until string) error {
	if until != "" && !clock.IsDate(until) {
		var bad errs.Fields
		bad.Add("until", "日期写成2026-11-22这样")
		return bad.Err()
	}
	what := change.What{Action: "target." + action, Perm: authz.GapWork, Ref: record.Ref{Kind: Kind, ID: id}, Reason: reason}
	return s.edit(ctx, actor, what, func(tx *change.Tx, t *Target) error { return s.step(ctx, tx, t, action, reason, until) })
}

func (s *Service) step(ctx context.Context, tx *change.Tx, t *Target, action, reason, until string) error {
	row, err := Flow.Find(t.State, action)
	if err != nil {
		return err
	}
	if err := flow.Check(ctx, row, tx.Actor, reason, nil, t); err != nil {
		return err
	}
	t.enter(row.To)
	if row.To == Excluded {
		t.Reason, t.UntilOn = strings.TrimSpace(reason), until
	}
	return nil
}

// Become notes, inside a write under way, that a target has become a lead, was signed, or came back; action is one of Flow.
// A target whose state does not allow it stays as it is: the lead goes its own way.
func (s *Service) Become(ctx context.Context, tx *change.Tx, id, action, leadID string) error {
	before, err := targets.Get(ctx, tx, db.Everything, id)
	if db.NotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	row, err := Flow.Find(before.State, action)
	if err != nil {
		return nil
	}
	after := *before
	after.enter(row.To)
	after.UpdatedAt = tx.Now
	if leadID != "" {
		after.LeadID = leadID
	}
	return targets.Update(ctx, tx, before, &after)
}

// Load is how many targets a team has in hand.
type Load struct {
	UnitID               string
	Open, Untouched, Due int64 // taken over and not ended; never contacted; with a next step whose day has passed
}

// Loads gives the teams that have targets inside the scope, the most loaded first.
func (s *Service) Loads(ctx context.Context, scope authz.Scope) ([]Load, error) {
	w := new(db.Where).Scope(scopeOf(scope), "t").In("t.state", Assigned, Contacted, Talks, AsLead)
	today := w.Arg(s.Run.Clock.Today())
	rows, err := s.Run.DB.Query(ctx, "SELECT t.unit_id, count(*), count(*) FILTER (WHERE t.touched_on = ''), count(*) FILTER (WHERE t.next_on <> '' AND t.next_on < "+today+
		") FROM target t"+w.SQL()+" GROUP BY t.unit_id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Load
	for rows.Next() {
		var l Load
		if err := rows.Scan(&l.UnitID, &l.Open, &l.Untouched, &l.Due); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Load) int { return int(b.Open - a.Open) })
	return out, rows.Err()
}

// MoveUnit gives the targets of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := targets.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(t *Target) { t.UnitID = to })
	return err
}
