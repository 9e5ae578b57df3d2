package server

import (
	"testing"
	"time"

	"lianzhang/internal/catalog"
	"lianzhang/internal/config"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/record"
)

// TestEveryKindCanBeAMatter: the title and the keys of every list of the catalogue can be read by id.
func TestEveryKindCanBeAMatter(t *testing.T) {
	dir := t.TempDir()
	cfg, err := config.Load("", func(name string) string { return map[string]string{"LIANZHANG_DATA": dir}[name] })
	if err != nil {
		t.Fatal(err)
	}
	app, err := Open(t.Context(), cfg, clock.Fixed(time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	for _, e := range catalog.Entries() {
		if n, err := app.matter(t.Context(), record.Ref{Kind: e.Kind(), ID: "none"}); n != nil || err != nil {
			t.Errorf("%s: %v %v", e.Kind(), n, err)
		}
	}
	if n, err := app.matter(t.Context(), record.Ref{Kind: "secrets", ID: "none"}); n != nil || err != nil {
		t.Errorf("a kind without a list: %v %v", n, err)
	}
}
