package sheet

import (
	"context"
	"io"
	"path"
	"strings"

	"lianzhang/internal/platform/errs"
)

// workbook reads .xlsx and .xlsm.
type workbook struct {
	book     *Book
	ctx      context.Context
	limits   Limits
	zip      *archive
	parts    []string // of each sheet
	date1904 bool
	styles   styles
	strings  []string
	loaded   bool   // strings are read
	shared   string // part of the shared strings
}

// openWorkbook reads everything but rows and shared strings.
func openWorkbook(ctx context.Context, r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	a, err := openArchive(r, size, limits)
	if err != nil {
		return nil, err
	}
	w := &workbook{ctx: ctx, limits: limits, zip: a}
	w.book = &Book{Format: XLSX, ctx: ctx, limits: limits, src: w}
	main := w.mainPart()
	if main == "" {
		return nil, notWorkbook(a)
	}
	rels, err := w.relations(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main))
	if err != nil {
		return nil, err
	}
	if err := w.readSheets(main, rels); err != nil {
		return nil, err
	}
	if len(w.parts) == 0 {
		return nil, errs.New(errs.Invalid, "工作簿里没有可读的工作表，请检查文件是否选对")
	}
	for _, rel := range rels {
		switch path.Base(rel.kind) {
		case "styles":
			if w.styles, err = parse(w, rel.target, readStyles); err != nil {
				return nil, err
			}
		case "sharedStrings":
			w.shared = rel.target
		}
	}
	if err := w.readHeads(); err != nil {
		return nil, err
	}
	return w.book, w.readMeta()
}

// relation is one entry of a .rels part.
type relation struct{ id, kind, target string }

// relations reads a .rels part; targets are resolved against folder.
func (w *workbook) relations(name, folder string) ([]relation, error) {
	return parse(w, name, func(r io.Reader, limits Limits) ([]relation, error) {
		sc := newScanner(r, limits.CellBytes)
		var out []relation
		for {
			_, t, err := sc.next()
			if err == io.EOF {
				return out, nil
			}
			if err != nil {
				return nil, cut(err, 0)
			}
			if string(t.name) != "Relationship" || t.kind == closeTag || len(out) >= limits.Entries {
				continue
			}
			var rel relation
			rel.id, _ = t.attr("Id")
			rel.kind, _ = t.attr("Type")
			rel.target, _ = t.attr("Target")
			rel.target = strings.ReplaceAll(rel.target, `\`, "/")
			if !strings.HasPrefix(rel.target, "/") {
				rel.target = path.Join(folder, rel.target)
			}
			rel.target = strings.TrimPrefix(path.Clean(rel.target), "/")
			out = append(out, rel)
		}
	})
}

// parse runs a reader over a part; a part that does not exist gives the zero value.
func parse[T any](w *workbook, name string, read func(io.Reader, Limits) (T, error)) (out T, err error) {
	rc, _, err := w.zip.part(name)
	if rc == nil || err != nil {
		return out, err
	}
	defer rc.Close()
	return read(rc, w.limits)
}

// mainPart is the name of the workbook part, "" when the zip is no workbook.
func (w *workbook) mainPart() string {
	rels, err := w.relations("_rels/.rels", "")
	if err == nil {
		for _, rel := range rels {
			if path.Base(rel.kind) == "officeDocument" && w.zip.has(strings.ToLower(rel.target)) && path.Ext(rel.target) == ".xml" {
				if strings.HasPrefix(strings.ToLower(rel.target), "word/") || strings.HasPrefix(strings.ToLower(rel.target), "ppt/") {
					return ""
				}
				return rel.target
			}
		}
	}
	if w.zip.has("xl/workbook.xml") {
		return "xl/workbook.xml"
	}
	return ""
}

// readSheets reads the list of sheets and the date system. Chart and macro sheets have no rows and are left out.
func (w *workbook) readSheets(main string, rels []relation) error {
	target := map[string]string{}
	for _, rel := range rels {
		if path.Base(rel.kind) == "worksheet" {
			target[rel.id] = rel.target
		}
	}
	_, err := parse(w, main, func(r io.Reader, limits Limits) (struct{}, error) {
		sc := newScanner(r, limits.CellBytes)
		for {
			_, t, err := sc.next()
			if err == io.EOF {
				return struct{}{}, nil
			}
			if err != nil {
				return struct{}{}, cut(err, 0)
			}
			switch {
			case t.kind == closeTag:
			case string(t.name) == "workbookPr":
				v, _ := t.attr("date1904")
				w.date1904 = v == "1" || v == "true"
			case string(t.name) == "sheet":
				name, _ := t.attr("name")
				id, _ := t.attr("id")
				state, _ := t.attr("state")
				part := target[id]
				if part == "" || !w.zip.has(strings.ToLower(part)) {
					continue
				}
				if len(w.parts) >= limits.Sheets {
					return struct{}{}, tooLarge("工作表超过%d个，请拆成几个文件分别导入", limits.Sheets)
				}
				w.parts = append(w.parts, part)
				w.book.Sheets = append(w.book.Sheets, Sheet{Name: name, Hidden: state != "" && state != "visible"})
			}
		}
	})
	return err
}
