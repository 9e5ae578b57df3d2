package target

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Most is how many candidates a ranking keeps at most.
const Most = 200

// Rank ranks the register's firms for a gap and keeps the n best as candidates. What people have decided stays: taken-over
// and excluded targets keep state, team and log, and only their rank and reasons are brought up to date; candidates that
// nobody has touched and that no longer stand among the n go. It gives the number of candidates kept.
func (s *Service) Rank(ctx context.Context, actor authz.Actor, gapID string, n int) (int, error) {
	if n < 1 || n > Most {
		return 0, errs.New(errs.Invalid, "推荐家数要在1到%d之间", Most)
	}
	if err := actor.Need(authz.GapWork); err != nil {
		return 0, err
	}
	g, err := gaps.Get(ctx, s.Run.DB, scopeOf(actor.Scope), gapID)
	if err != nil {
		return 0, err
	}
	need, err := s.need(ctx, g)
	if err != nil {
		return 0, err
	}
	x, local, err := s.features(ctx)
	if err != nil {
		return 0, err
	}
	barred, err := s.barred(ctx)
	if err != nil {
		return 0, err
	}
	best := x.Rank(need, n, func(i int) bool {
		inside := local[i] != authz.Keys{}
		return barred[x.Firms[i].ID] || inside && (!growing(&x.Firms[i]) || !actor.Scope.Allows(local[i]))
	})
	what := change.What{Action: "target.rank", Perm: authz.GapWork, Ref: record.Ref{Kind: "gap", ID: gapID}}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error { return s.keep(ctx, tx, g, x, best) })
	return len(best), err
}

// growing tells the local firms that are worth calling for a gap: those with a sign of growth or a step on the ladder above
// 规上. The others are there already.
func growing(f *ranking.Firm) bool {
	return slices.ContainsFunc(f.Signals, func(s ranking.Signal) bool { return s.Kind == ranking.Growth || s.Kind == ranking.Tender }) ||
		f.Ladder != "" && f.Ladder != "规上"
}

// need describes the node of the gap.
func (s *Service) need(ctx context.Context, g *gapRow) (ranking.Need, error) {
	need := ranking.Need{Urgency: g.Score, Place: g.Region, Today: s.Run.Clock.Today()}
	if need.Urgency > 1 {
		need.Urgency /= 100 // a score out of 100
	}
	if g.NodeID == "" { // a gap that is not on the map yet is known by its name alone
		need.Name = g.Name
		return need, nil
	}
	var products, codes string
	err := s.Run.DB.QueryRow(ctx, "SELECT name, products, codes FROM node WHERE id = $1", g.NodeID).Scan(&need.Name, &products, &codes)
	if db.NotFound(err) {
		return need, errs.New(errs.Conflict, "缺口的环节已不在图谱上，请先更新缺口清单")
	}
	need.Products, need.Codes = split(products), split(codes)
	return need, err
}

func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，;； ", r) })
}

func (s *Service) barred(ctx context.Context) (map[string]bool, error) {
	today := s.Run.Clock.Today()
	rows, err := exclusions.Select(ctx, s.Run.DB, new(db.Where).And("t.until_on = '' OR t.until_on >= ?", today), "")
	out := map[string]bool{}
	for _, x := range rows {
		out[x.EnterpriseID] = true
	}
	return out, err
}

// keep stores the ranking.
func (s *Service) keep(ctx context.Context, tx *change.Tx, g *gapRow, x *ranking.Index, best []ranking.Scored) error {
	old, err := targets.Select(ctx, tx, new(db.Where).And("t.gap_id = ?", g.ID), "")
	if err != nil {
		return err
	}
	byFirm := map[string]*Target{}
	for i := range old {
		byFirm[old[i].EnterpriseID] = &old[i]
	}
	today := tx.Clock.Today()
	for i, b := range best {
		f := &x.Firms[b.Firm]
		before := byFirm[f.ID]
		delete(byFirm, f.ID)
		now := g.target(tx, f.ID, f.Name, f.Place)
		if before != nil {
			*now = *before
		}
		terms, err := json.Marshal(b.Terms)
		if err != nil {
			return err
		}
		now.Firm, now.Place, now.Terms, now.Why = f.Name, f.Place, string(terms), ranking.Sentence(b.Terms)
		now.Score, now.Rank, now.RankedOn = b.Score, int64(i+1), today
		if now.State == Candidate || now.Decile == 0 {
			now.Decile = int64(10*i/len(best) + 1)
		}
		if now.State == Excluded && now.UntilOn != "" && now.UntilOn < today {
			now.enter(Candidate)
		}
		if before == nil {
			err = targets.Insert(ctx, tx, now)
		} else {
			now.UpdatedAt = tx.Now
			err = targets.Update(ctx, tx, before, now)
		}
		if err != nil {
			return err
		}
	}
	for _, t := range byFirm {
		if t.State == Candidate && t.Source == Ranked && t.Contacts == 0 && t.OwnerID == "" {
			if err := targets.Delete(ctx, tx, t); err != nil {
				return err
			}
			continue
		}
		after := *t
		after.Rank, after.RankedOn = 0, today
		if err := targets.Update(ctx, tx, t, &after); err != nil {
			return err
		}
	}
	return nil
}
