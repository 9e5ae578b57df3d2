// Package journal keeps every change in an append-only log whose entries are the leaves of a Merkle tree (RFC 6962), so
// that a rewritten, removed or inserted row is found and named, offline, from a checkpoint on paper.
package journal

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Header is what an entry says beside the changed rows.
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
	db      *db.DB
	factory *compact.RangeFactory
	tree    *compact.Range // all leaves that are committed, plus those of the group under way
	nodes   []node         // complete nodes that the group under way has made
	loaded  bool
}

type node struct {
	level uint
	index uint64
	hash  []byte
}

// New hooks a journal into the database; call it once, before the first write.
func New(d *db.DB) *Journal {
	j := &Journal{db: d, factory: &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}}
	d.SetHook(j)
	return j
}

// Begin takes the lock that orders the nodes' writes, and reads the head of the log when this process does not know it.
func (j *Journal) Begin(ctx context.Context, tx *db.Tx) error {
	j.nodes = j.nodes[:0]
	if tx.Engine() == db.SQLite && j.loaded {
		return nil // the file has one writing process, so what is in memory is what is stored
	}
	if _, err := tx.Exec(ctx, "UPDATE journal_head SET size = size WHERE id = 1"); err != nil {
		return err
	}
	head, err := readHead(ctx, tx)
	if err != nil {
		return err
	}
	hashes, err := head.hashes()
	if err != nil {
		return err
	}
	if j.tree, err = j.factory.NewRange(0, uint64(head.Size), hashes); err != nil {
		return fmt.Errorf("journal head of size %d: %w", head.Size, err)
	}
	j.loaded = true
	return nil
}

// Append writes the changes as entries; inside one write, after all its changes. With no changed row it still leaves one
// entry, because that something was done (a sign-in, an export) may be the whole point.
func (j *Journal) Append(ctx context.Context, tx *db.Tx, h Header, changes []db.RowChange) error {
	if len(changes) == 0 {
		changes = []db.RowChange{{}}
	}
	var rows insertMany
	for i := range changes {
		c := &changes[i]
		e := Entry{Seq: int64(j.tree.End()), Header: h, Table: c.Table, RowID: c.ID, Op: c.Op, Data: encode(c)}
		if e.Ref.Zero() {
			e.Ref = record.Ref{Kind: c.Table, ID: c.ID}
		}
		leaf := e.LeafHash()
		if err := j.tree.Append(leaf, j.note); err != nil {
			return fmt.Errorf("extend journal: %w", err)
		}
		if err := rows.add(ctx, tx, &e); err != nil {
			j.loaded = false // the tree in memory has run ahead: read it anew before the next group
			return err
		}
	}
	if err := rows.flush(ctx, tx); err != nil {
		j.loaded = false
		return err
	}
	return nil
}

func (j *Journal) note(id compact.NodeID, hash []byte) {
	j.nodes = append(j.nodes, node{level: id.Level, index: id.Index, hash: hash})
}

// Commit stores the tree's new nodes and its head.
func (j *Journal) Commit(ctx context.Context, tx *db.Tx) error {
	if !j.loaded {
		return errs.New(errs.Unavailable, "日志写入失败，本组修改全部撤回，请重试")
	}
	if len(j.nodes) == 0 {
		return nil
	}
	for _, n := range j.nodes {
		if n.level == 0 {
			continue // a leaf's hash is recomputed from its entry
		}
		if _, err := tx.Exec(ctx, "INSERT INTO journal_node (level, idx, hash) VALUES ($1, $2, $3)",
			int64(n.level), int64(n.index), base64.StdEncoding.EncodeToString(n.hash)); err != nil {
			return err
		}
	}
	root, err := j.root()
	if err != nil {
		return err
	}
	frontier, err := json.Marshal(j.tree.Hashes())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE journal_head SET size = $1, root = $2, frontier = $3 WHERE id = 1",
		int64(j.tree.End()), root, string(frontier))
	return err
}

// Done forgets the tree when the group was undone.
func (j *Journal) Done(committed bool) {
	if !committed {
		j.loaded = false
	}
}

func (j *Journal) root() (string, error) {
	if j.tree.End() == 0 {
		return base64.StdEncoding.EncodeToString(rfc6962.DefaultHasher.EmptyRoot()), nil
	}
	root, err := j.tree.GetRootHash(nil)
	if err != nil {
		return "", fmt.Errorf("journal root: %w", err)
	}
	return base64.StdEncoding.EncodeToString(root), nil
}

// Head is the state of the log: how many entries it has and the root hash over them.
type Head struct {
	Size     int64  `json:"size"`
	Root     string `json:"root"` // base64
	frontier string
}

func (h Head) hashes() ([][]byte, error) {
	var out [][]byte
	if err := json.Unmarshal([]byte(h.frontier), &out); err != nil {
		return nil, fmt.Errorf("journal frontier: %w", err)
	}
	return out, nil
}

// Head reads the head of the log.
func (j *Journal) Head(ctx context.Context) (Head, error) { return readHead(ctx, j.db) }

func readHead(ctx context.Context, q db.Queryer) (h Head, err error) {
	err = q.QueryRow(ctx, "SELECT size, root, frontier FROM journal_head WHERE id = 1").Scan(&h.Size, &h.Root, &h.frontier)
	return h, errs.Wrap(err, errs.Internal, "读不出日志的头部")
}
