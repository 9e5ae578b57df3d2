package intake

import (
	"hash/fnv"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/sheet"
)

// Scan recognises the beginning of a sheet. When no head fits the list, the error is Invalid and says what is wanted.
func Scan(rows iter.Seq2[sheet.Row, error], merged []sheet.Range, o Options) (*Layout, error) {
	g, err := readGrid(rows, merged)
	if err != nil {
		return nil, err
	}
	if len(g.rows) == 0 {
		return nil, errs.New(errs.Invalid, "这张表是空的")
	}
	lex := newLexicon(o.Spec)
	l := &Layout{Fields: lex.cols}
	if l.own(g, o) {
		l.samples(g, l.HeadLast)
		return l, nil
	}
	best := lex.findHead(g, o.Head)
	if best == nil {
		return nil, lex.noHead(g)
	}
	l.HeadFirst, l.HeadLast, l.Score = g.rows[best.first].Number, g.rows[best.last].Number, best.score
	l.above(g, best.first)
	l.columns(g, best, lex)
	l.Shape = shape(l.Columns)
	l.samples(g, l.HeadLast)
	given, memory := o.Map, false
	if given == nil && o.Memory != nil {
		given = o.Memory(l.Shape)
		memory = given != nil
	}
	if given == nil {
		l.doubtful(lex, o)
	} else {
		l.choose(given, lex, memory)
	}
	l.Memory = memory
	l.findUnits(o)
	l.ask(lex)
	return l, nil
}

// own takes the mapping of our own export, whose head nobody has changed.
func (l *Layout) own(g *grid, o Options) bool {
	if o.Meta == nil || o.Meta.List != o.Spec.Name || o.Map != nil {
		return false
	}
	at := g.at(o.Meta.Head)
	if at < 0 {
		return false
	}
	for i, m := range o.Meta.Columns {
		if tight(g.text(at, i)) != tight(m.Header) {
			return false
		}
	}
	l.Own, l.HeadFirst, l.HeadLast, l.Score = true, o.Meta.Head, o.Meta.Head, float64(len(o.Meta.Columns))
	for i, m := range o.Meta.Columns {
		match := Match{Index: i, Letter: letter(i), Head: m.Header, State: None, Score: 1}
		if c := o.Spec.Column(m.Key); c != nil && c.Import {
			match.Column, match.Label, match.State, match.Unit, match.UnitFrom = c.Name, c.Label, Own, m.Unit, "own"
		}
		l.Columns = append(l.Columns, match)
	}
	l.above(g, at)
	l.Shape = shape(l.Columns)
	return true
}

var (
	unitWords = regexp.MustCompile(`单位[:：]|^[(（]?单位|[(（][^()（）]*元[)）]|金额单位`)
	dateWord  = regexp.MustCompile(`时间|日期|截至|截止|[(（]?\d{4}年\d{1,2}月(?:\d{1,2}日)?[)）]?$`)
	dateText  = regexp.MustCompile(`\d{4}[年./-]\d{1,2}[月./-]?(?:\d{1,2}日?)?`)
)

// above reads title, unit line and date from the rows above the head.
func (l *Layout) above(g *grid, first int) {
	var found []money.Unit
	for i := range first {
		kind, text := Title, ""
		for c := range g.rows[i].Cells {
			t := g.text(i, c)
			if t == "" {
				continue
			}
			text = strings.TrimSpace(text + "　" + t)
			if unitWords.MatchString(t) {
				for _, u := range money.Units(t) {
					found = append(found, u)
					if strings.Contains(t, "单位") {
						kind = UnitLine
					}
				}
			}
			if dateWord.MatchString(t) {
				if d, _, _ := parseDate(dateText.FindString(t), "2000-01-01"); d.text != "" {
					l.Filled = d.text
					if strings.ContainsAny(t, ":：") {
						kind = UnitLine
					}
				}
			}
		}
		if kind == Title && l.Title == "" && !annex.MatchString(tight(text)) {
			l.Title = clip(text, 80)
		}
		l.Lines = append(l.Lines, Line{g.rows[i].Number, kind, clip(text, 80)})
	}
	for i, u := range found {
		if i == 0 {
			l.Unit = u.String()
		} else if u.String() != l.Unit {
			l.Questions = append(l.Questions, Question{Column: -1, Blocking: true, Options: []string{l.Unit, u.String()},
				Text: "表头上方的单位互相矛盾：又写" + l.Unit + "，又写" + u.String() + "。请为没有写单位的金额列选定单位"})
			l.Unit = contradiction
		}
	}
}

var annex = regexp.MustCompile(`^附[件表录]?\d*[:：]?$`)

// contradiction stands for the unit of a sheet whose unit lines disagree.
const contradiction = "?"

// shape is a key for heads that are alike: the words and their order, without marks, spaces and years.
func shape(cols []Match) string {
	h := fnv.New64a()
	for _, c := range cols {
		_, _ = h.Write([]byte(Fold(yearOf(tight(c.Head))) + "\x00"))
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// samples notes a few values of each column, for pages and for doubts.
func (l *Layout) samples(g *grid, head int) {
	for k := range l.Columns {
		m := &l.Columns[k]
		for i := range g.rows {
			if g.rows[i].Number > head && len(m.Sample) < 8 {
				if t := g.text(i, m.Index); t != "" {
					m.Sample = append(m.Sample, clip(t, 24))
				}
			}
		}
	}
}
