package intake

import (
	"fmt"
	"sort"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/sheet"
)

// candidate is a way to read rows first to last of the grid as the head.
type candidate struct {
	first, last int
	score       float64
	got         int         // columns recognised
	heads       int         // columns with a head
	need        bool        // every needed column among them
	named       bool        // by a head that says nothing else, such as 项目名称
	parts       [][]string  // of each sheet column
	scores      [][]float64 // of each sheet column, by lexicon column
	taken       []int       // lexicon column of each sheet column, -1 = none
	serial      int         // sheet column of the sequence numbers, -1 = none
}

// findHead finds the rows that read best as the head; nil when none will do. fixed names the first row when a person did.
func (x *lexicon) findHead(g *grid, fixed int) *candidate {
	var best *candidate
	for i := range min(headRows, len(g.rows)) {
		if fixed > 0 && g.rows[i].Number != fixed || fixed == 0 && g.hangs(i) {
			continue
		}
		for depth := 1; depth <= headDepth && i+depth <= len(g.rows); depth++ {
			j := i + depth - 1
			if depth > 1 && (g.rows[j].Number != g.rows[j-1].Number+1 || !g.headLike(j)) {
				break
			}
			c := x.read(g, i, j)
			if best == nil || c.score > best.score+0.01 {
				best = c
			}
		}
	}
	if best == nil || fixed == 0 && !best.good() {
		return nil
	}
	return best
}

// hangs tells whether cells of the row belong to merged ranges that begin above: then a head begins above, too.
func (g *grid) hangs(i int) bool {
	n := g.rows[i].Number
	for _, m := range g.merge {
		if m.FirstRow < n && n <= m.LastRow {
			return true
		}
	}
	return false
}

// good tells whether enough was recognised to believe in the head.
func (c *candidate) good() bool {
	return c.need && (c.named || c.got >= 2 || c.heads <= 2 || c.serial >= 0) || c.got >= 3 && 2*c.got >= c.heads
}

func (x *lexicon) read(g *grid, i, j int) *candidate {
	c := &candidate{first: i, last: j, serial: -1}
	for col := range g.width {
		p := g.parts(i, j, col)
		c.parts = append(c.parts, p)
		c.taken = append(c.taken, -1)
		var s []float64
		if len(p) > 0 {
			c.heads++
			if serial(p) && c.serial < 0 {
				c.serial = col
			} else {
				s = x.scores(p)
			}
		}
		c.scores = append(c.scores, s)
	}
	x.assign(c)
	c.score -= g.dataLike(i, j) + 0.05*float64(j-i) // a title above adds nothing, so it must not count as part of the head
	if c.serial >= 0 {
		c.score += 0.6
	}
	return c
}

// assign gives each list column to the sheet column that fits it best, the best fit first.
func (x *lexicon) assign(c *candidate) {
	type pair struct {
		col, lex int
		score    float64
	}
	var all []pair
	for col, s := range c.scores {
		for k, v := range s {
			if v >= askScore {
				all = append(all, pair{col, k, v})
			}
		}
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].score > all[b].score })
	used := map[int]bool{}
	for _, p := range all {
		if c.taken[p.col] >= 0 || used[p.lex] {
			continue
		}
		c.taken[p.col], used[p.lex] = p.lex, true
		c.score += p.score
		c.got++
		leaf := c.parts[p.col][len(c.parts[p.col])-1]
		c.named = c.named || x.cols[p.lex].Need && p.score >= 0.95 && len([]rune(Fold(leaf))) >= 4
	}
	c.need = true
	for k, col := range x.cols {
		if col.Need && !used[k] {
			c.need = false
		}
	}
}

// headLike tells whether a row could belong to a head: no numbers or dates, no long texts.
func (g *grid) headLike(i int) bool { return g.dataLike(i, i) == 0 }

func (g *grid) dataLike(i, j int) (penalty float64) {
	for r := i; r <= j; r++ {
		for col, c := range g.rows[r].Cells {
			t := g.text(r, col)
			switch {
			case t == "":
			case c.Kind == sheet.Number || c.Kind == sheet.Date || c.Kind == sheet.Bool:
				penalty++
			case len([]rune(t)) > 40:
				penalty++
			case strings.Trim(t, "0123456789.,-/%亿万元") == "":
				penalty++
			}
		}
	}
	return penalty
}

// noHead says what the list wants and what the sheet offers instead.
func (x *lexicon) noHead(g *grid) error {
	var need []string
	for _, c := range x.cols {
		if c.Need {
			need = append(need, "“"+c.Label+"”")
		}
	}
	seen := ""
	widest := 0
	for i := range min(20, len(g.rows)) {
		var texts []string
		for col := range g.width {
			if t := g.text(i, col); t != "" {
				texts = append(texts, clip(t, 10))
			}
		}
		if len(texts) > widest && g.headLike(i) {
			widest = len(texts)
			seen = fmt.Sprintf("；第%d行像表头：%s", g.rows[i].Number, clip(strings.Join(texts, "、"), 60))
		}
	}
	return errs.New(errs.Invalid, "没有找到%s清单的表头：至少要有%s一列%s。请确认选对了清单种类和工作表，或指定表头所在的行",
		x.spec.Label, strings.Join(need, "、"), seen)
}
