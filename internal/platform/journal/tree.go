package journal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

// The tree is stored in tiles: tile (level k, index i) holds the 16 nodes of tree level 4k from 16i on, so that one row in
// 15 entries keeps all hashes down to the leaves, and an entry that was altered is named exactly. What does not fill a
// tile yet, at most 15 hashes a level, stands in the head (its "frontier").
const (
	tileHeight = 4
	tileWidth  = 1 << tileHeight
	hashSize   = 32
)

var hasher = rfc6962.DefaultHasher

type tile struct {
	level, index int64
	hashes       string // base64 of 16 hashes
}

// tree is the growing right edge: the compact range for the root, and per tile level the hashes that fill no tile yet.
type tree struct {
	edge *compact.Range
	tail [][][]byte
	full []tile // completed since they were last stored
}

func newTree() *tree { return &tree{edge: factory().NewEmptyRange(0)} }

func factory() *compact.RangeFactory { return &compact.RangeFactory{Hash: hasher.HashChildren} }

func (t *tree) size() int64 { return int64(t.edge.End()) }

func (t *tree) append(leaf []byte) error {
	if err := t.edge.Append(leaf, t.visit); err != nil {
		return fmt.Errorf("extend journal: %w", err)
	}
	return nil
}

func (t *tree) visit(id compact.NodeID, hash []byte) {
	if id.Level%tileHeight != 0 {
		return
	}
	k := int(id.Level / tileHeight)
	if k == len(t.tail) {
		t.tail = append(t.tail, nil)
	}
	t.tail[k] = append(t.tail[k], hash)
	if len(t.tail[k]) == tileWidth {
		t.full = append(t.full, tile{int64(k), int64(id.Index / tileWidth), pack(t.tail[k])})
		t.tail[k] = nil
	}
}

func (t *tree) root() string { return b64(rootOf(t.edge)) }

func rootOf(r *compact.Range) []byte {
	root, _ := r.GetRootHash(nil) // the range begins at 0, so there is no error
	if root == nil {
		return hasher.EmptyRoot()
	}
	return root
}

// clone is a copy that further appends to t leave alone.
func (t *tree) clone() *tree {
	c := &tree{full: slices.Clone(t.full)}
	c.edge, _ = factory().NewRange(0, t.edge.End(), slices.Clone(t.edge.Hashes())) // a valid range stays one
	for _, hashes := range t.tail {
		c.tail = append(c.tail, slices.Clone(hashes))
	}
	return c
}

// frontier writes the tail as a JSON array of base64 texts, one a level.
func (t *tree) frontier() string {
	levels := make([]string, len(t.tail))
	for k, hashes := range t.tail {
		levels[k] = pack(hashes)
	}
	text, _ := json.Marshal(levels) // strings always encode
	return string(text)
}

// loadTree reads a head back; it refuses a frontier that does not fit the size.
func loadTree(size int64, frontier string) (*tree, error) {
	var levels []string
	if err := json.Unmarshal([]byte(frontier), &levels); err != nil {
		return nil, fmt.Errorf("journal frontier: %w", err)
	}
	t := &tree{}
	for k, text := range levels {
		hashes, err := unpack(text)
		if err != nil || int64(len(hashes)) != size>>(tileHeight*k)%tileWidth {
			return nil, fmt.Errorf("journal frontier does not fit size %d at level %d", size, k)
		}
		t.tail = append(t.tail, hashes)
	}
	if size < 0 || size>>(tileHeight*len(levels)) != 0 {
		return nil, fmt.Errorf("journal frontier does not fit size %d", size)
	}
	var edge [][]byte
	for k := len(t.tail) - 1; k >= 0; k-- {
		edge = append(edge, perfect(t.tail[k])...)
	}
	var err error
	t.edge, err = factory().NewRange(0, uint64(size), edge)
	return t, err
}

// perfect gives the roots of the largest perfect subtrees over fewer than 16 neighbours: 13 become 8, 4 and 1.
func perfect(hashes [][]byte) (roots [][]byte) {
	for width := tileWidth / 2; width > 0; width /= 2 {
		if len(hashes)&width != 0 {
			roots = append(roots, subroot(hashes[:width]))
			hashes = hashes[width:]
		}
	}
	return roots
}

// subroot is the root over a power of two of neighbours.
func subroot(hashes [][]byte) []byte {
	if len(hashes) == 1 {
		return hashes[0]
	}
	half := len(hashes) / 2
	return hasher.HashChildren(subroot(hashes[:half]), subroot(hashes[half:]))
}

func pack(hashes [][]byte) string { return b64(bytes.Join(hashes, nil)) }

func unpack(text string) ([][]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw)%hashSize != 0 {
		return nil, fmt.Errorf("journal hashes are damaged: %q", text)
	}
	out := make([][]byte, 0, len(raw)/hashSize)
	for i := 0; i < len(raw); i += hashSize {
		out = append(out, raw[i:i+hashSize])
	}
	return out, nil
}

func b64(hash []byte) string { return base64.StdEncoding.EncodeToString(hash) }
