package cadence

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

var hasher = rfc6962.DefaultHasher

// textKind is the kind of subject of the lines that stand for large texts.
const textKind = "text"

// Leaf is the line as it is hashed: a JSON array of texts, beginning with the period, so that no line can be passed off as one
// of another period.
func (l *Line) Leaf(period string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode([]string{period, l.Keeper, l.Key, l.Subject.Kind, l.Subject.ID, l.Keys.Region, l.Keys.Unit, l.Keys.Chain, l.Label, l.Value, l.Words,
		l.Colour, strconv.FormatInt(l.Rank, 10), l.URL}) // texts always encode
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// tree grows over the leaves and keeps their hashes.
type tree struct {
	edge   *compact.Range
	hashes []byte
}

func newTree() *tree {
	return &tree{edge: (&compact.RangeFactory{Hash: hasher.HashChildren}).NewEmptyRange(0)}
}

func (t *tree) add(hash []byte) error {
	t.hashes = append(t.hashes, hash...)
	return t.edge.Append(hash, nil)
}

// root is base64 of the root.
func (t *tree) root() string {
	root, _ := t.edge.GetRootHash(nil) // the range begins at 0, so there is no error
	if root == nil {
		root = hasher.EmptyRoot()
	}
	return base64.StdEncoding.EncodeToString(root)
}

// leafAt cuts the hash of a leaf out of packed hashes.
func leafAt(hashes []byte, i int64) []byte {
	n := int64(hasher.Size())
	return hashes[i*n : (i+1)*n]
}

// path gives the inclusion path of a leaf from the hashes of all leaves.
func path(hashes []byte, index int64) ([][]byte, error) {
	size := int64(len(hashes)) / int64(hasher.Size())
	if index < 0 || index >= size {
		return nil, errs.New(errs.NotFound, "没有第%d行，共%d行", index+1, size)
	}
	nodes, err := proof.Inclusion(uint64(index), uint64(size))
	if err != nil {
		return nil, err
	}
	out := make([][]byte, len(nodes.IDs))
	for i, id := range nodes.IDs {
		first := id.Index << id.Level
		out[i] = subroot(hashes, int64(first), min(int64(first)+1<<id.Level, size))
	}
	return nodes.Rehash(out, hasher.HashChildren)
}

// subroot is the root over the leaves from first to before end.
func subroot(hashes []byte, first, end int64) []byte {
	r := (&compact.RangeFactory{Hash: hasher.HashChildren}).NewEmptyRange(0)
	for i := first; i < end; i++ {
		_ = r.Append(leafAt(hashes, i), nil) // a range from 0 takes any leaf
	}
	root, _ := r.GetRootHash(nil)
	return root
}

// Text makes the line of a large text: it is kept packed beside the line, whose value is its SHA-256.
func Text(key, label string, data []byte) (Line, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err == nil {
		_, err = z.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	return Line{Key: key, Subject: record.Ref{Kind: textKind, ID: key}, Label: label, Value: digest(data), Text: b.Bytes()}, err
}

// unpack reads a kept text back.
func unpack(data string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
