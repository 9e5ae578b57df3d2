package org

import (
	"testing"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/workday"
)

func TestImportedNoticesCount(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		c, err := s.Calendar(ctx)
		if err != nil || c.Known(2027) || !c.IsWorkday("2027-01-01") {
			t.Fatalf("before the notice: %v", err)
		}
		if !s.Working().IsWorkday("2027-01-01") {
			t.Error("the calendar in use knows a holiday before its notice")
		}
		n := workday.Notice{Year: 2027, Days: []workday.Day{{Name: "元旦", Date: "2027-01-01", Off: true}}}
		if err := s.ImportNotice(ctx, s.as("office"), n, ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("by the office: %v", err)
		}
		must := func(n workday.Notice) {
			t.Helper()
			if err := s.ImportNotice(ctx, s.as("sysadmin"), n, "国办发明电"); err != nil {
				t.Fatal(err)
			}
		}
		must(n)
		if c, err = s.Calendar(ctx); err != nil || !c.Known(2027) || c.IsWorkday("2027-01-01") {
			t.Fatalf("after the notice: %v", err)
		}
		if s.Working().IsWorkday("2027-01-01") {
			t.Error("the calendar in use does not know the notice just imported")
		}
		n.Days = append(n.Days, workday.Day{Name: "元旦", Date: "2027-01-02", Off: false})
		must(n)
		if c, err = s.Calendar(ctx); err != nil || !c.IsWorkday("2027-01-02") {
			t.Fatalf("after the amendment: %v", err)
		}
		if err := s.ImportNotice(ctx, s.as("sysadmin"), workday.Notice{Year: 2028}, ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("an empty notice: %v", err)
		}
	})
}
