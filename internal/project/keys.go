package project

import (
	"context"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// keyed are the columns of a record that hangs on a project and is scoped like it: it must follow when the project goes to
// another county, unit or chain, or its new keepers would not see its past.
type keyed struct {
	ID      string `db:"id"`
	Region  string `db:"region"`
	UnitID  string `db:"unit_id"`
	ChainID string `db:"chain_id"`
	Version int64  `db:"version"`
}

// following are the tables of such records, with the condition that finds a project's.
var following = []struct {
	table *db.Table[keyed]
	where string
}{
	{db.NewTable[keyed]("project_report"), "t.project_id = ?"},
	{db.NewTable[keyed]("project_receipt"), "t.project_id = ?"},
	{db.NewTable[keyed]("project_plan"), "t.project_id = ?"},
	{db.NewTable[keyed]("exemption"), "t.project_id = ?"},
	{db.NewTable[keyed]("attachment"), "t.kind = 'project' AND t.ref_id = ?"},
}

// follow brings what hangs on the project along when its keys have changed.
func (w *writer) follow(ctx context.Context, before, after *Project) error {
	if before.ScopeKeys() == after.ScopeKeys() {
		return nil
	}
	for _, f := range following {
		_, err := f.table.Edit(ctx, w.tx, new(db.Where).And(f.where, after.ID), "", func(k *keyed) {
			k.Region, k.UnitID, k.ChainID = after.Region, after.UnitID, after.ChainID
		})
		if err != nil {
			return err
		}
	}
	_, err := w.tx.Exec(ctx, "UPDATE light_history SET region = $1, unit_id = $2, chain_id = $3 WHERE project_id = $4",
		after.Region, after.UnitID, after.ChainID, after.ID)
	return err
}

// MoveUnit gives the projects of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	rows, err := projects.Select(ctx, tx, new(db.Where).And("t.unit_id = ? OR t.lead_unit_id = ?", from, from), "")
	if err != nil {
		return err
	}
	var before, after []*Project
	for i := range rows {
		moved := rows[i]
		if moved.UnitID == from {
			moved.UnitID = to
		}
		if moved.LeadUnitID == from {
			moved.LeadUnitID = to
		}
		before, after = append(before, &rows[i]), append(after, &moved)
	}
	w := s.newWriter(tx)
	if err := w.update(ctx, before, after); err != nil {
		return err
	}
	return w.flush(ctx)
}
