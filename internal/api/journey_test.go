package api

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	_ "github.com/oapi-codegen/runtime" // the generated client needs it

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
)

// TestJourneyOfAGeneratedClient makes a client of all operations from the specification, compiles it together with
// testdata/journey, which knows nothing of this package, and lets that walk through a working day against a live server.
//
// The client is 25,000 lines, so it is not kept in the tree: an overlay shows it to the compiler for the time of the build.
func TestJourneyOfAGeneratedClient(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	took := clock.Stopwatch()
	binary := buildJourney(t)
	t.Logf("generated and compiled in %.1f s", took().Seconds())
	eachSite(t, func(t *testing.T, s *site) {
		s.project(project.Project{Name: "义安区铜箔", Region: "340706", UnitID: s.units["义安区发改委"], Stage: project.Started, TotalInvest: 8e8})
		run := exec.Command(binary, s.server.URL+prefix, s.chains[0], s.units["铜官区发改委"])
		run.Env = []string{"TOKEN=" + s.tokens["tongguan"]}
		out, err := run.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Logf("\n%s", out)
	})
}

func buildJourney(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	client, overlay, binary := filepath.Join(dir, "client.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "journey")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, "internal/api/testdata/client/client.go"): client}})
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string][]byte{client: generate(t), overlay: replace} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-overlay", overlay, "-o", binary, "./internal/api/testdata/journey")
	build.Dir, build.Env = root, append(os.Environ(), "GOPROXY=off", "CGO_ENABLED=0") // nothing is fetched
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%.4000s", err, out)
	}
	return binary
}

// generate makes the client from the specification in OpenAPI 3.0, which is what the generator reads.
func generate(t *testing.T) []byte {
	t.Helper()
	spec, err := newAPI(Deps{Cookie: "lz_session"}).spec30()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatalf("the specification is not valid: %v", err)
	}
	text, err := codegen.Generate(doc, codegen.Configuration{PackageName: "client", Generate: codegen.GenerateOptions{Client: true, Models: true}})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text, "\nfunc (c *Client) "); n < len(newAPI(Deps{}).operations()) {
		t.Fatalf("the client has %d methods, fewer than there are operations", n)
	}
	return []byte(text)
}
