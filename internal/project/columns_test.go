package project_test

import (
	"reflect"
	"slices"
	"testing"

	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
)

// TestAFieldTakesFourPlaces holds migration, struct and list entry of the register together: a column that is added in one of
// them and forgotten in another is named.
func TestAFieldTakesFourPlaces(t *testing.T) {
	d := dbtest.SQLite(t)
	rows, err := d.Query(t.Context(), "SELECT * FROM project")
	if err != nil {
		t.Fatal(err)
	}
	stored, err := rows.Columns()
	rows.Close()
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	rt := reflect.TypeFor[project.Project]()
	for i := range rt.NumField() {
		fields = append(fields, rt.Field(i).Tag.Get("db"))
	}
	// What people neither see in the ledger nor filter by: keys, sort keys, and the names of those who wrote.
	inner := []string{"no", "id", "pinyin", "plan_year", "library_code", "created_by", "updated_by"}
	for _, c := range stored {
		if !slices.Contains(fields, c) {
			t.Errorf("column %s has no field in Project", c)
		}
		if project.Spec.Column(c) == nil && !slices.Contains(inner, c) {
			t.Errorf("column %s has no entry in Spec", c)
		}
	}
	for _, f := range fields {
		if !slices.Contains(stored, f) {
			t.Errorf("field %s has no column in the migrations", f)
		}
	}
	labels := map[string]string{}
	for _, c := range project.Spec.Columns {
		if other := labels[c.Label]; other != "" {
			t.Errorf("%s and %s are both called %s", other, c.Name, c.Label)
		}
		labels[c.Label] = c.Name
	}
	// Every entry, computed ones too, can be read, filtered by a rule and sorted by.
	all := &list.Query{Page: 1, Size: 1}
	var cols []*list.Column
	for i := range project.Spec.Columns {
		c := &project.Spec.Columns[i]
		cols = append(cols, c)
		all.Sort = []list.Order{{Column: c, Desc: true}}
		if _, err := project.Spec.Rows(t.Context(), d, all, list.Asker{Scope: system.Scope, Today: "2026-11-22"}, cols); err != nil {
			t.Errorf("column %s: %v", c.Name, err)
		}
	}
}
