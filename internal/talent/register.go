package talent

import (
	"context"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
)

// entry is what a record of one of the three registers can do.
type entry[T any] interface {
	*T
	authz.Scoped
	Ref() record.Ref
	validate(today string) error
	place() place
}

// Register has the verbs that needs, introductions and platforms share.
type Register[T any, P entry[T]] struct {
	run   *change.Runner
	table *db.Table[T]
	kind  string
	spec  *list.Spec
}

func (r *Register[T, P]) keys() authz.Keys { return authz.Keys(r.spec.Scope) }

// Get reads one record inside the scope.
func (r *Register[T, P]) Get(ctx context.Context, scope authz.Scope, id string) (*T, error) {
	return r.table.Get(ctx, r.run.DB, scope.On(r.keys()), id)
}

// Select reads records under a condition over alias t inside the scope.
func (r *Register[T, P]) Select(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]T, error) {
	return r.table.Select(ctx, q, w.Scope(scope.On(r.keys()), "t"), tail)
}

// Create adds a record and sets its id.
func (r *Register[T, P]) Create(ctx context.Context, actor authz.Actor, row P) error {
	return r.run.Run(ctx, actor, change.What{Action: r.kind + ".create", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		if err := r.Insert(ctx, tx, []*T{row}); err != nil {
			return err
		}
		tx.About(row.Ref())
		return nil
	})
}

// Save stores an edited record; before is what the editor saw.
func (r *Register[T, P]) Save(ctx context.Context, actor authz.Actor, before, after P) error {
	what := change.What{Action: r.kind + ".edit", Perm: authz.FirmEdit, Ref: before.Ref()}
	return r.run.Run(ctx, actor, what, func(tx *change.Tx) error { return r.Replace(ctx, tx, before, after) })
}

// Insert adds records inside a write under way.
func (r *Register[T, P]) Insert(ctx context.Context, tx *change.Tx, rows []*T) error {
	for _, row := range rows {
		p := P(row)
		at := p.place()
		if err := p.validate(tx.Clock.Today()); err != nil {
			return err
		}
		if err := settle(ctx, tx, place{}, at); err != nil {
			return err
		}
		*at.id, *at.created, *at.updated = tx.NewID(), tx.Now, tx.Now
		if err := r.table.Insert(ctx, tx, row); err != nil {
			return err
		}
	}
	return nil
}

// Replace writes a changed record inside a write under way.
func (r *Register[T, P]) Replace(ctx context.Context, tx *change.Tx, before, after *T) error {
	was, p := P(before).place(), P(after)
	at := p.place()
	if *at.firm != *was.firm {
		*at.firmID = ""
	}
	if err := p.validate(tx.Clock.Today()); err != nil {
		return err
	}
	if err := settle(ctx, tx, was, at); err != nil {
		return err
	}
	*at.updated = tx.Now
	return r.table.Update(ctx, tx, before, after)
}

// Remove deletes records inside a write under way; only the undoing of an import does so.
func (r *Register[T, P]) Remove(ctx context.Context, tx *change.Tx, rows []T) error {
	for i := range rows {
		if err := r.table.Delete(ctx, tx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// MoveUnit gives the records of one unit to another inside a write under way, when units merge.
func (r *Register[T, P]) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := r.table.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(row *T) { *P(row).place().unit = to })
	return err
}

// Validate says what does not hold of a record, field by field; an import asks before it writes.
func (r *Register[T, P]) Validate(row *T) error { return P(row).validate(r.run.Clock.Today()) }

// LinkNodes hangs the records of a chain that name a node, but know none, on the nodes of its map, inside the change that altered
// the map. Records outside the actor's scope stay as they are.
func (r *Register[T, P]) LinkNodes(ctx context.Context, tx *change.Tx, chainID string) error {
	cond := new(db.Where).And("t.chain_id = ? AND t.node <> '' AND t.node_id = ''", chainID).Scope(tx.Actor.Scope.On(r.keys()), "t")
	rows, err := r.table.Select(ctx, tx, cond, "")
	if err != nil || len(rows) == 0 {
		return err
	}
	nodes, err := graph.Read(ctx, tx)
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		at := P(&after).place()
		*at.nodeID = nodes.Named(chainID, *at.node)
		if err := r.table.Update(ctx, tx, &rows[i], &after); err != nil {
			return err
		}
	}
	return nil
}

// MoveNode hangs the records of one node on another inside the change that merges them.
func (r *Register[T, P]) MoveNode(ctx context.Context, tx *change.Tx, from, into string) error {
	_, err := r.table.Edit(ctx, tx, new(db.Where).And("t.node_id = ?", from), "", func(row *T) { *P(row).place().nodeID = into })
	return err
}

// hang finds the node of a record: the one that was chosen, which must be of its chain, or the one that its text names.
func hang(ctx context.Context, tx *change.Tx, was, at place) error {
	fresh := was.id == nil
	moved := fresh || *at.chain != *was.chain
	if *at.nodeID == "" && (*at.node == "" || !moved && *at.node == *was.node) || !moved && *at.nodeID == *was.nodeID && *at.node == *was.node {
		return nil
	}
	nodes, err := graph.Read(ctx, tx)
	if err != nil {
		return err
	}
	if n, ok := nodes.Get(*at.nodeID); *at.nodeID != "" && (!ok || n.ChainID != *at.chain) {
		if fresh || *at.nodeID != *was.nodeID {
			return errs.Fields{{Name: "node_id", Message: "这个环节不在所选产业链上，请重选"}}.Err()
		}
		*at.nodeID = "" // it belongs to the chain that the record has left
	}
	if *at.nodeID == "" {
		*at.nodeID = nodes.Named(*at.chain, *at.node)
	}
	return nil
}

// settle finds the node and the firm that a record names, and takes region and unit from them where it has none. A name that
// is not on the map or in the register stays as it is written. The zero was stands for a new record.
func settle(ctx context.Context, tx *change.Tx, was, at place) error {
	if err := hang(ctx, tx, was, at); err != nil {
		return err
	}
	if *at.firmID == "" && *at.firm != "" {
		if err := one(ctx, tx, "SELECT e.id FROM enterprise e WHERE e.name = $1 ORDER BY e.id LIMIT 1", at.firmID, *at.firm); err != nil {
			return err
		}
	}
	if *at.region == "" && *at.firmID != "" {
		if err := one(ctx, tx, "SELECT e.region FROM enterprise e WHERE e.id = $1", at.region, *at.firmID); err != nil {
			return err
		}
	}
	if *at.chain != "" {
		for _, part := range []struct {
			col  string
			dest *string
		}{{"region", at.region}, {"unit_id", at.unit}} {
			if *part.dest == "" {
				if err := one(ctx, tx, "SELECT c."+part.col+" FROM chain c WHERE c.id = $1", part.dest, *at.chain); err != nil {
					return err
				}
			}
		}
	}
	if *at.region == "" {
		return errs.Fields{{Name: "region", Message: "选择县区，或先选产业链"}}.Err()
	}
	return nil
}

// one reads one text into dest, which stays as it is when there is no row.
func one(ctx context.Context, tx *change.Tx, sql string, dest *string, args ...any) error {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(dest); err != nil {
			return err
		}
	}
	return rows.Err()
}
