package api

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
)

// register is a list as the API offers it: its rows by filter, one record by id, and all rows as a workbook.
type register struct {
	spec   *list.Spec
	path   string // "/projects"
	one    string // "project", of operation ids
	many   string // "projects"
	schema string // "Project"
	perm   authz.Perm
	scope  func(authz.Actor) authz.Scope // nil: the actor's own
	// derived rows are worked out by the program and written by nobody, so that they have no version.
	derived bool
	// total counts and adds up in a quicker way than by reading the rows; nil reads them.
	total func(ctx context.Context, ask *list.Query, who list.Asker) (*list.Totals, error)

	shown []*list.Column // of lists, without choice
	all   []*list.Column // of a single record: with the hidden ones and the version
	known map[string]bool
}

// versionColumn is read with every single record, whether the list shows it or not.
var versionColumn = list.Column{Name: versionField, Label: "版次", Kind: list.Int, Hidden: true}

// lists adds the operations that every register has.
func (a *api) lists(r *register) *register {
	a.records[r.spec.Name] = r
	r.shown = r.spec.Shown(nil)
	r.known = map[string]bool{"q": true, "where": true, "sort": true, "cols": true, "page": true, "size": true}
	for i := range r.spec.Columns {
		c := &r.spec.Columns[i]
		r.all = append(r.all, c)
		r.known[c.Name] = !c.NoFilter
	}
	if !r.derived && r.spec.Column(versionField) == nil {
		r.all = append(r.all, &versionColumn)
	}
	record := a.define(r.schema, recordSchema(r.spec, r.all))
	a.define(r.schema+"Filter", filterSchema(r.spec))
	page := a.define(r.schema+"List", pageSchema(r.spec, record))
	tag, label := r.spec.Label, r.spec.Label
	handle(a, op{pattern: "GET " + r.path, id: "list-" + r.many, perm: r.perm, tag: tag, summary: label + "清单",
		params: r.listParams(), answer: jsonAnswer("一页"+label, page)}, a.listRows(r))
	handle(a, op{pattern: "GET " + r.path + "/export", id: "export-" + r.many, perm: authz.ExportRun, tag: tag, summary: "导出" + label + "清单",
		help: "条件同清单，不分页；不写cols时为导入能认回的全部列", params: r.listParams(), answer: fileAnswer("工作簿", mediaXLSX)}, a.exportRows(r))
	answer := recordAnswer(label, record)
	if r.derived {
		answer = jsonAnswer(label, record)
	}
	handle(a, op{pattern: "GET " + r.path + "/{id}", id: "get-" + r.one, perm: r.perm, tag: tag, summary: "查一条" + label, answer: answer}, a.getRecord(r))
	return r
}

func recordAnswer(label string, record *huma.Schema) *huma.Response {
	r := jsonAnswer(label, record)
	r.Headers = map[string]*huma.Param{"ETag": {Description: "版次，修改时写在If-Match", Schema: &huma.Schema{Type: huma.TypeString}}}
	return r
}

// ask reads the question of a list. A parameter that the list does not have is an error: passed over, a slip of the pen in
// a filter would give all rows.
func (r *register) ask(c *call) (*list.Query, list.Asker, error) {
	who := c.asker()
	if r.scope != nil {
		who.Scope = r.scope(c.actor)
	}
	v, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, who, errs.Wrap(err, errs.Invalid, "地址里的参数写错了：要用&分开，特殊字符要编码")
	}
	var bad errs.Fields
	for name := range v {
		if !r.known[name] {
			bad.Add(name, "没有这个参数，或这一列不能筛选")
		}
	}
	if cols := v.Get("cols"); cols != "" {
		for _, name := range strings.Split(cols, ",") {
			if name != "id" && r.spec.Column(name) == nil {
				bad.Add("cols", "没有“%s”这一列", name)
			}
		}
	}
	if err := bad.Err(); err != nil {
		return nil, who, err
	}
	q, err := r.spec.Parse(v)
	return q, who, err
}

func (r *register) columns(q *list.Query) []*list.Column {
	if q.Cols == nil {
		return r.shown
	}
	var out []*list.Column // the id is always read
	for _, name := range q.Cols {
		if c := r.spec.Column(name); c != nil && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// listRows answers with one page of rows. It is the busiest operation, so its answer is written at once into a buffer that
// is used again, past huma's marshalling.
func (a *api) listRows(r *register) func(*call, *struct{}) (*written, error) {
	total := r.total
	if total == nil {
		total = func(ctx context.Context, ask *list.Query, who list.Asker) (*list.Totals, error) {
			return r.spec.Total(ctx, a.Run.DB, ask, who)
		}
	}
	return func(c *call, _ *struct{}) (*written, error) {
		q, who, err := r.ask(c)
		if err != nil {
			return nil, err
		}
		t, err := total(c, q, who)
		if err != nil {
			return nil, err
		}
		buf := a.buffers.Get().(*[]byte)
		b := r.head((*buf)[:0], q, t)
		first := true
		err = r.spec.Page(c, a.Run.DB, q, who, r.columns(q), func(row list.Row) error {
			if !first {
				b = append(b, ',')
			}
			first = false
			b = row.AppendJSON(b)
			return nil
		})
		*buf = append(b, "]}\n"...)
		if err != nil {
			a.buffers.Put(buf)
			return nil, err
		}
		return &written{Body: func(huma.Context) {
			defer a.buffers.Put(buf)
			c.writeJSON(*buf)
		}}, nil
	}
}

func (r *register) head(b []byte, q *list.Query, t *list.Totals) []byte {
	b = append(b, `{"total":`...)
	b = strconv.AppendInt(b, t.Rows, 10)
	b = append(b, `,"page":`...)
	b = strconv.AppendInt(b, int64(q.Page), 10)
	b = append(b, `,"size":`...)
	b = strconv.AppendInt(b, int64(q.Size), 10)
	b = append(b, `,"sums":{`...)
	for i, name := range r.spec.Sums {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, name...)
		b = append(b, `":`...)
		switch r.spec.Column(name).Kind {
		case list.Money:
			b = strconv.AppendInt(b, t.Yuan[name], 10)
		case list.Number:
			b = strconv.AppendFloat(b, t.Sums[name], 'f', -1, 64)
		default:
			b = strconv.AppendInt(b, int64(t.Sums[name]), 10)
		}
	}
	return append(b, `},"rows":[`...)
}

// writeJSON answers with bytes that are JSON already.
func (c *call) writeJSON(b []byte) {
	h := c.w.Header()
	h["Content-Type"] = jsonType
	h["Content-Length"] = []string{strconv.Itoa(len(b))}
	_, _ = c.w.Write(b) // who has gone needs no answer
}

var jsonType = []string{"application/json"}

type idInput struct {
	ID string `path:"id" doc:"标识" maxLength:"40"`
}

func (a *api) getRecord(r *register) func(*call, *idInput) (*written, error) {
	return func(c *call, in *idInput) (*written, error) { return a.record(c, r, in.ID, 0) }
}

// record answers with one record as it is stored now; status 0 is 200.
func (a *api) record(c *call, r *register, id string, status int) (*written, error) {
	b, version, err := a.read(c, r, id)
	if err != nil {
		return nil, err
	}
	return &written{Body: func(huma.Context) {
		if !r.derived {
			c.w.Header().Set("ETag", etag(version))
		}
		if status != 0 {
			c.w.Header().Set("Location", prefix+r.path+"/"+url.PathEscape(id))
			c.w.Header()["Content-Type"] = jsonType
			c.w.WriteHeader(status)
		}
		c.writeJSON(b)
	}}, nil
}

// read gives one record with all its columns as JSON, and its version.
func (a *api) read(c *call, r *register, id string) (b []byte, version int64, err error) {
	who := c.asker()
	if r.scope != nil {
		who.Scope = r.scope(c.actor)
	}
	q := &list.Query{IDs: []string{id}, Page: 1, Size: 1}
	page, err := r.spec.Rows(c, a.Run.DB, q, who, r.all)
	if err != nil {
		return nil, 0, err
	}
	if len(page.Rows) == 0 {
		return nil, 0, errs.New(errs.NotFound, "没有这条%s，或不在您的数据范围内", r.spec.Label)
	}
	if !r.derived {
		version = page.Rows[0].Int(versionField)
	}
	return page.Rows[0].AppendJSON(nil), version, nil
}

// visible gives NotFound unless the asker sees the record.
func (a *api) visible(c *call, r *register, id string) error {
	q := &list.Query{IDs: []string{id}}
	who := c.asker()
	if r.scope != nil {
		who.Scope = r.scope(c.actor)
	}
	n, err := r.spec.Count(c, a.Run.DB, q, who)
	if err == nil && n == 0 {
		err = errs.New(errs.NotFound, "没有这条%s，或不在您的数据范围内", r.spec.Label)
	}
	return err
}
