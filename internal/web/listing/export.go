package listing

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// Export is the handler of "GET {Base}/export" and "POST {Base}/export": the answer to the question as a workbook, with the
// columns that are shown or, with all=1, with all that an import reads back. A POST may name rows by id. Who took out how
// many rows is journalled.
func (l *List) Export(q *web.Req) error {
	a, ids, whole, err := l.exported(q)
	if err != nil {
		return err
	}
	if a.Note != nil {
		return errs.New(errs.Invalid, "%s", a.Note.Body.String())
	}
	file := &listfile.File{Spec: l.Spec, Query: a.Query, Who: a.Who, Columns: a.reading(nil), Label: a.Names.Label}
	if whole {
		file.Columns = listfile.Columns(l.Spec)
	}
	a.IDs = ids
	book, rows, err := file.Read(q.Ctx(), l.kit.Run.DB)
	if err != nil {
		return err
	}
	defer func() { _ = book.Close() }() // nothing is left to close once it is written
	if err := l.noteExport(q.Ctx(), q.Actor, rows); err != nil {
		return err
	}
	q.Download(l.Spec.Label+"清单"+strings.ReplaceAll(q.Today(), "-", "")+".xlsx", mediaXLSX)
	return book.Write(q.W)
}

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// exported reads what is asked: by the address, or by the form of the bulk bar.
func (l *List) exported(q *web.Req) (a *Ask, ids []string, whole bool, err error) {
	if q.R.Method == "GET" {
		a, err = l.Reask(q, q.R.URL.RawQuery)
		return a, nil, q.Query("all") != "", err
	}
	f, err := q.Form()
	if err != nil {
		return nil, nil, false, err
	}
	if a, err = l.Reask(q, f.Raw("query")); err != nil {
		return nil, nil, false, err
	}
	if !f.Bool("all") {
		ids = f.All("id")
		if len(ids) == 0 {
			return nil, nil, false, errs.New(errs.Invalid, "没有选中%s", l.Spec.Label)
		}
	}
	return a, ids, f.Bool("columns"), nil
}

func (l *List) noteExport(ctx context.Context, actor authz.Actor, rows int) error {
	what := change.What{Action: l.Spec.Name + ".export", Perm: l.Out, Ref: record.Ref{Kind: l.Spec.Name},
		Reason: "导出" + ui.Num(int64(rows)) + l.Spec.Measure}
	return l.kit.Run.Run(ctx, actor, what, func(*change.Tx) error { return nil })
}
