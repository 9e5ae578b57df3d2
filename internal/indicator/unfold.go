package indicator

import (
	"context"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/sheet"
)

// LongRow is one cell of a workbook as a row of its own: texts as they stand in the file, to be read by an import.
type LongRow struct {
	Indicator, Subject, Period, Amount, Measure, Mark, Note, Cell string
}

// Long is a workbook unfolded. Skipped says which rows and columns were left out, and why.
type Long struct {
	Rows    []LongRow
	Skipped []string
}

// Defaults are what a workbook does not say itself.
type Defaults struct {
	Indicator string // id, code or name
	Subject   string
	Period    string // 2026-10, or only 2026 where the columns are months
}

// axis is what the columns or the labels of rows name.
type axis int

const (
	byMonth axis = iota
	byIndicator
	bySubject
)

// headRows is how many rows at the top of a sheet may be titles.
const headRows = 15

// Unfold reads the matrices that offices send: months, indicators or places across, the others down or in the title, and gives
// one row for each cell. A sheet that is none is passed over; a file without any is an error.
func (s *Service) Unfold(ctx context.Context, book *sheet.Book, d Defaults) (*Long, error) {
	u := &unfolder{s: s, ctx: ctx, given: d, out: &Long{}, inds: map[string]*Indicator{}, refs: map[string]*record.Ref{}}
	for i := range book.Sheets {
		if book.Sheets[i].Hidden {
			continue
		}
		if err := u.sheet(book, i); err != nil {
			return nil, err
		}
	}
	if len(u.out.Rows) == 0 {
		return nil, errs.New(errs.Invalid, "没有认出表里的数据：表头要有两个以上的月份、指标或县区，例如“1月 2月 3月”“规上产值（亿元） 工业投资”；表里没写的指标、对象、年份请在下面选定")
	}
	return u.out, nil
}

type unfolder struct {
	s     *Service
	ctx   context.Context // of the request that unfolds
	given Defaults
	out   *Long
	inds  map[string]*Indicator // by words; nil = none
	refs  map[string]*record.Ref
}

func (u *unfolder) indicator(words string) *Indicator {
	i, known := u.inds[words]
	if !known {
		i, _ = u.s.FindIndicator(u.ctx, words)
		u.inds[words] = i
	}
	return i
}

func (u *unfolder) subject(words string) *record.Ref {
	r, known := u.refs[words]
	if !known {
		if ref, _, ok := u.s.FindSubject(u.ctx, words); ok {
			r = &ref
		}
		u.refs[words] = r
	}
	return r
}

// head is a head row with what its cells name.
type head struct {
	axis axis
	cols map[int]string // column → words
}

// frame is what a sheet says outside its matrix.
type frame struct {
	year, period, indicator, subject, measure string
	labels                                    []string // heads of the columns to the left
}

func (u *unfolder) sheet(book *sheet.Book, no int) error {
	var h *head
	f := frame{}
	u.title(&f, book.Sheets[no].Name)
	for row, err := range book.Rows(no) {
		if err != nil {
			return err
		}
		if h == nil && row.Number <= headRows {
			if h = u.head(row); h == nil {
				for i := range row.Cells {
					u.title(&f, row.Cells[i].Text)
				}
				continue
			}
			for i := range row.Cells {
				f.labels = append(f.labels, row.Cells[i].Text)
			}
			continue
		}
		if h == nil {
			return nil
		}
		u.row(book.Sheets[no].Name, h, &f, row)
	}
	return nil
}

// when makes a period of the words of a head or a row, with the year of the title where they name none.
func (u *unfolder) when(words string, f *frame) string {
	year := f.year
	if year == "" && len(u.given.Period) >= 4 {
		year = u.given.Period[:4]
	}
	if m := monthHead.FindStringSubmatch(words); m != nil {
		if m[1] != "" {
			year = m[1]
		}
		if year == "" {
			return words
		}
		return year + "-" + ("0" + m[2])[len(m[2])-1:]
	}
	words = strings.ReplaceAll(words, "全年", "年度")
	if p := parsed(words); p != "" {
		return p
	}
	if p := parsed(year + "年" + strings.TrimPrefix(words, "年")); p != "" {
		return p
	}
	return words
}
