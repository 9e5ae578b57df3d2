package search_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/search"
	"lianzhang/internal/project"
)

// found gives the numbers of the projects that a search finds.
func found(t *testing.T, d *db.DB, text string) []int64 {
	t.Helper()
	w := new(db.Where)
	search.Match(w, d.Engine(), "project_search", text)
	rows, err := d.Query(t.Context(), "SELECT t.no FROM project t"+w.SQL()+" ORDER BY t.no", w.Args()...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var no int64
		if err := rows.Scan(&no); err != nil {
			t.Fatal(err)
		}
		out = append(out, no)
	}
	return out
}

func put(t *testing.T, d *db.DB, no int64, fresh bool, texts ...string) {
	t.Helper()
	table := db.NewTable[project.Project](project.Kind)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		if fresh {
			if err := table.Insert(t.Context(), tx, &project.Project{No: no, ID: strings.Repeat("x", int(no))}); err != nil {
				return err
			}
		}
		return search.Put(t.Context(), tx, "project_search", no, fresh, texts...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWordsAreFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		put(t, d, 1, true, "年产5GW高效光伏组件项目（一期）", "晶川新能源有限公司", "XM-2026-0001")
		put(t, d, 2, true, "光学镜片产业园", "")
		put(t, d, 3, true, "伏光储能", "ＡＢＣ集团")
		for _, c := range []struct {
			text string
			want []int64
		}{
			{"光伏", []int64{1}}, {"光伏组件", []int64{1}}, {"光", []int64{1, 2, 3}}, {"园", []int64{2}}, {"光 园", []int64{2}}, {"5gw", []int64{1}},
			{"abc", []int64{3}}, {"XM-2026", []int64{1}}, {"晶川 光伏", []int64{1}}, {"光能", nil}, {"、，", nil}, {"", nil}, {"\"光伏\" OR *", nil}, {"' | !", nil},
		} {
			if diff := cmp.Diff(c.want, found(t, d, c.text)); diff != "" {
				t.Errorf("%q: %s", c.text, diff)
			}
		}
		put(t, d, 1, false, "羊肉加工")
		if got := found(t, d, "光伏"); got != nil {
			t.Errorf("after the name has changed: %v", got)
		}
		if got := found(t, d, "羊肉"); !slices.Equal(got, []int64{1}) {
			t.Errorf("the new name: %v", got)
		}
	})
}

// TestSearchAgreesWithReading compares the search for one or two characters with reading all names.
func TestSearchAgreesWithReading(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rng := rand.New(rand.NewPCG(3, 4))
		letters := []rune("光伏学能铜 （Aa1项目")
		var names []string
		for no := range 120 {
			name := make([]rune, 1+rng.IntN(9))
			for i := range name {
				name[i] = letters[rng.IntN(len(letters))]
			}
			names = append(names, string(name))
			put(t, d, int64(no+1), true, string(name))
		}
		for _, a := range letters {
			for _, b := range append(letters, 0) {
				text := strings.Trim(string([]rune{a, b}), "\x00")
				if strings.ContainsAny(text, " （") {
					continue
				}
				var want []int64
				for i, n := range names {
					if strings.Contains(strings.ToLower(n), strings.ToLower(text)) {
						want = append(want, int64(i+1))
					}
				}
				if diff := cmp.Diff(want, found(t, d, text)); diff != "" {
					t.Errorf("%q: %s", text, diff)
				}
			}
		}
	})
}
