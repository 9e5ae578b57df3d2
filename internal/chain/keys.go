package chain

import (
	"context"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// keyed are the columns of a record that belongs to a chain's map and is scoped like the chain: it must follow when the chain
// goes to another region or lead unit, or its new keepers could not change it.
type keyed struct {
	ID      string `db:"id"`
	Region  string `db:"region"`
	UnitID  string `db:"unit_id"`
	Version int64  `db:"version"`
}

// following are the tables of such records, with the condition that finds a chain's.
var following = []struct {
	table *db.Table[keyed]
	where string
}{
	{db.NewTable[keyed]("chain_map"), "t.id = ?"},
	{db.NewTable[keyed]("node"), "t.chain_id = ?"},
	{db.NewTable[keyed]("edge"), "t.chain_id = ?"},
	{db.NewTable[keyed]("map_version"), "t.chain_id = ?"},
}

// update writes a changed chain and brings its map along.
func update(ctx context.Context, tx *change.Tx, before, after *Chain) error {
	if err := chains.Update(ctx, tx, before, after); err != nil {
		return err
	}
	if before.ScopeKeys() == after.ScopeKeys() {
		return nil
	}
	for _, f := range following {
		if _, err := f.table.Edit(ctx, tx, new(db.Where).And(f.where, after.ID), "", func(k *keyed) { k.Region, k.UnitID = after.Region, after.UnitID }); err != nil {
			return err
		}
	}
	return nil
}
