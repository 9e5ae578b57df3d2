package importing

import (
	"context"
	"errors"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/sheet"
)

// Progress is told how much of a long work is done; it may be nil.
type Progress func(done, total int)

// entry is what is kept of a row: a few words, whatever the row holds.
type entry struct {
	key   int32 // RowKey
	class int32 // -1 = not accepted, or no data
	kind  intake.Kind
	bad   bool
	fixed bool
}

// analysis is what was found in a file.
type analysis struct {
	summary Summary
	pages   []page
	rows    []entry
	match   *matcher
	index   map[int]int32 // RowKey → entry, of data rows
	decide  func(i int) (Dup, Decision)
	chosen  map[int]Decision // by hand, by RowKey
}

// analyse reads the file once and compares it with the register.
func (s *source) analyse(ctx context.Context, q db.Queryer, actor authz.Actor, progress Progress) (*analysis, error) {
	a := &analysis{index: map[int]int32{}}
	a.summary = Summary{Conflicts: []Clash{}, Errors: []CellError{}, Sums: []Sum{}, Sheets: []Sheet{}, Dups: map[Dup]int{}, Recognised: map[string]int{}, Creates: map[string][]any{}}
	book, err := s.open(ctx)
	if err != nil {
		return a, a.refuse(ctx, err)
	}
	var refused string
	if a.summary.Sheets, a.pages, refused, err = s.scan(ctx, book); err != nil {
		return nil, err
	}
	a.summary.Refused = refused
	spec := s.target.Spec()
	fields := intake.Importable(spec)
	a.match = newMatcher(newKeyer(fields, s.target.Identity()))
	col := newCollector(a, s, fields, actor)
	for i := range a.pages {
		if err := col.page(ctx, book, &a.pages[i], progress); err != nil {
			return nil, err
		}
	}
	if len(a.match.classes) > 0 {
		if err := a.meetRegister(ctx, q, spec, fields, col.used, s.target.Scope(actor)); err != nil {
			return nil, err
		}
	}
	a.decide, a.chosen = a.decisions(s.choice), s.choice.Rows
	col.finish()
	if col.look != nil {
		if a.summary.Inspection, err = col.look.done(ctx); err != nil {
			return nil, err
		}
	}
	a.match.done()
	return a, nil
}

// refuse turns an error about the file into a summary; other errors go on.
func (a *analysis) refuse(ctx context.Context, err error) error {
	var told *errs.Error
	if ctx.Err() != nil || !errors.As(err, &told) || told.Code != errs.Invalid && told.Code != errs.TooLarge {
		return err
	}
	a.summary.Refused = told.Message
	return nil
}

// meetRegister compares the file's records with the stored ones that the actor may see, by the columns that the file fills.
func (a *analysis) meetRegister(ctx context.Context, q db.Queryer, spec *list.Spec, fields []*list.Column, used []bool, scope authz.Scope) error {
	at := make([]int, len(fields)) // place of each field among the columns read; -1 = not read
	var cols []*list.Column
	for i, c := range fields {
		if at[i] = -1; used[i] {
			at[i] = len(cols)
			cols = append(cols, c)
		}
	}
	keyer := a.match.keyer
	return spec.Each(ctx, q, &list.Query{}, list.Asker{Scope: scope}, cols, func(r list.Row) error {
		value := func(i int) any {
			if i < 0 || at[i] < 0 {
				return nil
			}
			return r.At(at[i])
		}
		name, _ := value(keyer.at.name).(string)
		a.match.meet(keyer.of(value, keyer.guest()), stored{id: r.ID, name: name})
		return nil
	})
}

// decisions gives for each entry what it repeats and what becomes of it.
func (a *analysis) decisions(c Choice) func(i int) (Dup, Decision) {
	return func(i int) (Dup, Decision) {
		e := &a.rows[i]
		if e.class < 0 {
			return "", ""
		}
		dup := a.relation(i).kind
		if d, ok := c.Rows[int(e.key)]; ok {
			return dup, d
		}
		if dup == "" {
			return "", Keep
		}
		if d, ok := c.Dups[dup]; ok {
			return dup, d
		}
		return dup, dup.usual()
	}
}

// relation is what an accepted row repeats: a copy repeats the first row of its class.
func (a *analysis) relation(i int) relation {
	c := &a.match.classes[a.rows[i].class]
	if int(c.first) != i {
		return relation{kind: Exact, to: a.rows[i].class, score: 1}
	}
	if c.stored.kind != "" {
		return c.stored
	}
	return c.twin
}

// cellName is "调度表!B12".
func (a *analysis) cellName(key int, column string) string {
	no, row := splitKey(key)
	for i := range a.pages {
		if p := &a.pages[i]; p.no == no {
			letter := "A"
			if m := p.layout.Match(column); m != nil {
				letter = m.Letter
			}
			return fmt.Sprintf("%s!%s%d", p.name, letter, row)
		}
	}
	return ""
}

// reader makes a fresh reader of a chosen sheet; the layout it works on is its own.
func (p *page) reader() *intake.Reader { return intake.NewReader(p.layout, p.merged, p.opt) }

func (p *page) rows(book *sheet.Book, r *intake.Reader) func(yield func(*intake.Row, error) bool) {
	return r.Rows(book.Rows(p.no))
}
