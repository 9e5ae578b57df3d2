package journal

import (
	"context"

	"lianzhang/internal/platform/db"
)

// Forge recomputes tiles and head over the entries as they stand, as an intruder would who knows this program.
func Forge(ctx context.Context, tx *db.Tx) error {
	t := newTree()
	if err := Scan(ctx, tx, new(db.Where), "ORDER BY seq", func(e *Entry) error { return t.append(e.LeafHash()) }); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM journal_tile"); err != nil {
		return err
	}
	for _, f := range t.full {
		if _, err := tx.Exec(ctx, "INSERT INTO journal_tile (level, idx, hashes) VALUES ($1, $2, $3)", f.level, f.index, f.hashes); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, "UPDATE journal_head SET size = $1, root = $2, frontier = $3", t.size(), t.root(), t.frontier())
	return err
}

// ForgeLeaf puts the entry's recomputed hash into its tile and leaves the tiles above as they are.
func ForgeLeaf(ctx context.Context, tx *db.Tx, seq int64) error {
	var leaf []byte
	if err := Scan(ctx, tx, new(db.Where).And("seq = ?", seq), "", func(e *Entry) error { leaf = e.LeafHash(); return nil }); err != nil {
		return err
	}
	var text string
	if err := tx.QueryRow(ctx, "SELECT hashes FROM journal_tile WHERE level = 0 AND idx = $1", seq/tileWidth).Scan(&text); err != nil {
		return err
	}
	hashes, err := unpack(text)
	if err != nil {
		return err
	}
	hashes[seq%tileWidth] = leaf
	_, err = tx.Exec(ctx, "UPDATE journal_tile SET hashes = $1 WHERE level = 0 AND idx = $2", pack(hashes), seq/tileWidth)
	return err
}
