package gap

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
)

// edit changes one gap by fn inside one write and judges its light anew.
func (s *Service) edit(ctx context.Context, actor authz.Actor, what change.What, fn func(tx *change.Tx, g *Gap) error) error {
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := gaps.Get(ctx, tx, actor.Scope.On(scopeKeys), what.Ref.ID)
		if err != nil {
			return err
		}
		after := *before
		if err := fn(tx, &after); err != nil {
			return err
		}
		return s.store(ctx, tx, before, &after)
	})
}

func (s *Service) store(ctx context.Context, tx *change.Tx, before, after *Gap) error {
	j, err := s.InForce(ctx, tx)
	if err != nil {
		return err
	}
	after.Light, after.LightRule, after.LightText = j.Light(after, tx.Clock.Today())
	if *after != *before {
		after.UpdatedAt = tx.Now
	}
	return gaps.Update(ctx, tx, before, after)
}

// Assignment is who answers for gaps, until when, and who helps. Empty fields leave what is stored; Clear names fields that are
// emptied: owner, due, co_work.
type Assignment struct {
	UnitID, OwnerID, CoWork, Due string
	Clear                        []string
	Reason                       string
}

// mostAtOnce is how many gaps one write assigns.
const mostAtOnce = 1000

// Assign gives gaps to a unit and a person; all or none. An open gap that gets an owner is being worked on from then on.
func (s *Service) Assign(ctx context.Context, actor authz.Actor, ids []string, a Assignment) error {
	if len(ids) == 0 || len(ids) > mostAtOnce {
		return errs.New(errs.Invalid, "请选中1到%d个缺口", mostAtOnce)
	}
	var bad errs.Fields
	if a.Due != "" && !clock.IsDate(a.Due) {
		bad.Add("due", "日期写成2026-11-22这样")
	}
	if a.UnitID == "" && a.OwnerID == "" && a.CoWork == "" && a.Due == "" && len(a.Clear) == 0 {
		bad.Add("owner_id", "选择责任单位、责任人或时限")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	what := change.What{Action: "gap.assign", Perm: authz.GapWork, Reason: a.Reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		for _, id := range ids {
			before, err := gaps.Get(ctx, tx, actor.Scope.On(scopeKeys), id)
			if err != nil {
				return err
			}
			after := *before
			if err := after.assign(&a); err != nil {
				return err
			}
			tx.About(after.Ref())
			if err := s.store(ctx, tx, before, &after); err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *Gap) assign(a *Assignment) error {
	if g.Closed() {
		return errs.New(errs.Conflict, "“%s”已办结，重新打开后才能指定责任", g.Name)
	}
	set := func(name, value string, at *string) {
		for _, c := range a.Clear {
			if c == name {
				*at = ""
			}
		}
		if value != "" {
			*at = value
		}
	}
	set("unit", a.UnitID, &g.UnitID)
	set("owner", a.OwnerID, &g.OwnerID)
	set("co_work", a.CoWork, &g.CoWork)
	set("due", a.Due, &g.Due)
	if g.State == Open && g.OwnerID != "" {
		g.State = Working
	}
	return nil
}

// Step is a step of a gap along Flow. Firm and Project say by what it was filled.
type Step struct {
	Action        string
	Reason        string
	Firm, Project string
}

// Move takes a gap along its flow.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id string, m Step) error {
	what := change.What{Action: "gap." + m.Action, Perm: authz.GapWork, Ref: (&Gap{ID: id}).Ref(), Reason: m.Reason}
	return s.edit(ctx, actor, what, func(tx *change.Tx, g *Gap) error {
		row, err := Flow.Find(g.State, m.Action)
		if err != nil {
			return err
		}
		if err := flow.Check(ctx, row, actor, m.Reason, nil, g); err != nil {
			return err
		}
		g.State = row.To
		switch {
		case g.Closed():
			g.ClosedOn, g.Outcome, g.Rank = tx.Clock.Today(), m.Reason, 0
			if row.To == Filled {
				g.FilledFirm, g.FilledProject = m.Firm, m.Project
				return s.seen(ctx, actor, m)
			}
		default:
			g.ClosedOn, g.Outcome, g.FilledFirm, g.FilledProject = "", "", "", ""
		}
		return nil
	})
}

// seen checks that what filled a gap exists and may be seen by who says so.
func (s *Service) seen(ctx context.Context, actor authz.Actor, m Step) error {
	var bad errs.Fields
	if m.Firm != "" {
		if _, err := s.Firms.Get(ctx, actor.Scope, m.Firm); err != nil {
			bad.Add("firm", "没有这家企业，或不在您的数据范围内")
		}
	}
	if m.Project != "" {
		if _, err := s.Projects.Get(ctx, actor.Scope, m.Project); err != nil {
			bad.Add("project", "没有这个项目，或不在您的数据范围内")
		}
	}
	return bad.Err()
}

// Register adds a gap by hand. With a node it takes the node's name and numbers; without one the name is what is missing.
func (s *Service) Register(ctx context.Context, actor authz.Actor, g Gap) (*Gap, error) {
	var bad errs.Fields
	if KindLabel(g.Kind) == "" {
		bad.Add("kind", "选择建链、补链、延链或强链")
	}
	if g.Name = strings.TrimSpace(g.Name); g.Name == "" && g.NodeID == "" {
		bad.Add("name", "选择环节，或写明缺的是什么")
	}
	if g.Due != "" && !clock.IsDate(g.Due) {
		bad.Add("due", "日期写成2026-11-22这样")
	}
	if g.ChainID == "" {
		bad.Add("chain_id", "选择产业链")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	c, err := s.Chains.Get(ctx, actor.Scope, g.ChainID)
	if err != nil {
		return nil, err
	}
	g.Presence, g.Demand, g.Supply, g.Density, g.Risk, g.Worth = Unknown, Unknown, Unknown, Unknown, Unknown, Unknown
	if g.NodeID != "" {
		if err := s.onNode(ctx, actor, &g); err != nil {
			return nil, err
		}
	}
	g.Region, g.Source, g.State = c.Region, ByHand, Open
	if g.UnitID == "" {
		g.UnitID = c.UnitID
	}
	if g.OwnerID != "" {
		g.State = Working
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "gap.create", Perm: authz.GapWork}, func(tx *change.Tx) error {
		j, err := s.InForce(ctx, tx)
		if err != nil {
			return err
		}
		g.ID, g.OpenedOn, g.CreatedAt, g.UpdatedAt = tx.NewID(), tx.Clock.Today(), tx.Now, tx.Now
		g.Light, g.LightRule, g.LightText = j.Light(&g, g.OpenedOn)
		tx.About(g.Ref())
		return gaps.Insert(ctx, tx, &g)
	})
	if err != nil {
		return nil, err
	}
	return &g, nil
}

func (s *Service) onNode(ctx context.Context, actor authz.Actor, g *Gap) error {
	nodes, err := s.Graph.Nodes(ctx, actor.Scope, new(db.Where).And("t.id = ?", g.NodeID), "")
	if err != nil {
		return err
	}
	var bad errs.Fields
	if len(nodes) == 0 || nodes[0].ChainID != g.ChainID {
		bad.Add("node_id", "这个环节不在所选产业链上")
		return bad.Err()
	}
	open, err := s.Select(ctx, everything, new(db.Where).And("t.node_id = ?", g.NodeID).In("t.state", Open, Working), "")
	if err != nil {
		return err
	}
	if len(open) > 0 {
		bad.Add("node_id", "“%s”已有未办结的缺口，请到那里补充", nodes[0].Name)
		return bad.Err()
	}
	if g.Name == "" {
		g.Name = nodes[0].Name
	}
	st, err := s.Standing(ctx, everything, g.NodeID)
	if err != nil || st == nil {
		return err
	}
	g.Presence, g.Demand, g.Supply, g.Density, g.Risk, g.Worth, g.Firms = round(st.Facts.Presence), round(st.Facts.Demand), round(st.Facts.Supply),
		round(st.Facts.Density), round(st.Facts.Risk), round(st.Facts.Worth), st.Facts.Firms
	g.Score, g.Verdict, g.RuleID = float64(int(st.Need*10+0.5))/10, st.Verdict, st.RuleID
	return nil
}

// Annotate stores what is written about a gap: kind (of one registered by hand), note.
func (s *Service) Annotate(ctx context.Context, actor authz.Actor, id, kind, note string) error {
	what := change.What{Action: "gap.edit", Perm: authz.GapWork, Ref: (&Gap{ID: id}).Ref()}
	return s.edit(ctx, actor, what, func(_ *change.Tx, g *Gap) error {
		if kind != "" && kind != g.Kind {
			if g.Source == ByRule {
				return errs.New(errs.Invalid, "这个缺口的类型由规则判定，改规则或阈值后重新评估")
			}
			if KindLabel(kind) == "" {
				return errs.New(errs.Invalid, "选择建链、补链、延链或强链")
			}
			g.Kind = kind
		}
		g.Note = strings.TrimSpace(note)
		return nil
	})
}

// Touch records inside a write under way that something happened at a gap on a day: a contact, a lead, a project that moved.
func (s *Service) Touch(ctx context.Context, tx *change.Tx, id, on string) error {
	rows, err := gaps.Select(ctx, tx, new(db.Where).And("t.id = ?", id), "")
	if err != nil || len(rows) == 0 || rows[0].LastTouch >= on {
		return err
	}
	after := rows[0]
	after.LastTouch = on
	return s.store(ctx, tx, &rows[0], &after)
}

// Touched records a contact of a gap today, for pages that note one.
func (s *Service) Touched(ctx context.Context, actor authz.Actor, id string) error {
	what := change.What{Action: "gap.touch", Perm: authz.GapWork, Ref: (&Gap{ID: id}).Ref()}
	return s.edit(ctx, actor, what, func(tx *change.Tx, g *Gap) error {
		g.LastTouch = max(g.LastTouch, tx.Clock.Today())
		return nil
	})
}

// MoveUnit gives the gaps of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := gaps.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(g *Gap) { g.UnitID = to })
	return err
}

// MoveNode gives the gaps of one node to another inside a write under way, when nodes merge.
func (s *Service) MoveNode(ctx context.Context, tx *change.Tx, from, into string) error {
	_, err := gaps.Edit(ctx, tx, new(db.Where).And("t.node_id = ?", from), "", func(g *Gap) { g.NodeID = into })
	return err
}
