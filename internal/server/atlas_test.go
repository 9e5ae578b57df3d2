package server_test

import (
	"fmt"
	"strings"
	"testing"

	"lianzhang/internal/atlas"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/server"
)

// TestEveryShippedListFillsFromTheCity adopts each template set on a demonstration city and fills its lists for all chains
// together: each has rows, each of its columns says something in some row, and what a list counts is what it shows.
func TestEveryShippedListFillsFromTheCity(t *testing.T) {
	app := open(t, t.TempDir(), "", 240)
	shipped, err := atlas.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range shipped {
		t.Run(set.Key, func(t *testing.T) {
			if _, err := app.Atlas.Set(t.Context(), set.Key); err != nil {
				if _, err := app.Atlas.Adopt(t.Context(), server.Program(), set.Key, "349900"); err != nil {
					t.Fatal(err)
				}
			}
			adopted, err := app.Atlas.Set(t.Context(), set.Key)
			if err != nil {
				t.Fatal(err)
			}
			lists, err := app.Atlas.Lists(t.Context(), adopted.ID, false)
			if err != nil || len(lists) != len(set.Sheets) {
				t.Fatalf("%d sheets of %d, %v", len(lists), len(set.Sheets), err)
			}
			for i := range lists {
				if lists[i].Kind != atlas.ListSheet {
					continue
				}
				f, err := app.Atlas.Compile(lists[i].Sheet())
				if err != nil {
					t.Fatal(err)
				}
				filled(t, app, f, lists[i].Key)
			}
		})
	}
}

// filled reads a list whole.
func filled(t *testing.T, app *server.App, f *atlas.Filled, key string) {
	t.Helper()
	n, err := f.Count(t.Context(), app.DB, asker(), "")
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	said := make([]bool, len(f.Cols))
	var rows int64
	err = f.Each(t.Context(), app.DB, asker(), "", func(r list.Row) error {
		rows++
		for i := range f.Cols {
			v := fmt.Sprint(r.At(i))
			said[i] = said[i] || !strings.Contains("| |<nil>|0|false|", "|"+v+"|")
		}
		return nil
	})
	switch {
	case err != nil:
		t.Errorf("%s: %v", key, err)
	case rows != n:
		t.Errorf("%s %s: counts %d, shows %d", key, f.Spec.Label, n, rows)
	case rows == 0:
		t.Errorf("%s %s is empty: %s", key, f.Spec.Label, f.Query.Where)
	}
	for i, c := range f.Cols {
		if rows > 0 && !said[i] {
			t.Errorf("%s %s: column %s is empty in all %d rows", key, f.Spec.Label, c.Label, rows)
		}
	}
	t.Logf("%s %s: %d", key, f.Spec.Label, rows)
}
