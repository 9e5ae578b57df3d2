// Package journal keeps every change in an append-only log whose entries are the leaves of a Merkle tree (RFC 6962), so
// that a rewritten, removed or inserted row is found and named, offline, from a checkpoint on paper.
package journal

import (
	"context"
	"slices"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Header is what an entry says beside the changed rows. The entries of one change stand together and have equal headers.
type Header struct {
	At        int64 // UTC microseconds
	ActorID   string
	ActorName string
	UnitID    string
	Via       string // "web", "api", "cli", "job"
	Request   string
	Action    string // "project.move"
	Ref       record.Ref
	Reason    string
}

// Entry is one stored change of one row; a change of several rows makes several entries with the same header.
type Entry struct {
	Seq int64 // 0, 1, 2, … the leaf's index
	Header
	Table string
	RowID string
	Op    db.Op
	Data  string // JSON: {"column":[old,new],…}; one of the two absent values is null on insert and delete
}

// Journal appends to the log of one database. Each commit extends the tree once, whatever the number of changes in it.
type Journal struct {
	db     *db.DB
	tree   *tree   // all committed leaves, plus those of the group under way; nil when the stored head must be read
	root   string  // of the committed leaves
	staged []Entry // of the group under way: written together before its commit
	kept   int     // how many of the staged belong to writes that stay

	spilled bool   // entries of the group are stored already
	before  *state // where the write under way began, once it has spilled
}

// state is what a write that is rolled back must find again.
type state struct {
	tree   *tree
	staged []Entry
}

// New hooks a journal into the database; call it once, before the first write.
func New(d *db.DB) *Journal {
	j := &Journal{db: d}
	d.SetHook(j)
	return j
}

// Begin takes the lock that orders the nodes' writes, and reads the head of the log when another process has moved it.
func (j *Journal) Begin(ctx context.Context, tx *db.Tx) error {
	j.staged, j.kept, j.spilled, j.before = j.staged[:0], 0, false, nil
	var h Head
	err := tx.QueryRow(ctx, "UPDATE journal_head SET size = size WHERE id = 1 RETURNING size, root, frontier").
		Scan(&h.Size, &h.Root, &h.frontier)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "读不出日志的头部，不能写入；请运行核验，用备份恢复")
	}
	if j.tree != nil && j.tree.size() == h.Size && j.root == h.Root {
		return nil
	}
	j.root = h.Root
	j.tree, err = loadTree(h.Size, h.frontier)
	return errs.Wrap(err, errs.Internal, "日志的头部已损坏，不能写入；请运行核验，用备份恢复")
}

// Append gives the changes to the log as entries; inside one write, after all its changes. With no changed row it still
// leaves one entry, because that something was done (a sign-in, an export) may be the whole point.
func (j *Journal) Append(h Header, changes []db.RowChange) error {
	if len(changes) == 0 {
		changes = []db.RowChange{{}}
	}
	for i := range changes {
		c := &changes[i]
		data, err := encode(c)
		if err != nil {
			return err
		}
		e := Entry{Header: h, Table: c.Table, RowID: c.ID, Op: c.Op, Data: data}
		if e.Ref.Zero() {
			e.Ref = record.Ref{Kind: c.Table, ID: c.ID}
		}
		j.staged = append(j.staged, e)
	}
	return nil
}

// Spill stores what is staged before the group commits, so that a bulk load need not hold all of its entries. What it
// stores belongs to the write under way: when that is rolled back, Settle goes back to where it began.
func (j *Journal) Spill(ctx context.Context, tx *db.Tx) error {
	if j.before == nil {
		j.before = &state{tree: j.tree.clone(), staged: slices.Clone(j.staged[:j.kept])}
	}
	j.spilled = true
	return j.store(ctx, tx)
}

// Settle forgets what a write has appended when the write was rolled back.
func (j *Journal) Settle(kept bool) {
	switch {
	case kept:
		j.kept = len(j.staged)
	case j.before != nil:
		j.tree, j.staged, j.kept = j.before.tree, j.before.staged, len(j.before.staged)
	}
	j.staged, j.before = j.staged[:j.kept], nil
}

// perStore is how many entries are handed to the database at a time.
const perStore = 64

// store writes the staged entries and extends the tree by them.
func (j *Journal) store(ctx context.Context, tx *db.Tx) error {
	var vals []any
	for part := range slices.Chunk(j.staged, perStore) {
		vals = vals[:0]
		for i := range part {
			e := &part[i]
			e.Seq = j.tree.size()
			if err := j.tree.append(e.LeafHash()); err != nil {
				return err
			}
			vals = e.values(vals)
		}
		if err := insertEntries.Exec(ctx, tx, vals); err != nil {
			return err
		}
	}
	clear(j.staged)
	j.staged, j.kept = j.staged[:0], 0
	return nil
}

// Commit stores the group's entries, the tiles of the tree that they complete, and its head.
func (j *Journal) Commit(ctx context.Context, tx *db.Tx) error {
	if len(j.staged) == 0 && !j.spilled {
		return nil
	}
	if err := j.store(ctx, tx); err != nil {
		return err
	}
	var tiles []any
	for _, t := range j.tree.full {
		tiles = append(tiles, t.level, t.index, t.hashes)
	}
	if err := insertTiles.Exec(ctx, tx, tiles); err != nil {
		return err
	}
	j.tree.full = j.tree.full[:0]
	j.root = j.tree.root()
	_, err := tx.Exec(ctx, "UPDATE journal_head SET size = $1, root = $2, frontier = $3 WHERE id = 1",
		j.tree.size(), j.root, j.tree.frontier())
	return err
}

// Done forgets the tree when the group was undone.
func (j *Journal) Done(committed bool) {
	if !committed {
		j.tree = nil
	}
	clear(j.staged) // so that a bulk load's rows are not held
}

// Head is the state of the log: how many entries it has and the root hash over them.
type Head struct {
	Size     int64  `json:"size"`
	Root     string `json:"root"` // base64
	frontier string
}

// Head reads the head of the log.
func (j *Journal) Head(ctx context.Context) (Head, error) { return readHead(ctx, j.db) }

func readHead(ctx context.Context, q db.Queryer) (h Head, err error) {
	err = q.QueryRow(ctx, "SELECT size, root, frontier FROM journal_head WHERE id = 1").Scan(&h.Size, &h.Root, &h.frontier)
	return h, errs.Wrap(err, errs.Internal, "读不出日志的头部，请用备份恢复")
}
