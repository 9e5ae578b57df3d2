package importing

import (
	"context"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/sheet"
)

// View is a part of the preview.
type View struct {
	Tab  string // all, ready, todo, bad, dup, fixed, other; "" = all
	Page int    // from 1
	Size int    // 1 to 200; 0 = 50
}

// Preview is a page of a batch's rows.
type Preview struct {
	Batch *Batch
	Tabs  []Tab
	Tab   string
	Lines []Line
	Page  int
	Pages int
	Total int // lines in the tab
}

// Tab is a way to look at the rows.
type Tab struct {
	Code, Label string
	N           int
}

// Line is one row of the file.
type Line struct {
	Key     int
	Sheet   int
	Number  int
	Kind    intake.Kind
	State   string // ready, bad, dup (to be looked at), held, skip, other
	Text    string // of rows that hold no data
	Section string
	Cells   []CellView // by the sheet's columns
	Faults  []intake.Fault
	Dup     *Twin
}

// CellView is a cell as the preview shows it.
type CellView struct {
	Ref     string // "D12"
	Column  string // name of the list's column, "" when the cell is not read
	Text    string // what will be written
	Was     string // what stands in the file, when it was corrected
	Why     string
	Doubt   bool
	Fault   string
	Suggest string
}

// Twin is what a row repeats.
type Twin struct {
	Kind     Dup
	Row      string // "调度表!B12" of an earlier row
	ID, Name string // of a stored record
	Score    float64
	Decision Decision
	Chosen   bool // by hand
}

var tabs = []struct{ code, label string }{{"all", "全部"}, {"ready", "可入库"}, {"todo", "要处理"}, {"bad", "有误"}, {"dup", "重复"}, {"fixed", "自动换算"}, {"other", "非数据行"}}

// in tells whether the i-th row belongs to a tab.
func (a *analysis) in(tab string, i int) bool {
	e := &a.rows[i]
	if e.kind != intake.Data {
		return tab == "other"
	}
	dup, d := a.decide(i)
	switch tab {
	case "all":
		return true
	case "ready":
		return d == Keep || d == Merge && dup != Exact
	case "todo":
		return e.bad || d == Ask
	case "bad":
		return e.bad
	case "dup":
		return dup != ""
	case "fixed":
		return e.fixed
	}
	return false
}

func (a *analysis) state(i int) string {
	e := &a.rows[i]
	dup, d := a.decide(i)
	switch {
	case e.kind != intake.Data:
		return "other"
	case e.bad:
		return "bad"
	case d == Ask:
		return "held"
	case d == Skip, d == Merge && dup == Exact:
		return "skip"
	case dup != "":
		return "dup"
	}
	return "ready"
}

// Preview gives a page of rows. The analysis is made anew when the last one is no longer held.
func (s *Service) Preview(ctx context.Context, actor authz.Actor, id string, v View) (*Preview, error) {
	b, err := s.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	k := s.recent.get(b, s.Run.Clock.Micro())
	if k == nil {
		if k, err = s.analyse(ctx, actor, b, nil); err != nil {
			return nil, err
		}
		b.Summary = &k.found.summary
	}
	a := k.found
	if v.Tab == "" {
		v.Tab = "all"
	}
	p := &Preview{Batch: b, Tab: v.Tab}
	size := v.Size
	if size < 1 || size > 200 {
		size = 50
	}
	var wanted []int
	for _, t := range tabs {
		n := 0
		for i := range a.rows {
			if a.in(t.code, i) {
				if t.code == v.Tab && n >= (max(v.Page, 1)-1)*size && n < max(v.Page, 1)*size {
					wanted = append(wanted, i)
				}
				n++
			}
		}
		p.Tabs = append(p.Tabs, Tab{t.code, t.label, n})
		if t.code == v.Tab {
			p.Total, p.Pages, p.Page = n, (n+size-1)/size, max(v.Page, 1)
		}
	}
	if len(wanted) == 0 {
		return p, nil
	}
	src := *k.src
	f, err := s.open(b)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src.file = f
	p.Lines, err = src.lines(ctx, a, wanted, actor)
	return p, err
}

// lines reads the wanted entries, which are in the order of the file, from the file again.
func (s *source) lines(ctx context.Context, a *analysis, wanted []int, actor authz.Actor) ([]Line, error) {
	book, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	check := newCollector(&analysis{pages: a.pages}, s, a.match.keyer.fields, actor)
	var out []Line
	for i := range a.pages {
		p := &a.pages[i]
		r := p.reader()
		rec := &Record{Layout: p.layout, defaults: s.base}
		for row, err := range p.rows(book, r) {
			if err != nil {
				return nil, err
			}
			if len(out) == len(wanted) {
				return out, nil
			}
			e := &a.rows[wanted[len(out)]]
			if int(e.key) != RowKey(p.no, row.Number) {
				continue
			}
			if row.Kind == intake.Data {
				rec.Key, rec.Row, rec.values = int(e.key), row, row.Values
				check.check(rec)
			}
			out = append(out, a.line(wanted[len(out)], p, row))
		}
	}
	if len(out) < len(wanted) {
		return nil, errs.New(errs.Internal, "文件与预览对不上，请重新上传")
	}
	return out, nil
}

func (a *analysis) line(i int, p *page, row *intake.Row) Line {
	l := Line{Key: RowKey(p.no, row.Number), Sheet: p.no, Number: row.Number, Kind: row.Kind, State: a.state(i), Text: row.Text, Section: row.Section}
	if row.Kind != intake.Data {
		return l
	}
	l.Faults = append(l.Faults, row.Faults...)
	cells := row.Cells()
	for _, m := range p.layout.Columns {
		v := CellView{Ref: m.Letter + strconv.Itoa(row.Number), Column: m.Column}
		if m.Index < len(cells) && cells[m.Index].Kind != sheet.Empty {
			v.Text = cells[m.Index].Text
		}
		for _, f := range row.Fixes {
			if f.Cell == v.Ref {
				v.Was, v.Text, v.Why, v.Doubt = f.Before, f.After, f.Why, f.Doubt
				if v.Text == "" {
					v.Text = v.Was
				}
			}
		}
		for _, f := range row.Faults {
			if f.Cell == v.Ref {
				v.Fault, v.Suggest = f.Message, f.Suggest
			}
		}
		l.Cells = append(l.Cells, v)
	}
	if dup, d := a.decide(i); dup != "" {
		l.Dup = a.twin(i, dup, d)
	}
	return l
}

func (a *analysis) twin(i int, dup Dup, d Decision) *Twin {
	r := a.relation(i)
	t := &Twin{Kind: dup, Score: float64(r.score), Decision: d}
	switch dup {
	case RegisterExact, RegisterSame, RegisterConflict, RegisterLikely:
		t.ID, t.Name = a.match.register[r.to].id, a.match.register[r.to].name
	default:
		t.Row = a.cellName(int(a.rows[a.match.classes[r.to].first].key), a.match.keyer.by.Name)
	}
	_, t.Chosen = a.chosen[int(a.rows[i].key)]
	return t
}
