package api

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/platform/authz"
)

// op is one row of the table of operations.
type op struct {
	pattern string // "GET /projects/{id}"
	id      string // operationId: "get-project"
	perm    authz.Perm
	summary string
	tag     string

	or      authz.Perm // who has this one instead may come in too; the verb itself then decides
	help    string
	status  int           // of success; 0 = 200, or 204 without content
	body    int64         // largest body in bytes; 0 = 1 MB
	params  []*huma.Param // beside those of the input type
	request *huma.Schema  // of the body, where the type does not tell
	answer  *huma.Response
	again   *huma.Response // 200 beside the status: what was asked for stands already
}

// The metadata by which the middleware judges an operation.
const (
	permKey = "perm"
	bodyKey = "body"
)

const defaultBody = 1 << 20

// handle adds an operation. Its handler gets the call, which is also its context; its error becomes a Problem.
func handle[I, O any](a *api, row op, fn func(*call, *I) (*O, error)) {
	operation := row.operation()
	huma.Register(a.huma, operation, func(ctx context.Context, in *I) (*O, error) {
		c := callOf(ctx)
		out, err := fn(c, in)
		if err != nil {
			return nil, a.problem(c, err)
		}
		filled(out)
		if a.Wrote != nil && c.actor.Via == "api" && !strings.HasPrefix(row.pattern, "GET ") {
			method, path, _ := strings.Cut(row.pattern, " ")
			a.Wrote(c, c.actor, method+" "+prefix+path)
		}
		return out, nil
	})
	if row.again != nil {
		operation.Responses["200"] = row.again // added late: beside two answers huma documents no errors
	}
}

func (o op) operation() huma.Operation {
	method, path, _ := strings.Cut(o.pattern, " ")
	perms := []authz.Perm{o.perm}
	if o.or != "" {
		perms = append(perms, o.or)
	}
	out := huma.Operation{
		OperationID: o.id, Method: method, Path: path, Summary: o.summary, Description: o.help, Tags: []string{o.tag}, DefaultStatus: o.status,
		Parameters: o.params, Metadata: map[string]any{permKey: perms}, Extensions: map[string]any{"x-permission": perms},
	}
	if o.perm == authz.Public {
		out.Security = []map[string][]string{}
		delete(out.Extensions, "x-permission")
	} else {
		out.Security = []map[string][]string{{tokenScheme: {}}, {sessionScheme: {}}}
	}
	limit := o.body
	if limit == 0 {
		limit = defaultBody
	}
	out.Metadata[bodyKey] = limit
	out.MaxBodyBytes = limit
	if o.body > defaultBody {
		out.BodyReadTimeout = -1 // a large file may take its time; the server's own limits hold
	}
	if o.request != nil {
		out.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: o.request}}}
	}
	if o.answer != nil {
		status := o.status
		if status == 0 {
			status = 200
		}
		out.Responses = map[string]*huma.Response{strconv.Itoa(status): o.answer}
	}
	return out
}

// schema names a schema of the specification; the name is given once, by define.
func schema(name string) *huma.Schema { return &huma.Schema{Ref: "#/components/schemas/" + name} }

// define adds a schema that no Go type gives.
func (a *api) define(name string, s *huma.Schema) *huma.Schema {
	s.PrecomputeMessages()
	a.huma.OpenAPI().Components.Schemas.Map()[name] = s
	return schema(name)
}

// jsonAnswer documents an answer that the operation writes by itself.
func jsonAnswer(description string, s *huma.Schema) *huma.Response {
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"application/json": {Schema: s}}}
}

// The media types of files.
const (
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// fileAnswer documents an answer that is a file of one of the types.
func fileAnswer(description string, types ...string) *huma.Response {
	r := &huma.Response{Description: description, Content: map[string]*huma.MediaType{}}
	for _, t := range types {
		r.Content[t] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	}
	return r
}

// written is the answer of an operation that writes it by itself.
type written struct {
	Body func(huma.Context)
}

// operations are all documented operations, by path and method.
func (a *api) operations() []*huma.Operation {
	var out []*huma.Operation
	paths := a.huma.OpenAPI().Paths
	for _, p := range slices.Sorted(maps.Keys(paths)) {
		item := paths[p]
		for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if o != nil {
				out = append(out, o)
			}
		}
	}
	return out
}
