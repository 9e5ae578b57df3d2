package importing

import (
	"context"
	"io"
	"iter"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/platform/xlsx"
)

// Rejects writes the workbook of the rows that were not, or would not be, accepted, each with its reasons: faults, and
// duplicates about which nobody decided. The section heads above them stand there too, so that it can be corrected and
// imported again.
func (s *Service) Rejects(ctx context.Context, actor authz.Actor, id string, w io.Writer) error {
	b, err := s.Get(ctx, actor, id)
	if err != nil {
		return err
	}
	src, f, err := s.source(ctx, actor, b)
	if err != nil {
		return err
	}
	defer f.Close()
	a, err := src.analyse(ctx, s.Run.DB, actor, nil)
	if err != nil {
		return err
	}
	if a.summary.Refused != "" {
		return errs.New(errs.Invalid, "%s", a.summary.Refused)
	}
	book, err := src.open(ctx)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(b.FileName, ".xlsx")
	out := &rejecting{ctx: ctx, src: src, found: a, book: book, check: newCollector(&analysis{pages: a.pages}, src, a.match.keyer.fields, actor)}
	head, err := out.head()
	if err != nil {
		return err
	}
	if err := xlsx.WriteRejected(w, name, head, out.rows()); err != nil {
		return err
	}
	return out.failed
}

// rejecting streams the rejected rows of all chosen sheets, one behind the other under the head of the first.
type rejecting struct {
	ctx    context.Context
	src    *source
	found  *analysis
	book   *sheet.Book
	check  *collector
	failed error
}

func (r *rejecting) head() ([]sheet.Row, error) {
	p := &r.found.pages[0]
	var out []sheet.Row
	for row, err := range r.book.Rows(p.no) {
		if err != nil {
			return nil, err
		}
		if row.Number > p.layout.HeadLast {
			break
		}
		if row.Number >= p.layout.HeadFirst || p.layout.Unit != "" && unitRow(p.layout, row.Number) {
			out = append(out, row.Clone())
		}
	}
	return out, nil
}

// unitRow tells whether the row above the head states the unit, without which the amounts could not be read again.
func unitRow(l *intake.Layout, number int) bool {
	for _, line := range l.Lines {
		if line.Row == number {
			return line.Kind == intake.UnitLine
		}
	}
	return false
}

func (r *rejecting) rows() iter.Seq[xlsx.Reject] {
	return func(yield func(xlsx.Reject) bool) {
		for i := range r.found.pages {
			if !r.page(&r.found.pages[i], yield) {
				return
			}
		}
	}
}

func (r *rejecting) page(p *page, yield func(xlsx.Reject) bool) bool {
	rec := &Record{Layout: p.layout, defaults: r.src.base}
	var sections []sheet.Row // heads not yet repeated
	if len(r.found.pages) > 1 {
		sections = append(sections, sheet.Row{Cells: []sheet.Cell{{Kind: sheet.Text, Text: p.name}}})
	}
	for row, err := range p.rows(r.book, p.reader()) {
		if err != nil {
			if r.found.summary.sheet(p.no).Failed == "" {
				r.failed = err
			}
			return r.failed == nil
		}
		if row.Kind == intake.Section {
			sections = append(sections, sheet.Row{Number: row.Number, Cells: append([]sheet.Cell(nil), row.Cells()...)})
			continue
		}
		if row.Kind != intake.Data {
			continue
		}
		rec.Key, rec.Row, rec.values = RowKey(p.no, row.Number), row, row.Values
		r.check.check(rec)
		faults := r.reasons(rec)
		if faults == nil {
			continue
		}
		for _, s := range sections {
			if !yield(xlsx.Reject{Row: s}) {
				return false
			}
		}
		sections = sections[:0]
		if !yield(xlsx.Reject{Row: sheet.Row{Number: row.Number, Cells: row.Cells()}, Faults: faults}) {
			return false
		}
	}
	return true
}

func (r *rejecting) reasons(rec *Record) []xlsx.Fault {
	var out []xlsx.Fault
	for _, f := range rec.Row.Faults {
		column := -1
		if m := rec.Layout.Match(f.Column); m != nil {
			column = m.Index
		}
		text := f.Message
		if f.Suggest != "" {
			text += "；可改为" + f.Suggest
		}
		out = append(out, xlsx.Fault{Column: column, Message: text})
	}
	i, ok := r.found.index[rec.Key]
	if !ok || out != nil {
		return out
	}
	if dup, d := r.found.decide(int(i)); d == Ask {
		t := r.found.twin(int(i), dup, d)
		out = append(out, xlsx.Fault{Column: -1, Message: dup.Label() + "（" + t.Name + t.Row + "），没有决定更新、另存或跳过"})
	}
	return out
}
