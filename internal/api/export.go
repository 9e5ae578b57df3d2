package api

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/platform/record"
)

// exportRows answers with a workbook of all rows under the question. Who took out how many rows is journalled.
func (a *api) exportRows(r *register) func(*call, *struct{}) (*written, error) {
	return func(c *call, _ *struct{}) (*written, error) {
		if err := c.actor.Need(r.perm); err != nil {
			return nil, err
		}
		q, who, err := r.ask(c)
		if err != nil {
			return nil, err
		}
		label, err := a.label(c)
		if err != nil {
			return nil, err
		}
		file := &listfile.File{Spec: r.spec, Query: q, Who: who, Columns: listfile.Columns(r.spec), Label: label}
		if q.Cols != nil {
			file.Columns = r.columns(q)
		}
		book, rows, err := file.Read(c, a.Run.DB)
		if err != nil {
			return nil, err
		}
		what := change.What{Action: r.spec.Name + ".export", Perm: authz.ExportRun, Ref: record.Ref{Kind: r.spec.Name},
			Reason: "导出" + strconv.Itoa(rows) + r.spec.Measure}
		if err := a.Run.Run(c, c.actor, what, func(*change.Tx) error { return nil }); err != nil {
			_ = book.Close()
			return nil, err
		}
		return &written{Body: func(huma.Context) {
			defer func() { _ = book.Close() }() // nothing is left to close once it is written
			c.file(r.spec.Label+"清单"+strings.ReplaceAll(c.today, "-", "")+".xlsx", mediaXLSX)
			_ = book.Write(c.w) // who has gone needs no answer
		}}, nil
	}
}

// file heads the answer as a file with the name.
func (c *call) file(name, media string) {
	h := c.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
}

// label gives the name behind the id of a Ref column.
func (a *api) label(c *call) (func(kind, id string) string, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	nodes, err := a.Graph.Directory(c)
	if err != nil {
		return nil, err
	}
	return func(kind, id string) string {
		if kind == chain.Kind {
			return a.Chains.Name(c, id)
		}
		if kind == graph.NodeKind {
			return nodes.Label(id)
		}
		return d.Label(kind, id)
	}, nil
}
