package indicator

import (
	"slices"
	"strings"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/web/ui"
)

// groups puts the lines of a sheet under their subjects.
func groups(sheet *area.Sheet) []fillGroup {
	var out []fillGroup
	for i := range sheet.Lines {
		l := &sheet.Lines[i]
		g := slices.IndexFunc(out, func(x fillGroup) bool { return x.Name == l.Subject })
		if g < 0 {
			g = len(out)
			out = append(out, fillGroup{Name: l.Subject})
		}
		d := int(l.Ind.Decimals)
		line := fillLine{ID: l.Duty.ID, Name: l.Ind.Name, Measure: l.Ind.Measure, URL: base + "/" + l.Ind.ID + "?of=" + l.Duty.Subject().String(), Last: known(&l.Last, d), Year: known(&l.YearBefore, d), Goal: "—", Odd: strings.Join(l.Odd, "，")}
		if l.HasTarget {
			line.Goal = ui.Dec(l.Target, d)
		}
		mark := ""
		if v := l.Value; v != nil {
			line.Note, mark = v.Note, v.Mark
			if v.Mark != area.Missing {
				line.Value = area.Plain(v.Amount)
			}
		}
		line.Mark = mark
		line.Marks = markField(mark).Options
		line.State = area.MarkLabel(mark)
		out[g].Lines = append(out[g].Lines, line)
	}
	return flat(out)
}

// flat puts many subjects with one figure each into one table, with their names before it.
func flat(groups []fillGroup) []fillGroup {
	if len(groups) < 2 || slices.ContainsFunc(groups, func(g fillGroup) bool { return len(g.Lines) > 1 }) {
		return groups
	}
	one := fillGroup{Name: "各对象"}
	for _, g := range groups {
		l := g.Lines[0]
		l.Name = g.Name + "　" + l.Name
		one.Lines = append(one.Lines, l)
	}
	return []fillGroup{one}
}

func known(c *area.Cell, decimals int) string {
	if !c.Known {
		return "—"
	}
	return ui.Dec(c.Amount, decimals)
}
