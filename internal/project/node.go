package project

import (
	"context"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// link hangs projects on the nodes of their chains' maps. A node that was chosen must be one of the chain; without a choice,
// a text that names exactly one node of the chain decides. before is nil for new projects.
func (w *writer) link(ctx context.Context, before, after []*Project) error {
	for i, p := range after {
		was := &Project{}
		if before != nil {
			was = before[i]
		}
		moved := p.ChainID != was.ChainID
		if p.NodeID == was.NodeID && p.Node == was.Node && !moved || p.NodeID == "" && p.Node == "" {
			continue
		}
		if w.nodes == nil {
			d, err := graph.Read(ctx, w.tx)
			if err != nil {
				return err
			}
			w.nodes = d
		}
		if n, ok := w.nodes.Get(p.NodeID); p.NodeID != "" && (!ok || n.ChainID != p.ChainID) {
			if p.NodeID != was.NodeID || !moved {
				var bad errs.Fields
				bad.Add("node_id", "这个环节不在项目的产业链上，请重选")
				return bad.Err()
			}
			p.NodeID = "" // it belongs to the chain that the project has left
		}
		if p.NodeID == "" && p.Node != "" && (p.Node != was.Node || moved) {
			p.NodeID = w.nodes.Named(p.ChainID, p.Node)
		}
	}
	return nil
}

// LinkNodes hangs the projects of a chain that name a node, but know none, on the nodes of its map, inside the change that
// altered the map. Projects outside the actor's scope stay as they are.
func (s *Service) LinkNodes(ctx context.Context, tx *change.Tx, chainID string) error {
	cond := new(db.Where).And("t.chain_id = ? AND t.node <> '' AND t.node_id = ''", chainID).Scope(scopeOf(tx.Actor.Scope), "t")
	rows, err := projects.Select(ctx, tx, cond, "")
	if err != nil || len(rows) == 0 {
		return err
	}
	nodes, err := graph.Read(ctx, tx)
	if err != nil {
		return err
	}
	return s.rehang(ctx, tx, rows, func(p *Project) string { return nodes.Named(chainID, p.Node) })
}

// MoveNode hangs the projects of one node on another inside the change that merges them.
func (s *Service) MoveNode(ctx context.Context, tx *change.Tx, from, into string) error {
	rows, err := projects.Select(ctx, tx, new(db.Where).And("t.node_id = ?", from), "")
	if err != nil {
		return err
	}
	return s.rehang(ctx, tx, rows, func(*Project) string { return into })
}

func (s *Service) rehang(ctx context.Context, tx *change.Tx, rows []Project, node func(*Project) string) error {
	var before, after []*Project
	for i := range rows {
		now := rows[i]
		if now.NodeID = node(&now); now.NodeID != rows[i].NodeID {
			before, after = append(before, &rows[i]), append(after, &now)
		}
	}
	if len(after) == 0 {
		return nil
	}
	w := s.newWriter(tx)
	if err := w.update(ctx, before, after); err != nil {
		return err
	}
	return w.flush(ctx)
}
