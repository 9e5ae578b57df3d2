package importing_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/db/dbtest"
)

// Every workbook of the data folder is previewed as every list, or refused with a reason; none panics, none loses a row
// without a word.
func TestEveryWorkbookIsReadOrExplained(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	for _, folder := range []string{"spreadsheets", "tickets", "a-share", "parks", "gaoming"} {
		err := filepath.WalkDir(datatest.Path(t, folder), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || e.Name() == "SOURCE.txt" {
				return err
			}
			for _, list := range []string{"project", "enterprise", "opportunity", "chain", "unit", "account"} {
				if info, err := e.Info(); err != nil || info.Size() > 300_000 && list != "project" && list != "enterprise" {
					continue // the other lists meet the same reader with the smaller files
				}
				s.judge(list, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (s *site) judge(list, path string) {
	name := list + " ← " + filepath.Base(path)
	got := s.upload(list, path, importing.Choice{}).Summary
	if got.Refused != "" {
		if !strings.ContainsAny(got.Refused, "请") {
			s.t.Errorf("%s: refused without a next step: %s", name, got.Refused)
		}
		s.t.Logf("%s: %s", name, got.Refused)
		return
	}
	if got.Rows != got.Accepted+got.Rejected || got.Rejected > 0 && got.ErrorCount == 0 {
		s.t.Errorf("%s: %d rows, %d accepted, %d rejected, %d errors", name, got.Rows, got.Accepted, got.Rejected, got.ErrorCount)
	}
	if w := got.Write; w.New+w.Merge+w.Skip+w.Hold != got.Accepted {
		s.t.Errorf("%s: %+v of %d", name, w, got.Accepted)
	}
	first := ""
	if len(got.Errors) > 0 {
		first = got.Errors[0].Cell + " " + got.Errors[0].Message
	}
	s.t.Logf("%s: %d rows, %d accepted, %d distinct, %v, %v %s", name, got.Rows, got.Accepted, got.Distinct, got.Recognised, got.Dups, first)
}
