package catalog

import (
	"testing"

	"lianzhang/internal/formula"
)

// TestShippedFormulasCompile: every shipped definition is right over its list, and every list's past is.
func TestShippedFormulasCompile(t *testing.T) {
	defs, err := formula.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all, err := formula.Compile(FormulaSources(), defs)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for _, ask := range []formula.Ask{{}, {From: "2026-01-01", To: "2026-03-31", AsOf: "2026-06-30"}} {
			if _, err := c.Bind(ask, "2026-11-22"); err != nil {
				t.Errorf("%s %+v: %v", c.Label(), ask, err)
			}
		}
	}
}
