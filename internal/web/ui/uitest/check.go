// Package uitest checks the templates of pages against the Go types of their data.
package uitest

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"lianzhang/internal/web/ui"
)

// Set gives a fresh set with the pages of one folder, as the server would have it.
func Set(t testing.TB, folder string, pages fs.FS) *ui.Set {
	t.Helper()
	assets, err := ui.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	set, err := ui.NewSet(assets)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Add(folder, pages); err != nil {
		t.Fatal(err)
	}
	return set
}

// Check type-checks every page of a folder: data gives a value of the data type for each page, by file name without .html.
// A page without data, and data without a page, fail the test: uitest.Check(t, "project", files, map[string]any{"list": listPage{}}).
func Check(t testing.TB, folder string, pages fs.FS, data map[string]any) {
	t.Helper()
	set := Set(t, folder, pages)
	seen := map[string]bool{}
	for _, name := range set.Names() {
		short, ours := strings.CutPrefix(name, folder+"/")
		if !ours { // built in
			continue
		}
		seen[short] = true
		value, ok := data[short]
		if !ok {
			t.Errorf("page %s: no data type given", name)
			continue
		}
		if err := templatecheck.CheckHTML(set.Lookup(name, ""), value); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
	for short := range data {
		if !seen[short] {
			t.Errorf("page %s/%s: no such file", folder, short)
		}
	}
}
