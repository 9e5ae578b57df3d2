package api

import (
	"encoding/json"
	"net/http"
	"sync"

	"lianzhang/internal/platform/authz"

	"github.com/danielgtaylor/huma/v2"
)

// serveSpec answers with the specification itself, in OpenAPI 3.1 and, for tools that are not there yet, in 3.0. Each is written
// when it is first asked for: it takes 0.1 s and tens of MB, which the start need not wait for.
func (a *api) serveSpec() {
	for _, s := range []struct {
		path, summary string
		make          func() ([]byte, error)
	}{
		{"/openapi.json", "本接口的规范（OpenAPI 3.1）", a.spec},
		{"/openapi-3.0.json", "本接口的规范（OpenAPI 3.0）", a.spec30},
	} {
		written := sync.OnceValues(s.make)
		a.huma.Adapter().Handle(&huma.Operation{Method: http.MethodGet, Path: s.path, OperationID: s.path, Summary: s.summary,
			Metadata: map[string]any{permKey: []authz.Perm{authz.Public}}}, func(ctx huma.Context) {
			a.admit(ctx, func(ctx huma.Context) {
				text, err := written()
				if err != nil {
					a.refuse(callOf(ctx.Context()), err)
					return
				}
				ctx.SetHeader("Content-Type", "application/openapi+json")
				_, _ = ctx.BodyWriter().Write(text) // who has gone needs no answer
			})
		})
	}
}

func (a *api) spec() ([]byte, error) { return json.MarshalIndent(a.huma.OpenAPI(), "", " ") }

// spec30 is the specification in OpenAPI 3.0, without the words that huma's own downgrade leaves behind: 3.0 has no media
// type of contents, and nothing may stand beside a reference.
func (a *api) spec30() ([]byte, error) {
	b, err := a.huma.OpenAPI().Downgrade()
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, err
	}
	strip(v)
	return json.Marshal(v)
}

func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "contentMediaType")
		if v["contentEncoding"] == "base64" {
			v["format"] = "byte"
		}
		delete(v, "contentEncoding")
		if _, ok := v["$ref"].(string); ok {
			delete(v, "description")
		}
		for _, inner := range v {
			strip(inner)
		}
	case []any:
		for _, inner := range v {
			strip(inner)
		}
	}
}
