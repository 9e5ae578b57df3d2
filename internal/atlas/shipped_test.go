package atlas

import (
	"errors"
	"testing"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// TestShippedSets: every set that comes with the program compiles, list by list.
func TestShippedSets(t *testing.T) {
	sets, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range sets {
		for _, sheet := range set.Sheets {
			if sheet.Kind != ListSheet {
				continue
			}
			_, err := Compile(sheet, db.SQLite, "2026-11-22")
			var e *errs.Error
			switch {
			case errors.As(err, &e) && e.Fields != nil:
				for _, f := range e.Fields {
					t.Errorf("%s.json %s %s: %s", set.Key, sheet.Key, f.Name, f.Message)
				}
			case err != nil:
				t.Errorf("%s.json %s: %v", set.Key, sheet.Key, err)
			}
		}
	}
}
