package importing

import (
	"context"
	"errors"
	"io"
	"regexp"
	"slices"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/sheet"
)

// source is a file as an analysis reads it, with what is known and decided about it.
type source struct {
	file    io.ReaderAt
	size    int64
	name    string
	target  Target
	choice  Choice
	names   intake.Resolver
	memory  func(shape string) map[int]intake.Choice
	today   string
	home    string // region of the site
	base    []any  // defaults by field
	inspect *Inspector
}

// page is a chosen sheet.
type page struct {
	no     int
	name   string
	layout *intake.Layout
	opt    intake.Options
	merged []sheet.Range
}

func (s *source) open(ctx context.Context) (*sheet.Book, error) {
	return sheet.Open(ctx, s.file, s.size, s.name, sheet.Limits{FileBytes: MaxFile})
}

func (s *source) options(book *sheet.Book, no int) intake.Options {
	o := intake.Options{Spec: s.target.Spec(), Names: s.names, Refs: s.policies(), Map: s.choice.Maps[no], Memory: s.memory,
		Cells: s.choice.Cells[no], Head: s.choice.Heads[no], Today: s.today, Name: book.Sheets[no].Name}
	for i := range book.Meta {
		if book.Meta[i].Sheet == o.Name {
			o.Meta = &book.Meta[i]
		}
	}
	return o
}

func (s *source) policies() map[string]intake.Policy {
	out := map[string]intake.Policy{}
	for kind, p := range s.target.Refs() {
		out[kind] = p
	}
	for kind, word := range s.choice.Refs {
		if p, ok := map[string]intake.Policy{"known": intake.Known, "create": intake.Create, "force": intake.Force, "leave": intake.Leave}[word]; ok {
			out[kind] = p
		}
	}
	return out
}

// scan looks at each sheet and chooses those to be read. A sheet that fails says why; when none can be read, refused does.
func (s *source) scan(ctx context.Context, book *sheet.Book) (sheets []Sheet, pages []page, refused string, err error) {
	all := make([]*page, len(book.Sheets))
	best := -1
	for no, sh := range book.Sheets {
		info := Sheet{No: no, Name: sh.Name}
		p, err := s.look(ctx, book, no)
		var told *errs.Error
		switch {
		case err == nil:
			info.Layout, all[no] = p.layout, p
			if !sh.Hidden && (best < 0 || p.layout.Score > all[best].layout.Score+0.01) {
				best = no
			}
		case errors.As(err, &told) && told.Code != errs.Internal && ctx.Err() == nil:
			info.Why = told.Message
			if refused == "" && !sh.Hidden {
				refused = told.Message
			}
		default:
			return nil, nil, "", err
		}
		sheets = append(sheets, info)
	}
	for no := range sheets {
		if all[no] == nil {
			continue
		}
		sheets[no].Why = s.left(book, all, best, no)
		if sheets[no].Chosen = sheets[no].Why == ""; sheets[no].Chosen {
			pages = append(pages, *all[no])
		}
	}
	if len(pages) > 0 {
		refused = ""
	} else if refused == "" {
		refused = "没有选定要导入的工作表"
	}
	return sheets, pages, refused, nil
}

func (s *source) look(_ context.Context, book *sheet.Book, no int) (*page, error) {
	merged, err := book.Merged(no)
	if err != nil {
		return nil, err
	}
	p := &page{no: no, name: book.Sheets[no].Name, opt: s.options(book, no), merged: merged}
	p.layout, err = intake.Scan(book.Rows(no), merged, p.opt)
	return p, err
}

// copied are names of sheets that repeat another one: a copy, a backup, an earlier month.
var copied = regexp.MustCompile(`(?i)[(（]\d+[)）]$|副本|备份|旧|作废|历史|模板|示例|copy|bak|^\d{1,2}月|\d{4}[年.]\d{1,2}`)

// left says why a sheet is not read, "" when it is: nobody chose it, or without a choice it is hidden, unlike the best one,
// or seems a copy of it. Sheets with the same head, such as one for each county, belong together.
func (s *source) left(book *sheet.Book, all []*page, best, no int) string {
	if s.choice.Sheets != nil {
		if slices.Contains(s.choice.Sheets, no) {
			return ""
		}
		return "没有选"
	}
	switch {
	case no == best:
		return ""
	case book.Sheets[no].Hidden:
		return "隐藏的工作表，没有选"
	case best < 0 || all[no].layout.Shape != all[best].layout.Shape:
		return "表头与选中的表不同，没有选"
	case copied.MatchString(book.Sheets[no].Name):
		return "像是同一张表的副本或以前的月份，没有选"
	}
	return ""
}
