package api

import (
	"encoding/json"
	"net/http"

	"lianzhang/internal/platform/authz"

	"github.com/danielgtaylor/huma/v2"
)

// serveSpec answers with the specification itself, in OpenAPI 3.1 and, for tools that are not there yet, in 3.0.
func (a *api) serveSpec() error {
	for _, s := range []struct {
		path, summary string
		make          func() ([]byte, error)
	}{
		{"/openapi.json", "本接口的规范（OpenAPI 3.1）", a.spec},
		{"/openapi-3.0.json", "本接口的规范（OpenAPI 3.0）", func() ([]byte, error) { return a.huma.OpenAPI().Downgrade() }},
	} {
		text, err := s.make()
		if err != nil {
			return err
		}
		a.huma.Adapter().Handle(&huma.Operation{Method: http.MethodGet, Path: s.path, OperationID: s.path, Summary: s.summary,
			Metadata: map[string]any{permKey: []authz.Perm{authz.Public}}}, func(ctx huma.Context) {
			a.admit(ctx, func(ctx huma.Context) {
				ctx.SetHeader("Content-Type", "application/openapi+json")
				_, _ = ctx.BodyWriter().Write(text) // who has gone needs no answer
			})
		})
	}
	return nil
}

func (a *api) spec() ([]byte, error) { return json.MarshalIndent(a.huma.OpenAPI(), "", " ") }
