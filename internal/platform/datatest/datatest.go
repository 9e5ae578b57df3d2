// Package datatest finds the measuring data that tests read but the product never carries.
package datatest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Path gives the path of a file in the measuring data. The folder is LIANZHANG_DATA, or ../shared/data beside the
// checkout. When the folder is absent the test is skipped with a word, unless LIANZHANG_DATA names it: then it fails.
func Path(t testing.TB, name string) string {
	t.Helper()
	dir, named := os.LookupEnv("LIANZHANG_DATA")
	if !named {
		_, self, _, _ := runtime.Caller(0)
		dir = filepath.Join(filepath.Dir(self), "../../../../shared/data")
	}
	p := filepath.Join(dir, name)
	if _, err := os.Stat(p); err != nil {
		if named {
			t.Fatalf("measuring data: %v", err)
		}
		t.Skipf("measuring data is not beside the checkout: %s", name)
	}
	return p
}
