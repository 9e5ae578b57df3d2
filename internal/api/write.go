package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	national "lianzhang/internal/platform/region"
)

// The fields of a written record that are not columns of it.
const (
	reasonField  = "reason"
	versionField = "version"
)

// fields is a record as somebody writes it: column to value. What is absent stays as it is.
type fields map[string]json.RawMessage

type newInput struct {
	Body fields
}

type patchInput struct {
	ID      string `path:"id" doc:"标识" maxLength:"40"`
	IfMatch string `header:"If-Match" doc:"所见的版次，如 \"3\"；也可写在version"`
	Body    fields
}

// editor makes the operations that create and change the records of a register.
type editor[T any] struct {
	*register
	edit   authz.Perm
	fresh  []string // columns of a new record
	need   []string // which of them must be given
	change []string // columns that may be changed
	get    func(c *call, id string) (*T, error)
	at     func(row *T) (version int64)
	add    func(c *call, row T, reason string) (id string, err error)
	save   func(c *call, before, after *T, reason string) error
	check  func(before, after *T) error // beyond what the area checks; before is nil for a new record; nil: nothing
}

// writes adds the operations of an editor.
func writes[T any](a *api, e editor[T]) {
	label := e.spec.Label
	fresh := a.define(e.schema+"New", writeSchema(e.spec, e.fresh, e.need, false))
	patch := a.define(e.schema+"Patch", writeSchema(e.spec, e.change, nil, true))
	handle(a, op{pattern: "POST " + e.path, id: "create-" + e.one, perm: e.edit, tag: label, summary: "新增" + label, status: 201,
		request: fresh, answer: recordAnswer(label, schema(e.schema))}, func(c *call, in *newInput) (*written, error) { return e.create(a, c, in) })
	handle(a, op{pattern: "PATCH " + e.path + "/{id}", id: "update-" + e.one, perm: e.edit, tag: label, summary: "修改" + label,
		help:    "只改写到的列。须写明所见的版次；有人先改了则答409，stored是现在存着的记录。",
		request: patch, answer: recordAnswer(label, schema(e.schema))}, func(c *call, in *patchInput) (*written, error) { return e.update(a, c, in) })
}

func (e *editor[T]) create(a *api, c *call, in *newInput) (*written, error) {
	var row T
	if err := a.fill(c, e.spec, &row, in.Body, e.fresh); err != nil {
		return nil, err
	}
	if e.check != nil {
		if err := e.check(nil, &row); err != nil {
			return nil, err
		}
	}
	id, err := e.add(c, row, in.Body.text(reasonField))
	if err != nil {
		return nil, err
	}
	return a.record(c, e.register, id, 201)
}

func (e *editor[T]) update(a *api, c *call, in *patchInput) (*written, error) {
	before, err := e.get(c, in.ID)
	if err != nil {
		return nil, err
	}
	seen, err := in.version()
	if err != nil {
		return nil, err
	}
	if e.at(before) != seen {
		return nil, a.conflict(c, e.register, in.ID, nil)
	}
	after := *before
	if err := a.fill(c, e.spec, &after, in.Body, e.change); err != nil {
		return nil, err
	}
	if e.check != nil {
		if err := e.check(before, &after); err != nil {
			return nil, err
		}
	}
	if err := e.save(c, before, &after, in.Body.text(reasonField)); err != nil {
		return nil, a.conflict(c, e.register, in.ID, err)
	}
	return a.record(c, e.register, in.ID, 0)
}

// version is the version that the asker has seen.
func (in *patchInput) version() (int64, error) {
	text := strings.Trim(strings.TrimPrefix(strings.TrimSpace(in.IfMatch), "W/"), `"`)
	if raw, ok := in.Body[versionField]; ok {
		text = string(raw)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, errs.Fields{{Name: versionField, Message: "写明所见的版次：version，或请求头If-Match；先查一次这条记录就有"}}.Err()
	}
	return n, nil
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// conflict shows what is stored now when somebody saved first; other errors go on as they are. nil stands for the conflict.
func (a *api) conflict(c *call, r *register, id string, err error) error {
	var e *errs.Error
	if err == nil {
		e = errs.New(errs.Conflict, "您看过之后有人先保存了，请对照stored再改")
	} else if !errors.As(err, &e) || e.Code != errs.Conflict || e.Detail == nil {
		return err
	}
	stored, _, readErr := a.read(c, r, id)
	if readErr != nil {
		return readErr
	}
	return &errs.Error{Code: e.Code, Message: e.Message, Detail: shown{json.RawMessage(stored)}, Err: err}
}

func (f fields) text(name string) string {
	var s string
	_ = json.Unmarshal(f[name], &s) // its type was checked against the specification
	return strings.TrimSpace(s)
}

// fill puts what was sent into the record dest, a struct whose `db` tags are named like the columns.
func (a *api) fill(c *call, spec *list.Spec, dest any, sent fields, names []string) error {
	var bad errs.Fields
	v := reflect.ValueOf(dest).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("db")
		raw, ok := sent[name]
		if !ok || !slices.Contains(names, name) {
			continue
		}
		f := v.Field(i)
		if string(raw) == "null" {
			bad.Add(name, "不能是null；要清空写\"\"、0或false")
			continue
		}
		if err := json.Unmarshal(raw, f.Addr().Interface()); err != nil {
			bad.Add(name, "值的类型不对：%s", raw)
			continue
		}
		if f.Kind() == reflect.String {
			f.SetString(strings.TrimSpace(f.String()))
			if msg := a.missing(c, spec.Column(name), f.String()); msg != "" {
				bad.Add(name, "%s", msg)
			}
		}
	}
	for name := range sent {
		if name != reasonField && name != versionField && !slices.Contains(names, name) {
			bad.Add(name, "没有这一项，请检查拼写和大小写") // the specification's check passes over case
		}
	}
	return bad.Err()
}

// missing says that a Ref column names a record which does not exist or is no longer used.
func (a *api) missing(c *call, col *list.Column, id string) string {
	if col.Kind != list.Ref || id == "" {
		return ""
	}
	d, err := a.Org.Directory(c)
	if err != nil {
		return ""
	}
	ok := true
	switch col.RefKind {
	case chain.Kind:
		ok = a.Chains.Name(c, id) != ""
	case graph.NodeKind:
		nodes, err := a.Graph.Directory(c)
		ok = err != nil || nodes.Label(id) != ""
	case "unit":
		u := d.Unit(id)
		ok = u != nil && u.Active
	case "region":
		ok = d.Region(id) != nil || id == national.Outside && col == enterprise.Spec.Column("region")
	case enterprise.PlaceKind:
		_, ok = national.Lookup(id)
	}
	if ok {
		return ""
	}
	return "没有这个" + col.Label + "，要写" + refWords[col.RefKind]
}
