package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"testing"

	"lianzhang/internal/web"
)

var update = flag.Bool("update", false, "write openapi.golden.json anew, once Version has been raised")

const golden = "openapi.golden.json"

// TestAChangedSpecificationHasAnotherVersion: programs out there were made from the specification, so that none changes
// under a version that they know.
func TestAChangedSpecificationHasAnotherVersion(t *testing.T) {
	got, err := newAPI(Deps{Cookie: web.SessionCookie}).spec()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(golden)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	var old struct{ Info struct{ Version string } }
	if len(want) > 0 {
		if err := json.Unmarshal(want, &old); err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case old.Info.Version == Version:
		t.Fatalf("the specification differs from %s, and Version is still %s: raise it (the second number for additions, the first when something "+
			"that programs use goes away), then run go test ./internal/api -run Specification -update", golden, Version)
	case !*update:
		t.Fatalf("the specification differs from %s: run go test ./internal/api -run Specification -update and read the difference", golden)
	}
	if err := os.WriteFile(golden, got, 0o644); err != nil {
		t.Fatal(err)
	}
}
