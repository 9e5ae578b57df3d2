package journal

import (
	"context"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Proved is the inclusion proof of one entry, or why there is none: damaged hashes concern the entries below them alone.
type Proved struct {
	*Inclusion
	Err error
}

// Proofs gives the inclusion proofs of several entries, all against one head, as the queryer sees the log; in a snapshot they
// belong to the entries that are read beside them. Stored hashes are read once.
func Proofs(ctx context.Context, q db.Queryer, seqs []int64) (Head, []Proved, error) {
	s, err := openStore(ctx, q)
	if err != nil {
		return Head{}, nil, err
	}
	s.kept = map[compact.NodeID][][]byte{}
	out := make([]Proved, len(seqs))
	for i, seq := range seqs {
		out[i].Inclusion, out[i].Err = s.inclusion(seq)
		if ctx.Err() != nil {
			return Head{}, nil, ctx.Err()
		}
	}
	return s.head, out, nil
}

// inclusion proves the entry of a number.
func (s *store) inclusion(seq int64) (*Inclusion, error) {
	if seq < 0 || seq >= s.head.Size {
		return nil, errs.New(errs.NotFound, "日志没有第%d条，现有%d条，从第0条数起", seq, s.head.Size)
	}
	nodes, err := proof.Inclusion(uint64(seq), uint64(s.head.Size))
	if err != nil {
		return nil, err
	}
	path, err := s.rehash(nodes)
	if err != nil {
		return nil, err
	}
	leaf, err := s.node(0, uint64(seq))
	if err != nil {
		return nil, err
	}
	return &Inclusion{Seq: seq, Size: s.head.Size, Root: s.head.Root, Leaf: b64(leaf), Path: path}, nil
}
