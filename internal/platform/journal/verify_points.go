package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lianzhang/internal/platform/db"
)

// point is a checkpoint that the log must pass through.
type point struct {
	Checkpoint
	source string
}

// readPoints gathers the checkpoints, and names those that lie beyond the end of the log.
func (c *logCheck) readPoints() error {
	stored, err := readCheckpoints(c.ctx, c.q)
	if err != nil {
		return err
	}
	for _, p := range c.o.Checkpoints { // before the stored one of the same size: what lies outside is believed first

		c.points = append(c.points, point{p, "外部的检查点"})
		if !slices.ContainsFunc(stored, func(s Checkpoint) bool { return s.Size == p.Size }) {
			c.pointFound(p.Size, 0, p.Size-1, "外部的检查点（%d条）在库中没有存根，存根被删除或条数被改动", p.Size)
		}
	}
	for _, p := range stored {
		c.points = append(c.points, point{p, "库中的检查点"})
	}
	slices.SortStableFunc(c.points, func(a, b point) int { return cmp.Compare(a.Size, b.Size) })
	c.rep.Points = len(c.points)
	for i, p := range c.points {
		if p.Size > c.head.Size {
			for _, p := range c.points[i:] {
				c.pointFound(p.Size, c.head.Size, p.Size-1, "%s有%d条，日志只有%d条：第%d至%d条被截去，或检查点被改动",
					p.source, p.Size, c.head.Size, c.head.Size, p.Size-1)
			}
			c.points = c.points[:i]
			break
		}
	}
	c.passPoints()
	return nil
}

func (c *logCheck) pointFound(size, from, to int64, format string, args ...any) {
	c.report(Finding{Kind: PointChanged, Table: "journal_checkpoint", RowID: fmt.Sprint(size), Column: "root", Seq: from, SeqTo: to,
		Text: fmt.Sprintf(format, args...)})
}

// extend grows the edge by leaves and compares it with the checkpoints on the way.
func (c *logCheck) extend(leaves [][]byte) error {
	for _, leaf := range leaves {
		if err := c.edge.Append(leaf, nil); err != nil {
			return err
		}
		c.passPoints()
	}
	return nil
}

func (c *logCheck) passPoints() {
	root, size, fits := "", int64(c.edge.End()), true
	for len(c.points) > 0 && c.points[0].Size <= size {
		p := c.points[0]
		c.points = c.points[1:]
		if root == "" {
			root = b64(rootOf(c.edge))
		}
		if p.Size != size || p.Root != root {
			fits = false
			c.pointFound(p.Size, c.good, max(p.Size-1, c.good), "%s（%d条）的根与重算的不符：第%d至%d条中有条目被整体改写，或检查点被改动",
				p.source, p.Size, c.good, p.Size-1)
		}
	}
	if root != "" && fits {
		c.good = size
	}
}

// finish checks what fills no tile, and the root.
func (c *logCheck) finish() error {
	for level, got := range c.pend {
		first := c.head.Size>>(tileHeight*level) - int64(len(got))
		believed := c.believe(level, first, got)
		if level == 0 {
			if err := c.extend(believed); err != nil {
				return err
			}
		}
	}
	c.rep.Root = b64(rootOf(c.edge))
	switch {
	case c.rep.Root != c.head.Root && c.doubt != nil && c.doubt.root() == c.rep.Root:
		c.headFound("root", "日志头部的根被改动：条目和边缘散列都得出另一个根")
	case c.rep.Root != c.head.Root:
		c.headFound("root", "日志的根与重算的不符：第%d条以后有条目被整体改写，或头部被改动", c.good)
	case c.doubt != nil:
		c.headFound("frontier", "日志头部的边缘散列被改动，条目仍得出头部的根")
	}
	return nil
}

func (c *logCheck) believe(level int, first int64, got [][]byte) [][]byte {
	if level < len(c.tail) {
		return c.settle(level, first, got, c.tail[level], nil)
	}
	return c.fill(level, first, got)
}

// strays names what lies outside the log: entries, tiles and heads that nobody appended.
func (c *logCheck) strays() error {
	w := new(db.Where).And("(seq < 0 OR seq >= ? OR seq IS NULL OR seq <> CAST(seq AS BIGINT))", c.head.Size)
	if err := scan(c.ctx, c.q, w, "ORDER BY seq", func(e *Entry, _ error) error {
		c.seen[e.Table] = true
		c.report(Finding{Kind: EntryAdded, Table: "journal_entry", RowID: fmt.Sprint(e.Seq), Seq: e.Seq, SeqTo: e.Seq,
			Text: fmt.Sprintf("日志第%d条不在日志之内，是绕过日志添加的（条目涉及 %s/%s）", e.Seq, e.Table, e.RowID)})
		return nil
	}); err != nil {
		return err
	}
	var heads int64
	if err := c.q.QueryRow(c.ctx, "SELECT count(*) FROM journal_head WHERE id <> 1").Scan(&heads); err != nil {
		return err
	}
	if heads > 0 {
		c.headFound("id", "日志头部多出%d行，是绕过日志添加的", heads)
	}
	return c.strayTiles()
}

func (c *logCheck) strayTiles() error {
	inside, w := []string{}, new(db.Where)
	for level := int64(0); c.head.Size>>(tileHeight*(level+1)) > 0; level++ {
		inside = append(inside, w.Expr("level = ? AND idx >= 0 AND idx < ?", level, c.head.Size>>(tileHeight*(level+1))))
	}
	if len(inside) > 0 {
		w.And("NOT (" + strings.Join(inside, " OR ") + ")")
	}
	rows, err := c.q.Query(c.ctx, "SELECT level, idx FROM journal_tile"+w.SQL(), w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var level, idx any
		if err := rows.Scan(&level, &idx); err != nil {
			return err
		}
		c.report(Finding{Kind: TileChanged, Table: "journal_tile", RowID: fmt.Sprintf("%v/%v", level, idx), Seq: -1, SeqTo: -1,
			Text: fmt.Sprintf("日志散列（第%v层第%v块）不在日志之内，是绕过日志添加的", level, idx)})
	}
	return rows.Err()
}
