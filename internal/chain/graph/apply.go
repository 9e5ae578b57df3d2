package graph

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Latest as the base of an edit stands for whatever is stored now; such an edit never conflicts.
const Latest = -1

// Applied is what came of an edit.
type Applied struct {
	Revision int64             `json:"revision"`
	IDs      map[string]string `json:"ids,omitempty"`     // keys of added nodes to their ids
	Merged   int               `json:"merged,omitempty"`  // how many changes others had made since the base; both stand now
	Others   []string          `json:"others,omitempty"`  // who made them
	Notices  []string          `json:"notices,omitempty"` // what was put right, such as codes of 2011
	Findings []Finding         `json:"findings,omitempty"`
}

// edit is one change of a map.
type edit struct {
	action, reason string
	chainID        string
	base           int64
	ops            []Op
	spare          bool // nodes on which records hang stay instead of refusing the edit
	empty          bool // only into a map without nodes
	publish        func(tx *change.Tx, m *Map) error
}

// Apply makes the steps in one journalled change. base is the revision the editor started from: what others stored since
// then is kept when it does not touch the same fields; otherwise nothing is written, and the error is a Conflict whose
// Detail is a *Clash.
func (s *Service) Apply(ctx context.Context, actor authz.Actor, chainID string, base int64, ops []Op) (*Applied, error) {
	return s.apply(ctx, actor, edit{action: "map.edit", chainID: chainID, base: base, ops: ops})
}

// Create makes the map of a chain that has none from a file: a template, a draft or an import.
func (s *Service) Create(ctx context.Context, actor authz.Actor, chainID string, d *Doc) (*Applied, error) {
	return s.apply(ctx, actor, edit{action: "map.create", reason: d.Source, chainID: chainID, base: Latest, ops: Steps(&Doc{}, d), empty: true})
}

// Replace brings a map to what the file says, seen against the revision at base. Nodes keep their identity by key, else by
// name. Nodes that the file lacks go, but those on which projects, firms or gaps hang stay and are named in the notices.
func (s *Service) Replace(ctx context.Context, actor authz.Actor, chainID string, base int64, d *Doc) (*Applied, error) {
	now, _, err := s.Doc(ctx, actor.Scope, chainID)
	if err != nil {
		return nil, err
	}
	return s.apply(ctx, actor, edit{action: "map.replace", reason: d.Source, chainID: chainID, base: base, ops: Steps(now, Align(now, d)), spare: true})
}

func (s *Service) apply(ctx context.Context, actor authz.Actor, ed edit) (*Applied, error) {
	c, err := s.Chains.Get(ctx, actor.Scope, ed.chainID)
	if err != nil {
		return nil, err
	}
	out := &Applied{}
	what := change.What{Action: ed.action, Perm: authz.MapEdit, Ref: record.Ref{Kind: MapKind, ID: c.ID}, Reason: ed.reason}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error { return s.write(ctx, tx, c, ed, out) })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// write does an edit inside the change.
func (s *Service) write(ctx context.Context, tx *change.Tx, c *chain.Chain, ed edit, out *Applied) error {
	m, err := s.current(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	before, err := load(ctx, tx, c)
	if err != nil {
		return err
	}
	if ed.empty && len(before.order) > 0 {
		return errs.New(errs.Conflict, "“%s”已有图谱（%d个环节），请用导入或编辑来改", c.Name, len(before.order))
	}
	if err := s.reconcile(ctx, tx, before, m, &ed, out); err != nil {
		return err
	}
	e := newEditor(before.clone(), tx.NewID, func(id string) bool { return stored(ctx, tx, id) })
	if err := e.run(ed.ops); err != nil {
		return err
	}
	if err := s.hold(ctx, tx, before, e, ed.spare); err != nil {
		return err
	}
	if err := e.check(ed.ops); err != nil {
		return err
	}
	written, err := store(ctx, tx, before, e.graph)
	if err != nil {
		return err
	}
	for _, g := range e.merged {
		for _, h := range s.holders {
			if err := h.Move(ctx, tx, g.from, g.into); err != nil {
				return err
			}
		}
	}
	out.IDs, out.Notices, out.Findings, out.Revision = e.ids, e.notices, Check(e.doc()), m.Revision
	if !written {
		return nil
	}
	tx.AfterCommit(s.forget)
	after := *m
	after.Region, after.UnitID, after.Revision, after.UpdatedAt = c.Region, c.UnitID, m.Revision+1, tx.Now
	out.Revision = after.Revision
	if m.Region == "" {
		err = maps.Insert(ctx, tx, &after)
	} else {
		err = maps.Update(ctx, tx, m, &after)
	}
	if err != nil || s.Changed == nil {
		return err
	}
	return s.Changed(ctx, tx, c.ID)
}

// stored reports whether any map has a node of the id.
func stored(ctx context.Context, q db.Queryer, id string) bool {
	var n int64
	err := q.QueryRow(ctx, "SELECT count(*) FROM node WHERE id = $1", id).Scan(&n)
	return err != nil || n > 0
}

// store writes the differences between two states of a map and reports whether there were any.
func store(ctx context.Context, tx *change.Tx, before, after *graph) (written bool, err error) {
	for _, k := range before.links {
		if now := after.edges[k]; now == nil || now.ID == "" {
			if err := edges.Delete(ctx, tx, before.edges[k]); err != nil {
				return false, err
			}
			written = true
		}
	}
	for _, id := range before.order {
		if after.nodes[id] == nil {
			if err := nodes.Delete(ctx, tx, before.nodes[id]); err != nil {
				return false, err
			}
			written = true
		}
	}
	var fresh []*Node
	for _, id := range after.order {
		now, was := after.nodes[id], before.nodes[id]
		if was == nil {
			now.CreatedAt, now.UpdatedAt = tx.Now, tx.Now
			fresh = append(fresh, now)
			continue
		}
		if *now == *was {
			continue
		}
		now.UpdatedAt, written = tx.Now, true
		if err := nodes.Update(ctx, tx, was, now); err != nil {
			return false, err
		}
	}
	var links []*Edge
	for _, k := range after.links {
		now, was := after.edges[k], before.edges[k]
		if now.ID == "" {
			now.ID, now.Version = tx.NewID(), 0
			links = append(links, now)
		} else if *now != *was {
			written = true
			if err := edges.Update(ctx, tx, was, now); err != nil {
				return false, err
			}
		}
	}
	if err := nodes.Insert(ctx, tx, fresh...); err != nil {
		return false, err
	}
	if err := edges.Insert(ctx, tx, links...); err != nil {
		return false, err
	}
	return written || len(fresh)+len(links) > 0, nil
}
