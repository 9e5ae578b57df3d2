package intake

import (
	"fmt"
	"strconv"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/sheet"
)

// section recognises a section head: an ordinal (一、), a count (48个) or a line across the table that names a group.
func (r *Reader) section(cells []sheet.Cell, g *glance) (line, bool) {
	if len(g.words) == 0 {
		return line{}, false
	}
	at := g.words[0]
	text := oneLine(trim(cells[at].Text))
	head := strings.TrimPrefix(text, "其中")
	serial := r.serialText(cells)
	if bareOrdinal.MatchString(tight(text)) && len(g.words) > 1 && at <= max(r.serial, 0) {
		next := g.words[1] // 一 | 在建项目 | … : the ordinal has a cell of its own
		if g.phrases > 1 || next > max(r.name, 2) {
			return line{}, false
		}
		return line{kind: Section, level: level(text + "、"), text: oneLine(trim(cells[next].Text))}, true
	}
	alone := len(g.words) == 1 || len(g.words) == 2 && justCount.MatchString(tight(cells[g.words[1]].Text))
	if !alone || isNumber(serial) || at > max(r.name, 2) || len([]rune(text)) > 60 {
		return line{}, false
	}
	switch {
	case ordinal.MatchString(tight(head)):
		return line{kind: Section, level: level(head), text: text}, true
	case counted.MatchString(tight(head)) && at != r.name:
		return line{kind: Section, level: plainLevel, text: text}, true
	case r.notes || r.total && len(g.filled) == 1:
		return line{}, false
	}
	across := r.fills.across(&cells[at])
	if at == r.name && !across && (r.serial < 0 || len(g.filled) > 1) {
		return line{}, false // a row of data that is a name and little else
	}
	if field, _ := r.groups.meaning(text); field >= 0 || across && len([]rune(text)) <= 20 {
		return line{kind: Section, level: plainLevel, text: text}, true
	}
	return line{}, false
}

// plainLevel is the depth of section heads without an ordinal: below all that have one.
const plainLevel = 9

func level(text string) int {
	m := ordinal.FindStringSubmatch(tight(text))
	for i := 1; i < len(m); i++ {
		if m[i] != "" {
			return []int{0, 2, 3, 1, 1, 4}[i]
		}
	}
	return plainLevel
}

// groups are the section heads above the row at hand.
type groups struct {
	layout *Layout
	opt    Options
	cols   []*column // by field; only kinds that a section can name
	stack  []group
	told   map[string]bool
}

type group struct {
	row    int
	level  int
	text   string
	field  int // which the section fills, -1 = none
	value  any
	shown  string
	stated int // the count that it states, -1 = none
	sums   tallied
}

func newGroups(l *Layout, o Options) *groups {
	g := &groups{layout: l, opt: o, told: map[string]bool{}}
	for i, f := range l.Fields {
		var c *column
		if f.Kind == list.Enum || f.Kind == list.Ref {
			c = newColumn(l, &Match{}, i, o)
			if c.policy == Force || c.policy == Create || c.policy == Loose || c.policy == Leave {
				c.policy = Known // a heading names a record, or it does not
			}
		}
		g.cols = append(g.cols, c)
	}
	return g
}

// meaning finds the field that a heading fills, and with what; -1 = none.
func (g *groups) meaning(text string) (int, outcome) {
	t := tight(text)
	if m := ordinal.FindString(t); m != "" {
		t = t[len(m):]
	}
	t = counted.ReplaceAllString(strings.TrimPrefix(t, "其中"), "")
	t = strings.TrimRight(t, "(（:：-—、")
	if t == "" {
		return -1, outcome{}
	}
	for _, kind := range []list.Kind{list.Enum, list.Ref} {
		for i, c := range g.cols {
			if c == nil || c.spec.Kind != kind {
				continue
			}
			for _, words := range []string{t, strings.TrimSuffix(t, "项目"), strings.TrimSuffix(t, "类项目"), strings.TrimSuffix(t, "企业")} {
				if words == "" {
					continue
				}
				if out := c.read(&sheet.Cell{Kind: sheet.Text, Text: words}); out.val != nil && !out.doubt {
					out.after = g.label(c, out)
					return i, out
				}
			}
		}
	}
	return -1, outcome{}
}

func (g *groups) label(c *column, out outcome) string {
	if c.spec.Kind == list.Enum {
		return c.spec.OptionLabel(out.val.(string))
	}
	return out.after
}

func (g *groups) depth() int { return len(g.stack) }

// current is the innermost section, nil without one.
func (g *groups) current() *group {
	if len(g.stack) == 0 {
		return nil
	}
	return &g.stack[len(g.stack)-1]
}

// sheet opens a section for the whole sheet when its name means a group: 荷城街道, 在建项目.
func (g *groups) sheet(name string, t *tally) {
	if field, out := g.meaning(name); field >= 0 {
		g.stack = append(g.stack, group{text: name, field: field, value: out.val, shown: out.after, stated: -1, sums: t.mark()})
	}
}

// open begins a section; those at its level or below end. It gives what their statements and their rows disagree in.
func (g *groups) open(row int, l line, t *tally) []Warning {
	var warn []Warning
	for len(g.stack) > 0 && g.stack[len(g.stack)-1].level >= l.level {
		warn = append(warn, g.end(t)...)
	}
	s := group{row: row, level: l.level, text: l.text, stated: -1, sums: t.mark()}
	var out outcome
	s.field, out = g.meaning(l.text)
	s.value, s.shown = out.val, out.after
	if m := counted.FindStringSubmatch(tight(l.text)); m != nil {
		s.stated, _ = strconv.Atoi(m[1])
	}
	if s.field < 0 && len(g.told) < 20 && !g.told[l.text] {
		g.told[l.text] = true
		warn = append(warn, Warning{row, fmt.Sprintf("分组行“%s”没有对应字段，只作分组，不入库", clip(l.text, 30))})
	}
	g.stack = append(g.stack, s)
	return warn
}

func (g *groups) end(t *tally) (warn []Warning) {
	s := g.current()
	if n := t.rows - s.sums.rows; s.stated >= 0 && n != s.stated {
		warn = append(warn, Warning{s.row, fmt.Sprintf("分组行“%s”写明%d，实际读到%d行", clip(s.text, 30), s.stated, n)})
	}
	g.stack = g.stack[:len(g.stack)-1]
	return warn
}

func (g *groups) close(t *tally) (warn []Warning) {
	for len(g.stack) > 0 {
		warn = append(warn, g.end(t)...)
	}
	return warn
}

// fill gives a data row the values of its sections where it has none of its own, and the path of their heads.
func (g *groups) fill(row *Row, r *Reader) string {
	path := ""
	for i := range g.stack {
		if path != "" {
			path += " / "
		}
		path += g.stack[i].text
	}
	for i := len(g.stack) - 1; i >= 0; i-- { // the innermost says it best
		s := &g.stack[i]
		if s.field < 0 {
			continue
		}
		name := g.layout.Fields[s.field].Name
		switch have := row.Values[s.field]; {
		case have == nil && !row.faulty(name):
			row.Values[s.field] = s.value
			row.Fixes = append(row.Fixes, Fix{r.place(row, name), name, "", s.shown, "按分组“" + clip(s.text, 16) + "”", false})
		case have != nil && have != s.value && s.row > 0 && r.marks[s.field] >= 0:
			r.warning(row.Number, fmt.Sprintf("第%d行的%s与分组“%s”不一致", row.Number, g.layout.Fields[s.field].Label, clip(s.text, 20)))
		}
	}
	return path
}

// across tells whether the cell is merged over columns.
func (f *fills) across(cell *sheet.Cell) bool { return f.wide[cell.Ref] }

func (r *Reader) openSection(row *Row, l line) {
	for _, w := range r.groups.open(row.Number, l, &r.tally) {
		r.warning(w.Row, w.Text)
	}
	r.notes, r.total = false, false
}

// unitLine is a unit stated again, further down. When it differs from the first, bare numbers below it have no sure unit.
func (r *Reader) unitLine(row *Row) {
	found := money.Units(row.Text)
	if len(found) != 1 || r.unit == "" || found[0].String() == r.unit || r.unit == contradiction {
		return
	}
	r.warning(row.Number, fmt.Sprintf("第%d行写单位%s，前面是%s；其下没有写单位的金额要选定单位", row.Number, found[0], r.unit))
	r.unit = contradiction
	for _, c := range r.cols {
		if c != nil && c.match.UnitFrom == "line" {
			c.unit, c.conflict = 0, true
			c.match.Unit = contradiction
		}
	}
	r.layout.Questions = append(r.layout.Questions, Question{Column: -1, Blocking: true, Options: []string{r.layout.Unit, found[0].String()},
		Text: fmt.Sprintf("单位前后矛盾：表头上方是%s，第%d行是%s。请为没有写单位的金额列选定单位", r.layout.Unit, row.Number, found[0])})
}

// otherHead notices a head below the first that orders the columns differently.
func (r *Reader) otherHead(row *Row) {
	for i := range row.raw.Cells {
		if t := Fold(row.raw.Cells[i].Text); t != "" && i < len(r.heads) && r.heads[i] != "" && r.heads[i] != t {
			r.warning(row.Number, fmt.Sprintf("第%d行的表头与前面不同（%s列），其下仍按前面的列读取，请核对", row.Number, letter(i)))
			return
		}
	}
}
