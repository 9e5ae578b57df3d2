package journal

import (
	"context"
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Inclusion proves that an entry stands in the log of a size with a root. It needs no database to be checked.
type Inclusion struct {
	Seq  int64    `json:"seq"`
	Size int64    `json:"size"`
	Root string   `json:"root"` // base64
	Leaf string   `json:"leaf"` // base64 of the entry's leaf hash
	Path [][]byte `json:"path"` // base64 in JSON, from the leaf up
}

// Proof gives the inclusion proof of an entry in the log as it is now, from the stored hashes.
func (j *Journal) Proof(ctx context.Context, seq int64) (*Inclusion, error) {
	var p *Inclusion
	err := j.db.Snapshot(ctx, func(q db.Queryer) error {
		s, err := openStore(ctx, q)
		if err != nil {
			return err
		}
		p, err = s.inclusion(seq)
		return err
	})
	return p, err
}

// Consistency proves that the log of size2 begins with the log of size1: nothing before size1 was rewritten.
func (j *Journal) Consistency(ctx context.Context, size1, size2 int64) ([][]byte, error) {
	var path [][]byte
	err := j.db.Snapshot(ctx, func(q db.Queryer) error {
		s, err := openStore(ctx, q)
		if err != nil {
			return err
		}
		if size1 < 0 || size1 > size2 || size2 > s.head.Size {
			return errs.New(errs.Invalid, "条数须满足 0 ≤ %d ≤ %d ≤ %d（现有条数）", size1, size2, s.head.Size)
		}
		nodes, err := proof.Consistency(uint64(size1), uint64(size2))
		if err != nil {
			return err
		}
		path, err = s.rehash(nodes)
		return err
	})
	return path, err
}

// VerifyInclusion checks offline that the entry is the one which the proof speaks of, and that the proof gives the root,
// which should come from a checkpoint kept outside.
func VerifyInclusion(e *Entry, p *Inclusion, root string) error {
	if e.Seq != p.Seq || b64(e.LeafHash()) != p.Leaf {
		return errs.New(errs.Invalid, "证明说的不是这一条（证明：第%d条，条目：第%d条），或条目被改动", p.Seq, e.Seq)
	}
	return p.verify(root)
}

func (p *Inclusion) verify(root string) error {
	want, err := oneHash(root)
	if err != nil {
		return err
	}
	leaf, err := oneHash(p.Leaf)
	if err != nil {
		return err
	}
	if p.Seq < 0 || p.Size < 0 {
		return errs.New(errs.Invalid, "证明的序号或条数为负")
	}
	err = proof.VerifyInclusion(hasher, uint64(p.Seq), uint64(p.Size), leaf, p.Path, want)
	return errs.Wrap(err, errs.Invalid, "条目与日志的根不符：条目或证明被改动")
}

// VerifyConsistency checks offline that the log of size2 and root2 begins with the log of size1 and root1.
func VerifyConsistency(size1, size2 int64, path [][]byte, root1, root2 string) error {
	a, err := oneHash(root1)
	if err != nil {
		return err
	}
	b, err := oneHash(root2)
	if err != nil {
		return err
	}
	if size1 < 0 || size2 < 0 {
		return errs.New(errs.Invalid, "条数不能为负")
	}
	err = proof.VerifyConsistency(hasher, uint64(size1), uint64(size2), path, a, b)
	return errs.Wrap(err, errs.Invalid, "两个检查点之间的日志对不上：%d条以前有改写，或证明被改动", size1)
}

func oneHash(text string) ([]byte, error) {
	h, err := unpack(text)
	if err != nil || len(h) != 1 {
		return nil, errs.New(errs.Invalid, "根不是32字节的base64：%s", text)
	}
	return h[0], nil
}

// store reads single nodes of the tree from tiles and head.
type store struct {
	ctx  context.Context
	q    db.Queryer
	head Head
	tail [][][]byte
	kept map[compact.NodeID][][]byte // tiles read before; nil keeps none
}

func openStore(ctx context.Context, q db.Queryer) (*store, error) {
	h, err := readHead(ctx, q)
	if err != nil {
		return nil, err
	}
	t, err := loadTree(h.Size, h.frontier)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "日志头部已损坏，请运行核验")
	}
	return &store{ctx: ctx, q: q, head: h, tail: t.tail}, nil
}

func (s *store) rehash(nodes proof.Nodes) ([][]byte, error) {
	hashes := make([][]byte, len(nodes.IDs))
	for i, id := range nodes.IDs {
		var err error
		if hashes[i], err = s.node(id.Level, id.Index); err != nil {
			return nil, err
		}
	}
	return nodes.Rehash(hashes, hasher.HashChildren)
}

// node gives the hash of a complete node: the root over its leaves in the tile that holds them.
func (s *store) node(level uint, index uint64) ([]byte, error) {
	k := level / tileHeight
	width := uint64(1) << (level % tileHeight)
	first := index * width
	hashes, err := s.tile(compact.NewNodeID(k, first/tileWidth))
	if err != nil {
		return nil, err
	}
	at := first % tileWidth
	if at+width > uint64(len(hashes)) {
		return nil, errs.New(errs.Internal, "日志散列不全，请运行核验")
	}
	return subroot(hashes[at : at+width]), nil
}

func (s *store) tile(id compact.NodeID) ([][]byte, error) {
	if complete := uint64(s.head.Size) >> (tileHeight * (id.Level + 1)); id.Index >= complete {
		if int(id.Level) < len(s.tail) && id.Index == complete {
			return s.tail[id.Level], nil
		}
		return nil, fmt.Errorf("journal tile %d/%d lies beyond the log", id.Level, id.Index)
	}
	if hashes, ok := s.kept[id]; ok {
		return hashes, nil
	}
	var text string
	err := s.q.QueryRow(s.ctx, "SELECT hashes FROM journal_tile WHERE level = $1 AND idx = $2", int64(id.Level), int64(id.Index)).Scan(&text)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "日志散列（第%d层第%d块）读不出，请运行核验", id.Level, id.Index)
	}
	hashes, err := unpack(text)
	if err == nil && s.kept != nil {
		s.kept[id] = hashes
	}
	return hashes, err
}
