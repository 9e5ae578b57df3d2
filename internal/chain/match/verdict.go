package match

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

var scopeKeys = authz.Keys(Spec.Scope)

// Select reads firms at nodes under a condition over alias t inside the scope.
func (s *Service) Select(ctx context.Context, scope authz.Scope, w *db.Where, tail string) ([]NodeFirm, error) {
	return rows.Select(ctx, s.Run.DB, w.Scope(scope.On(scopeKeys), "t"), tail)
}

// mostAtOnce is how many verdicts one write holds.
const mostAtOnce = 2000

// Judge confirms or rejects firms at nodes, or puts them back into the queue; all or none. It gives how many changed.
func (s *Service) Judge(ctx context.Context, actor authz.Actor, ids []string, state, reason string) (changed int, err error) {
	if len(ids) == 0 || len(ids) > mostAtOnce {
		return 0, errs.New(errs.Invalid, "请选中1到%d条", mostAtOnce)
	}
	action, known := map[string]string{Confirmed: "match.confirm", Rejected: "match.reject", Suggested: "match.undo"}[state]
	if !known {
		return 0, errs.New(errs.Invalid, "只能确认、否定或退回待认定")
	}
	err = s.Run.Run(ctx, actor, change.What{Action: action, Perm: authz.MapEdit, Reason: reason}, func(tx *change.Tx) error {
		changed = 0
		for _, id := range ids {
			before, err := rows.Get(ctx, tx, actor.Scope.On(scopeKeys), id)
			if err != nil {
				return err
			}
			if before.State == state {
				continue
			}
			after := *before
			after.State, after.ByID, after.ByName, after.At = state, actor.ID, actor.Name, tx.Now
			if err := rows.Update(ctx, tx, before, &after); err != nil {
				return err
			}
			changed++
			tx.About(after.Ref())
		}
		return nil
	})
	return changed, err
}

// Add puts firms at a node by hand, as confirmed. Firms that stood there as suggested or rejected are confirmed.
func (s *Service) Add(ctx context.Context, actor authz.Actor, nodeID string, firmIDs []string) error {
	nodes, err := s.Graph.Nodes(ctx, actor.Scope, new(db.Where).And("t.id = ?", nodeID), "")
	if err != nil {
		return err
	}
	if len(nodes) == 0 {
		return errs.New(errs.NotFound, "没有这个环节，或不在您的数据范围内")
	}
	if len(firmIDs) == 0 || len(firmIDs) > mostAtOnce {
		return errs.New(errs.Invalid, "请选中1到%d家企业", mostAtOnce)
	}
	n := &nodes[0]
	return s.Run.Run(ctx, actor, change.What{Action: "match.add", Perm: authz.MapEdit, Ref: n.Ref()}, func(tx *change.Tx) error {
		for _, id := range firmIDs {
			firm, err := s.Firms.Get(ctx, actor.Scope, id)
			if err != nil {
				return err
			}
			old, err := rows.Select(ctx, tx, new(db.Where).And("t.node_id = ?", n.ID).And("t.enterprise_id = ?", id), "")
			if err != nil {
				return err
			}
			if len(old) > 0 {
				after := old[0]
				after.State, after.ByID, after.ByName, after.At = Confirmed, actor.ID, actor.Name, tx.Now
				if err := rows.Update(ctx, tx, &old[0], &after); err != nil {
					return err
				}
				continue
			}
			row := &NodeFirm{ID: tx.NewID(), ChainID: n.ChainID, Region: n.Region, UnitID: n.UnitID, NodeID: n.ID, EnterpriseID: id, Outside: firm.Outside,
				Reason: "手工归入", State: Confirmed, Source: ByHand, ByID: actor.ID, ByName: actor.Name, At: tx.Now}
			if err := rows.Insert(ctx, tx, row); err != nil {
				return err
			}
		}
		return nil
	})
}

// Outcome is how a share of the suggestions fared with people, between two scores.
type Outcome struct {
	From, To            float64
	Confirmed, Rejected int
	Open                int
}

// Precision is the share of decided suggestions that were confirmed; ok is false without any.
func (o Outcome) Precision() (share float64, ok bool) {
	if n := o.Confirmed + o.Rejected; n > 0 {
		return float64(o.Confirmed) / float64(n), true
	}
	return 0, false
}

// Outcomes counts what became of the suggestions inside the scope, by tenths of the score, the highest first, and how many
// firms people put at nodes by themselves where nothing had been suggested.
func (s *Service) Outcomes(ctx context.Context, scope authz.Scope) (byScore []Outcome, byHand int, err error) {
	w := new(db.Where).Scope(scope.On(scopeKeys), "t")
	q, err := s.Run.DB.Query(ctx, "SELECT t.score, t.state, t.source, count(*) FROM node_firm t"+w.SQL()+" GROUP BY t.score, t.state, t.source", w.Args()...)
	if err != nil {
		return nil, 0, err
	}
	defer q.Close()
	byTenth := make([]Outcome, 10)
	for q.Next() {
		var score float64
		var n int
		var state, source string
		if err := q.Scan(&score, &state, &source, &n); err != nil {
			return nil, 0, err
		}
		if source == ByHand {
			byHand += n
			continue
		}
		o := &byTenth[min(max(int(score*10+1e-9), 0), 9)]
		switch state {
		case Confirmed:
			o.Confirmed += n
		case Rejected:
			o.Rejected += n
		default:
			o.Open += n
		}
	}
	for i := 9; i >= 0; i-- {
		o := byTenth[i]
		o.From, o.To = float64(i)/10, float64(i+1)/10
		if o.Confirmed+o.Rejected+o.Open > 0 {
			byScore = append(byScore, o)
		}
	}
	return byScore, byHand, q.Err()
}
