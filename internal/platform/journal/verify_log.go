package journal

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/transparency-dev/merkle/compact"

	"lianzhang/internal/platform/db"
)

// The log is read in chunks of 16³ entries, so that each chunk's tiles of the three lowest levels come in one query.
const chunk = tileWidth * tileWidth * tileWidth

// logCheck recomputes the tree. Where an entry does not fit its stored hash, and the stored hash fits the tree above it, the
// entry is named and the stored hash is used further up: one altered entry makes one finding, not a cascade.
type logCheck struct {
	*verifier
	head   Head
	tail   [][][]byte // stored hashes that fill no tile; nil when the frontier cannot be trusted
	doubt  *tree      // the stored frontier when it does not give the stored root
	tiles  map[[2]int64][][]byte
	pend   [][][]byte // per level, believed hashes that fill no tile yet
	edge   *compact.Range
	points []point // by size
	good   int64   // size of the last checkpoint that fitted
	names  []name  // of the chunk's entries
}

// name says which row an entry is about; a missing entry has none.
type name struct{ table, row string }

func (v *verifier) log() error {
	c := &logCheck{verifier: v, edge: factory().NewEmptyRange(0)}
	if err := c.prepare(); err != nil {
		return err
	}
	for first := int64(0); first < c.head.Size; first += chunk {
		if err := c.chunk(first, min(first+chunk, c.head.Size)); err != nil {
			return err
		}
	}
	if err := c.finish(); err != nil {
		return err
	}
	return c.strays()
}

// prepare reads head and checkpoints, and settles how many entries there should be.
func (c *logCheck) prepare() error {
	var count, last int64
	if err := c.q.QueryRow(c.ctx, "SELECT count(*), COALESCE(max(seq), -1) FROM journal_entry WHERE seq < $1", int64(1)<<60).Scan(&count, &last); err != nil {
		return err
	}
	h, err := readHead(c.ctx, c.q)
	switch {
	case db.NotFound(err):
		c.headFound("id", "日志头部被删除，只能按现存的%d条核对", last+1)
		h.Size = last + 1
	case err != nil:
		return err
	default:
		if h.Size, err = c.frontier(h, count, last); err != nil {
			return err
		}
	}
	c.head, c.rep.Entries, c.total = h, count, 2*max(count, h.Size)
	return c.readPoints()
}

// frontier reads the head's frontier and gives the size to go by.
func (c *logCheck) frontier(h Head, count, last int64) (size int64, err error) {
	t, err := loadTree(h.Size, h.frontier)
	size = h.Size
	if err != nil {
		if t, err = loadTree(last+1, h.frontier); err == nil && count == last+1 {
			c.headFound("size", "日志头部的条数被改动：头部为%d条，条目和边缘散列都是%d条", h.Size, last+1)
			size = last + 1
		} else {
			c.headFound("frontier", "日志头部的边缘散列被改动，与条数%d不符", h.Size)
			return max(h.Size, 0), nil
		}
	}
	if t.root() == h.Root {
		c.tail = t.tail
	} else {
		c.doubt = t
	}
	return size, nil
}

func (c *logCheck) headFound(column, format string, args ...any) {
	c.report(Finding{Kind: HeadChanged, Table: "journal_head", RowID: "1", Column: column, Seq: -1, SeqTo: -1, Text: fmt.Sprintf(format, args...)})
}

func (c *logCheck) chunk(first, end int64) error {
	leaves := make([][]byte, end-first)
	c.names = make([]name, end-first)
	w := new(db.Where).And("seq >= ?", first).And("seq < ?", end)
	if err := scan(c.ctx, c.q, w, "ORDER BY seq", func(e *Entry, bad error) error {
		i := e.Seq - first
		if i < 0 || i >= end-first {
			return nil // a number with a fraction, which only SQLite lets in: strays reports it
		}
		c.names[i] = name{e.Table, e.RowID}
		if bad != nil {
			leaves[i] = make([]byte, hashSize) // fits nothing, so that the entry is named
			return nil
		}
		leaves[i] = e.LeafHash()
		c.seen[e.Table] = true
		return nil
	}); err != nil {
		return err
	}
	if err := c.loadTiles(first, end); err != nil {
		return err
	}
	for i, leaf := range leaves {
		if err := c.push(0, first+int64(i), leaf); err != nil {
			return err
		}
	}
	c.progress(end - first)
	return nil
}

func (c *logCheck) loadTiles(first, end int64) error {
	c.tiles = map[[2]int64][][]byte{}
	w := new(db.Where)
	w.And("(level = 0 AND idx >= ? AND idx < ? OR level = 1 AND idx >= ? AND idx < ? OR level = 2 AND idx = ?)",
		first>>4, (end+15)>>4, first>>8, (end+255)>>8, first>>12)
	return c.readTiles(w)
}

func (c *logCheck) readTiles(w *db.Where) error {
	rows, err := c.q.Query(c.ctx, "SELECT level, idx, hashes FROM journal_tile"+w.SQL(), w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var level, idx int64
		var text string
		if err := rows.Scan(&level, &idx, &text); err != nil {
			return err
		}
		if hashes, err := unpack(text); err == nil && len(hashes) == tileWidth {
			c.tiles[[2]int64{level, idx}] = hashes
		} else {
			c.tileFound(level, idx, "的内容无法识别")
			c.tiles[[2]int64{level, idx}] = nil // known, but useless
		}
	}
	return rows.Err()
}

// stored gives the tile's hashes; nil when it is absent or useless.
func (c *logCheck) stored(level, idx int64) ([][]byte, error) {
	key := [2]int64{level, idx}
	t, known := c.tiles[key]
	if !known && level > 2 {
		w := new(db.Where).And("level = ?", level).And("idx = ?", idx)
		if err := c.readTiles(w); err != nil {
			return nil, err
		}
		t, known = c.tiles[key]
	}
	if !known {
		c.tileFound(level, idx, "被删除")
		c.tiles[key] = nil
	}
	return t, nil
}

func (c *logCheck) tileFound(level, idx int64, what string) {
	width := int64(1) << (tileHeight * (level + 1))
	c.report(Finding{Kind: TileChanged, Table: "journal_tile", RowID: fmt.Sprintf("%d/%d", level, idx), Seq: idx * width, SeqTo: (idx+1)*width - 1,
		Text: fmt.Sprintf("日志散列（第%d层第%d块，第%d至%d条）%s", level, idx, idx*width, (idx+1)*width-1, what)})
}

// push takes the next hash of a level; sixteen of them are checked against the stored tile and make one of the level above.
func (c *logCheck) push(level int, index int64, hash []byte) error {
	if level == len(c.pend) {
		c.pend = append(c.pend, nil)
	}
	c.pend[level] = append(c.pend[level], hash)
	if len(c.pend[level]) < tileWidth {
		return nil
	}
	t := index / tileWidth
	got := c.pend[level]
	c.pend[level] = nil
	want, err := c.stored(int64(level), t)
	if err != nil {
		return err
	}
	above, err := c.above(level+1, t)
	if err != nil {
		return err
	}
	believed := c.settle(level, t*tileWidth, got, want, above)
	if level == 0 {
		if err := c.extend(believed); err != nil {
			return err
		}
	}
	return c.push(level+1, t, subroot(believed))
}

// above gives the stored hash over a tile: from the tile above when that is complete, else from the frontier; nil if unknown.
func (c *logCheck) above(level int, index int64) ([]byte, error) {
	nodes := c.head.Size >> (tileHeight * level)
	if index/tileWidth < nodes/tileWidth {
		t, err := c.stored(int64(level), index/tileWidth)
		if t == nil || err != nil {
			return nil, err
		}
		return t[index%tileWidth], nil
	}
	if level < len(c.tail) {
		return c.tail[level][index%tileWidth], nil
	}
	return nil, nil
}

// settle compares recomputed with stored neighbours, names what was altered, and gives the hashes to go on with.
func (c *logCheck) settle(level int, first int64, got, want [][]byte, above []byte) [][]byte {
	if want == nil {
		return c.fill(level, first, got)
	}
	if slices.EqualFunc(got, want, bytes.Equal) {
		return got
	}
	whole := !slices.ContainsFunc(got, func(h []byte) bool { return h == nil })
	if whole && above != nil && bytes.Equal(subroot(got), above) {
		c.tileFound(int64(level), first/tileWidth, "被改动，条目本身与上层散列相符")
		return got
	}
	c.named(level, first, got, want)
	return want
}

// fill stands in for missing entries whose hashes are lost too; the root will then differ as well.
func (c *logCheck) fill(level int, first int64, got [][]byte) [][]byte {
	zero := slices.Repeat([][]byte{make([]byte, hashSize)}, len(got))
	c.missing(level, first, got)
	for i, h := range got {
		if h != nil {
			zero[i] = h
		}
	}
	return zero
}

// named reports each neighbour that differs.
func (c *logCheck) named(level int, first int64, got, want [][]byte) {
	c.missing(level, first, got)
	for i := range got {
		if got[i] == nil || bytes.Equal(got[i], want[i]) {
			continue
		}
		width := int64(1) << (tileHeight * level)
		from := (first + int64(i)) * width
		f := Finding{Kind: EntryChanged, Table: "journal_entry", Seq: from, SeqTo: from + width - 1}
		if level == 0 {
			n := c.names[from%chunk]
			f.RowID = fmt.Sprint(from)
			f.Text = fmt.Sprintf("日志第%d条被改动：内容与当时的散列不符（条目现称涉及 %s/%s）", from, n.table, n.row)
			c.bad[from] = true
		} else {
			f.Text = fmt.Sprintf("日志第%d至%d条中有条目连同散列一起被改写，与上层散列不符", from, f.SeqTo)
		}
		c.report(f)
	}
}

// missing reports runs of absent entries.
func (c *logCheck) missing(level int, first int64, got [][]byte) {
	for i := 0; level == 0 && i < len(got); i++ {
		if got[i] != nil {
			continue
		}
		from := i
		for i+1 < len(got) && got[i+1] == nil {
			i++
		}
		a, b := first+int64(from), first+int64(i)
		text := fmt.Sprintf("日志第%d条缺失，已被删除", a)
		if b > a {
			text = fmt.Sprintf("日志第%d至%d条缺失，已被删除", a, b)
		}
		c.report(Finding{Kind: EntryMissing, Table: "journal_entry", RowID: fmt.Sprint(a), Seq: a, SeqTo: b, Text: text})
	}
}
