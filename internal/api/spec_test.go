package api

import (
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	a := newAPI(Deps{})
	b, err := a.spec()
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile("/tmp/lz/api/openapi.json", b, 0o644)
	b, err = a.huma.OpenAPI().Downgrade()
	os.WriteFile("/tmp/lz/api/openapi30.json", b, 0o644)
	t.Log(len(a.operations()))
}
