package document

import "strings"

// Source is where a figure comes from, so that a reader can go back to it.
type Source struct {
	Path    string // URL path with query, "/indicators/investment-rate?period=2026-05"
	Name    string // what the figure is, "年度投资完成率"
	Formula string // version of its definition (口径), "v3"
	AsOf    string // moment of the snapshot, "2026-06-03 08:30"
}

// Figure is a figure as printed, or a table's title, with its source.
type Figure struct {
	Text   string
	Source Source
}

// Note is the source in words: 年度投资完成率，口径v3，数据截至2026-06-03 08:30.
func (s Source) Note() string {
	var parts []string
	if s.Name != "" {
		parts = append(parts, s.Name)
	}
	if s.Formula != "" {
		parts = append(parts, "口径"+s.Formula)
	}
	if s.AsOf != "" {
		parts = append(parts, "数据截至"+s.AsOf)
	}
	return strings.Join(parts, "，")
}

// Figures lists the figures of the body and the annexes in order, each text and source once. The sources of
// single cells are left out: a table stands for its cells.
func (d *Doc) Figures() []Figure {
	var out []Figure
	seen := map[Figure]bool{}
	add := func(text string, s *Source) {
		if s == nil {
			return
		}
		if f := (Figure{text, *s}); !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	walk := func(blocks []Block) {
		for _, b := range blocks {
			switch b := b.(type) {
			case Para:
				addRuns(add, b.Runs)
			case Heading:
				addRuns(add, b.Runs)
			case Table:
				add(b.Title(), b.Source)
			}
		}
	}
	walk(d.Blocks)
	for _, a := range d.Attachments {
		walk(a.Blocks)
	}
	return out
}

func addRuns(add func(string, *Source), runs []Run) {
	for _, r := range runs {
		add(r.Text, r.Source)
	}
}
