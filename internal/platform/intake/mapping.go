package intake

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
)

// columns turns the chosen head into matches.
func (l *Layout) columns(g *grid, c *candidate, x *lexicon) {
	for col, parts := range c.parts {
		m := Match{Index: col, Letter: letter(col), Head: oneLine(strings.Join(parts, "/")), State: None}
		if len(parts) > 0 {
			m.Year = headYear(parts[len(parts)-1])
			if m.Year == "" {
				m.Year = headYear(parts[0])
			}
			if u := units(parts); len(u) == 1 {
				m.Unit, m.UnitFrom = u[0].String(), "head"
			} else if len(u) > 1 {
				m.Unit, m.UnitFrom = contradiction, "head"
			}
		}
		if col == c.serial {
			m.State = Serial
		} else if len(parts) > 0 {
			m.Options = x.options(c.scores[col], c.taken[col])
			if k := c.taken[col]; k >= 0 {
				m.take(x.cols[k], c.scores[col][k])
				m.State = Ask
				if m.Score >= sureScore {
					m.State = Sure
				}
			}
		}
		l.Columns = append(l.Columns, m)
	}
}

func (m *Match) take(c *list.Column, score float64) {
	m.Column, m.Label, m.Score = c.Name, c.Label, score
}

func (m *Match) leave(s State) { m.Column, m.Label, m.Append, m.State = "", "", false, s }

func (x *lexicon) options(scores []float64, taken int) []Option {
	var out []Option
	for k, s := range scores {
		if k != taken && s >= hintScore {
			out = append(out, Option{x.cols[k].Name, x.cols[k].Label, s})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Score > out[j].Score })
	return out[:min(4, len(out))]
}

// doubtful takes back a match that the column's contents contradict: 签约 over 是 and 否 is no date.
func (l *Layout) doubtful(x *lexicon, o Options) {
	for i := range l.Columns {
		m := &l.Columns[i]
		c := o.Spec.Column(m.Column)
		if c != nil && c.Kind == list.Text && !c.Need && counting(m.Sample) {
			m.leave(Serial) // 编号 over 1, 2, 3 numbers the rows, not the projects
			continue
		}
		if c == nil || len(m.Sample) < 3 {
			continue
		}
		bad := 0
		for _, s := range m.Sample {
			if !plausible(c, s, o.Today) {
				bad++
			}
		}
		if 3*bad > 2*len(m.Sample) {
			m.Options = append([]Option{{c.Name, c.Label, m.Score}}, m.Options...)
			l.Questions = append(l.Questions, Question{Column: m.Index, Text: fmt.Sprintf("%s列“%s”像是“%s”，但内容（%s）不像%s，没有读入",
				m.Letter, clip(m.Head, 20), c.Label, clip(strings.Join(m.Sample[:3], "、"), 30), kindWord(c.Kind)), Suggest: c.Label})
			m.leave(None)
		}
	}
}

// counting tells whether the samples are 1, 2, 3 …, section heads between them apart.
func counting(samples []string) bool {
	n := 0
	for _, s := range samples {
		if i, err := strconv.Atoi(s); err == nil {
			if n++; i != n {
				return false
			}
		}
	}
	return n >= 2 && 2*n > len(samples)
}

func plausible(c *list.Column, s, today string) bool {
	switch c.Kind {
	case list.Date, list.Period:
		d, message, suggest := parseDate(s, today)
		return message == "" || d.text != "" || suggest != "" || stageWords.MatchString(tight(s))
	case list.Money:
		_, err := money.ParseRange(s, money.Options{Unit: money.Wan, Negative: true})
		return err == nil || len([]rune(s)) <= 6
	case list.Int, list.Number, list.Percent:
		return strings.ContainsAny(narrow(s), "0123456789") || undated(s)
	}
	return true
}

func kindWord(k list.Kind) string {
	switch k {
	case list.Date, list.Period:
		return "日期"
	case list.Money:
		return "金额"
	}
	return "数"
}

// choose applies a mapping by hand, or a remembered one.
func (l *Layout) choose(given map[int]Choice, x *lexicon, memory bool) {
	state := Given
	if memory {
		state = Remembered
	}
	for i := range l.Columns {
		m := &l.Columns[i]
		choice, ok := given[m.Index]
		if !ok {
			if m.State != Serial { // what a person saw and did not choose is left as it was recognised
				for _, other := range given {
					if strings.TrimPrefix(other.Column, "+") == m.Column && m.Column != "" && !strings.HasPrefix(other.Column, "+") {
						m.leave(None) // but a column is filled from one place
						break
					}
				}
			}
			continue
		}
		name, plus := strings.CutPrefix(choice.Column, "+")
		m.leave(state)
		for _, c := range x.cols {
			if c.Name == name {
				m.take(c, 1)
				m.Append = plus && c.Kind == list.Text
			}
		}
		if choice.Unit != "" {
			m.Unit, m.UnitFrom = choice.Unit, "given"
		}
	}
}

// findUnits gives each money column without a unit of its own that of the unit line.
func (l *Layout) findUnits(o Options) {
	for i := range l.Columns {
		m := &l.Columns[i]
		c := o.Spec.Column(m.Column)
		if c == nil || c.Kind != list.Money {
			if m.UnitFrom != "given" && (c == nil || c.Kind != list.Number && c.Kind != list.Int) {
				m.Unit, m.UnitFrom = "", ""
			}
			continue
		}
		if m.Unit == contradiction {
			l.Questions = append(l.Questions, Question{Column: m.Index, Blocking: true, Options: []string{"万元", "亿元", "元"},
				Text: fmt.Sprintf("%s列“%s”写了不止一个单位，请选定", m.Letter, clip(m.Head, 20))})
		}
		if m.Unit == "" && l.Unit != "" {
			m.Unit, m.UnitFrom = l.Unit, "line"
		}
		if m.Unit == "" && !m.selfUnit() {
			l.Questions = append(l.Questions, Question{Column: m.Index, Blocking: true, Options: []string{"万元", "亿元", "元"}, Suggest: m.guess(),
				Text: fmt.Sprintf("%s列“%s”没有写单位，请选定", m.Letter, clip(m.Head, 20))})
		}
	}
}

// selfUnit tells whether every sample names its own unit.
func (m *Match) selfUnit() bool {
	for _, s := range m.Sample {
		if _, err := money.ParseRange(s, money.Options{Negative: true}); err != nil && !undated(s) && strings.ContainsAny(s, "0123456789") {
			return false
		}
	}
	return true
}

// guess offers a unit by the size of the samples: investments of projects lie between a million and a hundred billion yuan.
func (m *Match) guess() string {
	large, n := 0, 0
	for _, s := range m.Sample {
		if y, err := money.Parse(s, money.Options{Unit: money.UnitYuan}); err == nil {
			n++
			if y >= 500 {
				large++
			}
		}
	}
	switch {
	case n == 0:
		return ""
	case 2*large > n:
		return "万元"
	}
	return "亿元"
}

// ask puts what a person should look at into questions.
func (l *Layout) ask(x *lexicon) {
	for _, c := range x.cols {
		if c.Need && l.Match(c.Name) == nil {
			var heads []string
			for _, m := range l.Columns {
				if m.Column == "" && m.Head != "" && m.State != Serial {
					heads = append(heads, m.Letter)
				}
			}
			l.Questions = append(l.Questions, Question{Column: -1, Blocking: true, Options: heads, Text: "哪一列是“" + c.Label + "”？没有它不能导入"})
		}
	}
	for i, m := range l.Columns {
		switch {
		case i < 2 && rejected(l):
		case m.State == Ask:
			l.Questions = append(l.Questions, Question{Column: m.Index, Suggest: m.Label,
				Text: fmt.Sprintf("%s列“%s”按“%s”读入，请确认", m.Letter, clip(m.Head, 20), m.Label)})
		case m.State == None && m.Head != "" && len(m.Sample) > 0 && !l.asked(m.Index):
			l.Questions = append(l.Questions, Question{Column: m.Index, Text: fmt.Sprintf("%s列“%s”没有对应字段，不导入", m.Letter, clip(m.Head, 20))})
		}
	}
}

func (l *Layout) asked(col int) bool {
	for _, q := range l.Questions {
		if q.Column == col {
			return true
		}
	}
	return false
}
